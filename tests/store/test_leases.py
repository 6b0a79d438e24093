"""Leases: one holder at a time, and none for ever."""

from typing import Any

from shared.store.leases import LeaseStore


def test_a_lease_is_held_by_one_until_it_ends(table: Any) -> None:
    leases = LeaseStore(table)

    assert leases.take("lake", "a", now=0, lease_ms=100)
    assert not leases.take("lake", "b", now=99, lease_ms=100)
    assert leases.take("lake", "b", now=100, lease_ms=100)
    assert leases.take("lake", "b", now=150, lease_ms=100)


def test_a_lease_given_back_is_free(table: Any) -> None:
    leases = LeaseStore(table)
    leases.take("lake", "a", now=0, lease_ms=100)

    leases.free("lake", "b")
    assert not leases.take("lake", "b", now=1, lease_ms=100)

    leases.free("lake", "a")
    leases.free("lake", "a")
    assert leases.take("lake", "b", now=1, lease_ms=100)
