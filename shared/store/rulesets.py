"""Rule sets in a container: which version decides now, and each older one by which a decision was made.

The pointer is read at most every 20 s of real time, in one call; a version is loaded once. Nothing that is wrong with
a version takes the shop down: the last one that loaded goes on, else the version that served before it, else the
packaged one; what happened is reported, and tried again.
Access patterns: ``active``, ``labelled``, ``labelled_or_active``.
"""

from collections.abc import Callable
from functools import cache

from shared.domain.errors import NotFoundError
from shared.domain.rules.editions import Pointer
from shared.domain.rules.model import RuleSet
from shared.domain.rules.reading import parse_rule_set
from shared.store.batches import Pause, read_all
from shared.store.rule_versions import DEFAULT, Loaded, RuleVersions, opened, packaged, pointer_key, pointer_of
from shared.store.table import Table

LOOK_EVERY_MS = 20_000
KEPT_VERSIONS = 8

Report = Callable[[str, Exception], None]


class RuleSets:
    """The rule set that decides carts, ``default``, as of at most 20 s ago."""

    def __init__(
        self, table: Table, currency: str, time_zone: str, *, pause: Pause, clock: Callable[[], int], report: Report
    ) -> None:
        """``clock`` is the real time in ms, wherever the shop's may be; ``report`` is told what cannot be loaded."""
        self._table = table
        self._versions = RuleVersions(table, pause)
        self._pause = pause
        self._clock = clock
        self._report = report
        self._currency = currency
        self._time_zone = time_zone
        self.forget()

    def forget(self) -> None:
        """Read everything anew from now on."""
        first = default_rules(self._currency, self._time_zone)
        self._loaded: dict[int, RuleSet] = {first.version: first}
        self._active = first
        self._pointer: Pointer | None = None
        self._looked_at: int | None = None

    def active(self) -> RuleSet:
        """Return the rule set that decides now."""
        now = self._clock()
        if self._looked_at is None or not 0 <= now - self._looked_at < LOOK_EVERY_MS:
            self._looked_at = now
            self._look()
        return self._active

    def labelled(self, label: str) -> RuleSet:
        """Return the rule set ``label`` (``default@12``), by which a decision was made.

        Raises ``NotFoundError`` when it is not kept, ``StateError`` when it cannot be read.
        """
        name, _, version = label.rpartition("@")
        if name != DEFAULT or not version.isdecimal():
            raise NotFoundError(f"the rule set {label} is not kept")
        return self._version(int(version))

    def labelled_or_active(self, label: str) -> RuleSet:
        """Return the rule set ``label``, or where that cannot be had the one that decides now: a shopper waits."""
        try:
            return self.labelled(label)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it; it is reported
            self._report(label, error)
            return self.active()

    def _look(self) -> None:
        """Read which version serves, and load it when it is another one."""
        try:
            items = read_all(self._table, [pointer_key(DEFAULT)], self._pause)
            pointer = pointer_of(DEFAULT, items[0] if items else None)
        except Exception as error:  # noqa: BLE001 - the shop goes on with what it has; it is reported
            self._report(f"{DEFAULT}: which version serves", error)
            return
        candidates = [pointer.version]
        if self._pointer is None:
            # A fresh container has no last good version: what served before will do, rather than the packaged one.
            candidates += reversed(pointer.trail)
        self._pointer = pointer
        for version in candidates:
            try:
                self._active = self._version(version)
            except Exception as error:  # noqa: BLE001 - as above
                self._report(f"{DEFAULT}@{version}", error)
            else:
                return

    def _version(self, version: int) -> RuleSet:
        found = self._loaded.get(version)
        if found is None:
            found = built(self._versions.load(DEFAULT, version), DEFAULT, self._currency, self._time_zone)
            if len(self._loaded) >= KEPT_VERSIONS:
                oldest = next(each for each in self._loaded if each != self._active.version)
                del self._loaded[oldest]
            self._loaded[version] = found
        return found


def built(loaded: Loaded, name: str, currency: str, time_zone: str) -> RuleSet:
    """Return the rule set of a version; raise ``RuleSetError`` when its document does not validate."""
    document = opened(loaded.document) | {"name": name, "version": loaded.version.version}
    return parse_rule_set(document, currency=currency, time_zone=time_zone)


@cache
def default_rules(currency: str, time_zone: str) -> RuleSet:
    """Return the packaged rule set."""
    return built(packaged(), DEFAULT, currency, time_zone)


active = default_rules


def labelled(label: str, currency: str, time_zone: str) -> RuleSet:
    """Return the rule set ``label``, by which a decision was made; raise ``NotFoundError`` when it is not kept."""
    rules = active(currency, time_zone)
    if rules.label != label:
        raise NotFoundError(f"the rule set {label} is not kept any more")
    return rules
