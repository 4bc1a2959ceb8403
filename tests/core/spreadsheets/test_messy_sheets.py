"""Sheets as people make them: groups of headings, merged cells, totals, second tables, hidden rows."""

import io
from datetime import date

import pytest
from openpyxl import Workbook

from union_site.core.spreadsheets import importing
from union_site.core.spreadsheets.cleaning import clean
from union_site.core.spreadsheets.tables import Sheet, find_table
from union_site.core.spreadsheets.totals import check_totals

HEADER = ["序号", "姓名", "性别", "所属工会"]
KNOWN = ["姓名", "性别", "所属工会", "职工人数", "其中女职工", "单位名称", "参保人数", "金额"]


def table(*rows, known=KNOWN, **extra):
    width = max(map(len, rows))
    return find_table(Sheet("名册", rows=[[*row, *[""] * (width - len(row))] for row in rows], **extra), known)


def numbers(found):
    return [number for number, _ in found.rows]


def notices(found):
    return [tuple(notice) for notice in found.notices]


def test_a_table_in_the_middle_of_a_sheet():
    blank = [""] * 6
    found = table(
        blank,
        ["", "", "青石镇职工名册"],
        ["", "", "填报单位", "青石镇总工会", "填报日期", date(2021, 8, 31)],
        ["", "", "年度", 2021.0],
        blank,
        ["", "", *HEADER],
        ["", "", 1.0, "张三", "男", "甲公司工会"],
    )
    assert (found.title, found.header_row, numbers(found)) == ("青石镇职工名册", 6, [7])
    assert found.headings == [(3, "姓名"), (4, "性别"), (5, "所属工会")]
    assert found.defaults == {"unit_name": "青石镇总工会", "filled_on": date(2021, 8, 31)}
    assert found.year_hint == 2021


@pytest.mark.parametrize("line", [["填报单位：青石镇总工会"], ["填报单位", "青石镇总工会"], ["填报单位 青石镇总工会"]])
def test_the_unit_may_be_stated_below_the_table(line):
    found = table(["名册"], HEADER, [1.0, "张三", "男", ""], line)
    assert found.defaults == {"unit_name": "青石镇总工会"}
    assert numbers(found) == [3]


def test_three_rows_of_headings():
    found = table(
        ["单位名称", "职工人数", "", "", "备注"],
        ["", "总数", "其中", "", ""],
        ["", "", "女职工", "农民工", ""],
        ["甲公司", 10.0, 4.0, 1.0, ""],
        merged=[(0, 0, 2, 0), (0, 1, 0, 3), (1, 1, 2, 1), (1, 2, 1, 3), (0, 4, 2, 4)],
    )
    assert found.headings == [(0, "单位名称"), (1, "职工人数"), (2, "其中女职工"), (3, "农民工"), (4, "备注")]
    assert numbers(found) == [4]


def test_repeated_headings_below_groups_carry_them():
    found = table(
        ["单位名称", "2020年", "", "2021年", ""],
        ["", "人数", "金额", "人数", "金额"],
        ["甲公司", 1.0, 2.0, 3.0, 4.0],
        merged=[(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 0, 4)],
    )
    assert [text for _, text in found.headings] == ["单位名称", "2020年人数", "2020年金额", "2021年人数", "2021年金额"]


def test_a_unit_merged_over_its_rows_counts_for_each():
    found = table(
        HEADER,
        [1.0, "张三", "男", "甲公司工会"],
        [2.0, "李四", "女", ""],
        [3.0, "", "", ""],
        [4.0, "王五", "女", ""],
        merged=[(1, 3, 3, 3)],
    )
    assert [(number, row[3]) for number, row in found.rows] == [(2, "甲公司工会"), (3, "甲公司工会"), (5, "")]


def test_subtotals_of_towns_and_counts_are_no_data():
    found = table(
        ["所属工会", "姓名", "性别"],
        ["青石镇", "张三", "男"],
        ["青石镇小计", "1人", ""],
        ["金泽镇", "李四", "女"],
        ["金泽镇", "小计", "1人"],
        ["合计 2 人", "", ""],
        ["共2人", "", ""],
    )
    assert numbers(found) == [2, 4]
    assert [number for number, _ in found.totals] == [3, 5, 6, 7]


def test_a_header_printed_again_on_the_next_page():
    found = table(
        ["名册"],
        HEADER,
        [1.0, "张三", "男", "甲"],
        ["名册（续）"],
        ["序 号", "姓  名", "性别", "所属工会："],
        [2.0, "李四", "女", "乙"],
    )
    assert numbers(found) == [3, 6]
    assert notices(found) == []


def test_a_second_table_of_another_kind_is_left_out_and_said():
    found = table(
        HEADER,
        [1.0, "张三", "男", "甲"],
        [""],
        ["参保情况"],
        ["单位名称", "参保人数", "金额"],
        ["甲", 3.0, 180.0],
    )
    assert numbers(found) == [2]
    assert notices(found) == [("second_table", "第5行起是另一张表，没有读取。请把它放到单独的工作表中再上传。")]


def test_a_row_of_units_belongs_to_the_headings():
    units = ["年", "", "人", "（万元）", ""]
    rows = [
        ["年度", "单位名称", "参保人数", "金额", "备注"],
        units,
        [2021.0, "甲", 11.0, 0.066, ""],
        ["年度", "单位名称", "参保人数", "金额", "备注"],
    ]
    found = table(*rows, units, ["甲", "乙", "1", "2", "3"], [2021.0, "乙", 12.0, 0.072, ""])
    assert found.headings == [
        (0, "年度（年）"),
        (1, "单位名称"),
        (2, "参保人数（人）"),
        (3, "金额（万元）"),
        (4, "备注"),
    ]
    assert numbers(found) == [3, 7]
    found = table(
        ["单位名称", "参保人数（人）", "金额"], ["计量单位", "人", "元"], ["甲", "1", "2"], ["甲", 11.0, 660.0]
    )
    assert found.headings == [(0, "单位名称"), (1, "参保人数（人）"), (2, "金额（元）")]
    assert numbers(found) == [4]


def test_units_below_merged_headings():
    found = table(
        ["单位名称", "参保情况", ""],
        ["", "参保人数", "金额"],
        ["", "人", "万元"],
        ["甲", 11.0, 0.066],
        merged=[(0, 0, 2, 0), (0, 1, 0, 2)],
    )
    assert found.headings == [(0, "单位名称"), (1, "参保人数（人）"), (2, "金额（万元）")]
    assert numbers(found) == [4]


def test_a_row_that_only_resembles_units_is_data():
    found = table(["单位名称", "职工人数", "备注"], ["甲", "", "人"], ["", "", "户"], ["乙", 3.0, ""])
    assert found.headings == [(0, "单位名称"), (1, "职工人数"), (2, "备注")]
    assert numbers(found) == [2, 3, 4]


def test_headings_in_two_languages():
    found = table(["No.", "Name 姓名", "性别Sex", "所属工会 Trade Union"], [1.0, "张三", "男", "甲"])
    assert found.headings == [(1, "姓名"), (2, "性别"), (3, "所属工会")]
    found = table(["序号", "姓名", "IC卡号", "所属工会"], [1.0, "张三", "88", "甲"])
    assert found.headings == [(1, "姓名"), (2, "IC卡号"), (3, "所属工会")]


@pytest.mark.parametrize("line", ["以下空白", "—— 以下无正文 ——", "--完--", "（名单完）"])
def test_what_says_that_the_list_ends_is_no_data(line):
    assert numbers(table(HEADER, [1.0, "张三", "男", "甲"], ["", line])) == [2]


def test_hidden_rows_and_columns_are_read_and_said():
    found = table(
        HEADER,
        [1.0, "张三", "男", "甲"],
        [2.0, "李四", "女", "乙"],
        [""],
        first_row=5,
        hidden_rows=frozenset({2, 3}),
        hidden_columns=frozenset({2}),
    )
    assert numbers(found) == [6, 7]
    assert notices(found) == [
        ("hidden_rows", "隐藏的第7行也已读取，请核对是否应当导入。"),
        ("hidden_columns", "隐藏的C列也已读取，请核对是否应当导入。"),
    ]


def test_formulas_without_a_value_are_named():
    found = table(HEADER, [1.0, "张三", "", "甲"], ["", "合计", "", ""], uncomputed=frozenset({(1, 2), (2, 3)}))
    assert notices(found) == [
        ("uncomputed", "单元格C2的公式没有保存结果，按空白读取。请用表格软件打开文件，重新计算并保存后再上传。")
    ]


def test_a_sheet_of_no_register_with_an_empty_line_is_passed_over():
    book = Workbook()
    for row in (["菜名", "产地", "单价"], ["白菜", "青石", 2], [], ["萝卜", "金泽", 1.5]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    plan = importing.read(file.getvalue(), "采购.xlsx")[0]
    assert (plan.status, plan.reason) == (
        "passed_over",
        "表头（菜名、产地、单价）不属于系统中的任何登记簿。请核对是否选错了文件，或下载模板，按模板的表头填写。",
    )


ENROLMENT = ["参保单位", "参保年度", "缴费日期", "参保人数", "缴费标准", "参保金额（元）"]
UNITS = [["甲工会", 2021, "2021-03-01", 10, 60, 600], ["乙工会", 2021, "2021-03-02", 20, 60, 1200]]


def enrolment(*below):
    book = Workbook()
    page = book.active
    page.title = "参保单位"
    for row in (["医疗互助参保汇总表"], ENROLMENT, *below):
        page.append(row)
    file = io.BytesIO()
    book.save(file)
    plan = importing.read(file.getvalue(), "参保.xlsx")[0]
    assert (plan.status, plan.resource.key) == ("ok", "enrolment")
    return [tuple(notice) for notice in check_totals(plan, clean(plan, {}, set()))]


def test_totals_that_agree_say_nothing():
    assert enrolment(*UNITS, ["合计", "", "", 30, "", 1800]) == []
    assert enrolment(UNITS[0], ["小计", "", "", 10, "", 600], UNITS[1], ["小计", "", "", 20, "", 1200]) == []
    assert enrolment(*UNITS, ["合计 30 人"]) == []
    assert enrolment(*UNITS, ["合计2家"]) == []


def test_totals_that_differ_name_the_column_and_both_numbers():
    assert enrolment(*UNITS, ["合计", "", "", 31, "", 1800]) == [
        ("total_differs", "第5行的合计与各行不符：“参保人数”写的是31，各行合起来是30，请核对。")
    ]
    assert enrolment(UNITS[0], ["青石镇小计", "", "", 10, "", 660], UNITS[1], ["合计", "", "", 30, "", 1800]) == [
        ("total_differs", "第4行的合计与各行不符：“参保金额（元）”写的是660，各行合起来是600，请核对。")
    ]
    assert enrolment(*UNITS, ["合计 35 人"]) == [
        ("total_differs", "第5行的合计与各行不符：“行数”写的是35，各行合起来是2，请核对。")
    ]


def test_a_column_with_an_unreadable_cell_is_not_compared():
    unreadable = [*UNITS[0][:3], "十来个", *UNITS[0][4:]]
    assert enrolment(unreadable, UNITS[1], ["合计", "", "", 31, "", 1800]) == []
