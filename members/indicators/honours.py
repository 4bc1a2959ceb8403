"""1.3 and 3.2: innovation studios and their recommendations; 4.4: honours from above."""

from django.db.models import Q

from members.models import Honour, Studio, StudioRecommendation
from union_site.core.indicators import Breakdown, CountDistinct, Indicator, Kind, Listing, during, in_force
from union_site.core.periods import Period
from union_site.core.registry import add_indicators


def listed(period: Period) -> Q:
    """Model workers' studios in operation at the end of the period's last day."""
    return Q(kind=Studio.Kind.MODEL_WORKER) & in_force(period.last_day, "listed_on", "delisted_on")


STUDIO = {
    "section": "1.3",
    "model": Studio,
    "register": "studio",
    "columns": ("code", "name", "level", "leader", "trade", "organization", "listed_on", "delisted_on"),
}
IN_OPERATION = "类别为“劳模创新工作室”、期末已挂牌且未摘牌（摘牌日起不再计入）的工作室"

add_indicators(
    Indicator(
        "model.studios_listed",
        "挂牌劳模工作室",
        "家",
        Kind.STOCK,
        definition=f"{IN_OPERATION}数。",
        where=listed,
        number=6,
        **STUDIO,
    ),
    Listing(
        "model.studios_new",
        "新挂牌劳模工作室",
        "家",
        Kind.LIST,
        definition=f"{IN_OPERATION}中，挂牌日期在报告期内的名单。",
        where=lambda period: listed(period) & during("listed_on", period),
        item=lambda row: {
            "name": row.name,
            "date": row.listed_on.isoformat(),
            "trade": row.trade or None,
            "level": row.get_level_display(),
        },
        order=("listed_on", "name"),
        **STUDIO,
    ),
    Breakdown(
        "model.studios_by_trade",
        "挂牌劳模工作室涉及工种",
        "个",
        Kind.LIST,
        definition=f"{IN_OPERATION}的工种（领域）及每个工种的工作室数，未填写工种的不列。",
        where=lambda period: listed(period) & ~Q(trade=""),
        measure=CountDistinct("trade"),
        by="trade",
        **STUDIO,
    ),
    Listing(
        "studio.recommended",
        "推荐参评上级的工作室",
        "家",
        Kind.LIST,
        "3.2",
        "推荐日期在报告期内的工作室推荐，劳模、职工、工匠创新工作室都计入，一个工作室推荐两次列两条。",
        StudioRecommendation,
        lambda period: during("on", period),
        "studio",
        number=36,
        item=lambda row: {
            "name": row.studio.name,
            "date": row.on.isoformat(),
            "to": row.to or None,
            "kind": row.studio.get_kind_display(),
        },
        order=("on", "studio__name"),
        related=("studio",),
        columns=("studio", "on", "to", "result"),
        link="studio",
    ),
    Listing(
        "honours.received",
        "新获上级荣誉",
        "项",
        Kind.LIST,
        "4.4",
        "授予日期在报告期内的全国、省、市级荣誉，集体和个人都计入；区级荣誉不计入。",
        Honour,
        lambda period: Q(level__in=Honour.SUPERIOR) & during("awarded_on", period),
        "honour",
        number=75,
        item=lambda row: {
            "name": row.recipient,
            "title": row.title,
            "level": row.get_level_display(),
            "kind": row.get_kind_display(),
            "unit": row.employer_name or None,
            "date": row.awarded_on.isoformat(),
        },
        order=("awarded_on", "recipient"),
        columns=("level", "kind", "title", "recipient", "employer_name", "awarded_on"),
    ),
)
