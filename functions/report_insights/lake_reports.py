"""The reports that the lake answers. Imported when the first of them is asked for: ibis takes a second to load."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from shared.domain.reports.audit import AuditReport, audit_report
from shared.domain.reports.comparisons import ComparisonsReport, comparisons_report
from shared.domain.reports.conversion import ConversionReport, conversion_report
from shared.domain.reports.funnel import FunnelReport, funnel_report
from shared.domain.reports.interventions import InterventionsReport, interventions_report
from shared.domain.reports.period import Period
from shared.insights import audit
from shared.insights.comparisons import comparisons
from shared.insights.conversion import conversion
from shared.insights.funnel import funnel
from shared.insights.interventions import interventions
from shared.insights.sql import sql_of

LakeReport = FunnelReport | ConversionReport | ComparisonsReport | AuditReport | InterventionsReport


class Warehouse(Protocol):
    """What a report needs of the lake's port."""

    @property
    def dialect(self) -> str: ...
    def rows(self, question: str, within_s: float) -> list[dict[str, Any]]: ...
    def merged_at(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is about, where it is asked, and how many seconds of the call are left."""

    warehouse: Warehouse
    currency: str
    period: Period
    bots: bool
    left_s: Callable[[], float]

    def rows(self, expression: Any) -> list[dict[str, Any]]:
        """Return the answer to one question.

        Raises ``BusyError`` when there is none in time: the question goes on, and asking again finds its answer.
        """
        return self.warehouse.rows(sql_of(expression, self.warehouse.dialect), self.left_s())


def _funnel(asked: Asked, as_of: int | None) -> FunnelReport:
    rows = asked.rows(funnel(asked.period, asked.currency, bots=asked.bots))
    return funnel_report(rows, asked.period, asked.currency, bots=asked.bots, as_of=as_of)


def _conversion(asked: Asked, as_of: int | None) -> ConversionReport:
    rows = asked.rows(conversion(asked.period, asked.currency, bots=asked.bots))
    return conversion_report(rows, asked.period, bots=asked.bots, as_of=as_of)


def _comparisons(asked: Asked, as_of: int | None) -> ComparisonsReport:
    rows = asked.rows(comparisons(asked.period, asked.currency, bots=asked.bots))
    return comparisons_report(rows, asked.period, asked.currency, bots=asked.bots, as_of=as_of)


def _interventions(asked: Asked, as_of: int | None) -> InterventionsReport:
    rows = asked.rows(interventions(asked.period, asked.currency, bots=asked.bots))
    return interventions_report(rows, asked.period, asked.currency, bots=asked.bots, as_of=as_of)


def _audit(asked: Asked, as_of: int | None) -> AuditReport:
    answers = {name: asked.rows(question(asked.period)) for name, question in audit.QUESTIONS.items()}
    return audit_report(**answers, period=asked.period, as_of=as_of)


REPORTS: Mapping[str, Callable[[Asked, int | None], LakeReport]] = {
    "funnel": _funnel,
    "conversion": _conversion,
    "comparisons": _comparisons,
    "audit": _audit,
    "interventions": _interventions,
}


def lake_report(name: str, asked: Asked) -> LakeReport:
    """Return the report of this name, as of the merge before it was asked for."""
    as_of = asked.warehouse.merged_at()
    return REPORTS[name](asked, as_of)
