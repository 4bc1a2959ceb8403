"""What a plan is drafted from, declared: work lists whose rows ask for a task of the half-year, in words that can be measured."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from reports.models import PlanItem
from union_site.core.months import months_after
from union_site.core.periods import Period

Section = PlanItem.Section


@dataclass(frozen=True)
class Gap:
    """Rows of the work list `worklist` (its key) as a task of a half-year.

    task, goal, basis: words, in which {n} stands for the number of rows and {period} for the half-year. `asked(day,
    period)`: the day for which the list is asked, `day` being the one up to which the registers are known; a list that
    looks ahead is asked so that it reaches the end of the half-year. `due`: the field or annotation of the list that
    says when a row falls due, from which the month follows (empty: the last month).
    """

    worklist: str
    section: PlanItem.Section
    task: str
    goal: str
    basis: str
    asked: Callable[[date, Period], date] = lambda day, period: day
    due: str = ""


def months_ahead(months: int) -> Callable[[date, Period], date]:
    """For a list that shows what falls due within so many months."""
    return lambda day, period: months_after(period.last_day, -months)


def days_ahead(days: int) -> Callable[[date, Period], date]:
    return lambda day, period: period.last_day - timedelta(days=days)


def at_the_end(day: date, period: Period) -> date:
    """For what will have become due by the end of the half-year unless somebody sees to it."""
    return period.last_day


def in_its_year(day: date, period: Period) -> date:
    """For what is asked of a year: in January nothing of the new year is there yet."""
    return max(day, date(period.year, 1, 1))


GAPS = (
    Gap(
        "election.due",
        Section.ORGANISING,
        "指导任期届满的工会按期换届",
        "{n}家全部换届",
        "{period}内任期届满或已经逾期、尚未换届的工会{n}家",
        asked=months_ahead(6),
        due="falls_due",
    ),
    Gap(
        "post.term",
        Section.ORGANISING,
        "办理任期届满干部的续任和离任",
        "{n}人",
        "{period}内任期届满或已经届满、还没有离任的干部和指导员{n}人",
        asked=months_ahead(3),
        due="term_ends_on",
    ),
    Gap(
        "organization.legal_expiry",
        Section.ORGANISING,
        "办理工会法人资格证书换证",
        "{n}家",
        "{period}内法人证书到期或已经过期的工会{n}家",
        asked=months_ahead(3),
        due="legal_valid_to",
    ),
    Gap(
        "employer.without_union",
        Section.ORGANISING,
        "推动百人以上企业建立工会",
        "{n}家全部建会",
        "百人以上、没有工会覆盖的企业{n}家",
    ),
    Gap(
        "safety_quota.below",
        Section.ECONOMY,
        "完成“安康杯”竞赛参赛指标",
        "{n}家单位完成指标",
        "“安康杯”参赛指标还没有完成的单位{n}家",
        asked=in_its_year,
    ),
    Gap(
        "hazard_report.open",
        Section.ECONOMY,
        "督促整改安全隐患",
        "{n}处全部整改",
        "已上报、还没有处理的安全隐患{n}处",
        due="deadline",
    ),
    Gap(
        "legal_case.open",
        Section.WELFARE,
        "办结劳动争议案件",
        "{n}件全部办结",
        "已受理、还没有结案的劳动争议案件{n}件",
    ),
    Gap(
        "collective_contract.ending",
        Section.WELFARE,
        "续签到期的集体合同",
        "{n}份全部续签",
        "{period}内到期或一年内已经到期、尚未续签的集体合同{n}份",
        asked=days_ahead(90),
        due="valid_to",
    ),
    Gap(
        "hardship.unreviewed",
        Section.WELFARE,
        "复核困难职工档案",
        "{n}份全部复核",
        "到{period}末满一年没有复核的困难职工档案{n}份",
        asked=at_the_end,
    ),
    Gap(
        "merchant.agreements",
        Section.WELFARE,
        "续签合作商家协议",
        "{n}家",
        "{period}内协议到期、还没有续签的合作商家{n}家",
        asked=days_ahead(90),
        due="agreement_until",
    ),
)
