"""A recorded session lived through again under another rule set, with a history of its own."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from shared.domain.backtest.redemptions import Redemptions
from shared.domain.backtest.sessions import Recorded
from shared.domain.decisions import Basis, Promise, Verdict, decide
from shared.domain.opening import SESSION_MS
from shared.domain.rules.actions import Percent
from shared.domain.rules.model import RuleSet
from shared.domain.session import substance

# A rule set that wants to look again this often between two recorded decisions is not worth the wait.
MOST_LOOKS = 100


@dataclass(frozen=True, slots=True)
class Stand:
    """What a cart earned in the end: by which verdict, the recorded decision's number, and whether it was bought."""

    verdict: Verdict
    sequence: int
    bought: bool = False


class History:
    """What would have happened under the rule sets that ``rules_of`` names, one for each recorded decision.

    The cart, its prices and what the session and the customer were seen to do are as recorded. What was granted, told,
    promised and redeemed follows from these rule sets alone, and so do the moments at which time changes a decision.
    """

    def __init__(self, rules_of: Callable[[Basis], RuleSet], end: int) -> None:
        self._rules_of = rules_of
        self._end = end
        self._redemptions = Redemptions()

    def play(self, recorded: Recorded) -> dict[str, Stand]:
        """Return how each cart of the session stood in the end, those left out that were empty then."""
        self._redemptions.open_session()
        stands: dict[str, Stand] = {}
        latest: Basis | None = None
        over = min(recorded[0].decided_at + SESSION_MS, self._end)
        for n, basis in enumerate(recorded):
            rules = self._rules_of(basis)
            following = recorded[n + 1].decided_at if n + 1 < len(recorded) else over
            verdict = self._decide(rules, basis, latest)
            if basis.cart.stage != "completed":
                verdict = self._wait(rules, verdict, following)
            self._stand(stands, rules, verdict, basis)
            latest = verdict.basis
        return stands

    def _decide(self, rules: RuleSet, basis: Basis, latest: Basis | None) -> Verdict:
        return decide(
            rules,
            replace(
                basis,
                # Numbered anew: the moments at which time changed something differ from those recorded.
                sequence=latest.sequence + 1 if latest else 1,
                grants=latest.grants if latest else (),
                told=latest.told if latest else None,
                promise=_promised(rules, basis.promise) if basis.promise else None,
                used=self._redemptions.known(rules, basis),
            ),
        )

    @staticmethod
    def _wait(rules: RuleSet, verdict: Verdict, until: int) -> Verdict:
        """Return the verdict that stands just before ``until``, after all that time alone changes on the way."""
        for _ in range(MOST_LOOKS):
            moment = verdict.next_check_at
            if moment is None or moment >= until:
                break
            basis = replace(verdict.basis, sequence=verdict.basis.sequence + 1, decided_at=moment)
            later = decide(rules, basis)
            # As for a session that wakes up: what says nothing new is not recorded, only looked at again later.
            is_news = later.interventions or substance(later) != substance(verdict)
            verdict = later if is_news else replace(verdict, next_check_at=later.next_check_at)
        return verdict

    def _stand(self, stands: dict[str, Stand], rules: RuleSet, verdict: Verdict, basis: Basis) -> None:
        cart_id = basis.cart.cart_id
        if basis.cart.stage == "completed":
            # A completed cart earns nothing any more: it was bought with what it had earned before.
            before = stands.get(cart_id)
            if before and not before.bought:
                stands[cart_id] = replace(before, bought=True)
                self._redemptions.redeem(rules, before.verdict)
        elif basis.cart.lines:
            stands[cart_id] = Stand(verdict, basis.sequence)
        else:
            stands.pop(cart_id, None)


def _promised(rules: RuleSet, promise: Promise) -> Promise | None:
    """Return what the reminder would have promised under ``rules``; ``None`` when they have no such rule."""
    rule = next((rule for rule in rules.rules if rule.id == promise.rule), None)
    if rule is None or not isinstance(rule.discount, Percent) or rule.discount.lines is not None:
        return None
    return replace(promise, basis_points=rule.discount.basis_points)
