"""The carts worth looking at: those whose discount changes most, each with both decisions and both reasons."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from shared.domain.answers import Decision, answer, decision_id
from shared.domain.backtest.history import Stand
from shared.domain.backtest.tally import Given
from shared.domain.explanations import Explanation, explain
from shared.domain.money import Minor

MOST_EACH_WAY = 4
MOST_OTHERS = 2
MOST_LOST = 50
MOST_RULES = 40

_Candidate = tuple[tuple[Minor, int, str, str], Stand, Stand]


class Examples:
    """Keeps the largest rises and falls, a few carts that get the same from other rules, and who loses all.

    Ties go to the earlier cart, so the same records always give the same examples.
    """

    def __init__(self) -> None:
        self._rises: list[_Candidate] = []
        self._falls: list[_Candidate] = []
        self._others: list[_Candidate] = []
        self._lost: list[_Candidate] = []

    def see(self, before: Stand, after: Stand, old: Given, new: Given) -> None:
        """Look at one more cart."""
        change = new.cost - old.cost
        if change:
            _keep(self._rises if change > 0 else self._falls, MOST_EACH_WAY, abs(change), before, after)
        elif old.by_rule != new.by_rule:
            _keep(self._others, MOST_OTHERS, old.cost, before, after)
        if old.cost and not new.cost:
            _keep(self._lost, MOST_LOST, old.cost, before, after)

    def lost(self) -> list[dict[str, Any]]:
        """Return the carts that lose everything they had, the dearest first."""
        return [
            {"decision_id": _id(before), "cart_id": before.basis.cart.cart_id, "before": -rank[0], "after": 0}
            for rank, before, _ in self._lost
        ]

    def documents(self) -> list[dict[str, Any]]:
        """Return the examples, rises first; nothing in them names a session, and no offer could be redeemed."""
        return [_document(before, after) for _, before, after in (*self._rises, *self._falls, *self._others)]


def _keep(kept: list[_Candidate], most: int, size: Minor, before: Stand, after: Stand) -> None:
    if len(kept) == most and size <= -kept[-1][0][0]:
        return
    basis = before.basis
    kept.append(((-size, basis.decided_at, basis.session_id, basis.cart.cart_id), before, after))
    kept.sort(key=lambda candidate: candidate[0])
    del kept[most:]


def _document(before: Stand, after: Stand) -> dict[str, Any]:
    old, new = _decision(before), _decision(after)
    cart = asdict(before.basis.cart)
    why = {each.rule: each for each in explain(before.rules, before.verdict)}
    why_now = {each.rule: each for each in explain(after.rules, after.verdict)}
    telling = [rule for rule in {**why, **why_now} if _tells(why.get(rule), why_now.get(rule))][:MOST_RULES]
    return {
        "decision_id": _id(before),
        "bought": before.bought,
        "cart": cart,
        "before": {"decision": asdict(old), "explanation": _those(why, telling)},
        "after": {
            "decision": asdict(new) | {"ruleset": f"{after.rules.name}@draft"},
            "explanation": _those(why_now, telling),
        },
    }


def _id(stand: Stand) -> str:
    return decision_id(stand.basis.session_id, stand.basis.sequence)


def _decision(stand: Stand) -> Decision:
    return replace(answer(stand.verdict, lambda _: ""), session_id="", offer=None)


def _tells(before: Explanation | None, after: Explanation | None) -> bool:
    """Return whether a rule has a part in the difference, or in what is given: the others would fill the page."""
    if before and after and (before.outcome != after.outcome or before.when != after.when):
        return True
    return any(each is not None and each.outcome != "not_met" for each in (before, after))


def _those(why: dict[str, Explanation], rules: Iterable[str]) -> list[dict[str, Any]]:
    return [asdict(why[rule]) for rule in rules if rule in why]
