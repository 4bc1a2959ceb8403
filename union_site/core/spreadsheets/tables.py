"""Where the table is in a sheet: title, 填报单位 line, header row, data rows, totals and signatures."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from union_site.core.spreadsheets import header_rows, table_rows
from union_site.core.spreadsheets.messages import message
from union_site.core.spreadsheets.stated import (
    BLANK,
    Cell,
    defaults_of,
    filled,
    is_label,
    stated_year,
    title_of,
    year_of,
)
from union_site.core.spreadsheets.xmlscan import column_letters
from union_site.core.widths import matching_key


class Notice(NamedTuple):
    """Something that was noticed about a whole sheet: a code of messages.NOTICES and the Chinese sentence."""

    code: str
    message: str


@dataclass
class Sheet:
    """One sheet as it stands: every row from the top, blank ones too, all of the sheet's width.

    Positions count from 0 in `rows` and in a row: merged (top, left, bottom, right, all inside), hidden_rows,
    hidden_columns, uncomputed (row, column) of formulas that were saved without a value.
    """

    name: str
    hidden: bool = False
    rows: list[list[Cell]] = field(default_factory=list)
    first_row: int = 1  # the number that the spreadsheet shows beside rows[0]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    uncomputed: frozenset[tuple[int, int]] = frozenset()
    notices: list[Notice] = field(default_factory=list)
    layout: dict | None = None  # of child_layout, where it was asked for
    file: str = field(default="", compare=False)  # the file's name without its ending


@dataclass
class Table:
    """The table of a sheet. Row numbers are those that the spreadsheet shows; column indexes count from 0."""

    title: str
    defaults: dict[str, object]  # "unit_name": str and "filled_on": date, as far as stated above the header
    header_row: int
    headings: list[tuple[int, str]]  # without the counter column 序号
    rows: list[tuple[int, list[Cell]]]  # the sheet's whole row: values stand at their column index
    totals: list[tuple[int, list[Cell]]]  # 合计 and 小计 rows, to be compared, not imported
    year_hint: int | None  # of the sheet's name, the title, a line above or the file's name: 2019 for 2019年, 2019年度
    notices: list[Notice] = field(default_factory=list)
    filled: dict[int, set[int]] = field(default_factory=dict)  # row number → indexes filled down from a merged cell
    counter: set[int] = field(default_factory=set)  # indexes of 序号
    below: dict[int, list[tuple[int, list[Cell]]]] = field(default_factory=dict)  # row number → lines of its children
    forms: Any = None  # person_tables.FormPlaces of a table whose rows are one-person forms


NOTES_SHEET, CHOICES_SHEET = "填写说明", "选项"  # of the forms that templates.py makes


def holds_data(sheet: Sheet) -> bool:
    """Whether a sheet is meant to be imported: not hidden and not one of our own explanations."""
    return not sheet.hidden and sheet.name not in (NOTES_SHEET, CHOICES_SHEET)


def find_table(sheet: Sheet, known_headings: Iterable[str] = ()) -> Table | None:
    """The table of a sheet, or None where no row looks like a header.

    ``known_headings`` (headings of registers) help where a header is ambiguous, such as one of a single column.
    """
    known = {matching_key(heading) for heading in known_headings}
    rows = sheet.rows
    position = header_rows.find(rows, known)
    if position is None:
        return None
    notices = list(sheet.notices)
    cut = header_rows.beside(rows[position])
    if cut is not None:
        rows = [row[:cut] for row in rows]
        notices.append(Notice("table_beside", message("table_beside", column=column_letters(cut + 1))))
    position = header_rows.first_row(position, sheet.merged)
    labels, height = header_rows.labels(rows, position, sheet.merged, known)
    labels = header_rows.in_chinese(labels)
    if position + height < len(rows):
        named = header_rows.with_units(labels, rows[position + height])
        height += named is not labels
        labels = named
    above = sheet.rows[:position]
    title = title_of(above)
    counter = {index for index, text in labels.items() if matching_key(text) in header_rows.COUNTER_HEADINGS}
    table = Table(
        title=title,
        defaults={},
        header_row=sheet.first_row + position,
        headings=[(index, text) for index, text in labels.items() if index not in counter],
        rows=[],
        totals=[],
        year_hint=year_of(sheet.name) or year_of(title),
        notices=notices,
        counter=counter,
    )
    below = _take_rows(table, sheet, rows, position, height, counter, known)
    first = position + height
    table.defaults = defaults_of([*above, *below, *_right_of(table, sheet, first)])
    table.year_hint = table.year_hint or stated_year(above) or year_of(sheet.file)
    table.filled = table_rows.fill_down(table.rows, sheet.merged, sheet.first_row)
    table.notices += _seen(sheet, table)
    return table


def _take_rows(
    table: Table,
    sheet: Sheet,
    rows: list[list[Cell]],
    position: int,
    height: int,
    counter: set[int],
    known: set[str],
) -> list[list[Cell]]:
    """Sort the rows below the header into the table. Returns the lines that may say what those above it may."""
    first = position + height
    headers = [table_rows.keys_of(row) for row in rows[position:first]]
    if first < len(rows) and table_rows.numbers_columns(rows[first], len(table.headings)):
        first += 1
    captions = table_rows.caption_rows(sheet.merged)
    beside, kind = [], ""
    for place, row in enumerate(rows[first:], first):
        number = sheet.first_row + place
        head = table_rows.head_of(row)
        if kind == "header" and table_rows.numbers_columns(row, len(table.headings)):
            continue
        kind = table_rows.kind_of_row(row, head, counter, headers, table.title)
        if kind == "data" and place in captions and table_rows.is_caption(row, captions[place]):
            kind = "skip"
        if kind == "data" and _begins_another(row, head, known):
            table_rows.drop_caption(table.rows, number)
            table.notices.append(Notice("second_table", message("second_table", row=number)))
            break
        if kind == "data":
            table.rows.append((number, row))
        elif kind == "total":
            table.totals.append((number, row))
        elif kind == "header":
            table_rows.drop_caption(table.rows, number)
        else:
            beside.append(row)
    table_rows.drop_day(table.rows)
    return beside


def _right_of(table: Table, sheet: Sheet, first: int) -> list[list[Cell]]:
    """What stands right of the table in its first rows, and right of its headings."""
    if not table.headings:
        return []
    edge = max(index for index, _ in table.headings) + 1
    top = table.header_row - sheet.first_row
    header = [value for row in sheet.rows[top:first] for value in row if is_label(value)]
    right = [row[edge:] for row in sheet.rows[top : first + 20] if len(row) > edge]
    return [header, *(row for row in right if any(value not in BLANK for value in row))]


def _begins_another(row: list[Cell], head: list[tuple[int, Cell]], known: set[str]) -> bool:
    """Whether a row below is the header of another table: nothing but headings that registers know."""
    if len(head) < 3 or not all(isinstance(value, str) for _, value in head):
        return False
    if not any(matching_key(value) in known for _, value in head):
        return False
    keys = table_rows.keys_of(row)
    return len(keys) == filled(row) and sum(key in known for key in keys.values()) >= 0.6 * len(keys)


def _seen(sheet: Sheet, table: Table) -> list[Notice]:
    """What a reader of the screen may not have seen in the table."""
    notices = []
    numbers = {number for number, _ in table.rows}
    columns = {index for index, _ in table.headings}
    if rows := sorted(numbers & {sheet.first_row + row for row in sheet.hidden_rows}):
        notices.append(Notice("hidden_rows", message("hidden_rows", rows=shown_places(map(str, rows)))))
    if hidden := sorted(columns & sheet.hidden_columns):
        shown = shown_places(column_letters(index + 1) for index in hidden)
        notices.append(Notice("hidden_columns", message("hidden_columns", columns=shown)))
    if cells := sorted(
        (row, column) for row, column in sheet.uncomputed if sheet.first_row + row in numbers and column in columns
    ):
        shown = shown_places(f"{column_letters(column + 1)}{sheet.first_row + row}" for row, column in cells)
        notices.append(Notice("uncomputed", message("uncomputed", cells=shown)))
    return notices


def shown_places(texts: Iterable[str]) -> str:
    """Rows, columns or cells for a sentence: the first ten, and how many there are."""
    listed = list(texts)
    return "、".join(listed[:10]) + (f"等{len(listed)}处" if len(listed) > 10 else "")
