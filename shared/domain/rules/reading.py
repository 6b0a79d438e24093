"""From a rule-set document to a rule set; what cannot be read is refused, all of it at once, with path and code."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from shared.domain.errors import FieldError, RuleSetError
from shared.domain.money import BASIS_POINTS
from shared.domain.rules.members import MAX_COUNT, Members
from shared.domain.rules.model import POLICIES, Gate, Group, Prompting, Rule, RuleSet
from shared.domain.rules.reading_rule import read_id, read_rule

MAX_RULES = 10_000


def parse_rule_set(document: Mapping[str, Any], *, currency: str, time_zone: str) -> RuleSet:
    """Return the rule set that ``document`` describes, in its own currency and time zone, else in the shop's.

    Raises ``RuleSetError`` with every fault: its path, its code, and what to do about it.
    """
    faults: list[FieldError] = []
    members = Members(document, "$", faults)
    zone = _zone(members, time_zone)
    group_documents = members.each("groups", most=100)
    groups = tuple(_group(each) for each in group_documents)
    documents = members.each("rules", MAX_RULES)
    read = [read_rule(each, zone) for each in documents]
    rules = [rule for rule, _ in read]
    enabled = sorted((rule for rule, is_enabled in read if is_enabled), key=lambda rule: rule.number)
    ceiling, gate, prompting = (members.inner(name) for name in ("ceiling", "gate", "interventions"))
    rule_set = RuleSet(
        name=members.text("name", default="default", longest=64),
        version=members.integer("version", 0, MAX_COUNT, default=0),
        currency=members.text("currency", default=currency, longest=3),
        ceiling_basis_points=_cart_ceiling(ceiling) if ceiling else BASIS_POINTS,
        offer_ttl_ms=members.integer("offer_ttl_s", 60, 30 * 86_400, default=1800) * 1000,
        rules=tuple(rule.for_carts for rule in enabled if rule.on == "cart" or rule.gives),
        zone=zone,
        groups=groups,
        author=members.text("author", default=""),
        note=members.text("note", default="", longest=1000),
        gate=_gate(gate) if gate else None,
        prompts=tuple(rule for rule in enabled if rule.on == "events"),
        prompting=_prompting(prompting) if prompting else Prompting(),
    )
    # Editors find a document's schema by it.
    members.text("$schema", default="", longest=512)
    members.finish()
    for n, (group, group_document) in enumerate(zip(groups, group_documents, strict=True)):
        if group.id in (each.id for each in groups[:n]):
            group_document.refuse("duplicate", "each group is named once", "id")
    _refuse_strangers(rules, documents, {group.id for group in groups})
    if faults:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        raise RuleSetError(f"{faults[0].path}: {faults[0].message}{more}", errors=tuple(faults))
    return rule_set


def _zone(members: Members, shops: str) -> ZoneInfo:
    name = members.text("time_zone", default=shops)
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        members.refuse("unknown_time_zone", f"there is no time zone '{name}'; Europe/Rome is one", "time_zone")
        return ZoneInfo(shops)


def _group(document: Members) -> Group:
    group = Group(read_id(document), document.choice("policy", POLICIES, default="first"))
    document.finish()
    return group


def _cart_ceiling(document: Members) -> int:
    points = document.basis_points("basis_points")
    document.finish()
    return points


def _gate(document: Members) -> Gate:
    gate = Gate(document.optional("max_cost_increase", 0, MAX_COUNT), document.optional("min_margin", 0, BASIS_POINTS))
    document.finish()
    return gate


def _prompting(document: Members) -> Prompting:
    prompting = Prompting(
        document.optional("per_session", 0, MAX_COUNT), document.integer("gap_s", 0, 7_200, default=0) * 1000
    )
    document.finish()
    return prompting


def _refuse_strangers(rules: list[Rule], documents: list[Members], groups: set[str]) -> None:
    """Refuse what names something that is not there, and what is there twice."""
    known = {rule.id for rule in rules}
    first: dict[str | int, Rule] = {}
    for rule, document in zip(rules, documents, strict=True):
        for name, value in (("id", rule.id), ("priority", rule.number)):
            earlier = first.setdefault(value, rule)
            if earlier is not rule and name in document:
                message = f"{earlier.id} and {rule.id} share an id or a priority: give each its own"
                document.refuse("duplicate", message, name)
        if rule.group is not None and rule.group not in groups:
            document.refuse("unknown_group", f"list '{rule.group}' under the rule set's 'groups'", "group")
        if rule.excludes - known:
            strangers = ", ".join(sorted(rule.excludes - known))
            document.refuse("unknown_rule", f"there is no rule {strangers} in this rule set", "excludes")
