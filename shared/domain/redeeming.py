"""What an order redeemed: the rules that its cart's last decision applied, and the single-use codes they asked for.

Counted once per order, after the fact. Holding a limit while several carts want the last of it is the ledger's, which
reserves before the order: it takes the place of ``store/usage.py``'s counting, and these values stay.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from shared.domain.decisions import Basis, Verdict
from shared.domain.frozen import changed
from shared.domain.masks import places
from shared.domain.money import Minor
from shared.domain.rules.model import Rule, RuleSet
from shared.domain.state import Session
from shared.domain.usage import Usage, period_key

CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True)
class Redemption:
    """One rule at work in an order: what it took off, shipping included, and the budget's period that this counts in.

    ``period`` is ``None`` for a rule whose budget, if any, is for the whole campaign.
    """

    rule: str
    amount: Minor
    period: str | None


@dataclass(frozen=True, slots=True)
class Redeemed:
    """All that one order redeemed; ``codes`` as they were entered, case-folded."""

    redemptions: tuple[Redemption, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted of one rule over all shoppers: in all, and spent within the budget's current period."""

    uses: int = 0
    spent: Minor = 0


def redeemed(verdict: Verdict, at: int) -> Redeemed:
    """Return what an order of the cart of ``verdict`` redeemed, recorded ``at`` (epoch ms)."""
    redemptions = tuple(
        Redemption(each.rule.id, sum(each.allocations) + each.shipping, period_of(each.rule, verdict.rules, at))
        for each in verdict.applied
    )
    batches = {each.rule.codes.batch for each in verdict.applied if each.rule.codes}
    codes = tuple(code for code, batch in verdict.basis.codes.items() if batch in batches)
    return Redeemed(redemptions, codes)


def bought(session: Session, cart_id: str | None) -> Basis | None:
    """Return what was decided last for an order of the cart; ``None`` when the session has another cart, or none."""
    basis = session.basis
    if basis is None or basis.cart.cart_id != cart_id:
        return None
    return session.bought if basis.cart.stage == "completed" else basis


def redeem(session: Session, order_id: str, rules: tuple[str, ...]) -> Session:
    """Return the session knowing what an order of it redeemed; unchanged when it knows already."""
    if order_id in session.redeemed:
        return session
    return changed(session, redeemed={**session.redeemed, order_id: rules})


def period_of(rule: Rule, rules: RuleSet, at: int) -> str | None:
    """Return the budget period of ``rule`` that the moment lies in, ``None`` when there is none but the campaign."""
    budget = rule.limits.budget if rule.limits else None
    period = period_key(budget.per, at, rules.zone) if budget else CAMPAIGN
    return None if period == CAMPAIGN else period


def limited(rules: RuleSet) -> tuple[Rule, ...]:
    """Return the rules that have limits, in order."""
    return tuple([rules.rules[n] for n in places(rules.matcher.limited)])


def counts_people(rules: RuleSet) -> bool:
    """Return whether a limit wants to know what one shopper redeemed before."""
    return any(rule.limits and rule.limits.per_customer is not None for rule in limited(rules))


def person_of(customer_id: str | None, visitor_id: str | None) -> str | None:
    """Return the key under which a shopper's redemptions are counted; ``None`` for one who is not to be known."""
    return f"customer#{customer_id}" if customer_id else f"visitor#{visitor_id}" if visitor_id else None


def used(rules: RuleSet, counted: Mapping[str, Counted], session: Session) -> Mapping[str, Usage]:
    """Return how far each limited rule is used up, as a decision in ``session`` may know; unused ones are left out."""
    wanted = limited(rules)
    if not wanted:
        return {}
    here = Counter(rule for redeemed_rules in session.redeemed.values() for rule in redeemed_rules)
    found: dict[str, Usage] = {}
    for rule in wanted:
        known, in_session = counted.get(rule.id, Counted()), here[rule.id]
        usage = Usage(known.uses, session.used_before.get(rule.id, 0) + in_session, in_session, known.spent)
        if usage != Usage():
            found[rule.id] = usage
    return found
