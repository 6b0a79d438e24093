"""How long what a rule grants stands."""

from datetime import timedelta

from shared.domain.clocks import day_begins, shown
from shared.domain.rules.model import Rule, RuleSet


def granted_until(rule: Rule, rules: RuleSet, now: int) -> int:
    """Return when what ``rule`` grants ``now`` ends: with the offer or the shop's day, or as its schedule closes."""
    end = now + rules.offer_ttl_ms
    if rule.lasts == "day":
        end = day_begins(shown(now, rules.zone).date() + timedelta(days=1), rules.zone)
    edge = rule.schedule.closes_at(now) if rule.schedule else None
    return end if edge is None else min(end, edge)
