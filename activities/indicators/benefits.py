"""Figures about benefit programmes, merchants and recuperation trips."""

from django.db.models import Exists, OuterRef, Q

from activities.models import BenefitProgramme, MerchantAgreement, RecuperationGroup, RecuperationTrip
from union_site.core.indicators import CountDistinct, Indicator, Kind, Listing, Sum, during, in_force
from union_site.core.periods import Period
from union_site.core.registry import add_indicators

SERIES = {
    "section": "4.4",
    "model": BenefitProgramme,
    "where": lambda period: in_force(period.last_day, "started_on", "stopped_on"),
    "register": "benefit_programme",
    "columns": ("name", "kind", "organization", "started_on", "stopped_on"),
}
WORKERS = (RecuperationGroup.Kind.FRONT_LINE, RecuperationGroup.Kind.CADRE)
GROUPS = {
    "section": "4.4",
    "model": RecuperationGroup,
    "where": lambda period: Q(kind__in=WORKERS) & during("trip__departed_on", period),
    "register": "recuperation",
    "columns": ("trip", "kind", "people"),
    "link": "trip",
}
RULE = "出发日期在报告期内的一线职工和优秀工会干部疗休养（劳模不计）"


def valid(period: Period) -> Q:
    """The agreement is in force on the last day; its own last day is a valid one."""
    day = period.last_day
    return Q(from_day__lte=day) & (Q(last_day=None) | Q(last_day__gte=day))


def of_workers(period: Period) -> Q:
    """Trips of the period with a group that counts."""
    groups = RecuperationGroup.objects.current().filter(trip=OuterRef("pk"), kind__in=WORKERS)
    return during("departed_on", period) & Q(Exists(groups))


add_indicators(
    Indicator(
        "benefit.series",
        "普惠系列项目",
        "个",
        Kind.STOCK,
        definition="期末在开展的普惠系列项目：已启动，且未在期末当天或之前停止。",
        number=66,
        **SERIES,
    ),
    Listing(
        "benefit.series_names",
        "普惠系列项目名单",
        "个",
        Kind.LIST,
        definition="期末在开展的普惠系列项目的名称。",
        order=("id",),
        item=lambda row: {"name": row.name, "kind": row.kind, "date": row.started_on.isoformat()},
        **SERIES,
    ),
    Indicator(
        "benefit.merchants",
        "线下合作商家",
        "家",
        Kind.STOCK,
        "4.4",
        "期末协议在有效期内的合作商家，协议止当天仍有效；同一商家编号有几份协议的只计一家。",
        MerchantAgreement,
        valid,
        "merchant",
        measure=CountDistinct("merchant"),
        columns=("merchant", "from_day", "last_day", "offer"),
        link="merchant",
        number=67,
    ),
    Indicator(
        "recuperation.people",
        "组织疗休养",
        "名",
        Kind.FLOW,
        definition=f"{RULE}的人数之和。",
        measure=Sum("people"),
        number=69,
        **GROUPS,
    ),
    Listing(
        "recuperation.days",
        "疗休养天数",
        "天",
        Kind.LIST,
        definition=f"{RULE}的不同天数。",
        measure=CountDistinct("trip__days"),
        item=lambda row: {"name": f"{row.trip.days}天", "days": row.trip.days},
        order=("trip__days",),
        related=("trip",),
        distinct=True,
        number=70,
        **{**GROUPS, "where": lambda period: GROUPS["where"](period) & Q(trip__days__isnull=False)},
    ),
    Listing(
        "recuperation.trips",
        "疗休养目的地",
        "批",
        Kind.LIST,
        "4.4",
        f"{RULE}的各批次目的地和出发日期。",
        RecuperationTrip,
        of_workers,
        "recuperation",
        item=lambda row: {"name": row.destination, "date": row.departed_on.isoformat(), "days": row.days},
        order=("departed_on", "code"),
        columns=("code", "organization", "destination", "departed_on", "returned_on", "days"),
    ),
)
