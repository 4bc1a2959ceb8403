"""What the parser leaves out or does not tell of the sheets of a package: part of the child process.

Found by searching the raw XML, and only where the guard saw that there is something to find.
"""

import io
import re
import xml.parsers.expat
import zipfile

_SHEET = re.compile(rb"""<(?:\w+:)?sheet\s[^<>]*?\b\w+:id\s*=\s*["']([^"']*)""")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]*>")
_ATTRIBUTE = re.compile(rb"""\b(Id|Target)\s*=\s*["']([^"']*)""")
_FORMULA = rb"(?:<(?:\w+:)?f\b[^<>]*/>|<(?:\w+:)?f\b[^<>]*>[^<]*</(?:\w+:)?f>)"
_BROKEN = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^<>]*\bt=["']e["'])[^<>]*?\br=["']([A-Z]{1,3})([0-9]{1,7})["'][^<>]*>"""
    + _FORMULA
    + rb"?<(?:\w+:)?v>([^<]{1,20})<"
)
_UNCOMPUTED = re.compile(
    rb"""<(?:\w+:)?c\s([^<>]*?\br=["']([A-Z]{1,3})([0-9]{1,7})["'][^<>]*)>\s*"""
    + _FORMULA
    + rb"\s*(</(?:\w+:)?c>|<(?:\w+:)?v\s*/>|<(?:\w+:)?v></)"
)
_EMPTY_TEXT = re.compile(rb"""\bt=["']str["']""")
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\s(?=[^<>]*\bhidden=["'](?:1|true)["'])[^<>]*?\br=["']([0-9]{1,7})["']""")
_COLUMN = re.compile(rb"""<(?:\w+:)?col\s(?=[^<>]*\bhidden=["'](?:1|true)["'])([^<>]*)>""")
_RANGE = re.compile(rb"""\b(min|max)=["']([0-9]{1,7})["']""")


class Oddities:
    """Of one sheet, positions from 0: errors {row: {column: text}}, uncomputed [(row, column)], hidden, merged."""

    def __init__(self):
        self.errors: dict[int, dict[int, str]] = {}
        self.uncomputed: list[tuple[int, int]] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[int] = []
        self.merged: list[tuple[int, int, int, int]] = []


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def of_workbook(content: bytes, signs: set[str], columns: int) -> list[Oddities]:
    """Of an .xlsx, by the order of its sheets; `signs` of xmlscan.SIGNS say what there is to find."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = set(package.namelist())
        return [_of_part(package.read(path) if path in names else b"", signs, columns) for path in sheet_parts(package)]


def sheet_parts(package: zipfile.ZipFile) -> list[str]:
    """The names of the parts of an .xlsx that hold its sheets, by their order; a part may be missing."""
    relations = {}
    for relation in _RELATION.findall(package.read("xl/_rels/workbook.xml.rels")):
        attributes = dict(_ATTRIBUTE.findall(relation))
        relations[attributes.get(b"Id")] = attributes.get(b"Target", b"").decode(errors="replace")
    targets = [relations.get(identifier, "") for identifier in _SHEET.findall(package.read("xl/workbook.xml"))]
    return [target.lstrip("/") if target.startswith("/") else f"xl/{target}" for target in targets]


def _of_part(part: bytes, signs: set[str], columns: int) -> Oddities:
    odd = Oddities()
    if "errors" in signs:
        for letters, number, text in _BROKEN.findall(part):
            odd.errors.setdefault(int(number) - 1, {})[_column(letters)] = text.decode(errors="replace")
    if "uncomputed" in signs:
        for attributes, letters, number, end in _UNCOMPUTED.findall(part):
            if end.startswith(b"</") or not _EMPTY_TEXT.search(attributes):
                odd.uncomputed.append((int(number) - 1, _column(letters)))
    if "hidden" in signs:
        odd.hidden_rows = [int(number) - 1 for number in _HIDDEN_ROW.findall(part)]
        for attributes in _COLUMN.findall(part):
            reach = dict(_RANGE.findall(attributes))
            first, last = int(reach.get(b"min", 1)), int(reach.get(b"max", 0))
            odd.hidden_columns += range(first - 1, min(last, columns))
    return odd


_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"


class _OpenDocument:
    """Walks content.xml; repeated rows and cells count as often as they say, those beyond the limits are not listed."""

    def __init__(self, rows: int, columns: int):
        self._rows, self._columns = rows, columns
        self.sheets: list[Oddities] = []
        self._row = self._column = self._column_list = 0
        self._repeated = 1
        self._error: list[str] | None = None

    @staticmethod
    def _number(attributes: dict, name: str) -> int:
        text = attributes.get(f"{_TABLE} {name}", "")
        return max(int(text), 1) if text.isdecimal() and len(text) < 8 else 1

    def start(self, name, attributes):
        if name == f"{_TABLE} table":
            self.sheets.append(Oddities())
            self._row = self._column = self._column_list = 0
        elif not self.sheets:
            return
        elif name == f"{_TABLE} table-column":
            last = self._column_list + self._number(attributes, "number-columns-repeated")
            if attributes.get(f"{_TABLE} visibility") in ("collapse", "filter"):
                self.sheets[-1].hidden_columns += range(self._column_list, min(last, self._columns))
            self._column_list = last
        elif name == f"{_TABLE} table-row":
            self._repeated, self._column = self._number(attributes, "number-rows-repeated"), 0
            if attributes.get(f"{_TABLE} visibility") in ("collapse", "filter"):
                self.sheets[-1].hidden_rows += range(self._row, min(self._row + self._repeated, self._rows))
        elif name in (f"{_TABLE} table-cell", f"{_TABLE} covered-table-cell"):
            self._start_cell(attributes)

    def _start_cell(self, attributes):
        down, across = (
            self._number(attributes, "number-rows-spanned"),
            self._number(attributes, "number-columns-spanned"),
        )
        self._place = self._column
        if down > 1 or across > 1:
            self.sheets[-1].merged.append((self._row, self._column, self._row + down - 1, self._column + across - 1))
        if f"{_TABLE} formula" in attributes and f"{_OFFICE} value-type" not in attributes:
            self.sheets[-1].uncomputed.append((self._row, self._column))
        self._error = [] if attributes.get(f"{_CALC} value-type") == "error" else None
        self._column += self._number(attributes, "number-columns-repeated")

    def end(self, name):
        if name == f"{_TABLE} table-row":
            self._row += self._repeated
        elif name == f"{_TABLE} table-cell" and self._error is not None:
            text = "".join(self._error).strip()[:20]
            self.sheets[-1].errors.setdefault(self._row, {})[self._place] = text if text[:1] == "#" else "#N/A"
            self._error = None

    def data(self, text):
        if self._error is not None:
            self._error.append(text)


def of_open_document(content: bytes, rows: int, columns: int) -> list[Oddities]:
    """Of an .ods, by the order of its sheets."""
    walk = _OpenDocument(rows, columns)
    parser = xml.parsers.expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = walk.start, walk.end
    parser.CharacterDataHandler = walk.data
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parser.Parse(package.read("content.xml"), True)
    return walk.sheets
