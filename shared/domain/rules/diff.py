"""What two rule-set documents say differently: rule by rule, path by path."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.domain.rules.editions import Changes

# A document's own words about itself, which change with every version.
_ABOUT = ("name", "version", "author", "note", "$schema")

_MISSING = object()


@dataclass(frozen=True, slots=True)
class PathChange:
    """One place and what stood there; ``None`` where nothing did."""

    path: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule of both documents, and the paths within it (``$`` is the rule)."""

    rule: str
    paths: tuple[PathChange, ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """The ids of rules that came and went, the rules that changed, and the set's own settings."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[RuleChange, ...]
    settings: tuple[PathChange, ...]


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Diff:
    """Return what ``after`` says otherwise than ``before``; the order of the rules says nothing."""
    old, new = _by_id(before), _by_id(after)
    changed = (
        RuleChange(name, paths) for name in new if name in old and (paths := tuple(_paths("$", old[name], new[name])))
    )
    return Diff(
        added=tuple(name for name in new if name not in old),
        removed=tuple(name for name in old if name not in new),
        changed=tuple(changed),
        settings=tuple(_paths("$", _settings(before), _settings(after))),
    )


def counted(diff: Diff) -> Changes:
    """Return ``diff`` in numbers."""
    return Changes(len(diff.added), len(diff.removed), len(diff.changed))


def _by_id(document: Mapping[str, Any]) -> dict[str, Any]:
    rules = document.get("rules")
    named = rules if isinstance(rules, list) else []
    return {str(rule["id"]): rule for rule in named if isinstance(rule, Mapping) and "id" in rule}


def _settings(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "rules" and name not in _ABOUT}


def _paths(path: str, before: Any, after: Any) -> Iterator[PathChange]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys((*before, *after)):
            yield from _paths(f"{path}.{name}", before.get(name, _MISSING), after.get(name, _MISSING))
    elif _is_list(before) and _is_list(after) and len(before) == len(after):
        for n, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _paths(f"{path}[{n}]", one, other)
    elif type(before) is not type(after) or before != after:
        yield PathChange(path, _shown(before), _shown(after))


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _shown(value: Any) -> Any:
    return None if value is _MISSING else value
