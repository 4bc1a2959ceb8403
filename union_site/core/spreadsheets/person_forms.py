"""One-person forms (登记表, 申请表, 档案表) in a sheet: labels with values beside or below them, and small tables inside.

Only what stands in cells is looked at here; which label is which column of a register is said elsewhere, as for tables.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from union_site.core.spreadsheets.headings import ERROR_HEADING, normalise
from union_site.core.spreadsheets.person_form_rows import (
    Field,
    Labels,
    Piece,
    Reading,
    is_blank,
    is_headings,
    is_plausible,
    label_of,
    read_pairs,
    value_of,
)
from union_site.core.spreadsheets.stated import Cell
from union_site.core.spreadsheets.tables import Sheet

MOST_ROWS = 5_000  # of a sheet of forms below each other
MOST_COLUMNS = 100
FIRST_ROWS = 60  # filled ones, by which a sheet shows that it is no table
LEAST_ROWS = 3  # in which known labels stand beside their values
LEAST_KNOWN = 4  # labels, where there are fewer rows
SHARED = 0.6  # of the labels are the same in two forms of one layout
_RELATION = re.compile("称谓|关系")
_OTHER_PERSON = re.compile("配偶|父|母|子|女|家庭|家属|成员|亲属|监护|紧急")
_ORNAMENT = re.compile(r"(?:基本|详细|主要)|(?:及|和|与|（|\().*$|(?:情况|信息|状况|名单|登记|一览|表)+$")
_COUNTER = frozenset({"序号", "编号", "no", "no."})


class Listing(NamedTuple):
    """A small table in a form. headings: (column, text); lines: (row, cells in the order of the headings)."""

    headings: list[tuple[int, str]]
    lines: list[tuple[int, list[Cell]]]
    caption: str = ""


@dataclass
class Form:
    """A form of one person (or thing).

    top: position of its first row; side: how many forms stand left of it; around: rows that are no part of its labels.
    """

    top: int
    side: int = 0
    fields: list[Field] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    around: list[list[Cell]] = field(default_factory=list)

    @property
    def keys(self) -> set[str]:
        """What tells layouts apart: the labels that registers know."""
        return {normalise(one.label).key for one in self.fields if one.known}

    @property
    def is_filled(self) -> bool:
        """Whether somebody wrote something into it."""
        return any(not is_blank(one.value) for one in self.fields) or any(one.lines for one in self.listings)


def may_hold(sheet: Sheet) -> bool:
    """Whether a sheet is small enough for one-person forms."""
    return 0 < len(sheet.rows) <= MOST_ROWS and len(sheet.rows[0]) <= MOST_COLUMNS


def find(sheet: Sheet, labels: Labels) -> list[Form]:
    """The forms of a sheet from top to bottom, then those right of them; none where it is a table with headings."""
    forms = _below_each_other(sheet, labels)
    cut = _cut(forms)
    if cut:
        left, right = _below_each_other(_part(sheet, 0, cut), labels), find(_part(sheet, cut, MOST_COLUMNS), labels)
        if left and right and alike(left[0].keys, right[0].keys):
            return [*left, *(replace(form, side=form.side + 1) for form in right)]
    return forms


def _cut(forms: list[Form]) -> int:
    """The column at which labels begin anew in two rows or more, as in forms beside each other; 0 where none do."""
    begins: Counter[int] = Counter()
    for form in forms:
        seen: set[tuple[int, str]] = set()
        rows: set[int] = set()
        for one in form.fields:
            key = (one.row, normalise(one.label).key)
            if key in seen and one.known and not one.caption and one.row not in rows:
                begins[one.begins] += 1
                rows.add(one.row)
            seen.add(key)
    column, rows_of_it = begins.most_common(1)[0] if begins else (0, 0)
    return column if rows_of_it > 1 else 0


def _part(sheet: Sheet, left: int, right: int) -> Sheet:
    """The columns from left to right of a sheet, in their places."""
    rows = [[value if left <= at < right else "" for at, value in enumerate(row)] for row in sheet.rows]
    return replace(sheet, rows=rows, merged=[area for area in sheet.merged if left <= area[1] and area[3] < right])


def _below_each_other(sheet: Sheet, labels: Labels) -> list[Form]:
    forms = _Walk(sheet, labels).forms()
    known, filled = _counts(forms)
    if known and 3 * filled < known:  # empty cells stand between labels and values, or hardly anything was filled in
        padded = _Walk(sheet, labels, padded=True).forms()
        if _counts(padded)[0] >= known:
            return padded
    return forms


def _counts(forms: list[Form]) -> tuple[int, int]:
    """How many labels are known, and how many of these have a value."""
    known = [one for form in forms for one in form.fields if one.known]
    return len(known), sum(not is_blank(one.value) for one in known)


def own_cells(sheet: Sheet) -> dict[int, int]:
    """{column: position of the row} from which on an earlier marking of ours stands in the column."""
    return {
        column: row
        for row, cells in reversed(list(enumerate(sheet.rows)))
        for column, value in enumerate(cells)
        if value == ERROR_HEADING
    }


def alike(one: set[str], other: set[str]) -> bool:
    """Whether forms with these labels are of one layout."""
    return len(one & other) >= max(2, SHARED * max(len(one), len(other)))


class _Walk:
    """Goes through the rows of a sheet once."""

    def __init__(self, sheet: Sheet, labels: Labels, *, padded: bool = False):
        self.rows, self.labels, self.padded = sheet.rows, labels, padded
        self.width = max(map(len, sheet.rows))
        self.pairs = self.above = self.seen = 0  # rows of pairs, rows of labels above their values, rows read
        self.is_table = False
        self.found: list[Form] = []
        self.sections: list[str] = []  # the caption above each form's part, as far as one stands there
        self.section, self.caption = "", None
        self.waiting: list[list[Cell]] = []
        self._cover(sheet.merged)
        self.own = own_cells(sheet)

    def _cover(self, merged: Sequence[tuple[int, int, int, int]]) -> None:
        self.origin: dict[tuple[int, int], tuple[int, int]] = {}
        self.corner: dict[tuple[int, int], tuple[int, int]] = {}
        for top, left, bottom, right in merged:
            bottom, right = min(bottom, len(self.rows) - 1), min(right, self.width - 1)
            if top > bottom or left > right or (top, left) in self.origin:
                continue
            self.corner[top, left] = (bottom, right)
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    self.origin[row, column] = (top, left)

    def pieces(self, row: int) -> list[Piece]:
        """The cells of a row from left to right, without those that belong to a cell above."""
        found, column, cells = [], 0, self.rows[row]
        while column < len(cells):
            top, left = self.origin.get((row, column), (row, column))
            bottom, right = self.corner.get((top, left), (row, column))
            if top == row and self.own.get(column, row + 1) > row:
                found.append(Piece(row, column, bottom, right, cells[column]))
            column = max(right, column) + 1
        return found

    def _read(self, pieces: list[Piece]) -> Reading:
        return read_pairs(pieces, self.labels, padded=self.padded)

    def forms(self) -> list[Form]:
        row = 0
        while row < len(self.rows) and not self.is_table and (self.seen < FIRST_ROWS or self._is_form()):
            row = self._step(row)
        if not self._is_form():
            return []
        if self.found:
            self.found[-1].around += self.waiting
        return self._joined()

    def _is_form(self) -> bool:
        return not self.is_table and (self.pairs + self.above >= LEAST_ROWS or self._is_short())

    def _is_short(self) -> bool:
        """Two rows suffice where most of their labels are known, and where labels stand above their values."""
        known = sum(one.known for form in self.found for one in form.fields)
        return self.above == LEAST_ROWS - 1 or (self.pairs == LEAST_ROWS - 1 and known >= LEAST_KNOWN)

    def _step(self, row: int) -> int:
        """Read a row, or a small table that begins there. Returns the position of the next one."""
        pieces = self.pieces(row)
        filled = [piece for piece in pieces if not is_blank(piece.value)]
        if not filled:
            return row + 1
        self.seen += 1
        reading = self._read(pieces)
        if self._is_header(row, pieces, reading):
            return self._block(row, pieces)
        if reading.known and reading.score > 0:
            self.pairs += 1
            self._take(row, reading)
        elif self.found and len(filled) > 1 and reading.score >= 0 and reading.fields:
            self._take(row, reading)
        else:
            self._line(row, filled)
        return row + 1

    def _line(self, row: int, filled: list[Piece]) -> None:
        """A title, a caption, a note: nothing that the form asks for."""
        self.waiting.append(self.rows[row])
        if len(filled) == 1 and is_plausible(filled[0].value):
            self.section = label_of(filled[0].value)

    def _is_header(self, row: int, pieces: list[Piece], reading: Reading) -> bool:
        """Also a row whose labels would all be left empty, where the row below stands in the very same columns."""
        if is_headings(pieces, self.labels, reading, padded=self.padded):
            return True
        if reading.known < 3 or not all(is_blank(one.value) for one in reading.fields) or row + 1 >= len(self.rows):
            return False
        above = {piece.column for piece in pieces if not is_blank(piece.value)}
        lower = self.pieces(row + 1)
        below = {piece.column for piece in lower if not is_blank(piece.value)}
        return (
            len(below) > 1
            and 2 * len(below) > len(above) >= len(above & below) == len(below)
            and not (self._read(lower).known)
        )

    def _take(self, row: int, reading: Reading) -> None:
        if reading.caption is not None and reading.caption.bottom > row:
            self.caption = reading.caption
        caption = ""
        if self.caption is not None and self.caption.row < row <= self.caption.bottom:
            caption = label_of(self.caption.value)
        fields = [one._replace(caption=one.caption or caption) for one in reading.fields]
        first = next((one for one in fields if one.known), None)
        if first and (not self.found or (not first.caption and self._begins_anew(first))):
            self._begin(row)
        if self.found:
            self.found[-1].fields += fields

    def _begins_anew(self, first: Field) -> bool:
        """Whether a label is the one with which the form began."""
        known = [one for one in self.found[-1].fields if one.known]
        return len(known) > 1 and normalise(known[0].label).key == normalise(first.label).key

    def _begin(self, row: int) -> None:
        self.found.append(Form(row, around=self.waiting))
        self.sections.append(self.section)
        self.waiting, self.section = [], ""

    def _block(self, row: int, pieces: list[Piece]) -> int:
        """Headings and the lines below them: a small table, or labels above their values."""
        filled = [piece for piece in pieces if not is_blank(piece.value)]
        first = filled[0]
        caption = first if not self.labels.knows(first.value) and (first.bottom > row or len(filled) > 3) else None
        if caption is not None and first.bottom == row and normalise(first.value).key in _COUNTER:
            caption = None
        heads = [piece for piece in filled if piece is not caption]
        last = caption.bottom if caption is not None and caption.bottom > row else len(self.rows) - 1
        lines, at = [], row + 1
        while at <= last:
            own = self.pieces(at)
            if all(is_blank(piece.value) for piece in own):
                if caption is None or caption.bottom == row:
                    break
            elif (line := self._values(own, heads)) is None:
                break
            else:
                lines.append((at, line))
            at += 1
            if len(lines) > 1 and not self.found:
                break  # a table
        named = label_of(caption.value) if caption is not None else self.section
        self._settle(row, heads, lines, named, is_group=caption is not None)
        return max(at, row + 1)

    def _settle(
        self, row: int, heads: list[Piece], lines: list[tuple[int, list[Cell]]], named: str, is_group: bool
    ) -> None:
        headings = [(piece.column, label_of(piece.value)) for piece in heads]
        keys = {normalise(text).key for _, text in headings}
        again = bool(self.found) and bool(keys & self.found[-1].keys)
        related = any(_RELATION.search(text) for _, text in headings)
        if len(lines) == 1 and not (is_group or related or again):
            at, cells = lines[0]
            fields = [
                Field(text, column, at, column, value_of(value), self.labels.knows(text))
                for (column, text), value in zip(headings, cells, strict=True)
            ]
            self.above += 1
            self._take(row, Reading(fields, sum(one.known for one in fields), 1.0))
            return
        if not self.found:  # what begins with headings and their rows is a table
            self.is_table = True
            return
        self.found[-1].listings.append(Listing(headings, lines, named))

    def _values(self, own: list[Piece], heads: list[Piece]) -> list[Cell] | None:
        """The cells of a line in the order of the headings; None where it is no line of theirs."""
        reading = self._read(own)
        if (reading.known and reading.score > 0) or is_headings(own, self.labels, reading, padded=self.padded):
            return None
        cells: list[Cell] = [""] * len(heads)
        beside = 0
        for piece in own:
            if is_blank(piece.value):
                continue
            place = next((i for i, head in enumerate(heads) if head.column <= piece.column <= head.right), None)
            if place is None:
                beside += 1
            else:
                cells[place] = value_of(piece.value)
        return cells if sum(not is_blank(cell) for cell in cells) > beside else None

    def _joined(self) -> list[Form]:
        """What begins with the form's first label and shares little else with it is a part of the form (配偶情况)."""
        forms: list[Form] = []
        for form, section in zip(self.found, self.sections, strict=True):
            if forms and not alike(forms[0].keys, form.keys):
                forms[-1].fields += [one._replace(caption=one.caption or section) for one in form.fields]
                forms[-1].listings += form.listings
                forms[-1].around += form.around
            else:
                forms.append(form)
        return forms


def qualified(label: str, caption: str, labels: Labels, *, repeated: bool) -> str:
    """A label with the caption of its group before it, where only both say what is meant: 配偶 姓名, 家庭成员 姓名."""
    if not caption:
        return label
    core = _ORNAMENT.sub("", normalise(caption).key) or caption
    joined = core + label
    if labels.knows(joined) and not (labels.knows(label) and not _OTHER_PERSON.search(core) and not repeated):
        return joined
    return joined if repeated or _OTHER_PERSON.search(core) else label


def is_of_others(listing: Listing) -> bool:
    """Whether a small table is about the family, or others than the person."""
    related = any(_RELATION.search(text) for _, text in listing.headings)
    return related or bool(_OTHER_PERSON.search(listing.caption))


def of_family(heading: str, listing: Listing, labels: Labels) -> str:
    """A heading of a small table as a register would know it: 姓名 of the family is not the person's own."""
    about = is_of_others(listing)
    core = _ORNAMENT.sub("", normalise(listing.caption).key)
    for start in filter(None, (core if about else "", "家庭成员" if about else "")):
        if labels.knows(start + heading):
            return start + heading
    return heading if about and labels.knows(heading) and _RELATION.search(heading) else (core or "其中") + heading
