"""Figures about rights, aid and mutual aid."""

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from union_site.core.indicators import Count, CountDistinct, Indicator, Kind, Sum, during, in_force
from union_site.core.periods import Period
from union_site.core.registry import add_indicators
from welfare.models import HardshipCase, LegalCase, LevelChange, MutualAidClaim, MutualAidEnrolment
from welfare.models.hardship import Level

# --- 4.1 labour disputes -----------------------------------------------------------------------------------------

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

# --- 4.3 hardship ------------------------------------------------------------------------------------------------


def level_name(period: Period) -> str:
    return f"level_on_{period.last_day:%Y%m%d}"


def level_then(period: Period) -> dict:
    """The level of a file on the period's last day: that of its latest change by then, else the one at opening."""
    changes = LevelChange.objects.current().filter(case=OuterRef("pk"), on__lte=period.last_day).order_by("-on")
    return {level_name(period): Coalesce(Subquery(changes.values("level")[:1]), F("opening_level"))}


def on_file(period: Period) -> Q:
    return in_force(period.last_day, "opened_on", "closed_on")


def hardship(key: str, label: str, number: int, level: Level | None = None) -> Indicator:
    def where(period: Period) -> Q:
        return on_file(period) & Q(**{level_name(period): level}) if level else on_file(period)

    return Indicator(
        key,
        label,
        "名",
        Kind.STOCK,
        "4.3",
        "期末在档（撤档日起不再计入）的困难职工人数，按身份证号计人。"
        + (f"级别以期末当日的“{level.label}”为准。" if level else ""),
        HardshipCase,
        where,
        "hardship",
        measure=CountDistinct("identity_index"),
        annotate=level_then,
        columns=("code", "name", "identity", "organization", "opening_level", "opened_on", "closed_on"),
        number=number,
    )


add_indicators(
    hardship("hardship.total", "困难职工", 56),
    hardship("hardship.national", "其中：全国级困难职工", 57, Level.NATIONAL),
    hardship("hardship.provincial", "其中：省级困难职工", 58, Level.PROVINCIAL),
    hardship("hardship.district", "其中：区级困难职工", 59, Level.DISTRICT),
)

# --- 4.3 medical mutual aid --------------------------------------------------------------------------------------


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
