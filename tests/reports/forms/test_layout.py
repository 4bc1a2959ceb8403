"""A form as it is drawn: headings of a cell, what may be filled, what a formula or a title is."""

import pytest

from reports.models import ReportForm
from reports.services.report_forms import bindings
from reports.services.report_forms.layout import FormError, SheetLayout, read_form
from tests.reports.forms import books
from tests.reports.forms.conftest import place
from tests.sheets import workbook


@pytest.fixture(scope="module")
def sheets():
    return read_form(books.form(), "报表.xlsx")


@pytest.fixture(scope="module")
def general(sheets) -> SheetLayout:
    return sheets[0]


@pytest.mark.parametrize(
    ("cell", "heading"),
    [
        ("C6", "青石镇 · 组织建设 / 工会组织数（个）"),
        ("H10", "区本级 · 法律援助 / 涉及金额（元）"),
        ("D7", "白鹭街道 · 组织建设 / 会员人数（人）"),
    ],
)
def test_the_headings_of_a_cell(general, cell, heading):
    """Groups come before their parts; the counter 序号 and the title over the whole table are no headings."""
    assert general.heading(*place(cell)) == heading


def test_what_may_be_filled(general):
    may = {
        cell: general.may_be_filled(*place(cell)) for cell in ("C6", "A1", "B6", "C5", "C11", "D5", "A2", "F2", "A12")
    }
    assert may == {
        "C6": True,  # empty
        "A1": False,
        "B6": False,
        "C5": False,
        "C11": False,  # =SUM(C6:C10)
        "D5": False,
        "A2": True,  # 填报单位：
        "F2": True,  # 填表日期：  年  月  日
        "A12": True,  # 填表人：
    }


def test_numbers_of_an_earlier_period_may_be_replaced():
    sheet = read_form(workbook(("镇", "会员人数"), ("青石镇", 12), ("白鹭街道", "—")), "报表.xlsx")[0]
    assert [sheet.may_be_filled(*place(cell)) for cell in ("C4", "C5", "B4")] == [True, True, False]


def test_hidden_and_covered_cells_are_not_shown(general):
    assert not general.is_shown(*place("J4"))
    assert not general.is_shown(*place("B1")) and general.is_shown(*place("A1"))


def test_the_empty_part_of_a_table_is_drawn():
    """Cells with borders below the last text belong to the form."""
    sheets = read_form(books.form(towns=("青石镇",)), "报表.xlsx")
    compared = next(sheet for sheet in sheets if sheet.name == books.COMPARED)
    assert (compared.height, compared.width) == (6, 6)
    assert compared.heading(*place("D3")) == "实名采集会员（人） · 同比增减（%）"


def test_what_is_drawn_is_kept_encrypted(register, officer, root):
    form = register(officer)
    stored = bytes(ReportForm.objects.get(pk=form.pk).latest.drawn)
    assert "青石镇".encode() not in stored
    assert SheetLayout.stored(form.latest.sheets()[0]).heading(*place("C6")).startswith("青石镇")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("报表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "另存为“Excel 工作簿（*.xlsx）”"),
        ("报表.csv", b"a,b\n1,2\n", "另存为“Excel 工作簿（*.xlsx）”"),
        ("报表.xlsx", b"", "文件是空的"),
        ("报表.xlsx", b"PK\x03\x04 broken", "文件已损坏或不完整"),
        ("报表.xlsx", b"a,b\n1,2\n", "另存为“Excel 工作簿（*.xlsx）”"),
    ],
)
def test_what_cannot_be_a_form_is_refused_with_words(name, content, words):
    with pytest.raises(FormError, match=words.replace("*", r"\*").replace(".", r"\.")):
        bindings.checked(content, name)


def test_numbers_of_persons_are_masked_when_drawn():
    sheet = read_form(workbook(("联系人", "电话"), ("王芳", "13812341234")), "报表.xlsx")[0]
    assert sheet.text(*place("C4")) == "138****1234"
