"""Frozen, slotted dataclasses that cost nothing: the type checker sees to it that they never change.

For what every request makes anew. ``dataclass(frozen=True)`` guards its instances at run time too, and is in its own
way when it makes one: each field takes seven times as long to set, a tenth of what a cart decision spends beside its
calls, and the class takes half as long again to create, in each cold start.
"""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

Class = TypeVar("Class", bound=type)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(shape: Class) -> Class:
    """Return ``shape`` as a slotted dataclass, compared and hashed by its fields; none of them may be set again."""
    return dataclass(slots=True, unsafe_hash=True)(shape)
