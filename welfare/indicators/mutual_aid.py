"""4.3: medical mutual aid (医疗互助): enrolment and claims."""

from django.db.models import Q

from union_site.core.indicators import Breakdown, Count, CountDistinct, Indicator, Kind, Sum, during
from union_site.core.periods import Period
from union_site.core.registry import add_indicators
from welfare.models import MutualAidClaim, MutualAidEnrolment


def enrolled(period: Period) -> Q:
    """Rows of the policy year paid by the last day (also in December of the year before)."""
    return Q(policy_year=period.year, paid_on__lte=period.last_day)


def claimed(period: Period) -> Q:
    return Q(state=MutualAidClaim.State.PAID) & during("paid_on", period)


ENROLMENT = {
    "kind": Kind.YTD,
    "section": "4.3",
    "model": MutualAidEnrolment,
    "where": enrolled,
    "register": "enrolment",
    "columns": ("organization", "policy_year", "round", "paid_on", "people", "premium"),
}
CLAIM = {
    "kind": Kind.FLOW,
    "section": "4.3",
    "model": MutualAidClaim,
    "where": claimed,
    "register": "claim",
    "columns": ("code", "name", "identity", "organization", "policy_year", "paid_on", "amount"),
}

add_indicators(
    Indicator(
        "mutual.units",
        "医疗互助参保单位",
        "家",
        definition="本参保年度、截至期末已缴费的参保单位数，追加参保的单位只计一家。",
        measure=CountDistinct("organization"),
        number=60,
        **ENROLMENT,
    ),
    Indicator(
        "mutual.insured",
        "医疗互助参保人数",
        "人",
        definition="本参保年度、截至期末已缴费的参保人数之和（含上年十二月缴费和追加）。",
        measure=Sum("people"),
        number=61,
        **ENROLMENT,
    ),
    Indicator(
        "mutual.premium",
        "医疗互助参保金额",
        "万元",
        definition="本参保年度、截至期末已缴纳的参保金额之和，按元累加后折算为万元。",
        measure=Sum("premium"),
        scale=10_000,
        number=62,
        **ENROLMENT,
    ),
    Indicator(
        "mutual.claims",
        "医疗互助报销",
        "人次",
        definition="支付日期在报告期内且已支付的报销笔数，不论参保年度。",
        measure=Count(),
        number=64,
        **CLAIM,
    ),
    Indicator(
        "mutual.paid",
        "医疗互助报销金额",
        "万元",
        definition="支付日期在报告期内且已支付的报销金额之和，按元累加后折算为万元。",
        measure=Sum("amount"),
        scale=10_000,
        number=65,
        **CLAIM,
    ),
)

# --- beyond the summary's figures ---------------------------------------------------------------------------------

add_indicators(
    Indicator(
        "mutual.claimants",
        "医疗互助报销职工",
        "人",
        definition="支付日期在报告期内且已支付的报销涉及的职工人数，按身份证号计人。",
        measure=CountDistinct("identity_index"),
        **{**CLAIM, "where": lambda period: claimed(period) & ~Q(identity_index="")},
    ),
    Breakdown(
        "mutual.by_kind",
        "医疗互助报销（按类别）",
        "人次",
        definition="支付日期在报告期内且已支付的报销笔数，按报销类别分别计。",
        by="kind",
        of="mutual.claims",
        **{**CLAIM, "kind": Kind.LIST},
    ),
    Breakdown(
        "mutual.paid_by_kind",
        "医疗互助报销金额（按类别）",
        "元",
        definition="支付日期在报告期内且已支付的报销，按报销类别分别累加金额。",
        measure=Sum("amount"),
        by="kind",
        **{**CLAIM, "kind": Kind.LIST},
    ),
)
