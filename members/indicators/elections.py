"""2.1: the elections of towns and streets in the round of the period's year."""

from django.db.models import Q

from members.models import Election, UnionLevel
from union_site.core.indicators import Indicator, Kind, Listing
from union_site.core.periods import Period
from union_site.core.registry import add_indicators


def of_round(period: Period) -> Q:
    """Towns and streets in the round named for the period's year (2021年换届); systems and grassroots do not count."""
    return Q(level=UnionLevel.TOWN, round__startswith=f"{period.year}")


def done(period: Period) -> Q:
    return of_round(period) & Q(held_on__lte=period.last_day)


def pending(period: Period) -> Q:
    return of_round(period) & (Q(held_on=None) | Q(held_on__gt=period.last_day))


ELECTION = {
    "section": "2.1",
    "model": Election,
    "register": "election",
    "columns": ("organization", "round", "due_on", "planned_month", "held_on", "chair"),
}
ROUND = "当年换届轮次（轮次名称以报告期年份开头）、层级为“镇(街道)”的工会中，"

add_indicators(
    Indicator(
        "election.towns_done",
        "已完成换届的镇（街道）",
        "个",
        Kind.YTD,
        definition=f"{ROUND}期末已换届的个数；当年没有换届轮次的不计。",
        where=done,
        number=16,
        **ELECTION,
    ),
    Indicator(
        "election.towns_pending",
        "尚未完成换届的镇（街道）",
        "个",
        Kind.STOCK,
        definition=f"{ROUND}期末尚未换届的个数；当年没有换届轮次的不计。",
        where=pending,
        number=17,
        **ELECTION,
    ),
    Listing(
        "election.pending_names",
        "尚未完成换届的镇（街道）名单",
        "个",
        Kind.LIST,
        definition=f"{ROUND}期末尚未换届的名单及计划换届月份。",
        where=pending,
        item=lambda row: {
            "name": row.organization.name,
            "planned_month": row.planned_month or None,
            "month": int(row.planned_month[5:]) if row.planned_month else None,
        },
        order=("planned_month", "organization__path"),
        related=("organization",),
        **ELECTION,
    ),
)
