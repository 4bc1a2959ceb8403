"""What figures of activities must agree in, and the rows that make them doubtful."""

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.lookups import GreaterThan

from activities.models import (
    Activity,
    Contest,
    ContestTrade,
    ContestWinner,
    HazardReport,
    RecuperationGroup,
    RecuperationTrip,
    SafetyCupEntry,
)
from union_site.core.consistency import RowRule, Severity, both_or_neither, not_above, percent_at_most_100
from union_site.core.indicators import during
from union_site.core.registry import add_consistency_rules

ACTIVITY = {
    "model": Activity,
    "register": "activity",
    "columns": ("code", "name", "category", "organization", "started_on", "sessions", "participations", "women"),
}
COUNTED_BY_PARTICIPATIONS = ("training", "women")  # categories of which a figure adds up 人次


def without_trades(period):
    trades = ContestTrade.objects.current().filter(contest=OuterRef("pk"))
    return during("started_on", period) & ~Q(Exists(trades))


def more_winners_than_contestants(period):
    winners = ContestWinner.objects.current().filter(contest=OuterRef("contest"), trade=OuterRef("trade"))
    number = winners.order_by().values("trade").annotate(number=Count("pk")).values("number")
    return during("contest__started_on", period) & Q(GreaterThan(Subquery(number), F("contestants")))


def of_unknown_trade(period):
    trades = ContestTrade.objects.current().filter(contest=OuterRef("contest"), trade=OuterRef("trade"))
    return during("contest__started_on", period) & ~Q(Exists(trades))


def without_groups(period):
    groups = RecuperationGroup.objects.current().filter(trip=OuterRef("pk"))
    return during("departed_on", period) & ~Q(Exists(groups))


def same_event_twice(period):
    """The same name, host and day under two numbers: a joint activity reported twice would count twice."""
    same = {name: OuterRef(name) for name in ("name", "organization", "started_on", "category")}
    others = Activity.objects.current().filter(**same).exclude(pk=OuterRef("pk"))
    return during("started_on", period) & Q(Exists(others))


def not_handled_in_time(period):
    return during("reported_on", period) & Q(state__in=HazardReport.HANDLED, handled_on=None)


add_consistency_rules(
    RowRule(
        key="activity.participations_missing",
        statement="按人次统计的活动（普惠培训、女职工），填写了参加人次。",
        uses=("benefit.trainees", "women.participants"),
        broken=lambda period: (
            during("started_on", period) & Q(category__code__in=COUNTED_BY_PARTICIPATIONS, participations=None)
        ),
        advice="没有参加人次的活动只计场次，请向主办单位了解后补填。",
        severity=Severity.CHECK,
        **ACTIVITY,
    ),
    RowRule(
        key="activity.same_event_twice",
        statement="同一单位同一天的同名活动，没有用两个活动编号登记。",
        uses=(
            "publicity.study_sessions",
            "culture.reading_sessions",
            "culture.sports_events",
            "safety.sessions",
            "women.sessions",
            "women.participants",
            "benefit.trainees",
        ),
        broken=same_event_twice,
        advice="同一项活动请只保留一条，作废其余；确是两项活动的不必处理。",
        severity=Severity.CHECK,
        **ACTIVITY,
    ),
)

# --- contests ----------------------------------------------------------------------------------------------------


def contest_rules(prefix: str, words: str):
    """A contest has trades, and each trade at least one contestant."""
    return (
        both_or_neither(
            f"contest.{prefix}_events",
            f"有{words}技能比武，就有参赛工种。",
            one=f"contest.{prefix}_events",
            other=f"contest.{prefix}_trades",
            advice="请为技能比武登记工种和参赛人数。",
        ),
        not_above(
            f"contest.{prefix}_trades",
            f"{words}技能比武涉及工种数不大于参赛职工数。",
            whole=f"contest.{prefix}_contestants",
            parts=(f"contest.{prefix}_trades",),
            advice="请补填各工种的参赛人数。",
        ),
    )


add_consistency_rules(
    *contest_rules("enterprise", "企业（基层）"),
    *contest_rules("town", "镇（街道）"),
    RowRule(
        key="contest.without_trades",
        statement="技能比武登记了工种。",
        uses=("contest.enterprise_trades", "contest.enterprise_contestants", "contest.town_trades"),
        model=Contest,
        broken=without_trades,
        register="contest",
        columns=("code", "name", "organization", "host_level", "started_on"),
        advice="没有工种的比武只计场次，不计工种和参赛人数，请补填。",
        severity=Severity.CHECK,
    ),
    RowRule(
        key="contest.without_contestants",
        statement="技能比武的各工种填写了参赛人数。",
        uses=("contest.enterprise_contestants", "contest.town_contestants"),
        model=ContestTrade,
        broken=lambda period: during("contest__started_on", period) & Q(contestants=None),
        register="contest",
        columns=("contest", "trade", "contestants"),
        link="contest",
        advice="没有参赛人数的工种不计入参赛职工，请补填。",
        severity=Severity.CHECK,
    ),
    RowRule(
        key="contest.more_winners_than_contestants",
        statement="技能比武各工种的获奖选手不多于参赛人数。",
        uses=("contest.winners",),
        model=ContestTrade,
        broken=more_winners_than_contestants,
        register="contest",
        columns=("contest", "trade", "contestants"),
        link="contest",
        advice="请核对该工种的参赛人数和获奖选手。",
        severity=Severity.MUST,
    ),
    RowRule(
        key="contest.winner_of_unknown_trade",
        statement="获奖选手的工种是该比武登记的工种。",
        uses=("contest.winners",),
        model=ContestWinner,
        broken=of_unknown_trade,
        register="contest_winner",
        columns=("contest", "trade", "name", "rank"),
        advice="请把选手的工种改为比武登记的叫法，或为比武补登这个工种。",
        severity=Severity.CHECK,
    ),
)

# --- safety, benefits --------------------------------------------------------------------------------------------

add_consistency_rules(
    percent_at_most_100(
        "ankang.rate",
        "安康杯参与率不超过 100%。",
        of="ankang.rate",
        advice="请核对参赛单位的职工总数和参赛职工数。",
    ),
    not_above(
        "ankang.organisations",
        "安康杯参赛单位数不大于参与职工数。",
        whole="ankang.employees",
        parts=("ankang.organisations",),
        advice="请补填各参赛单位的参赛职工数。",
    ),
    RowRule(
        key="ankang.numbers_missing",
        statement="安康杯参赛单位填写了职工总数和参赛职工数。",
        uses=("ankang.employees", "ankang.rate", "ankang.trend"),
        model=SafetyCupEntry,
        broken=lambda period: (
            Q(year=period.year, enrolled_on__lte=period.last_day) & (Q(employees=None) | Q(participants=None))
        ),
        register="safety_cup",
        columns=("year", "employer_name", "organization", "enrolled_on", "employees", "participants"),
        advice="缺少人数的单位不计入参与率，请补填。",
        severity=Severity.CHECK,
    ),
    not_above(
        "hazard.handled",
        "已处理的安全隐患不多于上报的安全隐患。",
        whole="hazard.reports",
        parts=("hazard.handled",),
        advice="请核对隐患的上报日期和处理日期。",
    ),
    RowRule(
        key="hazard.handled_without_day",
        statement="已整改或不属实的安全隐患，填写了处理日期。",
        uses=("hazard.handled", "hazard.handled_share"),
        model=HazardReport,
        broken=not_handled_in_time,
        register="hazard_report",
        columns=("code", "reported_on", "description", "organization", "state", "handled_on"),
        advice="没有处理日期的不计入已处理，请补填。",
        severity=Severity.CHECK,
    ),
    RowRule(
        key="recuperation.without_groups",
        statement="疗休养批次登记了人员类别和人数。",
        uses=("recuperation.people", "recuperation.days"),
        model=RecuperationTrip,
        broken=without_groups,
        register="recuperation",
        columns=("code", "organization", "destination", "departed_on", "returned_on", "days"),
        advice="没有登记人员的批次不计入人数，请补填。",
        severity=Severity.CHECK,
    ),
)
