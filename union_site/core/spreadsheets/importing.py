"""An import from beginning to end: read a workbook, preview each sheet in the staging table, apply it from there.

Pages (views.py), jobs (work.py) and `manage.py load` (loading.py) all go through these functions.
"""

import dataclasses
import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from union_site.core import audit, registry
from union_site.core.models import District, ImportBatch, StoredFile, User
from union_site.core.scope import Scope
from union_site.core.spreadsheets import crosstabs, likely, staging
from union_site.core.spreadsheets.applying import Applier
from union_site.core.spreadsheets.cells import DITTO
from union_site.core.spreadsheets.cleaning import clean, encrypted_columns, signed_columns
from union_site.core.spreadsheets.context import ImportContext, Pending, context_for
from union_site.core.spreadsheets.guard import GuardError
from union_site.core.spreadsheets.judging import Judge
from union_site.core.spreadsheets.places import present
from union_site.core.spreadsheets.reader import ReadError, read_workbook
from union_site.core.spreadsheets.ready import known_to, ready_for
from union_site.core.spreadsheets.recognition import Layouts, Plan, known_headings, plan_as, plan_workbook
from union_site.core.spreadsheets.resource import RegisterResource
from union_site.core.spreadsheets.rows import Row, Verdict
from union_site.core.spreadsheets.tables import Sheet
from union_site.core.spreadsheets.targets import compile_targets, limits_of
from union_site.core.spreadsheets.totals import check_totals
from union_site.core.widths import matching_key

State = ImportBatch.State
PendingRows = dict[type, dict[str, Pending]]


def words_of(district: District) -> crosstabs.Words:
    """What the district knows of units and words, for `read`."""
    return crosstabs.words_of(ImportContext(district=district, scope=Scope.everything(district.pk)))


class FileRefused(ValueError):
    """A file that cannot be read; `message` says in Chinese why and what to do."""

    def __init__(self, code: str, message: str):
        self.code, self.message = code, message
        super().__init__(message)


@contextmanager
def without_collector():
    """Bulk work makes millions of objects and no cycles; looking for cycles meanwhile costs a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class ImportFailed(Exception):
    """An import that was stopped as a whole; `message` says in Chinese why."""

    def __init__(self, message: str):
        self.message = message
        super().__init__(message)


def all_resources() -> list[type[RegisterResource]]:
    """Every kind of sheet, in the order in which a folder is imported."""
    return sorted(registry.resources.values(), key=lambda resource: resource.order)


@without_collector()
def read(
    source,
    name: str,
    resources: Sequence[type[RegisterResource]] | None = None,
    layouts: Layouts | None = None,
    words: crosstabs.Words | None = None,
    stamp: Callable[[str], str] | None = None,
    unit_name: str = "",
) -> list[Plan]:
    """What each sheet of a workbook (path, bytes or open file) is; `layouts`, `words`, `unit_name` as in plan_workbook.

    Raises FileRefused.

    `stamp(text)`: the key of the resource that the stamp of one of our forms names, or ""; it is asked before the rows
    are read and may raise FileRefused.
    """
    stamped: list[str] = []
    sheets = _sheets(source, name, stamp and (lambda text: stamped.append(stamp(text))))
    resources = all_resources() if resources is None else resources
    return plan_workbook(sheets, resources, layouts, words, next(iter(stamped), ""), unit_name)


@without_collector()
def read_again(
    source,
    name: str,
    position: int,
    resource: type[RegisterResource],
    answers: Mapping[str, str],
    words: crosstabs.Words | None = None,
    unit_name: str = "",
) -> Plan:
    """The sheet at `position` of a workbook as `resource`, with answers as in recognition.answered. Raises FileRefused."""
    sheets = _sheets(source, name)
    if position >= len(sheets):
        raise FileRefused("unreadable", "文件中已没有这张工作表，请重新上传。")
    return plan_as(sheets, position, resource, answers, known_headings(all_resources()), words, unit_name)


def _sheets(source, name: str, stamped: Callable[[str], object] | None = None) -> list[Sheet]:
    try:
        return read_workbook(source, name=name, stamped=stamped)
    except (GuardError, ReadError) as error:
        raise FileRefused(error.code, error.message) from error
    except OSError as error:
        raise FileRefused("unreadable", f"文件无法打开：{error.strerror or error}。") from error


@without_collector()
def preview(
    plan: Plan,
    *,
    district: District,
    user: User | None,
    file: StoredFile | None = None,
    batch: ImportBatch | None = None,
    pending: PendingRows | None = None,
    hold: Callable | None = None,
    part: int = 0,
) -> tuple[ImportBatch, list[Row]]:
    """Clean and judge a sheet into the staging table. Raises PermissionDenied without the right to import it.

    `pending`: rows that earlier sheets of the same upload will create; this sheet's own are added to it. `hold` is called
    in each transaction (a job makes sure there that it is still its own). Returns the batch and its rows; with `part`
    the sheet is taken in parts of so many rows, where its rows can be judged one by one, and only the rows of the last
    part are returned: memory holds little of a large sheet then.
    """
    resource_class = plan.resource
    context = context_for(resource_class, district=district, user=user, pending=pending if pending is not None else {})
    resource = resource_class()
    crosstabs.settle(plan, context)
    compiled = compile_targets(resource_class, present(resource_class, plan.places))
    resource.start(context)
    judge = Judge(resource, compiled, plan.places, context)
    batch = batch or ImportBatch(district=district, user=user, file=file)
    batch.register, batch.resource, batch.sheet_name = (
        resource_class.register,
        resource_class.key,
        plan.sheet_name[:100],
    )
    batch.state, batch.unknown_headings = State.READING, plan.unknown
    newest = judge.main.model._default_manager.aggregate(newest=Max("pk"))["newest"]
    batch.mapping = {**batch.mapping, **staging.mapping_of(plan), "newest": newest or 0}
    staging.count(batch, Counter(), 0)
    batch.save()
    rows: list[Row] = []
    held: list[Row] = []  # 待核实, until the whole sheet has said which records it names
    ready = ready_for(judge, staging.value_names(resource_class))
    made = None
    if ready is not None:
        batch.mapping["known"], made = known_to(judge), ready.staged
    parts = part if judge.one_by_one() else 0
    for piece in _parts(plan, parts):
        rows = clean(piece, limits_of(compiled), encrypted_columns(compiled), signed_columns(compiled))
        plan.notices.extend(check_totals(piece, rows))
        judge.judge(rows)
        if parts:
            held += [row for row in rows if row.verdict == Verdict.LIKELY]
            rows = [row for row in rows if row.verdict != Verdict.LIKELY]
        _keep(batch, resource_class, rows, hold, pending, made)
    if held:
        likely.mark_again(judge, held)
        _keep(batch, resource_class, held, hold, pending, made)
    batch.notices = [list(notice) for notice in plan.notices]
    batch.state = State.PREVIEW
    batch.save()
    return batch, rows


def _keep(batch: ImportBatch, resource: type[RegisterResource], rows: list[Row], hold, pending, made=None) -> None:
    """Stage judged rows."""
    staging.load_hidden(entry for row in rows if row.verdict == Verdict.CHANGED for entry in row.entries)
    staging.stage(batch, resource, rows, hold, made)
    if pending is not None:
        add_pending(pending, rows)


def _parts(plan: Plan, size: int) -> Iterator[Plan]:
    """The plan for so many rows of its sheet at a time; whole where 0 is given, or where other lines speak of rows."""
    rows = plan.table.rows
    if not size or plan.table.totals or plan.table.below or len(rows) <= size:
        yield plan
        return
    start = 0
    while start < len(rows):
        end = start + size
        while end < len(rows) and any(isinstance(cell, str) and cell.strip() in DITTO for cell in rows[end][1]):
            end += 1  # 同上 needs the line above
        yield dataclasses.replace(plan, table=dataclasses.replace(plan.table, rows=rows[start:end]))
        start = end


def add_pending(pending: PendingRows, rows: Iterable[Row]) -> None:
    """Remember the records that these rows will create and that another sheet may name."""
    wanted: dict[type, set[str]] = {apps.get_model("members.Organization"): {"name"}}
    for resource in registry.resources.values():
        for column in resource.columns:
            if column.lookup:
                wanted.setdefault(column.lookup.model, set()).add(column.lookup.field)
    for row in rows:
        if row.errors:
            continue
        for entry in row.entries:
            if entry.state == Verdict.NEW:
                for name in wanted.get(entry.target.model, ()):
                    text = entry.attributes.get(name)
                    if isinstance(text, str) and text:
                        known = pending.setdefault(entry.target.model, {})
                        known[matching_key(text)] = Pending(entry.target.model, text, entry.attributes)


@without_collector()
def apply(
    batch: ImportBatch,
    *,
    user: User | None,
    hold: Callable | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ImportBatch:
    """Write what a batch staged. May be called again after an interruption. Raises PermissionDenied, ImportFailed."""
    resource_class = registry.resources[batch.resource]
    context = context_for(resource_class, district=batch.district, user=user)
    if batch.state != State.APPLYING:
        batch.state = State.APPLYING
        batch.save(update_fields=["state"])
    try:
        Applier(batch, resource_class(), context, hold).run(progress)
    except ValidationError as error:
        batch.state, batch.message = State.FAILED, "".join(error.messages)[:500]
        batch.save(update_fields=["state", "message"])
        raise ImportFailed(batch.message) from error
    finish(batch, user, hold)
    return batch


@transaction.atomic
def finish(batch: ImportBatch, user: User | None, hold: Callable | None = None) -> None:
    """Count what became of the rows and write the batch's own event: all of it or, after an interruption, once more."""
    if hold:
        hold()
    staging.recount(batch)
    batch.state, batch.finished_at = State.DONE, timezone.now()
    batch.save()
    counts = {name: [None, getattr(batch, name)] for name in ("rows", "new", "changed", "same", "rejected")}
    counts |= {name: [None, getattr(batch, name)] for name in ("likely", "skipped") if getattr(batch, name)}
    audit.write(
        audit.Action.IMPORT,
        user=user,
        register=batch.register,
        changes=counts,
        batch=batch,
        district=batch.district,
        object_label=f"{batch.file.name if batch.file else ''} {batch.sheet_name}".strip()[:120],
        **({} if user else {"actor_name": "系统"}),
    )
    # What was taken lies in the registers now; only what needs correcting, a decision or a look is kept.
    taken = batch.staged_rows.exclude(verdict__in=[Verdict.REJECTED, Verdict.LIKELY]).filter(warned=False)
    gone = Counter(dict(taken.values_list("verdict").annotate(Count("pk")).order_by()))
    taken.delete()
    batch.cleared = dict(Counter(batch.cleared) + gone)
    batch.save(update_fields=["cleared"])
