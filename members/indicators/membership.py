"""Beyond the summary: members in total and newly recruited, with those of whom summaries speak (women, 农民工, 新就业形态)."""

from django.db.models import OuterRef, Q, Subquery

from members.indicators.organising import ORGANISING_COLUMNS
from members.indicators.register import in_good_standing, union_then
from members.models import Employer, Member, Organization
from members.models.organization import active_on
from union_site.core.consistency import not_above
from union_site.core.indicators import Breakdown, Indicator, Kind, during
from union_site.core.periods import Period
from union_site.core.registry import add_consistency_rules, add_indicators

COLUMNS = ("name", "gender", "organization", "employer_name", "joined_on", "status", "status_on")
MEMBER = {"model": Member, "section": "2.3", "register": "member", "columns": COLUMNS, "owner_on": union_then}
STANDING = "期末会籍状态正常的会员"
RECRUITED = "入会日期在报告期内的会员（期内又转出、注销的也计入）"
GROUPS = (
    ("women", "女会员", "女性", Q(gender=Member.Gender.FEMALE)),
    ("migrant_workers", "农民工会员", "农民工", Q(migrant_worker=True)),
    ("new_employment", "新就业形态会员", "新就业形态劳动者", ~Q(new_employment="")),
)


def recruited(period: Period) -> Q:
    return during("joined_on", period)


def group(key: str, label: str, kind: Kind, definition: str, rule, condition: Q) -> Indicator:
    """The members of `rule` who meet a condition."""
    return Indicator(
        key,
        label,
        "人",
        kind,
        definition=definition,
        where=lambda period: rule(period) & condition,
        **MEMBER,
    )


add_indicators(
    Indicator(
        "register.recruited", "新发展会员", "人", Kind.FLOW, definition=f"{RECRUITED}人数。", where=recruited, **MEMBER
    ),
    *(
        group(
            f"register.recruited_{key}", f"其中：新发展{label}", Kind.FLOW, f"{RECRUITED}中的{words}。", recruited, rule
        )
        for key, label, words, rule in GROUPS
    ),
    *(
        group(f"register.{key}", f"其中：{label}", Kind.STOCK, f"{STANDING}中的{words}。", in_good_standing, rule)
        for key, label, words, rule in GROUPS
    ),
)
add_consistency_rules(
    *(
        not_above(
            f"register.{prefix}{key}",
            f"{label}不多于{words}。",
            whole=f"register.{whole}",
            parts=(f"register.{prefix}{key}",),
            advice="请核对会员的入会日期和会籍状态。",
        )
        for prefix, whole, words in (("", "members", "实名采集会员"), ("recruited_", "recruited", "新发展会员"))
        for key, label, _, _ in GROUPS
    )
)

# --- by kind of union, by industry -------------------------------------------------------------------------------


def union_kind(period: Period) -> dict:
    """The kind of the union to which a member belonged on the period's last day."""
    unions = Organization.objects.filter(pk=OuterRef("union_then")).values("kind")
    return {"union_then": union_then(period), "union_kind": Subquery(unions[:1])}


def industry(period: Period) -> dict:
    """The industry of the employer of that name."""
    employers = Employer.objects.current().filter(district=OuterRef("district"), name=OuterRef("employer_name"))
    return {"industry": Subquery(employers.values("industry")[:1])}


add_indicators(
    Breakdown(
        "register.members_by_kind",
        "会员（按工会类别）",
        "人",
        Kind.LIST,
        definition=f"{STANDING}，按期末所在工会的类别分列。",
        where=in_good_standing,
        annotate=union_kind,
        by="union_kind",
        words=dict(Organization.Kind.choices),
        of="register.members",
        **MEMBER,
    ),
    Breakdown(
        "register.members_by_industry",
        "会员（按行业）",
        "人",
        Kind.LIST,
        definition=f"{STANDING}，按工作单位的所属行业分列；工作单位没有登记或没有填写行业的单列一项。",
        where=in_good_standing,
        annotate=industry,
        by="industry",
        blank="未登记行业",
        of="register.members",
        **MEMBER,
    ),
    Breakdown(
        "register.new_employment_by_kind",
        "新就业形态会员（按职业）",
        "人",
        Kind.LIST,
        definition=f"{STANDING}中的新就业形态劳动者，按职业分列。",
        where=lambda period: in_good_standing(period) & ~Q(new_employment=""),
        by="new_employment",
        of="register.new_employment",
        **MEMBER,
    ),
    Breakdown(
        "register.organisations_by_kind",
        "工会组织（按类别）",
        "个",
        Kind.LIST,
        "2.3",
        "期末存续的全部工会组织，按工会类别分列。",
        Organization,
        lambda period: active_on(period.last_day),
        "organization",
        columns=ORGANISING_COLUMNS,
        by="kind",
        words=dict(Organization.Kind.choices),
        of="register.organisations",
    ),
    Breakdown(
        "register.grassroots_by_industry",
        "基层工会（按行业）",
        "个",
        Kind.LIST,
        "2.3",
        "期末存续的基层工会（单建、联合、行业、区域），按工会登记的所属行业分列；没有填写行业的单列一项。",
        Organization,
        lambda period: active_on(period.last_day) & Q(kind__in=Organization.GRASSROOTS_KINDS),
        "organization",
        columns=ORGANISING_COLUMNS,
        by="industry",
        blank="未登记行业",
    ),
)
