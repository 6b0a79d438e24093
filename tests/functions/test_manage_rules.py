"""Rule sets from draft to roll-back, as the marketer's tools see them."""

import json
from typing import Any

import pytest

from functions.manage_rules import handler as function
from tests.factories import HOUR, KEYS, NOW
from tests.requests import http

TEN_PERCENT = {
    "ceiling": {"basis_points": 3500},
    "rules": [
        {
            "id": "ten",
            "priority": 1,
            "title": {"en": "10% for everybody"},
            "when": {"fact": "cart.subtotal", "op": "gt", "value": 1000},
            "then": {"discount": {"type": "percent", "basis_points": 1000}},
        }
    ],
}
SIX_MB = 6 * 2**20
CART = {
    "cart_id": "c-1",
    "revision": 1,
    "currency": "EUR",
    "lines": [{"line_id": "l-1", "item_id": "sku-1", "quantity": 2, "unit_price": 2590}],
}


@pytest.fixture(autouse=True)
def shop(clock: Any, table: Any) -> None:
    """An empty table, and a clock that stands still."""


def twenty_percent(**changes: Any) -> dict[str, Any]:
    (rule,) = TEN_PERCENT["rules"]
    dearer = {**rule, "then": {"discount": {"type": "percent", "basis_points": 2000}}}
    return {**TEN_PERCENT, "rules": [dearer], **changes}


def ask(method: str, path: str, body: Any = None, *, name: str = "default", key: str = "admin_key", **more: Any) -> Any:
    return http(f"{method} /v1/rulesets/{{name}}{path}", body, proof=KEYS[key], path={"name": name} | more)


def answered(event: dict[str, Any]) -> tuple[int, Any]:
    reply = function.handler(event, None)
    return reply["statusCode"], json.loads(reply["body"])


def show() -> Any:
    return answered(ask("GET", ""))[1]


def save(document: Any, if_match: str | None = None) -> tuple[int, Any]:
    event = ask("PUT", "/draft", document)
    if if_match is not None:
        event["headers"]["if-match"] = if_match
    return answered(event)


def publish(body: Any = None, if_match: str | None = None) -> tuple[int, Any]:
    event = ask("POST", "/publish", body)
    if if_match is not None:
        event["headers"]["if-match"] = if_match
    return answered(event)


def roll_back(body: Any = None) -> tuple[int, Any]:
    return answered(ask("POST", "/rollback", body))


def test_before_anything_is_published_the_packaged_rules_serve():
    found = show()

    assert (found["active"]["version"], found["active"]["author"], found["draft"]) == (1, "Microlift", None)
    assert [(line["version"], line["active"]) for line in found["history"]] == [(1, True)]
    assert found["active"]["document"]["rules"][0]["id"] == "compound"


def test_a_draft_becomes_the_next_version():
    saved = save(TEN_PERCENT | {"author": "Anna", "note": "ten for all"})

    status, published = publish()

    assert saved == (200, {"revision": 1, "warnings": []})
    assert (status, published["ruleset"], published["since"]) == (200, "default@2", NOW)
    assert published["changes"] == {"added": 1, "removed": 20, "changed": 0}
    found = show()
    assert (found["active"]["version"], found["active"]["author"], found["active"]["note"]) == (
        2,
        "Anna",
        "ten for all",
    )
    assert found["draft"] is None
    assert [(line["version"], line["active"], line["rules"]) for line in found["history"]] == [
        (2, True, 1),
        (1, False, 20),
    ]


def test_the_answer_to_a_saved_draft_carries_its_revision_as_a_tag():
    reply = function.handler(ask("PUT", "/draft", TEN_PERCENT), None)

    assert reply["headers"]["etag"] == '"1"'


def test_of_two_editors_the_slower_is_told_and_overwrites_nothing():
    save(TEN_PERCENT, '"0"')

    anna = save(twenty_percent(), '"1"')
    berta, problem = save(TEN_PERCENT, '"1"')

    assert anna[1]["revision"] == 2
    assert (berta, problem["code"]) == (409, "draft_conflict")
    assert show()["draft"]["document"] == twenty_percent()


def test_who_begins_a_draft_does_not_overwrite_one_that_was_begun_meanwhile():
    save(TEN_PERCENT, '"0"')

    assert save(twenty_percent(), '"0"')[0] == 409


def test_without_a_revision_the_last_word_counts():
    save(TEN_PERCENT)

    assert save(twenty_percent())[1]["revision"] == 2


def test_revisions_go_on_when_a_draft_is_discarded():
    save(TEN_PERCENT)
    answered(ask("DELETE", "/draft"))

    assert show()["draft"] is None
    assert save(TEN_PERCENT, '"0"')[1]["revision"] == 3


def test_what_does_not_validate_is_refused_with_every_fault_and_nothing_is_stored():
    wrong = twenty_percent(ceiling={"basis_points": 20000}, offer_ttl_s="long")

    status, problem = save(wrong)

    assert (status, problem["code"]) == (422, "invalid_ruleset")
    assert {each["path"] for each in problem["errors"]} == {"$.ceiling.basis_points", "$.offer_ttl_s"}
    assert show()["draft"] is None


def test_validation_says_the_same_and_stores_nothing():
    status, said = answered(ask("POST", "/draft/validation", twenty_percent(currency="USD")))

    assert (status, said["valid"]) == (200, False)
    assert [each["code"] for each in said["errors"]] == ["currency_mismatch"]
    assert answered(ask("POST", "/draft/validation", TEN_PERCENT))[1]["valid"] is True
    assert show()["draft"] is None


def test_a_word_that_no_item_of_the_shop_has_is_pointed_out():
    from functions.put_items.handler import handler as put_items

    item = {"item_id": "sku-1", "price": 2590, "currency": "EUR", "tags": ["seasonal:panettone"], "brand": "Loison"}
    put_items(http("PUT /v1/items", [item], proof=KEYS["server_key"]), None)
    (rule,) = TEN_PERCENT["rules"]
    asking = rule | {"when": {"fact": "cart.tags", "op": "contains", "value": "seasonal:panetone"}}
    giving = rule | {"id": "gift", "priority": 2, "then": {"gift": {"item_id": "sku-1"}}}

    _, said = answered(ask("POST", "/draft/validation", {"rules": [asking, giving]}))

    assert said["warnings"] == [
        {
            "path": "$.rules[0].when.value",
            "code": "unknown_tag",
            "message": "no tag of the shop is 'seasonal:panetone'; did you mean 'seasonal:panettone'?",
        }
    ]


def test_a_cart_is_tried_on_the_document_at_hand():
    status, tried = answered(ask("POST", "/draft/tryout", {"document": TEN_PERCENT, "cart": CART}))

    assert status == 200
    assert [(each["rule"], each["amount"]) for each in tried["decision"]["discounts"]["applied"]] == [("ten", 518)]
    assert [(each["rule"], each["outcome"]) for each in tried["explanation"]] == [("ten", "applied")]
    assert tried["decision"]["offer"]["token"] == ""


def test_a_cart_is_tried_on_the_draft_and_else_on_what_serves():
    serving = answered(ask("POST", "/draft/tryout", {"cart": CART, "observed": {"customer.prime": True}}))[1]
    save(TEN_PERCENT)
    drafted = answered(ask("POST", "/draft/tryout", {"cart": CART}))[1]

    assert [each["rule"] for each in serving["decision"]["discounts"]["applied"]] == ["prime"]
    assert [each["rule"] for each in drafted["decision"]["discounts"]["applied"]] == ["ten"]


def test_a_waiting_cart_is_tried_by_saying_how_long_it_waited():
    dear = {**CART, "lines": [{**CART["lines"][0], "quantity": 4, "unit_price": 9000}]}

    tried = answered(ask("POST", "/draft/tryout", {"cart": dear, "observed": {"cart.idle_ms": 300_001}}))[1]

    assert [each["rule"] for each in tried["decision"]["discounts"]["applied"]] == ["compound"]


def test_a_cart_is_tried_at_any_moment_that_calendars_know():
    at_the_end, beyond = ({"cart": CART, "now": 221_845_392_000_000 + more} for more in (0, 1))

    assert answered(ask("POST", "/draft/tryout", at_the_end))[0] == 200
    assert answered(ask("POST", "/draft/tryout", beyond))[0] == 422


def test_what_is_observed_must_be_a_fact_and_of_its_type():
    observed = {"customer.prime": "yes", "customer.shoe_size": 43, "line.amount": 1, "session.segments": ["new"]}

    status, problem = answered(ask("POST", "/draft/tryout", {"cart": CART, "observed": observed}))

    assert status == 422
    assert [(each["path"], each["code"]) for each in problem["errors"]] == [
        ("$.observed.customer.prime", "wrong_type"),
        ("$.observed.customer.shoe_size", "unknown_fact"),
        ("$.observed.line.amount", "unknown_fact"),
    ]


def test_an_earlier_version_serves_again():
    save(TEN_PERCENT)
    publish()
    save(twenty_percent())
    publish()

    status, published = publish({"version": 2})

    assert (status, published["ruleset"]) == (200, "default@2")
    assert [(line["version"], line["active"]) for line in show()["history"]] == [(3, False), (2, True), (1, False)]


def test_rolling_back_twice_goes_further_back():
    save(TEN_PERCENT)
    publish()
    save(twenty_percent())
    publish()

    versions = [roll_back()[1]["version"] for _ in range(2)]
    status, problem = roll_back()

    assert versions == [2, 1]
    assert (status, problem["code"]) == (409, "nothing_to_roll_back")


def test_a_number_is_never_given_twice_not_even_after_a_roll_back():
    save(TEN_PERCENT)
    publish()
    roll_back()
    save(twenty_percent())

    assert publish()[1]["version"] == 3
    assert roll_back()[1]["version"] == 1


def test_a_roll_back_that_is_asked_for_again_goes_back_once():
    save(TEN_PERCENT)
    publish()
    save(twenty_percent())
    publish()

    first, again = roll_back({"version": 3}), roll_back({"version": 3})

    assert (first[1]["version"], again[0]) == (2, 409)


def test_a_draft_that_another_editor_saved_meanwhile_is_not_published_by_a_stale_tag():
    save(TEN_PERCENT)
    save(twenty_percent())

    stale, current = publish(if_match='"1"'), publish(if_match='"2"')

    assert (stale[0], stale[1]["code"]) == (409, "publish_conflict")
    assert (current[0], current[1]["version"]) == (200, 2)


def test_publishing_a_revision_that_is_asked_for_again_is_answered_as_before():
    save(TEN_PERCENT)

    first, again = publish({"revision": 1}), publish({"revision": 1})

    assert first == again
    assert publish()[1]["code"] == "no_draft"


def test_the_gate_asks_for_a_back_test_of_this_revision():
    save(TEN_PERCENT | {"gate": {"max_cost_increase": 500}})

    status, problem = publish()

    assert (status, problem["code"]) == (422, "backtest_missing")


def test_two_versions_are_compared_by_rule_and_path():
    save(TEN_PERCENT)
    publish()
    save(twenty_percent(offer_ttl_s=600))
    event = ask("GET", "/diff") | {"queryStringParameters": {"from": "2", "to": "draft"}}

    assert answered(event)[1] == {
        "added": [],
        "removed": [],
        "changed": [
            {"rule": "ten", "paths": [{"path": "$.then.discount.basis_points", "before": 1000, "after": 2000}]}
        ],
        "settings": [{"path": "$.offer_ttl_s", "before": None, "after": 600}],
    }


def test_a_version_never_changes():
    save(TEN_PERCENT)
    publish()
    save(twenty_percent())
    publish()

    found = answered(ask("GET", "/versions/{version}", version="2"))[1]

    assert found["document"] == {"name": "default", "version": 2} | TEN_PERCENT
    assert (found["active"], found["published_at"]) == (False, NOW)
    assert answered(ask("GET", "/versions/{version}", version="9"))[0] == 404


def test_a_version_that_cannot_be_read_keeps_nobody_from_going_back_or_on(table):
    save(TEN_PERCENT)
    publish()
    save(twenty_percent())
    publish()
    for item in table.client.scan(TableName=table.name)["Items"]:
        if item["sk"]["S"].startswith("part#"):
            table.client.delete_item(TableName=table.name, Key={name: item[name] for name in ("pk", "sk")})

    found = show()
    save(TEN_PERCENT)

    assert (found["active"]["version"], found["active"]["document"], found["usage"]) == (3, None, {})
    assert publish()[1]["version"] == 4
    # Neither 3 nor 2 can be read any more.
    assert roll_back()[0] == 500
    assert publish({"version": 1})[1]["version"] == 1


def test_ten_thousand_rules_fit(clock):
    rules = [{**TEN_PERCENT["rules"][0], "id": f"rule-{n}", "priority": n + 1} for n in range(10_000)]
    large = {**TEN_PERCENT, "rules": rules, "note": "everything we sell"}

    assert save(large)[0] == 200
    clock.move(NOW + HOUR)
    assert publish()[1]["changes"] == {"added": 10_000, "removed": 20, "changed": 0}
    assert answered(ask("GET", "/versions/{version}", version="2"))[1]["document"]["rules"][9_999]["id"] == "rule-9999"
    assert len(json.dumps(function.handler(to_a_browser(ask("GET", "")), None))) < SIX_MB


def to_a_browser(event: dict[str, Any]) -> dict[str, Any]:
    return event | {"headers": event["headers"] | {"accept-encoding": "gzip, deflate, br"}}


def test_another_rule_set_has_drafts_and_versions_of_its_own():
    answered(ask("PUT", "/draft", TEN_PERCENT, name="spring"))

    assert answered(ask("POST", "/publish", name="spring"))[1]["ruleset"] == "spring@1"
    assert show()["active"]["version"] == 1
    assert answered(ask("GET", "", name="autumn"))[0] == 404


def test_the_backend_reads_and_the_admin_writes():
    assert answered(ask("GET", "", key="server_key"))[0] == 200
    assert answered(ask("PUT", "/draft", TEN_PERCENT, key="server_key"))[0] == 403
    assert answered(ask("POST", "/rollback", key="server_key"))[0] == 403


@pytest.mark.parametrize("if_match", ['"seven"', f'"{"9" * 5000}"'])
def test_an_if_match_that_names_no_revision_is_refused(if_match):
    status, told = save(TEN_PERCENT, if_match)

    assert (status, told["errors"][0]["path"]) == (422, "$.if-match")
