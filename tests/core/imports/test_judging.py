"""What becomes of each row of a sheet: new, changed, same or rejected, and why."""

from datetime import date
from decimal import Decimal

import pytest

from activities.models import Activity, ActivityCategory, Contest, ContestTrade
from members.models import Employer, Member
from tests.sheets import import_rows, workbook
from union_site.core.models import AuditEvent, ImportBatch
from union_site.core.spreadsheets import importing
from union_site.core.spreadsheets.presenting import Presenter

MEMBER = ("姓名", "身份证号码", "手机号码", "所属工会", "入会日期", "会籍状态", "状态日期")
UNION = "云川兴榆商贸有限公司工会"
OTHER = "云川凯睿医药化工有限公司工会"
DUAN = ("段浩浩", "33990119880717309X", "19700063575", UNION, "2021-06-30", "正常", "")
CHENG = ("程帆帆", "339901199308242892", "19700067325", UNION, "2021.6.30", "正常", "")


def members(district, *rows, user=None):
    return import_rows(district, MEMBER, *rows, sheet="会员名册", user=user)


def changed(row, **fields):
    """A row with some cells different, by heading."""
    return tuple(fields.get(heading, cell) for heading, cell in zip(MEMBER, row, strict=True))


def test_new_rows_are_stored_with_everything(district, union):
    result = members(district, DUAN, CHENG)

    assert result.verdicts == ["new", "new"]
    duan = Member.objects.get(name="段浩浩")
    assert (duan.identity, duan.phone, duan.organization) == ("33990119880717309X", "19700063575", union)
    assert (duan.gender, duan.birth_on, duan.joined_on) == ("male", date(1988, 7, 17), date(2021, 6, 30))
    assert (duan.status, duan.card, duan.voided_at, duan.void_reason) == ("normal", "none", None, "")
    assert duan.batch == ImportBatch.objects.get()
    assert (
        Member.objects.get(identity_index=Member._meta.get_field("identity_index").index("339901199308242892")).name
        == "程帆帆"
    )


def test_the_same_sheet_again_changes_nothing(district, union):
    members(district, DUAN, CHENG)
    before = list(Member.objects.values())

    result = members(district, DUAN, CHENG)

    assert result.verdicts == ["same", "same"]
    assert list(Member.objects.values()) == before


def test_differences_are_shown_masked_and_then_stored(district, union):
    members(district, DUAN)
    other = changed(DUAN, 手机号码="13812341234", 会籍状态="保留会籍", 状态日期="2021-07-01")
    plan = importing.read(workbook(MEMBER, other, sheet="会员名册"), "x.xlsx")[0]

    batch, judged = importing.preview(plan, district=district, user=None)

    assert (batch.new, batch.changed, batch.same, batch.rejected) == (0, 1, 0, 0)
    (row,) = Presenter(batch).rows(list(batch.staged_rows.all()))
    assert [(cell.heading, cell.old, cell.text) for cell in row.cells if cell.changed] == [
        ("手机号码", "197****3575", "138****1234"),
        ("会籍状态", "正常", "保留会籍"),
        ("状态日期", "", "2021-07-01"),
    ]
    assert Member.objects.get().phone == "19700063575"

    importing.apply(batch, user=None)

    assert (Member.objects.get().phone, Member.objects.get().status) == ("13812341234", "kept")
    event = AuditEvent.objects.get(action="change")
    assert event.changes == {
        "phone": ["197****3575", "138****1234"],
        "status": ["normal", "kept"],
        "status_on": [None, "2021-07-01"],
    }


def test_wrong_identity_numbers_reject_their_rows_only(district, union):
    result = members(
        district,
        DUAN,
        changed(CHENG, 身份证号码="339901199308242893"),
        changed(CHENG, 身份证号码=339901199308242000),
        changed(DUAN, 姓名="段又又"),
        changed(CHENG, 身份证号码="33990119930824"),
    )

    assert result.errors == [
        (5, "身份证号码", "id_check"),
        (6, "身份证号码", "id_precision"),
        (7, "身份证号码", "id_duplicate"),
        (8, "身份证号码", "id_length"),
    ]
    assert list(Member.objects.values_list("name", flat=True)) == ["段浩浩"]


def test_first_good_row_counts_when_an_earlier_one_was_rejected(district, union):
    result = members(district, changed(DUAN, 入会日期="2021-13-45"), DUAN)

    assert result.errors == [(4, "入会日期", "date_invalid")]
    assert result.verdicts == ["rejected", "new"]


def test_empty_required_cell_and_broken_rule_say_their_column(district, union):
    result = members(district, changed(DUAN, 姓名=""), changed(CHENG, 会籍状态="注销", 状态日期="2020-01-01"))

    assert result.errors == [(4, "姓名", "required"), (5, "状态日期", "rule")]


def test_cleared_cell_empties_the_field_and_warns(district, union):
    members(district, DUAN)

    result = members(district, changed(DUAN, 手机号码=""))

    assert result.verdicts == ["changed"]
    assert result.warnings == [(4, "手机号码", "value_cleared")]
    assert Member.objects.get().phone == ""


def test_column_that_the_sheet_lacks_is_left_alone(district, union):
    members(district, DUAN)

    result = import_rows(
        district,
        ("姓名", "身份证号码", "所属工会", "入会日期"),
        (DUAN[0], DUAN[1], UNION, "2021-06-29"),
        sheet="会员名册",
    )

    assert result.verdicts == ["changed"]
    assert (Member.objects.get().phone, Member.objects.get().joined_on) == ("19700063575", date(2021, 6, 29))


def test_unknown_and_foreign_unions_get_the_same_words(district, union, other_union, clerk):
    plan = importing.read(
        workbook(MEMBER, changed(DUAN, 所属工会=OTHER), changed(CHENG, 所属工会="没有这个工会"), sheet="会员名册"),
        "x.xlsx",
    )[0]

    _, judged = importing.preview(plan, district=district, user=clerk)

    assert [[issue.code for issue in row.errors] for row in judged] == [["out_of_scope"], ["out_of_scope"]]
    assert (
        judged[0].errors[0].message
        == judged[1].errors[0].message
        == "没有找到这个工会，或不在您的管理范围内。请核对，或联系上级工会。"
    )


def test_member_of_a_foreign_union_is_neither_changed_nor_named(district, union, other_union, clerk):
    members(district, changed(DUAN, 所属工会=OTHER))

    result = members(district, DUAN, user=clerk)

    assert result.errors == [(4, "身份证号码", "id_elsewhere")]
    assert Member.objects.get().organization == other_union


def test_void_record_is_not_changed(district, union):
    members(district, DUAN)
    Member.objects.update(voided_at="2021-07-01T00:00:00Z", void_reason="录入错误")

    assert members(district, changed(DUAN, 姓名="段浩")).errors == [(4, "身份证号码", "voided")]


def test_second_unique_value_is_checked_before_writing(district, town):
    headings = ("单位名称", "统一社会信用代码", "单位性质", "所在镇街(系统)", "2021年职工数(人)")
    code = "91339901MQ2TPHTN07"
    import_rows(district, headings, ("甲公司", code, "私营企业", "青石镇", 30), sheet="用人单位")

    result = import_rows(district, headings, ("乙公司", code, "私营企业", "青石镇", 10), sheet="用人单位")

    assert result.errors == [(4, "统一社会信用代码", "uscc_duplicate")]
    assert list(Employer.objects.values_list("name", flat=True)) == ["甲公司"]


CONTEST = ("比武编号", "比武名称", "主办单位", "主办层级", "开始日期", "结束日期", "工种", "参赛人数")


def test_rows_of_one_contest_share_it_and_disagreement_warns(district, town):
    result = import_rows(
        district,
        CONTEST,
        ("BW1", "技能比武", "青石镇总工会", "镇街", "2021年3月5日", "2021年3月6日", "焊工", 40),
        ("BW1", "技能大比武", "青石镇总工会", "镇街", "2021年3月5日", "2021年3月6日", "钳工", 20),
        ("BW1", "技能比武", "青石镇总工会", "镇街", "2021年3月5日", "2021年3月6日", "焊工", 45),
        sheet="技能比武",
    )

    assert result.verdicts == ["new", "new", "rejected"]
    assert result.warnings == [(5, "比武名称", "repeat_differs")]
    assert result.errors == [(6, "工种", "trade_duplicate")]
    assert Contest.objects.get().name == "技能比武"
    assert sorted(ContestTrade.objects.values_list("trade", "contestants")) == [("焊工", 40), ("钳工", 20)]


def test_new_trade_of_a_known_contest_leaves_the_others(district, town):
    row = ("BW1", "技能比武", "青石镇总工会", "镇街", "2021-03-05", "2021-03-06", "焊工", 40)
    import_rows(district, CONTEST, row, sheet="技能比武")

    result = import_rows(district, CONTEST, row, (*row[:6], "钳工", 20), sheet="技能比武")

    assert result.verdicts == ["same", "new"]
    assert ContestTrade.objects.count() == 2


@pytest.fixture
def joint_activity(district, town, other_town):
    return Activity.objects.create(
        district=district,
        code="HD1",
        name="联合消防演练",
        organization=other_town,
        category=ActivityCategory.objects.get(code="safety"),
        started_on=date(2021, 5, 1),
    )


def test_joint_activity_of_another_town_gains_a_report_and_keeps_its_particulars(
    district, joint_activity, town, town_clerk
):
    headings = ("活动编号", "活动名称", "活动类别", "填报单位", "主办单位", "开始日期", "场次", "参加人次")
    row = ("HD1", "改了名字", "安全", "青石镇总工会", "白鹭街道总工会", "2021-05-02", 3, 50)

    result = import_rows(district, headings, row, sheet="活动登记", user=town_clerk)

    assert (result.verdicts, result.errors) == (["new"], [])
    joint_activity.refresh_from_db()
    assert (joint_activity.name, joint_activity.sessions) == ("联合消防演练", 1)
    assert [report.organization for report in joint_activity.reports.all()] == [town]


def test_activity_of_another_town_cannot_be_made(district, town, other_town, town_clerk):
    headings = ("活动编号", "活动名称", "活动类别", "填报单位", "主办单位", "开始日期", "场次", "参加人次")
    row = ("HD2", "别人的活动", "安全", "青石镇总工会", "白鹭街道总工会", "2021-05-02", 3, 50)

    result = import_rows(district, headings, row, sheet="活动登记", user=town_clerk)

    assert [code for _, _, code in result.errors] == ["out_of_scope"]
    assert not Activity.objects.exists()


def test_amounts_in_wan_are_kept_in_yuan(district, union):
    headings = ("参保单位(工会)", "参保年度", "批次", "缴费日期", "参保人数", "缴费标准(元/人)", "参保金额(万元)")
    result = import_rows(district, headings, (UNION, 2021, "首批", "2020年12月10日", 35, 80, 0.28), sheet="参保单位")

    assert result.values[0]["premium"] == Decimal("2800.00")


def test_names_that_look_like_formulas_are_rejected(district, union):
    result = members(district, changed(DUAN, 姓名="+段浩浩"))

    assert result.errors == [(4, "姓名", "name_formula")]
