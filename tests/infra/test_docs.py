"""What operations.md and privacy.md say is there is there, and the other way round."""

import re
from dataclasses import fields
from pathlib import Path

from infra import api, catalog, lake
from infra.stages import STAGES, Stage
from shared.domain.erasures import SECOND_ROUND_AFTER_S
from shared.domain.jobs import LIVES_ON
from shared.edge.keys import Keys
from shared.store.erasures import _CUSTOMER_KINDS, _VISITOR_KINDS

DOCS = Path(__file__).parents[2] / "docs"
OPERATIONS = (DOCS / "operations.md").read_text(encoding="utf-8")
PRIVACY = (DOCS / "privacy.md").read_text(encoding="utf-8")
DAY_MS = 86_400_000


def test_every_key_says_what_its_rotation_ends():
    assert re.findall(r"^\| `(\w+_key|\w+_secret)` \|", OPERATIONS, flags=re.MULTILINE) == [
        each.name for each in fields(Keys)
    ]


def test_every_queue_says_what_to_do_with_its_dead_letters():
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", OPERATIONS.partition("## Dead letters")[2], flags=re.MULTILINE)
    told = {name for row in rows for name in re.findall(r"`(\w+)`", row)}

    assert {queue.name for queue in catalog.QUEUES} | {"schedules", "follow_sessions"} <= told


def test_every_setting_of_a_stage_is_named():
    ours = {"name", "local"}

    assert [each.name for each in fields(Stage) if each.name not in ours and f"`{each.name}`" not in OPERATIONS] == []


def test_the_alarms_are_as_many_as_it_says():
    deployed = catalog.functions(local=False)
    dead_letters = len(catalog.QUEUES) + 2
    slow = sum(line.p99_ms is not None for line in deployed)
    behind = sum(bool(line.follows_table) for line in deployed)
    rule_sets = 1

    assert f"{2 * len(deployed) + slow + behind + dead_letters + rule_sets} alarms" in OPERATIONS


def test_the_access_log_holds_no_address_and_no_query():
    assert set(api.ACCESS_LOG) == {"request_id", "at", "route", "status", "ms", "integration_ms", "bytes"}


def test_the_days_of_logs_and_lake_are_the_ones_deployed():
    assert [stage.log_days for stage in STAGES.values()] == [7, 30, 90]
    assert "7 (dev), 30 (staging), 90 (prod)" in PRIVACY
    assert LIVES_ON["lake_landing"] == lake.LANDING_DAYS * DAY_MS
    assert LIVES_ON["lake_errors"] == lake.ERROR_DAYS * DAY_MS
    assert LIVES_ON["logs"] == max(stage.log_days for stage in STAGES.values()) * DAY_MS


def test_everything_that_an_erasure_counts_is_explained():
    kinds = {*_VISITOR_KINDS.values(), *_CUSTOMER_KINDS.values(), "sessions", "event_counters", "decisions", *LIVES_ON}

    assert sorted(kind for kind in kinds if f"`{kind}`" not in PRIVACY) == []
    assert SECOND_ROUND_AFTER_S == 10
