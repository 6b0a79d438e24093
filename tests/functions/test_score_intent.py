from typing import Any

from functions.score_intent import handler as function
from tests.calls import counted
from tests.factories import NOW, session
from tests.requests import http, token

KEY = "GET /v1/sessions/{session_id}/intent"


def test_a_score_takes_one_query(clock: Any, table: Any) -> None:
    function.sessions.create(session(), NOW)

    with counted(function.sessions._table.client) as calls:
        response = function.handler(http(KEY, proof=token(), path={"session_id": "s-0"}), None)

    assert response["statusCode"] == 200
    assert calls == ["Query"]
