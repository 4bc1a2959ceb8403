"""The parsers of the child process, here in this one: they refuse in their own words or end.

What else they may raise ends the child with a status that reader.py calls unreadable or too complex.
"""

import sys
import xml.parsers.expat
import zipfile
from pathlib import Path

from tests.core.spreadsheets.books import container, ods_cell, ods_parts, ods_row, pack, parts, xls
from tests.core.spreadsheets.test_kinds import SHEET_2003, row_2003
from tests.fuzz.choices import Choices
from union_site.core.spreadsheets import reader
from union_site.core.spreadsheets.reader import READ_MESSAGES

sys.path.append(str(Path(reader.__file__).parent))  # as in the child

from child_html import read_html  # noqa: E402
from child_ole import OleDamaged, OleFile  # noqa: E402
from child_parts import of_open_document, of_workbook  # noqa: E402
from child_text import Refused, read_text  # noqa: E402
from child_xml import read_xml  # noqa: E402

ROWS, COLUMNS, CELLS, SHEETS = 400, 60, 12_000, 10


def one(data: bytes) -> None:
    choices = Choices(data)
    how = choices.below(7)
    try:
        if how == 0:
            _check(list(read_text(choices.rest(), ROWS, COLUMNS, CELLS)))
        elif how == 1:
            merged, hidden, rows = read_html(choices.rest(), ROWS, COLUMNS, CELLS)
            _check(list(rows))
        elif how == 2:
            for _, _, rows in read_xml(choices.rest(), ROWS, COLUMNS, CELLS, SHEETS):
                _check(list(rows))
        elif how in (3, 4):
            content = choices.rest()
            book = OleFile(content if how == 3 else container({"Workbook": content})).workbook()
            for number in range(len(book.sheet_offsets) if book else 0):
                book.oddities(number)
        elif how == 5:
            name = choices.one_of(("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"))
            content = pack({**parts(), name: choices.rest()}, zipfile.ZIP_STORED)
            of_workbook(content, {"errors", "hidden", "uncomputed"}, COLUMNS)
        else:
            of_open_document(pack({"content.xml": choices.rest()}, zipfile.ZIP_STORED), ROWS, COLUMNS)
    except Refused as refusal:
        assert READ_MESSAGES[refusal.code].format(**refusal.details)
    except (OleDamaged, xml.parsers.expat.ExpatError):
        pass


def _check(rows: list[list]) -> None:
    assert len(rows) <= ROWS
    assert len({len(row) for row in rows}) <= 1
    assert not rows or len(rows[0]) <= COLUMNS


def seeds() -> list[bytes]:
    sheet = (
        b'<worksheet><cols><col min="2" max="2" hidden="1"/></cols><sheetData><row r="2" hidden="1"><c r="A2" t="e">'
        b'<f>1/0</f><v>#DIV/0!</v></c><c r="B2"><f>A1</f><v></v></c></row></sheetData></worksheet>'
    )
    table = '<html><meta charset="gbk"><table><tr style="display:none"><td rowspan=2 colspan=3>1<br>2<th>3</table>'
    return [
        b'\x00a,b\n"c\n""d",\'e\n',
        b"\x00sep=;\na;b\n",
        b"\x00" + "姓名\t单位".encode("utf-16"),
        b"\x01" + table.encode(),
        b"\x02" + SHEET_2003.format(rows=row_2003("姓名", "单位")).encode(),
        b"\x03" + xls([["姓名"], [3]]),
        b"\x04" + bytes.fromhex("0908080000060500000000000a000000"),
        b"\x05\x00" + sheet,
        b"\x05\x01" + parts()["xl/workbook.xml"],
        b"\x05\x02" + parts()["xl/_rels/workbook.xml.rels"],
        b"\x06" + ods_parts(ods_row(ods_cell("姓名"), attributes='table:visibility="collapse"'))["content.xml"],
    ]
