"""Rows of the lake that wait in a queue, since the lake did not take them when they came."""

from shared.domain.frozen import frozen


@frozen
class ParkedRows:
    """Some rows of one of the lake's tables, a line of JSON each."""

    table: str
    lines: str
