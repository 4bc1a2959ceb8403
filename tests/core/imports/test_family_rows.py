"""Children in lines below their owner, or in columns beside: the family in the sheet of hardship files."""

import pytest
from django.urls import reverse

from tests.core.imports.shapes import book, take
from tests.core.imports.test_pages import upload
from union_site.core.models import ImportBatch
from union_site.core.spreadsheets import importing
from union_site.core.spreadsheets.marking import rejected_rows
from union_site.core.spreadsheets.presenting import Presenter
from welfare.models import FamilyMember, HardshipCase

pytestmark = pytest.mark.django_db
TITLE = ["青石镇困难职工档案台账"]
FILE = ["档案编号", "姓名", "身份证号", "所属工会", "建档级别", "建档日期"]
UNION = "云川兴榆商贸有限公司工会"
DENG = ["KN1", "邓林旭", "339901197402061730", UNION, "区级", "2015-03-05"]
YU = ["KN2", "于文俊", "339901196505053237", UNION, "省级", "2016-03-05"]
MEMBER = ["成员姓名", "与职工关系", "成员身份证号", "健康状况", "身份"]
NONE = [""] * 6
WANG, LI = ["王芳", "配偶", "", "残疾", "无业"], ["邓小明", "子", "", "健康", "在校学生"]


def family():
    found = FamilyMember.objects.current().order_by("case__code", "id")
    return [(one.case.code, one.name, one.relation, one.health, one.occupation) for one in found]


BOTH = [("KN1", "王芳", "配偶", "残疾", "无业"), ("KN1", "邓小明", "子", "健康", "在校学生")]


@pytest.fixture(autouse=True)
def _union(union):
    pass


def test_lines_below_a_person_are_the_family(district):
    result = take(district, TITLE, FILE + MEMBER, DENG + WANG, NONE + LI, YU)

    assert (result.key, result.errors, result.unknown) == ("hardship", [], [])
    assert result.verdicts == [(3, "new"), (5, "new")]
    assert family() == BOTH
    shown = Presenter(result.batch)  # what was taken is no longer staged
    assert shown.headings()[6:8] == [("G", "成员姓名"), ("H", "与职工关系")]


def test_the_same_sheet_again_changes_nothing(district):
    rows = (TITLE, FILE + MEMBER, DENG + WANG, NONE + LI)
    take(district, *rows)
    assert take(district, *rows).verdicts == [(3, "same")]


@pytest.mark.parametrize("repeated", [DENG, ["KN1", "邓林旭", "", "", "", ""]])
def test_a_person_that_is_repeated_on_the_lines_of_the_family(district, repeated):
    result = take(district, TITLE, FILE + MEMBER, DENG + WANG, repeated + LI)
    assert (result.verdicts, result.errors) == ([(3, "new")], [])
    assert family() == BOTH


def test_a_person_merged_over_the_lines_of_the_family(district):
    merged = [f"{letter}3:{letter}4" for letter in "ABCDEF"]
    result = take(district, TITLE, FILE + MEMBER, DENG + WANG, NONE + LI, YU, merged=merged)
    assert result.verdicts == [(3, "new"), (5, "new")]
    assert family() == BOTH


def test_a_changed_member_and_a_further_one_change_the_file_and_a_missing_one_stays(district):
    take(district, TITLE, FILE + MEMBER, DENG + WANG, NONE + LI)
    well = ["邓小明", "子", "", "大病", "在校学生"]
    other = take(district, TITLE, FILE + MEMBER, DENG + well, NONE + ["邓小红", "女", "", "健康", ""], apply=False)

    assert other.verdicts == [(3, "changed")]
    (row,) = Presenter(other.batch).rows(list(other.batch.staged_rows.all()))
    assert row.remarks == ["家庭成员：新增 邓小红"]
    assert [(line.number, line.title) for line in row.lines] == [(4, "家庭成员")]
    assert [cell and cell.text for cell in row.lines[0].cells] == [None] * 6 + [
        "邓小红",
        "女",
        "",
        "已填写（隐藏）",
        "",
    ]
    importing.apply(other.batch, user=None)
    assert family() == [
        ("KN1", "王芳", "配偶", "残疾", "无业"),
        ("KN1", "邓小明", "子", "大病", "在校学生"),
        ("KN1", "邓小红", "女", "健康", ""),
    ]


def test_a_wrong_cell_of_a_member_names_its_own_line(district):
    wrong = ["邓小明", "子", "123", "健康", ""]
    result = take(district, TITLE, FILE + MEMBER, DENG + WANG, NONE + wrong, YU)

    assert [(line, letter) for line, letter, _ in result.errors] == [(4, "I")]
    assert result.rows[0].errors[0].message.startswith("第4行“成员身份证号”：")
    assert (result.verdicts[1], family()) == ((5, "new"), [])
    _, rows = rejected_rows(result.batch)
    assert [(number, cells[6], list(said)) for number, cells, said in rows] == [(3, "王芳", []), (4, "邓小明", [8])]


def test_a_member_without_a_name_is_asked_for(district):
    result = take(district, TITLE, FILE + MEMBER, DENG + WANG, NONE + ["", "子", "", "健康", ""])
    assert result.errors == [(4, "G", "required")]


def test_members_in_numbered_columns(district):
    heads = [
        *FILE,
        "家庭成员1姓名",
        "家庭成员1关系",
        "家庭成员1健康状况",
        "家庭成员2姓名",
        "家庭成员2关系",
        "家庭成员2身份",
    ]
    rows = [[*DENG, "王芳", "配偶", "残疾", "邓小明", "子", "在校学生"], [*YU, "", "", "", "", "", ""]]
    result = take(district, TITLE, heads, *rows)
    assert (result.errors, result.unknown) == ([], [])
    assert family() == [("KN1", "王芳", "配偶", "残疾", ""), ("KN1", "邓小明", "子", "", "在校学生")]
    assert take(district, TITLE, heads, *rows).verdicts == [(3, "same"), (4, "same")]


def test_members_in_grouped_columns(district):
    result = take(
        district,
        TITLE,
        [*FILE, "家庭成员一", "", "家庭成员二", ""],
        [*NONE, "姓名", "关系", "姓名", "关系"],
        [*DENG, "王芳", "配偶", "邓小明", "子"],
        merged=[*(f"{letter}2:{letter}3" for letter in "ABCDEF"), "G2:H2", "I2:J2"],
    )
    assert result.errors == []
    assert [entry[1:3] for entry in family()] == [("王芳", "配偶"), ("邓小明", "子")]


def test_members_in_the_persons_own_columns_with_their_relation(district):
    heads = [*FILE, "与户主关系", "健康状况"]
    lines = [
        [*DENG, "本人", "大病"],
        ["", "王芳", "", "", "", "", "配偶", "残疾"],
        ["", "邓小明", "", "", "", "", "子", "健康"],
        [*YU, "户主", ""],
    ]
    result = take(district, TITLE, heads, *lines)
    assert (result.errors, result.verdicts) == ([], [(3, "new"), (6, "new")])
    assert [entry[:4] for entry in family()] == [("KN1", "王芳", "配偶", "残疾"), ("KN1", "邓小明", "子", "健康")]
    assert take(district, TITLE, heads, *lines).verdicts == [(3, "same"), (6, "same")]


def test_a_relation_before_the_name(district):
    result = take(
        district, TITLE, FILE, DENG, ["", "妻：王芳", "", "", "", ""], ["", "（子）邓小明", "", "", "", ""], YU
    )
    assert (result.errors, result.verdicts) == ([], [(3, "new"), (6, "new")])
    assert [entry[:3] for entry in family()] == [("KN1", "王芳", "妻"), ("KN1", "邓小明", "子")]


def test_a_person_without_a_number_is_no_member(district):
    result = take(district, TITLE, FILE, DENG, ["", *YU[1:]])
    assert result.errors == [(4, "A", "required")]
    assert HardshipCase.objects.count() == 1


def test_a_member_whose_number_is_on_file_is_not_made_again(district):
    take(district, TITLE, FILE + MEMBER, DENG + ["王芳", "配偶", "339901198812156024", "残疾", "务工"])
    result = take(district, TITLE, FILE + MEMBER[:2], DENG + WANG[:2])
    assert result.verdicts == [(3, "same")]
    assert FamilyMember.objects.get().identity == "339901198812156024"


def test_the_persons_own_cell_is_put_right_and_the_family_comes_with_it(client_of, officer, district):
    desk = client_of(officer)
    wrong = ["KN1", "邓林旭", "339901197402061730", UNION, "区级", "昨天"]
    upload(desk, (book(TITLE, FILE + MEMBER, wrong + WANG, NONE + LI), "档案.xlsx"))
    batch = ImportBatch.objects.get()
    assert list(batch.staged_rows.values_list("number", "verdict")) == [(3, "rejected")]

    desk.post(reverse("core:import-cell", args=[batch.public_id, 3, 5]), {"text": "2015-03-05"})
    desk.post(reverse("core:import-cell", args=[batch.public_id, 3, 7]), {"text": "妻"})

    assert list(batch.staged_rows.values_list("number", "verdict")) == [(3, "new")]
    desk.post(reverse("core:import-confirm", args=[batch.public_id]))
    assert family() == [("KN1", "王芳", "妻", "残疾", "无业"), BOTH[1]]


def test_the_sheet_of_the_family_alone_is_still_its_own(district):
    take(district, TITLE, FILE, DENG)
    heads = ["档案编号", "困难职工姓名", "成员姓名", "性别", "与职工关系", "身份证号", "健康状况", "身份"]
    result = take(district, ["困难职工家庭成员"], heads, ["KN1", "邓林旭", "王芳", "女", "配偶", "", "残疾", "无业"])
    assert (result.key, result.errors) == ("family_member", [])
