"""Sheets as clerks make them: what is meant by a mark, by a unit above the table, by a column of their own."""

from datetime import date
from decimal import Decimal

import pytest

from members.models import Member
from tests.sheets import import_rows
from union_site.core.spreadsheets import importing
from union_site.core.spreadsheets.recognition import plan_workbook
from union_site.core.spreadsheets.tables import Sheet
from welfare.models import AidPayment

UNION = "云川兴榆商贸有限公司工会"
MEMBER = ("姓名", "身份证号码", "所属工会", "入会日期")
DUAN = ("段浩浩", "33990119880717309X", UNION, "2021-06-30")
CHENG = ("程帆帆", "339901199308242892", UNION, "2021-06-30")


def plan_of(*rows, name="Sheet1", file=""):
    width = max(map(len, rows))
    sheet = Sheet(name, rows=[[*row, *[""] * (width - len(row))] for row in rows])
    sheet.file = file
    return plan_workbook([sheet], importing.all_resources())[0]


@pytest.mark.parametrize("mark", ["同上", " 〃 ", "″", '"'])
def test_a_mark_stands_for_the_cell_above(district, union, mark):
    result = import_rows(district, MEMBER, DUAN, (*CHENG[:2], mark, mark), sheet="会员名册")

    assert result.verdicts == ["new", "new"]
    assert (4 + 1, "所属工会", "ditto") in result.warnings
    cheng = Member.objects.get(name="程帆帆")
    assert (cheng.organization, cheng.joined_on) == (union, date(2021, 6, 30))


def test_a_mark_without_a_cell_above_rejects_its_row(district, union):
    result = import_rows(district, MEMBER, (*DUAN[:3], "同上"), sheet="会员名册")
    assert result.errors == [(4, "入会日期", "ditto_first")]


def test_the_written_birth_is_compared_and_not_kept(district, union):
    headings = (*MEMBER, "出生年月")
    result = import_rows(district, headings, (*DUAN, "1988.7"), (*CHENG, "1993-08-25"), sheet="会员名册")

    assert result.verdicts == ["new", "new"]
    assert result.warnings == [(5, "出生年月", "birth_mismatch")]
    assert result.unknown == []
    assert Member.objects.get(name="程帆帆").birth_on == date(1993, 8, 24)


@pytest.mark.parametrize("written", ["1988", "八八年", ""])
def test_a_birth_that_cannot_be_read_says_nothing(district, union, written):
    result = import_rows(district, (*MEMBER, "出生年月"), (*DUAN, written), sheet="会员名册")
    assert (result.verdicts, result.errors, result.warnings) == (["new"], [], [])


@pytest.mark.parametrize("written", ["否", "无", "不属于", "×"])
def test_no_to_a_new_form_of_employment_is_no_form(district, union, written):
    import_rows(district, (*MEMBER, "是否新就业形态"), (*DUAN, written), sheet="会员名册")
    assert Member.objects.get().new_employment == ""


def test_yes_to_a_new_form_of_employment_wants_the_form(district, union):
    result = import_rows(district, (*MEMBER, "是否新就业形态"), (*DUAN, "是"), sheet="会员名册")
    assert result.warnings == [(4, "是否新就业形态", "kind_missing")]


@pytest.mark.parametrize("written, migrant", [("农民工", True), ("非农民工", False), ("√", True), ("□是☑否", False)])
def test_the_answer_may_be_the_word_itself(district, union, written, migrant):
    import_rows(district, (*MEMBER, "是否农民工"), (*DUAN, written), sheet="会员名册")
    assert Member.objects.get().migrant_worker is migrant


@pytest.mark.parametrize("written, card", [("√", "issued"), ("×", "none"), ("—", "none")])
def test_a_tick_alone_is_yes_and_a_cross_no(district, union, written, card):
    import_rows(district, (*MEMBER, "会员卡"), (*DUAN, written), sheet="会员名册")
    assert Member.objects.get().card == card


def test_the_unit_above_the_table_counts_and_is_said(district, union):
    head = ["姓名", "身份证号", "所属工会", "救助类别", "救助金额", "发放日期"]
    row = ["段浩浩", "33990119880717309X", UNION, "医疗救助", 0.3, "2021-03-05"]
    plan = plan_of(["帮扶救助发放表"], ["", "", "", "", "", "单位：万元"], head, row)

    assert [tuple(notice) for notice in plan.notices] == [
        ("unit_above", "“救助金额”已按表格上方写的单位“万元”换算，请核对。")
    ]
    batch, _ = importing.preview(plan, district=district, user=None)
    importing.apply(batch, user=None)
    assert AidPayment.objects.get().amount == Decimal("3000.00")

    head[4] = "救助金额（元）"
    assert plan_of(["帮扶救助发放表"], ["单位：万元"], head, row).places["amount"][0].unit == "元"


def test_the_year_may_stand_in_the_name_of_the_file():
    head = ["参保单位", "缴费日期", "参保人数", "缴费标准", "参保金额"]
    row = [UNION, "2021-01-05", 10, "100元/人", 1000]
    plan = plan_of(head, row, file="医疗互助2021年度")
    assert (plan.status, plan.table.year_hint) == ("ok", 2021)
    assert plan_of(head, row).status == "refused"


def test_a_fee_per_head_is_read_where_the_register_says_per_head(district, union):
    head = ("参保单位", "参保年度", "缴费日期", "参保人数", "缴费标准", "参保金额")
    result = import_rows(district, head, (UNION, 2021, "2021-01-05", 10, "100元/人", "1千元"), sheet="参保单位")
    assert (result.errors, result.values[0]["fee"], result.values[0]["premium"]) == ([], 100, 1000)


def test_numbered_headings_and_other_words_for_a_day_are_known():
    head = ["1.姓名", "2、身份证号码", "（三）所属工会", "④入会年月"]
    plan = plan_of(head, ["段浩浩", "33990119880717309X", UNION, "2021.6"])
    assert (plan.status, plan.resource.key, plan.unknown) == ("ok", "member", [])


def test_a_roster_with_many_columns_of_its_own_is_known():
    head = ["员工姓名", "公民身份号码", "工会", "加入工会时间", "民族", "岗位", "部门", "籍贯", "紧急联系人"]
    plan = plan_of(["登记表"], head, [*DUAN, "汉", "工人", "一车间", "云川", "王芳"])
    assert (plan.status, plan.resource.key) == ("ok", "member")


def test_a_heading_of_signs_alone_harms_nobody():
    plan = plan_of(["123.4", "、、、", "[]", "1"], ["a", "b", "c", "d"])
    assert plan.status == "passed_over"


def test_a_signature_without_its_noun_is_no_row():
    plan = plan_of(list(MEMBER), list(DUAN), ["制表：王芳", "", "审核：李强"])
    assert [number for number, _ in plan.table.rows] == [2]


def test_a_named_sheet_that_lacks_a_column_is_told_which():
    plan = plan_of(["会员名册"], ["姓名", "身份证号码", "单位", "入会日期"], [*DUAN[:2], "兴榆商贸", "2021-06-30"])
    assert (plan.status, plan.resource.key) == ("refused", "member")
    assert plan.reason == "“会员名册”缺少必填的列：所属工会。请补上这些列，或下载模板重新填写。"
