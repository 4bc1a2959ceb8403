"""Reads the tables of a web page that was saved as .xls or .html: part of the child process.

Outermost tables stand below each other in one sheet, as Excel shows them; text between them is a row of one cell.
"""

import html.parser
import re

from child_text import LONGEST_CELL, Refused, decoded

_CHARSET = re.compile(rb"""<meta\b[^>]{0,300}?charset\s*=\s*["']?\s*([\w-]{2,20})""", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,6}")
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_SILENT = frozenset({"script", "style", "title", "xml", "noscript", "template", "comment"})
_BLOCKS = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "center"})
_MOST_ROWS_SPANNED = 65_534


def _span(attributes: dict, name: str, most: int) -> int:
    found = _NUMBER.match((attributes.get(name) or "").strip())
    return max(1, min(int(found.group()), most)) if found else 1


class TableReader(html.parser.HTMLParser):
    """After feed and finish: `rows` of texts (not padded), `merged`, `hidden_rows`, `tables`."""

    def __init__(self, rows: int, columns: int):
        super().__init__(convert_charrefs=True)
        self._limits = rows, columns
        self.rows: list[list[str]] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.hidden_rows: list[int] = []
        self.tables = 0
        self._depth = 0  # of tables within tables
        self._silent = ""
        self._text: list[str] | None = None  # of the open cell; outside of tables: of the paragraph
        self._between: list[str] = []
        self._column = 0
        self._row: list[str] | None = None
        self._start_of_table = 0
        self._held: dict[int, int] = {}  # column: the last row that a cell from above covers

    def handle_starttag(self, tag, attrs):
        if self._silent:
            return
        if tag in _SILENT:
            self._silent = tag
        elif tag == "table":
            if self._depth == 0:
                self._end_paragraph()
                self.tables += 1
                self._start_of_table = len(self.rows)
                self._held = {}
            self._depth += 1
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            self._begin_row(dict(attrs))
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            self._begin_cell(dict(attrs))
        elif tag == "br" and self._text is not None:
            self._text.append("\n")
        elif self._depth == 0 and (tag in _BLOCKS or tag == "br"):
            self._end_paragraph()
        elif self._text is not None and tag in _BLOCKS | {"tr", "td", "th"}:
            self._text.append(" ")

    def handle_startendtag(self, tag, attrs):
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if self._silent:
            if tag == self._silent:
                self._silent = ""
        elif tag == "table" and self._depth:
            if self._depth == 1:
                self._end_table()
            self._depth -= 1
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()
            if tag == "tr":
                self._row = None
        elif self._depth == 0 and tag in _BLOCKS:
            self._end_paragraph()

    def handle_data(self, data):
        if self._silent:
            return
        if self._text is not None:
            self._text.append(_SPACE.sub(" ", data))
        elif self._depth == 0:
            self._between.append(data)

    def finish(self) -> None:
        self.close()
        self._end_paragraph()
        if self._depth:
            self._end_table()

    def _end_paragraph(self) -> None:
        text = _SPACE.sub(" ", "".join(self._between)).strip()
        self._between = []
        if text:
            self._check_cell(text)
            self.rows.append([text])

    def _begin_row(self, attributes: dict) -> None:
        if len(self.rows) >= self._limits[0]:
            raise Refused("too_long", limit=self._limits[0])
        self._row, self._column = [], 0
        if "display:none" in (attributes.get("style") or "").replace(" ", "").lower():
            self.hidden_rows.append(len(self.rows))
        self.rows.append(self._row)

    def _begin_cell(self, attributes: dict) -> None:
        if self._row is None:
            self._begin_row({})
        number = len(self.rows) - 1
        while self._held.get(self._column, -1) >= number:
            self._column += 1
        across = _span(attributes, "colspan", self._limits[1])
        down = _span(attributes, "rowspan", _MOST_ROWS_SPANNED)
        if across > 1 or down > 1:
            self.merged.append((number, self._column, number + down - 1, self._column + across - 1))
        if down > 1:
            for column in range(self._column, self._column + across):
                self._held[column] = max(self._held.get(column, -1), number + down - 1)
        self._text = []
        self._place = self._column
        self._column += across

    def _end_cell(self) -> None:
        if self._text is None:
            return
        text = "\n".join(line.strip() for line in "".join(self._text).split("\n")).strip()
        self._text = None
        if not text:
            return
        self._check_cell(text)
        if self._place >= self._limits[1]:
            raise Refused("too_wide", row=len(self.rows), limit=self._limits[1])
        row = self.rows[-1]
        row.extend([""] * (self._place - len(row)))
        row.append(text)

    def _check_cell(self, text: str) -> None:
        if len(text) > LONGEST_CELL:
            raise Refused("cell_too_long", row=max(len(self.rows), 1), limit=LONGEST_CELL)

    def _end_table(self) -> None:
        self._end_cell()
        self._row = None
        last = len(self.rows) - 1
        for position in range(len(self.merged) - 1, -1, -1):
            top, left, bottom, right = self.merged[position]
            if top < self._start_of_table:
                break
            self.merged[position] = (top, left, min(bottom, last), right)


def read_html(content: bytes, rows: int, columns: int, cells: int):
    """(merged, hidden rows, rows all of one width) of the tables. Raises Refused where there is none, or beyond limits."""
    declared = _CHARSET.search(content[:4096])
    text = decoded(content, declared.group(1).decode() if declared else "")
    del content
    reader = TableReader(rows, columns)
    reader.feed(text)
    reader.finish()
    if not reader.tables:
        raise Refused("no_table")
    found = reader.rows
    while found and not found[-1]:
        found.pop()
    width = max(map(len, found), default=0)
    if len(found) * width > cells:
        raise Refused("too_complex")
    merged = []
    for top, left, bottom, right in reader.merged:
        bottom, right = min(bottom, len(found) - 1), min(right, width - 1)
        if bottom >= top and right >= left and (bottom, right) != (top, left):
            merged.append((top, left, bottom, right))
    hidden = [number for number in reader.hidden_rows if number < len(found)]
    return merged, hidden, (row + [""] * (width - len(row)) for row in found)
