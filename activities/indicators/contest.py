"""Figures about skill contests (技能比武)."""

from django.db.models import Q

from activities.models import Contest, ContestTrade, ContestWinner
from union_site.core.indicators import Count, CountDistinct, Indicator, Kind, Sum, during
from union_site.core.periods import Period
from union_site.core.registry import add_indicators


def contests(prefix: str, level: Contest.HostLevel, words: str, numbers: tuple[int, int, int]):
    """The events, contestants and distinct trades of contests of a host level."""

    def of_contest(period: Period) -> Q:
        return Q(host_level=level) & during("started_on", period)

    def of_trade(period: Period) -> Q:
        return Q(contest__host_level=level) & during("contest__started_on", period)

    trade = {
        "kind": Kind.FLOW,
        "section": "3.1",
        "model": ContestTrade,
        "where": of_trade,
        "register": "contest",
        "columns": ("contest", "trade", "contestants"),
        "link": "contest",
    }
    rule = f"主办层级为“{level.label}”、开始日期在报告期内的技能比武"
    return (
        Indicator(
            f"contest.{prefix}_events",
            f"{words}职工技能比武",
            "次" if prefix == "enterprise" else "场次",
            Kind.FLOW,
            "3.1",
            f"{rule}，同一比武编号只计一次。",
            Contest,
            of_contest,
            "contest",
            measure=Count(),
            columns=("code", "name", "organization", "host_level", "started_on"),
            number=numbers[0],
            names=(f"{words}技能比武",),
        ),
        Indicator(
            f"contest.{prefix}_contestants",
            f"{words}技能比武参赛职工",
            "人",
            definition=f"{rule}各工种参赛人数之和。",
            measure=Sum("contestants"),
            number=numbers[1],
            **trade,
        ),
        Indicator(
            f"contest.{prefix}_trades",
            f"{words}技能比武涉及工种",
            "项",
            definition=f"{rule}的不同工种数，多次比武的工种只计一项，各镇街之和可能大于全区。",
            measure=CountDistinct("trade"),
            number=numbers[2],
            **trade,
        ),
    )


add_indicators(
    *contests("enterprise", Contest.HostLevel.GRASSROOTS, "企业（基层）", (26, 27, 28)),
    *contests("town", Contest.HostLevel.TOWN, "镇（街道）", (29, 31, 30)),
    Indicator(
        "contest.promotions",
        "技能晋级职工",
        "人",
        Kind.FLOW,
        "3.1",
        "开始日期在报告期内的各级技能比武各工种技能晋级人数之和。",
        ContestTrade,
        lambda period: during("contest__started_on", period),
        "contest",
        measure=Sum("promotions"),
        columns=("contest", "trade", "contestants", "promotions"),
        link="contest",
    ),
    Indicator(
        "contest.winners",
        "技能比武获奖选手",
        "人次",
        Kind.FLOW,
        "3.1",
        "开始日期在报告期内的各级技能比武的获奖选手，一人在几个工种获奖的计几次。",
        ContestWinner,
        lambda period: during("contest__started_on", period),
        "contest_winner",
        columns=("contest", "trade", "rank", "name", "union", "skill_level"),
    ),
)
