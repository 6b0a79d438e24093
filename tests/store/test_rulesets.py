"""Which rule set serves in a container: read seldom, loaded once, and never a reason for the shop to be down."""

import json
import zlib
from hashlib import sha256
from typing import Any

import pytest
from botocore.exceptions import ClientError

from shared.domain.engine import artefact
from shared.domain.errors import NotFoundError
from shared.domain.rules.actions import Percent
from shared.domain.rules.editions import Changes, Pointer, PublishConflictError, Version, activated, published
from shared.domain.rules.reading import parse_rule_set
from shared.store.contents import ContentStore
from shared.store.rule_contents import titled, version_key
from shared.store.rule_drafts import RuleDrafts
from shared.store.rule_versions import RuleVersions
from shared.store.rulesets import RuleSets
from shared.store.table import Table
from tests.calls import counted

SECOND = 1000


class Shop:
    """A table to publish to, a container that reads it, and its real time."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.now = 0
        self.failures: list[str] = []
        self.drafts = RuleDrafts(table, _no_pause)
        self.versions = RuleVersions(table, _no_pause)
        self.container = self.started()

    def started(self) -> RuleSets:
        return RuleSets(
            self.table,
            "EUR",
            "Europe/Rome",
            pause=_no_pause,
            clock=lambda: self.now,
            report=lambda label, error: self.failures.append(f"{label}: {type(error).__name__}"),
        )

    def publish(self, document: Any = None, *, seen: Pointer | None = None, artefact: bytes | None = None) -> int:
        """Publish ``document``, past every check that the desk makes, and return its number."""
        pointer = seen or self.versions.pointer("default")
        content_id = f"content-{self.now}-{pointer.latest}"
        revision = self.drafts.save(
            "default", document or rules(), author=None, expected=None, content_id=content_id, now=self.now
        )
        stored = self.drafts.load("default")
        assert stored is not None
        then = published(pointer, self.now)
        version = Version(then.version, None, None, self.now, 1, Changes(), revision)
        written = self.versions.put_artefact("default", f"built-{content_id}", artefact) if artefact else None
        self.versions.publish("default", version, stored.document, written, seen=pointer, then=then)
        return then.version

    def serve(self, version: int) -> None:
        pointer = self.versions.pointer("default")
        self.versions.move("default", seen=pointer, then=activated(pointer, version, self.now))

    def publish_draft(self) -> None:
        """Publish the draft that is there."""
        stored, pointer = self.drafts.load("default"), self.versions.pointer("default")
        assert stored is not None
        then = published(pointer, self.now)
        version = Version(then.version, None, None, self.now, 1, Changes(), stored.draft.revision)
        self.versions.publish("default", version, stored.document, None, seen=pointer, then=then)

    def save(self, document: Any, content_id: str) -> int:
        return self.drafts.save("default", document, author=None, expected=None, content_id=content_id, now=self.now)

    def before_the_write(self, happens: Any) -> None:
        """Let ``happens()`` happen, by somebody else, before the next draft is written."""
        events = self.table.client.meta.events

        def once(**_: Any) -> None:
            events.unregister("before-call.dynamodb.UpdateItem", once)
            happens()

        events.register("before-call.dynamodb.UpdateItem", once)

    def lose_parts(self, version: int) -> None:
        """Delete what a version's document lies in, as nobody ever should."""
        header = self.table.client.get_item(
            TableName=self.table.name, Key={"pk": {"S": "ruleset#default"}, "sk": {"S": f"v#{version:06}"}}
        )["Item"]
        ContentStore(self.table, _no_pause).delete("ruleset#default", header["document_id"]["S"], 1)


@pytest.fixture
def shop(table: Table) -> Shop:
    return Shop(table)


def _no_pause(attempt: int) -> None:
    return None


def rules(basis_points: int = 1000) -> dict[str, Any]:
    discount = {"type": "percent", "basis_points": basis_points}
    return {"rules": [{"id": "all", "priority": 1, "title": {"en": "For all"}, "then": {"discount": discount}}]}


def test_the_packaged_rules_serve_until_the_shop_publishes_its_own(shop: Shop) -> None:
    assert shop.container.active().label == "default@1"


def test_a_new_version_is_picked_up_within_20_seconds(shop: Shop) -> None:
    shop.container.active()
    shop.publish()

    shop.now = 20 * SECOND - 1
    before = shop.container.active().label
    shop.now = 20 * SECOND

    assert (before, shop.container.active().label) == ("default@1", "default@2")


def test_in_20_seconds_the_pointer_is_read_once_and_a_version_is_loaded_once(shop: Shop) -> None:
    shop.publish()

    with counted(shop.table.client) as first:
        shop.container.active()
    shop.now = 19 * SECOND
    with counted(shop.table.client) as between:
        shop.container.active()
    shop.now = 20 * SECOND
    with counted(shop.table.client) as later:
        shop.container.active()

    # The pointer, the version, its document.
    assert first == ["BatchGetItem"] * 3
    assert between == []
    assert later == ["BatchGetItem"]


def test_a_clock_that_was_set_back_is_no_reason_to_wait(shop: Shop) -> None:
    shop.now = 1000 * SECOND
    shop.container.active()
    shop.publish()

    shop.now = 500 * SECOND

    assert shop.container.active().label == "default@2"


def test_a_decision_is_replayed_by_the_version_that_made_it(shop: Shop) -> None:
    shop.publish()
    shop.publish(rules(2000))

    assert shop.container.active().label == "default@3"
    assert shop.container.labelled("default@2").label == "default@2"
    assert shop.container.labelled("default@1").label == "default@1"
    with pytest.raises(NotFoundError):
        shop.container.labelled("default@7")
    with pytest.raises(NotFoundError):
        shop.container.labelled("nonsense")


def test_a_version_with_a_missing_part_leaves_the_last_good_one_serving(shop: Shop) -> None:
    shop.publish()
    shop.container.active()
    shop.lose_parts(shop.publish(rules(2000)))

    shop.now = 20 * SECOND
    still = shop.container.active().label

    assert (still, shop.failures) == ("default@2", ["default@3: StateError"])


def test_a_version_that_does_not_load_is_tried_again_and_serves_once_it_does(shop: Shop) -> None:
    shop.publish()
    shop.container.active()
    broken = shop.publish(rules(2000))
    shop.lose_parts(broken)
    shop.now = 20 * SECOND
    shop.container.active()

    header = shop.versions._contents.header("default", broken)
    ContentStore(shop.table, _no_pause).put(
        "ruleset#default", header["document_id"]["S"], zlib.compress(json.dumps(rules(2000)).encode())
    )
    shop.now = 40 * SECOND

    assert shop.container.active().label == "default@3"


def test_a_document_that_does_not_validate_leaves_the_last_good_one_serving(shop: Shop) -> None:
    shop.publish()
    shop.container.active()
    shop.publish({"rules": [{"id": "nothing"}]})

    shop.now = 20 * SECOND

    assert shop.container.active().label == "default@2"
    assert shop.failures == ["default@3: RuleSetError"]


def test_a_version_is_loaded_from_its_artefact_and_its_document_is_left_alone(shop: Shop) -> None:
    shop.lose_parts(shop.publish(artefact=built(rules(2000), version=2)))

    loaded = shop.container.active()

    assert (loaded.label, loaded.rules[0].discount) == ("default@2", Percent(2000))


def test_an_artefact_of_another_format_is_passed_over_for_the_document(shop: Shop) -> None:
    shop.publish(artefact=b"microlift rules 0\n" + built(rules(2000), version=2))

    assert shop.container.active().rules[0].discount == Percent(1000)


def test_an_artefact_of_another_deployment_is_passed_over_for_the_document(shop: Shop) -> None:
    shop.publish(artefact=built(rules(2000), version=2))
    shop.table.client.update_item(
        TableName=shop.table.name,
        Key=version_key("default", 2),
        UpdateExpression="SET code = :code",
        ExpressionAttributeValues={":code": {"S": "of another"}},
    )

    assert shop.container.active().rules[0].discount == Percent(1000)


def test_a_damaged_artefact_is_passed_over_for_the_document(shop: Shop) -> None:
    shop.publish(artefact=built(rules(2000), version=2)[:-50])

    assert shop.container.active().rules[0].discount == Percent(1000)
    assert shop.failures == []


def built(document: dict[str, Any], *, version: int) -> bytes:
    titled_document = titled(document, "default", version)
    return artefact.build(titled_document, parse_rule_set(titled_document, currency="EUR", time_zone="Europe/Rome"))


def test_a_fresh_container_falls_back_on_the_version_that_served_before(shop: Shop) -> None:
    shop.publish()
    shop.lose_parts(shop.publish(rules(2000)))

    assert shop.started().active().label == "default@2"
    assert shop.failures == ["default@3: StateError"]


def test_a_fresh_container_with_no_version_that_loads_falls_back_on_the_packaged_rules(shop: Shop) -> None:
    shop.lose_parts(shop.publish())
    shop.lose_parts(shop.publish(rules(2000)))

    assert shop.started().active().label == "default@1"


def test_a_fresh_container_that_fell_back_looks_for_the_right_version_again(shop: Shop) -> None:
    shop.publish()
    broken = shop.publish(rules(2000))
    shop.lose_parts(broken)
    fresh = shop.started()
    fresh.active()

    shop.publish(rules(3000))
    shop.now = 20 * SECOND

    assert fresh.active().label == "default@4"


def test_a_table_that_cannot_be_read_leaves_what_serves(shop: Shop) -> None:
    shop.publish()
    shop.container.active()
    shop.publish(rules(2000))

    with throttled(shop.table):
        shop.now = 20 * SECOND
        during = shop.container.active().label
    shop.now = 40 * SECOND

    assert (during, shop.container.active().label) == ("default@2", "default@3")
    assert shop.failures == ["default: which version serves: ClientError"]


def test_a_fresh_container_that_cannot_read_the_table_serves_the_packaged_rules_and_looks_again_soon(
    shop: Shop,
) -> None:
    shop.publish()
    fresh = shop.started()

    with throttled(shop.table):
        during = fresh.active().label
    shop.now = 2 * SECOND

    assert (during, fresh.active().label) == ("default@1", "default@2")


def test_where_an_old_version_cannot_be_had_the_shopper_gets_todays_rules(shop: Shop) -> None:
    shop.lose_parts(shop.publish())
    shop.publish(rules(2000))

    assert shop.container.labelled_or_active("default@2").label == "default@3"
    assert shop.failures == ["default@2: StateError"]


def test_what_is_done_again_waits_for_the_version_that_decided(shop: Shop) -> None:
    shop.publish(rules(1000))
    other = shop.started()

    with throttled(shop.table), pytest.raises(ClientError):
        other.kept_or_active("default@2")

    assert other.kept_or_active("default@2").label == "default@2"
    assert other.kept_or_active("default@9").label == "default@2"


def test_of_two_publishers_at_once_one_wins_and_no_number_is_given_twice(shop: Shop) -> None:
    seen = shop.versions.pointer("default")
    shop.publish(rules(1000), seen=seen)

    with pytest.raises(PublishConflictError):
        shop.publish(rules(2000), seen=seen)

    assert [version.version for version in shop.versions.history("default")] == [2, 1]
    assert shop.drafts.load("default") is not None


def test_a_pointer_moved_by_two_at_once_is_moved_by_one(shop: Shop) -> None:
    shop.publish()
    shop.publish(rules(2000))
    seen = shop.versions.pointer("default")
    shop.serve(1)

    with pytest.raises(PublishConflictError):
        shop.versions.move("default", seen=seen, then=activated(seen, 2, shop.now))

    assert shop.versions.pointer("default").version == 1


def test_our_own_move_whose_answer_was_lost_is_no_conflict(shop: Shop) -> None:
    shop.publish()
    seen = shop.versions.pointer("default")
    then = activated(seen, 1, shop.now)
    shop.versions.move("default", seen=seen, then=then)

    shop.versions.move("default", seen=seen, then=then)

    assert shop.versions.pointer("default") == then


def test_a_draft_published_while_another_is_saved_keeps_its_document(shop: Shop) -> None:
    shop.save(rules(1000), "first")
    shop.before_the_write(shop.publish_draft)

    shop.save(rules(2000), "second")

    assert shop.versions.pointer("default").version == 2
    assert shop.versions.document("default", 2)["rules"] == rules(1000)["rules"]
    stored = shop.drafts.load("default")
    assert stored is not None
    assert stored.draft.document == rules(2000)


def test_a_draft_published_while_it_is_thrown_away_keeps_its_document(shop: Shop) -> None:
    shop.save(rules(1000), "first")
    shop.before_the_write(shop.publish_draft)

    shop.drafts.delete("default", None)

    assert shop.versions.document("default", 2)["rules"] == rules(1000)["rules"]
    assert shop.drafts.load("default") is None


def test_a_draft_that_was_thrown_away_at_the_same_moment_is_gone_without_a_conflict(shop: Shop) -> None:
    shop.save(rules(), "first")
    shop.before_the_write(lambda: shop.drafts.delete("default", 1))

    shop.drafts.delete("default", 1)

    assert shop.drafts.load("default") is None


def test_our_own_last_attempt_to_save_whose_answer_was_lost_keeps_its_parts(shop: Shop) -> None:
    writes = iter(("other-2", "other-3", "ours"))

    def somebody_else_or_we(_: int) -> None:
        if name := next(writes, None):
            shop.before_the_write(lambda: shop.save(rules(2000), name))

    shop.before_the_write(lambda: shop.save(rules(), "other-1"))
    patient = RuleDrafts(shop.table, somebody_else_or_we)
    revision = patient.save("default", rules(2000), author=None, expected=None, content_id="ours", now=shop.now)

    stored = shop.drafts.load("default")
    assert stored is not None
    assert (stored.draft.revision, stored.draft.document) == (revision, rules(2000))


def test_a_document_of_more_than_an_item_holds_comes_back_whole(shop: Shop) -> None:
    noise = "".join(sha256(str(n).encode()).hexdigest() for n in range(12_000))
    large = rules() | {"note": noise}

    shop.drafts.save("default", large, author=None, expected=0, content_id="large", now=0)

    stored = shop.drafts.load("default")
    assert stored is not None
    assert stored.document.parts > 1
    assert stored.draft.document == large


class throttled:  # noqa: N801 - reads as the state of the table
    """The table while DynamoDB refuses every read."""

    def __init__(self, table: Table) -> None:
        self._events = table.client.meta.events

    def __enter__(self) -> None:
        self._events.register("before-call.dynamodb.BatchGetItem", self._refuse)

    def __exit__(self, *_: object) -> None:
        self._events.unregister("before-call.dynamodb.BatchGetItem", self._refuse)

    @staticmethod
    def _refuse(**_: Any) -> None:
        error = {"Error": {"Code": "ThrottlingException", "Message": "slow down"}}
        raise ClientError(error, "BatchGetItem")
