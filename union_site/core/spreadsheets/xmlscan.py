"""A look through the raw XML of a workbook's parts, piece by piece, for what no honest workbook holds.

Not a parser: a handful of byte searches, so that 20,000 rows take a fraction of a second and a flood of nonsense
cannot take more.
"""

import re
from functools import lru_cache

# Pieces overlap by this much, so that nothing hides across a border; a longer tag before a reference is refused.
OVERLAP = 4096

_TAG = re.compile(rb"<(?:[\w.-]+:)?(row|c)\s")
_REFERENCE = re.compile(rb"""r\s*=\s*["']\s*([A-Za-z]*)0*([0-9]*)""")
_EMPTY_CELL = re.compile(rb"\s*</(?:[\w.-]+:)?(?:row|c)\s*>")
_CELL_WITH_REFERENCE = re.compile(rb"\s*<(?:[\w.-]+:)?c\s[^<>]*?\br\s*=")
_SHEET = re.compile(rb"<(?:[\w.-]+:)?sheet\s")
_ODS_SHEET = re.compile(rb"<table:table\s")
_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']{0,40})["']""")

_END_OF_FORMULA = rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^<>]{0,400}/>)\s*"
SIGNS = {
    "errors": re.compile(rb"""\bt="e"|calcext:value-type=["']error"""),
    "hidden": re.compile(rb"""\bhidden=["'](?:1|true)["']|table:visibility=["'](?:collapse|filter)"""),
    "uncomputed": re.compile(
        _END_OF_FORMULA + rb"(?:</(?:\w+:)?c>|<(?:\w+:)?v\s*/>|<(?:\w+:)?v></)"
        rb"|<table:table-cell\s(?![^<>]*office:value-type)[^<>]*?table:formula="
    ),
    "merged": re.compile(rb"""table:number-(?:columns|rows)-spanned=["'](?:[2-9]|1\d)"""),
}
"""What the parser leaves out or does not tell, and how its presence is seen in a part: cells with error values, hidden
rows or columns, formulas without a value, merged cells of an OpenDocument sheet."""

# Plain words that stand in every part of which a pattern of SIGNS holds: where they are missing so far, the slow search
# by pattern is spared. Formulas without an end of their own repeat one that stands before them.
_WORKBOOK_HINTS = {"errors": b't="e', "hidden": b"hidden=", "uncomputed": b"f>"}
_OPEN_DOCUMENT_HINTS = {
    "errors": b"calcext:value-type=",
    "hidden": b"table:visibility=",
    "uncomputed": b"table:formula=",
    "merged": b"-spanned=",
}


class Refusal(ValueError):
    """The part holds something that must not reach a parser; ``code`` and ``details`` make the guard's message."""

    def __init__(self, code: str, **details):
        self.code, self.details = code, details
        super().__init__(code)


def column_number(letters: str) -> int:
    """A is 1, Z is 26, AA is 27, XFD is 16,384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 is A, 26 is Z, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=8)
def _far_reference(rows: int, columns: int) -> re.Pattern:
    """Finds every reference beyond the limits and a few before them, which are then looked at one by one."""
    beyond = column_letters(columns + 1)
    first = beyond[0]
    longer = "[A-Za-z]" * (len(beyond) + 1)
    same = f"[{first}-Z{first.lower()}-z]" + "[A-Za-z]" * (len(beyond) - 1)
    digits = str(rows + 1)
    far_row = f"(?:[{digits[0]}-9][0-9]{{{len(digits) - 1}}}|[0-9]{{{len(digits) + 1}}})"
    return re.compile(rf"""r\s*=\s*["']\s*(?:{longer}|{same}[0-9]|[A-Za-z]{{0,3}}{far_row})""".encode())


class PartScan:
    """Feed it a part's pieces in order; it raises Refusal, or afterwards tells how many sheets and strings it saw."""

    def __init__(self, name: str, *, rows: int, columns: int):
        self.rows, self.columns = rows, columns
        self.sheets = self.strings = 0
        self._is_xml = name.endswith((".xml", ".rels", ".vml"))
        self._is_workbook = name == "xl/workbook.xml"
        self._is_manifest = name == "meta-inf/manifest.xml"
        self._is_open_document = name == "content.xml"
        self._hints = _OPEN_DOCUMENT_HINTS if self._is_open_document else {}
        if name.startswith("xl/worksheets/"):
            self._hints = _WORKBOOK_HINTS
        self._is_strings = name.endswith("sharedstrings.xml")
        self._far = _far_reference(rows, columns)
        self.signs: set[str] = set()
        self._hinted: set[str] = set()
        self._tail = b""
        self._begun = False

    def feed(self, piece: bytes) -> None:
        if self._is_xml and not self._begun:
            self._begun = True
            self._check_encoding(piece)
        tail, buffer = self._tail, self._tail + piece
        if b"<!DOCTYPE" in buffer or b"<!ENTITY" in buffer:
            raise Refusal("entities")
        for match in self._far.finditer(buffer):
            self._check_reference(buffer, match.start())
        self._look_for_signs(buffer)
        if self._is_open_document:
            self.sheets += len(_ODS_SHEET.findall(buffer)) - len(_ODS_SHEET.findall(tail))
        if self._is_manifest and b"encryption-data" in buffer:
            raise Refusal("encrypted")
        if self._is_workbook:
            self.sheets += len(_SHEET.findall(buffer)) - len(_SHEET.findall(tail))
        if self._is_strings:
            for token in (b"<si>", b"<si "):
                self.strings += buffer.count(token) - tail.count(token)
        self._tail = buffer[-OVERLAP:]

    def _look_for_signs(self, buffer: bytes) -> None:
        for sign, hint in self._hints.items():
            if sign in self.signs:
                continue
            if sign in self._hinted or hint in buffer:
                self._hinted.add(sign)
                if SIGNS[sign].search(buffer):
                    self.signs.add(sign)

    def _check_encoding(self, piece: bytes) -> None:
        start = piece[:400]
        if b"\x00" in start[:4] or start.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise Refusal("encoding")
        declared = _ENCODING.search(start)
        if declared and declared.group(1).lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
            raise Refusal("encoding")

    def _check_reference(self, buffer: bytes, position: int) -> None:
        """A cell with content beyond the limits is refused; formatting and rows without content do no harm."""
        letters, digits = _REFERENCE.match(buffer, position).groups()
        column = column_number(letters[:8].decode())
        row = int(digits[:12] or b"0")
        if column <= self.columns and row <= self.rows:
            return
        opening = buffer.rfind(b"<", max(0, position - OVERLAP), position)
        if opening < 0:
            if position > OVERLAP or buffer.rfind(b">", 0, position) < 0:
                raise Refusal("damaged")
            return
        tag = _TAG.match(buffer, opening)
        if not tag or buffer.find(b">", opening, position) >= 0:
            return  # another element, or text that looks like an attribute
        closing = buffer.find(b">", position)
        if closing < 0:
            if len(buffer) - opening > OVERLAP:
                raise Refusal("damaged")
            return  # seen again whole with the next piece
        if buffer[closing - 1 : closing] == b"/" or _EMPTY_CELL.match(buffer, closing + 1):
            return
        if tag.group(1) == b"row" and _CELL_WITH_REFERENCE.match(buffer, closing + 1):
            return  # its cells speak for themselves
        cell = f"{letters.decode().upper()}{row or ''}"
        if column > self.columns:
            raise Refusal("too_many_columns", cell=cell, limit=self.columns)
        raise Refusal("too_many_rows", cell=cell if letters else f"A{row}", limit=self.rows)
