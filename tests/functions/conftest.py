"""What the functions' tests share."""

from collections.abc import Iterator

import pytest

from tests.sockets import Browsers


@pytest.fixture
def browsers(aws: None) -> Iterator[Browsers]:
    """The browsers that the functions which push speak to."""
    from functions.evaluate_cart import handler as evaluate_cart
    from functions.follow_sessions import handler as follow_sessions
    from functions.ingest_events import prompts

    browsers, pushing = Browsers(), (prompts.sockets, evaluate_cart.sockets, follow_sessions.sockets)
    for sockets in pushing:
        sockets.__dict__["_client"] = browsers
    yield browsers
    for sockets in pushing:
        del sockets.__dict__["_client"]
