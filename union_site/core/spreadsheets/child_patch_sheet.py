"""One sheet's XML with some of its cells changed: part of the child process that patches a workbook.

The part is searched for the rows that change; everything between them is passed on as it stands.
"""

import re
from array import array
from collections.abc import Iterator

from child_patch_cells import RowEditor, holds
from child_patch_formulas import column_letters, column_number
from child_patch_styles import Styles
from child_patch_xml import (
    REST_OF_TAG,
    Element,
    PatchRefused,
    attributes_of,
    children,
    inserted,
    is_spreadsheet,
    is_strict,
    namespaces,
    office,
    put,
    replaced,
    root,
    whole_number,
)

_ROW = re.compile(rb"<((?:[^\s<>/:]+:)?)row(?=[\s/>])" + REST_OF_TAG)
_DATA = re.compile(rb"<((?:[^\s<>/:]+:)?)sheetData(?=[\s/>])" + REST_OF_TAG)
_NUMBER = re.compile(rb"""(?:^|\s)r\s*=\s*["']\s*(\d{1,9})""")
_ROW_OF_CELL = re.compile(rb"""<(?:[^\s<>/:]+:)?c\s(?:[^<>]*?\s)?r\s*=\s*["']\s*[A-Za-z]+(\d{1,9})""")
_STYLED = re.compile(rb"""<(?:[^\s<>/:]+:)?c\s[^<>]*?\bs=["'](\d+)["']""")
_AREA = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?$")
_AFTER_DRAWING = frozenset(
    b"legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts extLst".split()
)

Place = tuple[int, int]


def area(reference: str) -> tuple[int, int, int, int] | None:
    """(first row, first column, last row, last column) of A1 or A1:C3, from 1."""
    found = _AREA.match(reference.strip())
    if not found:
        return None
    row, column = int(found[2]), column_number(found[1])
    return row, column, int(found[4] or row), column_number(found[3]) if found[3] else column


class SheetPatcher:
    """A sheet of the package: what stands before, in and after its rows."""

    def __init__(self, part: bytes, styles: Styles, *, first_day: int):
        self._part, self._styles = part, styles
        self._root = root(part)
        data = list(_DATA.finditer(part, self._root.inner))
        if self._root.name != b"worksheet" or not is_spreadsheet(self._root) or len(data) != 1:
            raise PatchRefused("unreadable")
        found = data[0]
        self.strict = is_strict(self._root)
        closing = b"</" + found[1] + b"sheetData"
        self._start, self._data = found.start(), found.end()
        self._data_end = found.end() if found[3] else part.rfind(closing)
        after = self._data_end if found[3] else part.find(b">", self._data_end) + 1
        self._opening = b"<" + found[1] + b"sheetData" + found[2].rstrip() + b">"
        self._closing = closing + b">"
        self._head, self._tail = part[: self._start], part[after : self._root.inner_end]
        self._end = part[self._root.inner_end :]
        self._refuse_strays()
        formula = b"<" + found[1] + b"f"
        self.has_formulas = any(part.find(formula + end, self._data) >= 0 for end in (b">", b" ", b"/"))
        self._columns = self._head_child(b"cols")
        styles_of = [(*_reach(one), whole_number(one.get("style"))) for one in self._cols()]
        self.rows = RowEditor(self._root.prefix, styles, first_day=first_day, column_styles=styles_of)

    def _refuse_strays(self) -> None:
        """Refuse rows outside of the rows, and merged cells elsewhere than behind them: readers differ in what counts."""
        outside = [found[1] for part in (self._head, self._tail) for found in _ROW.finditer(part)]
        merged = re.escape(b"<" + self._root.prefix + b"mergeCells") + rb"(?=[\s/>])"
        lists = sum(1 for _ in re.finditer(merged, self._part))
        behind = sum(one.name == b"mergeCells" for one in children(self._tail, 0, len(self._tail)))
        if self._root.prefix in outside or lists > 1 or lists > behind:
            raise PatchRefused("unreadable")

    @property
    def dropped(self) -> bool:
        """Whether a formula was overwritten: known when all pieces were taken."""
        return self.rows.dropped

    def home(self, place: Place) -> Place:
        """The cell that holds what is seen at a place: the first of a merged area."""
        row, column = place
        for first_row, first_column, last_row, last_column in self._merged():
            if first_row <= row <= last_row and first_column <= column <= last_column:
                return first_row, first_column
        return place

    def _merged(self) -> list[tuple[int, int, int, int]]:
        if not hasattr(self, "_areas"):
            self._areas = []
            for one in children(self._tail, 0, len(self._tail)):
                if one.name == b"mergeCells":
                    areas = (area(entry.get("ref") or "") for entry in children(self._tail, one.inner, one.inner_end))
                    self._areas = [found for found in areas if found]
        return self._areas

    def _head_child(self, name: bytes) -> Element | None:
        top = children(self._head, self._root.inner, len(self._head))
        return next((one for one in top if one.name == name), None)

    def _cols(self) -> list[Element]:
        cols = self._columns
        return children(self._head, cols.inner, cols.inner_end) if cols else []

    def widen(self, widths: dict[int, float]) -> None:
        """Give columns a width in characters."""
        for column, width in sorted(widths.items()):
            self._columns = self._head_child(b"cols")
            p = self._root.prefix
            pieces, done = [], False
            new = b"<" + p + f'col min="{column}" max="{column}" width="{width}" customWidth="1"/>'.encode()
            for one in self._cols():
                first, last = _reach(one)
                if not done and column < first:
                    pieces.append(new)
                    done = True
                if not first <= column <= last:
                    pieces.append(self._head[one.start : one.end])
                    continue
                name, done = b"<" + one.prefix + b"col ", True
                if first < column:
                    pieces.append(name + put(one.attributes, "max", str(column - 1)).strip() + b"/>")
                middle = put(put(one.attributes, "min", str(column)), "max", str(column))
                middle = put(put(put(middle, "width", str(width)), "customWidth", "1"), "hidden", None)
                pieces.append(name + middle.strip() + b"/>")
                if column < last:
                    pieces.append(name + put(one.attributes, "min", str(column + 1)).strip() + b"/>")
            if not done:
                pieces.append(new)
            content = b"".join(pieces)
            if self._columns:
                self._head = replaced(self._head, self._columns, self._columns.attributes, content)
            else:
                whole = b"<" + p + b"cols>" + content + b"</" + p + b"cols>"
                self._head += whole

    def stretch(self, places: list[Place]) -> None:
        """Let the sheet's own word on its size hold these cells too."""
        found = self._head_child(b"dimension")
        known = area(found.get("ref") or "") if found else None
        if known and places:
            rows, columns = [row for row, _ in places], [column for _, column in places]
            top, left = min(known[0], *rows), min(known[1], *columns)
            bottom, right = max(known[2], *rows), max(known[3], *columns)
            reference = f"{column_letters(left)}{top}:{column_letters(right)}{bottom}"
            if reference != found.get("ref"):
                tag = b"<" + found.prefix + b"dimension" + put(found.attributes, "ref", reference) + b"/>"
                self._head = self._head[: found.start] + tag + self._head[found.end :]

    def drawing_relation(self) -> str | None:
        """The id of the relation to the drawing that holds the boxes of comments."""
        for one in children(self._tail, 0, len(self._tail)):
            if one.name == b"legacyDrawing":
                prefix = self._relation_prefix()
                return one.get(f"{prefix}:id") or next(
                    (value for name, value in namespaced(one.attributes).items() if name == "id"), None
                )
        return None

    def _relation_prefix(self) -> str:
        names = namespaces(self._root)
        return next((prefix for prefix, name in names.items() if name == office(self.strict) and prefix), "r")

    def add_drawing(self, relation: str) -> None:
        """Name the drawing that holds the boxes of comments."""
        prefix = self._relation_prefix()
        declared = "" if namespaces(self._root).get(prefix) else f' xmlns:{prefix}="{office(self.strict)}"'
        tag = b"<" + self._root.prefix + f'legacyDrawing{declared} {prefix}:id="{relation}"/>'.encode()
        whole = Element(b"", b"", b"", 0, 0, len(self._tail), len(self._tail) + 1)
        self._tail = inserted(self._tail, whole, tag, _AFTER_DRAWING)

    def pieces(
        self, cells: dict[Place, dict], unmarked: dict[int, int], cleared: Place | None = None
    ) -> Iterator[bytes]:
        """The sheet's part with patched cells; unmarked: formats to be exchanged wherever they stand.

        cleared: the column, and the row from which on it is emptied.
        """
        self.rows.restyled = unmarked
        by_row: dict[int, dict[int, dict]] = {}
        for (row, column), patch in cells.items():
            by_row.setdefault(row, {})[column] = patch
        yield self._head
        yield self._opening
        yield from self._data_pieces(by_row, cleared)
        yield self._closing
        yield self._tail
        yield self._end

    def _data_pieces(self, by_row: dict[int, dict[int, dict]], cleared: Place | None) -> Iterator[bytes]:
        part, copied = self._part, self._data
        numbers, starts, ends = self._row_index()
        present = set(numbers)
        missing = sorted(set(by_row).difference(present), reverse=True)
        for index, number in enumerate(numbers):
            start, end = starts[index], ends[index]
            while missing and missing[-1] < number:
                yield part[copied:start]
                copied = start
                new = missing.pop()
                yield self.rows.new_row(new, by_row[new])
            patches = by_row.pop(number, None)
            if cleared and number >= cleared[1] and cleared[0] not in (patches or {}):
                row = self._row(start, end)
                if holds(part[row.inner : row.inner_end], cleared[0]):
                    patches = {**(patches or {}), cleared[0]: {"value": ("none", "")}}
            if patches is None and not self._concerns(start, end):
                continue
            yield part[copied:start]
            copied = end
            yield self.rows.edited(part, self._row(start, end), number, patches or {})
        yield part[copied : self._data_end]
        while missing:
            new = missing.pop()
            yield self.rows.new_row(new, by_row[new])

    def uses(self, formats: range) -> bool:
        """Whether cells, as they came, name some of these formats: those that were not there."""
        if not formats:
            return False
        numbers = "|".join(map(str, formats)).encode()
        return re.search(rb"""\ss\s*=\s*["']\s*0*(?:""" + numbers + rb""")\s*["']""", self._part) is not None

    def _concerns(self, start: int, end: int) -> bool:
        """Whether a row without patches must be written anew all the same."""
        if self.rows.orphans and self._part.find(b"shared", start, end) >= 0:
            return True
        if self.rows.restyled:
            return any(int(found[1]) in self.rows.restyled for found in _STYLED.finditer(self._part, start, end))
        return False

    def _row(self, start: int, end: int) -> Element:
        found = _ROW.match(self._part, start)
        if found[3]:
            return Element(b"row", found[1], found[2], start, end, end, end)
        closing = self._part.rfind(b"</", start, end)
        return Element(b"row", found[1], found[2], start, found.end(), closing, end)

    def _row_index(self) -> tuple[array, array, array]:
        """Number, begin and end of every row. Rows that are not in order, or whose cells are another's, are refused."""
        numbers, starts, ends = array("Q"), array("Q"), array("Q")
        part, place, number = self._part, self._data, 0
        while True:
            found = _ROW.search(part, place, self._data_end)
            between = found.start() if found else self._data_end
            if part[place:between].strip():
                raise PatchRefused("unreadable")
            if not found:
                return numbers, starts, ends
            told, last = _NUMBER.search(found[2]), number
            number = int(told[1]) if told else number + 1
            place = found.end()
            if not found[3]:
                place = part.find(b"</" + found[1] + b"row", place, self._data_end)
                place = part.find(b">", place, self._data_end) + 1 if place >= 0 else 0
                if not place:
                    raise PatchRefused("unreadable")
            of_cells = set(_ROW_OF_CELL.findall(part, found.start(), place))
            if number <= last or any(int(one) != number for one in of_cells):
                raise PatchRefused("unreadable")
            numbers.append(number)
            starts.append(found.start())
            ends.append(place)


def _reach(column: Element) -> tuple[int, int]:
    """The columns for which an entry of cols stands."""
    return whole_number(column.get("min")), whole_number(column.get("max"))


def namespaced(attributes: bytes) -> dict[str, str]:
    """Attributes by their names without prefix."""
    return {name.rpartition(":")[2]: value for name, value in attributes_of(attributes).items()}
