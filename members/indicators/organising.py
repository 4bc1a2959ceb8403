"""2.2: unions and the employers that they cover."""

from django.db.models import Q

from members.models import Employer, Organization
from members.models.employer import covered_on, large_on
from union_site.core.indicators import Indicator, Kind, Listing, Ratio, during
from union_site.core.periods import Period
from union_site.core.registry import add_indicators

ORGANISING_COLUMNS = ("name", "kind", "parent", "founded_on", "dissolved_on")


def large_enterprise(period: Period) -> Q:
    """An enterprise with 100 or more employees, not closed by the last day."""
    return large_on(period.last_day)


add_indicators(
    Indicator(
        "organising.new_single",
        "新建单建基层工会",
        "家",
        Kind.FLOW,
        "2.2",
        "报告期内成立的单建基层工会，期内又撤销的也计入。",
        Organization,
        lambda period: Q(kind=Organization.Kind.SINGLE) & during("founded_on", period),
        "organization",
        columns=ORGANISING_COLUMNS,
        number=18,
    ),
    Listing(
        "organising.new_joint",
        "新成立联合工会",
        "家",
        Kind.LIST,
        "2.2",
        "报告期内成立的联合基层工会；行业工会联合会不计入。",
        Organization,
        lambda period: Q(kind=Organization.Kind.JOINT) & during("founded_on", period),
        "organization",
        columns=ORGANISING_COLUMNS,
        number=19,
        item=lambda row: {"name": row.name, "date": row.founded_on.isoformat()},
        order=("founded_on", "name"),
    ),
    Indicator(
        "organising.new_disclosure",
        "新建立厂务公开制度企业",
        "家",
        Kind.FLOW,
        "2.2",
        "厂务公开建制日期在报告期内的企业（国有、集体、私营、港澳台、外资）；机关、事业单位、社会组织不计入。",
        Employer,
        lambda period: Q(kind__in=Employer.ENTERPRISES) & during("disclosure_on", period),
        "employer",
        columns=("name", "kind", "union", "disclosure_on"),
        number=20,
    ),
    Ratio(
        "organising.large_covered",
        "百人以上企业建会率",
        "%",
        Kind.STOCK,
        "2.2",
        "期末未注销、当年职工 100 人及以上的企业中，覆盖工会已成立且未撤销的所占百分比。",
        Employer,
        large_enterprise,
        "employer",
        columns=("name", "kind", "union", "founded_on", "closed_on"),
        number=21,
        part=lambda period: covered_on(period.last_day),
    ),
)
