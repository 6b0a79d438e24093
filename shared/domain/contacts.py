"""Contacts: how the shop may write to a customer, as its backend tells us."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated
from zoneinfo import ZoneInfo

from annotated_types import MaxLen

from shared.domain.cart import Name
from shared.domain.errors import FieldError

MAX_CONTACTS = 100

# One address, nothing else: no display name, no list, no line break that would become a header.
_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\.]+(\.[^\s@<>,;:\"()\[\]\\.]+)+")


@dataclass(frozen=True, slots=True)
class Marketing:
    """What the customer may be sent; what was not said may not."""

    email: bool = False
    sms: bool = False
    push: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """What the shop's backend says of one customer."""

    customer_id: Name
    email: Annotated[str, MaxLen(254)] | None = None
    phone: Annotated[str, MaxLen(32)] | None = None
    locale: Annotated[str, MaxLen(35)] | None = None
    time_zone: Annotated[str, MaxLen(64)] | None = None
    marketing: Marketing = Marketing()


def faults_of(contacts: Sequence[Contact]) -> tuple[FieldError, ...]:
    """Return what is wrong with ``contacts``, each with its path: an address or a time zone that cannot be one."""
    return tuple(fault for n, contact in enumerate(contacts) for fault in _faults(contact, f"$.customers[{n}]"))


def _faults(contact: Contact, path: str) -> Iterator[FieldError]:
    if contact.email is not None and not _EMAIL.fullmatch(contact.email):
        yield FieldError(f"{path}.email", "invalid_email", "one address such as ada@example.com is expected")
    if contact.time_zone is not None and not _is_time_zone(contact.time_zone):
        yield FieldError(f"{path}.time_zone", "unknown_time_zone", "an IANA name such as Europe/Rome is expected")


def _is_time_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
