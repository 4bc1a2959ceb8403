"""Figures about the contest 安康杯 and about hazards that workers report."""

from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Q

from activities.models import HazardReport, SafetyCupEntry, SafetyQuota
from activities.models.safety import hazards_open_on
from union_site.core.indicators import (
    Claim,
    Count,
    Indicator,
    Kind,
    Measure,
    Ratio,
    Sum,
    SumRatio,
    during,
    percentage,
)
from union_site.core.periods import Period
from union_site.core.registry import add_indicators

YEARS = 3  # 逐年递增: this year, the year before, and the one before that


def enrolled(period: Period) -> Q:
    """Entries of the contest of the period's year, enrolled by its last day."""
    return Q(year=period.year, enrolled_on__lte=period.last_day)


def fully_reported(period: Period) -> Q:
    """Of those, the ones of which both numbers of the rate are known."""
    return enrolled(period) & Q(employees__isnull=False, participants__isnull=False)


def years_of(period: Period) -> list[Period]:
    """The same period of the last years, the earliest first."""
    periods = [period]
    for _ in range(YEARS - 1):
        periods.insert(0, periods[0].year_before)
    return periods


def in_any_year(period: Period) -> Q:
    condition = Q()
    for one in years_of(period):
        condition |= enrolled(one)
    return condition


def by_year(period: Period) -> dict[str, tuple[Measure, Q]]:
    """Organisations and employees of each year, up to the same day."""
    found = {}
    for one in years_of(period):
        found[f"{one.year} organisations"] = (Count(), enrolled(one))
        found[f"{one.year} employees"] = (Sum("participants"), enrolled(one))
    return found


def growing(found: dict, used: dict) -> dict:
    """True when both numbers grow strictly from year to year; None where a year is not on record."""
    numbers = []
    for year in sorted({int(name.split()[0]) for name in found}):
        if found[f"{year} organisations"] is not None:
            numbers.append(
                {
                    "year": year,
                    "organisations": found[f"{year} organisations"],
                    "employees": found[f"{year} employees"],
                }
            )
    if len(numbers) < YEARS or any(number["employees"] is None for number in numbers):
        return {"value": None, "numbers": numbers}
    grows = all(
        before[name] < after[name] for before, after in pairwise(numbers) for name in ("organisations", "employees")
    )
    return {"value": grows, "numbers": numbers}


CUP = {
    "section": "3.3",
    "model": SafetyCupEntry,
    "register": "safety_cup",
    "columns": ("year", "employer_name", "organization", "enrolled_on", "employees", "participants"),
}
QUOTA = {
    "unit": "%",
    "kind": Kind.YTD,
    "section": "3.3",
    "model": SafetyQuota,
    "register": "safety_quota",
    "columns": ("year", "organization", "organisations", "participants"),
}


def asked(field: str):
    """Quotas of the period's year that the district gave to a town or a system; theirs to their own unions add nothing."""

    def where(period: Period) -> Q:
        below_district = Q(organization__parent__isnull=False, organization__parent__parent=None)
        return Q(year=period.year, **{f"{field}__isnull": False}) & below_district

    return where


@dataclass(frozen=True)
class Completion(Indicator):
    """The figure of `uses` as a percentage of the quota. None without a quota; an entry missing altogether is 0%."""

    def conclude(self, value, used):
        return percentage(used[self.uses[0]], value)


HAZARD = {
    "kind": Kind.FLOW,
    "section": "3.3",
    "model": HazardReport,
    "register": "hazard_report",
    "columns": ("code", "reported_on", "description", "employer_name", "organization", "state", "handled_on"),
}


def reported(period: Period) -> Q:
    return during("reported_on", period)


def overdue(period: Period) -> Q:
    """Past the deadline on the last day, and not handled by then."""
    day = period.last_day
    return Q(reported_on__lte=day, deadline__lt=day) & hazards_open_on(day)


def handled(period: Period) -> Q:
    """Handled by the last day: 已整改, or found to be no hazard."""
    return Q(handled_on__lte=period.last_day)


add_indicators(
    Indicator(
        "ankang.organisations",
        "安康杯参赛企事业单位",
        "家",
        Kind.YTD,
        definition="报告期当年安康杯竞赛的参赛单位，报名日期不晚于期末。",
        where=enrolled,
        number=37,
        **CUP,
    ),
    Indicator(
        "ankang.employees",
        "安康杯参与职工",
        "人",
        Kind.YTD,
        definition="报告期当年安康杯竞赛参赛单位的参赛职工数之和，报名日期不晚于期末。",
        where=enrolled,
        measure=Sum("participants"),
        number=38,
        **CUP,
    ),
    SumRatio(
        "ankang.rate",
        "安康杯参与率",
        "%",
        Kind.YTD,
        definition="安康杯参与职工占同一批参赛单位职工总数的百分比，未填人数的单位不计入。",
        where=fully_reported,
        measure=Sum("participants"),
        whole=Sum("employees"),
        number=39,
        **CUP,
    ),
    Claim(
        "ankang.trend",
        "安康杯参与企业数与职工数逐年递增",
        "年",
        Kind.CLAIM,
        definition="当年与前两年截至同日的参赛单位数、参赛职工数，两次都有增加即为逐年递增；缺少任何一年的记录时不作判断。",
        where=in_any_year,
        evidence=by_year,
        judge=growing,
        number=40,
        **CUP,
    ),
    Indicator(
        "ankang.teams",
        "安康杯参赛班组",
        "个",
        Kind.YTD,
        definition="报告期当年安康杯竞赛参赛单位的参赛班组数之和，报名日期不晚于期末。",
        where=enrolled,
        measure=Sum("teams"),
        **CUP,
    ),
    Indicator(
        "ankang.awarded",
        "安康杯获奖单位",
        "家",
        Kind.YTD,
        definition="报告期当年安康杯竞赛的参赛单位中填有获奖情况的家数，报名日期不晚于期末。",
        where=lambda period: enrolled(period) & ~Q(award=""),
        **CUP,
    ),
    Completion(
        "ankang.organisations_completion",
        "安康杯参赛单位指标完成率",
        definition="报告期当年安康杯参赛单位数占区总工会下达给镇（街道）、系统的参赛单位指标的百分比，没有下达指标的不作计算。",
        where=asked("organisations"),
        measure=Sum("organisations"),
        uses=("ankang.organisations",),
        **QUOTA,
    ),
    Completion(
        "ankang.participants_completion",
        "安康杯参赛职工指标完成率",
        definition="报告期当年安康杯参赛职工数占区总工会下达给镇（街道）、系统的参赛职工指标的百分比，没有下达指标的不作计算。",
        where=asked("participants"),
        measure=Sum("participants"),
        uses=("ankang.employees",),
        **QUOTA,
    ),
    Indicator(
        "hazard.reports",
        "线上安全隐患随手拍",
        "件",
        definition="上报日期在报告期内的安全隐患，不论处理状态，经查不属实的也计入。",
        where=reported,
        number=41,
        names=("隐患随手拍", "安全隐患随手拍"),
        **HAZARD,
    ),
    Indicator(
        "hazard.handled",
        "已处理的安全隐患",
        "件",
        definition="报告期内上报的安全隐患中，处理日期不晚于期末的件数。",
        where=lambda period: reported(period) & handled(period),
        **HAZARD,
    ),
    Indicator(
        "hazard.overdue",
        "逾期未整改的安全隐患",
        "件",
        definition="期末已过整改期限仍未处理的安全隐患，不论何时上报；没有填写整改期限的不计入。",
        where=overdue,
        **{**HAZARD, "kind": Kind.STOCK, "columns": (*HAZARD["columns"], "deadline")},
    ),
    Ratio(
        "hazard.handled_share",
        "安全隐患处理率",
        "%",
        definition="报告期内上报的安全隐患中，处理日期不晚于期末的件数所占百分比。",
        where=reported,
        part=handled,
        **HAZARD,
    ),
)
