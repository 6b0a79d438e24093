"""How far one side of a back-test has used its limited rules up: by what was bought in it, not by what really was."""

from collections import Counter
from collections.abc import Mapping

from shared.domain.decisions import Basis
from shared.domain.earning import Earned
from shared.domain.masks import places
from shared.domain.rules.model import Limits, Rule, RuleSet
from shared.domain.usage import UNUSED, Usage, period_key

NOTHING: Mapping[str, Usage] = {}


class Redemptions:
    """Counts as the shop does. A rule starts from what the period's first recorded decisions knew of it."""

    def __init__(self) -> None:
        self._before: dict[str, Usage] = {}
        self._first_period: dict[str, str] = {}
        self._uses: Counter[str] = Counter()
        self._spent: Counter[tuple[str, str]] = Counter()
        self._in_session: Counter[str] = Counter()
        self._limited: tuple[RuleSet | None, tuple[tuple[Rule, Limits], ...]] = (None, ())

    def open_session(self, rules: RuleSet, first: Basis) -> None:
        """Another session begins with the decision of ``first``: nothing is redeemed in it.

        Later decisions know of what others bought meanwhile, which is counted here when those sessions are played.
        """
        self._in_session.clear()
        for rule, limits in self._limited_of(rules):
            self._start(rule, limits, rules, first)

    def known(self, rules: RuleSet, basis: Basis) -> Mapping[str, Usage]:
        """Return what a decision at this moment knows of every limited rule, by id."""
        limited = self._limited_of(rules)
        return {rule.id: self._usage(rule, limits, rules, basis) for rule, limits in limited} if limited else NOTHING

    def redeem(self, rules: RuleSet, basis: Basis, earned: Earned) -> None:
        """Count the rules that gave something to the cart of ``basis``: it was bought."""
        for n in places(rules.matcher.limited):
            rule = rules.rules[n]
            amount = sum(earned.taken.get(n, ())) + earned.shipping.get(n, 0)
            if amount and rule.limits:
                self._uses[rule.id] += 1
                self._in_session[rule.id] += 1
                self._spent[rule.id, _period(rule.limits, rules, basis)] += amount

    def _usage(self, rule: Rule, limits: Limits, rules: RuleSet, basis: Basis) -> Usage:
        self._start(rule, limits, rules, basis)
        before, first_period = self._before[rule.id], self._first_period[rule.id]
        period, recorded = _period(limits, rules, basis), basis.used.get(rule.id, UNUSED)
        uses, in_session = self._uses[rule.id], self._in_session[rule.id]
        return Usage(
            uses=before.uses + uses,
            # Who the customer is stays unsaid: their earlier redemptions are as recorded, this session's our own.
            customer_uses=recorded.customer_uses - recorded.session_uses + in_session,
            session_uses=in_session,
            spent=(before.spent if period == first_period else 0) + self._spent[rule.id, period],
        )

    def _start(self, rule: Rule, limits: Limits, rules: RuleSet, basis: Basis) -> None:
        """Take what ``basis`` knows of a rule for what was before, unless an earlier decision told."""
        if rule.id not in self._before:
            self._before[rule.id] = basis.used.get(rule.id, UNUSED)
            self._first_period[rule.id] = _period(limits, rules, basis)

    def _limited_of(self, rules: RuleSet) -> tuple[tuple[Rule, Limits], ...]:
        if self._limited[0] is not rules:
            limited = (rules.rules[n] for n in places(rules.matcher.limited))
            self._limited = rules, tuple((rule, rule.limits) for rule in limited if rule.limits)
        return self._limited[1]


def _period(limits: Limits, rules: RuleSet, basis: Basis) -> str:
    return period_key(limits.budget.per, basis.decided_at, rules.zone) if limits.budget else ""
