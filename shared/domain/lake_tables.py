"""The lake's tables: the one list of what is landed, merged, queried and documented (mission B6).

Types are Hive's and Iceberg's words. A landed row has a table's ``columns``. The merged table has besides one typed
column ``p_<parameter>`` for each parameter that the event catalogue knows, and ``day``, the UTC date of ``at``, by
which it is partitioned. Times are epoch milliseconds, money is in minor units of ``currency``.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

ColumnType = str

DAY: Final = "day"
ERASED_DAYS: Final = 30
"""So long it is remembered who was erased, lest what was still on its way comes in: landing files live for 7."""
TYPED: Final[Mapping[str, ColumnType]] = {
    "text": "string",
    "integer": "bigint",
    "number": "double",
    "boolean": "boolean",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it is called, its type, what it says."""

    name: str
    type: ColumnType
    description: str


@dataclass(frozen=True, slots=True)
class TypedColumn:
    """A column of its own for parameters: those of these names, of which an event has one."""

    name: str
    type: ColumnType
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LakeTable:
    """One table: rows with the same ``key`` are one row, in the day of the time ``at``."""

    name: str
    description: str
    key: tuple[str, ...]
    at: str
    received: str
    """The time by which one of several deliveries is the first."""
    columns: tuple[Column, ...]
    typed: bool = False
    """Its ``params`` are given columns of their own."""
    erasure: Literal["delete", "forget"] | None = "delete"
    """What an erasure does with a shopper's rows: it takes them out, or just the names of session and visitor."""

    def merged(self, typed: Iterable[TypedColumn]) -> dict[str, ColumnType]:
        """Return the merged table's columns with their types, in order."""
        columns = {column.name: column.type for column in self.columns}
        columns |= {column.name: column.type for column in typed} if self.typed else {}
        return columns | {DAY: "date"}


def typed_columns(parameters: Mapping[str, str]) -> tuple[TypedColumn, ...]:
    """Return the typed columns of the parameters that the event catalogue knows, by name.

    Columns know no capitals and no other signs than the underscore: parameters that differ in those alone share one,
    which is a number when all of them are, and a text otherwise.
    """
    found: dict[str, TypedColumn] = {}
    for parameter, kind in sorted(parameters.items()):
        name, wanted = typed_name(parameter), TYPED[kind]
        known = found.get(name)
        if known is None:
            found[name] = TypedColumn(name, wanted, (parameter,))
        else:
            both = {known.type, wanted}
            shared = wanted if len(both) == 1 else "double" if both == {"bigint", "double"} else "string"
            found[name] = TypedColumn(name, shared, (*known.parameters, parameter))
    return tuple(found[name] for name in sorted(found))


def typed_name(parameter: str) -> str:
    """Return the column of a parameter: ``p_`` and its name in small letters, digits and underscores."""
    return "p_" + re.sub(r"[^a-z0-9_]", "_", parameter.lower())


EVENTS: Final = LakeTable(
    name="events",
    description="Every accepted event of a shopper who consented to analytics, once.",
    key=("event_id",),
    at="ts",
    received="received_at",
    typed=True,
    columns=(
        Column("event_id", "string", "The sender's id of the event; an event comes once, however often it was sent."),
        Column("event_name", "string", "The catalogue's name; aliases are resolved."),
        Column("catalogue_version", "int", "The version of the event catalogue that it was checked against."),
        Column("category", "string", "The catalogue's category of the event."),
        Column("stage", "string", "The funnel stage of the event."),
        Column("ts", "bigint", "When it happened, corrected by the browser's clock skew."),
        Column("client_ts", "bigint", "When it happened by the browser's own clock."),
        Column("received_at", "bigint", "When it was received."),
        Column("late", "boolean", "It came more than 48 hours after it happened; it moved no counter."),
        Column("bot", "boolean", "Its session is a crawler's or a test tool's."),
        Column("session_id", "string", "The session it belongs to."),
        Column("visitor_id", "string", "The browser it belongs to."),
        Column("source", "string", "What numbered it, such as one tab of the browser."),
        Column("seq", "bigint", "Its number at its source."),
        Column("page_type", "string", "The type of the page where it happened."),
        Column("page_path", "string", "The path of that page, without what follows a `?` or `#`."),
        Column("device", "string", "The kind of device."),
        Column("channel", "string", "Where the session came from."),
        Column("currency", "string", "ISO 4217."),
        Column("value", "bigint", "What the event is worth."),
        Column(
            "items",
            "array<struct<item_id:string,quantity:bigint,price:bigint,category:string,brand:string>>",
            "The items that it is about, at the price of one.",
        ),
        Column("params", "string", "All its parameters as a JSON object; those that are known have a column besides."),
        Column("missing", "array<string>", "Parameters that the catalogue wants and that it lacks."),
    ),
)

FAILED: Final = LakeTable(
    name="failed",
    description="Events that were rejected, with the reason; a repaired catalogue lets them be played again.",
    key=("failed_id",),
    at="received_at",
    received="received_at",
    columns=(
        Column("failed_id", "string", "The same for the same event of the same session, received at the same time."),
        Column("received_at", "bigint", "When it was received."),
        Column("session_id", "string", "The session it came from."),
        Column("visitor_id", "string", "The browser it came from."),
        Column("bot", "boolean", "Its session is a crawler's or a test tool's."),
        Column("source", "string", "What sent it, such as one tab of the browser."),
        Column("index", "int", "Its place in the batch, from 0."),
        Column("event_id", "string", "Its id, when it could be read."),
        Column("event_name", "string", "Its name as it was sent, when it could be read."),
        Column("code", "string", "Why it was rejected, as the answer to the batch said."),
        Column("path", "string", "Where in the event."),
        Column("message", "string", "The same in words."),
        Column("catalogue_version", "int", "The version of the event catalogue that it was checked against."),
        Column("event", "string", "The event as it was sent, as JSON, at most 8 KB of it."),
    ),
)

ORDERS: Final = LakeTable(
    name="orders",
    description="Every order that the shop's backend told of, once. Without analytics consent it names no shopper.",
    key=("order_id",),
    at="placed_at",
    received="received_at",
    erasure="forget",
    columns=(
        Column("order_id", "string", "The shop's id of the order."),
        Column("placed_at", "bigint", "When it was placed."),
        Column("received_at", "bigint", "When it was first told."),
        Column("session_id", "string", "The session that bought."),
        Column("visitor_id", "string", "The browser that bought."),
        Column("cart_id", "string", "The cart that was bought."),
        Column("currency", "string", "ISO 4217."),
        Column("total", "bigint", "What was paid, shipping and discounts included."),
        Column(
            "discount", "bigint", "What the cart's last decision took off; null when the order is of no known cart."
        ),
        Column(
            "lines",
            "array<struct<line_id:string,item_id:string,quantity:bigint,unit_price:bigint,amount:bigint>>",
            "What was bought; `amount` is the undiscounted price of the line.",
        ),
    ),
)

ITEMS: Final = LakeTable(
    name="items",
    description="Every change of an item that the shop's backend told of.",
    key=("item_id", "changed_at"),
    at="changed_at",
    received="changed_at",
    erasure=None,
    columns=(
        Column("item_id", "string", "The shop's id of the item."),
        Column("changed_at", "bigint", "When it was told."),
        Column("price", "bigint", "The price of one."),
        Column("currency", "string", "ISO 4217."),
        Column("stock", "bigint", "How many there are; null when the shop does not say."),
        Column("category", "string", "The item's category."),
        Column("brand", "string", "The item's brand."),
        Column("tags", "array<string>", "The item's tags."),
        Column("margin_floor", "bigint", "The price below which no discount may bring one."),
    ),
)

DECISIONS: Final = LakeTable(
    name="decisions",
    description="Every decision about the cart of a shopper who consented to analytics, once.",
    key=("decision_id",),
    at="evaluated_at",
    received="evaluated_at",
    columns=(
        Column("decision_id", "string", "The decision's id."),
        Column("evaluated_at", "bigint", "When it was made."),
        Column("session_id", "string", "The session it was made for."),
        Column("visitor_id", "string", "The browser it was made for."),
        Column("cart_id", "string", "The cart it is about."),
        Column("revision", "bigint", "The cart's revision."),
        Column("ruleset", "string", "The rule set and its version."),
        Column("profile", "string", "The profile that the cart came under, if any."),
        Column("currency", "string", "ISO 4217."),
        Column("subtotal", "bigint", "The lines' undiscounted sum."),
        Column("items_discount", "bigint", "What was taken off the lines."),
        Column("shipping_discount", "bigint", "What was taken off the shipping."),
        Column("total", "bigint", "What is left to pay."),
        Column("rules", "array<struct<rule:string,amount:bigint>>", "The rules that gave a discount, and how much."),
        Column("interventions", "array<struct<type:string,rule:string>>", "What was shown with the decision."),
        Column("intent_probability", "double", "The session's probability to buy at that moment."),
    ),
)

TABLES: Final = {table.name: table for table in (EVENTS, FAILED, ORDERS, ITEMS, DECISIONS)}
