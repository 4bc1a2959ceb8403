"""Traps of sheets as people make them: where the table begins and ends, and what of it is data."""

import io

import pytest
from openpyxl import Workbook

from union_site.core.spreadsheets import importing
from union_site.core.spreadsheets.tables import Sheet, find_table

HEADER = ["序号", "姓名", "性别", "所属工会"]
ZHANG, LI = [1.0, "张三", "男", "甲工会"], [2.0, "李四", "女", "乙工会"]
KNOWN = ["姓名", "性别", "所属工会", "职工人数", "其中女职工", "单位名称", "参保人数", "金额"]
UNIT = {"unit_name": "青石镇总工会"}


def table(*rows, **extra):
    width = max(map(len, rows))
    return find_table(Sheet("名册", rows=[[*row, *[""] * (width - len(row))] for row in rows], **extra), KNOWN)


def numbers(found):
    return [number for number, _ in found.rows]


def notices(found):
    return [notice.message for notice in found.notices]


def test_a_table_in_column_b_below_forty_lines_of_rules():
    rules = [[f"{number}．请各单位认真填报。"] for number in range(1, 41)]
    found = table(*rules, ["", *HEADER], ["", *ZHANG])
    assert (found.header_row, numbers(found)) == (41, [42])
    assert found.headings == [(2, "姓名"), (3, "性别"), (4, "所属工会")]


def test_an_annex_is_no_title():
    found = table(["附件1："], ["2021年度青石镇会员名册"], HEADER, ZHANG, merged=[(0, 0, 0, 3), (1, 0, 1, 3)])
    assert (found.title, found.year_hint) == ("2021年度青石镇会员名册", 2021)


@pytest.mark.parametrize(
    "rows",
    [
        [["名册"], ["", "", "", "填报单位：青石镇总工会"], HEADER, ZHANG],
        [["名册"], [*HEADER, "", "填报单位：青石镇总工会"], ZHANG],
        [HEADER, [*ZHANG, "", "填报单位：", "青石镇总工会"]],
        [HEADER, ZHANG, ["", "", "", "填报单位：青石镇总工会"]],
        [["名册（填报单位：青石镇总工会）"], HEADER, ZHANG],
    ],
)
def test_the_unit_in_any_spot(rows):
    found = table(*rows)
    assert (found.defaults, [text for _, text in found.headings]) == (UNIT, HEADER[1:])
    assert len(found.rows) == 1


@pytest.mark.parametrize("right", [HEADER, ["序号", "单位名称", "参保人数", ""]])
def test_a_table_beside_another_is_left_out_and_said(right):
    found = table(
        [*HEADER, "", *right], [*ZHANG, "", 1.0, "王五", "男", "丙"], ["", "", "", "", "", 2.0, "赵六", "女", ""]
    )
    assert (found.headings, numbers(found)) == ([(1, "姓名"), (2, "性别"), (3, "所属工会")], [2])
    assert notices(found) == [
        "F列起是右边的另一张表，没有读取。请把它移到左边那张表的下面，或放到单独的工作表中再上传。"
    ]


def test_three_rows_of_headings_that_nobody_merged():
    found = table(
        ["单位名称", "职工人数", "", ""],
        ["", "总数", "其中", ""],
        ["", "", "女职工", "农民工"],
        ["甲公司", 10.0, 4.0, 1.0],
    )
    assert [text for _, text in found.headings] == ["单位名称", "职工人数", "其中女职工", "农民工"]
    assert numbers(found) == [4]


def test_blank_rows_and_columns_inside():
    found = table(
        ["序号", "姓名", "", "性别", "所属工会"],
        [1.0, "张三", "", "男", "甲工会"],
        [],
        ["", " ", "", "", ""],
        [2.0, "李四", "", "女", "乙工会"],
    )
    assert (numbers(found), found.headings) == ([2, 5], [(1, "姓名"), (3, "性别"), (4, "所属工会")])


def test_headings_with_line_breaks_and_upright_text():
    found = table(["序\n号", "姓\n名", "性\r\n别", "所属\n工会"], ZHANG)
    assert found.headings == [(1, "姓名"), (2, "性别"), (3, "所属工会")]


@pytest.mark.parametrize(
    "row",
    [
        [1.0, 2.0, 3.0, 4.0],
        ["1", "2", "3", "4"],
        ["甲", "乙", 1.0, 2.0],
        ["", "（1）", "（2）", "（3）"],
        ["①", "②", "③", "④"],
        ["A", "B", "C", "D"],
        ["栏次", 1.0, 2.0, "3=1+2"],
    ],
)
def test_a_row_that_numbers_the_columns_is_no_data(row):
    assert numbers(table(HEADER, row, ZHANG)) == [3]


@pytest.mark.parametrize(
    "row", [[1.0, "甲", "乙", "丙"], [1.0, 2.0, 2.0, 2.0], [3.0, 4.0, 5.0, 6.0], ["", "甲", "", ""]]
)
def test_a_first_row_that_numbers_no_columns_is_data(row):
    assert numbers(table(HEADER, row, ZHANG))[0] == 2


def test_subtotals_below_a_merged_town_and_a_total_at_the_top():
    found = table(
        ["所属工会", "姓名", "参保人数"],
        ["合计", "", 6.0],
        ["青石镇", "张三", 1.0],
        ["", "李四", 2.0],
        ["", "小计", 3.0],
        ["金泽镇", "王五", 3.0],
        ["", "小计", 3.0],
        merged=[(2, 0, 4, 0), (5, 0, 6, 0)],
    )
    assert [(number, row[0]) for number, row in found.rows] == [(3, "青石镇"), (4, "青石镇"), (6, "金泽镇")]
    assert [number for number, _ in found.totals] == [2, 5, 7]


def test_sections_and_notes_in_the_middle():
    found = table(
        ["姓名", "性别", "所属工会"],
        ["一、机关单位", "", ""],
        ZHANG[1:],
        ["以下为新增人员", "", ""],
        ["※ 第二批"],
        LI[1:],
        merged=[(1, 0, 1, 2), (3, 0, 3, 2)],
    )
    assert numbers(found) == [3, 6]


def test_a_name_alone_is_data_though_others_are_merged():
    found = table(["姓名", "性别", "所属工会"], ["张三", "", ""], ["李四", "", ""], merged=[(1, 1, 2, 1)])
    assert numbers(found) == [2, 3]


def test_headings_again_after_a_page_break():
    found = table(HEADER, ZHANG, ["", "", "", "第1页 共2页"], ["序 号", "姓 名", "性　别", "所 属 工 会"], LI)
    assert numbers(found) == [2, 5]


def test_the_day_below_a_signature_is_no_data():
    found = table(HEADER, ZHANG, ["负责人签字：", "", "", ""], ["", "", "", "2021年8月3日"])
    assert numbers(found) == [2]
    assert numbers(table(HEADER, ZHANG, ["", "", "", "年　月　日"])) == [2]


ENROLMENT = ["参保单位", "参保年度", "缴费日期", "参保人数", "缴费标准", "参保金额（元）"]


def read(*sheets, hidden=()):
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
        page.sheet_state = dict(hidden).get(name, "visible")
    file = io.BytesIO()
    book.save(file)
    return importing.read(file.getvalue(), "参保.xlsx")


def test_one_sheet_of_several_counts_and_the_others_are_said():
    plans = read(
        ("填写说明", [["填写说明"], ["一、请如实填写。"], ["二、金额以元为单位。"]]),
        ("参保单位", [ENROLMENT, ["甲工会", 2021, "2021-03-01", 10, 60, 600]]),
        ("Sheet2", []),
        ("透视", [["行标签", "求和项:参保人数"], ["甲工会", 10], ["总计", 10]]),
        ("选项", [["单位性质"], ["国有企业"], ["集体企业"]]),
        ("旧表", [ENROLMENT, ["乙工会", 2020, "2020-03-01", 10, 60, 600]]),
        ("更旧", [ENROLMENT, ["丙工会", 2019, "2019-03-01", 10, 60, 600]]),
        hidden=[("旧表", "hidden"), ("更旧", "veryHidden")],
    )
    assert [(plan.sheet_name, plan.status) for plan in plans] == [
        ("填写说明", "passed_over"),
        ("参保单位", "ok"),
        ("Sheet2", "passed_over"),
        ("透视", "passed_over"),
        ("选项", "passed_over"),
        ("旧表", "passed_over"),
        ("更旧", "passed_over"),
    ]
    assert [plan.reason for plan in plans[-2:]] == ["工作表已隐藏，未读取。"] * 2


def test_a_million_formatted_rows_below_the_table_are_nothing():
    book = Workbook()
    page = book.active
    for row in ([["参保单位"]], [ENROLMENT], [["甲工会", 2021, "2021-03-01", 10, 60, 600]]):
        page.append(row[0])
    page.cell(1_048_576, 6).number_format = "0.00"
    file = io.BytesIO()
    book.save(file)
    plan = importing.read(file.getvalue(), "参保.xlsx")[0]
    assert (plan.status, [number for number, _ in plan.table.rows]) == ("ok", [3])


def test_a_list_of_headings_that_nobody_knows_is_no_form():
    (plan,) = read(("物资", [["品名", "数量"], ["矿泉水", 3], ["毛巾", 5], ["脸盆", 2]]))
    assert plan.reason.startswith("表头（品名、数量）不属于系统中的任何登记簿。")
