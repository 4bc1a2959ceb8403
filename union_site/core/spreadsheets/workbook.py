"""The workbooks we write: exports of any size, books of rejected rows, and (in templates.py) forms to fill in.

Exports are streamed as inline strings, which no program evaluates. A text that would become a formula when someone
saves the sheet in another format is shielded with an apostrophe as well; the parsers take it off again.
"""

import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, BinaryIO

from union_site.core.spreadsheets.cells import number_text
from union_site.core.spreadsheets.headings import ERROR_HEADING, ROW_HEADING
from union_site.core.spreadsheets.xmlscan import column_letters

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAXIMUM_ROWS = 1_048_576
MAXIMUM_TEXT = 32_767
MAXIMUM_SHEET_NAME = 31
MARK_FILL = "FFE3E0"  # of a cell that must be corrected

FORMATS = ("general", "text", "integer", "decimal", "money", "date", "datetime", "percent")
"""Column formats; "general" where a column is not told."""

_NUMBER_FORMATS = {  # built-in numbers, or our own from 164 on
    "general": 0,
    "text": 49,
    "integer": 1,
    "decimal": 0,
    "money": 4,
    "date": 164,
    "datetime": 165,
    "percent": 10,
}
_STYLE = {name: number for number, name in enumerate(FORMATS)}
_UNLOCKED = len(FORMATS)  # the same formats again, for cells that may be edited in a protected sheet
_HEADER_STYLE = 2 * len(FORMATS)
_ERROR_STYLE = _HEADER_STYLE + 1
_TITLE_STYLE = _HEADER_STYLE + 2
_DEFAULT_WIDTH = {"date": 12, "datetime": 17, "money": 14, "integer": 10, "text": 20}

_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE_LOOKALIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
DAY_ZERO = date(1899, 12, 30).toordinal()  # the day that a spreadsheet counts as 0

_PLAIN = re.compile(r"[0-9A-Za-z*\u4e00-\u9fff][0-9A-Za-z*\u4e00-\u9fff.,:;()/+\-（），。、；：·]{0,200}")  # noqa: RUF001
_REMEMBERED = 1000  # texts and days of a column

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Marked:
    """A cell to be shown in red in a book of rejected rows."""

    __slots__ = ("value",)

    def __init__(self, value: Any):
        self.value = value


@dataclass(frozen=True)
class SheetContent:
    """A sheet to write: rows may be any iterable and are read once.

    formats: one of FORMATS per column (shorter: general); widths in characters; notes: lines above the header (title,
    who exported and when); locked: column indexes that may not be edited, which protects the sheet.
    """

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]
    formats: Sequence[str] = ()
    widths: Sequence[float] = ()
    notes: Sequence[str] = ()
    locked: frozenset[int] | set[int] = frozenset()


def shield(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe before = + - @, tab and line breaks."""
    return "'" + text if text.startswith(_FORMULA_STARTS) else text


def write_rows(file: str | BinaryIO, sheets: Iterable[SheetContent | tuple]) -> None:
    """Writes an .xlsx of the sheets (SheetContent or (name, headings, rows, formats)) to a path or a writable file.

    Memory does not grow with the number of rows. Rows beyond what a sheet can hold go on in a further sheet.
    """
    names: list[str] = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for sheet in sheets:
            content = sheet if isinstance(sheet, SheetContent) else SheetContent(*sheet)
            rows = iter(content.rows)
            row = next(rows, None)
            while True:
                names.append(sheet_name(content.name, names))
                with package.open(f"xl/worksheets/sheet{len(names)}.xml", "w", force_zip64=True) as part:
                    row = _write_sheet(part, content, row, rows, first=len(names) == 1)
                if row is None:
                    break
        if not names:
            raise ValueError("a workbook needs a sheet")
        for path, text in _frame(names).items():
            package.writestr(path, _DECLARATION + text)


def rejected_workbook(
    file: str | BinaryIO,
    name: str,
    headings: Sequence[str],
    rows: Iterable[tuple[int, Sequence[Any], Mapping[int | None, str]]],
) -> None:
    """Writes the rows that an import rejected, as they were, for correction and a second upload.

    Each row is (row number in the sheet, its values, {index of the wrong cell, or None for the row: message}); wrong
    cells are red, the messages stand in the last column.
    """

    def marked() -> Iterable[list[Any]]:
        for number, values, messages in rows:
            cells = [_as_given(value) for value in values]
            for index in messages:
                if index is not None and index < len(cells):
                    cells[index] = Marked(cells[index])
            reasons = []
            for index, reason in messages.items():
                place = headings[index] if index is not None and index < len(headings) else ""
                reasons.append(f"{place}：{reason}" if place else reason)
            yield [number, *cells, Marked("\n".join(dict.fromkeys(reasons)))]

    formats = ["integer", *["text"] * len(headings), "text"]
    widths = [8, *[16] * len(headings), 60]
    content = SheetContent(name, [ROW_HEADING, *headings, ERROR_HEADING], marked(), formats, widths)
    write_rows(file, [content])


def _as_given(value: Any) -> Any:
    """Long numbers as text, so that they can be completed in place."""
    return number_text(value) if isinstance(value, float) and abs(value) >= 1e10 else value


def sheet_name(wanted: str, taken: Sequence[str] = ()) -> str:
    """A name that a sheet may bear, different from those that are taken."""
    base = _SHEET_NAME.sub(" ", _ILLEGAL.sub("", wanted)).strip().strip("'") or "Sheet"
    used = {name.casefold() for name in taken}
    name, count = base[:MAXIMUM_SHEET_NAME], 1
    while name.casefold() in used:
        count += 1
        ending = f"({count})"
        name = base[: MAXIMUM_SHEET_NAME - len(ending)] + ending
    return name


def _write_sheet(part, content: SheetContent, row, rows, *, first: bool):
    """Writes what fits and returns the row that did not, or None."""
    width = len(content.headings)
    formats = [*content.formats, *["general"] * width][:width]
    widths = [*content.widths, *(_DEFAULT_WIDTH.get(kind, 16) for kind in formats[len(content.widths) :])][:width]
    letters = [column_letters(number) for number in range(1, width + 1)]
    styles = [
        _STYLE[kind] + (_UNLOCKED if content.locked and index not in content.locked else 0)
        for index, kind in enumerate(formats)
    ]
    header_row = len(content.notes) + 1
    top = f"A{header_row + 1}"
    pane = f'<pane ySplit="{header_row}" topLeftCell="{top}" activePane="bottomLeft" state="frozen"/>'
    selected = ' tabSelected="1"' if first else ""
    columns = "".join(f'<col min="{i}" max="{i}" width="{size}" customWidth="1"/>' for i, size in enumerate(widths, 1))
    part.write(
        f'{_DECLARATION}<worksheet {_MAIN}><sheetViews><sheetView{selected} workbookViewId="0">{pane}</sheetView>'
        f"</sheetViews>{f'<cols>{columns}</cols>' if columns else ''}<sheetData>".encode()
    )
    for number, note in enumerate(content.notes, 1):
        part.write(f'<row r="{number}">{_text_cell(f"A{number}", note, _TITLE_STYLE)}</row>'.encode())
    head = "".join(
        _text_cell(f"{a}{header_row}", text, _HEADER_STYLE) for a, text in zip(letters, content.headings, strict=True)
    )
    part.write(f'<row r="{header_row}">{head}</row>'.encode())
    number = header_row
    starts = [f'<c r="{letter}' for letter in letters]
    seen: list[dict[Any, str]] = [{} for _ in letters]  # most columns hold few different texts and days
    pieces: list[str] = []
    while row is not None and number < MAXIMUM_ROWS:
        number += 1
        pieces.append(f'<row r="{number}">')
        for start, style, known, value in zip(starts, styles, seen, row, strict=False):
            if value is None or value == "":
                continue
            kind = type(value)
            if kind is str or kind is date:
                body = known.get(value)
                if body is None:
                    body = _body(style, value)
                    if len(known) < _REMEMBERED:
                        known[value] = body
            else:
                body = _body(style, value)
            if body:
                pieces.append(f'{start}{number}" {body}')
        pieces.append("</row>")
        if len(pieces) > 5000:
            part.write("".join(pieces).encode())
            pieces.clear()
        row = next(rows, None)
    pieces.append("</sheetData>")
    if content.locked:
        pieces.append(
            '<sheetProtection sheet="1" formatCells="0" formatColumns="0" formatRows="0" insertRows="0" sort="0" '
            'autoFilter="0"/>'
        )
    if width:
        pieces.append(f'<autoFilter ref="A{header_row}:{letters[-1]}{number}"/>')
    pieces.append("</worksheet>")
    part.write("".join(pieces).encode())
    return row


def _body(style: int, value: Any) -> str:
    """A cell behind its reference; nothing for a number that is none."""
    if isinstance(value, Marked):
        return _text(_words(value.value), _ERROR_STYLE)
    if isinstance(value, str):
        return _text(value, style)
    if isinstance(value, bool):
        return _text("是" if value else "否", style)
    if isinstance(value, int | float | Decimal):
        if value != value or value in (float("inf"), float("-inf")):
            return ""
        if abs(value) >= 10**15:  # a spreadsheet keeps 15 digits
            return _text(format(Decimal(value), "f"), style)
        return f's="{style}"><v>{value}</v></c>'
    base = style % _UNLOCKED
    if isinstance(value, datetime):
        plain = value.replace(tzinfo=None)
        seconds = plain.hour * 3600 + plain.minute * 60 + plain.second
        serial = plain.toordinal() - DAY_ZERO + seconds / 86400
        return f's="{_dated(style, base, "datetime")}"><v>{serial:.10g}</v></c>'
    if isinstance(value, date):
        return f's="{_dated(style, base, "date")}"><v>{value.toordinal() - DAY_ZERO}</v></c>'
    return _text(_words(value), style)


def _dated(style: int, base: int, kind: str) -> int:
    """A day in a column without a date format still has to look like one."""
    return style if base in (_STYLE["date"], _STYLE["datetime"]) else style - base + _STYLE[kind]


def _words(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, float | int | Decimal) and not isinstance(value, bool):
        return number_text(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return "、".join(map(_words, value))
    return str(value)


def printable(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return text if text.isprintable() else _ILLEGAL.sub("", text)


def written_text(value: Any) -> str:
    """What a cell says of a value: shielded, of printable characters, as long as a cell may be."""
    text = printable(shield(_words(value)))
    if len(text) > MAXIMUM_TEXT:
        text = text[: MAXIMUM_TEXT - 1] + "…"
    return _ESCAPE_LOOKALIKE.sub("_x005F_", text) if "_x" in text else text


def _text_cell(place: str, text: str, style: int) -> str:
    return f'<c r="{place}" {_text(text, style)}'


def _text(text: str, style: int) -> str:
    """A text cell behind its reference."""
    if _PLAIN.fullmatch(text):  # nothing to shield, escape or cut
        return f's="{style}" t="inlineStr"><is><t>{text}</t></is></c>'
    text = written_text(text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text or "  " in text else ""
    return f's="{style}" t="inlineStr"><is><t{space}>{text}</t></is></c>'


def _frame(names: Sequence[str]) -> dict[str, str]:
    """The parts around the sheets."""
    numbers = range(1, len(names) + 1)
    spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{spreadsheet}.worksheet+xml"/>' for n in numbers
    )
    escaped = [name.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;") for name in names]
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in zip(numbers, escaped, strict=True)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{spreadsheet}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{spreadsheet}.styles+xml"/>{overrides}</Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">{links}'
            f'<Relationship Id="rIdS" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
        ),
        "xl/styles.xml": _styles(),
    }


def _styles() -> str:
    def xf(number_format: int, more: str = "", inside: str = "") -> str:
        return f'<xf numFmtId="{number_format}" borderId="0" xfId="0" applyNumberFormat="1"{more}>{inside}</xf>'

    plain = 'fontId="0" fillId="0"'
    wrap = '<alignment vertical="center" wrapText="1"/>'
    cells = [xf(_NUMBER_FORMATS[name], f" {plain}") for name in FORMATS]
    cells += [
        xf(_NUMBER_FORMATS[name], f' {plain} applyProtection="1"', '<protection locked="0"/>') for name in FORMATS
    ]
    cells += [
        xf(0, ' fontId="1" fillId="2" applyFont="1" applyFill="1" applyAlignment="1"', wrap),
        xf(49, ' fontId="2" fillId="3" applyFont="1" applyFill="1" applyAlignment="1"', wrap),
        xf(0, ' fontId="1" fillId="0" applyFont="1"'),
    ]
    font = '<sz val="11"/><name val="宋体"/><charset val="134"/>'
    fills = "".join(
        f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/></patternFill></fill>'
        for colour in ("FFF1EDE6", f"FF{MARK_FILL}")
    )
    return (
        f'<styleSheet {_MAIN}><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
        '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd hh:mm"/></numFmts>'
        f'<fonts count="3"><font>{font}</font><font><b/>{font}</font><font><color rgb="FFB3261E"/>{font}</font></fonts>'
        '<fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
        f"</fill>{fills}</fills>"
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(cells)}">{"".join(cells)}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )
