"""``docs/events.md``: the catalogue and the shape of an event, as the code has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PAGE = """\
# Events

Written by `python3 dev.py contract` from the code; changes made here by hand are lost.

A storefront sends what its shopper does in batches: by `POST /v1/events` (as `text/plain`, too, with the `token` in the
body, for `navigator.sendBeacon`), or by the socket's `{{"action": "events"}}`. Each event is judged alone: a bad one is
rejected with its reason and takes none of the good ones with it.

## The catalogue

{catalogue}

## A batch

| limit | value | above it |
|---|---|---|
| bytes by HTTP, unpacked | {http_kb} KB | 413, nothing is taken |
| bytes by socket | {frame_kb} KB | 413 where the frame still arrives; API Gateway closes the socket with 1009 |
| events in a batch | {batch} | 413, nothing is taken |
| events in a session | {session} | 429 `session_full`, nothing is taken; open another session |
| requests of a session | {burst} at once, then {per_s} a second | 429 `rate_limited`, nothing is taken; try again |

`source` tells apart who numbers events: a tab, say. HTTP asks for it; on the socket it is `socket` when not said. By
HTTP a batch may be packed (`content-encoding: gzip`).

`sent_at`, which may be left out, is the browser's clock at the moment of sending, in epoch milliseconds. When it is
more than {skew_s} seconds off this server's, every `ts` of the batch is put right by the difference before anything
else; the lake keeps the browser's own time beside it (`client_ts`).

## An event

{event}

`ts` is the moment in epoch milliseconds by the browser's clock. Money is in minor units. `seq`, when given, is unique
within its `source`. Fields that are not in these tables are ignored.

`page`:

{page}

`items`, a list of:

{item}

`params` are kept as sent, so nothing personal belongs in them. The catalogue says what each event may carry.

Of `page.path`, what follows a `?` or `#` is not kept.

## The receipt

202, or the socket's frame `{{"type": "accepted"}}`, with the batch's `request_id`:

| field | meaning |
|---|---|
| `accepted` | new events that were kept |
| `duplicates` | events whose `event_id` the session had accepted before, or that stand twice in the batch |
| `dropped_for_consent` | good events that were not kept, since `analytics_storage` is not granted; in each batch anew |
| `late` | those accepted whose `ts` was more than {late_h} hours old: kept and marked, but counted no more |
| `rejected` | one entry per event not taken: `index` in the batch, `event_id`, `code`, `path` in the event, `message` |

`accepted`, `duplicates`, `dropped_for_consent` and the number of `rejected` add up to the batch. Sending the same
events again, in any order, changes nothing. With consent, what was rejected is kept in the lake, too, with its reason,
so that it can be played again after a fix.

## Why an event is rejected

| code | when |
|---|---|
| `unknown_event` | the catalogue has no such event |
| `ts_out_of_range` | `ts` is more than {old_d} days old, or more than {ahead_min} minutes ahead of the server's clock |
| `seq_conflict` | the `source` sent another event with this `seq` already |
| `parameter_type` | a parameter is of another type than the catalogue says, or of none; a number may stand for a text |
| `parameter_range` | a parameter is out of the catalogue's bounds |
| `parameter_name` | a parameter's name has more than {name} characters |
| `too_many_parameters` | there are more than {parameters} parameters |
| `string_unicode` | a text holds half of a character |
| `missing` | a required field is not there |
| `string_type`, `int_type`, `dict_type`, `tuple_type`, `dataclass_type` ... | a field is of the wrong type |
| `string_too_long`, `string_too_short`, `too_long` | a text is longer or shorter, a list longer than allowed |
| `greater_than_equal`, `less_than_equal` | a number is out of range |

The last four rows are the validator's own codes; there may be more of their kind.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a batch and a session may hold; times in ms."""

    http_bytes: int
    frame_bytes: int
    batch: int
    session: int
    late_ms: int
    old_ms: int
    ahead_ms: int
    name: int
    parameters: int
    burst: int
    per_s: int
    skew_ms: int


def page(catalogue: str, schemas: Mapping[str, Any], limits: Limits) -> str:
    """Return the page with its section about the ``catalogue``.

    Of ``schemas``, OpenAPI's components, it shows ``Event``, ``Page`` and ``EventItem``.
    """
    return PAGE.format(
        catalogue=catalogue,
        name=limits.name,
        parameters=limits.parameters,
        burst=f"{limits.burst:,}",
        per_s=limits.per_s,
        skew_s=limits.skew_ms // 1_000,
        event=fields(schemas["Event"]),
        page=fields(schemas["Page"]),
        item=fields(schemas["EventItem"]),
        http_kb=limits.http_bytes // 1024,
        frame_kb=limits.frame_bytes // 1024,
        batch=limits.batch,
        session=f"{limits.session:,}",
        late_h=limits.late_ms // 3_600_000,
        old_d=limits.old_ms // 86_400_000,
        ahead_min=limits.ahead_ms // 60_000,
    )


def fields(schema: Mapping[str, Any]) -> str:
    """Return a table of the schema's fields with their limits."""
    required = schema.get("required", ())
    rows = (
        f"| `{name}` | {'yes' if name in required else 'no'} | {described(each)} |"
        for name, each in schema["properties"].items()
    )
    return "\n".join(["| field | required | value |", "|---|---|---|", *rows])


def described(schema: Mapping[str, Any]) -> str:
    """Return what a field may hold, in a few words."""
    if "anyOf" in schema:
        return ", or ".join(described(each) for each in schema["anyOf"])
    if "$ref" in schema:
        return "object, see below"
    match schema["type"]:
        case "string":
            least, most = schema.get("minLength", 0), schema["maxLength"]
            return f"text, {most} characters" if least == most else f"text, {least} to {most:,} characters"
        case "integer":
            return f"integer, {schema['minimum']:,} to {schema['maximum']:,}" if "minimum" in schema else "integer"
        case "array":
            return f"list, at most {schema['maxItems']:,}"
        case "object":
            names = schema["propertyNames"]["maxLength"]
            return f"object, at most {schema['maxProperties']:,} members, names up to {names} characters"
    return schema["type"]
