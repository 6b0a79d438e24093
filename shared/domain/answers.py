"""The decision as the contract words it: totals, discounts after the Universal Commerce Protocol, offer, next step."""

import hashlib
from collections.abc import Callable, Mapping
from typing import NotRequired, TypedDict

from shared.domain.basis import Basis
from shared.domain.codes import entered
from shared.domain.decisions import Applied, Intent, Shortfall, Shown, Verdict
from shared.domain.frozen import frozen
from shared.domain.items import Message
from shared.domain.money import Minor
from shared.domain.rules.model import localised


# The leaves, of which an answer has a dozen, are written as they are: for an object's fields the serialiser must ask.
class Total(TypedDict):
    """One line of the sum; discounts are negative."""

    type: str
    amount: Minor


class Allocation(TypedDict):
    """What a discount takes off one line or the shipping, in positive minor units."""

    path: str
    amount: Minor


class AppliedDiscount(TypedDict):
    """A rule's discount; the allocations add up to the amount. One that is automatic has no ``code``."""

    rule: str
    title: str
    amount: Minor
    automatic: bool
    method: str
    priority: int
    allocations: tuple[Allocation, ...]
    personalised: bool
    code: NotRequired[str]


@frozen
class Discounts:
    """The codes that count, and what applies."""

    codes: tuple[str, ...]
    applied: tuple[AppliedDiscount, ...]


@frozen
class Offer:
    """The signed promise that the shop's server redeems; good until ``expires_at``."""

    offer_id: str
    token: str
    expires_at: int


@frozen
class Decision:
    """What the shopper's cart earns now."""

    decision_id: str
    session_id: str
    cart_id: str
    revision: int
    cart_hash: str
    ruleset: str
    sequence: int
    evaluated_at: int
    next_check_at: int | None
    currency: str
    totals: tuple[Total, ...]
    discounts: Discounts
    offer: Offer | None
    interventions: tuple[Shown, ...]
    nearest: tuple[Shortfall, ...]
    intent: Intent
    profile: str | None
    messages: tuple[Message, ...]


Claims = Mapping[str, str | int]


def decision_id(session_id: str, sequence: int) -> str:
    """Return the id of the session's decision number ``sequence``: derived, so a retry cannot make two."""
    return "d-" + hashlib.sha256(f"{session_id}:{sequence}".encode()).hexdigest()[:24]


def answer(verdict: Verdict, sign: Callable[[Claims], str]) -> Decision:
    """Return ``verdict`` as the contract words it; ``sign`` turns an offer's claims into its token."""
    basis, cart = verdict.basis, verdict.basis.cart
    applied = tuple([_discount(each, basis) for each in verdict.applied])
    shipping_discount = sum([each.shipping for each in verdict.applied])
    items_discount = sum([each["amount"] for each in applied]) - shipping_discount
    subtotal, shipping = cart.subtotal, cart.shipping.amount
    name = decision_id(basis.session_id, basis.sequence)
    return Decision(
        decision_id=name,
        session_id=basis.session_id,
        cart_id=cart.cart_id,
        revision=cart.revision,
        cart_hash=basis.cart_hash,
        ruleset=basis.ruleset,
        sequence=basis.sequence,
        evaluated_at=basis.decided_at,
        next_check_at=verdict.next_check_at,
        currency=cart.currency,
        totals=(
            {"type": "subtotal", "amount": subtotal},
            {"type": "items_discount", "amount": -items_discount},
            {"type": "shipping", "amount": shipping},
            {"type": "shipping_discount", "amount": -shipping_discount},
            {"type": "total", "amount": subtotal - items_discount + shipping - shipping_discount},
        ),
        discounts=Discounts(verdict.codes.counting, applied),
        offer=_offer(verdict, "o-" + name[2:], items_discount + shipping_discount, sign),
        interventions=verdict.interventions,
        nearest=verdict.nearest,
        intent=basis.intent,
        profile=verdict.winner.id if verdict.winner else None,
        messages=verdict.codes.messages + basis.messages,
    )


def _discount(applied: Applied, basis: Basis) -> AppliedDiscount:
    rule = applied.rule
    allocations: list[Allocation] = [
        {"path": f"$.lines[{n}]", "amount": amount} for n, amount in enumerate(applied.allocations) if amount
    ]
    if applied.shipping:
        allocations.append({"path": "$.shipping", "amount": applied.shipping})
    discount: AppliedDiscount = {
        "rule": rule.id,
        "title": localised(rule.title, basis.locale),
        "amount": sum(applied.allocations) + applied.shipping,
        "automatic": rule.codes is None,
        "method": "across",
        "priority": rule.number,
        "allocations": tuple(allocations),
        "personalised": rule.personalised,
    }
    if rule.codes:
        discount["code"] = next(entered(rule.codes, basis))
    return discount


def _offer(verdict: Verdict, offer_id: str, amount: Minor, sign: Callable[[Claims], str]) -> Offer | None:
    basis, expires_at = verdict.basis, verdict.offer_expires_at
    if expires_at is None:
        return None
    claims: Claims = {
        "jti": offer_id,
        "sub": basis.session_id,
        "cart_hash": basis.cart_hash,
        "ruleset": basis.ruleset,
        "currency": basis.cart.currency,
        "amount": amount,
        "iat": basis.decided_at // 1000,
        "exp": expires_at // 1000,
    }
    return Offer(offer_id, sign(claims), expires_at)
