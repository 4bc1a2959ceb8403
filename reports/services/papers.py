"""Papers: who may read and write them, their first draft, and saving a text without losing anybody's words."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from members.models import Organization
from reports.models import Paper, PaperSection, SectionText
from reports.services import composing, drafting, duties, frozen, owners, paper_trail, templates
from reports.services.summary import Summary, summary_of
from union_site.core import audit
from union_site.core.models import User
from union_site.core.periods import Period
from union_site.core.roles import Permission

GATHERED = timedelta(minutes=10)  # texts that one person saves within it count as one in the history
THERE = "该单位本期的这种材料已经起草，请打开继续编写。"
PRESENT = timedelta(minutes=2)  # how long after the last sign somebody is taken to be writing


@dataclass(frozen=True)
class Saved:
    """What became of a text: its revision, and whether it is the section's own now, or stands beside it.

    `refused`: why it may not be written just now; "" where it merely met a newer text.
    """

    revision: int
    taken: bool
    text: SectionText | None = None
    refused: str = ""


def of(access) -> QuerySet[Paper]:
    """The papers that a user may read: of units within the scope of figures."""
    scope = access.full_scope(Permission.FIGURES)
    units = Organization.objects.within(scope)
    rows = Paper.objects.filter(district=access.user.district_id)
    rows = rows if scope.whole else rows.filter(organization__in=units)
    return rows.select_related("organization", "district", "created_by")


def may_write(access, paper: Paper) -> bool:
    """Whether the user writes papers of the unit."""
    scope = access.full_scope(Permission.WRITE)
    return bool(scope) and scope.covers(paper.organization.path)


def require_write(access, paper: Paper) -> None:
    """Raise PermissionDenied unless `may_write`."""
    if not may_write(access, paper):
        raise PermissionDenied


def create(
    *, period: Period, unit: Organization, today: date, by: User, kind: str = "half_year", request=None
) -> Paper:
    """Draft a paper of the unit and period with the template `kind` and store it.

    Raises ValidationError when it has been drafted already or the template is none for them, UnknownTemplate.
    """
    if reason := templates.unsuited(templates.one(by.district, kind), period, unit):
        raise ValidationError(reason)
    made = drafting.draft(period, district=by.district, unit=unit, today=today, name=kind)
    with transaction.atomic():
        paper = Paper(
            district=by.district,
            organization=unit,
            period=period.key,
            kind=kind,
            title=made.title[:120],
            created_by=by,
        )
        add(paper)
        for position, part in enumerate(made.sections, 1):
            PaperSection.objects.begin(
                by=by,
                paper=paper,
                position=position,
                heading=part.heading[:60],
                text=part.text,
                origins=part.origins,
                left_out=[{**asdict(one), "here": one.heading == part.heading} for one in part.left_out],
            )
        owners.assign(paper)
        paper_trail.record(paper, action=audit.Action.CREATE, by=by, request=request)
    return paper


def add(paper: Paper) -> None:
    """Store a new paper. Raises ValidationError for a period that is none, and where there is one already, or just now."""
    paper.clean_fields()
    paper.validate_constraints()
    try:
        with transaction.atomic():
            paper.save()
    except IntegrityError as error:
        raise ValidationError(THERE) from error


def read(paper: Paper, *, today: date) -> Summary:
    """The paper as it reads: of a signed one the copy, of any other with the figures of now."""
    frozen_paper = frozen.of(paper)
    return frozen.summary(frozen_paper) if frozen_paper else read_now(paper, today=today)


def read_now(paper: Paper, *, today: date) -> Summary:
    """The paper with the figures of now, signed or not."""
    sections = [(section.heading, section.text) for section in paper.sections.all()]
    frame = composing.of_paper(paper)
    composition = composing.compose([text for _, text in sections], frame, today=today)
    return summary_of(paper.title, sections, composition, today=today)


def save_text(
    *, section: PaperSection, heading: str, text: str, base: int, by: User, gather: bool = False, request=None
) -> Saved:
    """Keep a text. It becomes the section's own if `base` is still its revision; else it is kept beside the newer one.

    So it is, too, when `by` may not write the section any more (`duties.refusal`): passed on while it was typed.
    `gather`: saved while typing; such texts of one person count as one in the history. Raises ValidationError for a
    heading that is too long; the text itself may be anything.
    """
    heading, text = " ".join(heading.split()), text.replace("\r\n", "\n").rstrip()
    if len(heading) > 60:
        raise ValidationError("标题不能超过60个字。")
    with transaction.atomic():
        paper = Paper.objects.locked(section.paper_id)
        held = PaperSection.every.select_for_update().get(pk=section.pk)
        if (held.heading, held.text) == (heading, text):
            return Saved(held.revision, True)
        held.paper = paper
        access = duties.access_of(by, timezone.localdate(), request)
        refused = duties.refusal(duties.of(access, paper), paper, held)
        if refused or held.revision != base:
            kept = SectionText.objects.create(
                section=held, revision=held.revision, base=base, heading=heading, text=text, taken=False, saved_by=by
            )
            return Saved(held.revision, False, kept, refused)
        held.heading, held.text, held.revision = heading, text, held.revision + 1
        held.opened_by, held.opened_at = by, timezone.now()
        held.save(update_fields=["heading", "text", "revision", "opened_by", "opened_at"])
        last = held.texts.filter(taken=True).first()
        values = {"revision": held.revision, "base": base, "heading": heading, "text": text, "saved_at": held.opened_at}
        if gather and last and last.base and last.saved_by_id == by.pk and last.saved_at > held.opened_at - GATHERED:
            for name, value in {**values, "base": last.base}.items():
                setattr(last, name, value)
            last.save()
            kept = last
        else:
            kept = SectionText.objects.create(section=held, saved_by=by, **values)
        paper_trail.record(paper, held, changes={"revision": [base, held.revision]}, by=by, request=request)
    return Saved(held.revision, True, kept)


def opened(*, section: PaperSection, by: User) -> User | None:
    """Note that somebody has a section open, and tell who else is writing in it just now."""
    now = timezone.now()
    other = None
    if section.opened_at and section.opened_at > now - PRESENT and section.opened_by_id != by.pk:
        other = section.opened_by
    else:
        PaperSection.objects.filter(pk=section.pk).update(opened_by=by, opened_at=now)
    return other
