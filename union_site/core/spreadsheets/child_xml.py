"""Reads the XML spreadsheet of 2003 that was saved as .xml or .xls: part of the child process."""

import datetime
import xml.parsers.expat

from child_text import Refused

_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_EXCEL = "urn:schemas-microsoft-com:office:excel"


class SheetContent:
    """One worksheet: rows as {column: value}, positions from 0."""

    def __init__(self, name: str):
        self.name, self.hidden = name, False
        self.rows: dict[int, dict[int, object]] = {}
        self.merged: list[tuple[int, int, int, int]] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[int] = []


class SpreadsheetReader:
    """Feed it the file; `sheets` hold what it said. Raises Refused and expat's errors."""

    def __init__(self, rows: int, columns: int, sheets: int):
        self._limits = rows, columns, sheets
        self.sheets: list[SheetContent] = []
        self._row = self._last_row = self._column = self._list_column = -1
        self._kind = ""
        self._text: list[str] | None = None
        self._parser = xml.parsers.expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._data

    def read(self, content: bytes) -> list[SheetContent]:
        self._parser.Parse(content, True)
        return self.sheets

    @staticmethod
    def _refuse(*_):
        raise Refused("unreadable")

    @staticmethod
    def _number(attributes: dict, name: str) -> int:
        text = attributes.get(f"{_SPREADSHEET} {name}", "")
        return int(text) if text.isdecimal() and len(text) < 8 else 0

    def _start(self, name, attributes):
        space, _, tag = name.partition(" ")
        if space == _EXCEL and tag == "Visible":
            self._text = []
        if space != _SPREADSHEET:
            return
        if tag == "Worksheet":
            if len(self.sheets) >= self._limits[2]:
                raise Refused("too_complex")
            self.sheets.append(SheetContent(attributes.get(f"{_SPREADSHEET} Name", "")[:31]))
            self._row = self._last_row = self._list_column = -1
        elif not self.sheets:
            return
        elif tag == "Column":
            self._start_column(attributes)
        elif tag == "Row":
            self._start_row(attributes)
        elif tag == "Cell":
            self._start_cell(attributes)
        elif tag == "Data":
            self._kind = attributes.get(f"{_SPREADSHEET} Type", "")
            self._text = []

    def _start_column(self, attributes):
        first = self._number(attributes, "Index") - 1
        first = first if first >= 0 else self._list_column + 1
        self._list_column = last = first + min(self._number(attributes, "Span"), 16_384)
        if attributes.get(f"{_SPREADSHEET} Hidden") == "1":
            self.sheets[-1].hidden_columns += range(first, min(last, self._limits[1] - 1) + 1)

    def _start_row(self, attributes):
        index = self._number(attributes, "Index") - 1
        first = index if index >= 0 else self._last_row + 1
        last = first + self._number(attributes, "Span")  # empty rows that look alike
        if attributes.get(f"{_SPREADSHEET} Hidden") == "1":
            self.sheets[-1].hidden_rows += range(first, min(last, self._limits[0] - 1) + 1)
        self._row, self._last_row, self._column = first, last, -1

    def _start_cell(self, attributes):
        index = self._number(attributes, "Index") - 1
        self._place = index if index >= 0 else self._column + 1
        across, down = self._number(attributes, "MergeAcross"), self._number(attributes, "MergeDown")
        if (across or down) and self._row >= 0:
            self.sheets[-1].merged.append((self._row, self._place, self._row + down, self._place + across))
        self._column = self._place + across

    def _end(self, name):
        space, _, tag = name.partition(" ")
        if self._text is None or tag not in ("Data", "Visible"):
            return
        text, self._text = "".join(self._text), None
        if not self.sheets:
            return
        if space == _EXCEL:
            self.sheets[-1].hidden = text.strip() in ("SheetHidden", "SheetVeryHidden")
        elif text and self._row >= 0 and self._column >= 0:
            if self._row >= self._limits[0]:
                raise Refused("too_long", limit=self._limits[0])
            if self._place >= self._limits[1]:
                raise Refused("too_wide", row=self._row + 1, limit=self._limits[1])
            self.sheets[-1].rows.setdefault(self._row, {})[self._place] = _value(self._kind, text)

    def _data(self, text):
        if self._text is not None:
            self._text.append(text)


def _value(kind: str, text: str):
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            moment = datetime.datetime.fromisoformat(text[:23])
            return moment.date() if moment.time() == datetime.time() else moment
    except ValueError:
        return text
    return text == "1" if kind == "Boolean" else text


def read_xml(content: bytes, rows: int, columns: int, cells: int, sheets: int):
    """Yields (SheetContent, merged, rows of one width) for each worksheet."""
    found = SpreadsheetReader(rows, columns, sheets).read(content)
    for sheet in found:
        height = max(sheet.rows, default=-1) + 1
        width = max((max(row) for row in sheet.rows.values()), default=-1) + 1
        if height * width > cells:
            raise Refused("too_complex")
        merged = []
        for top, left, bottom, right in sheet.merged:
            bottom, right = min(bottom, height - 1), min(right, width - 1)
            if bottom >= top and right >= left and (bottom, right) != (top, left):
                merged.append((top, left, bottom, right))
        empty: dict[int, object] = {}
        yield (
            sheet,
            merged,
            ([sheet.rows.get(number, empty).get(at, "") for at in range(width)] for number in range(height)),
        )
