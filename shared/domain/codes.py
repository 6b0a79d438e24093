"""Coupon codes: which of the entered ones count, and why another does not, in the Universal Commerce Protocol's words.

Neither letter case nor blanks around it matter. A code belongs to rules; it counts when one of them is at work.
"""

from collections.abc import Iterator

from shared.domain.basis import Basis
from shared.domain.earning import Earned
from shared.domain.facts.of_cart import BATCH, USED, plain_code
from shared.domain.frozen import frozen
from shared.domain.items import Message
from shared.domain.masks import places
from shared.domain.rules.model import Codes as RuleCodes
from shared.domain.rules.model import Rule, RuleSet


@frozen
class Codes:
    """The entered codes that count, as they were entered, and what is to be said of the others."""

    counting: tuple[str, ...] = ()
    messages: tuple[Message, ...] = ()


def judge_codes(rules: RuleSet, basis: Basis, earned: Earned | None) -> Codes:
    """Return which codes of the cart count; ``earned`` is ``None`` for a cart that can earn nothing."""
    if not basis.cart.codes:
        return Codes()
    counting: list[str] = []
    messages: list[Message] = []
    for n, code in enumerate(basis.cart.codes):
        fault = _fault(rules, basis, earned, plain_code(code))
        if fault is None:
            counting.append(code)
        else:
            messages.append(Message("warning", f"discount_code_{fault}", f"$.codes[{n}]"))
    return Codes(tuple(counting), tuple(messages))


def entered(wanted: RuleCodes, basis: Basis) -> Iterator[str]:
    """Yield the cart's codes, as they were entered, that are among those which a rule wants."""
    for code in basis.cart.codes:
        plain = plain_code(code)
        batch = basis.codes.get(plain)
        if plain in wanted.words or (batch is not None and batch == wanted.batch):
            yield code


def _fault(rules: RuleSet, basis: Basis, earned: Earned | None, code: str) -> str | None:
    batch = basis.codes.get(code)
    if batch == USED:
        return "already_used"
    wanted = BATCH + batch if batch else code
    # Nobody enters a batch itself.
    mask = 0 if code.startswith(BATCH) else rules.matcher.coded.get(wanted, 0)
    if not mask:
        return "invalid"
    if earned is None:
        return "user_ineligible"
    found = {_standing(rules.rules[n], n, earned, basis.decided_at) for n in places(mask)}
    # What comes closest to counting says most about the code.
    return next((fault for fault in (None, *_NEAREST_FIRST) if fault in found), "user_ineligible")


_NEAREST_FIRST = ("combination_disallowed", "already_used", "expired", "user_ineligible")


def _standing(rule: Rule, n: int, earned: Earned, now: int) -> str | None:
    """Return what keeps one rule of a code from being at work; ``None`` when nothing does."""
    if not earned.held >> n & 1:
        return "expired" if rule.schedule and not rule.schedule.is_open(now) else "user_ineligible"
    works = any(earned.taken.get(n, ())) or earned.shipping.get(n) or (rule.gift and n in earned.giving)
    if works or not rule.gives:
        return None
    cause = earned.causes.get(n)
    if cause == "limit":
        return "already_used"
    if cause == "budget":
        return "expired"
    outranked = n not in earned.giving or (earned.shipping and n not in earned.shipping and rule.shipping_basis_points)
    return "combination_disallowed" if cause or outranked else "user_ineligible"
