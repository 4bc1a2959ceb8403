"""The workbooks we write: exports of any size, books of rejected rows, and (in templates.py) forms to fill in.

Exports are streamed, some hundred rows at a time: written_cells.py makes the cells of each column, this the sheets.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice, repeat, zip_longest
from typing import Any, BinaryIO

from union_site.core.spreadsheets.cells import number_text
from union_site.core.spreadsheets.headings import ERROR_HEADING, ROW_HEADING
from union_site.core.spreadsheets.written_cells import (
    FORMATS,
    HEADER_STYLE,
    ROW_NUMBER,
    STYLE,
    TITLE_STYLE,
    UNLOCKED,
    ColumnCells,
    Marked,
    printable,
    text_cell,
)
from union_site.core.spreadsheets.xmlscan import column_letters

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAXIMUM_ROWS = 1_048_576
MAXIMUM_SHEET_NAME = 31
MARK_FILL = "FFE3E0"  # of a cell that must be corrected

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
_DEFAULT_WIDTH = {"date": 12, "datetime": 17, "money": 14, "integer": 10, "text": 20}

_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_AT_ONCE = 500  # rows written together

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


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


def write_rows(file: str | BinaryIO, sheets: Iterable[SheetContent | tuple]) -> None:
    """Writes an .xlsx of the sheets (SheetContent or (name, headings, rows, formats)) to a path or a writable file.

    Memory does not grow with the number of rows. Rows beyond what a sheet can hold go on in a further sheet.
    """
    names: list[str] = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for sheet in sheets:
            content = sheet if isinstance(sheet, SheetContent) else SheetContent(*sheet)
            rows: Iterator[Sequence[Any]] | None = iter(content.rows)
            while rows is not None:
                names.append(sheet_name(content.name, names))
                with package.open(f"xl/worksheets/sheet{len(names)}.xml", "w", force_zip64=True) as part:
                    full = _write_sheet(part, content, rows, first=len(names) == 1)
                rows = _what_is_left(rows) if full else None
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
    base = _SHEET_NAME.sub(" ", printable(wanted)).strip().strip("'") or "Sheet"
    used = {name.casefold() for name in taken}
    name, count = base[:MAXIMUM_SHEET_NAME], 1
    while name.casefold() in used:
        count += 1
        ending = f"({count})"
        name = base[: MAXIMUM_SHEET_NAME - len(ending)] + ending
    return name


def _what_is_left(rows: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]] | None:
    """The rows that a full sheet did not take, for a further one; None when there are none."""
    following = list(islice(rows, 1))
    return chain(following, rows) if following else None


def _write_sheet(part, content: SheetContent, rows: Iterator[Sequence[Any]], *, first: bool) -> bool:
    """Writes the rows that fit; whether the sheet is full."""
    width = len(content.headings)
    formats = [*content.formats, *["general"] * width][:width]
    widths = [*content.widths, *(_DEFAULT_WIDTH.get(kind, 16) for kind in formats[len(content.widths) :])][:width]
    letters = [column_letters(number) for number in range(1, width + 1)]
    styles = [
        STYLE[kind] + (UNLOCKED if content.locked and index not in content.locked else 0)
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
        part.write(f'<row r="{number}">{text_cell(f"A{number}", note, TITLE_STYLE)}</row>'.encode())
    head = "".join(
        text_cell(f"{a}{header_row}", text, HEADER_STYLE) for a, text in zip(letters, content.headings, strict=True)
    )
    part.write(f'<row r="{header_row}">{head}</row>'.encode())
    number = header_row
    cells = [ColumnCells(*column) for column in zip(letters, styles, strict=True)]
    while chunk := list(islice(rows, min(_AT_ONCE, MAXIMUM_ROWS - number))):
        part.write(_rows(cells, chunk, number + 1))
        number += len(chunk)
    ends = "</sheetData>"
    if content.locked:
        ends += (
            '<sheetProtection sheet="1" formatCells="0" formatColumns="0" formatRows="0" insertRows="0" sort="0" '
            'autoFilter="0"/>'
        )
    if width:
        ends += f'<autoFilter ref="A{header_row}:{letters[-1]}{number}"/>'
    part.write(f"{ends}</worksheet>".encode())
    return number == MAXIMUM_ROWS


def _rows(columns: Sequence[ColumnCells], rows: Sequence[Sequence[Any]], first: int) -> bytes:
    """The rows as the sheet holds them, numbered from `first`; shorter ones leave their last cells empty."""
    written = [column.written(values) for column, values in zip(columns, zip_longest(*rows), strict=False)]
    lines = zip(repeat(b'<row r="%b">' % ROW_NUMBER), *written, repeat(b"</row>"), strict=False)
    numbered = zip(map(b"".join, lines), range(first, first + len(rows)), strict=False)
    return b"".join([line.replace(ROW_NUMBER, b"%d" % number) for line, number in numbered])


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
