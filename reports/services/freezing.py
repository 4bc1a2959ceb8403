"""Signing a paper (定稿): everything it says is copied, and nothing that happens later changes the copy.

What was signed and is wrong is corrected (更正) by the next version, which begins with the same text.

The values are copied in the transaction of the signing, with the keys of the rows behind them; the files are made by a
job afterwards, from the copied blocks, never from rows.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import Placement
from reports.documents.stored import to_store
from reports.models import ClaimEvidence, Freeze, FrozenFigure, Paper, PaperSection, Statement
from reports.services import duties, frozen_files, paper_trail, papers, statements
from reports.services.defined import Defined
from reports.services.figures import FigureValue, shown
from reports.services.frozen import stored_run
from reports.services.paper import document, short_change
from reports.services.summary import Summary
from reports.text.tokens import LAST_YEAR, FigureRun, is_stated
from union_site.core import audit
from union_site.core.evaluation import rows
from union_site.core.indicators import Indicator
from union_site.core.models import User
from union_site.core.periods import Period
from union_site.core.scope import SEGMENT, subtree

NO_REASON = "请填写更正原因。"
NOT_SIGNED = "只有定稿的材料才办理更正；没有定稿的，直接修改即可。"
CORRECTED = "这一版已经更正过，请打开最新的一版。"
FRAME = ("head", "document_number", "copies_to", "printed_by")  # what the next version takes over; its day is its own
ABOUT = ("position", "heading", "text", "origins", "left_out", "department_id")
AT_ONCE = 2000  # rows that are fetched at a time


@transaction.atomic
def freeze(paper: Paper, *, by: User, today: date, base: str = "", request=None) -> Freeze:
    """Copy the paper as it reads now: text, figures with their rules and rows, tree, document; from then on it is final.

    Its files follow in a job.

    `base`: the address of the site (https://host) under which the internal copy links to figures; without it that copy
    is made when somebody first asks for it. Raises ValidationError if the paper has been frozen.
    """
    paper = Paper.objects.locked(paper.pk)
    duties.require_unsigned(paper)
    sections = list(paper.sections.select_for_update())
    frozen_at = timezone.now()  # before the rows are read: what is written from now on is a later change
    summary = papers.read_now(paper, today=today)
    made = Freeze(
        paper=paper,
        title=summary.title,
        as_of=summary.as_of,
        sections=_said(summary),
        stored=[{"heading": one.heading, "text": one.text} for one in sections],
        tree=_tree(paper, summary.period.last_day),
        document=plain_json(to_store(document(summary, paper, signed_on=today))),
        frozen_at=frozen_at,
        frozen_by=by,
    )
    kept = list(_figures(summary, paper))
    made.content_hash = content_hash(made, kept)
    made.save()
    for figure in kept:
        figure.freeze = made
    FrozenFigure.objects.bulk_create(kept)
    changes = {"内容摘要": [None, made.content_hash]}
    paper_trail.record(paper, label=f"定稿：{paper.title}", changes=changes, by=by, request=request)
    paper.state = Paper.State.FINAL
    paper.save(update_fields=["state"])
    frozen_files.enqueue(made, by=by, base=base)
    return made


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
    old = Paper.objects.locked(paper.pk)
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
    label = f"更正（第{new.version}版）：{new.title}"
    paper_trail.record(new, action=audit.Action.CREATE, label=label, reason=reason, by=by, request=request)
    return new


def _copy(section: PaperSection, paper: Paper, by: User) -> None:
    about = {name: getattr(section, name) for name in ABOUT}
    made = PaperSection.objects.begin(by=by, paper=paper, state=PaperSection.State.HANDED, **about)
    evidence = ["sentence", "word", "evidence", "at", "by_id"]
    ClaimEvidence.objects.bulk_create(
        ClaimEvidence(section=made, **{name: getattr(one, name) for name in evidence})
        for one in section.evidence.order_by("id")
    )


def content_hash(freeze: Freeze, figures: Iterable[FrozenFigure]) -> str:
    """SHA-256 over all that was copied. Of a stored freeze it is the one that it names, or somebody changed the database."""
    said = [
        freeze.title,
        freeze.as_of.isoformat(),
        freeze.sections,
        freeze.stored,
        freeze.tree,
        freeze.document,
        sorted(
            [one.key, one.at, one.value, one.words, one.definition, one.row_count, one.rows_hash] for one in figures
        ),
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def intact(freeze: Freeze) -> bool:
    """Whether the copy still says what it said when it was made, down to the keys of the rows."""
    return content_hash(freeze, freeze.figures.defer("row_keys")) == freeze.content_hash


def _said(summary: Summary) -> list[dict]:
    return [
        {
            "heading": section.heading,
            "paragraphs": [
                {"lead": part.lead, "runs": [stored_run(run) for run in part.runs]} for part in section.paragraphs
            ],
        }
        for section in summary.sections
    ]


def _tree(paper: Paper, day: date) -> list[list]:
    """[public id, name, parent's public id] of every union of the unit's subtree on a day, from the top down."""
    placed = Placement.objects.filter(district=paper.district, from_day__lte=day, to_day__gt=day)
    top = placed.filter(organization=paper.organization).values_list("path", flat=True).first()
    found = placed.filter(subtree(top or paper.organization.path, "path")).order_by("path")
    found = found.filter(organization__voided_at=None)
    named = list(found.values_list("path", "organization__public_id", "organization__name"))
    keys = {path: str(key) for path, key, _ in named}
    return [[keys[path], name, keys.get(path[:-SEGMENT])] for path, _, name in named]


def _figures(summary: Summary, paper: Paper) -> Iterable[FrozenFigure]:
    """Every figure of the text and the appendix, then those of the year before with which they are compared."""
    period, used = summary.period, _used(summary)
    asked = {"district": paper.district, "unit": paper.organization}
    for key, value in summary.figures.items():
        for at, of_period in (("", period), (LAST_YEAR, period.year_before)):
            figure = FrozenFigure(
                key=key,
                at=at,
                value=plain_json(value.indicator.canonical(value.before if at else value.now)),
                words=(value.before_words if at else value.words)[:200],
                definition=definition(value, of_period),
            )
            keep_rows(figure, rows(value.indicator, of_period, **asked))
            yield figure
    for key, at in sorted(used):
        unit, of_period = summary.place(at)
        if is_stated(key):
            row = statements.of(unit, [of_period]).get((key, of_period.key))
            if row:
                yield _stated(row, at)
        elif at not in ("", LAST_YEAR):
            value = summary.figures[key]
            found = summary.values.elsewhere[at].get(key)
            figure = FrozenFigure(
                key=key,
                at=at,
                value=plain_json(value.indicator.canonical(found)),
                words=shown(found, value.indicator)[:200],
                definition={**definition(value, of_period), "of": str(unit.public_id)},
            )
            keep_rows(figure, rows(value.indicator, of_period, district=paper.district, unit=unit))
            yield figure


def _used(summary: Summary) -> set[tuple[str, str]]:
    """(key, at) of every figure in the text."""
    return {
        (run.key, run.at)
        for section in summary.sections
        for part in section.paragraphs
        for run in part.runs
        if isinstance(run, FigureRun)
    }


def definition(value: FigureValue, period: Period) -> dict:
    """The rule of a figure as it holds for a period: label, unit, kind, 口径, version, and how its change was said."""
    indicator: Indicator = value.indicator
    version = indicator.version_on(period.last_day).from_day.isoformat() if isinstance(indicator, Defined) else ""
    return {
        "label": indicator.label,
        "unit": indicator.unit,
        "kind": indicator.kind.value,
        "description": indicator.described(period),
        "version": version,
        "number": indicator.number,
        "section": indicator.section,
        "register": indicator.register,
        "shown_unit": value.unit,
        "change": value.change,
        "short_change": short_change(value),
    }


def keep_rows(figure: FrozenFigure, found) -> None:
    """Keep the keys of the rows behind a figure and a hash over them and over when each was last written."""
    written = found.order_by().values_list("public_id", "updated_at").iterator(chunk_size=AT_ONCE)
    signs = {key.bytes: at for key, at in written}
    figure.keep_rows(list(signs))
    figure.rows_hash = hash_of(signs)
    figure.rows_written_at = max(signs.values(), default=None)


def hash_of(signs: dict[bytes, object]) -> str:
    """SHA-256 over {public id: updated_at}, in the order of the keys."""
    told = hashlib.sha256()
    for key in sorted(signs):
        told.update(key)
        told.update(signs[key].astimezone(UTC).isoformat(timespec="microseconds").encode())
    return told.hexdigest()


def _stated(row: Statement, at: str) -> FrozenFigure:
    """A figure stated by hand: as it was typed, and the statement's own key as its one row."""
    figure = FrozenFigure(
        key=row.key,
        at=at,
        value=row.value,
        words=row.value,
        definition={
            "label": row.name,
            "unit": row.unit,
            "kind": "",
            "description": row.source,
            "version": "",
            "register": "statement",
            "of": str(row.organization.public_id),
        },
    )
    signs = {row.public_id.bytes: row.updated_at}
    figure.keep_rows(list(signs))
    figure.rows_hash, figure.rows_written_at = hash_of(signs), row.updated_at
    return figure


def plain_json(value):
    """The value as JSON gives it back, so that what is hashed is what is stored."""
    return json.loads(json.dumps(value, ensure_ascii=False, default=str))
