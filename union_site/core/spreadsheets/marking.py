"""Somebody's own file given back with its bad cells marked, for correction and a second upload.

A workbook of today is given back as it is (patching.py), with red cells, comments and a column 错误说明. Of any other file
the rejected rows alone come in a plain workbook, as they were.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import PurePath
from typing import Any, NamedTuple

from django.urls import reverse

from union_site.core import jobs, registry
from union_site.core.models import ImportBatch, Job, StagedRow
from union_site.core.spreadsheets import form_marking, headings, staging
from union_site.core.spreadsheets.form_places import row_places
from union_site.core.spreadsheets.guard import MEGABYTE, Limits
from union_site.core.spreadsheets.marks import COLUMN_WIDTH, MOST_COMMENTS, NOTICE_FILL, OURS, Line, comment_of, marks
from union_site.core.spreadsheets.patching import CellPatch, PatchError, SheetPatch, patch_workbook
from union_site.core.spreadsheets.rows import Issue, Verdict
from union_site.core.spreadsheets.workbook import MARK_FILL, XLSX, rejected_workbook, sheet_name
from union_site.core.spreadsheets.xmlscan import column_number

MARK = "import.mark"
LARGE = 2 * MEGABYTE  # of the file: from here on it is marked in the background
LINE_HEIGHT, HIGHEST = 15, 180  # points
NOT_YET_DECIDED = "待核实：可能是登记簿中已有的记录，请在系统中核对后再决定。"
EDITED = "此行在系统中改过，说明按改后的内容。"
XLSM = "application/vnd.ms-excel.sheet.macroEnabled.12"

_State = ImportBatch.State
_READ = (_State.PREVIEW, _State.APPLYING, _State.DONE, _State.FAILED)
_PACKAGES = (".xlsx", ".xlsm")
_MARKED = "_已标注"


class MarkedFile(NamedTuple):
    """A file to be downloaded; rows: how many of it bear a mark."""

    content: bytes
    name: str
    content_type: str
    rows: int


def markable(batch: ImportBatch) -> bool:
    """Whether there is something to give back marked."""
    if not batch.resource or not batch.file_id or batch.state not in _READ:
        return False
    in_place = PurePath(batch.file.name).suffix.lower() in _PACKAGES
    return bool(batch.rejected or (in_place and (batch.warned or batch.likely)))


def is_large(batch: ImportBatch) -> bool:
    """Whether the file is marked in the background."""
    return batch.file.size > LARGE


def mark(batch: ImportBatch) -> MarkedFile:
    """The file of a batch with the bad cells of all its imported sheets marked, or the batch's rejected rows alone."""
    with batch.file.file.open() as file:
        content = file.read()
    if content[:2] == b"PK":
        try:
            return _marked(batch, content)
        except PatchError:
            pass  # OpenDocument, or a workbook of an unusual make
    return _plain(batch)


def _marked(batch: ImportBatch, content: bytes) -> MarkedFile:
    patches, rows = {}, 0
    for sheet in _sheets(batch):
        lines = list(_lines(sheet))
        if not lines:
            continue
        rows += len(lines)
        if forms := row_places(sheet).forms:
            patches |= form_marking.patches(forms, lines, _of_the_table(sheet))
        else:
            patches[sheet.sheet_name] = _patch(sheet, lines)
    path = PurePath(batch.file.name)
    suffix = path.suffix.lower() if path.suffix.lower() in _PACKAGES else ".xlsx"
    stem = path.stem.removesuffix(_MARKED) or "表格"
    kind = XLSM if suffix == ".xlsm" else XLSX
    return MarkedFile(patch_workbook(content, patches), f"{stem}{_MARKED}{suffix}", kind, rows)


def _sheets(batch: ImportBatch) -> list[ImportBatch]:
    """The batches of all sheets of the same file."""
    found = ImportBatch.objects.filter(file=batch.file, user=batch.user, upload=batch.upload).order_by("pk")
    return [one for one in found if markable(one)]


def _lines(batch: ImportBatch) -> Iterable[Line]:
    rows = batch.staged_rows.filter(verdict__in=[Verdict.REJECTED, Verdict.LIKELY])
    rows = (rows | batch.staged_rows.filter(warned=True)).order_by("number")
    for staged in rows.iterator(chunk_size=2000):
        yield from _lines_of(staged)


def _lines_of(staged: StagedRow) -> Iterable[Line]:
    """The row, and the lines below it of which something is to be said (a family's)."""
    payload = staging.decode(staged.payload)
    own = Line(staged.number, {}, {}, [])
    lines = {0: own}
    if staged.verdict == Verdict.LIKELY:
        own.words.append(NOT_YET_DECIDED)
        own.notices[0] = [NOT_YET_DECIDED]
    if staged.edited and staged.verdict == Verdict.REJECTED:
        own.words.append(EDITED)
    for issue in staging.issues(payload.get("e", [])):
        line = lines.setdefault(issue.line, Line(issue.line, {}, {}, []))
        line.problems.setdefault(_column(issue), []).append(issue.message)
        line.words.append(_said(issue))
    for issue in staging.issues(payload.get("w", [])):
        line = lines.setdefault(issue.line, Line(issue.line, {}, {}, []))
        line.notices.setdefault(_column(issue), []).append(issue.message)
        line.words.append(f"提醒：{_said(issue)}")
    return (line for line in lines.values() if line.words)


def _column(issue: Issue) -> int:
    return column_number(issue.letter) if issue.letter.isascii() and issue.letter.isalpha() else 0


def _said(issue: Issue) -> str:
    return f"{issue.heading}：{issue.message}" if issue.heading and not issue.line else issue.message


def _own_columns(found: Iterable[tuple[int, str]]) -> dict[str, int]:
    """Our own columns among headings, by their names: a marked file that came back."""
    keys = ((headings.normalise(text).key, index) for index, text in found)
    return {key: index for key, index in keys if key in headings.IGNORED}


def _patch(batch: ImportBatch, lines: list[Line]) -> SheetPatch:
    mapping = batch.mapping
    header, width = mapping.get("header_row"), mapping.get("width")
    if not header or not width:
        raise PatchError("unreadable")
    again = _own_columns(mapping.get("headings", [])).get(headings.ERROR_HEADING)
    column = width + 1 if again is None else again + 1
    if column > Limits.columns:
        raise PatchError("unreadable")
    cells: dict[tuple[int, int], CellPatch] = {}
    comments = 0
    for line in lines:
        for place, fill, words in marks(line):
            comment = comment_of(words) if comments < MOST_COMMENTS else None
            comments += 1
            cells[line.number, place] = CellPatch(fill=fill, comment=comment)
        fill = MARK_FILL if line.problems else NOTICE_FILL
        said = "\n".join(dict.fromkeys(line.words))
        cells[line.number, column] = CellPatch(said, fill, wrap=True, height=_height(said), like=column - 1)
    cells[header, column] = CellPatch(headings.ERROR_HEADING, comment=_of_the_table(batch), like=column - 1)
    return SheetPatch(
        cells,
        {column: COLUMN_WIDTH},
        frozenset() if again is None else OURS,
        None if again is None else (column, header + 1),
    )


def _height(text: str) -> float:
    """What a text needs in the column, in points. Programs do not agree on whether they see to it themselves."""
    lines = sum(-(-2 * len(line) // COLUMN_WIDTH) for line in text.split("\n"))
    return min(lines * LINE_HEIGHT, HIGHEST)


def _of_the_table(batch: ImportBatch) -> str | None:
    words = [words for _, words in batch.notices]
    if batch.unknown_headings:
        words.append(
            f"这些{'项目' if 'forms' in batch.mapping else '列'}没有用到：" + "、".join(batch.unknown_headings) + "。"
        )
    return "系统：" + "\n".join(words) if words else None


def rejected_rows(
    batch: ImportBatch,
) -> tuple[list[str], list[tuple[int | str, list[Any], Mapping[int | None, str]]]]:
    """Headings and rows of the plain workbook of rejected rows: cells as they came, and what is wrong with which.

    All columns of the sheet are there, those that the register does not know too; our own of an earlier one are not.
    """
    own = set(_own_columns(batch.mapping.get("headings", [])).values())
    shown = [(index, text) for index, text in batch.mapping.get("headings", []) if index not in own]
    positions = {index: position for position, (index, _) in enumerate(shown)}
    where = row_places(batch)
    rows = []
    for staged in batch.staged_rows.filter(verdict=Verdict.REJECTED).order_by("number"):
        payload = staging.decode(staged.payload)
        messages: dict[int, dict[int | None, str]] = {0: {}}  # of the row and of the lines below it
        for issue in staging.issues(payload.get("e", [])):
            own, position = messages.setdefault(issue.line, {}), positions.get(_column(issue) - 1)
            own[position] = "；".join(filter(None, [own.get(position), where.said(issue.message)]))
        for line, cells in [(0, payload.get("c", [])), *payload.get("b", ())]:
            as_came = [cells[index] if index < len(cells) else "" for index, _ in shown]
            number = line or staged.number
            rows.append((where.row(number) if where.forms else number, as_came, messages.get(line, {})))
    return [text for _, text in shown], rows


def _plain(batch: ImportBatch) -> MarkedFile:
    titles, rows = rejected_rows(batch)
    resource = registry.resources.get(batch.resource)
    title = resource.title if resource else "表格"
    file = BytesIO()
    rejected_workbook(file, title, titles, rows)
    content = file.getvalue()
    comments: dict[tuple[int, int], CellPatch] = {}
    for line, (_, _, messages) in enumerate(rows, 2):
        for position, words in messages.items():
            if position is not None and len(comments) < MOST_COMMENTS:
                comments[line, position + 2] = CellPatch(comment=f"系统：{words}")
    with suppress(PatchError):  # the column says the same
        content = patch_workbook(content, {sheet_name(title): SheetPatch(comments)})
    return MarkedFile(content, f"{title}_退回的行.xlsx", XLSX, len(rows))


@jobs.handler(MARK)
def mark_batch(job: Job, progress: jobs.Progress) -> str:
    """Mark a large file in the background; the result lies encrypted until it is fetched."""
    batch = ImportBatch.objects.filter(pk=job.arguments["batch"]).select_related("file", "user").first()
    if batch is None or not markable(batch):
        raise jobs.JobError("这次导入已不存在，或没有要标注的内容。")
    progress(0, 1, f"正在标注“{batch.file.name}”…")
    marked = mark(batch)
    progress.result(marked.content, marked.name, marked.content_type)
    progress.url(reverse("core:import-preview", args=[batch.public_id]))
    return f"已标注 {marked.rows:,} 行，请下载改正后再上传。"
