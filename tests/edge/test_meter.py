from shared.domain.allowance import spent
from shared.edge import meter
from shared.edge.meter import Meter
from tests.factories import NOW


def test_sessions_are_counted_apart() -> None:
    counting = Meter(spent)

    counting.take("s-1", NOW)
    counting.take("s-1", NOW)
    counting.take("s-2", NOW)

    assert counting._rested_at == {"s-1": NOW + 100, "s-2": NOW + 50}


def test_sessions_that_rested_are_forgotten_when_there_are_too_many(monkeypatch) -> None:
    monkeypatch.setattr(meter, "MOST_SESSIONS", 2)
    counting = Meter(spent)
    counting.take("s-1", NOW)
    counting.take("s-2", NOW + 10)

    counting.take("s-3", NOW + 50)

    assert counting._rested_at.keys() == {"s-2", "s-3"}
