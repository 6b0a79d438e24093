"""The rows of accepted and of rejected events in the lake, as ``shared.domain.lake_tables`` describes them.

Each is a line of JSON in ASCII without the members that are null. It is put together from texts: a serialiser would
want an object for every row, and take three times as long for members of which half are the same in a whole batch.
"""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from json.encoder import encode_basestring as readable
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

from shared.domain.event_catalogue import missing
from shared.domain.events import EventItem, Page, Rejected
from shared.domain.facts.fact import Observation
from shared.domain.frozen import frozen
from shared.domain.ingestion import Accepted, Refused
from shared.domain.state import Session


@frozen
class Sender:
    """Whose events are landed: the session they came in, the source that numbered them, and when they were received."""

    session: Session
    source: str
    catalogue_version: int
    received_at: int


def event_rows(accepted: Sequence[Accepted], sender: Sender) -> list[bytes]:
    """Return a row for each accepted event; what follows a ``?`` or ``#`` in a page's path is left out of it."""
    session = sender.session
    same = _members(
        session_id=session.session_id,
        visitor_id=session.visitor_id,
        source=sender.source,
        device=session.arrival.get("session.device"),
        channel=session.arrival.get("session.channel"),
        bot=session.bot,
        catalogue_version=sender.catalogue_version,
        received_at=sender.received_at,
    )
    kinds: dict[str, tuple[str, bool]] = {}
    rows = []
    for each in accepted:
        event, kind = each.event, each.type
        if event.event_name not in kinds:
            named = _members(event_name=kind.name, category=kind.category, stage=kind.stage)
            kinds[kind.name] = f"{named},{same}", bool(kind.wanted or kind.wants or kind.items == "required")
        known, wants = kinds[event.event_name]
        lacking = missing(event, kind) if wants else ()
        row = (
            f'{{"event_id":{quoted(event.event_id)},{known},"ts":{event.ts},"client_ts":{each.client_ts}'
            f',"late":{"true" if each.late else "false"},"missing":{_list(quoted, lacking) if lacking else "[]"}'
            f',"items":{_list(_item, event.items) if event.items else "[]"}'
            f',"params":{quoted(_object(event.params)) if event.params else _NO_PARAMS}'
        )
        if event.seq is not None:
            row += f',"seq":{event.seq}'
        if event.page:
            row += _page(event.page)
        if event.currency is not None:
            row += f',"currency":{quoted(event.currency)}'
        if event.value is not None:
            row += f',"value":{event.value}'
        rows.append(f"{row}}}".encode())
    return rows


def failed_rows(refused: Sequence[Refused], raw: Sequence[str], sender: Sender) -> list[bytes]:
    """Return a row for each rejected event, ``raw`` being their texts as they were sent."""
    session, now = sender.session, sender.received_at
    same = _members(
        session_id=session.session_id,
        visitor_id=session.visitor_id,
        source=sender.source,
        bot=session.bot,
        catalogue_version=sender.catalogue_version,
        received_at=now,
    )
    rows = []
    for each, text in zip(refused, raw, strict=True):
        why = each.rejected
        own = _members(
            index=why.index,
            event_id=why.event_id,
            event_name=each.event_name,
            code=why.code,
            path=why.path,
            message=why.message,
            event=text,
        )
        rows.append(f'{{"failed_id":"{_failed_id(session.session_id, why, now)}",{same},{own}}}'.encode())
    return rows


def bare(path: str) -> str:
    """Return a page's path without what follows a ``?`` or ``#``, which may be personal."""
    if "?" not in path and "#" not in path:
        return path
    return path.partition("?")[0].partition("#")[0]


_NO_PARAMS = '"{}"'


def _list(written: Callable[[Any], str], values: Sequence[Any]) -> str:
    return f"[{','.join([written(value) for value in values])}]"


def _page(page: Page) -> str:
    kind = "" if page.type is None else f',"page_type":{quoted(page.type)}'
    return kind if page.path is None else f'{kind},"page_path":{quoted(bare(page.path))}'


def _item(item: EventItem) -> str:
    return (
        f'{{"item_id":{quoted(item.item_id)},"quantity":{item.quantity}'
        f',"price":{"null" if item.price is None else item.price}'
        f',"category":{"null" if item.category is None else quoted(item.category)}'
        f',"brand":{"null" if item.brand is None else quoted(item.brand)}}}'
    )


def _members(**members: Observation | None) -> str:
    """Return the members of an object that are something."""
    return ",".join(
        [
            f'"{name}":{quoted(value) if isinstance(value, str) else _value(value)}'
            for name, value in members.items()
            if value is not None
        ]
    )


def _object(members: Mapping[str, Any]) -> str:
    return "{" + ",".join([f"{readable(name)}:{_value(value)}" for name, value in members.items()]) + "}"


def _value(value: Any) -> str:
    """Return a text, a finite number, a boolean or nothing as JSON."""
    if type(value) is str:
        return readable(value)
    if value is None:
        return "null"
    return str(value) if type(value) is not bool else "true" if value else "false"


def _failed_id(session_id: str, rejected: Rejected, now: int) -> str:
    return sha256(f"{session_id}:{rejected.index}:{rejected.event_id}:{now}".encode()).hexdigest()[:32]
