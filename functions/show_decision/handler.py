"""Show a decision again, and explain it: ``GET /v1/decisions/{decision_id}``."""

from shared.domain.answers import Decision, answer
from shared.domain.decisions import decide
from shared.domain.explanations import ExplainedDecision, with_reasons
from shared.edge.clock import pause, real_now
from shared.edge.faults import rule_set_failed
from shared.edge.function import Function
from shared.edge.http import Call
from shared.edge.offers import sign_offer
from shared.edge.settings import settings
from shared.store.decisions import DecisionStore
from shared.store.rulesets import RuleSets
from shared.store.table import Table

table = Table(settings.table_name)
decisions = DecisionStore(table)
rule_sets = RuleSets(
    table, settings.shop_currency, settings.shop_time_zone, pause=pause, clock=real_now, report=rule_set_failed
)

handler = Function("show_decision")


@handler.http(
    "GET /v1/decisions/{decision_id}",
    reply=Decision | ExplainedDecision,
    callers=("server", "admin"),
    query={"explain": "``true``: also what became of every rule, and why"},
)
def show(call: Call) -> Decision:
    """Return the decision as it was answered, decided anew; with ``explain=true``, also what became of every rule."""
    basis = decisions.load(call.path["decision_id"], call.now)
    rules = rule_sets.labelled(basis.ruleset)
    verdict = decide(rules, basis)
    decision = answer(verdict, sign_offer)
    return with_reasons(decision, rules, verdict) if call.query.get("explain") == "true" else decision
