"""Headings that are nearly ours, columns without a heading, and what a person is asked."""

import pytest

from union_site.core.spreadsheets import importing
from union_site.core.spreadsheets.recognition import answered, fingerprint, plan_workbook, settled
from union_site.core.spreadsheets.tables import Sheet, find_table

IDENTITIES = ["110101199003072578", "11010519491231002X", "440524188001010014"]
HEADER = ["档案编号", "姓名", "性别", "身份证号", "所属工会", "建档级别", "建档日期"]
ROWS = [
    ["K001", "张三", "男", IDENTITIES[0], "青石镇总工会", "省级", "2020-03-01"],
    ["K002", "李四", "女", IDENTITIES[1], "青石镇总工会", "区级", "2020-04-01"],
]


def plan_of(headings, rows=ROWS, title="困难职工档案", layouts=None):
    sheet = Sheet("档案", rows=[[title, *[""] * (len(headings) - 1)], list(headings), *map(list, rows)])
    return plan_workbook([sheet], importing.all_resources(), layouts)[0]


def with_heading(old, new):
    return [new if text == old else text for text in HEADER]


def letters(plan):
    return {name: places[0].letter for name, places in plan.places.items()}


def test_headings_as_they_should_be_need_no_guess():
    plan = plan_of(HEADER)
    assert (plan.status, plan.notices, plan.questions) == ("ok", [], [])
    assert letters(plan)["identity"] == "D"


@pytest.mark.parametrize("written", ["证号", "身份证件号", "职工的身份证号码", "ID"])
def test_the_identity_column_is_known_by_its_numbers(written):
    plan = plan_of(with_heading("身份证号", written))
    assert plan.status == "ok"
    assert letters(plan)["identity"] == "D"
    assert [tuple(notice) for notice in plan.notices] == [
        ("heading_guessed", f"表头“{written}”已按“身份证号”读取，请核对。")
    ]
    assert plan.unknown == []


@pytest.mark.parametrize("written", ["2021", "(1)", "、", "1.", "[]", "的"])
def test_a_heading_of_ornament_alone_is_like_no_other(written):
    plan = plan_of([*HEADER, written], [[*row, "x"] for row in ROWS])
    assert (plan.status, plan.questions, letters(plan)["identity"]) == ("ok", [], "D")
    assert plan.unknown == [written]


def test_a_column_without_a_heading_is_known_by_its_numbers():
    plan = plan_of(with_heading("身份证号", ""))
    assert (plan.status, letters(plan)["identity"]) == ("ok", "D")
    assert plan.notices[0].message == "表头“D列（无表头）”已按“身份证号”读取，请核对。"


def test_the_number_of_a_spouse_is_asked_for_and_not_taken():
    plan = plan_of(with_heading("身份证号", "配偶证件"))
    assert plan.status == "ask"
    assert "identity" not in plan.places
    question = plan.questions[0]
    assert (question.kind, question.index, question.letter, question.heading) == ("column", 3, "D", "配偶证件")
    assert [candidate.name for candidate in question.candidates] == ["identity"]
    assert question.samples == IDENTITIES[:2]
    assert plan.reason == "请确认这些列的内容：“配偶证件”。"


def test_cells_of_another_kind_speak_against_a_heading():
    rows = [[*row[:6], "一直没有"] for row in ROWS]
    plan = plan_of(with_heading("建档日期", "建档的日子"), rows)
    assert (plan.status, plan.reason) == (
        "refused",
        "“困难职工档案”缺少必填的列：建档日期。请补上这些列，或下载模板重新填写。",
    )


def test_an_uncertain_heading_is_asked_and_the_answer_is_followed():
    plan = plan_of(with_heading("建档日期", "入档日期"))
    assert [(question.heading, question.candidates[0].name) for question in plan.questions] == [
        ("入档日期", "opened_on")
    ]
    told = answered(plan, plan.resource, {"入档日期": "opened_on"})
    assert (told.status, letters(told)["opened_on"], told.unknown) == ("ok", "G", [])
    left = answered(plan, plan.resource, {"入档日期": ""})
    assert (left.status, left.unknown) == ("refused", ["入档日期"])


def test_an_answer_may_contradict_the_heading():
    plan = plan_of([*HEADER, "备用日期"], [[*row, "2021-05-01"] for row in ROWS])
    told = answered(plan, plan.resource, {"备用日期": "opened_on", "建档日期": ""})
    assert letters(told)["opened_on"] == "H"
    assert told.unknown == ["建档日期"]


def test_a_column_without_a_heading_can_be_answered():
    plan = plan_of(with_heading("身份证号", ""))
    told = answered(plan, plan.resource, {"D列（无表头）": "identity"})
    assert (told.status, letters(told)["identity"], told.notices) == ("ok", "D", [])


def test_where_nobody_can_be_asked_the_likely_candidate_is_taken_with_a_notice():
    plan = settled(plan_of(with_heading("建档日期", "入档日期")))
    assert (plan.status, letters(plan)["opened_on"]) == ("ok", "G")
    assert plan.notices[-1].message == "表头“入档日期”已按“建档日期”读取，请核对。"
    refused = settled(plan_of(with_heading("身份证号", "配偶证件")))
    assert (refused.status, refused.reason) == (
        "refused",
        "“困难职工档案”缺少必填的列：身份证号。请补上这些列，或下载模板重新填写。",
    )


def test_remembered_answers_come_by_the_fingerprint():
    headings = with_heading("建档日期", "入档日期")
    layout = fingerprint(plan_of(headings).table)
    plan = plan_of(headings, layouts=lambda found: ("hardship", {"入档日期": "opened_on"}) if found == layout else None)
    assert (plan.status, letters(plan)["opened_on"]) == ("ok", "G")


def test_a_fingerprint_is_of_the_headings_alone():
    def of(*headings, title="甲"):
        return fingerprint(find_table(Sheet("表", rows=[[title, "", ""], list(headings), ["张三", "男", ""]])))

    assert of("姓名", "性 别", "联系电话*") == of("姓名", "性别", "联系电话", title="乙工会2021年")
    assert of("姓名", "性别", "联系电话") != of("姓名", "联系电话", "性别")


def test_between_two_registers_the_person_is_asked():
    first = next(resource for resource in importing.all_resources() if resource.key == "hardship")

    class Other(first):
        key = register = "other"
        title = "另一种档案"
        sheet_titles = ("另一种",)

    sheet = Sheet("表", rows=[HEADER, *ROWS])
    plan = plan_workbook([sheet], [first, Other])[0]
    assert (plan.status, plan.resource, plan.places) == ("ask", None, {})
    assert plan.questions[0].kind == "register"
    assert [(one.name, one.heading) for one in plan.questions[0].candidates] == [
        ("hardship", "困难职工档案"),
        ("other", "另一种档案"),
    ]
    chosen = answered(plan, Other, {})
    assert (chosen.status, chosen.resource, letters(chosen)["name"]) == ("ok", Other, "B")
    assert settled(plan).status == "passed_over"


@pytest.mark.parametrize("merged", [[], [(2, column, 4, column) for column in range(7)]])
def test_lines_of_the_family_below_a_person_are_no_records(merged):
    rows = [
        ["困难职工档案", *[""] * 8],
        [*HEADER, "家人", "血缘"],
        [*ROWS[0], "王芳", "妻"],
        [*[""] * 7, "张小", "子"],
        [*[""] * 7, "张大", "父"],
        [*ROWS[1], "", ""],
    ]
    plan = plan_workbook([Sheet("档案", rows=rows, merged=merged)], importing.all_resources())[0]
    assert (plan.status, plan.reason, plan.unknown) == ("ok", "", ["家人", "血缘"])
    assert [number for number, _ in plan.table.rows] == [3, 6]
    assert [tuple(notice) for notice in plan.notices] == [
        ("rows_beside", "第4、5行只填了没有导入的列（例如家庭成员），没有作为单独的记录读取。")
    ]


def as_hardship(plan):
    return answered(plan, next(one for one in importing.all_resources() if one.key == "hardship"), {})


def test_a_heading_that_may_be_a_missing_column_is_asked_though_nothing_speaks_for_it():
    plan = plan_of(with_heading("姓名", "经办"))
    assert (plan.status, plan.reason) == ("ask", "请确认这些列的内容：“经办”。")
    (question,) = plan.questions
    assert (question.letter, question.heading, question.samples) == ("B", "经办", ["张三", "李四"])
    assert [tuple(candidate) for candidate in question.candidates] == [("name", "姓名", 0.0)]
    told = answered(plan, plan.resource, {"经办": "name"})
    assert (told.status, letters(told)["name"]) == ("ok", "B")
    assert (settled(plan).status, answered(plan, plan.resource, {"经办": ""}).status) == ("refused", "refused")


def test_one_heading_cannot_be_two_missing_columns():
    headings = [text for text in with_heading("姓名", "经办") if text != "档案编号"]
    plan = as_hardship(plan_of(headings, [row[1:] for row in ROWS]))
    assert (plan.status, plan.reason) == (
        "refused",
        "“困难职工档案”缺少必填的列：档案编号、姓名。请补上这些列，或下载模板重新填写。",
    )


def test_the_counter_is_no_column_without_a_heading():
    rows = [[number, *row] for number, row in enumerate(ROWS, start=1)]
    plan = plan_of(["序号", *with_heading("姓名", "经办")], rows)
    assert [question.letter for question in plan.questions] == ["C"]


def test_headings_of_one_name_are_numbered_in_answers():
    plan = as_hardship(plan_of([*with_heading("姓名", "经办"), "经办"], [[*row, "王五"] for row in ROWS]))
    assert [question.heading for question in plan.questions] == ["经办", "经办（第2个）"]
    told = answered(plan, plan.resource, {"经办": "", "经办（第2个）": "name"})
    assert (letters(told)["name"], told.unknown) == ("H", ["经办"])


def test_answers_that_no_longer_fit_are_left_aside():
    plan = plan_of(with_heading("建档日期", "入档日期"))
    told = answered(plan, plan.resource, {"入档日期": "no_such_column", "从前的表头": "name"})
    assert (told.status, [question.heading for question in told.questions]) == ("ask", ["入档日期"])
    headings = with_heading("姓名", "经办")
    again = plan_of(headings, layouts=lambda found: ("no_such_resource", {"经办": "name"}))
    assert (again.status, again.remembered) == ("ask", False)
    assert plan_of(headings, layouts=lambda found: ("hardship", {"经办": "name"})).remembered
