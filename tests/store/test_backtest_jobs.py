from typing import Any

import pytest

from shared.domain.backtest.order import BacktestOrder
from shared.domain.jobs import Job
from shared.store.backtest_jobs import OrderedJobs
from shared.store.jobs import STOPPED, JobStore
from tests.factories import DAY, MINUTE, NOW

ORDER = BacktestOrder("default", 7, NOW - DAY, NOW, 500)
LEASE = 15 * MINUTE


@pytest.fixture
def jobs(table: Any) -> OrderedJobs[BacktestOrder]:
    """The back-tests, one of them asked for."""
    JobStore(table).create(Job("j-1", "backtest", "queued", NOW), ORDER)
    return OrderedJobs(table, BacktestOrder)


def shown(table: Any, now: int = NOW) -> Job:
    return JobStore(table).load("j-1", now)


def test_an_order_is_taken_once(jobs: OrderedJobs[BacktestOrder]) -> None:
    assert jobs.take("j-1", "run-1", NOW, LEASE) == ORDER
    assert jobs.take("j-1", "run-2", NOW, LEASE) is None


def test_an_order_whose_answer_was_lost_is_the_runs_own(jobs: OrderedJobs[BacktestOrder]) -> None:
    jobs.take("j-1", "run-1", NOW, LEASE)

    assert jobs.take("j-1", "run-1", NOW, LEASE) == ORDER


def test_a_job_that_is_not_there_is_not_taken(jobs: OrderedJobs[BacktestOrder]) -> None:
    assert jobs.take("j-2", "run-1", NOW, LEASE) is None


def test_a_run_shows_how_far_it_is_and_then_what_came_of_it(jobs: OrderedJobs[BacktestOrder], table: Any) -> None:
    assert shown(table).status == "queued"

    jobs.take("j-1", "run-1", NOW, LEASE)
    jobs.proceed("j-1", {"carts": 40})
    assert (shown(table).status, shown(table).progress) == ("running", {"carts": 40})

    jobs.finish("j-1", {"carts": 80, "examples": [], "reached": None}, NOW + MINUTE)
    done = shown(table)
    assert (done.status, done.finished_at) == ("done", NOW + MINUTE)
    assert done.report == {"carts": 80, "examples": [], "reached": None}


def test_a_failure_says_why(jobs: OrderedJobs[BacktestOrder], table: Any) -> None:
    jobs.take("j-1", "run-1", NOW, LEASE)

    jobs.fail("j-1", "there is no draft", NOW)

    assert (shown(table).status, shown(table).reason) == ("failed", "there is no draft")
    assert jobs.take("j-1", "run-1", NOW, LEASE) is None
    assert shown(table).reason == "there is no draft"


def test_a_run_that_died_is_told_to_have_failed_as_soon_as_its_lease_is_over(
    jobs: OrderedJobs[BacktestOrder], table: Any
) -> None:
    jobs.take("j-1", "run-1", NOW, LEASE)

    assert shown(table, NOW + LEASE - 1).status == "running"
    assert (shown(table, NOW + LEASE).status, shown(table, NOW + LEASE).reason) == ("failed", STOPPED)


def test_a_message_delivered_again_after_a_death_lets_the_job_fail_for_good(
    jobs: OrderedJobs[BacktestOrder], table: Any
) -> None:
    jobs.take("j-1", "run-1", NOW, LEASE)

    assert jobs.take("j-1", "run-2", NOW + 1, LEASE) is None
    assert shown(table).status == "running"
    assert jobs.take("j-1", "run-3", NOW + LEASE, LEASE) is None
    assert (shown(table).status, shown(table).finished_at) == ("failed", NOW + LEASE)


def test_a_report_that_is_too_long_for_an_item_loses_its_last_examples(
    jobs: OrderedJobs[BacktestOrder], table: Any
) -> None:
    jobs.take("j-1", "run-1", NOW, LEASE)
    # Digits that no compression makes much smaller.
    example = "".join(str(n * n * 7919 % 1_000_003) for n in range(60_000))

    jobs.finish("j-1", {"carts": 1, "examples": [example] * 1 + [example[::-1]] * 1 + [example[1::2] + "x"] * 1}, NOW)

    report = shown(table).report
    assert report is not None
    assert 0 < len(report["examples"]) < 3


def test_a_back_test_is_kept_as_long_as_the_decisions_it_shows(jobs: OrderedJobs[BacktestOrder], table: Any) -> None:
    from shared.domain.errors import NotFoundError

    assert shown(table, NOW + 30 * DAY - 1).status == "queued"
    with pytest.raises(NotFoundError):
        shown(table, NOW + 30 * DAY)
