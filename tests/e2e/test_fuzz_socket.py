"""Whatever comes over a socket, it is answered by a frame, and the socket stays open.

Frames as a storefront sends them, with odd values in them, cut off, nested, too long, or no JSON at all. A share of
them goes to the handlers themselves, the same ones each time. All of them over a socket of the running stack:
``python3 dev.py test tests/e2e/test_fuzz_socket.py --fuzz-frames 20000``.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from copy import deepcopy
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.e2e.shopper import Shopper, cart, event, line, stack_now
from tests.factories import GRANTED, HOUR, NOW, session
from tests.gateway import answered_frame

SHARE = 2000
PUSHED = {"decision", "intervention"}

Ids = tuple[str | None, ...]
Ask = Callable[[str | bytes, Ids], dict[str, Any]]


@pytest.fixture
def socket(request: pytest.FixtureRequest, pytestconfig: pytest.Config) -> Iterator[tuple[Ask, int]]:
    """How to ask over an open socket, and what time it is there."""
    counts: Counter[str] = Counter()
    with ExitStack() as ends:
        if pytestconfig.getoption("--fuzz-frames"):
            stack = request.getfixturevalue("stack")
            tab = ends.enter_context(Shopper(stack).tab())
            ask, now = partial(asked_over, tab.socket), stack_now(stack)
        else:
            request.getfixturevalue("clock")
            table = request.getfixturevalue("table")
            from shared.edge.clock import pause
            from shared.store.sessions import SessionStore

            SessionStore(table, pause).create(session(consent=GRANTED), NOW)
            caller = {"session_id": "s-0", "visitor_id": "v-1", "expires_at": str(NOW + 2 * HOUR)}
            ask, now = (lambda frame, _: json.loads(answered_frame(frame, caller))), NOW

        def counted(frame: str | bytes, ids: Ids) -> dict[str, Any]:
            answer = ask(frame, ids)
            counts[answer.get("code", answer["type"])] += 1
            return answer

        yield counted, now
    print(f"\n{counts.total():,} frames: {', '.join(f'{count:,} {kind}' for kind, count in counts.most_common())}")


def asked_over(connection: Any, frame: str | bytes, ids: Ids) -> dict[str, Any]:
    """Return the stack's answer to ``frame``; what is pushed meanwhile is passed over."""
    connection.send(frame)
    while True:
        answer = json.loads(connection.recv(timeout=30))
        if answer.get("request_id") in ids and ("request_id" in answer or answer["type"] not in PUSHED):
            return answer


# The socket's own thread draws random numbers meanwhile, which is none of the generator's.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module:hypothesis.errors.HypothesisDeprecationWarning")
@pytest.mark.timeout(3600)
def test_every_frame_is_answered_by_a_frame(socket: tuple[Ask, int], pytestconfig: pytest.Config) -> None:
    ask, now = socket

    @settings(
        max_examples=pytestconfig.getoption("--fuzz-frames") or SHARE,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(frames(now))
    def send(frame_and_ids: tuple[str | bytes, Ids]) -> None:
        frame, ids = frame_and_ids

        answer = ask(frame, ids)

        assert answer.get("request_id") in ids
        assert answer["type"] in {"pong", "decision", "accepted", "problem"}
        assert answer["type"] != "problem" or (400 <= answer["status"] < 500 and answer["code"])

    send()


def sensible(now: int) -> list[dict[str, Any]]:
    """What a storefront sends, each time anew."""
    page = {"type": "product", "path": "/p/1"}
    step = event("view_item", now, items=[{"item_id": "i-1", "quantity": 1, "price": 990}], page=page, seq=1)
    return [
        {"action": "ping"},
        {"action": "cart.update", "cart": cart(line(1, 9000, 4))},
        {"action": "events", "source": "tab-1", "sent_at": now, "events": [step, event("scroll", now)]},
        {"action": "cart.delete"},
        {},
    ]


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([10**20, 10**400, -1, 2**53 + 1, 0.5, 1e308]),
    st.text(max_size=20),
    st.sampled_from(["x" * 3000, "__proto__", "\x00", "e\u0301", "🎄", [], {}, [[]], {"": {}}, ["x"] * 300]),
    st.integers(min_value=0, max_value=30).map(str),
)
HALF, NESTED = "\ud83d", "here it is nested too deeply"
UNREADABLE = st.sampled_from([HALF, float("nan"), float("inf"), NESTED])


@st.composite
def frames(draw: st.DrawFn, now: int) -> tuple[str | bytes, Ids]:
    """Return a frame, and the ``request_id`` of its answer: its own where that can be read, else none."""
    frame = deepcopy(draw(st.sampled_from(sensible(now))))
    request_id = draw(st.none() | st.text(max_size=130) | st.uuids().map(str))
    if request_id is not None:
        frame["request_id"] = request_id
    for step in frame.get("events", ()):
        step["event_id"] = draw(st.integers(min_value=0, max_value=10**6).map(str))
    if "cart" in frame:
        frame["cart"]["revision"] = draw(st.integers(min_value=0, max_value=10**6))
    for _ in range(draw(st.integers(min_value=0, max_value=3))):
        replace_one(draw, frame, ODD)
    if draw(st.integers(min_value=0, max_value=9)) == 0:
        replace_one(draw, frame, UNREADABLE)
        kept = frame.get("request_id")
        known = kept if isinstance(kept, str) and kept not in {HALF, NESTED} else None
        return json.dumps(frame).replace(json.dumps(NESTED), "[" * 5000 + "]" * 5000), (known, None)
    readable = frame.get("request_id")
    text = json.dumps(frame, ensure_ascii=draw(st.booleans()))
    spoilt: list[tuple[str | bytes, str | None]] = [
        (text[: draw(st.integers(min_value=0, max_value=len(text) - 1))], None),
        (text.encode() + b"\xff\x00", None),
        (json.dumps([frame]), None),
        (text + " " * 33_000, readable),
        ("hello " + text, None),
        (text + text, None),
    ]
    spoil = draw(st.sampled_from((*[None] * 12, *spoilt)))
    frame_sent, known = spoil or (text, readable)
    return frame_sent, (known if isinstance(known, str) else None,)


def replace_one(draw: st.DrawFn, frame: dict[str, Any], odd: st.SearchStrategy[Any]) -> None:
    """Put something odd in the place of one value somewhere in ``frame``, or beside its members."""
    place: Any = frame
    while True:
        inner = [
            each
            for each in (place.values() if isinstance(place, dict) else place)
            if each and isinstance(each, dict | list)
        ]
        if not inner or draw(st.booleans()):
            break
        place = draw(st.sampled_from(inner))
    if isinstance(place, dict):
        place[draw(st.sampled_from([*place, "odd"]))] = deepcopy(draw(odd))
    else:
        place[draw(st.integers(min_value=0, max_value=len(place) - 1))] = deepcopy(draw(odd))
