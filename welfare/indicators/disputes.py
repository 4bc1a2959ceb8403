"""4.1: labour disputes, consultations, and what was recovered for workers."""

from django.db.models import Q

from union_site.core.indicators import Breakdown, Indicator, Kind, Sum, during
from union_site.core.periods import Period
from union_site.core.registry import add_indicators
from welfare.models import LegalCase

DISPUTE = {
    "kind": Kind.FLOW,
    "section": "4.1",
    "model": LegalCase,
    "register": "legal_case",
    "columns": ("number", "accepted_on", "closed_on", "employer", "workers", "amount"),
}


def accepted(period: Period) -> Q:
    return during("accepted_on", period)


add_indicators(
    Indicator(
        "dispute.accepted",
        "受理劳动争议案件",
        "起",
        definition="受理日期在报告期内的案件数。",
        where=accepted,
        number=49,
        **DISPUTE,
    ),
    Indicator(
        "dispute.closed",
        "结案",
        "起",
        definition="结案日期在报告期内的案件数，不论何时受理。",
        where=lambda period: during("closed_on", period),
        number=50,
        **DISPUTE,
    ),
    Indicator(
        "dispute.workers",
        "涉及职工",
        "人",
        definition="报告期内受理案件的涉及职工人数之和。",
        where=accepted,
        measure=Sum("workers"),
        number=51,
        **DISPUTE,
    ),
    Indicator(
        "dispute.amount",
        "涉及金额",
        "万元",
        definition="报告期内受理案件的涉及金额之和，按元累加后折算为万元。",
        where=accepted,
        measure=Sum("amount"),
        scale=10_000,
        number=52,
        **DISPUTE,
    ),
)

# --- beyond the summary's figures ---------------------------------------------------------------------------------


def by_way(key: str, label: str, way: LegalCase.Way) -> Indicator:
    return Indicator(
        key,
        label,
        "件",
        definition=f"受理日期在报告期内、处理方式为“{way.label}”的案件数。",
        where=lambda period: accepted(period) & Q(way=way),
        **DISPUTE,
    )


add_indicators(
    by_way("dispute.consultations", "法律咨询", LegalCase.Way.CONSULTATION),
    by_way("dispute.drafted", "代书", LegalCase.Way.DRAFTING),
    by_way("dispute.mediated", "调解", LegalCase.Way.MEDIATION),
    by_way("dispute.arbitrated", "仲裁", LegalCase.Way.ARBITRATION),
    by_way("dispute.litigated", "诉讼", LegalCase.Way.LITIGATION),
    Breakdown(
        "dispute.by_subject",
        "受理案件（按争议类型）",
        "件",
        definition="受理日期在报告期内的案件数，按争议类型分别计。",
        where=accepted,
        by="subject",
        of="dispute.accepted",
        **{**DISPUTE, "kind": Kind.LIST},
    ),
    Indicator(
        "dispute.recovered",
        "为职工挽回金额",
        "万元",
        definition="结案日期在报告期内的案件的挽回金额之和，按元累加后折算为万元。",
        where=lambda period: during("closed_on", period),
        measure=Sum("recovered"),
        scale=10_000,
        **{**DISPUTE, "columns": ("number", "accepted_on", "closed_on", "employer", "recovered", "received")},
    ),
    Indicator(
        "dispute.received",
        "挽回金额到账",
        "万元",
        definition="结案日期在报告期内的案件的到账金额之和，按元累加后折算为万元。",
        where=lambda period: during("closed_on", period),
        measure=Sum("received"),
        scale=10_000,
        **{**DISPUTE, "columns": ("number", "accepted_on", "closed_on", "employer", "recovered", "received")},
    ),
)
