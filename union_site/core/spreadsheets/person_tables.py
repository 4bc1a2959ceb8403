"""One-person forms of one layout as one table: labels take the place of headings, a form that of a row.

The rows of such a table are numbered by where the forms stand (see `number_of`), and each cell's place is kept, so that
whatever is said of it names the sheet and the cell of the clerk's own file.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from union_site.core.spreadsheets.headings import normalise
from union_site.core.spreadsheets.messages import message
from union_site.core.spreadsheets.person_form_rows import Labels, is_blank
from union_site.core.spreadsheets.person_forms import (
    MOST_COLUMNS,
    Form,
    Listing,
    alike,
    find,
    is_of_others,
    may_hold,
    of_family,
    own_cells,
    qualified,
)
from union_site.core.spreadsheets.stated import Cell, defaults_of, stated_year, title_of, year_of
from union_site.core.spreadsheets.tables import Notice, Sheet, Table, holds_data
from union_site.core.spreadsheets.xmlscan import column_letters

_NUMBERS = re.compile(r"第(\d{7,}(?:、\d{7,})*)行")
STEP, SIDE = 1_000_000, 10_000  # more rows than forms of a sheet may have, and than one of them


def number_of(position: int, row: int, side: int = 0) -> int:
    """The number of a row of a table of forms: of the sheet at that position of its workbook, of that row in it.

    `side`: how many forms stand left of its own.
    """
    return (position + 1) * STEP + side * SIDE + row


def place_of(number: int) -> tuple[int, int]:
    """(position of the sheet, row in it) of such a number."""
    return number // STEP - 1, number % SIDE


def _aside(number: int) -> str:
    """What tells a form from those left of it."""
    side = number % STEP // SIDE
    return f"（右{side if side > 1 else ''}）" if side else ""


@dataclass
class FormPlaces:
    """Where the rows of a table of forms come from. Rows and columns count from 1, as a spreadsheet shows them.

    sheets: {position: name}; cells: {row number: {column index of the table: (row, column)}}; edges: {position: column
    right of all cells}; alone: positions of the sheets that hold one form only; marked: {position: row} from which on
    an earlier marking of ours stands in that column; strange: indexes of the labels that no register knows.
    """

    sheets: dict[int, str] = field(default_factory=dict)
    cells: dict[int, dict[int, tuple[int, int]]] = field(default_factory=dict)
    edges: dict[int, int] = field(default_factory=dict)
    alone: set[int] = field(default_factory=set)
    marked: dict[int, int] = field(default_factory=dict)
    strange: set[int] = field(default_factory=set)

    def row(self, number: int) -> str:
        """What a form is called: by its sheet, and by the row where it begins if there are several in it."""
        position, row = place_of(number)
        name = f"“{self.sheets.get(position, '')}”"
        return name if position in self.alone else f"{name}第 {row} 行起{_aside(number)}"

    def said(self, text: str, number: int = 0) -> str:
        """A sentence with the rows as people know them; the sheet is left out where it is that of the row `number`."""
        return _NUMBERS.sub(lambda found: self._shown(found[1].split("、"), place_of(number)[0]), text)

    def _shown(self, numbers: Iterable[str], here: int) -> str:
        shown = []
        for number in numbers:
            position, row = place_of(int(number))
            name = "" if position == here else f"工作表“{self.sheets.get(position, '')}”"
            shown.append(f"{name}第{row}行{_aside(int(number))}")
        return "、".join(shown)

    def at(self, number: int, index: int) -> tuple[int, int] | None:
        """(row, column) of the cell of a form or of a line below it at a column of the table; None where it has none."""
        return self.cells.get(number, {}).get(index)

    def label(self, index: int) -> str:
        """The cell (C4) of a column of the table, "" where it is not the same in all forms."""
        found = {cells[index] for cells in self.cells.values() if index in cells}
        return cell_name(found.pop()) if len(found) == 1 else ""


def cell_name(place: tuple[int, int]) -> str:
    """C4 for (4, 3)."""
    return f"{column_letters(place[1])}{place[0]}"


@dataclass
class Gathered:
    """A table of forms, and the positions of the sheets from which they come.

    tables: as it may be read; where a form lists what the person has several of (honours), also with a row for each.
    """

    positions: list[int]
    name: str
    tables: list[Table]


@dataclass
class _Group:
    keys: set[str]
    forms: list[tuple[int, Form]] = field(default_factory=list)


def gather(sheets: Sequence[Sheet], known_headings: Iterable[str]) -> list[Gathered]:
    """The forms of a workbook, those of one layout together, in the order of its sheets."""
    worth = [position for position, sheet in enumerate(sheets) if holds_data(sheet) and may_hold(sheet)]
    labels = Labels(known_headings if worth else ())
    groups: list[_Group] = []
    for position in worth:
        forms = find(sheets[position], labels)
        if not forms:
            continue
        keys = forms[0].keys
        group = next((one for one in groups if alike(one.keys, keys)), None)
        if group is None:
            group = _Group(keys)
            groups.append(group)
        group.forms += [(position, form) for form in forms]
    return [_gathered(sheets, group, labels) for group in groups]


def _gathered(sheets: Sequence[Sheet], group: _Group, labels: Labels) -> Gathered:
    positions = list(dict.fromkeys(position for position, _ in group.forms))
    name = sheets[positions[0]].name
    tables = [_Builder(sheets, group, labels).table(positions)]
    if any(_repeats(form, listing, labels) for _, form in group.forms for listing in form.listings):
        tables.append(_Builder(sheets, group, labels, repeated=True).table(positions))
    return Gathered(positions, f"{name}等{len(positions)}张" if len(positions) > 1 else name, tables)


def _repeats(form: Form, listing: Listing, labels: Labels) -> bool:
    """Whether each line of a small table may be a record of the person's own: it says what the form asks nowhere else."""
    known = {normalise(text).key for _, text in listing.headings if labels.knows(text)}
    return len(known) > 1 and bool(listing.lines) and not known & form.keys and not is_of_others(listing)


class _Builder:
    def __init__(self, sheets: Sequence[Sheet], group: _Group, labels: Labels, *, repeated: bool = False):
        self.sheets, self.group, self.labels, self.repeated = sheets, group, labels, repeated
        self.keys: dict[tuple, int] = {}
        self.headings: list[str] = []
        self.places = FormPlaces()
        self.rows: list[tuple[int, dict[int, Cell]]] = []

    def table(self, positions: list[int]) -> Table:
        self.places.sheets = {position: self.sheets[position].name for position in positions}
        filled = 0
        for position in positions:
            self._edge(position)
            own = [form for at, form in self.group.forms if at == position]
            if len(own) == 1:
                self.places.alone.add(position)
            for form in own:
                if form.is_filled:
                    filled += 1
                    self._add(position, form)
        if not filled:  # the labels tell what is empty
            self._add(*self.group.forms[0])
            self.rows.clear()
            self.places.cells.clear()
        self.rows.sort(key=lambda entry: entry[0])
        kept = self._worth_keeping()
        index = {old: new for new, old in enumerate(kept)}
        self.places.cells = {
            number: {index[at]: place for at, place in cells.items() if at in index}
            for number, cells in self.places.cells.items()
        }
        rows = [(number, [cells.get(old, "") for old in kept]) for number, cells in self.rows]
        first = self.sheets[positions[0]]
        more = f"等{len(positions)}个工作表" if len(positions) > 1 else ""
        around = [line for _, form in self.group.forms for line in form.around]
        title = title_of(self.group.forms[0][1].around)
        table = Table(
            title=title,
            defaults=defaults_of(around),
            header_row=1,
            headings=[(index[old], self.headings[old]) for old in kept],
            rows=rows,
            totals=[],
            year_hint=year_of(first.name) or year_of(title) or stated_year(around) or year_of(first.file),
            notices=[*dict.fromkeys(notice for at in positions for notice in self.sheets[at].notices)],
            forms=self.places,
        )
        table.notices.append(
            Notice("person_forms", message("person_forms", sheet=f"“{first.name}”{more}", count=filled))
        )
        self.places.strange = {at for at, text in table.headings if not self.labels.knows(text)}
        return table

    def _edge(self, position: int) -> None:
        sheet = self.sheets[position]
        filled = (at for row in sheet.rows for at, value in enumerate(row) if not is_blank(value))
        width = max(max(filled, default=0), *(min(right, MOST_COLUMNS) for *_, right in sheet.merged), 0) + 1
        own = own_cells(sheet)
        if own:
            width = min(own)
            self.places.marked[position] = sheet.first_row + own[width]
        self.places.edges[position] = width + 1

    def _worth_keeping(self) -> list[int]:
        """The columns that a register may know, or in which somebody wrote something."""
        filled = {at for _, cells in self.rows for at, value in cells.items() if not is_blank(value)}
        return [at for at, text in enumerate(self.headings) if at in filled or self.labels.knows(text)]

    def _column(self, key: tuple, text: str) -> int:
        """The index of a column of the table, a new one where no earlier form had it."""
        if key not in self.keys:
            self.keys[key] = len(self.headings)
            self.headings.append(text)
        return self.keys[key]

    def _add(self, position: int, form: Form) -> None:
        sheet = self.sheets[position]
        number = number_of(position, sheet.first_row + form.top, form.side)
        cells: dict[int, Cell] = {}
        places: dict[int, tuple[int, int]] = {}
        seen: dict[str, int] = {}
        for one in form.fields:
            plain = normalise(one.label).key
            text = qualified(one.label, one.caption, self.labels, repeated=plain in seen)
            key = normalise(text).key
            seen.setdefault(plain, 0)
            seen[key] = seen.get(key, 0) + 1
            column = self._column((key, seen[key]), text)
            cells[column] = one.value
            places[column] = (sheet.first_row + one.row, one.column + 1)
        self.rows.append((number, cells))
        self.places.cells[number] = places
        for place, listing in enumerate(form.listings):
            again = self.repeated and _repeats(form, listing, self.labels)
            columns = [
                self._column(
                    ("listing", place, normalise(text).key), text if again else of_family(text, listing, self.labels)
                )
                for _, text in listing.headings
            ]
            for row, values in listing.lines:
                if all(is_blank(value) for value in values):
                    continue
                line = number_of(position, sheet.first_row + row, form.side)
                own = dict(zip(columns, values, strict=True))
                at = {
                    column: (sheet.first_row + row, place + 1)
                    for column, (place, _) in zip(columns, listing.headings, strict=True)
                }
                if again and (number, cells) in self.rows:  # the rows of what is listed take the place of the form's
                    self.rows.remove((number, cells))
                    del self.places.cells[number]
                    self.places.alone.discard(position)
                self.rows.append((line, cells | own if again else own))
                self.places.cells[line] = places | at if again else at
