"""Figures about activities of one category each, as a half-year summary states them."""

from django.db.models import Q

from activities.models import Activity, ActivityTrade, Handout, Programme
from union_site.core.indicators import CountDistinct, Indicator, Kind, Listing, Sum, during
from union_site.core.periods import Period
from union_site.core.registry import add_indicators

COLUMNS = ("code", "name", "category", "organization", "started_on", "sessions", "participations")
ACTIVITY = {"model": Activity, "register": "activity", "columns": COLUMNS}
ONCE = "同一活动编号只计一次，以开始日期归期，按主办单位归属。"


def names(text: str) -> list[str]:
    """A cell of names joined by 、 as a list."""
    return [name.strip() for name in text.replace("，", "、").split("、") if name.strip()]


def held(*codes: str):
    """Activities of the categories that begin in the period."""

    def where(period: Period) -> Q:
        return Q(category__code__in=codes) & during("started_on", period)

    return where


def sessions(key: str, label: str, unit: str, section: str, number: int, code: str, category: str) -> Indicator:
    """The sessions (场次) of a category."""
    return Indicator(
        key,
        label,
        unit,
        Kind.FLOW,
        section,
        f"报告期内“{category}”类活动的场次之和。{ONCE}",
        where=held(code),
        measure=Sum("sessions"),
        number=number,
        **ACTIVITY,
    )


def participations(key: str, label: str, section: str, number: int, code: str, category: str) -> Indicator:
    """The participations (人次) of a category."""
    return Indicator(
        key,
        label,
        "人次",
        Kind.FLOW,
        section,
        f"报告期内“{category}”类活动的参加人次之和。{ONCE}",
        where=held(code),
        measure=Sum("participations"),
        number=number,
        **ACTIVITY,
    )


def handed_out(
    key: str, label: str, unit: str, section: str, number: int, kinds: tuple, words: str, code: str = ""
) -> Indicator:
    """The quantity of things handed out at activities that begin in the period."""

    def where(period: Period) -> Q:
        rows = Q(kind__in=kinds) & during("activity__started_on", period)
        return rows & Q(activity__category__code=code) if code else rows

    return Indicator(
        key,
        label,
        unit,
        Kind.FLOW,
        section,
        f"报告期内开始的活动发放的{words}数量之和。",
        Handout,
        where,
        "activity",
        measure=Sum("quantity"),
        columns=("activity", "kind", "quantity", "unit"),
        link="activity",
        number=number,
    )


add_indicators(
    sessions("publicity.study_sessions", "学习教育与主题宣传", "场", "1.1", 1, "politics", "政治引领"),
    Listing(
        "publicity.hosted_events",
        "承办协办的上级活动",
        "项",
        Kind.LIST,
        "1.1",
        "报告期内与上级工会合办或受其委托举办的活动，不限类别。",
        where=lambda period: ~Q(superior="") & during("started_on", period),
        number=2,
        item=lambda row: {
            "name": row.name,
            "date": row.started_on.isoformat(),
            "superior": row.superior,
            "relation": row.get_relation_display(),
            "host": row.organization.name,
            "partners": names(row.partners),
        },
        order=("started_on", "name"),
        related=("organization",),
        **ACTIVITY,
    ),
    Indicator(
        "culture.selected_programmes",
        "入选上级汇演的优秀节目",
        "个",
        Kind.FLOW,
        "1.2",
        "入选上级工会汇演且入选日期在报告期内的职工文艺节目。",
        Programme,
        lambda period: ~Q(selected_for="") & during("selected_on", period),
        "programme",
        columns=("name", "organization", "selected_for", "selected_on", "award"),
        number=3,
    ),
    Listing(
        "culture.selected_programme_names",
        "入选节目名单",
        "个",
        Kind.LIST,
        "1.2",
        "入选上级汇演的优秀节目的名单及获奖情况。",
        Programme,
        lambda period: ~Q(selected_for="") & during("selected_on", period),
        "programme",
        item=lambda row: {
            "name": row.name,
            "award": row.award or None,
            "show": row.selected_for,
            "date": row.selected_on.isoformat(),
        },
        order=("selected_on", "name"),
        columns=("name", "organization", "selected_for", "selected_on", "award"),
    ),
    sessions("culture.reading_sessions", "阅读活动", "场", "1.2", 4, "reading", "阅读"),
    Listing(
        "culture.reading_names",
        "阅读活动名单",
        "项",
        Kind.LIST,
        "1.2",
        f"报告期内“阅读”类活动的名称。{ONCE}",
        where=held("reading"),
        item=lambda row: {"name": row.name, "date": row.started_on.isoformat()},
        order=("started_on", "name"),
        **ACTIVITY,
    ),
    Listing(
        "culture.sports_events",
        "体育健身活动",
        "项",
        Kind.LIST,
        "1.2",
        f"报告期内“体育”类活动，不限主办单位。{ONCE}",
        where=held("sports"),
        number=5,
        item=lambda row: {"name": row.name, "date": row.started_on.isoformat(), "host": row.organization.name},
        order=("started_on", "name"),
        related=("organization",),
        **ACTIVITY,
    ),
    sessions("model.service_sessions", "劳模工匠技术服务", "场次", "1.3", 7, "service", "技术服务"),
    Indicator(
        "model.service_fields",
        "技术服务涉及领域工种",
        "个",
        Kind.FLOW,
        "1.3",
        "报告期内“技术服务”类活动服务的不同工种（领域）数，服务多次的工种只计一个，各镇街之和可能大于全区。",
        ActivityTrade,
        lambda period: Q(activity__category__code="service") & during("activity__started_on", period),
        "activity",
        measure=CountDistinct("trade"),
        columns=("activity", "trade"),
        link="activity",
        number=8,
    ),
    sessions("safety.sessions", "安全培训、演练、讲座等", "场", "3.3", 42, "safety", "安全"),
    handed_out(
        "safety.brochures", "职业病防治宣传册", "份", "3.3", 43, (Handout.Kind.DISEASE_BROCHURE,), "职业病防治宣传册"
    ),
    handed_out(
        "safety.manuals",
        "安全知识手册与宣传资料",
        "份",
        "3.3",
        44,
        (Handout.Kind.SAFETY_MANUAL, Handout.Kind.SAFETY_MATERIAL),
        "安全知识手册和安全宣传资料",
    ),
    sessions("legal.publicity_sessions", "法律宣传活动", "场次", "4.1", 45, "legal", "法律宣传"),
    handed_out(
        "legal.publicity_materials",
        "发放法律宣传资料",
        "册",
        "4.1",
        46,
        (Handout.Kind.LEGAL_MATERIAL,),
        "法律宣传资料（限“法律宣传”类活动）",
        code="legal",
    ),
    sessions("employment.fairs", "招聘会", "场", "4.1", 47, "fair", "招聘会"),
    Listing(
        "wage.inspections",
        "根治欠薪专项检查",
        "次",
        Kind.LIST,
        "4.1",
        f"报告期内“欠薪检查”类活动，列出月份、协作部门和行业。{ONCE}",
        where=held("wage"),
        number=48,
        item=lambda row: {
            "name": row.name,
            "month": row.started_on.month,
            "date": row.started_on.isoformat(),
            "partners": names(row.partners),
            "sector": row.sector,
        },
        order=("started_on", "name"),
        **ACTIVITY,
    ),
    participations("benefit.trainees", "公益培训参与职工", "4.4", 68, "training", "普惠培训"),
    sessions("women.sessions", "女职工活动", "场", "4.4", 71, "women", "女职工"),
    participations("women.participants", "女职工参与", "4.4", 72, "women", "女职工"),
    Listing(
        "women.matchmaking",
        "联谊交友活动",
        "场",
        Kind.LIST,
        "4.4",
        f"报告期内“联谊”类活动，列出地点和协作部门。{ONCE}",
        where=held("matchmaking"),
        number=73,
        item=lambda row: {
            "name": row.name,
            "date": row.started_on.isoformat(),
            "place": row.place,
            "partners": names(row.partners),
        },
        order=("started_on", "name"),
        **ACTIVITY,
    ),
    sessions("women.children", "六一亲子关爱活动", "场", "4.4", 74, "family", "亲子"),
)
