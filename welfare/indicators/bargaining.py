"""4.2: collective contracts in force, whom they cover, and offers to bargain. Beyond the summary's figures."""

from django.db.models import Exists, OuterRef, Q

from members.models import Employer, Headcount
from members.models.organization import active_on
from union_site.core.indicators import Indicator, Kind, Ratio, Sum, during
from union_site.core.periods import Period
from union_site.core.registry import add_indicators
from welfare.models import BargainingOffer, CollectiveContract, CoveredEmployer

CONTRACT = {
    "section": "4.2",
    "model": CollectiveContract,
    "register": "collective_contract",
    "columns": ("organization", "kind", "signed_on", "valid_from", "valid_to", "employees", "filing"),
}


def valid(period: Period, contract: str = "") -> Q:
    """In force on the period's last day: `valid_to` is the last valid day; without `valid_from`, from the signing."""
    day = period.last_day
    begun = Q(**{f"{contract}valid_from__lte": day}) | Q(
        **{f"{contract}valid_from": None, f"{contract}signed_on__lte": day}
    )
    return begun & (Q(**{f"{contract}valid_to": None}) | Q(**{f"{contract}valid_to__gte": day}))


def of_kind(key: str, label: str, kind: CollectiveContract.Kind) -> Indicator:
    return Indicator(
        key,
        label,
        "份",
        Kind.STOCK,
        definition=f"期末在有效期内的“{kind.label}”份数，有效期止当日仍有效。",
        where=lambda period: valid(period) & Q(kind=kind),
        **CONTRACT,
    )


add_indicators(
    Indicator(
        "bargaining.signed",
        "签订集体合同",
        "份",
        Kind.FLOW,
        definition="签订日期在报告期内的集体合同份数，含专项集体合同和续签。",
        where=lambda period: during("signed_on", period),
        **CONTRACT,
    ),
    Indicator(
        "bargaining.contracts",
        "有效集体合同",
        "份",
        Kind.STOCK,
        definition="期末在有效期内的集体合同份数，含专项集体合同，有效期止当日仍有效。",
        where=valid,
        **CONTRACT,
    ),
    of_kind("bargaining.general", "其中：综合集体合同", CollectiveContract.Kind.GENERAL),
    of_kind("bargaining.wage", "其中：工资专项集体合同", CollectiveContract.Kind.WAGE),
    of_kind("bargaining.women", "其中：女职工专项集体合同", CollectiveContract.Kind.WOMEN),
    of_kind("bargaining.safety", "其中：劳动安全卫生专项集体合同", CollectiveContract.Kind.SAFETY),
)

# --- whom contracts cover -----------------------------------------------------------------------------------------

COVERED = (
    "期末有效的集体合同（含专项）所覆盖的用人单位，同一单位只计一次：合同登记了覆盖单位的，以登记为准；没有登记的，"
    "覆盖签订工会所覆盖的单位"
)


def covers(period: Period, employer: str) -> Exists:
    """A contract in force names the employer, or names none and is that of its union. `employer`: way to the employer."""
    named = CoveredEmployer.objects.current().filter(contract__voided_at=None)
    of_union = CollectiveContract.objects.current().filter(valid(period), organization=OuterRef(f"{employer}union"))
    listed = named.filter(valid(period, "contract__"), employer=OuterRef(employer.removesuffix("__") or "pk"))
    return Exists(listed) | Exists(of_union.exclude(Exists(named.filter(contract=OuterRef("pk")))))


def covered_name(period: Period) -> str:
    return f"contract_on_{period.last_day:%Y%m%d}"


def employers_open(period: Period, employer: str = "") -> Q:
    """Not closed on the last day."""
    day = period.last_day
    closed = f"{employer}closed_on"
    return Q(**{closed: None}) | Q(**{f"{closed}__gt": day})


def covered(period: Period, employer: str = "") -> Q:
    return employers_open(period, employer) & Q(**{covered_name(period): True})


def counted_year(period: Period) -> Q:
    """Numbers of the period's year, of employers that are open and not struck out."""
    return Q(year=period.year) & employers_open(period, "employer__")


def in_unions(period: Period) -> Q:
    return counted_year(period) & Q(employer__union__isnull=False) & active_on(period.last_day, "employer__union__")


EMPLOYEES = {
    "kind": Kind.STOCK,
    "section": "4.2",
    "model": Headcount,
    "register": "employer",
    "link": "employer",
    "annotate": lambda period: {covered_name(period): covers(period, "employer__")},
    "columns": ("employer", "year", "employees"),
}

add_indicators(
    Indicator(
        "bargaining.employers",
        "集体合同覆盖单位",
        "家",
        Kind.STOCK,
        "4.2",
        f"{COVERED}；期末已注销的单位不计。",
        Employer,
        covered,
        "employer",
        annotate=lambda period: {covered_name(period): covers(period, "")},
        columns=("name", "kind", "union", "founded_on", "closed_on"),
    ),
    Indicator(
        "bargaining.employees",
        "集体合同覆盖职工",
        "人",
        definition=f"{COVERED}；以这些单位当年登记的职工数之和计。",
        where=lambda period: counted_year(period) & Q(**{covered_name(period): True}),
        measure=Sum("employees"),
        **EMPLOYEES,
    ),
    Ratio(
        "bargaining.coverage",
        "集体合同覆盖率",
        "%",
        definition="期末已建工会的用人单位的职工中，所在单位有有效集体合同（含专项）覆盖的职工所占百分比，以当年登记的职工数计。",
        where=in_unions,
        part=lambda period: Q(**{covered_name(period): True}),
        measure=Sum("employees"),
        **EMPLOYEES,
    ),
)

# --- offers to bargain --------------------------------------------------------------------------------------------

OFFER = {
    "section": "4.2",
    "model": BargainingOffer,
    "register": "bargaining_offer",
    "columns": ("organization", "campaign_year", "offered_on", "response", "answered_on", "result"),
}
Response = BargainingOffer.Response

add_indicators(
    Indicator(
        "bargaining.offers",
        "发出集体协商要约",
        "份",
        Kind.FLOW,
        definition="要约日期在报告期内的集体协商要约份数。",
        where=lambda period: during("offered_on", period),
        **OFFER,
    ),
    Ratio(
        "bargaining.answered",
        "要约回应率",
        "%",
        Kind.FLOW,
        definition="要约日期在报告期内的要约中，企业已回应或正在协商的所占百分比；拒绝和未回应的不算回应。",
        where=lambda period: during("offered_on", period),
        part=lambda period: Q(response__in=(Response.ANSWERED, Response.BARGAINING)),
        **OFFER,
    ),
)
