"""The token of an offer: what the shop's server hands back when the discount is applied."""

from shared.domain.answers import Claims
from shared.edge.keys import key_ring
from shared.edge.tokens import sign

OFFER_AUDIENCE = "microlift:offer"


def sign_offer(claims: Claims) -> str:
    """Return the offer's claims as a signed token; the same claims always give the same token."""
    return sign({"aud": OFFER_AUDIENCE, **claims}, key_ring.current().token_secret)
