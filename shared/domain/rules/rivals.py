"""Rules of one group that stand in each other's way: one that never gets its turn, and ranges that overlap."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from shared.domain.errors import FieldError
from shared.domain.rules.actions import Percent
from shared.domain.rules.implying import Span, implies, spans, without
from shared.domain.rules.model import Policy, Rule, RuleSet

# Every pair is looked at; in larger groups that would take too long.
LARGEST_GROUP = 400


def rivals(rules: RuleSet, paths: dict[str, str]) -> Iterator[FieldError]:
    """Return what is to be said of each group; ``paths`` tells where each rule stands."""
    for group in rules.groups:
        members = [rule for rule in rules.rules if rule.group == group.id]
        if not members:
            yield FieldError("$.groups", "unused_group", f"no rule is in the group '{group.id}': take it out")
        if len(members) <= LARGEST_GROUP:
            yield from _among(members, group.policy, paths)


def _among(members: Sequence[Rule], policy: Policy, paths: dict[str, str]) -> Iterator[FieldError]:
    shadowed: set[str] = set()
    for one, other in combinations(members, 2):
        for winner, loser in ((one, other), (other, one)):
            if loser.id not in shadowed and _outdoes(winner, loser, policy) and _always_beside(winner, loser):
                shadowed.add(loser.id)
                message = f"'{winner.id}' holds whenever this one does and wins: narrow it, or change their priorities"
                yield FieldError(paths[loser.id], "shadowed", message)
        if policy == "first" and (overlap := _overlap(one, other)):
            fact, span = overlap
            both = f"{span.least:.0f}" if span.least == span.most else f"{span.least:.0f} to {span.most:.0f}"
            message = f"at {fact} {both} '{one.id}' holds as well and wins: let one end where the other begins"
            yield FieldError(f"{paths[other.id]}.when", "overlapping", message)


def _outdoes(winner: Rule, loser: Rule, policy: Policy) -> bool:
    """Return whether ``winner`` is certainly chosen when both hold."""
    if not winner.gives or not loser.gives:
        return False
    if policy == "first":
        return winner.number < loser.number
    if not all(_is_plain(rule) for rule in (winner, loser)):
        return False
    ours, theirs = _percent(winner), _percent(loser)
    if ours == theirs:
        return winner.number < loser.number
    return ours > theirs if policy == "best_for_shopper" else ours < theirs


def _is_plain(rule: Rule) -> bool:
    discount = rule.discount
    alone = rule.gift is None and rule.ceiling is None and not rule.shipping_basis_points
    return isinstance(discount, Percent) and discount.lines is None and alone


def _percent(rule: Rule) -> int:
    return rule.discount.basis_points if isinstance(rule.discount, Percent) else 0


def _always_beside(winner: Rule, loser: Rule) -> bool:
    """Return whether ``winner`` holds whenever ``loser`` does: nothing but its conditions can keep it away."""
    if winner.enter is not None or winner.limits is not None or winner.excludes:
        return False
    if winner.schedule is not None and winner.schedule != loser.schedule:
        return False
    return implies(loser.when, winner.when)


def _overlap(one: Rule, other: Rule) -> tuple[str, Span] | None:
    """Return the fact, and the span in which both hold, when two bounded ranges of it overlap but for a part."""
    if one.enter or other.enter or one.schedule != other.schedule:
        return None
    theirs = spans(other.when)
    for fact, span in spans(one.when).items():
        if fact not in theirs or without(one.when, fact) != without(other.when, fact):
            continue
        beside, both = theirs[fact], span.cut(theirs[fact])
        apart = both.is_empty or span.within(beside) or beside.within(span)
        if not apart:
            return fact, both
    return None
