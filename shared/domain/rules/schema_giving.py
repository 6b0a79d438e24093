"""The schema of what a rule gives: discounts, gift, shipping, interventions."""

from shared.domain.money import BASIS_POINTS
from shared.domain.rules.giving import MAX_TEXT
from shared.domain.rules.model import LANGUAGES
from shared.domain.rules.schema_parts import (
    Schema,
    basis_points,
    boolean,
    count,
    many,
    minor,
    number,
    record,
    ref,
    text,
)

_LANGUAGES = {"it": "Italian", "en": "English, the fallback", "pl": "Polish"}

# What the storefront knows to do something with; a shop may name others.
INTERVENTIONS = (
    "notify",
    "show_message",
    "open_chat",
    "exit_intent_offer",
    "highlight_trust_badge",
    "personalise_home",
    "low_stock",
    "offer_help",
    "upsell",
    "upgrade",
    "cross_sell",
)


def definitions() -> dict[str, Schema]:
    """Return the definitions ``then``, ``texts`` and what they refer to."""
    return {
        "then": _then(),
        "discount": {"type": "object", "description": "what is taken off", "anyOf": list(_discounts().values())},
        "gift": record(
            "one article for free once a fact reaches a number",
            {"item_id": text("the item's id in the item store", examples=["sku-1"])},
            {
                "fact": ref("number_fact", "what must be reached; missing: cart.subtotal"),
                "from": minor("from where on it is free", 0, default=0),
            },
        ),
        "intervention": record(
            "something to show or send, once per session",
            {"type": text("what the storefront is to do", 40, examples=list(INTERVENTIONS))},
            {
                "when": ref("condition", "must hold beside the rule's own conditions"),
                "text": ref("long_texts", "what is said"),
                "params": {
                    "type": "object",
                    "description": "parameters for the storefront",
                    "additionalProperties": {
                        "anyOf": [
                            {"type": ["string", "integer", "boolean", "null"]},
                            record("what the fact says at that moment", {"fact": text("the fact's name")}, {}),
                        ]
                    },
                },
            },
        ),
        "texts": texts("a short text in the shopper's language", 200),
        "long_texts": texts("a text in the shopper's language", MAX_TEXT),
    }


def texts(description: str, longest: int) -> Schema:
    """Return the schema of a text in one or more languages."""
    return record(
        description,
        {},
        {language: text(_LANGUAGES[language], longest) for language in LANGUAGES},
        minProperties=1,
        examples=[{"en": "10% off"}],
    )


def _then() -> Schema:
    return record(
        "what the rule gives: a discount, a gift, the shipping, interventions; one of them at least",
        {},
        {
            "discount": ref("discount", "what is taken off"),
            "free_shipping": boolean("takes off the whole shipping amount", default=False),
            "shipping_basis_points": basis_points("a part of the shipping amount to take off", default=0),
            "gift": ref("gift", "one article for free"),
            "interventions": many(ref("intervention"), "what to show or send", 20),
        },
        minProperties=1,
    )


def _discounts() -> dict[str, Schema]:
    return {
        "percent": _discount("percent", "a part of the lines' price", {"basis_points": basis_points("how much")}),
        "fixed": _discount("fixed", "an amount, at most what the lines cost", {"amount": minor("how much")}),
        "per_article": _discount(
            "per_article",
            "an amount for each article beyond the first ones",
            {"amount": minor("how much each"), "beyond": count("how many are left out", 0)},
        ),
        "tiered": _discount(
            "tiered",
            "the last tier that a fact has reached",
            {
                "by": ref("number_fact", "the fact that decides"),
                "tiers": many(_tier(), "tiers, each beginning above the one before", 50, 1),
            },
        ),
        "bundle": _discount(
            "bundle",
            "articles together at one price, as often as the cart holds them",
            {"parts": many(_part(), "what belongs together", 10, 1), "price": minor("the price of all of it", 0)},
            lines=False,
        ),
        "nth_article": _discount(
            "nth_article",
            "of each full set of articles the cheapest one",
            {"every": number("articles in a set", 2, 999, examples=[3])},
            {"basis_points": basis_points("how much off that one", default=BASIS_POINTS)},
        ),
        "price_cap": _discount(
            "price_cap", "no article costs more", {"amount": minor("the most that an article costs", 0)}
        ),
    }


def _discount(
    kind: str,
    description: str,
    needed: dict[str, Schema],
    optional: dict[str, Schema] | None = None,
    *,
    lines: bool = True,
) -> Schema:
    told: Schema = {"type": {"const": kind, "description": description}}
    return record(description, told | needed, (optional or {}) | (_lines() if lines else {}))


def _lines() -> dict[str, Schema]:
    return {
        "lines": ref("line_condition", "which lines are touched; missing: all of them"),
        "tags": many(text("a tag"), "only lines with one of these tags", 50),
    }


def _tier() -> Schema:
    return record(
        "from here on, a part of the price or an amount",
        {"from": minor("the fact's value from which it counts", 0)},
        {"basis_points": basis_points("how much"), "amount": minor("how much", 0)},
    )


def _part() -> Schema:
    return record(
        "so many articles of the lines that meet a condition",
        {},
        {**_lines(), "quantity": number("articles", 1, 999, default=1)},
    )
