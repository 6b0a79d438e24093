"""What the end-to-end tests share."""

from typing import Any

import pytest

from tests.e2e.shopper import next_morning


@pytest.fixture
def morning(stack: Any) -> int:
    """Ten o'clock of the next Monday in Rome, to which the stack's clock is moved: no schedule is open then."""
    return next_morning(stack)
