"""A recorded session lived through again under another rule set, with a history of its own."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from shared.domain.backtest.grants import granted_until
from shared.domain.backtest.redemptions import Redemptions
from shared.domain.backtest.sessions import Recorded
from shared.domain.decisions import Basis, Grant, Promise, Verdict, decide
from shared.domain.earning import Earned, earn
from shared.domain.opening import SESSION_MS
from shared.domain.rules.actions import Percent
from shared.domain.rules.model import RuleSet


@dataclass(frozen=True)
class Stand:
    """What a cart earned in the end, by which rules, and whether it was bought then."""

    rules: RuleSet
    basis: Basis
    earned: Earned
    bought: bool = False

    @cached_property
    def verdict(self) -> Verdict:
        """The whole verdict, interventions told as if for the first time."""
        return decide(self.rules, self.basis)


class History:
    """What would have happened under the rule sets that ``rules_of`` names, one for each recorded decision.

    The cart, its prices and what the session and the customer were seen to do are as recorded. What was granted,
    promised and redeemed follows from these rule sets alone, and so do the moments at which time changes a decision.
    """

    def __init__(self, rules_of: Callable[[Basis], RuleSet], end: int) -> None:
        self._rules_of = rules_of
        self._end = end
        self._redemptions = Redemptions()

    def play(self, recorded: Recorded) -> dict[str, Stand]:
        """Return how each cart of the session stood in the end, those left out that were empty then.

        A cart that was bought stands as just before, one that was left as at the session's end.
        """
        self._redemptions.open_session(self._rules_of(recorded[0]), recorded[0])
        stands: dict[str, Stand] = {}
        grants: tuple[Grant, ...] = ()
        over = min(recorded[0].decided_at + SESSION_MS, self._end)
        for n, basis in enumerate(recorded):
            following = recorded[n + 1] if n + 1 < len(recorded) else None
            cart_id = basis.cart.cart_id
            if basis.cart.stage == "completed":
                self._buy(stands, cart_id)
                grants = ()
            elif not basis.cart.lines:
                stands.pop(cart_id, None)
                grants = ()
            else:
                rules, until = self._rules_of(basis), following.decided_at if following else over
                grants = granted_until(rules, basis, grants, until)
                if not following or following.cart.stage == "completed" or following.cart.cart_id != cart_id:
                    stands[cart_id] = self._stand(rules, basis, grants, until)
        return stands

    def _stand(self, rules: RuleSet, basis: Basis, grants: tuple[Grant, ...], until: int) -> Stand:
        last = replace(
            basis,
            decided_at=max(basis.decided_at, until - 1),
            grants=grants,
            told=None,
            promise=_promised(rules, basis.promise) if basis.promise else None,
            used=self._redemptions.known(rules, basis),
        )
        return Stand(rules, last, earn(rules, last))

    def _buy(self, stands: dict[str, Stand], cart_id: str) -> None:
        stand = stands.get(cart_id)
        if stand and not stand.bought:
            stands[cart_id] = replace(stand, bought=True)
            self._redemptions.redeem(stand.rules, stand.basis, stand.earned)


def _promised(rules: RuleSet, promise: Promise) -> Promise | None:
    """Return what the reminder would have promised under ``rules``; ``None`` when they have no such rule."""
    place = rules.place_of(promise.rule)
    discount = rules.rules[place].discount if place is not None else None
    if not isinstance(discount, Percent) or discount.lines is not None:
        return None
    return replace(promise, basis_points=discount.basis_points)
