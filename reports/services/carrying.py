"""Which paper comes before a paper: the one whose text it started from, the last period's, or last year's."""

from members.models import Organization
from reports.models import Paper
from union_site.core.periods import Period


def earlier_papers(unit: Organization, kind: str, period: Period) -> list[Paper]:
    """The unit's papers of the kind of earlier periods, the latest period and version first."""
    rows = Paper.objects.filter(district=unit.district_id, organization=unit, kind=kind)
    rows = rows.select_related("organization", "district", "created_by")
    earlier = [row for row in rows if Period.parse(row.period).last_day < period.start]
    return sorted(earlier, key=lambda row: (Period.parse(row.period).last_day, row.version), reverse=True)


def latest_earlier(unit: Organization, kind: str, period: Period) -> Paper | None:
    """The latest of them."""
    return next(iter(earlier_papers(unit, kind, period)), None)


def last_paper(paper: Paper) -> Paper | None:
    """The paper that a paper is compared with first: the one it was carried from, else the latest earlier one."""
    if paper.carried_from_id:
        return paper.carried_from
    return latest_earlier(paper.organization, paper.kind, Period.parse(paper.period))


def year_before(paper: Paper) -> Paper | None:
    """The latest version of last year's paper of the same kind and stretch of the year."""
    wanted = Period.parse(paper.period).year_before.key
    earlier = earlier_papers(paper.organization, paper.kind, Period.parse(paper.period))
    return next((one for one in earlier if one.period == wanted), None)
