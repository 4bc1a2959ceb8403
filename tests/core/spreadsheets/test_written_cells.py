"""Cells are written a column at a time: what a cell says never depends on what else its column holds."""

import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from union_site.core.spreadsheets.reader import read_workbook
from union_site.core.spreadsheets.workbook import SheetContent, write_rows
from union_site.core.spreadsheets.written_cells import STYLE, ColumnCells, Marked

GENERAL, DATED = STYLE["general"], STYLE["date"]


def book(*sheets) -> bytes:
    file = io.BytesIO()
    write_rows(file, sheets)
    return file.getvalue()


def sheet_xml(content: bytes, number: int = 1) -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read(f"xl/worksheets/sheet{number}.xml").decode()


def column(*values, style: int = GENERAL) -> list[str]:
    """The cells of a column, without their references."""
    written = [cell.decode() for cell in ColumnCells("B", style).written(values)]
    assert all(cell.startswith('<c r="B\0" ') for cell in written if cell)
    return [cell.removeprefix('<c r="B\0" ') for cell in written]


def text(content: str, preserved: bool = False) -> str:
    space = ' xml:space="preserve"' if preserved else ""
    return f's="0" t="inlineStr"><is><t{space}>{content}</t></is></c>'


def number(content: str) -> str:
    return f's="0"><v>{content}</v></c>'


def test_equal_values_of_other_kinds_stay_what_they_are():
    assert column(*[1, True, 1.0, Decimal("1.00"), "1", Decimal("1")] * 4) == [
        *[number("1"), text("是"), number("1.0"), number("1.00"), text("1"), number("1")] * 4
    ]
    assert column(*[False, None, 0] * 8) == [text("否"), "", number("0")] * 8
    assert column(*[True, None] * 8) == [text("是"), ""] * 8
    assert column(*[1, None] * 8) == [number("1"), ""] * 8


def test_equal_amounts_keep_their_places():
    assert column(*[Decimal("10"), Decimal("10.0"), Decimal("1E+1")] * 4) == [
        *[number("10"), number("10.0"), number("1E+1")] * 4
    ]
    assert column(0.0, -0.0) == [number("0.0"), number("-0.0")]


def test_a_day_is_not_its_midnight():
    day, midnight = date(2021, 3, 5), datetime(2021, 3, 5)
    assert column(*[day, midnight, "2021-03-05", None] * 4, style=DATED) == [
        *['s="5"><v>44260</v></c>', 's="5"><v>44260</v></c>', text("2021-03-05").replace('s="0"', 's="5"'), ""] * 4
    ]
    assert column(day, midnight) == ['s="5"><v>44260</v></c>', 's="6"><v>44260</v></c>']
    assert column(*[day] * 8, style=GENERAL + 8) == ['s="13"><v>44260</v></c>'] * 8


@pytest.mark.parametrize("crowd", [[], ["张三", "李四", "王五"], ["张三"] * 20, ["", None] * 10], ids=len)
@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", text("'=1+1")),
        ("-5", text("'-5")),
        ("＠甲", text("'＠甲")),
        (" 前", text(" 前", preserved=True)),
        ("后 ", text("后 ", preserved=True)),
        ("两  格", text("两  格", preserved=True)),
        ("上\n下", text("上\n下", preserved=True)),
        ("上\n=下", text("上\n=下", preserved=True)),
        ("甲\0乙\x0b\ud800\uffff", text("甲乙")),
        ("\0", text("")),
        ("<a & b>", text("&lt;a &amp; b&gt;")),
        ("_x000D_", text("_x005F_x000D_")),
        ("长" * 40_000, text("长" * 32_766 + "…")),
        ("", ""),
        (None, ""),
        (float("nan"), ""),
        (Decimal("-Infinity"), ""),
        (Decimal("sNaN"), ""),
        (10**15, text("1000000000000000")),
        (["焊工", 1, None], text("焊工、1、")),
        (Marked(5), text("5").replace('s="0"', 's="17"')),
    ],
    ids=lambda one: "red" if isinstance(one, Marked) else repr(one)[:20],
)
def test_a_cell_alone_and_in_company(value, cell, crowd):
    assert column(value, *crowd)[0] == cell
    assert column(*crowd, *[value] * 100)[len(crowd) :] == [cell] * 100


VALUES = (
    st.text(st.sampled_from("甲乙a1=-@ \t\n\r\0_x&<'"), max_size=4)
    | st.text(max_size=3)
    | st.integers(-2, 2)
    | st.booleans()
    | st.none()
    | st.floats(-2, 2)
    | st.decimals(-2, 2, places=1)
    | st.dates(date(2021, 3, 4), date(2021, 3, 6))
    | st.datetimes(datetime(2021, 3, 4), datetime(2021, 3, 6))
)


@given(st.lists(VALUES, min_size=1, max_size=6), st.integers(1, 12))
def test_a_column_is_written_like_its_values_alone(values, times):
    assert column(*values * times) == [column(value)[0] for value in values] * times


def test_rows_are_numbered_on_and_on():
    content = book(SheetContent("表", ["甲", "乙"], ((n, f"第{n}人") for n in range(1203)), notes=("注",)))
    places = re.findall(r'<c r="([AB]\d+)"', sheet_xml(content))
    assert places == ["A1", "A2", "B2", *(f"{letter}{n}" for n in range(3, 1206) for letter in "AB")]
    assert re.findall(r'<row r="(\d+)"', sheet_xml(content)) == [str(n) for n in range(1, 1206)]
    rows = read_workbook(content)[0].rows
    assert (rows[2], rows[1204]) == ([0.0, "第0人"], [1202.0, "第1202人"])


def test_rows_may_be_shorter_and_longer_than_the_header():
    content = book(("表", ["甲", "乙"], [["1"], ["2", "3", "4"], [], ("5", "6")], []))
    assert read_workbook(content)[0].rows == [["甲", "乙"], ["1", ""], ["2", "3"], ["", ""], ["5", "6"]]


def test_a_sheet_that_is_just_full_has_no_empty_one_behind_it(monkeypatch):
    monkeypatch.setattr("union_site.core.spreadsheets.workbook.MAXIMUM_ROWS", 3)
    sheets = read_workbook(book(("表", ["n"], [[1], [2]], []), ("页", ["n"], [], [])))
    assert [(sheet.name, sheet.rows) for sheet in sheets] == [("表", [["n"], [1.0], [2.0]]), ("页", [["n"]])]


def test_rows_are_fetched_as_they_are_written():
    """A million rows need no more memory than a few: the rows come out of a generator that writing drains in parts."""
    written = []

    class File(io.BytesIO):
        def write(self, data):
            written.append(fetched)
            return super().write(data)

    fetched = 0

    def rows():
        nonlocal fetched
        for n in range(20_000):
            fetched += 1
            yield [n, f"{n * 7919:x}"]

    write_rows(File(), [("表", ["n", "m"], rows(), [])])
    assert len({count for count in written if 0 < count < 20_000}) > 5
