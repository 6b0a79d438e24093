"""Session rules at work: what a shopper is shown, or promised, as their steps come in, with or without a cart (B7).

Each (rule, type) goes out once per session, in the order of the rules, as far as the rule set's ``interventions`` and
the rule's own ``per_session`` leave room. Whoever saves the session that comes back has claimed what is shown: saving
it before it is pushed keeps two tabs, or a repeated batch, from showing it twice. What the rule gives besides is
granted in the same moment, and carts find it in ``Session.granted``.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from shared.domain.basis import Basis, Grant
from shared.domain.cart import Cart
from shared.domain.clocks import soonest
from shared.domain.conditions.holding import holds
from shared.domain.conditions.timing import changes_at
from shared.domain.facts.gathered import Facts
from shared.domain.interventions import Shown, worded
from shared.domain.lasting import granted_until
from shared.domain.next_check import stands, turns_at
from shared.domain.observing import observations
from shared.domain.rules.actions import Intervention
from shared.domain.rules.asking import Asking
from shared.domain.rules.model import Prompting, Rule, RuleSet
from shared.domain.session import Observed
from shared.domain.state import Session

# A look that was due so long ago was lost on its way: another may be planned.
_LOST_MS = 60_000


def asked(session: Session, rules: RuleSet, event_names: Collection[str]) -> frozenset[str]:
    """Return the facts that matter once these events came in: those of rules that may show something because of them.

    Empty: there is nothing to look at.
    """
    return frozenset().union(*(each.facts for each in _open(session, rules) if not each.events.isdisjoint(event_names)))


def prompt(
    session: Session, observed: Observed, rules: RuleSet, now: int, event_names: Collection[str]
) -> tuple[Session, tuple[Shown, ...]]:
    """Return the session that has claimed what goes out because of these events, and that, in the order of the rules.

    ``prompt_at`` is the moment at which time alone may bring something more; one that is planned sooner is kept. The
    very same session comes back when there is nothing to say and nothing to wait for.
    """
    touched = [each.rule for each in _open(session, rules) if not each.events.isdisjoint(event_names)]
    return _prompted(session, observed, rules, now, touched)


def prompt_when_due(
    session: Session, observed: Observed, rules: RuleSet, now: int
) -> tuple[Session, tuple[Shown, ...]]:
    """Return what ``prompt`` does, of what time alone brings: what was waited for is waited for no more.

    The decision on the session's cart, if there is one, was looked at before.
    """
    ripe = session
    if session.prompt_at is not None and session.prompt_at <= now:
        ripe = replace(session, prompt_at=None, next_check_at=session.next_check_at if session.basis else None)
    # What had to wait for the gap may be of any kind.
    waiting = [each.rule for each in _open(ripe, rules) if rules.prompting.gap_ms or each.moves]
    return _prompted(ripe, observed, rules, now, waiting)


def _prompted(
    session: Session, observed: Observed, rules: RuleSet, now: int, among: Sequence[Rule]
) -> tuple[Session, tuple[Shown, ...]]:
    if now >= session.expires_at:
        return session, ()
    claim = _Claim(session, rules, Facts(_basis(session, observed, rules, now), rules.zone))
    for rule in among:
        claim.consider(rule)
    moment = soonest(claim.moments)
    planned = session.prompt_at
    if planned is not None and planned > now - _LOST_MS and (moment is None or planned <= moment):
        moment = planned
    if not claim.shown and moment == planned:
        return session, ()
    check = session.next_check_at
    return replace(
        session,
        told=claim.told,
        granted=tuple(claim.granted),
        prompt_at=moment,
        next_check_at=soonest([check if check is not None and check > now - _LOST_MS else None, moment]),
    ), tuple(claim.shown)


class _Claim:
    """What one look at the session's rules comes to."""

    def __init__(self, session: Session, rules: RuleSet, facts: Facts) -> None:
        self.told = dict(session.told)
        self.granted = [grant for grant in session.granted if grant.expires_at > facts.now]
        self.shown: list[Shown] = []
        self.moments: list[int | None] = []
        self._rules, self._facts, self._locale = rules, facts, session.locale

    def consider(self, rule: Rule) -> None:
        """Show what ``rule`` has to show now, or note when to look again."""
        now = self._facts.now
        if not stands(rule, self._facts, entered=False):
            self.moments.append(turns_at(rule, self._facts, entered=False))
            return
        for each in _untold(rule, self.told):
            if not holds(each.when, self._facts):
                self.moments.append(changes_at(each.when, self._facts, now))
                continue
            if not _has_room(self._rules.prompting, self.told):
                return
            wait = _gap_until(self._rules.prompting, self.told)
            if wait > now:
                self.moments.append(wait)
                return
            self.told[_key(rule, each)] = now
            self.shown.append(self._worded(rule, each))

    def _worded(self, rule: Rule, each: Intervention) -> Shown:
        shown = worded(each, rule, self._facts, self._locale)
        if not rule.gives:
            return shown
        grant = next((grant for grant in self.granted if grant.rule == rule.id), None)
        if grant is None:
            grant = Grant(rule.id, self._facts.now, granted_until(rule, self._rules, self._facts.now))
            self.granted.append(grant)
        return replace(shown, params={**shown.params, "expires_at": grant.expires_at})


def _has_room(prompting: Prompting, told: Collection[str]) -> bool:
    """Return whether the session may be shown one thing more."""
    return prompting.per_session is None or len(told) < prompting.per_session


def _gap_until(prompting: Prompting, told: dict[str, int]) -> int:
    """Return the moment before which nothing more is shown."""
    return max(told.values(), default=0) + prompting.gap_ms if prompting.gap_ms else 0


def _open(session: Session, rules: RuleSet) -> Iterator[Asking]:
    """Return the rules that have something left to show in the session."""
    if rules.prompts and _has_room(rules.prompting, session.told):
        for each in rules.asked_on_events:
            if next(_untold(each.rule, session.told), None):
                yield each


def _untold(rule: Rule, told: Collection[str]) -> Iterator[Intervention]:
    """Return what ``rule`` has not shown yet, as far as its own limit goes."""
    most = rule.limits.per_session if rule.limits and rule.limits.per_session is not None else len(rule.interventions)
    for each in rule.interventions:
        if sum(name.startswith(f"{rule.id}:") for name in told) >= most:
            return
        if _key(rule, each) not in told:
            yield each


def _key(rule: Rule, each: Intervention) -> str:
    return f"{rule.id}:{each.type}"


def _basis(session: Session, observed: Observed, rules: RuleSet, now: int) -> Basis:
    """Return what is known now: the session's cart as it was decided last, or an empty one."""
    before = session.basis
    cart = before.cart if before else Cart("", 0, rules.currency, ())
    known = observations(session, observed, cart, before, now, same_revision=True)
    if before:
        return replace(before, decided_at=now, observed=known, intent=observed.intent)
    return Basis(
        session_id=session.session_id,
        sequence=0,
        ruleset=rules.label,
        decided_at=now,
        cart=cart,
        floors=(),
        messages=(),
        cart_hash="",
        changed_at=now,
        began_at=now,
        intent=observed.intent,
        observed=known,
        locale=session.locale,
    )
