"""Further figures about activities: lectures, training, culture and sports, and what activities cost."""

from django.db.models import Q

from activities.indicators.activity import ACTIVITY, ONCE, held
from union_site.core.indicators import Indicator, Kind, Sum, during
from union_site.core.periods import Period
from union_site.core.registry import add_indicators

CULTURE = ("arts", "reading", "sports")


def lectures(period: Period) -> Q:
    """Lectures of their own category, and political ones, which are kept under 政治引领 with the form 宣讲."""
    political = Q(category__code="politics", form="宣讲")
    return (Q(category__code="lecture") | political) & during("started_on", period)


def begun(period: Period) -> Q:
    return during("started_on", period)


def total(key: str, label: str, unit: str, section: str, words: str, where, field: str) -> Indicator:
    """The sum of a number of the activities that begin in the period."""
    return Indicator(
        key,
        label,
        unit,
        Kind.FLOW,
        section,
        f"报告期内{words}之和，没有填写的不计入。{ONCE}",
        where=where,
        measure=Sum(field),
        **{**ACTIVITY, "columns": (*ACTIVITY["columns"], *(() if field in ACTIVITY["columns"] else (field,)))},
    )


LECTURES = "宣讲（“宣讲”类活动，以及形式为“宣讲”的“政治引领”类活动）的"
add_indicators(
    total("publicity.lectures", "宣讲场次", "场", "1.1", f"{LECTURES}场次", lectures, "sessions"),
    total("publicity.listeners", "宣讲听众", "人次", "1.1", f"{LECTURES}参加人次", lectures, "participations"),
    total(
        "culture.participations",
        "文体活动参与",
        "人次",
        "1.2",
        "“文艺”“阅读”“体育”类活动的参加人次",
        held(*CULTURE),
        "participations",
    ),
    total(
        "culture.women",
        "文体活动参与（其中女职工）",
        "人次",
        "1.2",
        "“文艺”“阅读”“体育”类活动参加人次中女职工的人次",
        held(*CULTURE),
        "women",
    ),
    total(
        "culture.arts_participations",
        "文艺活动参与",
        "人次",
        "1.2",
        "“文艺”类活动的参加人次",
        held("arts"),
        "participations",
    ),
    total(
        "culture.reading_participations",
        "阅读活动参与",
        "人次",
        "1.2",
        "“阅读”类活动的参加人次",
        held("reading"),
        "participations",
    ),
    total(
        "culture.sports_participations",
        "体育活动参与",
        "人次",
        "1.2",
        "“体育”类活动的参加人次",
        held("sports"),
        "participations",
    ),
    total(
        "training.classes", "工会培训班次", "期", "2.2", "“工会培训”类活动的场次", held("union_training"), "sessions"
    ),
    total(
        "training.trainees",
        "工会培训参训",
        "人次",
        "2.2",
        "“工会培训”类活动的参加人次",
        held("union_training"),
        "participations",
    ),
    total(
        "training.women",
        "工会培训参训（其中女职工）",
        "人次",
        "2.2",
        "“工会培训”类活动参加人次中女职工的人次",
        held("union_training"),
        "women",
    ),
    total("activity.spending", "活动经费支出", "元", "4.4", "各类职工活动实际支出的经费", begun, "spending"),
)
