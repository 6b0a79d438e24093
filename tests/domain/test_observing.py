"""What a decision is told of shopper, session and shop, and that looking again at the same revision changes nothing."""

from dataclasses import replace

from shared.domain.decisions import Intent
from shared.domain.items import priced
from shared.domain.session import Observed, receive, restore, wake
from shared.domain.sketches import CartSketch
from shared.domain.state import Customer
from tests.factories import DAY, MINUTE, NOW, RULES, basis, cart, session

INTENT = Intent(0.1, "prior@1")
QUIET = Observed({}, INTENT)


def received(state, shopping, now=NOW, observed=QUIET):
    return receive(state, shopping, priced(shopping, {}), observed, RULES, now)[0]


def test_what_the_arrival_showed_is_known_to_every_decision():
    arrived = session(arrival={"session.device": "mobile", "customer.orders": 0})

    first = received(arrived, cart(4000))
    woken, _ = wake(first, QUIET, RULES, NOW + DAY)

    assert first.basis.observed == {"session.device": "mobile", "customer.orders": 0}
    assert woken.basis.observed == first.basis.observed


def test_a_customer_is_known_by_what_the_backend_vouches_for():
    plain, gold = session(customer=Customer("c-1")), session(customer=Customer("c-1", prime=True, tier="Gold"))

    assert received(plain, cart(4000)).basis.observed == {"customer.known": True}
    assert received(gold, cart(4000)).basis.observed == {
        "customer.known": True,
        "customer.prime": True,
        "customer.tier": "gold",
        "session.segments": ("prime",),
    }


def test_checkout_began_when_the_cart_left_its_first_stage():
    browsing = received(session(), cart(4000))
    preparing = received(browsing, cart(4000, revision=2, stage="checkout_prep"), NOW + MINUTE)
    paying = received(preparing, cart(4000, revision=3, stage="checkout"), NOW + 2 * MINUTE)
    back = received(paying, cart(4000, revision=4), NOW + 3 * MINUTE)

    assert "cart.since_checkout_ms" not in browsing.basis.observed
    assert preparing.basis.observed["cart.since_checkout_ms"] == NOW + MINUTE
    assert paying.basis.observed["cart.since_checkout_ms"] == NOW + MINUTE
    assert "cart.since_checkout_ms" not in back.basis.observed


def test_the_profile_is_that_of_the_revision_before():
    first = received(session(), cart(16000))
    second = received(first, cart(9000, revision=2), NOW + MINUTE)
    third = received(second, cart(9000, revision=3), NOW + 2 * MINUTE)

    assert "session.profile" not in first.basis.observed
    assert second.basis.observed == {"session.profile": "high_value", "session.segments": ("high_value",)}
    assert third.basis.observed == {}


def test_looking_again_at_a_revision_keeps_the_profile_that_it_saw():
    first = received(session(), cart(16000))
    second = received(first, cart(9000, revision=2), NOW + MINUTE)

    again, _ = wake(second, QUIET, RULES, NOW + 2 * MINUTE)

    assert again.basis.observed["session.profile"] == "high_value"


def test_segments_follow_the_events():
    looking = Observed({"session.events.view_item": 5}, INTENT)

    assert received(session(), cart(4000), observed=looking).basis.observed["session.segments"] == ("window_shopper",)


def test_the_cart_is_compared_with_the_shops_own():
    carts = CartSketch({}, NOW).grown([1000] * 75 + [5000] * 25, NOW)

    dear = received(session(), cart(3000, 3000), observed=replace(QUIET, carts=carts))
    cheap = received(session(), cart(900), observed=replace(QUIET, carts=carts))

    assert dear.basis.observed["cart.percentile"] == 100
    assert cheap.basis.observed["cart.percentile"] == 0


def test_a_cart_that_comes_back_is_of_a_new_arrival():
    left = basis(cart(4000), observed={"session.device": "desktop", "session.profile": "tender"})

    back = restore(session(arrival={"session.device": "mobile"}), left, QUIET, RULES, NOW + DAY)

    assert back.basis.observed == {"session.device": "mobile"}
