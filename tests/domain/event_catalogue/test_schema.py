"""The JSON Schema and the ingestion say the same: what the one refuses, the other refuses too."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from functions.ingest_events.handler import EventBatch
from shared.domain.event_catalogue import STANDARD, EventType, Parameter, checked
from shared.domain.event_catalogue.schema import DIALECT, schema
from shared.domain.events import Event
from shared.edge.deliveries import read_delivery

SCHEMA = schema(STANDARD)
VALIDATOR = Draft202012Validator(SCHEMA)
SAMPLES = Path(__file__).parents[3] / "events" / "ingest_events"


def batch(*events: Any) -> dict[str, Any]:
    return {"source": "tab-1", "events": list(events)}


def event(name: str = "scroll", **changes: Any) -> dict[str, Any]:
    return {"event_id": "e-1", "event_name": name, "ts": 0, **changes}


def faults(document: Any, validator: Any = VALIDATOR) -> list[str]:
    return sorted({each.json_path for each in validator.iter_errors(document)})


def taken(document: dict[str, Any]) -> list[bool]:
    delivery = read_delivery(json.dumps(document), EventBatch, 2**20)
    return [isinstance(each, Event) and isinstance(checked(each, STANDARD), Event) for each in delivery.events]


def sampled() -> Iterator[tuple[str, Any, bool]]:
    """Every event of the samples by HTTP, as the schema sees it: whether it was taken, for all that it can know."""
    for path in sorted(SAMPLES.glob("*.reply.json")):
        reply = json.loads(path.read_text())
        body = json.loads(path.with_name(path.name.replace(".reply", "")).read_text())["event"].get("body")
        if reply.get("statusCode") == 202 and isinstance(body, dict):
            codes = {each["index"]: each["code"] for each in reply["body"]["rejected"]}
            for n, each in enumerate(body["events"]):
                yield f"{path.stem}-{n}", each, codes.get(n) in (None, *BY_THE_SERVER_ALONE)


BY_THE_SERVER_ALONE = ("ts_out_of_range", "seq_conflict")
SAMPLED = list(sampled())
ALIASES = [alias for each in STANDARD.types.values() for alias in each.aliases]
NAMES = [*STANDARD.types, *ALIASES, "open_the_door", "", 7]
# In other capitals an alias is taken, and the schema does not know it; nor does it know what one sample registered.
TAKEN = [pytest.param(each, id=name) for name, each, good in SAMPLED if good and each["event_name"] in NAMES]
REJECTED = [pytest.param(each, id=name) for name, each, good in SAMPLED if not good]


def test_the_schema_is_one_of_its_dialect() -> None:
    Draft202012Validator.check_schema(SCHEMA)

    assert SCHEMA["$schema"] == DIALECT
    assert [name for name in STANDARD.types if SCHEMA["$defs"][name]["title"] != name] == []


@pytest.mark.parametrize("sent", TAKEN)
def test_what_the_samples_have_accepted_is_valid(sent: Any) -> None:
    assert faults(batch(sent)) == []


@pytest.mark.parametrize("sent", REJECTED)
def test_what_the_samples_have_rejected_is_not_valid(sent: Any) -> None:
    assert faults(batch(sent)) != []


def test_a_fault_is_told_with_its_path() -> None:
    good, far = event("Product Viewed", items=[{"item_id": "sku-1"}]), event(params={"percent_scrolled": 101})

    assert faults(batch(good, far)) == ["$.events[1].params.percent_scrolled"]
    assert faults(batch(event("open_the_door"))) == ["$.events[0].event_name"]
    assert faults(batch(event(items=[{"quantity": 1}]))) == ["$.events[0].items[0]"]
    assert faults({"source": "tab-1"}) == ["$"]


def test_a_shops_own_event_has_its_definition() -> None:
    own = EventType("custom_x", "cart", "cart", "a step", parameters={"fee": Parameter("integer", "what it costs")})
    validator = Draft202012Validator(schema(STANDARD.extended([own], 1)))

    assert faults(batch(event("custom_x", params={"fee": 5})), validator) == []
    assert faults(batch(event("custom_x", params={"fee": "5"})), validator) == ["$.events[0].params.fee"]
    assert faults(batch(event("custom_x"))) == ["$.events[0].event_name"]


# No floats without a fraction: to JSON Schema 1.0 is an integer, to a field of an event it is not.
VALUES = st.none() | st.booleans() | st.integers(-5, 2**54) | st.text(max_size=3) | st.just("x" * 300) | st.just([1])
NUMBERS = st.sampled_from([0.5, -0.5, 99.5, 1e9 + 0.5])


@st.composite
def events(draw: Any) -> Any:
    name = draw(st.sampled_from(NAMES))
    kind = STANDARD.find(name) if isinstance(name, str) else None
    of_it = st.sampled_from([*(kind.parameters if kind else ()), "x", "n" * 40, "n" * 41])
    found = event(name, params=draw(st.dictionaries(of_it, VALUES | NUMBERS, max_size=3)))
    fields = st.sampled_from(["event_id", "ts", "seq", "page", "currency", "value", "items", "params"])
    return found | draw(st.dictionaries(fields, VALUES, max_size=1))


@given(events())
def test_schema_and_ingestion_agree_on_any_event(sent: Any) -> None:
    assert (faults(batch(sent)) == []) == all(taken(batch(sent)))


@given(st.sampled_from(sorted(STANDARD.types)))
def test_the_catalogues_own_examples_are_valid(name: str) -> None:
    examples = {each: known.example for each, known in STANDARD.types[name].parameters.items()}

    assert faults(batch(event(name, params=examples))) == []
