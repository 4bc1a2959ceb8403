"""The versions of a paper, none of which is ever deleted: see freezing.correct for how the next one begins."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from reports.models import Freeze, Paper


@dataclass(frozen=True)
class Version:
    """A version of a paper in the list of its versions."""

    paper: Paper
    freeze: Freeze | None
    is_newest: bool


def of(paper: Paper) -> list[Version]:
    """All versions of a paper, the newest first."""
    found = Paper.objects.filter(
        district=paper.district_id, organization=paper.organization_id, period=paper.period, kind=paper.kind
    )
    rows = list(found.select_related("freeze__frozen_by", "created_by", "corrects").order_by("-version"))
    return [Version(row, getattr(row, "freeze", None), row is rows[0]) for row in rows]


def newest(rows: QuerySet[Paper]) -> QuerySet[Paper]:
    """Of each paper the newest version."""
    return rows.filter(~Exists(Paper.objects.filter(corrects=OuterRef("pk"))))
