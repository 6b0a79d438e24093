"""A session: who shops, what was granted, and the one cart of it.

``receive`` and ``wake`` are the two ways by which the session's decision moves on; both return the session unchanged
(the very same object) when there is nothing new to say.
"""

from collections.abc import Callable, Mapping
from dataclasses import field

from shared.domain.cart import Cart, cart_hash
from shared.domain.clocks import soonest
from shared.domain.decisions import Basis, Grant, Intent, Verdict, decide
from shared.domain.facts.catalogue import Observation
from shared.domain.frozen import changed, frozen
from shared.domain.interventions import GIFT_PROGRESS
from shared.domain.items import Priced
from shared.domain.observing import observations
from shared.domain.rules.model import RuleSet
from shared.domain.segments import PROFILES
from shared.domain.sketches import CartSketch
from shared.domain.state import Session
from shared.domain.usage import Usage


@frozen
class Observed:
    """What is known at this moment beside the cart: facts of its events by name, and the intent that these show.

    ``used`` is how far the rules with limits are used up, ``codes`` what the shop knows of the entered codes that it
    issued for one use; both as ``Basis`` keeps them. ``carts`` is what the shop's recent carts came to, where
    that is known.
    """

    facts: Mapping[str, Observation]
    intent: Intent
    used: Mapping[str, Usage] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    carts: CartSketch | None = None


def receive(
    session: Session, cart: Cart, priced: Priced, observed: Observed, rules: RuleSet, now: int, asker: str | None = None
) -> tuple[Session, Verdict]:
    """Return the session after ``cart`` (as sent; ``priced`` is the same at the shop's prices), and the verdict on it.

    ``asker`` is the socket that is answered directly.
    """
    hashed = cart_hash(priced.cart)
    submitted = hashed if priced.cart is cart else cart_hash(cart)
    before = session.basis if session.basis and session.basis.cart.cart_id == cart.cart_id else None
    returned = session.returned
    shopping = priced.cart
    if before and before.cart.stage == "completed":
        # What was bought stays bought: only another cart can earn something again.
        shopping = changed(shopping, stage="completed")
    basis = Basis(
        session_id=session.session_id,
        sequence=session.basis.sequence + 1 if session.basis else 1,
        ruleset=rules.label,
        decided_at=now,
        locale=session.locale,
        cart=shopping,
        floors=priced.floors,
        messages=priced.messages,
        cart_hash=hashed,
        changed_at=before.changed_at if before and before.cart_hash == hashed else now,
        began_at=before.began_at if before and before.cart.lines else now,
        observed=observations(session, observed, shopping, before, now),
        promise=returned.promise if returned else None,
        intent=observed.intent,
        grants=_grants(before, session, now),
        told=session.basis.told if session.basis else None,
        used=observed.used,
        codes=observed.codes,
    )
    return _moved(session, decide(rules, basis), submitted, asker)


def wake(
    session: Session, observed: Observed, rules: RuleSet, now: int, *, earlier: RuleSet | None = None
) -> tuple[Session, Verdict | None]:
    """Return the session at ``now``, and the verdict if it says something new.

    With no news but a later moment to look again, only ``next_check_at`` moves and the verdict is ``None``. ``earlier``
    is the version that made the current decision, when it is not ``rules``.
    """
    before = session.basis
    if before is None or now >= session.expires_at:
        return session, None
    basis = changed(
        before,
        sequence=before.sequence + 1,
        ruleset=rules.label,
        decided_at=now,
        observed=observations(session, observed, before.cart, before, now, same_revision=True),
        intent=observed.intent,
        grants=_grants(before, session, now),
        used=observed.used,
        codes=observed.codes,
    )
    verdict, current = decide(rules, basis), decide(earlier or rules, before)
    if substance(verdict) != substance(current) or any(each.type != GIFT_PROGRESS for each in verdict.interventions):
        return _moved(session, verdict, session.submitted)
    moment = _next_look(session, verdict)
    return (session if moment == session.next_check_at else changed(session, next_check_at=moment)), None


def complete(session: Session, cart_id: str, rules: RuleSet, now: int) -> tuple[Session, Verdict | None]:
    """Return the session with its cart completed, which earns nothing any more; unchanged when the cart is another."""
    before = session.basis
    if before is None or before.cart.cart_id != cart_id or before.cart.stage == "completed":
        return session, None
    basis = changed(before, sequence=before.sequence + 1, decided_at=now, cart=changed(before.cart, stage="completed"))
    return _moved(session, decide(rules, basis), session.submitted)


def restore(session: Session, earlier: Basis, observed: Observed, rules: RuleSet, now: int) -> Session:
    """Return a fresh ``session`` with the cart of ``earlier`` in it: same revision, idle since its last change.

    What was promised until the day's end is kept; an offer is made anew.
    """
    returned = session.returned
    until_midnight = {rule.id for rule in rules.prompts if rule.lasts == "day"}
    kept = tuple(grant for grant in earlier.grants if grant.expires_at > now and grant.rule in until_midnight)
    session = changed(session, granted=kept) if kept else session
    basis = changed(
        earlier,
        session_id=session.session_id,
        sequence=1,
        decided_at=now,
        locale=session.locale,
        observed=observations(session, observed, earlier.cart, earlier, now),
        intent=observed.intent,
        promise=returned.promise if returned else None,
        grants=kept,
        told=None,
        used=observed.used,
        codes=observed.codes,
    )
    return _moved(session, decide(rules, basis), cart_hash(earlier.cart))[0]


def current(session: Session, labelled: Callable[[str], RuleSet]) -> Verdict | None:
    """Return the session's current verdict again, or ``None`` when no cart was sent yet.

    ``labelled`` gives the rule set of a label: a verdict is repeated by the version that made it.
    """
    return decide(labelled(session.basis.ruleset), session.basis) if session.basis else None


def has_new_decision(before: Session | None, after: Session) -> bool:
    """Return whether ``after`` carries a decision that ``before`` did not."""
    if after.basis is None:
        return False
    return before is None or before.basis is None or before.basis.sequence != after.basis.sequence


def may_come_back(session: Session | None) -> bool:
    """Return whether the session's cart may be brought back another day: there is something in it, and consent."""
    return bool(session and session.cart and session.cart.lines and session.consent.allows_analytics)


def _moved(session: Session, verdict: Verdict, submitted: str, asker: str | None = None) -> tuple[Session, Verdict]:
    moved = changed(
        session,
        basis=verdict.basis,
        submitted=submitted,
        asker=asker,
        next_check_at=_next_look(session, verdict),
        profile=verdict.winner.id if verdict.winner else None,
        profiles=tuple(rule.id for rule in verdict.held if rule.id in PROFILES),
        awaited=verdict.rules.matcher.events,
        bought=_last_before(session, verdict.basis),
    )
    return moved, verdict


def _next_look(session: Session, verdict: Verdict) -> int | None:
    """Return when to look again: at the cart, or sooner at what session rules wait for."""
    waits = session.prompt_at is not None and session.prompt_at > verdict.basis.decided_at
    return soonest([verdict.next_check_at, session.prompt_at if waits else None])


def _grants(before: Basis | None, session: Session, now: int) -> tuple[Grant, ...]:
    """Return what the cart was granted, and what session rules promised whatever cart there is."""
    grants = before.grants if before else ()
    if not session.granted:
        return grants
    known = {grant.rule for grant in session.granted}
    promised = tuple(grant for grant in session.granted if grant.expires_at > now)
    return tuple(grant for grant in grants if grant.rule not in known) + promised


def _last_before(session: Session, basis: Basis) -> Basis | None:
    """Return what the last decision on a cart that is now completed was made of before; ``None`` for any other."""
    before = session.basis
    if basis.cart.stage != "completed" or before is None or before.cart.cart_id != basis.cart.cart_id:
        return None
    return session.bought if before.cart.stage == "completed" else before


def substance(verdict: Verdict) -> tuple[object, ...]:
    """Return what makes one verdict another than the next: what holds, what it takes off, until when, what is near.

    How long is left to wait for an hour is no news.
    """
    steps = [(step.rule, step.fact, step.at or step.short_by) for step in verdict.nearest]
    progress = [each for each in verdict.interventions if each.type == GIFT_PROGRESS]
    return verdict.held, verdict.applied, verdict.offer_expires_at, steps, progress
