"""The versions of a paper: a correction (更正) writes the next one, and none is ever deleted."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from reports.models import ClaimEvidence, Freeze, Paper, PaperSection, SectionText
from reports.services import papers
from union_site.core import audit
from union_site.core.models import User

NO_REASON = "请填写更正原因。"
NOT_SIGNED = "只有定稿的材料才办理更正；没有定稿的，直接修改即可。"
CORRECTED = "这一版已经更正过，请打开最新的一版。"
FRAME = ("head", "document_number", "copies_to", "printed_by")  # what the next version takes over; its day is its own
ABOUT = ("position", "heading", "text", "origins", "left_out", "department_id")


@dataclass(frozen=True)
class Version:
    """A version of a paper in the list of its versions."""

    paper: Paper
    freeze: Freeze | None
    is_newest: bool


@transaction.atomic
def correct(paper: Paper, *, reason: str, by: User, request=None) -> Paper:
    """Begin the next version of a signed paper, with its sections and texts; the office edits it from there.

    Raises ValidationError without a reason, for a paper that is not signed, and for one that has been corrected.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise ValidationError(NO_REASON)
    if len(reason) > 200:
        raise ValidationError("更正原因不能超过200个字。")
    old = Paper.objects.select_for_update(of=("self",)).select_related("organization", "district").get(pk=paper.pk)
    if not Freeze.objects.filter(paper=old).exists():
        raise ValidationError(NOT_SIGNED)
    if old.corrections.exists():
        raise ValidationError(CORRECTED)
    new = Paper.objects.create(
        district=old.district,
        organization=old.organization,
        period=old.period,
        kind=old.kind,
        version=old.version + 1,
        title=old.title,
        state=Paper.State.EDITING,
        carried_from=old.carried_from,
        corrects=old,
        correction_reason=reason,
        created_by=by,
        **{name: getattr(old, name) for name in FRAME},
    )
    for section in old.sections.all():
        _copy(section, new, by)
    audit.write(
        audit.Action.CREATE,
        user=by,
        request=request,
        register=papers.REGISTER,
        object_id=new.public_id,
        object_label=f"更正（第{new.version}版）：{new.title}"[:120],
        organization_id=new.organization_id,
        reason=reason,
    )
    return new


def _copy(section: PaperSection, paper: Paper, by: User) -> None:
    made = PaperSection.objects.create(
        paper=paper, state=PaperSection.State.HANDED, **{name: getattr(section, name) for name in ABOUT}
    )
    SectionText.objects.create(section=made, revision=1, heading=made.heading, text=made.text, saved_by=by)
    evidence = ["sentence", "word", "evidence", "at", "by_id"]
    ClaimEvidence.objects.bulk_create(
        ClaimEvidence(section=made, **{name: getattr(one, name) for name in evidence})
        for one in section.evidence.order_by("id")
    )


def of(paper: Paper) -> list[Version]:
    """All versions of a paper, the newest first."""
    found = Paper.objects.filter(
        district=paper.district_id, organization=paper.organization_id, period=paper.period, kind=paper.kind
    )
    rows = list(found.select_related("freeze__frozen_by", "created_by").order_by("-version"))
    return [Version(row, getattr(row, "freeze", None), row is rows[0]) for row in rows]


def newest(rows: QuerySet[Paper]) -> QuerySet[Paper]:
    """Of each paper the newest version."""
    return rows.filter(~Exists(Paper.objects.filter(corrects=OuterRef("pk"))))
