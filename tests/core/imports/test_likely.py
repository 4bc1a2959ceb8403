"""Rows whose key finds nothing, and which may be about a stored record all the same."""

import json
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.models import ContestWinner
from members.models import Employer, Member, Organization
from tests.core.imports.test_judging import CHENG, CONTEST, DUAN, MEMBER, OTHER, changed, members
from tests.sheets import import_rows, workbook
from union_site.core.models import AuditEvent, StagedRow
from union_site.core.spreadsheets import importing, staging
from union_site.core.spreadsheets.likeness import body_of, near, prefixes_of
from welfare.models import HardshipCase

SLIP = "339901198807173081"  # 段浩浩's number ends in 309X
SAME_DAY = "339902198807175550"  # born on the same day, another number altogether
OTHER_DAY = "339901199308242980"


def preview(district, *rows, user=None, headings=MEMBER, sheet="会员名册"):
    plan = importing.read(workbook(headings, *rows, sheet=sheet), "x.xlsx")[0]
    assert plan.status == "ok", plan.reason
    return importing.preview(plan, district=district, user=user)


def candidates(row):
    return row.likely["c"] if row.likely else []


def test_a_slip_in_the_number_waits_for_a_decision_and_the_others_are_imported(district, union):
    members(district, DUAN)
    duan = Member.objects.get()

    batch, (slip, new) = preview(district, changed(DUAN, 身份证号码=SLIP), CHENG)

    assert (slip.verdict, new.verdict) == ("likely", "new")
    assert candidates(slip) == [str(duan.public_id)]
    assert slip.likely["by"] == ["姓名", "所属工会", "身份证号码"]
    assert (batch.rows, batch.new, batch.likely, batch.rejected) == (2, 1, 1, 0)

    importing.apply(batch, user=None)

    assert sorted(Member.objects.values_list("name", flat=True)) == ["段浩浩", "程帆帆"]
    assert Member.objects.get(name="段浩浩").identity == "33990119880717309X"
    assert (batch.state, batch.new, batch.likely) == ("done", 1, 1)
    assert [(row.verdict, row.applied) for row in batch.staged_rows.all()] == [("likely", False)]


def test_the_same_name_and_birth_in_one_union_is_likely_and_another_birth_is_another_person(district, union):
    members(district, DUAN)

    _, (same_day, other_day) = preview(
        district, changed(DUAN, 身份证号码=SAME_DAY), changed(DUAN, 身份证号码=OTHER_DAY, 手机号码="13812341234")
    )

    assert (same_day.verdict, other_day.verdict) == ("likely", "new")
    assert same_day.likely["by"] == ["姓名", "出生日期", "所属工会"]


def test_a_person_of_another_union_is_likely_only_where_the_number_is_near(district, union, other_union):
    members(district, changed(DUAN, 所属工会=OTHER))

    _, (slip, same_day) = preview(district, changed(DUAN, 身份证号码=SLIP), changed(DUAN, 身份证号码=SAME_DAY))

    assert (slip.verdict, same_day.verdict) == ("likely", "new")


def test_no_record_outside_the_scope_is_a_candidate_or_counted(district, union, other_union, clerk):
    members(district, changed(DUAN, 所属工会=OTHER))
    row = changed(DUAN, 身份证号码=SLIP)

    batch, (judged,) = preview(district, row, user=clerk)

    assert (judged.verdict, judged.likely, batch.likely) == ("new", None, 0)
    assert (judged.warnings, judged.errors) == ([], [])


def test_a_record_that_the_sheet_names_by_its_number_is_no_candidate_for_another_row(district, union):
    members(district, DUAN)

    _, (exact, near_by) = preview(district, DUAN, changed(DUAN, 身份证号码=SLIP))

    assert (exact.verdict, near_by.verdict) == ("same", "new")
    assert [(issue.code, issue.message) for issue in near_by.warnings] == [
        ("likely_repeat", "与第4行可能重复（姓名、所属工会、身份证号码相同或相近），请核对是不是同一条。")
    ]


def test_void_records_are_no_candidates(district, union):
    members(district, DUAN)
    Member.objects.update(voided_at="2021-07-01T00:00:00Z", void_reason="录入错误")

    _, (row,) = preview(district, changed(DUAN, 身份证号码=SLIP))

    assert row.verdict == "new"


def test_three_candidates_at_most_the_nearest_first(district, union):
    near_numbers = ("339901198807173014", "339901198807173196", SLIP, SAME_DAY)
    for number in near_numbers:
        members(district, changed(DUAN, 身份证号码=number))
    assert Member.objects.count() == 1  # each later one was only likely

    stored = Member.objects.get()
    for number in near_numbers[1:]:
        Member.objects.create(
            district=district,
            organization=union,
            name="段浩浩",
            identity=number,
            birth_on=date(1988, 7, 17),
            joined_on=date(2021, 6, 30),
        )
    _, (row,) = preview(district, DUAN)

    found = [Member.objects.get(public_id=one).identity for one in candidates(row)]
    assert found == [stored.identity, near_numbers[1], near_numbers[2]]


def test_repeats_in_the_sheet_warn_with_the_other_row(district, union):
    _, (first, second, other) = preview(
        district, DUAN, changed(DUAN, 身份证号码=SLIP), changed(DUAN, 身份证号码=OTHER_DAY)
    )

    assert [row.verdict for row in (first, second, other)] == ["new", "new", "new"]
    assert [[issue.code for issue in row.warnings] for row in (first, second, other)] == [[], ["likely_repeat"], []]


def test_an_employer_written_another_way_is_likely(district, town, town_clerk):
    headings = ("单位名称", "统一社会信用代码", "单位性质", "所在镇街(系统)", "2021年职工数(人)")
    code = "91339901MQ2TPHTN07"
    import_rows(district, headings, ("云川兴榆商贸有限公司", code, "私营企业", "青石镇", 30), sheet="用人单位")

    _, (row, another) = preview(
        district,
        ("云川区兴榆商贸（有限责任）公司", "", "私营企业", "青石镇", 31),
        ("云川兴榆物流有限公司", "", "私营企业", "青石镇", 5),
        headings=headings,
        sheet="用人单位",
    )

    assert (row.verdict, another.verdict) == ("likely", "new")
    assert candidates(row) == [str(Employer.objects.get().public_id)]


def test_a_union_written_another_way_is_likely(district, root, town, union):
    headings = ("工会名称", "上级工会", "工会类别", "成立日期")

    _, (row, another) = preview(
        district,
        ("兴榆商贸公司工会委员会", "青石镇总工会", "单建", "2020-01-01"),
        ("兴榆建材公司工会", "青石镇总工会", "单建", "2020-01-01"),
        headings=headings,
        sheet="工会组织",
    )

    assert (row.verdict, another.verdict) == ("likely", "new")
    assert candidates(row) == [str(union.public_id)]
    assert Organization.objects.count() == 3


CASE = ("档案编号", "姓名", "身份证号", "所属工会", "建档级别", "建档日期", "撤档日期", "撤档原因")


def test_a_second_open_file_of_one_person_is_likely_and_a_new_one_after_a_closed_one_is_not(district, union):
    first = ("KN1", "段浩浩", DUAN[1], union.name, "区级", "2020-01-05", "", "")
    closed = ("KN2", "程帆帆", CHENG[1], union.name, "区级", "2020-01-05", "2020-12-01", "解困脱困")
    import_rows(district, CASE, first, closed, sheet="档案")

    _, (again, anew) = preview(
        district,
        ("KN3", "段浩浩", DUAN[1], union.name, "区级", "2021-01-05", "", ""),
        ("KN4", "程帆帆", CHENG[1], union.name, "区级", "2021-01-05", "", ""),
        headings=CASE,
        sheet="档案",
    )

    assert (again.verdict, anew.verdict) == ("likely", "new")
    assert candidates(again) == [str(HardshipCase.objects.get(code="KN1").public_id)]


def test_a_winner_without_a_number_may_be_the_one_with_a_number(district, town):
    import_rows(
        district,
        CONTEST,
        ("BW1", "技能比武", "青石镇总工会", "镇街", "2021-03-05", "2021-03-06", "焊工", 40),
        sheet="技能比武",
    )
    headings = ("比武编号", "工种", "获奖等次", "选手姓名", "身份证号")
    import_rows(district, headings, ("BW1", "焊工", "一等奖", "段浩浩", DUAN[1]), sheet="获奖选手")

    _, (row, other) = preview(
        district,
        ("BW1", "焊工", "特等奖", "段浩浩", ""),
        ("BW1", "焊工", "二等奖", "程帆帆", ""),
        headings=headings,
        sheet="获奖选手",
    )

    assert (row.verdict, other.verdict) == ("likely", "new")
    assert candidates(row) == [str(ContestWinner.objects.get().public_id)]


def test_lines_about_one_likely_person_wait_together(district, union):
    headings = ("姓名", "身份证号", "所属工会", "荣誉级别", "荣誉称号", "授予日期")
    first = ("段浩浩", DUAN[1], union.name, "区级", "劳动模范", "2019-04-28")
    import_rows(district, headings, first, sheet="劳模工匠")

    _, rows = preview(
        district,
        ("段浩浩", SLIP, union.name, "市级", "劳动模范", "2020-04-28"),
        ("段浩浩", SLIP, union.name, "省级", "劳动模范", "2021-04-28"),
        headings=headings,
        sheet="劳模工匠",
    )

    assert [(row.verdict, row.likely["of"]) for row in rows] == [("likely", 4), ("likely", 4)]


def statements(district, rows):
    with CaptureQueriesContext(connection) as captured:
        preview(district, *rows)
    return [query["sql"] for query in captured.captured_queries]


def searches(asked):
    """Those that look for members by name, on either database."""
    return [sql for sql in asked if "members_member" in sql and ('"name" IN' in sql or '"name" = ANY' in sql)]


def test_one_statement_for_all_new_rows_and_one_more_where_something_was_found(district, union):
    people = [changed(DUAN, 姓名=f"段浩{n}", 身份证号码=number) for n, number in enumerate((OTHER_DAY, SAME_DAY))]
    one, two = statements(district, people[:1]), statements(district, people)
    assert len(one) == len(two)
    searched = searches(two)
    assert len(searched) == 1
    assert "identity" not in searched[0].split("FROM")[0]

    members(district, DUAN)
    found = statements(district, [changed(DUAN, 身份证号码=SLIP), *people])
    assert len(found) == len(two) + 1


def test_nothing_is_searched_where_every_row_was_found_by_its_number(district, union):
    members(district, DUAN, CHENG)

    assert searches(statements(district, [DUAN, CHENG])) == []


def test_a_record_stored_since_the_preview_makes_a_new_row_wait(district, union):
    batch, (row,) = preview(district, changed(DUAN, 身份证号码=SLIP))
    assert row.verdict == "new"
    members(district, DUAN)

    importing.apply(batch, user=None)

    assert Member.objects.get().identity == DUAN[1]
    staged = batch.staged_rows.get()
    assert (staged.verdict, staged.applied, batch.new, batch.likely) == ("likely", False, 0, 1)
    assert staging.decode(staged.payload)["k"]["c"] == [str(Member.objects.get().public_id)]


def test_rows_of_one_sheet_do_not_make_each_other_wait_when_they_are_written(district, union, monkeypatch):
    monkeypatch.setattr(staging, "CHUNK", 1)
    batch, _ = preview(district, DUAN, changed(DUAN, 身份证号码=SLIP))

    importing.apply(batch, user=None)

    assert (batch.new, batch.likely, Member.objects.count()) == (2, 0, 2)


def test_load_leaves_likely_rows_and_says_so_without_personal_data(district, union, tmp_path, capsys):
    members(district, DUAN)
    file = tmp_path / "会员.xlsx"
    file.write_bytes(workbook(MEMBER, changed(DUAN, 身份证号码=SLIP), CHENG, sheet="会员名册"))

    call_command("load", str(file), "--json")

    (report,) = json.loads(capsys.readouterr().out)
    assert report["likely"] == [
        {
            "row": 4,
            "column": "C",
            "code": "likely",
            "reason": "登记簿中有1条相近的记录（姓名、所属工会、身份证号码相同或相近），请核实是不是同一条。",
        }
    ]
    assert [row["row"] for row in report["accepted"]] == [5]
    assert report["rejected"] == []
    assert StagedRow.objects.get(verdict="likely").number == 4
    assert AuditEvent.objects.filter(action="import").order_by("pk").last().changes["likely"] == [None, 1]


@pytest.mark.parametrize(
    ("one", "other", "result"),
    [
        ("33990119880717309X", "339901198807173081", True),
        ("33990119880717309X", "339901198870173090", True),
        ("33990119880717309X", "339902198807175550", False),
        ("", "33990119880717309X", True),
        ("33990119880717309X", None, True),
        ("339901880717309", "33990119880717309X", False),
        (date(2021, 4, 28), date(2021, 5, 29), True),
        (date(2021, 4, 28), date(2021, 5, 30), False),
    ],
)
def test_near(one, other, result):
    assert near(one, other) is result
    assert near(other, one) is result


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云川兴榆商贸有限公司", "兴榆商贸公司"),
        ("云川区兴榆商贸（有限责任）公司", "江临市云川兴榆商贸有限公司"),
        ("兴榆（集团）股份有限公司", "兴榆集团公司"),
        ("云川兴榆商贸有限公司工会", "兴榆商贸有限公司基层工会委员会"),
    ],
)
def test_names_of_one_body(district, one, other):
    prefixes = prefixes_of(district)
    assert prefixes == ("江临市", "江临", "云川区", "云川")
    assert body_of(one, prefixes) == body_of(other, prefixes)


@pytest.mark.parametrize(
    ("one", "other"),
    [("青石镇总工会", "青石镇工会"), ("公司", "有限公司"), ("甲公司", "乙公司")],
)
def test_names_of_two_bodies(district, one, other):
    assert body_of(one, prefixes_of(district)) != body_of(other, prefixes_of(district))
