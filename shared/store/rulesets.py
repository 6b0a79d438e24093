"""Rule sets in a container: which version decides now, and each older one by which a decision was made.

The pointer is read at most every 20 s of real time, in one call with the sketch of the shop's carts; a version is
loaded once. Nothing that is wrong with a version takes the shop down: the last one that loaded goes on, else the
version that served before it, else the packaged one; what happened is reported, and tried again.
Access patterns: ``active``, ``carts``, ``labelled``, ``kept_or_active``, ``labelled_or_active``.
"""

from collections.abc import Callable

from shared.domain.errors import NotFoundError, RuleSetError
from shared.domain.rules.editions import Pointer
from shared.domain.rules.model import RuleSet
from shared.domain.sketches import CartSketch
from shared.store.batches import Pause, read_all
from shared.store.rule_contents import DEFAULT, RuleContents, default_rules, pointer_key, pointer_of
from shared.store.sketches import SKETCH_KEY, sketch_of
from shared.store.table import Attributes, StateError, Table

LOOK_EVERY_MS = 20_000
LOOK_AGAIN_MS = 2_000
KEPT_VERSIONS = 4

Report = Callable[[str, Exception], None]


class RuleSets:
    """The rule set that decides carts, ``default``, as of at most 20 s ago."""

    def __init__(
        self, table: Table, currency: str, time_zone: str, *, pause: Pause, clock: Callable[[], int], report: Report
    ) -> None:
        """``clock`` is the real time in ms, wherever the shop's may be; ``report`` is told what cannot be loaded."""
        self._table = table
        self._contents = RuleContents(table, pause)
        self._pause = pause
        self._clock = clock
        self._report = report
        self._currency = currency
        self._time_zone = time_zone
        self.forget()

    @property
    def currency(self) -> str:
        """The currency that the shop, and so every version, counts in."""
        return self._currency

    def forget(self) -> None:
        """Read everything anew from now on."""
        first = default_rules(self._currency, self._time_zone)
        self._loaded: dict[int, RuleSet] = {first.version: first}
        self._active = first
        self._pointer: Pointer | None = None
        self._carts: CartSketch | None = None
        self._looked_at = self._look_at = 0

    def active(self) -> RuleSet:
        """Return the rule set that decides now."""
        now = self._clock()
        if not self._looked_at <= now < self._look_at:
            self._looked_at = now
            self._look_at = now + (LOOK_EVERY_MS if self._look() else LOOK_AGAIN_MS)
        return self._active

    def carts(self) -> CartSketch | None:
        """Return the sketch of the shop's carts, as old as the look for the rule set that decides now."""
        return self._carts

    def labelled(self, label: str) -> RuleSet:
        """Return the rule set ``label`` (``default@12``), by which a decision was made.

        Raises ``NotFoundError`` when it is not kept, ``StateError`` when it cannot be read.
        """
        name, _, version = label.rpartition("@")
        if name != DEFAULT or not version.isdecimal():
            raise NotFoundError(f"the rule set {label} is not kept")
        return self._version(int(version))

    def kept_or_active(self, label: str) -> RuleSet:
        """Return the rule set ``label``, or where there is none any more the one that decides now.

        For what is done again when it fails: a throttled read is raised, lest other rules give other amounts.
        """
        try:
            return self.labelled(label)
        except (NotFoundError, RuleSetError, StateError) as error:
            self._report(label, error)
            return self.active()

    def labelled_or_active(self, label: str) -> RuleSet:
        """Return the rule set ``label``, or where that cannot be had the one that decides now: a shopper waits."""
        try:
            return self.kept_or_active(label)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it; it is reported
            self._report(label, error)
            return self.active()

    def _look(self) -> bool:
        """Read which version serves, and load it when it is another one; ``False`` when that cannot be read."""
        try:
            items = read_all(self._table, [pointer_key(DEFAULT), SKETCH_KEY], self._pause)
            found = {item["pk"]["S"]: item for item in items}
            pointer = pointer_of(DEFAULT, found.get(pointer_key(DEFAULT)["pk"]["S"]))
            self._carts = self._sketched(found.get(SKETCH_KEY["pk"]["S"]))
        except Exception as error:  # noqa: BLE001 - the shop goes on with what it has; it is reported
            self._report(f"{DEFAULT}: which version serves", error)
            return False
        candidates = [pointer.version]
        if self._pointer is None:
            # A fresh container has no last good version: what served before will do, rather than the packaged one.
            candidates += reversed(pointer.trail)
        for version in candidates:
            try:
                self._active = self._version(version)
            except Exception as error:  # noqa: BLE001 - as above
                self._report(f"{DEFAULT}@{version}", error)
            else:
                self._pointer = pointer
                break
        return True

    def _sketched(self, item: Attributes | None) -> CartSketch | None:
        try:
            return sketch_of(item) if item else None
        except Exception as error:  # noqa: BLE001 - rules that compare carts wait; it is reported
            self._report("the sketch of the shop's carts", error)
            return self._carts

    def _version(self, version: int) -> RuleSet:
        found = self._loaded.get(version)
        if found is None:
            found = self._contents.rules(DEFAULT, version, self._currency, self._time_zone)
            if len(self._loaded) >= KEPT_VERSIONS:
                del self._loaded[next(each for each in self._loaded if each != self._active.version)]
            self._loaded[version] = found
        return found
