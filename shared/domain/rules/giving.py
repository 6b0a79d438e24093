"""From a rule's ``then`` to what it gives; faults are noted in ``Members``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.domain.conditions.tree import ALWAYS, All, Comparison, Condition
from shared.domain.facts.catalogue import find
from shared.domain.rules.actions import (
    Bundle,
    BundlePart,
    Discount,
    Fixed,
    Gift,
    Intervention,
    NthArticle,
    PerArticle,
    Percent,
    PriceCap,
    Texts,
    Tier,
    Tiered,
)
from shared.domain.rules.members import MAX_COUNT, MAX_MINOR, Members
from shared.domain.rules.model import LANGUAGES

MAX_TEXT = 1000


@dataclass(frozen=True, slots=True)
class Giving:
    """Everything that a rule gives."""

    discount: Discount | None
    shipping_basis_points: int
    gift: Gift | None
    interventions: tuple[Intervention, ...]


def read_giving(then: Members) -> Giving:
    """Return what a rule's ``then`` gives; a rule that gives nothing is refused."""
    discount = then.inner("discount")
    gift = then.inner("gift")
    shipping = then.basis_points("shipping_basis_points", default=0)
    free = then.boolean("free_shipping", default=False)
    if free and shipping:
        then.refuse("contradiction", "say 'free_shipping' or a part of it, not both", "shipping_basis_points")
    giving = Giving(
        _discount(discount) if discount else None,
        10_000 if free else shipping,
        _gift(gift) if gift else None,
        tuple(_intervention(each) for each in then.each("interventions", most=20)),
    )
    then.finish()
    if giving == Giving(None, 0, None, ()):
        then.refuse("gives_nothing", "name a 'discount', 'free_shipping', a 'gift' or 'interventions'")
    return giving


def read_texts(texts: Members, longest: int = MAX_TEXT) -> Texts:
    """Return a text in one or more of the languages that we speak."""
    found = {language: texts.text(language, longest=longest) for language in LANGUAGES if language in texts}
    if not found:
        texts.refuse("missing", f"a text is needed in one of {', '.join(LANGUAGES)}")
        texts.text("en", default="")
    for language in LANGUAGES:
        texts.text(language, default="", longest=longest)
    texts.finish()
    return found


def _discount(document: Members) -> Discount:
    kind = document.choice("type", tuple(_DISCOUNTS))
    discount = _DISCOUNTS[kind](document)
    document.finish()
    return discount


def _lines(document: Members) -> Condition | None:
    """Return which lines are touched, by ``lines`` and the older ``tags``; ``None`` for all of them."""
    lines, tags = document.condition("lines", lines=True), document.names("tags", most=50)
    tagged = Comparison("line.tags", "contains_any", frozenset(tags)) if tags else None
    return All((tagged, lines)) if tagged and lines else tagged or lines


def _percent(document: Members) -> Discount:
    return Percent(document.basis_points("basis_points"), _lines(document))


def _fixed(document: Members) -> Discount:
    return Fixed(document.minor("amount"), _lines(document))


def _per_article(document: Members) -> Discount:
    return PerArticle(document.minor("amount"), document.integer("beyond", 0, MAX_COUNT), _lines(document))


def _tiered(document: Members) -> Discount:
    tiers = tuple(_tier(each) for each in document.each("tiers", most=50))
    if not tiers:
        document.refuse("missing", "name at least one tier: {'from', 'basis_points'} or {'from', 'amount'}", "tiers")
    starts = [tier.start for tier in tiers]
    if starts != sorted(set(starts)):
        document.refuse("out_of_order", "each tier begins above the one before it", "tiers")
    return Tiered(_number(document, "by"), tiers, _lines(document))


def _tier(document: Members) -> Tier:
    start = document.integer("from", 0, MAX_MINOR)
    if ("basis_points" in document) == ("amount" in document):
        document.refuse("contradiction", "a tier gives either 'basis_points' or an 'amount'")
    points, amount = document.basis_points("basis_points", default=0), document.integer("amount", 0, MAX_MINOR, 0)
    document.finish()
    return Tier(start, points, amount)


def _bundle(document: Members) -> Discount:
    parts = tuple(_part(each) for each in document.each("parts", most=10))
    if not parts:
        document.refuse("missing", "name the parts of the bundle: {'lines', 'quantity'}", "parts")
    return Bundle(parts, document.minor("price", least=0))


def _part(document: Members) -> BundlePart:
    part = BundlePart(_lines(document) or ALWAYS, document.integer("quantity", 1, 999, default=1))
    document.finish()
    return part


def _nth_article(document: Members) -> Discount:
    every, points = document.integer("every", 2, 999), document.basis_points("basis_points", default=10_000)
    return NthArticle(every, points, _lines(document))


def _price_cap(document: Members) -> Discount:
    return PriceCap(document.minor("amount", least=0), _lines(document))


_DISCOUNTS: Mapping[str, Callable[[Members], Discount]] = {
    "percent": _percent,
    "fixed": _fixed,
    "per_article": _per_article,
    "tiered": _tiered,
    "bundle": _bundle,
    "nth_article": _nth_article,
    "price_cap": _price_cap,
}
DISCOUNT_TYPES = tuple(_DISCOUNTS)


def _gift(document: Members) -> Gift:
    gift = Gift(
        document.text("item_id"),
        _number(document, "fact", default="cart.subtotal"),
        document.integer("from", 0, MAX_MINOR, default=0),
    )
    document.finish()
    return gift


def _number(document: Members, name: str, default: str | None = None) -> str:
    """Return the name of a fact that counts something of the whole cart, session or customer."""
    fact = document.text(name, default)
    known = find(fact)
    if fact and (known is None or known.type != "integer" or known.scope != "cart"):
        document.refuse("unknown_fact", f"'{name}' is a fact that is a number, such as cart.subtotal", name)
        return "cart.subtotal"
    return fact or "cart.subtotal"


def _intervention(document: Members) -> Intervention:
    text = document.inner("text")
    params = document.mapping("params")
    facts = {name: value["fact"] for name, value in params.items() if _names_fact(value)}
    intervention = Intervention(
        document.text("type", longest=40),
        document.condition("when") or ALWAYS,
        read_texts(text) if text else None,
        _params(document, {name: value for name, value in params.items() if name not in facts}),
        facts,
    )
    for name, fact in facts.items():
        known = find(fact)
        if known is None or known.scope != "cart":
            document.refuse("unknown_fact", f"there is no fact '{fact}' of the whole cart or session", f"params.{name}")
    document.finish()
    return intervention


def _params(document: Members, params: Mapping[str, Any]) -> Mapping[str, str | int | bool]:
    for name, value in params.items():
        if type(value) not in (str, int, bool):
            message = "a parameter is a text, a whole number, true, false, or {'fact': the fact that says it}"
            document.refuse("wrong_type", message, f"params.{name}")
    return params


def _names_fact(value: Any) -> bool:
    return type(value) is dict and list(value) == ["fact"] and type(value["fact"]) is str
