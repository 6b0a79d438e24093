"""Show a decision again, and explain it: ``GET /v1/decisions/{decision_id}``."""

from shared.domain.answers import Decision, answer
from shared.domain.decisions import decide
from shared.domain.explanations import ExplainedDecision, with_reasons
from shared.edge.function import Function
from shared.edge.http import Call
from shared.edge.offers import sign_offer
from shared.edge.settings import settings
from shared.store import rulesets
from shared.store.decisions import DecisionStore
from shared.store.table import Table

decisions = DecisionStore(Table(settings.table_name))

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
    rules = rulesets.labelled(basis.ruleset, settings.shop_currency, settings.shop_time_zone)
    verdict = decide(rules, basis)
    decision = answer(verdict, sign_offer)
    return with_reasons(decision, rules, verdict) if call.query.get("explain") == "true" else decision
