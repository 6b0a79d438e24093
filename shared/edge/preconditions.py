"""``If-Match``: who changes something may say which version of it they saw, so that nobody's change is overwritten."""

from shared.domain.errors import FieldError, RefusedError
from shared.edge.http import Call

MOST_DIGITS = 15


def expected(call: Call, what: str) -> int | None:
    """Return the number that ``If-Match`` names, ``None`` when anything may be overwritten.

    ``what`` it is the number of is for the message of the ``RefusedError`` that anything but a number raises.
    """
    tag = call.headers.get("if-match", "*").strip()
    if tag == "*":
        return None
    number = tag.removeprefix("W/").strip('"')
    if not number.isdecimal() or len(number) > MOST_DIGITS:
        fault = FieldError("$.if-match", "wrong_type", f'If-Match names {what}: "7"')
        raise RefusedError(fault.message, errors=(fault,))
    return int(number)
