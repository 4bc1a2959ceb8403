from datetime import date

import pytest

from tests.core.spreadsheets.books import MAIN, book, cell, pack, parts
from union_site.core.spreadsheets.guard import GuardError, Limits
from union_site.core.spreadsheets.reader import ReadError, Sheet, read_workbook

ROWS = f'<row r="2">{cell("B2", "姓名")}<c r="C2"><v>3</v></c><c r="D2" t="b"><v>1</v></c></row>'
EXPECTED = [Sheet("表1", False, [["", "", "", ""], ["", "姓名", 3.0, True]])]


def test_rows_stand_where_the_sheet_has_them():
    assert read_workbook(book(ROWS)) == EXPECTED


def test_path_bytes_and_open_file(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(book(ROWS))
    assert read_workbook(path) == EXPECTED
    with path.open("rb") as stream:
        assert read_workbook(stream) == EXPECTED


def test_days_are_days():
    styles = f'<styleSheet {MAIN}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    link = (
        '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" '
        'Target="styles.xml"/></Relationships>'
    )
    content = parts('<row r="1"><c r="A1" s="1"><v>44260</v></c></row>')
    content["xl/styles.xml"] = styles.encode()
    rels = "xl/_rels/workbook.xml.rels"
    content[rels] = content[rels].replace(b"</Relationships>", link.encode())
    assert read_workbook(pack(content))[0].rows == [[date(2021, 3, 5)]]


def test_broken_formulas_are_not_taken_for_empty_cells():
    content = book(
        f'<row r="2">{cell("B2", "金额")}{cell("C2", "x")}</row><row r="3"><c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="C3" t="e"><v>#N/A</v></c></row>'
    )
    assert read_workbook(content)[0].rows == [["", "", ""], ["", "金额", "x"], ["", "#DIV/0!", "#N/A"]]


def test_hidden_sheets_say_so():
    content = parts(ROWS)
    content["xl/workbook.xml"] = content["xl/workbook.xml"].replace(b'sheetId="1"', b'sheetId="1" state="hidden"')
    assert read_workbook(pack(content))[0].hidden is True


def test_an_empty_sheet_has_no_rows():
    assert read_workbook(book()) == [Sheet("表1", False, [])]


def test_the_guard_comes_first():
    with pytest.raises(GuardError):
        read_workbook(b"%PDF-1.7")


def test_a_workbook_that_is_not_one_is_an_error_with_advice():
    with pytest.raises(ReadError) as error:
        read_workbook(book(b"<worksheet><sheetData><row></worksheet>"))
    assert error.value.code == "unreadable"
    assert error.value.message == "文件无法读取，可能已损坏。请用Excel或WPS表格打开，另存为.xlsx后重新上传。"


def test_a_parser_that_dies_takes_nothing_with_it():
    far = book(f'<row r="1">{cell("A1", "x")}</row><row r="1048576">{cell("XFD1048576", "x")}</row>')
    with pytest.raises(ReadError) as error:
        read_workbook(far, limits=Limits(rows=2_000_000, columns=20_000))
    assert error.value.code == "too_complex"


def test_a_sheet_beyond_the_memory_limit():
    wide = book(f'<row r="1">{cell("A1", "x")}</row><row r="150000">{cell("SF150000", "x")}</row>')
    with pytest.raises(ReadError) as error:
        read_workbook(wide)
    assert error.value.code == "too_complex"


def test_time_runs_out():
    with pytest.raises(ReadError) as error:
        read_workbook(book(ROWS), wall_seconds=0)
    assert error.value.code == "too_complex"


def test_processor_time_runs_out_and_the_next_file_is_read():
    line = ",".join(f"第{number}格" for number in range(24)) + "\n"
    with pytest.raises(ReadError) as error:
        read_workbook((line * 80_000).encode(), cpu_seconds=1)
    assert error.value.code == "too_complex"
    assert read_workbook(book(ROWS)) == EXPECTED
