"""Is a document a rule set of this shop? Every fault at once, and what its author should look at again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.domain.errors import FieldError, RuleSetError
from shared.domain.rules.model import RuleSet
from shared.domain.rules.reading import parse_rule_set
from shared.domain.rules.warnings import MOST, Known, warnings


@dataclass(frozen=True, slots=True)
class Shop:
    """What the shop is beside its rules: the currency and time zone it counts in."""

    currency: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The rule set that a document describes, or what is wrong with it; warnings keep nobody from publishing."""

    rules: RuleSet | None
    errors: tuple[FieldError, ...]
    warnings: tuple[FieldError, ...]

    @property
    def valid(self) -> RuleSet:
        """The rule set; raises ``RuleSetError`` when there is none."""
        if self.rules is None:
            raise RuleSetError("the rule set does not validate; see errors", errors=self.errors)
        return self.rules


def check(
    document: Mapping[str, Any], shop: Shop, *, name: str, version: int = 0, known: Known | None = None, now: int = 0
) -> Checked:
    """Return what is to be said of ``document`` as a version of the rule set ``name``."""
    try:
        rules = parse_rule_set(
            {**document, "name": name, "version": version}, currency=shop.currency, time_zone=shop.time_zone
        )
    except RuleSetError as error:
        return Checked(None, error.errors[:MOST], ())
    if rules.currency != shop.currency:
        fault = FieldError("$.currency", "currency_mismatch", f"this shop counts in {shop.currency}")
        return Checked(None, (fault,), ())
    return Checked(rules, (), warnings(rules, document, known or Known(), now))
