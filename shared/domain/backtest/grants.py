"""What a rule set grants along a session, at the moments at which time alone would have it look again too.

Only a rule with ``enter`` depends on what came before: it holds as long as it was granted. All others follow from the
moment that is looked at. And no grant depends on another's, so each entered rule is followed by itself, from one moment
at which it turns to the next.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from shared.domain.basis import Basis, Grant
from shared.domain.facts.gathered import Facts
from shared.domain.masks import places
from shared.domain.next_check import stands, turns_at
from shared.domain.rules.model import Rule, RuleSet

# A rule that wavers more often between two records is not worth the wait.
MOST_TURNS = 100


def granted_until(rules: RuleSet, basis: Basis, grants: Sequence[Grant], moment: int) -> tuple[Grant, ...]:
    """Return what is granted by ``enter`` just before ``moment``, with no news after ``basis`` but time.

    ``grants`` are those that stood before it, whatever ``basis`` says of its own; but what session rules granted, it
    alone knows: no cart enters them.
    """
    matcher = rules.matcher
    if not matcher.entering:
        return ()
    of_sessions = {rule.id for rule in rules.prompts}
    grants = [grant for grant in grants if grant.rule not in of_sessions]
    facts = Facts(basis, rules.zone)
    earlier = {grant.rule: grant for grant in grants if grant.expires_at > facts.now}
    known = _places_of(rules, [*earlier, basis.promise.rule] if basis.promise else earlier)
    likely = known | matcher.could_hold(facts)
    if matcher.entering & ~matcher.waiting:
        # Some need no time to come, so whether they hold is to be asked too.
        likely |= matcher.held(facts, facts.now)
    found: list[Grant] = []
    for n in places(likely & matcher.entering):
        grant = _Course(rules.rules[n], rules.offer_ttl_ms, moment).run(facts, earlier.get(rules.rules[n].id))
        if grant:
            found.append(grant)
    found += [grant for grant in basis.grants if grant.rule in of_sessions]
    return tuple(found)


def _places_of(rules: RuleSet, rule_ids: Iterable[str]) -> int:
    mask = 0
    for rule_id in rule_ids:
        place = rules.place_of(rule_id)
        mask |= 0 if place is None else 1 << place
    return mask


@dataclass(frozen=True, slots=True)
class _Course:
    """One entered rule, followed up to ``end``; an offer of it lasts ``ttl_ms``."""

    rule: Rule
    ttl_ms: int
    end: int

    def run(self, facts: Facts, grant: Grant | None) -> Grant | None:
        """Return the grant that stands just before the end; ``grant`` is the one that stands at first, if any."""
        promise = facts.basis.promise
        if self.rule.enter and promise and promise.rule == self.rule.id and promise.cart_id == facts.basis.cart.cart_id:
            # What was promised needs no ``enter`` while the promise lasts.
            free, lasts = replace(self.rule, enter=None), min(self.end, max(promise.expires_at, facts.now))
            grant = _Course(free, self.ttl_ms, lasts).run(facts, grant)
            facts = facts.at(lasts)
        for _ in range(MOST_TURNS):
            if facts.now >= self.end:
                break
            if grant is None:
                entry = self._entry(facts)
                if entry is None:
                    break
                grant, facts = self._renewed(entry)
            else:
                grant, facts = self._kept(grant, facts)
        return grant

    def _entry(self, facts: Facts) -> Facts | None:
        """Return the facts of the first moment at which the rule may be granted, ``None`` when it never comes."""
        for _ in range(MOST_TURNS):
            if stands(self.rule, facts, entered=False):
                return facts
            turn = turns_at(self.rule, facts, entered=False, until=self.end)
            if turn is None or turn >= self.end:
                return None
            facts = facts.at(turn)
        return None

    def _renewed(self, facts: Facts) -> tuple[Grant, Facts]:
        """Return the last of the grants that follow one another from now on while ``enter`` holds, and until when."""
        turn = turns_at(self.rule, facts, entered=False, until=self.end)
        over = self.end if turn is None else min(turn, self.end)
        begun = facts.now + max(0, over - 1 - facts.now) // self.ttl_ms * self.ttl_ms
        edge = self.rule.schedule.next_edge(begun) if self.rule.schedule else None
        expires_at = begun + self.ttl_ms if edge is None else min(begun + self.ttl_ms, edge)
        return Grant(self.rule.id, begun, expires_at), facts.at(over)

    def _kept(self, grant: Grant, facts: Facts) -> tuple[Grant | None, Facts]:
        """Return what is left of a grant that is not renewed before it turns, and when that is."""
        if not stands(self.rule, facts, entered=True):
            return None, facts
        turn = turns_at(self.rule, facts, entered=True, until=grant.expires_at)
        over = min(grant.expires_at, self.end if turn is None else turn)
        return (grant if over >= self.end else None), facts.at(min(over, self.end))
