"""The sums of a back-test, cart by cart: what was given away, by which rule, and what was left to the shop."""

from collections import Counter
from dataclasses import dataclass, field

from shared.domain.backtest.history import Stand
from shared.domain.money import Minor


@dataclass(slots=True)
class Pair:
    """One sum under the set that served, and under the draft."""

    before: int = 0
    after: int = 0

    def add(self, before: int, after: int) -> None:
        """Count one more cart."""
        self.before += before
        self.after += after


@dataclass(slots=True)
class RuleSums:
    """What one rule did: in how many carts, for how much, shipping included."""

    carts: Pair = field(default_factory=Pair)
    cost: Pair = field(default_factory=Pair)


@dataclass(frozen=True, slots=True)
class Given:
    """What one cart was given: by each rule in minor units, in all, and off its articles alone."""

    by_rule: dict[str, Minor]
    cost: Minor
    off_articles: Minor


@dataclass(slots=True)
class Tally:
    """Everything that is added up. ``cost`` includes shipping; ``revenue`` is what the articles bring after discount.

    ``margin`` and ``margin_revenue`` are of the lines whose least price is known, in ``margin_carts`` carts: price less
    least price, less discount. ``changes`` counts carts by how much more (or less) they are given.
    """

    carts: int = 0
    changed: int = 0
    cost: Pair = field(default_factory=Pair)
    revenue: Pair = field(default_factory=Pair)
    margin: Pair = field(default_factory=Pair)
    margin_revenue: Pair = field(default_factory=Pair)
    margin_carts: int = 0
    bought: int = 0
    bought_cost: Pair = field(default_factory=Pair)
    bought_revenue: Pair = field(default_factory=Pair)
    lost: int = 0
    rules: dict[str, RuleSums] = field(default_factory=dict)
    changes: Counter[Minor] = field(default_factory=Counter)

    def add(self, before: Stand, after: Stand) -> tuple[Given, Given]:
        """Count one cart, and return what it was given before and after."""
        old, new = given(before), given(after)
        subtotal = before.earned.bill.subtotal
        old_revenue, new_revenue = subtotal - old.off_articles, subtotal - new.off_articles
        self.carts += 1
        self.changed += old.by_rule != new.by_rule
        self.lost += bool(old.cost and not new.cost)
        self.cost.add(old.cost, new.cost)
        self.revenue.add(old_revenue, new_revenue)
        self.changes[new.cost - old.cost] += 1
        if before.bought:
            self.bought += 1
            self.bought_cost.add(old.cost, new.cost)
            self.bought_revenue.add(old_revenue, new_revenue)
        if any(before.basis.floors):
            self._add_margin(before, after)
        for rule_id in {**old.by_rule, **new.by_rule}:
            sums = self.rules.setdefault(rule_id, RuleSums())
            sums.carts.add(rule_id in old.by_rule, rule_id in new.by_rule)
            sums.cost.add(old.by_rule.get(rule_id, 0), new.by_rule.get(rule_id, 0))
        return old, new

    def _add_margin(self, before: Stand, after: Stand) -> None:
        basis = before.basis
        for n, (line, floor) in enumerate(zip(basis.cart.lines, basis.floors, strict=True)):
            if floor:
                old, new = _off_line(before, n), _off_line(after, n)
                room = (line.unit_price - floor) * line.quantity
                self.margin.add(room - old, room - new)
                self.margin_revenue.add(line.amount - old, line.amount - new)
        self.margin_carts += 1


def given(stand: Stand) -> Given:
    """Return what the cart is given."""
    by_rule: dict[str, Minor] = {}
    rules, earned = stand.rules.rules, stand.earned
    off_articles = 0
    for n, taken in earned.taken.items():
        amount = sum(taken)
        if amount:
            by_rule[rules[n].id] = amount
            off_articles += amount
    cost = off_articles
    for n, amount in earned.shipping.items():
        if amount:
            rule_id = rules[n].id
            by_rule[rule_id] = by_rule.get(rule_id, 0) + amount
            cost += amount
    return Given(by_rule, cost, off_articles)


def _off_line(stand: Stand, n: int) -> Minor:
    return sum(taken[n] for taken in stand.earned.taken.values())
