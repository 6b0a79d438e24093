"""The facts of one moment, each computed from the decision's basis when a rule first asks for it."""

from typing import TYPE_CHECKING

from shared.domain.facts.catalogue import FACTS, Value

if TYPE_CHECKING:
    from shared.domain.decisions import Basis


class Facts(dict[str, "Value | None"]):
    """Every fact by name; ``None`` for one that has no value now."""

    __slots__ = ("basis",)

    def __init__(self, basis: "Basis") -> None:
        super().__init__()
        self.basis = basis

    def __missing__(self, name: str) -> "Value | None":
        """Compute the fact ``name``, once."""
        fact, basis = FACTS[name], self.basis
        if fact.origin:
            origin = fact.origin(basis)
            value: Value | None = 0 if origin is None else basis.decided_at - origin
        else:
            value = fact.of(basis) if fact.of else None
        self[name] = value
        return value

    def origin(self, name: str) -> int | None:
        """Return the moment (epoch ms) since which a running fact grows, ``None`` when it stands still."""
        origin = FACTS[name].origin
        return origin(self.basis) if origin else None
