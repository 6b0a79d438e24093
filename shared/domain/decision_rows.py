"""How a decision is analysed: the row of the lake that says what a cart earned, by which rules."""

from typing import Any

from shared.domain.answers import decision_id
from shared.domain.decisions import Verdict


def lake_row(verdict: Verdict, visitor_id: str) -> dict[str, Any]:
    """Return the row of ``verdict``; discounts are positive, and the total has shipping in it as the answer's has."""
    basis, cart = verdict.basis, verdict.basis.cart
    shipping = sum(each.shipping for each in verdict.applied)
    items = sum(sum(each.allocations) for each in verdict.applied)
    return {
        "decision_id": decision_id(basis.session_id, basis.sequence),
        "evaluated_at": basis.decided_at,
        "session_id": basis.session_id,
        "visitor_id": visitor_id,
        "cart_id": cart.cart_id,
        "revision": cart.revision,
        "ruleset": basis.ruleset,
        "profile": verdict.winner.id if verdict.winner else None,
        "currency": cart.currency,
        "subtotal": cart.subtotal,
        "items_discount": items,
        "shipping_discount": shipping,
        "total": cart.subtotal - items + cart.shipping.amount - shipping,
        "rules": [{"rule": each.rule.id, "amount": sum(each.allocations) + each.shipping} for each in verdict.applied],
        "interventions": [{"type": each.type, "rule": each.rule} for each in verdict.interventions],
        "intent_probability": basis.intent.probability,
    }
