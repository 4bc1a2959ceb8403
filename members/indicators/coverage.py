"""Beyond the summary: legal entities and employees that unions cover."""

from django.db.models import Q

from members.models import Employer, Headcount, Organization
from members.models.employer import covered_on, open_on
from members.models.organization import active_on
from union_site.core.consistency import not_above
from union_site.core.indicators import Breakdown, Indicator, Kind, Sum, during
from union_site.core.periods import Period
from union_site.core.registry import add_consistency_rules, add_indicators


def covered(period: Period, prefix: str = "") -> Q:
    """An employer open on the last day whose union of that day stood then. `prefix` leads to the employer."""
    return open_on(period.last_day, prefix) & covered_on(period.last_day, prefix)


def counted(period: Period) -> Q:
    """The number of the period's year of a covered employer."""
    return Q(year=period.year) & covered(period, "employer__")


EMPLOYER = {
    "section": "2.2",
    "model": Employer,
    "where": covered,
    "register": "employer",
    "columns": ("name", "kind", "industry", "union", "founded_on", "closed_on"),
}
HEADCOUNT = {
    "section": "2.2",
    "model": Headcount,
    "where": counted,
    "register": "employer",
    "columns": ("employer", "year", "employees", "women", "migrant_workers", "new_employment"),
    "link": "employer",
}
COVERED = "期末未注销、覆盖工会已成立且未撤销的用人单位"
OF_THE_YEAR = f"{COVERED}当年的"

add_indicators(
    Indicator(
        "organising.entities_covered",
        "工会覆盖法人单位",
        "家",
        Kind.STOCK,
        definition=f"{COVERED}数，一个联合工会覆盖几家单位的计几家。",
        **EMPLOYER,
    ),
    Breakdown(
        "organising.entities_by_kind",
        "工会覆盖法人单位（按性质）",
        "家",
        Kind.LIST,
        definition=f"{COVERED}，按单位性质分列。",
        by="kind",
        words=dict(Employer.Kind.choices),
        of="organising.entities_covered",
        **EMPLOYER,
    ),
    Breakdown(
        "organising.entities_by_industry",
        "工会覆盖法人单位（按行业）",
        "家",
        Kind.LIST,
        definition=f"{COVERED}，按所属行业分列。",
        by="industry",
        of="organising.entities_covered",
        **EMPLOYER,
    ),
    Indicator(
        "organising.employees_covered",
        "工会覆盖职工",
        "人",
        Kind.STOCK,
        definition=f"{OF_THE_YEAR}职工数之和，没有填写当年职工数的单位不计入。",
        measure=Sum("employees"),
        **HEADCOUNT,
    ),
    Indicator(
        "organising.women_covered",
        "其中：女职工",
        "人",
        Kind.STOCK,
        definition=f"{OF_THE_YEAR}女职工数之和，没有填写的单位不计入。",
        measure=Sum("women"),
        **HEADCOUNT,
    ),
    Breakdown(
        "organising.employees_by_industry",
        "工会覆盖职工（按行业）",
        "人",
        Kind.LIST,
        definition=f"{OF_THE_YEAR}职工数之和，按所属行业分列。",
        measure=Sum("employees"),
        by="employer__industry",
        of="organising.employees_covered",
        **HEADCOUNT,
    ),
)
add_consistency_rules(
    not_above(
        "organising.women_covered",
        "工会覆盖的女职工不多于工会覆盖职工。",
        whole="organising.employees_covered",
        parts=("organising.women_covered",),
        advice="请核对用人单位的职工数和女职工数。",
    ),
    not_above(
        "organising.entities_covered",
        "工会覆盖法人单位数不大于工会覆盖职工数。",
        whole="organising.employees_covered",
        parts=("organising.entities_covered",),
        advice="请补填各单位当年的职工数。",
    ),
)

# --- women's committees ------------------------------------------------------------------------------------------

COMMITTEE = {
    "section": "2.2",
    "model": Organization,
    "register": "organization",
    "columns": ("name", "kind", "parent", "founded_on", "women_committee_on", "dissolved_on"),
}

add_indicators(
    Indicator(
        "organising.new_women_committees",
        "新成立女职工委员会",
        "个",
        Kind.FLOW,
        definition="女职工委员会成立日期在报告期内的工会数，期内又撤销的工会也计入。",
        where=lambda period: during("women_committee_on", period),
        **COMMITTEE,
    ),
    Indicator(
        "organising.women_committees",
        "女职工委员会",
        "个",
        Kind.STOCK,
        definition="期末存续的工会中，已成立女职工委员会的工会数。",
        where=lambda period: active_on(period.last_day) & Q(women_committee_on__lte=period.last_day),
        **COMMITTEE,
    ),
)
add_consistency_rules(
    not_above(
        "organising.women_committees",
        "成立女职工委员会的工会不多于工会组织总数。",
        whole="register.organisations",
        parts=("organising.women_committees",),
        advice="请核对工会的成立日期和女职工委员会成立日期。",
    ),
)
