"""From cells to values, a column at a time, with plain functions; what cannot be accepted is said with its place."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from union_site.core.crypto import EncryptedTextField
from union_site.core.rules import NotNegative, Positive
from union_site.core.spreadsheets.cells import DITTO, CellError, Context, as_text
from union_site.core.spreadsheets.completeness import stated
from union_site.core.spreadsheets.headings import normalise
from union_site.core.spreadsheets.messages import CHANGES, ERRORS, message
from union_site.core.spreadsheets.parsers import PARSERS
from union_site.core.spreadsheets.places import BELOW, Place, collected, key_of, tab_of
from union_site.core.spreadsheets.recognition import Plan
from union_site.core.spreadsheets.resource import ROW_ID, Column, CrossTab
from union_site.core.spreadsheets.rows import Issue, Keep, Row, Verdict

HIDDEN = "已填写（隐藏）"  # what crypto.mask_text shows
_REMEMBERED = frozenset({"text", "name", "date", "month", "yes_no", "choice", "integer", "money", "decimal", "list"})
MESSAGES = {
    "masked": "号码已被隐藏，无法识别。请填写完整号码，或保留导出文件中的“行标识”列。",
    "row_id_invalid": "行标识已被改动，请从系统重新导出，或清空行标识后按新记录导入。",
}
_ABSENT = object()


def issue_at(place: Place | None, column: str, cell: Any, code: str, sentence: str) -> Issue:
    """An issue with the sheet's own name and letter for the column."""
    try:
        shown = as_text(cell)
    except CellError:
        shown = str(cell)
    return Issue(column, place.letter if place else "", place.heading if place else "", shown[:100], code, sentence)


def clean(plan: Plan, limits: dict[str, int | None], encrypted: set[str], signed: set[str] = frozenset()) -> list[Row]:
    """The rows of a sheet with cleaned values; wrong cells reject their row, odd ones warn.

    `limits`: {column: maximum length or number}, from the models; `encrypted`: columns whose exported cells are masked;
    `signed`: columns whose sign a rule of the model judges, in the rule's words.
    """
    rows = [Row(number, cells) for number, cells in plan.table.rows]
    tab = tab_of(plan.resource, plan.places)
    below = _below(plan, rows) if plan.table.below else []
    names, lists = [], []
    has_row_id = ROW_ID in plan.places
    if has_row_id:
        names.append(ROW_ID)
        lists.append(_row_ids(plan.places[ROW_ID][0], rows))
    for column in plan.resource.columns:
        if column.ignored:
            continue
        if column.child:
            names.append(column.name)
            lists.append(_children(column, plan.places.get(column.name, ()), rows, below, limits.get(column.name)))
            continue
        if column.name in signed:
            column = replace(column, negative=True)
        places = plan.places.get(column.name)
        if not places:
            value = stated(column, plan.table)
            values = [column.default if value is None else value] * len(rows)
        elif collected(places):
            values = _family(column, places, rows, limits.get(column.name))
        else:
            masked = has_row_id if column.name in encrypted else None
            values = _column(column, places[0], rows, limits.get(column.name), masked)
        if column.required and column.default is None and not (tab and column.name in (tab.across, *tab.values)):
            _require(column, places, values, rows)
        names.append(column.name)
        lists.append(values)
    for row, values in zip(rows, zip(*lists, strict=True), strict=True):
        row.values = dict(zip(names, values, strict=True))
    if tab:
        _require_each(tab, plan, rows)
    return rows


def _column(column: Column, place: Place, rows: list[Row], limit: int | None, masked: bool | None) -> list:
    kind = column.parse_kind
    parse = PARSERS[kind]
    textual = kind in ("text", "name", "list", "uscc", "phone")
    unit = place.unit or (normalise(column.heading).unit if kind == "money" else "")
    context = column.cell_context(unit, limit if textual else None)
    top = limit if kind in ("integer", "decimal", "money") else None
    index, default, values = place.index, column.default, []
    cells = [row.cells[index] if index < len(row.cells) else None for row in rows]
    if cells.count("") + cells.count(None) == len(cells):
        return [default] * len(cells)
    # Most cells are clean: what is to be said about a remembered cell stands apart and costs the others nothing.
    said: dict[str, tuple[Any, str]] = {}
    remembered: dict[Any, Any] | None = {} if kind in _REMEMBERED or column.kind == "organization" else None
    if remembered is not None and masked is None:
        found = _faultless(cells, parse, context, top)
        if found is not None:
            return [default if value is None else value for value in map(found.__getitem__, cells)]
    append = values.append
    for row, cell in zip(rows, cells, strict=True):
        if cell == "" or cell is None:
            append(default)
            continue
        if remembered is not None and type(cell) is str:
            known = remembered.get(cell, _ABSENT)
            if known is not _ABSENT:
                append(known)
                continue
            if cell in said:
                value, code = said[cell]
                _say(row, place, column, cell, code)
                append(value)
                continue
        if type(cell) is str and len(cell) < 9 and cell.strip() in DITTO:
            append(_above(row, place, column, cell, values))
            continue
        if masked is not None and type(cell) is str and ("*" in cell or cell.strip() == HIDDEN):
            append(_masked(column, place, cell.strip(), masked, row))
            continue
        try:
            value, code = parse(cell, context)
            if top is not None and value is not None and abs(value) > top:
                raise CellError("number_too_large")
        except CellError as error:
            row.reject(issue_at(place, column.name, cell, error.code, error.message))
            append(None)
            continue
        if value is None:
            value = default
        if code:
            _say(row, place, column, cell, code)
        if remembered is not None and type(cell) is str:
            if code:
                said[cell] = (value, code)
            else:
                remembered[cell] = value
        append(value)
    return values


def _faultless(cells: list, parse: Callable, context: Context, top: int | None) -> dict[Any, Any] | None:
    """{cell: value} of a column of texts of which nothing needs to be said, parsed once each; None for any other."""
    if not {str, type(None)}.issuperset(map(type, cells)):
        return None
    found: dict[Any, Any] = {"": None, None: None}
    for cell in set(cells) - found.keys():
        if len(cell) < 9 and cell.strip() in DITTO:
            return None
        try:
            value, code = parse(cell, context)
        except CellError:
            return None
        if code or (top is not None and value is not None and abs(value) > top):
            return None
        found[cell] = value
    return found


def _above(row: Row, place: Place, column: Column, cell: str, values: list) -> Any:
    """The value of the row above, for a cell that says 同上; a row without one is rejected."""
    value = values[-1] if values else None
    if value is None:
        row.reject(issue_at(place, column.name, cell, "ditto_first", message("ditto_first")))
    else:
        _say(row, place, column, cell, "ditto")
    return value


def _say(row: Row, place: Place, column: Column, cell: Any, code: str) -> None:
    """What a parser said of a cell that it took: put right without doubt, or to be checked."""
    issue = issue_at(place, column.name, cell, code, message(code))
    (row.changes if code in CHANGES else row.warnings).append(issue)


def _masked(column: Column, place: Place, text: str, has_row_id: bool, row: Row) -> Keep | None:
    if has_row_id and row.values.get(ROW_ID):
        return Keep(text)
    row.reject(issue_at(place, column.name, text, "masked", MESSAGES["masked"]))
    return None


def _family(column: Column, places: list[Place], rows: list[Row], limit: int | None) -> list[dict | None]:
    """{key: value} of a family of headings, without the empty cells; None where all are empty."""
    column = replace(column, default=None)  # an empty cell is no record
    found: list[dict] = [{} for _ in rows]
    for place in places:
        for gathered, value in zip(found, _column(column, place, rows, limit, None), strict=True):
            if value is not None:
                gathered[place.key] = value
    return [gathered or None for gathered in found]


def _below(plan: Plan, rows: list[Row]) -> list[tuple[Row, Row]]:
    """(owner, line) of each line that stands below a row."""
    found = []
    for row in rows:
        if lines := plan.table.below.get(row.number):
            row.below = lines
            found += [(row, Row(number, cells)) for number, cells in lines]
    return found


def _children(
    column: Column, places: Sequence[Place], rows: list[Row], below: list[tuple[Row, Row]], limit: int | None
) -> list[dict | None]:
    """{slot: value} of a child column (see children.py)."""
    if not places:
        return [None] * len(rows)
    found: dict[int, dict] = {row.number: {} for row in rows}
    for place in places:
        if (slot := key_of(column, place)) is not None:
            for row, value in zip(rows, _column(column, place, rows, limit, None), strict=True):
                if value is not None:
                    found[row.number][slot] = value
        if place.key in (None, BELOW):
            lines = [line for _, line in below]
            for (owner, line), value in zip(below, _column(column, place, lines, limit, None), strict=True):
                if value is not None:
                    found[owner.number][line.number] = value
    for owner, line in below:
        for name in ("errors", "warnings", "changes"):
            said = getattr(line, name)
            getattr(owner, name).extend(at_line(issue, line.number) for issue in said)
            said.clear()
        if owner.errors:
            owner.verdict = line.verdict if line.verdict == Verdict.REJECTED else owner.verdict
    return [found[row.number] or None for row in rows]


def at_line(issue: Issue, line: int) -> Issue:
    """The same of a cell in a line below the row."""
    named = f"“{issue.heading}”" if issue.heading else ""
    return issue._replace(line=line, message=f"第{line}行{named}：{issue.message}")


def own_words(issue: Issue) -> str:
    """What is said of a cell, where it is said at the cell itself."""
    return issue.message.removeprefix(f"第{issue.line}行“{issue.heading}”：") if issue.line else issue.message


def _require_each(tab: CrossTab, plan: Plan, rows: list[Row]) -> None:
    """Of a cross-tab each record needs its required values; a row without any cell needs one."""
    needed = [name for name in tab.values if name in plan.places and plan.resource.column(name).required]
    places = {(name, place.key): place for name in needed for place in plan.places[name]}
    for row in rows:
        keys = {key for name in tab.values if isinstance(row.values[name], dict) for key in row.values[name]}
        for (name, key), place in places.items():
            wrong = any(error.letter == place.letter for error in row.errors)
            if key in keys and key not in (row.values[name] or {}) and not wrong:
                row.reject(issue_at(place, name, "", "required", ERRORS["required"]))
        if not keys and places and not row.errors:
            name, place = needed[0], plan.places[needed[0]][0]
            row.reject(issue_at(place, name, "", "required", ERRORS["required"]))


def _row_ids(place: Place, rows: list[Row]) -> list[str | None]:
    values = []
    for row in rows:
        text = as_text(row.cells[place.index]).strip().strip("'").lower() if place.index < len(row.cells) else ""
        if text and (len(text) != 36 or text.count("-") != 4):
            row.reject(issue_at(place, ROW_ID, text, "row_id_invalid", MESSAGES["row_id_invalid"]))
            text = ""
        row.values = {ROW_ID: text or None}
        values.append(text or None)
    return values


def _require(column: Column, places: list[Place] | None, values: list, rows: list[Row]) -> None:
    if None not in values:
        return
    for value, row in zip(values, rows, strict=True):
        if value is None and not any(error.column == column.name for error in row.errors):
            row.reject(issue_at(places[0] if places else None, column.name, "", "required", ERRORS["required"]))


def signed_columns(compiled) -> set[str]:
    """Names of the columns that a rule of the model keeps from being below zero."""
    return {
        target.column_of[name]
        for target in compiled
        for rule, names in target.rules
        if isinstance(rule, NotNegative | Positive)
        for name in names & target.column_of.keys()
    }


def encrypted_columns(compiled) -> set[str]:
    """Names of the columns whose values are kept encrypted, and so come back masked from an export."""
    return {
        column
        for target in compiled
        for attribute, column in target.column_of.items()
        if isinstance(target.model_field(attribute), EncryptedTextField) or attribute in target.hidden_lookups
    }
