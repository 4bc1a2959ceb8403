"""A cell of a preview is put right in place: the row is cleaned again, and the sheet judged again with it.

A line below a row (the family of a person) is edited like the row; it is judged with its row.

The whole sheet is judged, not the row alone: a corrected number may double another row, free one that was a double of
it, or make the parent that other rows name. Rows whose verdict did not change keep what was staged.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.apps import apps
from django.db import transaction

from union_site.core import registry
from union_site.core.models import ImportBatch, StagedRow, User
from union_site.core.spreadsheets import children, importing, staging
from union_site.core.spreadsheets.cells import as_text
from union_site.core.spreadsheets.cleaning import clean, encrypted_columns, signed_columns
from union_site.core.spreadsheets.context import ImportContext, context_for
from union_site.core.spreadsheets.judging import Judge
from union_site.core.spreadsheets.messages import WARNINGS
from union_site.core.spreadsheets.parsers import PARSERS
from union_site.core.spreadsheets.places import BELOW, Place, key_of, present
from union_site.core.spreadsheets.recognition import Plan
from union_site.core.spreadsheets.resource import ROW_ID, Column
from union_site.core.spreadsheets.rows import Decision, Issue, Row, Verdict
from union_site.core.spreadsheets.tables import Table
from union_site.core.spreadsheets.targets import compile_targets, limits_of

MOST_ROWS = 20_000  # judged again within a request; larger sheets are corrected in the file
LONGEST = 2000  # characters of a cell
_SETTLED = WARNINGS.keys() | {"out_of_scope", "reference_unknown"}  # said once, when the cell was read or emptied


class EditRefused(ValueError):
    """The cell cannot be edited; `message` says in Chinese why."""

    def __init__(self, message: str):
        self.message = message
        super().__init__(message)


class Edit(NamedTuple):
    """What is put into one cell: `number` of its row; `line`: number of the line below that row, 0 for the row itself."""

    number: int
    index: int
    text: str
    line: int = 0

    def made(self, cells: list, lines: Iterable) -> tuple[list, list]:
        """The cells of the row and its lines with the text in its place."""
        if not self.line:
            return self._put(cells), list(lines)
        return cells, [(number, self._put(own) if number == self.line else own) for number, own in lines]

    def _put(self, cells: list) -> list:
        cells = [*cells, *[""] * (self.index + 1 - len(cells))]
        cells[self.index] = self.text
        return cells


def editable(batch: ImportBatch) -> bool:
    """Whether the rows of a batch may be edited now."""
    return batch.state == ImportBatch.State.PREVIEW and batch.rows <= MOST_ROWS


def edit(batch: ImportBatch, number: int, index: int, text: str, *, user: User) -> StagedRow:
    """Put `text` into the cell of row `number` at column `index`, as if the sheet had said so. Returns the row.

    `number` may also be that of a line below a row. Waits for other decisions of the user, and is made on what these have
    left. Raises EditRefused, PermissionDenied.
    """
    with transaction.atomic():
        User.objects.select_for_update().filter(pk=user.pk).first()
        batch.refresh_from_db()
        return _edit(batch, number, index, text.strip(), user)


def judge_again(batch: ImportBatch, *, user: User) -> None:
    """Judge a preview anew, when another sheet of the same upload has changed what it may name."""
    with transaction.atomic():
        User.objects.select_for_update().filter(pk=user.pk).first()
        batch.refresh_from_db()
        if editable(batch):
            _judge_again(batch, Sheet(batch, user), list(batch.staged_rows.order_by("number")))


def _edit(batch: ImportBatch, number: int, index: int, text: str, user: User) -> StagedRow:
    if not editable(batch):
        raise EditRefused("这次导入现在不能修改。请刷新页面，看它到了哪一步。")
    if len(text) > LONGEST:
        raise EditRefused(f"文字超过{LONGEST}个字，请精简。")
    sheet = Sheet(batch, user)
    staged = list(batch.staged_rows.order_by("number"))
    edited = next((row for row in reversed(staged) if row.number <= number), None)
    if edited is None or not sheet.has(edited, number):
        raise EditRefused("没有找到这一行，请刷新页面。")
    line = 0 if edited.number == number else number
    if sheet.place_at(index, line) is None:
        raise EditRefused("这一列没有对应登记簿的项目，不能修改。")
    _judge_again(batch, sheet, staged, Edit(edited.number, index, text, line))
    return edited


def row_of(batch: ImportBatch, number: int, user: User) -> StagedRow | None:
    """The row of that number, or to which the line of that number belongs."""
    row = batch.staged_rows.filter(number__lte=number).order_by("-number").first()
    return row if row is not None and Sheet(batch, user).has(row, number) else None


def _judge_again(batch: ImportBatch, sheet: "Sheet", staged: list[StagedRow], edit: Edit | None = None) -> None:
    """Judge all rows, one with the edited cell, and store those of which something else is to be said."""
    number = edit.number if edit else 0
    payloads = {row.number: staging.decode(row.payload) for row in staged}
    rows = sheet.rows(payloads, edit)
    rows = _carry_decisions(staged, payloads, rows, number)
    sheet.judge(rows)
    names = staging.value_names(sheet.resource_class)
    by_number = {row.number: row for row in rows}
    for one in staged:
        row = by_number.get(one.number)
        if row is None:
            continue
        if one.number != number and _outcome(row) == _staged_outcome(one, payloads[one.number]):
            continue
        if row.errors and row.cells is None:
            row.cells, row.below = sheet.cells(row.values), sheet.lines(row.values)
        one.verdict, one.warned = str(row.verdict), bool(row.warnings)
        one.edited = one.edited or one.number == number
        one.payload = staging.encode(row, names)
        one.save(update_fields=["verdict", "warned", "edited", "decision", "payload"])
    staging.recount(batch)


def _carry_decisions(staged: list[StagedRow], payloads: dict[int, dict], rows: list[Row], edited: int) -> list[Row]:
    """Put the decisions on rows that are judged again; what an edited row was decided is forgotten. Without skipped rows."""
    by_number = {one.number: one for one in staged}
    carried = []
    for row in rows:
        one = by_number[row.number]
        if one.number == edited:
            if one.decision == Decision.UPDATE:
                row.values[ROW_ID] = None
            one.decision = ""
        elif one.decision == Decision.SKIP:
            continue
        if one.decision and one.decision != Decision.REMEDIED:
            row.decided, row.likely = one.decision, payloads[one.number].get("k")
        carried.append(row)
    return carried


def _outcome(row: Row) -> tuple:
    linked = [entry.target.name for entry in row.entries if entry.number != row.number or entry.linked]
    taken = row.verdict in (Verdict.NEW, Verdict.CHANGED)
    return str(row.verdict), linked if taken else [], _plain(row.errors), _plain(row.warnings), row.likely


def _staged_outcome(staged: StagedRow, payload: dict[str, Any]) -> tuple:
    return staged.verdict, payload.get("l", []), payload.get("e", []), payload.get("w", []), payload.get("k")


def _plain(issues: Iterable[Issue]) -> list[list[str]]:
    return [list(issue) for issue in issues]


class Sheet:
    """The sheet of a batch, made again from what was staged of it."""

    settled = _SETTLED

    def __init__(self, batch: ImportBatch, user: User):
        self.batch, self.user = batch, user
        self.resource_class = registry.resources[batch.resource]
        self.places = staging.places_of(batch)
        self.compiled = compile_targets(self.resource_class, present(self.resource_class, self.places))
        self.restore = staging.restorer(self.resource_class, self.places)
        self.columns = [
            column for column in self.resource_class.columns if not column.ignored and column.name in self.places
        ]

    def has(self, staged: StagedRow, number: int) -> bool:
        """Whether `number` is that of the row, or of a line below it."""
        if staged.number == number:
            return True
        return any(line == number for line, _ in self.lines_of(staging.decode(staged.payload)))

    def place_at(self, index: int, line: int = 0) -> tuple[Column, Place] | None:
        """The column that stands at that index of a row, or of a line below one."""
        for column in self.columns:
            for place in self.places[column.name]:
                stands = column.child and place.key in (None, BELOW) if line else place.key != BELOW
                if place.index == index and stands:
                    return column, place
        return None

    def lines_of(self, payload: dict[str, Any]) -> list:
        """The lines below a row as the sheet has them, or as they would have to stand there."""
        return payload.get("b", []) if "c" in payload else self.lines(self.restore(payload["v"]))

    def raw_text(self, payload: dict[str, Any], index: int, line: int = 0) -> str:
        """A cell as the sheet has it, or as it would have to stand there."""
        if line:
            cells = dict(self.lines_of(payload))[line]
        else:
            cells = payload.get("c") or self.cells(self.restore(payload["v"]))
        return as_text(cells[index]) if index < len(cells) else ""

    def rows(self, payloads: dict[int, dict], edit: Edit | None) -> list[Row]:
        """All rows ready to be judged, one with the edited cell."""
        rows, unread, stated, below = [], [], {}, {}
        for one, payload in payloads.items():
            values = self.restore(payload["v"])
            stated = stated or values
            edited = edit if edit and edit.number == one else None
            if "c" in payload:
                cells, below[one] = payload["c"], payload.get("b", [])
                if edited:
                    cells, below[one] = edited.made(cells, below[one])
                unread.append((one, cells))
                continue
            row = Row(one)
            row.values = values
            row.warnings = [issue for issue in staging.issues(payload.get("w", [])) if issue.code in _SETTLED]
            row.changes = staging.issues(payload.get("n", []))
            if edited:
                self._reread(row, edited)
            rows.append(row)
        rows += self._cleaned(unread, stated, below)
        return sorted(rows, key=lambda row: row.number)

    def _reread(self, row: Row, edit: Edit) -> None:
        """Read the one cell of a row, or of a line below it, whose other cells were read before."""
        column, place = self.place_at(edit.index, edit.line)
        cells, lines = edit.made(self.cells(row.values), self.lines(row.values))
        fresh = self._cleaned([(row.number, cells)], row.values, {row.number: lines})[0]
        value = fresh.values[column.name]
        if column.child or place.key is not None:
            own = edit.line or key_of(column, place)
            family = dict(row.values[column.name] or {})
            family.pop(own, None)
            family |= {key: found for key, found in (value or {}).items() if key == own}
            value = family or None
        row.cells, row.below = cells, lines
        row.values = row.values | {column.name: value}
        for name in ("errors", "warnings", "changes"):
            here = (place.letter, edit.line)
            kept = [issue for issue in getattr(row, name) if (issue.letter, issue.line) != here]
            setattr(row, name, kept + [issue for issue in getattr(fresh, name) if (issue.letter, issue.line) == here])
        if row.errors:
            row.verdict = Verdict.REJECTED

    def _cleaned(self, lines: list[tuple[int, list]], stated: dict[str, Any], below: dict | None = None) -> list[Row]:
        """Lines read as the first time. `stated`: values of a row, for what the sheet says above its header."""
        table = Table("", {}, 0, [], lines, [], None, below=below or {})
        for column in self.resource_class.columns:
            value = stated.get(column.name)
            if column.ignored or column.name in self.places or not column.fallback or value is None:
                continue
            if column.fallback == "year":
                table = replace(table, year_hint=value)
            else:
                table.defaults[column.fallback] = value
        plan = Plan(self.batch.sheet_name, "ok", resource=self.resource_class, table=table, places=self.places)
        compiled = self.compiled
        return clean(plan, limits_of(compiled), encrypted_columns(compiled), signed_columns(compiled))

    def cells(self, values: dict[str, Any]) -> list[str]:
        """A row's values as cells, in the units of the headings."""
        width = max(place.index for places in self.places.values() for place in places) + 1
        cells = [""] * width
        for place in self.places.get(ROW_ID, ()):
            cells[place.index] = values.get(ROW_ID) or ""
        for column in self.columns:
            for place in self.places[column.name]:
                if place.key == BELOW:
                    continue
                value = values.get(column.name)
                if isinstance(value, dict):
                    value = value.get(key_of(column, place))
                cells[place.index] = _written(column, place, value)
        return cells

    def lines(self, values: dict[str, Any]) -> list[tuple[int, list]]:
        """The lines below a row as cells."""
        return children.lines_of(self.resource_class, self.places, values)

    def judge(self, rows: list[Row]) -> None:
        """Set the verdicts anew, within the user's rights of now."""
        context = context_for(self.resource_class, district=self.batch.district, user=self.user, pending=self.pending())
        self._judge(rows, context)
        staging.load_hidden(entry for row in rows if row.verdict == Verdict.CHANGED for entry in row.entries)

    def _judge(self, rows: list[Row], context: ImportContext) -> None:
        resource = self.resource_class()
        resource.start(context)
        Judge(resource, self.compiled, self.places, context).judge(rows)

    def pending(self) -> importing.PendingRows:
        """What sheets of the same upload that are written first will create, of the kinds that this sheet names."""
        wanted = {column.lookup.model for column in self.resource_class.columns if column.lookup}
        wanted.add(apps.get_model("members.Organization"))
        earlier = ImportBatch.objects.filter(
            user=self.batch.user,
            district=self.batch.district,
            upload=self.batch.upload,
            state=ImportBatch.State.PREVIEW,
            resource__in=[
                key
                for key, resource in registry.resources.items()
                if resource.order < self.resource_class.order and wanted & {target.model for target in resource.targets}
            ],
        ).exclude(pk=self.batch.pk)
        pending: importing.PendingRows = {}
        for batch in sorted(earlier, key=lambda one: (registry.resources[one.resource].order, one.pk)):
            sheet = Sheet(batch, self.user)
            rows = []
            for staged in batch.staged_rows.filter(verdict=Verdict.NEW).order_by("number"):
                row = Row(staged.number)
                row.values = sheet.restore(staging.decode(staged.payload)["v"])
                rows.append(row)
            context = context_for(sheet.resource_class, district=batch.district, user=self.user, pending=pending)
            sheet._judge(rows, context)
            importing.add_pending(pending, rows)
        return pending


def _written(column: Column, place: Place, value: Any) -> str:
    """A value as a cell that would be read as it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return column.words.get(value, str(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal) and column.parse_kind == "money":
        factor, _ = PARSERS["money"]("1", column.cell_context(place.unit))
        value = (value / factor).normalize()
    return format(value, "f") if isinstance(value, Decimal) else str(value)
