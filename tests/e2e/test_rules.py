"""Rule sets on the running stack: published, picked up by every container, rolled back, never a reason to be down."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.e2e.shopper import Shopper, by_admin, by_backend, cart, line, rules
from tests.e2e.waiting import PATIENCE_S

BROKEN_FOR_S = 25
RULE_SETS = "/v1/rulesets/default"


def document(basis_points: int) -> dict[str, Any]:
    rule = {
        "id": "for_all",
        "priority": 1,
        "title": {"en": "For everybody"},
        "then": {"discount": {"type": "percent", "basis_points": basis_points}},
    }
    return {"author": "Anna", "rules": [rule]}


def asked(stack: Any, method: str, path: str, **request: Any) -> Any:
    reply = by_admin(stack, method, RULE_SETS + path, **request)
    assert reply.status_code == 200, reply.text
    return reply.json()


def publish(stack: Any, basis_points: int) -> str:
    asked(stack, "PUT", "/draft", json=document(basis_points))
    return asked(stack, "POST", "/publish")["ruleset"]


class Carts:
    """A shopper who keeps changing one cart."""

    def __init__(self, stack: Any) -> None:
        self.shopper = Shopper(stack)
        self.revision = 0

    def decision(self) -> dict[str, Any]:
        self.revision += 1
        return self.shopper.decision(cart(line(1, 10_000 + self.revision), revision=self.revision))

    def wait_for(self, ruleset: str) -> tuple[dict[str, Any], float]:
        """Return the first of five decisions in a row made by ``ruleset``, and after how many seconds they began.

        Several containers answer, so one decision is not enough.
        """
        began, first, in_a_row = time.monotonic(), None, 0
        while in_a_row < 5:
            decision = self.decision()
            if decision["ruleset"] == ruleset:
                first = first or (decision, time.monotonic() - began)
                in_a_row += 1
            else:
                first, in_a_row = None, 0
            assert time.monotonic() - began < PATIENCE_S, f"{ruleset} is not picked up after {PATIENCE_S} s"
            time.sleep(0.2)
        assert first is not None
        return first


@pytest.fixture(scope="module")
def published(stack: Any) -> Iterator[Any]:
    """The stack, on which the packaged rules serve again afterwards, so that nobody else's cart meets ours."""
    yield stack
    asked(stack, "POST", "/publish", json={"version": 1})
    Carts(stack).wait_for("default@1")


def test_of_two_editors_the_slower_is_told(published: Any) -> None:
    first = by_admin(published, "PUT", f"{RULE_SETS}/draft", json=document(1000), headers={"if-match": '"0"'})
    tag = {"if-match": first.headers["etag"]}

    anna = by_admin(published, "PUT", f"{RULE_SETS}/draft", json=document(1500), headers=tag)
    berta = by_admin(published, "PUT", f"{RULE_SETS}/draft", json=document(2000), headers=tag)

    assert (first.status_code, anna.status_code, berta.status_code) == (200, 200, 409)
    assert berta.json()["code"] == "draft_conflict"
    assert asked(published, "GET", "")["draft"]["document"] == document(1500)
    asked(published, "DELETE", "/draft")


def test_of_eight_publishers_at_once_one_wins_and_all_who_named_the_revision_agree(published: Any) -> None:
    revision = asked(published, "PUT", "/draft", json=document(500))["revision"]
    versions = asked(published, "GET", "")["history"]

    def publish_it(_: int) -> tuple[int, Any]:
        reply = by_admin(published, "POST", f"{RULE_SETS}/publish", json={"revision": revision})
        return reply.status_code, reply.json().get("version")

    with ThreadPoolExecutor(8) as publishers:
        answers = set(publishers.map(publish_it, range(8)))

    number = versions[0]["version"] + 1
    assert (200, number) in answers
    assert answers <= {(200, number), (409, None)}
    assert [line["version"] for line in asked(published, "GET", "")["history"]][:2] == [number, number - 1]


def test_a_published_version_decides_everywhere_and_so_does_a_roll_back(published: Any) -> None:
    carts = Carts(published)
    first = publish(published, 1000)
    decision, picked_up_s = carts.wait_for(first)
    second = publish(published, 2000)
    carts.wait_for(second)
    shown = by_backend(published, "GET", f"/v1/decisions/{decision['decision_id']}?explain=true").json()

    asked(published, "POST", "/rollback")
    again, rolled_back_s = carts.wait_for(first)

    print(f"picked up after {picked_up_s:.1f} s, rolled back after {rolled_back_s:.1f} s")
    assert (list(rules(decision)), list(rules(again))) == (["for_all"], ["for_all"])
    # Shown and explained by the version that made it, while another one served.
    assert {name: shown[name] for name in decision} == decision
    assert {each["rule"]: each["amount"] for each in shown["explanation"]} == rules(decision)


def test_a_version_that_cannot_be_loaded_leaves_the_last_good_one_serving(published: Any) -> None:
    carts = Carts(published)
    good = publish(published, 1000)
    carts.wait_for(good)

    lose_what_lies_in_parts(published, publish(published, 2000))
    began, seen = time.monotonic(), set()
    while time.monotonic() - began < BROKEN_FOR_S:
        seen.add(carts.decision()["ruleset"])
        time.sleep(1)
    shown = asked(published, "GET", "")

    assert seen == {good}
    assert "rule_set_failed" in logged(published)
    # The marketer sees what is wrong, and goes back.
    assert shown["active"]["document"] is None
    assert asked(published, "POST", "/rollback")["ruleset"] == good


def lose_what_lies_in_parts(stack: Any, ruleset: str) -> None:
    """Delete a version's document and artefact from the table, as nobody ever should."""
    table, dynamodb = stack.outputs["TableName"], stack.client("dynamodb")
    version = {"pk": {"S": "ruleset#default"}, "sk": {"S": f"v#{int(ruleset.partition('@')[2]):06}"}}
    header = dynamodb.get_item(TableName=table, Key=version)["Item"]
    for kind in ("document", "artefact"):
        part = {"pk": version["pk"], "sk": {"S": f"part#{header[f'{kind}_id']['S']}#000"}}
        dynamodb.delete_item(TableName=table, Key=part)


def logged(stack: Any) -> str:
    logs = stack.client("logs")
    groups = [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]]
    return " ".join(each["message"] for name in groups for each in logs.filter_log_events(logGroupName=name)["events"])
