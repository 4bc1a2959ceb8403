"""What figures of unions, members and honours must agree in, and the rows that make them doubtful."""

from django.db.models import Exists, F, OuterRef, Q

from members.indicators.register import in_good_standing, union_then
from members.models import Care, Election, Employer, Headcount, Honour, Member, Organization, Post, UnionLevel
from members.models.employer import covering_then, open_on
from members.models.organization import active_on
from union_site.core.consistency import RowRule, Severity, both_or_neither, not_above, percent_at_most_100
from union_site.core.indicators import during, in_force
from union_site.core.periods import Period
from union_site.core.registry import add_consistency_rules

MEMBER_COLUMNS = ("name", "identity", "organization", "joined_on", "status", "status_on", "card", "card_on")
UNION_COLUMNS = ("name", "kind", "parent", "founded_on", "dissolved_on")
EMPLOYER_COLUMNS = ("name", "kind", "union", "founded_on", "closed_on")

# --- members -----------------------------------------------------------------------------------------------------


def gone_name(period: Period) -> str:
    return f"union_gone_on_{period.last_day:%Y%m%d}"


def with_union_gone(period: Period) -> dict:
    """Whether the member's union of the day was struck out, or dissolved by then."""
    name = f"union_on_{period.last_day:%Y%m%d}"
    gone = Organization.objects.filter(pk=OuterRef(name)).exclude(
        Q(voided_at=None) & (Q(dissolved_on=None) | Q(dissolved_on__gt=period.last_day))
    )
    return {name: union_then(period), gone_name(period): Exists(gone)}


def of_a_union_that_is_gone(period: Period) -> Q:
    return in_good_standing(period) & Q(**{gone_name(period): True})


MEMBER = {"model": Member, "register": "member", "columns": MEMBER_COLUMNS, "owner_on": union_then}

add_consistency_rules(
    not_above(
        "register.cards",
        "电子会员卡申领数不大于实名采集会员数。",
        whole="register.members",
        parts=("register.cards",),
        advice="请核对会员的会籍状态和申领日期。",
    ),
    RowRule(
        key="register.members_of_dissolved_unions",
        statement="会籍正常的会员，所在工会期末没有撤销。",
        uses=("register.members", "register.cards"),
        broken=of_a_union_that_is_gone,
        annotate=with_union_gone,
        advice="请把这些会员转接到现在的工会，或登记会籍的变化。",
        **MEMBER,
    ),
    RowRule(
        key="register.status_without_day",
        statement="会籍状态不是“正常”的会员，填写了状态日期。",
        uses=("register.members",),
        broken=lambda period: ~Q(status=Member.Status.NORMAL) & Q(status_on=None),
        advice="没有状态日期的会员在任何报告期都不计入，请补填。",
        severity=Severity.CHECK,
        **MEMBER,
    ),
    RowRule(
        key="register.members_without_joining",
        statement="会员填写了入会日期。",
        uses=("register.members",),
        broken=lambda period: Q(joined_on=None, status=Member.Status.NORMAL),
        advice="没有入会日期的会员不计入，请补填。",
        severity=Severity.CHECK,
        **MEMBER,
    ),
    RowRule(
        key="register.cards_without_day",
        statement="已申领或已发电子会员卡的会员，填写了申领日期。",
        uses=("register.cards",),
        broken=lambda period: Q(card__in=(Member.Card.APPLIED, Member.Card.ISSUED), card_on=None),
        advice="没有申领日期的会员卡不计入，请补填。",
        severity=Severity.CHECK,
        **MEMBER,
    ),
)

# --- unions and employers ----------------------------------------------------------------------------------------


def under_a_union_that_is_gone(period: Period) -> Q:
    day = period.last_day
    return active_on(day) & (Q(parent__dissolved_on__lte=day) | Q(parent__voided_at__isnull=False))


def covered_by_a_union_that_is_gone(period: Period) -> Q:
    """Open on the day, while the covering union of the day was struck out, or dissolved by then."""
    day = period.last_day
    gone = Organization.objects.filter(Q(dissolved_on__lte=day) | Q(voided_at__isnull=False)).values("pk")
    return open_on(day) & Q(union_then__in=gone)


def without_headcount(period: Period) -> Q:
    """An enterprise of the day of which nobody knows whether it has a hundred employees."""
    counted = Headcount.objects.current().filter(employer=OuterRef("pk"), year=period.year)
    return Q(kind__in=Employer.ENTERPRISES) & open_on(period.last_day) & ~Q(Exists(counted))


add_consistency_rules(
    percent_at_most_100(
        "organising.large_covered",
        "百人以上企业建会率不超过 100%。",
        of="organising.large_covered",
        advice="请核对用人单位的职工数和覆盖工会。",
    ),
    RowRule(
        key="organising.unions_without_founding",
        statement="工会组织填写了成立日期。",
        uses=("register.organisations", "organising.new_single", "organising.new_joint"),
        model=Organization,
        broken=lambda period: Q(founded_on=None),
        register="organization",
        columns=UNION_COLUMNS,
        advice="没有成立日期的工会不计入，请补填。",
        severity=Severity.CHECK,
    ),
    RowRule(
        key="organising.unions_under_dissolved",
        statement="存续的工会，其上级工会期末没有撤销。",
        uses=("register.organisations",),
        model=Organization,
        broken=under_a_union_that_is_gone,
        register="organization",
        columns=UNION_COLUMNS,
        advice="请为这些工会办理隶属变更。",
    ),
    RowRule(
        key="organising.employers_of_dissolved_unions",
        statement="用人单位的覆盖工会期末没有撤销。",
        uses=("organising.large_covered",),
        model=Employer,
        broken=covered_by_a_union_that_is_gone,
        annotate=lambda period: {"union_then": covering_then(period.last_day, "pk", "union_id")},
        register="employer",
        columns=EMPLOYER_COLUMNS,
        advice="工会撤销后，单位不再算作已建会；已由其他工会覆盖的，请改填覆盖工会。",
        severity=Severity.CHECK,
    ),
    RowRule(
        key="organising.enterprises_without_headcount",
        statement="未注销的企业，填写了当年的职工数。",
        uses=("organising.large_covered",),
        model=Employer,
        broken=without_headcount,
        register="employer",
        columns=EMPLOYER_COLUMNS,
        advice="没有当年职工数的企业不知道是否达到百人，不计入建会率，请补填。",
        severity=Severity.CHECK,
    ),
)

# --- elections and posts -----------------------------------------------------------------------------------------


def outside_the_round(period: Period) -> Q:
    """A town that no election of the year's round speaks of, though there is such a round."""
    of_round = Election.objects.current().filter(
        level=UnionLevel.TOWN, round__startswith=f"{period.year}", district=OuterRef("district")
    )
    listed = of_round.filter(organization=OuterRef("pk"))
    towns = Q(kind__in=Organization.TOWN_KINDS) & active_on(period.last_day)
    return towns & Q(Exists(of_round)) & ~Q(Exists(listed))


def elected_after_dissolution(period: Period) -> Q:
    return Q(round__startswith=f"{period.year}") & Q(organization__dissolved_on__lte=period.last_day, held_on=None)


def in_office(period: Period) -> Q:
    return in_force(period.last_day, "appointed_on", "left_on")


def second_chair(period: Period) -> Q:
    """In office as chair while another person is chair of the same union too."""
    others = Post.objects.current().filter(in_office(period), organization=OuterRef("organization"))
    others = others.filter(title=Post.Title.CHAIR).exclude(pk=OuterRef("pk"))
    return in_office(period) & Q(title=Post.Title.CHAIR) & Q(Exists(others))


def twice_in_office(period: Period) -> Q:
    """The same post of the same person on record twice, both unfinished."""
    same = {name: OuterRef(name) for name in ("organization", "name", "title")}
    others = Post.objects.current().filter(in_office(period), **same).exclude(pk=OuterRef("pk"))
    return in_office(period) & Q(Exists(others))


POST = {
    "model": Post,
    "register": "post",
    "columns": ("name", "organization", "level", "title", "appointed_on", "left_on"),
}

add_consistency_rules(
    RowRule(
        key="election.towns_outside_the_round",
        statement="有换届轮次的年份，每个镇（街道）总工会都列入了轮次。",
        uses=("election.towns_done", "election.towns_pending"),
        model=Organization,
        broken=outside_the_round,
        register="organization",
        columns=UNION_COLUMNS,
        advice="请补登这些工会的换届记录；不在这一轮换届的不必处理。",
        severity=Severity.CHECK,
    ),
    RowRule(
        key="election.of_dissolved_unions",
        statement="当年换届轮次中尚未换届的工会，期末没有撤销。",
        uses=("election.towns_pending",),
        model=Election,
        broken=elected_after_dissolution,
        register="election",
        columns=("organization", "round", "due_on", "planned_month", "held_on"),
        advice="工会已撤销的，请作废这一条换届记录。",
    ),
    RowRule(
        key="post.two_chairs",
        statement="一个工会同一天只有一位主席在任。",
        uses=("bargaining.advisors_full",),
        broken=second_chair,
        advice="请为前任主席填写离任日期。",
        severity=Severity.CHECK,
        **POST,
    ),
    RowRule(
        key="post.twice_in_office",
        statement="同一人在同一工会的同一职务，没有两条未离任的记录。",
        uses=("bargaining.advisors_full", "bargaining.advisors_part"),
        broken=twice_in_office,
        advice="重复登记的请作废一条；前一任期已结束的请填写离任日期。",
        **POST,
    ),
)

# --- model workers and honours -----------------------------------------------------------------------------------

CARE = {
    "model": Care,
    "register": "model_worker",
    "columns": ("model_worker", "kind", "on", "amount"),
    "link": "model_worker",
}


def honoured_twice(period: Period) -> Q:
    """The same honour on record under two unions."""
    same = {name: OuterRef(name) for name in ("title", "recipient", "awarded_on")}
    others = Honour.objects.current().filter(**same, district=OuterRef("district")).exclude(pk=OuterRef("pk"))
    return during("awarded_on", period) & Q(Exists(others))


add_consistency_rules(
    not_above(
        "model.grants",
        "劳模医疗补助金与困难补助之和不大于发放劳模慰问金。",
        whole="model.consolation_total",
        parts=("model.medical_grant", "model.hardship_grant"),
        advice="请核对劳模关爱记录的类别和金额。",
    ),
    both_or_neither(
        "model.checkups",
        "有参加体检的劳模，就有体检月份。",
        one="model.checkups",
        other="model.checkup_month",
        advice="请核对劳模关爱记录的日期。",
    ),
    RowRule(
        key="model.care_after_death",
        statement="劳模去世以后没有关爱记录。",
        uses=("model.visited", "model.checkups", "model.consolation_total"),
        broken=lambda period: during("on", period) & Q(on__gt=F("model_worker__deceased_on")),
        advice="请核对去世日期和关爱日期；慰问家属的请在备注中写明。",
        severity=Severity.CHECK,
        **CARE,
    ),
    RowRule(
        key="model.grants_without_amount",
        statement="医疗补助和困难补助填写了金额。",
        uses=("model.consolation_total", "model.medical_grant", "model.hardship_grant"),
        broken=lambda period: during("on", period) & Q(kind__in=(Care.Kind.MEDICAL, Care.Kind.HARDSHIP), amount=None),
        advice="没有金额的补助不计入金额，请补填。",
        **CARE,
    ),
    RowRule(
        key="honours.twice",
        statement="同一项荣誉没有在两个工会重复登记。",
        uses=("honours.received",),
        model=Honour,
        broken=honoured_twice,
        register="honour",
        columns=("level", "kind", "title", "recipient", "organization", "awarded_on"),
        advice="重复登记的请作废一条。",
    ),
)
