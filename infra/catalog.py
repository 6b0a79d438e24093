"""Everything Microlift runs, as plain data: the only list of what exists.

The stack walks it, and so do the tests: catalog = folders of ``functions/`` = folders of ``events/`` = README's table.
A function's folder, its handler string and its name are one word.
"""

from typing import Final

from infra.declarations import Function, Queue

ANYTHING_ELSE: Final = "$default"
"""API Gateway's name for the route of whatever no other route is for."""

SHOP: Final = ("SHOP_CURRENCY", "SHOP_TIME_ZONE")

QUEUES: Final = (
    Queue(name="recheck", feeds="evaluate_cart", visibility_s=60, max_concurrency=20),
    Queue(name="reminder", feeds="send_reminder", visibility_s=180, max_concurrency=5, batch_size=1),
    Queue(name="parked", feeds="land_parked", visibility_s=360, max_concurrency=2, batch_size=5, max_receives=50),
    Queue(name="erasure", feeds="erase_shopper", visibility_s=1800, max_concurrency=2, batch_size=1),
    Queue(name="export", feeds="export_shopper", visibility_s=5400, max_concurrency=2, batch_size=1),
    Queue(name="backtest", feeds="backtest_rules", visibility_s=5400, max_concurrency=2, batch_size=1),
    Queue(
        name="dormant_cart_sweep",
        feeds="remind_dormant_carts",
        visibility_s=1800,
        max_concurrency=2,
        every="rate(1 hour)",
    ),
    Queue(name="wishlist_sweep", feeds="remind_wishlists", visibility_s=1800, max_concurrency=2, every="rate(1 hour)"),
    Queue(name="failed_replay", feeds="replay_failed_events", visibility_s=5400, max_concurrency=2, batch_size=1),
    Queue(
        name="lake_merge",
        feeds="merge_lake",
        visibility_s=5400,
        max_concurrency=2,
        batch_size=1,
        every="rate(1 hour)",
        every_locally="rate(1 minute)",
    ),
    Queue(name="cart_sketch", feeds="sketch_carts", visibility_s=1800, max_concurrency=2, every="rate(1 hour)"),
)

FUNCTIONS: Final = (
    Function(
        name="open_session",
        does="Opens a shopper's session and signs its token.",
        http=("POST /v1/sessions",),
        table=("BatchGetItem", "BatchWriteItem", "GetItem", "Query", "UpdateItem"),
        reads_keys=True,
        settings=("ALLOWED_ORIGINS", "SOCKET_URL", *SHOP),
    ),
    Function(
        name="set_consent",
        does="Keeps what the shopper consents to.",
        http=("PUT /v1/consent",),
        table=("BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "UpdateItem"),
        reads_keys=True,
        timeout_s=29,
    ),
    Function(
        name="authorize_socket",
        does="Lets a socket in by its session token.",
        authorizes_sockets=True,
        reads_keys=True,
        settings=("ALLOWED_ORIGINS",),
    ),
    Function(
        name="connect_socket",
        does="Remembers which sockets a session has open, answers pings and unknown frames.",
        socket=("$connect", "$disconnect", "$default", "ping"),
        table=("UpdateItem",),
    ),
    Function(
        name="evaluate_cart",
        does="Decides what the cart in front of the shopper earns.",
        http=("POST /v1/carts/{cart_id}/evaluation",),
        socket=("cart.update",),
        table=("BatchGetItem", "Query", "UpdateItem"),
        sends_to=("recheck",),
        reads_keys=True,
        pushes=True,
        settings=SHOP,
        memory_mb=1024,
        p99_ms=500,
    ),
    Function(
        name="ingest_events",
        does="Takes in the shopper's steps: counts them, lands them in the lake, shows what session rules say.",
        http=("POST /v1/events",),
        socket=("events",),
        table=("BatchGetItem", "GetItem", "Query", "UpdateItem"),
        reads_keys=True,
        sends_to=("parked",),
        writes_lake=("events", "failed"),
        pushes=True,
        settings=SHOP,
        memory_mb=1024,
        timeout_s=29,
    ),
    Function(
        name="land_parked",
        does="Lands rows in the lake that it did not take when they came.",
        writes_lake=("events", "failed"),
        timeout_s=60,
    ),
    Function(
        name="follow_sessions",
        does="Follows the table's changes: decision records, pushes to sockets, timers, due reminders.",
        follows_table=True,
        table=("BatchGetItem", "DeleteItem", "GetItem", "PutItem", "Query", "UpdateItem"),
        sends_to=("recheck",),
        reads_keys=True,
        writes_lake=("decisions",),
        pushes=True,
        settings=SHOP,
        timeout_s=30,
    ),
    Function(
        name="score_intent",
        does="Scores a session's intent to buy, with the reasons.",
        http=("GET /v1/sessions/{session_id}/intent",),
        table=("Query",),
        reads_keys=True,
    ),
    Function(
        name="show_decision",
        does="Shows a decision again and explains it.",
        http=("GET /v1/decisions/{decision_id}",),
        table=("BatchGetItem", "GetItem"),
        reads_keys=True,
        settings=SHOP,
    ),
    Function(
        name="put_items",
        does="Takes the shop's items: prices, stock, tags.",
        http=("PUT /v1/items",),
        table=("BatchWriteItem", "UpdateItem"),
        writes_lake=("items",),
        reads_keys=True,
        settings=("SHOP_CURRENCY",),
        timeout_s=30,
    ),
    Function(
        name="put_customers",
        does="Takes the shop's customers: address, language, what they may be sent.",
        http=("PUT /v1/customers",),
        table=("PutItem",),
        reads_keys=True,
    ),
    Function(
        name="record_order",
        does="Takes an order, which completes its cart and cancels its reminders.",
        http=("POST /v1/orders",),
        table=("BatchGetItem", "GetItem", "PutItem", "Query", "UpdateItem"),
        reads_keys=True,
        writes_lake=("orders",),
        settings=SHOP,
    ),
    Function(
        name="erase_shopper",
        does="Forgets a shopper everywhere.",
        http=("POST /v1/privacy/erasure",),
        table=("BatchGetItem", "BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "UpdateItem"),
        sends_to=("erasure",),
        reads_keys=True,
        writes_warehouse=True,
        exports=("DeleteObject",),
        timeout_s=300,
    ),
    Function(
        name="export_shopper",
        does="Gathers what is kept of a shopper into one document.",
        http=("POST /v1/privacy/export",),
        table=("BatchGetItem", "BatchWriteItem", "GetItem", "PutItem", "Query", "UpdateItem"),
        sends_to=("export", "lake_merge"),
        reads_keys=True,
        reads_warehouse=True,
        exports=("DeleteObject", "PutObject"),
        settings=SHOP,
        memory_mb=1024,
        timeout_s=900,
    ),
    Function(
        name="show_job",
        does="Tells how a long job is doing.",
        http=("GET /v1/jobs/{job_id}",),
        table=("GetItem",),
        reads_keys=True,
        exports=("GetObject",),
    ),
    Function(
        name="remind_dormant_carts",
        does="Sweeps the carts left for a week into the reminder queue.",
        table=("BatchGetItem", "UpdateItem"),
        index=("Query",),
        sends_to=("reminder",),
        timeout_s=300,
    ),
    Function(
        name="remind_wishlists",
        does="Sweeps the wishes of yesterday into the reminder queue.",
        table=("BatchGetItem", "UpdateItem"),
        index=("Query",),
        sends_to=("reminder",),
        timeout_s=300,
    ),
    Function(
        name="sketch_carts",
        does="Sketches what the shop's carts come to, for rules that compare a cart with them.",
        table=("BatchGetItem", "GetItem", "UpdateItem"),
        index=("Query",),
        timeout_s=300,
    ),
    Function(
        name="replay_failed_events",
        does="Judges rejected events again by today's catalogue, and lands those that pass.",
        http=("POST /v1/events/failed/replays",),
        table=("GetItem", "PutItem", "UpdateItem"),
        sends_to=("failed_replay",),
        reads_keys=True,
        writes_lake=("events",),
        reads_warehouse=True,
        timeout_s=900,
    ),
    Function(
        name="merge_lake",
        does="Takes what has landed into the lake's tables, each row once, and forgets shoppers there.",
        table=("DeleteItem", "GetItem", "Query", "UpdateItem"),
        writes_warehouse=True,
        timeout_s=900,
    ),
    Function(
        name="send_reminder",
        does="Sends one reminder, once, if it still holds.",
        table=("BatchGetItem", "GetItem", "Query", "UpdateItem"),
        reads_keys=True,
        mails=True,
        settings=("STOREFRONT_URL", *SHOP),
        timeout_s=30,
    ),
    Function(
        name="report_insights",
        does="Reports to the marketer: live activity, reminders, and what the lake tells of visits and events.",
        http=("GET /v1/insights/{report}",),
        table=("BatchGetItem",),
        index=("Query",),
        reads_keys=True,
        reads_warehouse=True,
        settings=SHOP,
        layer="insights",
        memory_mb=1024,
        timeout_s=29,
    ),
    Function(
        name="manage_rules",
        does="Drafts, checks, tries, publishes and rolls back rule sets; issues single-use codes.",
        http=(
            "GET /v1/rulesets/schema.json",
            "GET /v1/rulesets/{name}",
            "GET /v1/rulesets/{name}/versions/{version}",
            "GET /v1/rulesets/{name}/diff",
            "PUT /v1/rulesets/{name}/draft",
            "DELETE /v1/rulesets/{name}/draft",
            "POST /v1/rulesets/{name}/draft/validation",
            "POST /v1/rulesets/{name}/draft/tryout",
            "POST /v1/rulesets/{name}/draft/backtest",
            "POST /v1/rulesets/{name}/publish",
            "POST /v1/rulesets/{name}/rollback",
            "POST /v1/rulesets/{name}/codes",
        ),
        table=("BatchGetItem", "BatchWriteItem", "GetItem", "PutItem", "Query", "UpdateItem"),
        sends_to=("backtest",),
        reads_keys=True,
        settings=SHOP,
        memory_mb=1024,
        timeout_s=29,
    ),
    Function(
        name="manage_events",
        does="Tells what events there are, and registers the shop's own.",
        http=(
            "GET /v1/events/schema.json",
            "GET /v1/events/catalogue",
            "PUT /v1/events/catalogue/{event_name}",
            "DELETE /v1/events/catalogue/{event_name}",
        ),
        table=("GetItem", "UpdateItem"),
        reads_keys=True,
    ),
    Function(
        name="backtest_rules",
        does="Tries a draft of the rules on the carts of a period.",
        table=("BatchGetItem", "UpdateItem"),
        index=("Query",),
        settings=SHOP,
        memory_mb=2048,
        timeout_s=900,
    ),
    Function(
        name="describe_api",
        does="Serves the OpenAPI and AsyncAPI documents, and says so where there is nothing else.",
        http=("GET /v1/openapi.json", "GET /v1/asyncapi.json", ANYTHING_ELSE),
    ),
    Function(
        name="move_clock",
        does="Moves the local stack's clock and fires what falls due on the way.",
        http=("PUT /v1/local/clock",),
        table=("GetItem", "PartiQLSelect"),
        index=("Query",),
        reads_keys=True,
        sends_to=("recheck",),
        invokes=("evaluate_cart", "remind_dormant_carts", "remind_wishlists"),
        timeout_s=120,
        local_only=True,
    ),
)

LAYERS: Final = tuple(sorted({function.layer for function in FUNCTIONS if function.layer}))
"""The layers beside the run-time one."""


def functions(*, local: bool) -> tuple[Function, ...]:
    """Return what a stage has: the local one has all, a deployed one nothing that is ``local_only``."""
    return tuple(function for function in FUNCTIONS if local or not function.local_only)


def function(name: str) -> Function:
    return next(each for each in FUNCTIONS if each.name == name)


def socket_routes() -> dict[str, Function]:
    """Return each WebSocket route with the function that answers it."""
    return {route: each for each in FUNCTIONS for route in each.socket}
