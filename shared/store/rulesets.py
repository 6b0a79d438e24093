"""Rule sets: which version serves. Until the shop publishes its own, the packaged default does."""

import json
from functools import cache
from pathlib import Path

import shared.domain
from shared.domain.errors import NotFoundError
from shared.domain.rules.model import RuleSet
from shared.domain.rules.reading import parse_rule_set

_DEFAULT = Path(shared.domain.__file__).parent / "rulesets" / "default.json"


@cache
def active(currency: str, time_zone: str) -> RuleSet:
    """Return the rule set that decides now, counting in the shop's currency and time zone."""
    return parse_rule_set(json.loads(_DEFAULT.read_bytes()), currency=currency, time_zone=time_zone)


def labelled(label: str, currency: str, time_zone: str) -> RuleSet:
    """Return the rule set ``label``, by which a decision was made; raise ``NotFoundError`` when it is not kept."""
    rules = active(currency, time_zone)
    if rules.label != label:
        raise NotFoundError(f"the rule set {label} is not kept any more")
    return rules
