"""How staged rows appear in the preview: values under their headings, old → new, reasons beside cells, all masked."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.apps import apps

from union_site.core import registry
from union_site.core.crypto import mask_of
from union_site.core.models import ImportBatch, StagedRow
from union_site.core.spreadsheets import staging
from union_site.core.spreadsheets.children import lines_of
from union_site.core.spreadsheets.cleaning import encrypted_columns, own_words
from union_site.core.spreadsheets.form_places import row_places
from union_site.core.spreadsheets.places import BELOW, Place, key_of, present
from union_site.core.spreadsheets.resource import Column, RegisterResource
from union_site.core.spreadsheets.rows import Issue, Verdict
from union_site.core.spreadsheets.targets import compile_targets

_SHORT = frozenset(
    {"date", "month", "identity", "phone", "bank_card", "uscc", "integer", "money", "decimal", "choice", "name"}
)
TONES = {
    Verdict.NEW: "ok",
    Verdict.CHANGED: "note",
    Verdict.SAME: "calm",
    Verdict.LIKELY: "wait",
    Verdict.SKIPPED: "calm",
    Verdict.REJECTED: "bad",
}


@dataclass
class Cell:
    """A cell of the preview, at column `index` of the sheet.

    `old` is the stored value where it changes; `problem` what is wrong, `notice` what to look at; `tidied` what was put
    right without doubt, after what the sheet says (`written`); short: one line.
    """

    text: str
    heading: str
    index: int
    old: str = ""
    changed: bool = False
    problem: str = ""
    notice: str = ""
    tidied: str = ""
    written: str = ""
    short: bool = False


@dataclass
class ShownRow:
    """A line of the preview; `where`: what it is called; `remarks` say what has no cell of its own; remedy: what can be done at once about a rejected
    row, settled: that it was done.
    """

    number: int
    verdict: str
    word: str
    tone: str
    where: str
    edited: bool = False
    remedy: str = ""
    settled: str = ""
    cells: list[Cell | None] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    lines: list["ShownLine"] = field(default_factory=list)


@dataclass
class ShownLine:
    """A line below a row: what it is (家庭成员), and a cell for each column of the table, None where it has none."""

    number: int
    where: str
    title: str
    cells: list[Cell | None]


class Presenter:
    """Shows the rows of one batch."""

    def __init__(self, batch: ImportBatch):
        self.batch = batch
        self.resource: type[RegisterResource] = registry.resources[batch.resource]
        self.places, self.where = staging.places_of(batch), row_places(batch)
        self.restore = staging.restorer(self.resource, self.places)
        self.columns = [column for column in self.resource.columns if column.name in self.places and not column.ignored]
        self.columns.sort(key=lambda column: self.places[column.name][0].index)
        own = {place.index for _, place in self.columns_in_order()}
        below = [(column, place) for column in self.columns if column.child for place in self.places[column.name]]
        self.below = {place.index: (column, place) for column, place in below if place.key in (None, BELOW)}
        # Where 妻：王芳 stands in place of a name, the relation is a column that the sheet itself does not have.
        self.behind = [found for index, found in sorted(self.below.items()) if index not in own]
        self.hidden = encrypted_columns(compile_targets(self.resource, present(self.resource, self.places)))

    def headings(self) -> list[tuple[str, str]]:
        """(column letter, heading) in the order of the sheet; of forms (cell, label)."""
        shown = [(self.where.label(place.index), place.heading) for _, place in self.columns_in_order()]
        return shown + [("", column.heading) for column, _ in self.behind]

    def columns_in_order(self) -> list[tuple[Column, Place]]:
        """The columns of the rows, as they stand in the sheet."""
        found = [(column, place) for column in self.columns for place in self.places[column.name] if place.key != BELOW]
        return sorted(found, key=lambda entry: entry[1].index)

    def rows(self, staged: list[StagedRow]) -> list[ShownRow]:
        payloads = [staging.decode(row.payload) for row in staged]
        names = _related_names(payloads)
        return [self._row(row, payload, names) for row, payload in zip(staged, payloads, strict=True)]

    def _row(self, staged: StagedRow, payload: dict[str, Any], names: dict) -> ShownRow:
        shown = ShownRow(
            staged.number,
            staged.verdict,
            staged.get_verdict_display(),
            TONES[staged.verdict],
            self.where.row(staged.number),
            staged.edited,
        )
        values = self.restore(payload["v"])
        said = errors, notices, _ = [_by_place(payload.get(kind, [])) for kind in "ewn"]
        raw = payload.get("c")
        changes: dict[str, list] = {}
        for title, old, new, label, column in payload.get("d", []):
            old, new = names.get((label, old), old), names.get((label, new), new)
            name, _, key = column.partition("/")
            if name in self.places and (key or len(self.places[name]) == 1):
                changes[column] = [_text(old), _text(new)]
            elif old is None:
                shown.remarks.append(f"{title} {_text(new)}")
            else:
                shown.remarks.append(f"{title}：{_text(old) or '（空）'} → {_text(new) or '（空）'}")
        for column, place in self.columns_in_order():
            text = self._shown(column, place, values, raw)
            cell = Cell(text, place.heading, place.index, short=column.kind in _SHORT)
            name = column.name if place.key is None else f"{column.name}/{place.key}"
            if name in changes:
                cell.old, cell.text = changes[name]
                cell.changed = True
            self._say(cell, column, place, 0, said)
            shown.cells.append(cell)
        shown.cells += [None] * len(self.behind)
        if self.below:
            shown.lines = self._lines(values, payload, said)
        for left in (errors, notices):
            shown.remarks += [issue.message for found in left.values() for issue in found]
        if self.where.forms:
            self._rename(shown)
        return shown

    def _rename(self, shown: ShownRow) -> None:
        """Say by sheets and rows what is said by numbers of a table of forms."""
        shown.remarks = [self.where.said(text, shown.number) for text in shown.remarks]
        for cell in filter(None, [*shown.cells, *(cell for line in shown.lines for cell in line.cells)]):
            cell.problem = self.where.said(cell.problem, shown.number)
            cell.notice = self.where.said(cell.notice, shown.number)

    def _say(self, cell: Cell, column: Column, place: Place, line: int, said: list[dict]) -> None:
        """Put beside a cell what is said of it."""
        errors, notices, tidied = said
        cell.problem = "；".join(own_words(issue) for issue in errors.pop((line, place.letter), []))
        cell.notice = "；".join(own_words(issue) for issue in notices.pop((line, place.letter), []))
        for issue in tidied.get((line, place.letter), []):
            cell.tidied, cell.written = own_words(issue), self.masked(column, issue.value)

    def _lines(self, values: dict[str, Any], payload: dict[str, Any], said: list[dict]) -> list[ShownLine]:
        """The lines below a row, each cell under the heading where it stands."""
        shown = []
        order = [place.index for _, place in (*self.columns_in_order(), *self.behind)]
        title = self.resource.children[0].title
        for number, raw in payload.get("b") or lines_of(self.resource, self.places, values):
            line = ShownLine(number, self.where.below(number), title, [None] * len(order))
            for position, index in enumerate(order):
                if index not in self.below:
                    continue
                column, place = self.below[index]
                text = self.masked(column, _text(raw[index]) if index < len(raw) else "")
                heading = column.heading if (column, place) in self.behind else place.heading
                line.cells[position] = cell = Cell(text, heading, index, short=column.kind in _SHORT)
                self._say(cell, column, place, number, said)
            shown.append(line)
        return shown

    def _shown(self, column: Column, place: Place, values: dict[str, Any], raw: list | None) -> str:
        if raw is not None and place.index < len(raw):
            text = _text(raw[place.index])
        else:
            value = values.get(column.name)
            if isinstance(value, dict):
                value = value.get(key_of(column, place))
            text = column.words.get(value, value) if isinstance(value, str) else _text(value)
        return self.masked(column, text)

    def cell_text(self, column: Column, place: Place, values: dict) -> str:
        """A value of a row as it may be shown in its cell."""
        return self._shown(column, place, values, None)

    def masked(self, column: Column, text: str) -> str:
        """The text of a cell of that column as it may be shown."""
        if not self.is_personal(column):
            return text
        return mask_of(column.parse_kind)(text)

    def is_personal(self, column: Column) -> bool:
        """Whether the cells of a column are masked."""
        return column.name in self.hidden or column.parse_kind in ("identity", "phone", "bank_card")

    def column_at(self, index: int, *, below: bool = False) -> tuple[Column, Place] | None:
        """The column that stands at that index of a row, or of a line `below` one."""
        if below:
            return self.below.get(index)
        return next(((column, place) for column, place in self.columns_in_order() if place.index == index), None)


def _text(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    return str(value)


def _by_place(staged: list[list]) -> dict[tuple[int, str], list[Issue]]:
    """What is said of a row by the line in which it is said (0: the row itself) and the letter of the cell."""
    found = defaultdict(list)
    for issue in staging.issues(staged):
        found[issue.line, issue.letter].append(issue)
    return found


def _related_names(payloads: list[dict]) -> dict[tuple[str, Any], str]:
    """{(model, key): what it is called} of the relations that change on this page, one query per model."""
    wanted = defaultdict(set)
    for payload in payloads:
        for _, old, new, label, _ in payload.get("d", []):
            if label:
                wanted[label] |= {key for key in (old, new) if isinstance(key, int)}
    return {
        (label, pk): str(record)
        for label, keys in wanted.items()
        for pk, record in apps.get_model(label)._default_manager.in_bulk(keys).items()
    }
