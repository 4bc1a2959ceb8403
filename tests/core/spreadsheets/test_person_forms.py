"""One-person forms are told from tables with headings, and read: labels as headings, a form as a row."""

import pytest

from tests.core.spreadsheets.person_form_sheets import (
    CHENG,
    DUAN,
    ENTRY_MERGED,
    HARDSHIP_MERGED,
    LI,
    UNION,
    WANG,
    entry_form,
    hardship_form,
    model_form,
    plans,
    sheet,
)
from union_site.core.spreadsheets.person_tables import number_of, place_of


def read(plan, number=0):
    """{column: cell} of a row of a planned sheet."""
    _, cells = plan.table.rows[number]
    return {name: cells[places[0].index] for name, places in plan.places.items() if cells[places[0].index] != ""}


def cell(plan, name, number=0):
    """(sheet, row, column) where a column's cell of a row stands."""
    row = plan.table.rows[number][0]
    place = plan.table.forms.cells[row][plan.places[name][0].index]
    return (plan.table.forms.sheets[place_of(row)[0]], *place)


def test_an_entry_form_is_a_row_of_the_members():
    (plan,) = plans(sheet(entry_form(**DUAN), "段浩浩", ENTRY_MERGED))

    assert (plan.status, plan.resource.key, plan.sheet_name, plan.questions) == ("ok", "member", "段浩浩", [])
    assert read(plan) == {
        "name": "段浩浩",
        "gender": "男",
        "identity": "33990119880717309X",
        "phone": "19700063575",
        "employer_name": "云川兴榆商贸有限公司",
        "organization": UNION,
        "joined_on": "2021年6月30日",
        "education": "大专",
        "political_status": "群众",
        "migrant_worker": "否",
    }
    assert plan.unknown == ["民族", "个人简历", "基层工会意见"]
    assert cell(plan, "identity") == ("段浩浩", 4, 2)
    assert cell(plan, "phone") == ("段浩浩", 5, 6)
    assert plan.table.defaults["unit_name"] == "云川区总工会"
    assert [notice.message for notice in plan.notices] == [
        "“段浩浩”是一人（一事）一张的登记表，共读取1张，每张作为一条记录，请核对。"
    ]


def test_the_forms_of_several_sheets_are_one_table_and_an_empty_one_is_nobody():
    form = sheet(entry_form(**DUAN), "段浩浩", ENTRY_MERGED)
    empty = sheet(entry_form(joined="", union=""), "空表", ENTRY_MERGED)
    for row, column in ((3, 5), (4, 1), (6, 1), (6, 3), (6, 5), (7, 1), (9, 1)):
        empty.rows[row][column] = ""
    (plan,) = plans(form, empty, sheet(entry_form(**CHENG), "程帆帆", ENTRY_MERGED))

    assert (plan.status, plan.sheet_name, plan.position) == ("ok", "段浩浩等3张", 0)
    assert [number for number, _ in plan.table.rows] == [number_of(0, 3), number_of(2, 3)]
    assert (read(plan, 1)["name"], read(plan, 1)["gender"]) == ("程帆帆", "男")
    assert cell(plan, "name", 1) == ("程帆帆", 3, 2)
    assert plan.notices[0].message == (
        "“段浩浩”等3个工作表是一人（一事）一张的登记表，共读取2张，每张作为一条记录，请核对。"
    )


def test_forms_below_each_other_are_rows_too():
    (plan,) = plans(sheet([*entry_form(**DUAN), [""], *entry_form(**CHENG)]))
    assert [number for number, _ in plan.table.rows] == [number_of(0, 3), number_of(0, 15)]
    assert [read(plan, one)["identity"] for one in (0, 1)] == ["33990119880717309X", "339901199308242892"]
    assert cell(plan, "identity", 1) == ("登记表", 16, 2)
    assert plan.table.forms.row(number_of(0, 15)) == "“登记表”第 15 行起"


def test_a_workbook_of_forms_and_lists_is_read_sheet_by_sheet():
    roster = sheet(
        [["姓名", "身份证号码", "所属工会", "入会日期"], ["程帆帆", CHENG["identity"], UNION, "2021-06-30"]], "名册"
    )
    found = plans(
        roster, sheet(entry_form(**DUAN), "表", ENTRY_MERGED), sheet(hardship_form(), "档案", HARDSHIP_MERGED)
    )
    assert [(plan.position, plan.resource.key, plan.table.forms is not None) for plan in found] == [
        (0, "member", False),
        (1, "member", True),
        (2, "hardship", True),
    ]


def test_a_hardship_form_brings_the_family_with_it():
    (plan,) = plans(sheet(hardship_form(family=(WANG, LI)), "邓林旭", HARDSHIP_MERGED))

    assert (plan.status, plan.resource.key, plan.unknown) == ("ok", "hardship", ["单位工会意见"])
    assert read(plan)["code"] == "KN1"
    assert read(plan)["kind"] == "相对困难"
    assert plan.places["monthly_income"][0].unit == "元"
    assert [place[0].heading for name, place in plan.places.items() if name.startswith("member_")] == [
        "家庭成员称谓",
        "家庭成员姓名",
        "家庭成员身份证号",
        "家庭成员健康状况",
        "家庭成员身份",
    ]
    (lines,) = plan.table.below.values()
    assert [number for number, _ in lines] == [number_of(0, 10), number_of(0, 11)]
    assert [cells[plan.places["member_name"][0].index] for _, cells in lines] == ["王芳", "邓小明"]


def test_labels_and_values_in_the_same_cells():
    (plan,) = plans(sheet(model_form(), "劳模"))
    assert (plan.status, plan.resource.key) == ("ok", "model_worker")
    assert read(plan) == {
        "name": "段浩浩",
        "gender": "男",
        "identity": "33990119880717309X",
        "phone": "19700063575",
        "employer_name": "云川兴榆商贸有限公司",
        "organization": UNION,
        "title": "云川区劳动模范",
        "level": "区级",
        "honoured_on": "2019年4月28日",
        "document_number": "云政发〔2019〕3号",
    }
    assert (cell(plan, "phone"), cell(plan, "organization")) == (("劳模", 3, 1), ("劳模", 4, 2))


def test_labels_above_their_values():
    (plan,) = plans(
        sheet(
            [
                ["会员登记卡"],
                ["姓名", "性别", "出生年月", "民族"],
                ["段浩浩", "女", "1988.7", "汉"],
                ["身份证号码", "联系电话", "入会日期", "文化程度"],
                ["33990119880717309X", "19700063575", "2021-06-30", "本科"],
                ["所属工会", "工作单位", "政治面貌", "备注"],
                [UNION, "兴榆商贸", "群众", ""],
            ]
        )
    )
    assert (plan.status, plan.resource.key, len(plan.table.rows)) == ("ok", "member", 1)
    assert read(plan)["identity"] == "33990119880717309X"
    assert cell(plan, "joined_on") == ("登记表", 5, 3)


def test_empty_cells_between_labels_and_values():
    rows = [
        ["困难职工登记表"],
        ["姓名", "", "邓林旭", "", "性别", "", "男"],
        ["身份证号", "", "339901197402061730", "", "档案编号", "", "KN1"],
        ["建档级别", "", "区级", "", "建档日期", "", "2015-03-05"],
        ["所属工会", "", UNION],
    ]
    (plan,) = plans(sheet(rows))
    assert (plan.status, read(plan)["identity"], cell(plan, "code")) == ("ok", "339901197402061730", ("登记表", 3, 7))


def test_an_empty_cell_beside_a_label_is_its_value():
    form = entry_form(**(DUAN | {"identity": ""}))
    (plan,) = plans(sheet(form, merged=ENTRY_MERGED))
    assert plan.status == "ok"
    assert "identity" not in read(plan)
    assert cell(plan, "identity") == ("登记表", 4, 2)


def test_what_is_asked_about_another_person_is_not_the_persons_own():
    rows = [
        ["困难职工登记表"],
        ["一、本人情况"],
        ["姓名", "邓林旭", "性别", "男"],
        ["身份证号", "339901197402061730", "档案编号", "KN1"],
        ["建档级别", "区级", "建档日期", "2015-03-05"],
        ["所属工会", UNION, "联系电话", "19700067325"],
        ["二、配偶情况"],
        ["姓名", "王芳", "性别", "女"],
        ["身份证号", "339901198812156024", "健康状况", "残疾"],
    ]
    (plan,) = plans(sheet(rows))
    assert (plan.status, len(plan.table.rows), read(plan)["name"]) == ("ok", 1, "邓林旭")
    assert plan.unknown == ["配偶姓名", "配偶性别", "配偶身份证号", "配偶健康状况"]


def test_boxes_in_cells_of_their_own():
    rows = entry_form(**DUAN)
    rows[6] = ["政治面貌", "群众", "是否农民工", "□是", "☑否"]
    (plan,) = plans(sheet(rows))
    assert read(plan)["migrant_worker"] == "否"


def test_what_was_marked_by_us_before_is_no_part_of_the_form():
    form = sheet(entry_form(**DUAN), "段浩浩", ENTRY_MERGED)
    for row, text in ((0, "错误说明"), (2, "身份证号码：号码的校验码不正确。"), (3, "联系电话：请核对。")):
        form.rows[row] += [text]
    (plan,) = plans(form)
    assert (read(plan)["identity"], read(plan)["phone"]) == (DUAN["identity"], DUAN["phone"])
    assert (plan.table.forms.edges, plan.table.forms.marked) == ({0: 8}, {0: 1})


def test_forms_beside_each_other_are_rows_too():
    rows = [
        ["会员登记卡", "", "", "", "会员登记卡"],
        ["姓名", "段浩浩", "性别", "男", "姓名", "程帆帆", "性别", "男"],
        ["身份证号", DUAN["identity"], "入会日期", "2021-6-30", "身份证号", CHENG["identity"], "入会日期", "2021-7-1"],
        ["所属工会", UNION, "", "", "所属工会", UNION, "", ""],
    ]
    (plan,) = plans(sheet(rows))
    assert (plan.status, plan.unknown) == ("ok", [])
    assert [(read(plan, one)["identity"], read(plan, one)["joined_on"]) for one in (0, 1)] == [
        (DUAN["identity"], "2021-6-30"),
        (CHENG["identity"], "2021-7-1"),
    ]
    assert cell(plan, "identity", 1) == ("登记表", 3, 6)
    assert plan.table.forms.row(plan.table.rows[1][0]) == "“登记表”第 2 行起（右）"


def test_what_a_person_has_several_of_makes_a_row_each():
    rows = [
        ["劳模登记表"],
        ["姓名", "段浩浩", "性别", "男"],
        ["身份证号", DUAN["identity"], "所属工会", UNION],
        ["获奖情况", "荣誉称号", "荣誉级别", "表彰日期"],
        ["", "全国劳动模范", "全国", "2015-04-28"],
        ["", "区劳动模范", "区级", "2010-04-28"],
        ["主要事迹", "……", "", ""],
    ]
    (plan,) = plans(sheet(rows, "段浩浩", ("A4:A6",)))
    assert (plan.status, plan.resource.key) == ("ok", "model_worker")
    assert [(read(plan, one)["name"], read(plan, one)["title"]) for one in (0, 1)] == [
        ("段浩浩", "全国劳动模范"),
        ("段浩浩", "区劳动模范"),
    ]
    assert (cell(plan, "identity", 1), cell(plan, "title", 1)) == (("段浩浩", 3, 2), ("段浩浩", 6, 2))


def test_a_form_that_lacks_a_label_is_told_which():
    (plan,) = plans(sheet([row[:4] if row[0] == "所属工会" else row for row in entry_form(**DUAN)]))
    assert (plan.status, plan.reason) == (
        "refused",
        "“会员名册”缺少必填的项目：入会日期。请在登记表中补上这些项目，再上传。",
    )


def test_a_form_of_nothing_that_we_keep():
    rows = [
        ["车辆使用登记表"],
        ["姓名", "段浩浩", "车牌号", "沪A12345"],
        ["联系电话", "19700063575", "用车事由", "送货"],
        ["备注", "无", "里程", 12.0],
    ]
    (plan,) = plans(sheet(rows))
    assert plan.status == "passed_over"
    assert plan.reason.startswith("这是一人（一事）一张的登记表，其中的项目（姓名、")


def test_forms_that_nobody_filled_in():
    rows = [
        ["会员登记表"],
        ["姓名", "", "性别", ""],
        ["身份证号码", "", "联系电话", ""],
        ["所属工会", "", "入会日期", ""],
    ]
    (plan,) = plans(sheet(rows))
    assert (plan.status, plan.reason) == ("passed_over", "登记表是空的，还没有填写。")


TABLES = {
    "a roster of one": [
        ["姓名", "身份证号码", "所属工会", "入会日期"],
        ["段浩浩", DUAN["identity"], UNION, "2021-06-30"],
    ],
    "lines about the sender above": [
        ["会员名册"],
        ["填报单位", UNION, "联系人", "王芳"],
        ["联系电话", "19700063575", "年度", 2021.0],
        ["姓名", "身份证号码", "入会日期", "备注"],
        ["段浩浩", DUAN["identity"], "2021-06-30", "学历"],
        ["程帆帆", CHENG["identity"], "2021-06-30", ""],
    ],
    "lines about the union above": [
        ["会员名册"],
        ["工会名称", UNION, "工会主席", "王芳"],
        ["职工人数", 120.0, "会员人数", 110.0],
        ["联系电话", "0571-88888888", "成立时间", "2015-03-01"],
        ["姓名", "身份证号码", "所属工会", "入会日期", "学历", "手机号码", "工作单位"],
        ["段浩浩", DUAN["identity"], UNION, "2021-06-30", "本科", DUAN["phone"], "兴榆商贸"],
        ["程帆帆", CHENG["identity"], UNION, "2021-06-30", "本科", CHENG["phone"], "兴榆商贸"],
    ],
    "cells that are words for headings": [
        ["姓名", "身份证号码", "政治面貌", "所属工会", "入会日期"],
        ["段浩浩", DUAN["identity"], "学历", UNION, "2021-06-30"],
        ["姓名", CHENG["identity"], "联系电话", UNION, "2021-06-30"],
        ["性别", CHENG["identity"], "联系电话", UNION, "2021-06-30"],
        ["单位", CHENG["identity"], "状态", UNION, "2021-06-30"],
    ],
    "headings of two rows": [
        ["姓名", "身份证号码", "工会", "", "备注"],
        ["", "", "所属工会", "入会日期", ""],
        ["段浩浩", DUAN["identity"], UNION, "2021-06-30", ""],
    ],
}


@pytest.mark.parametrize("case", TABLES)
def test_a_table_with_headings_keeps_its_way(case):
    (plan,) = plans(sheet(TABLES[case], "会员名册"))
    assert (plan.status, plan.resource.key, plan.table.forms) == ("ok", "member", None), plan.reason
