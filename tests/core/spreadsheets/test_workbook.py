import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from union_site.core.spreadsheets.guard import check_file
from union_site.core.spreadsheets.parsers import parse_text
from union_site.core.spreadsheets.reader import Sheet, find_table, read_workbook
from union_site.core.spreadsheets.templates import template_workbook
from union_site.core.spreadsheets.workbook import SheetContent, rejected_workbook, write_rows
from union_site.core.spreadsheets.written_cells import shield


def written(*sheets) -> bytes:
    file = io.BytesIO()
    write_rows(file, sheets)
    return file.getvalue()


def read_back(*sheets):
    return read_workbook(written(*sheets))


def test_values_come_back_with_their_types():
    row = [
        "甲",
        5,
        Decimal("12.50"),
        date(2021, 3, 5),
        datetime(2021, 3, 5, 10, 30),
        None,
        -5.5,
        True,
        ["焊工", "电工"],
    ]
    formats = ["text", "integer", "money", "date", "datetime"]
    headings = list("一二三四五六七八九")
    assert read_back(("名册", headings, [row], formats)) == [
        Sheet(
            "名册",
            rows=[
                headings,
                ["甲", 5.0, 12.5, date(2021, 3, 5), datetime(2021, 3, 5, 10, 30), "", -5.5, "是", "焊工、电工"],
            ],
        )
    ]


@pytest.mark.parametrize("start", list("=+-@\t\r＝＋－＠"))
def test_no_text_begins_like_a_formula(start):
    text = f"{start}cmd|' /C calc'!A0"
    content = written(("表", [text], [[text]], ["text"]))
    cells = re.findall(rb"<t[^>]*>([^<]*)</t>", zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml"))
    assert len(cells) == 2
    assert all(cell.startswith(b"'") for cell in cells)
    assert shield(text) == "'" + text


def test_no_formula_is_ever_written():
    book = openpyxl.load_workbook(io.BytesIO(written(("表", ["a"], [["=1+1"]], ["text"]))))
    assert (book.active["A2"].data_type, book.active["A2"].value) == ("s", "'=1+1")


def test_numbers_that_a_spreadsheet_cannot_hold_are_text():
    assert read_back(("表", ["号"], [[339901198807170018], [10**14]], []))[0].rows[1:] == [
        ["339901198807170018"],
        [1e14],
    ]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.text(max_size=20), min_size=1, max_size=5))
def test_any_text_comes_back_tidied(texts):
    rows = read_back(("表", ["头", *["x"] * len(texts)], [["行", *texts]], []))[0].rows
    back = [parse_text(value)[0] for value in rows[1][1 : len(texts) + 1]]
    back += [None] * (len(texts) - len(back))
    assert back == [parse_text(text)[0] for text in texts]


def test_names_of_sheets_are_made_valid_and_different():
    sheets = read_back(
        ("甲/乙*?", ["a"], [], []), ("甲/乙*?", ["a"], [], []), ("x" * 40, ["a"], [], []), ("", ["a"], [], [])
    )
    assert [sheet.name for sheet in sheets] == ["甲 乙", "甲 乙(2)", "x" * 31, "Sheet"]


def test_lines_above_the_header_and_locked_columns():
    content = SheetContent("表", ["行标识", "姓名"], [["k1", "张三"]], notes=["会员名册", "导出人：甲"], locked={0})
    file = written(content)
    assert read_workbook(file)[0].rows == [["会员名册", ""], ["导出人：甲", ""], ["行标识", "姓名"], ["k1", "张三"]]
    sheet = openpyxl.load_workbook(io.BytesIO(file)).active
    assert sheet.protection.sheet is True
    assert (sheet["A4"].protection.locked, sheet["B4"].protection.locked) == (True, False)
    assert sheet.freeze_panes == "A4"


def test_rows_beyond_a_sheet_go_on_in_the_next(monkeypatch):
    monkeypatch.setattr("union_site.core.spreadsheets.workbook.MAXIMUM_ROWS", 3)
    sheets = read_back(("表", ["n"], ([n] for n in range(1, 6)), ["integer"]))
    assert [(sheet.name, sheet.rows) for sheet in sheets] == [
        ("表", [["n"], [1.0], [2.0]]),
        ("表(2)", [["n"], [3.0], [4.0]]),
        ("表(3)", [["n"], [5.0]]),
    ]


def test_a_file_that_cannot_seek_can_be_written_to():
    class Pipe(io.RawIOBase):
        def __init__(self):
            self.content = b""

        def writable(self):
            return True

        def write(self, data):
            self.content += bytes(data)
            return len(data)

    pipe = Pipe()
    write_rows(pipe, [("表", ["n"], [[1]], [])])
    assert check_file(pipe.content).sheets == 1


def test_rejected_rows_as_they_were_with_reasons():
    file = io.BytesIO()
    rows = [(49, ["张三", 3.3990119880717e17, "男"], {1: "末尾几位已丢失。", None: "与第12行重复。"})]
    rejected_workbook(file, "未导入", ["姓名", "身份证号", "性别"], rows)
    table = find_table(read_workbook(file.getvalue())[0])
    assert table.rows[0][1] == [49.0, "张三", "339901198807170000", "男", "身份证号：末尾几位已丢失。\n与第12行重复。"]
    sheet = openpyxl.load_workbook(file).active
    colours = [cell.fill.fgColor.rgb if cell.fill.fill_type else None for cell in sheet[2]]
    assert colours == [None, None, "FFFFE3E0", None, "FFFFE3E0"]


@dataclass
class Column:
    headings: tuple[str, ...]
    required: bool = False
    kind: str = "text"
    labels: tuple[str, ...] = ()
    help: str = ""


def test_a_form_to_fill_in():
    columns = [
        Column(("姓名",), True, "name"),
        Column(("身份证号", "身份证号码"), True, "identity"),
        Column(("学历",), False, "choice", ("本科", "大专")),
        Column(("是否农民工",), False, "yes_no"),
        Column(("金额(元)",), False, "money"),
    ]
    content = template_workbook("会员名册", columns, ["请于每月5日前报送。"], "青石镇总工会")
    table = find_table(read_workbook(content)[0])
    assert (table.title, table.header_row, table.rows) == ("会员名册", 3, [])
    assert table.defaults == {"unit_name": "青石镇总工会"}
    assert table.headings == [(1, "姓名*"), (2, "身份证号*"), (3, "学历"), (4, "是否农民工"), (5, "金额(元)")]
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert [(sheet.title, sheet.sheet_state) for sheet in book] == [
        ("会员名册", "visible"),
        ("填写说明", "visible"),
        ("选项", "hidden"),
    ]
    assert book.active.column_dimensions["C"].number_format == "@"
    assert {(str(rule.sqref), rule.formula1) for rule in book.active.data_validations.dataValidation} == {
        ("D4:D3000", "'选项'!$A$2:$A$3"),
        ("E4:E3000", "'选项'!$B$2:$B$3"),
    }
