"""The sections of a paper: added, put in order, taken out and put back. Their texts are never lost."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from reports.models import Paper, PaperSection
from reports.services import duties, paper_trail, workflow
from union_site.core.models import User

SECTIONS = 40  # a paper of more is none, and one that a script fills is stopped
ASIDE = 10_000  # positions while the others are being numbered anew


def refusal(duty: duties.Duties, paper: Paper) -> str:
    """Why the user may not add or order the paper's sections just now; "" when they may."""
    if words := duties.closed(paper):
        return words
    if not duty.writes:
        return "您不能编写这份材料。"
    if paper.state == Paper.State.EDITING and not duty.edits:
        return "这份材料已由办公室统稿，各部分由办公室安排。"
    return ""


@transaction.atomic
def add(
    *, paper: Paper, heading: str, after: PaperSection | None = None, by: User, today: date, request=None
) -> PaperSection:
    """Add an empty section behind `after` (None: at the end). It is the adder's department's, else the office's.

    Raises ValidationError for a heading that is missing, too long or there already.
    """
    held, duty = _held(paper, by, today, request)
    heading = " ".join(heading.split())
    if not heading:
        raise ValidationError("请填写新部分的标题。")
    if len(heading) > 60:
        raise ValidationError("标题不能超过60个字。")
    there = list(held.sections.all())
    if any(one.heading == heading for one in there):
        raise ValidationError(f"已有“{heading}”这一部分，请换一个标题。")
    if len(there) >= SECTIONS:
        raise ValidationError(f"一份材料最多{SECTIONS}个部分。")
    whose = {"department_id": _own(duty, held), "state": _state(held)} if duties.by_departments(held) else {}
    section = insert(held, heading=heading, after=after, by=by, request=request, **whose)
    _settled(held, by, request)
    return section


def insert(paper: Paper, *, heading: str, after: PaperSection | None, by: User, request=None, **about) -> PaperSection:
    """Put an empty section behind `after` (None: at the end) of a paper that is locked, without asking whether one may."""
    there = list(paper.sections.all())
    place = next((n for n, one in enumerate(there, 1) if after and one.pk == after.pk), len(there))
    section = PaperSection.objects.begin(by=by, paper=paper, position=ASIDE, heading=heading, **about)
    _number([*there[:place], section, *there[place:]])
    paper_trail.record(paper, section, reason="增加了一个部分", by=by, request=request)
    section.refresh_from_db()
    return section


@transaction.atomic
def move(*, section: PaperSection, up: bool, by: User, today: date, request=None) -> None:
    """Let the section change places with its neighbour. Raises ValidationError at the end of the paper, where none is."""
    held, _ = _held(section.paper, by, today, request)
    there = list(held.sections.all())
    place = next((n for n, one in enumerate(there) if one.pk == section.pk), None)
    if place is None:
        raise ValidationError("这一部分已从材料中移出，请刷新页面。")
    other = place - 1 if up else place + 1
    if not 0 <= other < len(there):
        raise ValidationError(f"“{section}”已在最{'前' if up else '后'}面。")
    there[place], there[other] = there[other], there[place]
    _number(there)
    changes = {"position": [place + 1, other + 1]}
    paper_trail.record(held, section, changes=changes, reason="调整次序", by=by, request=request)


@transaction.atomic
def remove(*, section: PaperSection, confirmed: bool, by: User, today: date, request=None) -> None:
    """Take the section out of the paper; its texts and comments stay with it.

    Raises ValidationError unless it is empty or `confirmed`, PermissionDenied unless `by` may write it.
    """
    held, duty = _held(section.paper, by, today, request)
    found = held.sections.filter(pk=section.pk).select_related("department").first()
    if found is None:
        raise ValidationError("这一部分已从材料中移出，请刷新页面。")
    if duties.refusal(duty, held, found):
        raise PermissionDenied
    if found.text.strip() and not confirmed:
        raise ValidationError(f"“{found}”里还有文字，请勾选“连同文字移出”；移出后文字仍然保留，可以放回。")
    found.removed_at, found.removed_by = timezone.now(), by
    found.save(update_fields=["removed_at", "removed_by"])
    _number(list(held.sections.all()))
    paper_trail.record(held, found, reason="移出材料，文字保留", by=by, request=request)
    _settled(held, by, request)


@transaction.atomic
def restore(*, section: PaperSection, by: User, today: date, request=None) -> None:
    """Put a section that was taken out back, at the end of the paper. Raises PermissionDenied unless `by` may write it."""
    held, duty = _held(section.paper, by, today, request)
    found = PaperSection.every.filter(paper=held, pk=section.pk).exclude(removed_at=None).first()
    if found is None:
        raise ValidationError("这一部分已在材料中，请刷新页面。")
    if not (duty.edits or duty.owns(found)):
        raise PermissionDenied
    there = list(held.sections.all())
    found.removed_at = found.removed_by = None
    found.position = ASIDE
    if duties.by_departments(held) and held.state == Paper.State.EDITING:
        found.state = _state(held)
    found.save(update_fields=["removed_at", "removed_by", "position", "state"])
    _number([*there, found])
    paper_trail.record(held, found, reason="放回材料", by=by, request=request)
    _settled(held, by, request)


def _held(paper: Paper, by: User, today: date, request) -> tuple[Paper, duties.Duties]:
    """The paper, locked, and what the user has to do with it. Raises PermissionDenied, or ValidationError in its state."""
    held = Paper.objects.locked(paper.pk)
    duty = duties.of(duties.access_of(by, today, request), held)
    if not duty.writes:
        raise PermissionDenied
    if words := refusal(duty, held):
        raise ValidationError(words)
    return held, duty


def _own(duty: duties.Duties, paper: Paper) -> int | None:
    """The department that answers for a section which the user adds."""
    if duty.edits:
        office = duties.office(paper.district_id).first()
        return office.pk if office else None
    return min(duty.departments, default=None)


def _state(paper: Paper) -> str:
    """Where a section begins: with its department, or with the office when that has the paper already."""
    return PaperSection.State.HANDED if paper.state == Paper.State.EDITING else PaperSection.State.DRAFTING


def _number(sections: list[PaperSection]) -> None:
    """Number the sections of a paper from 1 in this order. No two ever stand at one place, not even between two rows."""
    PaperSection.objects.filter(pk__in=[one.pk for one in sections], position__lt=ASIDE).update(
        position=F("position") + 2 * ASIDE
    )
    for place, one in enumerate(sections, 1):
        PaperSection.objects.filter(pk=one.pk).update(position=place)


def _settled(paper: Paper, by: User, request) -> None:
    """Let the paper follow its sections, while departments have it."""
    if paper.state in duties.WITH_DEPARTMENTS:
        workflow.settle(paper, by=by, request=request)
