"""4.2: advisors of collective bargaining (集体协商指导员) in office and appointed."""

from django.db.models import Q

from members.models import Post, UnionLevel
from union_site.core.indicators import Indicator, Kind, during, in_force
from union_site.core.registry import add_indicators

ADVISOR = {
    "section": "4.2",
    "model": Post,
    "register": "post",
    "columns": ("name", "organization", "level", "title", "appointed_on", "left_on"),
}

add_indicators(
    Indicator(
        "bargaining.advisors_full",
        "专职集体协商指导员",
        "名",
        Kind.STOCK,
        definition="期末在任（离任日起不再计入）的专职集体协商指导员人数。",
        where=lambda period: Q(title=Post.Title.ADVISOR_FULL) & in_force(period.last_day, "appointed_on", "left_on"),
        number=54,
        **ADVISOR,
    ),
    Indicator(
        "bargaining.advisors_part",
        "调整替补兼职指导员",
        "名",
        Kind.FLOW,
        definition="任职日期在报告期内、层级为“镇(街道)”的兼职集体协商指导员人数；基层的不计入。",
        where=lambda period: Q(title=Post.Title.ADVISOR_PART, level=UnionLevel.TOWN) & during("appointed_on", period),
        number=55,
        **ADVISOR,
    ),
)
