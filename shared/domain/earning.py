"""What a cart earns, in plain numbers: its facts, the rules that hold, which of them give, and what off which line.

The core of every decision, and all of it that is computed for each cart whatever happens next.
"""

from shared.domain.basis import Basis
from shared.domain.facts.gathered import Facts
from shared.domain.money import Minor
from shared.domain.pricing.bill import Bill
from shared.domain.pricing.choosing import choose, first_of_each, used_up
from shared.domain.pricing.taking import take
from shared.domain.rules.model import RuleSet


class Earned:
    """Rules are told by their places in the rule set, ``rules``.

    ``giving``: those that may give something, in order: one of each group, and the overrides. ``taken``: what a rule
    takes off each line; all zero when something left it nothing. ``shipping``: what a rule takes off the shipping: one
    at most. ``causes``: what cut a rule, or kept it from giving.
    """

    # Made for every decision, as a bill is.
    __slots__ = ("_held", "bill", "causes", "giving", "rules", "shipping", "taken")

    def __init__(
        self,
        rules: RuleSet,
        bill: Bill,
        held: int | None,
        giving: list[int],
        taken: dict[int, list[Minor]],
        shipping: dict[int, Minor],
        causes: dict[int, str],
    ) -> None:
        self.rules = rules
        self.bill = bill
        self._held = held
        self.giving = giving
        self.taken = taken
        self.shipping = shipping
        self.causes = causes

    @property
    def held(self) -> int:
        """The mask of all rules that hold: bit n is the rule at place n. Worked out when it is first asked for."""
        if self._held is None:
            self._held = holding(self.rules, self.bill.facts)
        return self._held


def earn(rules: RuleSet, basis: Basis) -> Earned:
    """Return what the cart of ``basis`` earns."""
    facts = Facts(basis, rules.zone)
    bill = Bill(basis.cart, basis.floors, facts)
    causes: dict[int, str] = {}
    held: int | None = None
    giving = None if (basis.grants or basis.promise) and _entered(rules, facts) else first_of_each(rules, facts)
    if giving is None:
        able = held = holding(rules, facts)
        causes |= used_up(rules, held & rules.matcher.limited, basis.used)
        for n in causes:
            able ^= 1 << n
        giving = choose(rules, bill, able, basis.used)
    taken, shipping = take(rules, basis, bill, giving, causes) if giving else ({}, {})
    return Earned(rules, bill, held, giving, taken, shipping, causes)


def holding(rules: RuleSet, facts: Facts) -> int:
    """Return the mask of the rules that hold: they may be granted now, or were and still hold."""
    matcher, now = rules.matcher, facts.now
    held = matcher.held(facts, now)
    for n in _entered(rules, facts):
        if not held >> n & 1 and matcher.stays(n, facts, now):
            held |= 1 << n
    return held


def _entered(rules: RuleSet, facts: Facts) -> list[int]:
    """Return the rules that need their ``enter`` no more: they were granted to this cart, or promised."""
    basis, now = facts.basis, facts.now
    ids = [grant.rule for grant in basis.grants if grant.expires_at > now]
    promise = basis.promise
    if promise and promise.holds(basis.cart.cart_id, now):
        ids.append(promise.rule)
    found = [place for rule_id in ids if (place := rules.place_of(rule_id)) is not None]
    return [n for n in found if rules.matcher.entering >> n & 1]
