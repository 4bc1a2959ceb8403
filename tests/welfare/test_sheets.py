"""Sheets of hardship files, aid, reviews, mutual aid and legal cases."""

from datetime import date
from decimal import Decimal

import pytest

from members.models import Employer
from tests.sheets import import_rows
from union_site.core.records.forms import record_form
from union_site.core.registry import registers
from welfare.models import (
    AidPayment,
    FamilyMember,
    HardshipCase,
    LegalCase,
    LevelChange,
    MutualAidClaim,
    MutualAidEnrolment,
    Review,
)

CASE = (
    "档案编号",
    "姓名",
    "身份证号",
    "所属工会",
    "建档级别",
    "困难类型",
    "致困原因",
    "家庭月人均收入(元)",
    "建档日期",
    "撤档日期",
    "撤档原因",
)


@pytest.fixture
def files(district, union):
    return import_rows(
        district,
        CASE,
        (
            "KN20150001",
            "邓林旭",
            "339901197402061730",
            union.name,
            "区级",
            "深困",
            "意外灾害",
            1700,
            "2015.3.5",
            "",
            "",
        ),
        (
            "KN20150002",
            "于文俊",
            "339901196505053237",
            union.name,
            "国家级",
            "意外致困",
            "残疾",
            "1,507.50",
            "2015.3.10",
            "2018.11.3",
            "去世",
        ),
        sheet="档案",
    )


def test_files_with_income_and_levels(files):
    assert (files.key, files.errors) == ("hardship", [])
    first, second = HardshipCase.objects.order_by("code")
    assert (first.opening_level, first.kind, first.causes, first.gender) == ("district", "deep", "意外灾害", "male")
    assert (second.opening_level, second.monthly_income, second.closed_on) == (
        "national",
        Decimal("1507.50"),
        date(2018, 11, 3),
    )
    assert first.monthly_income == Decimal("1700")


def test_file_closed_before_it_was_opened_is_refused(district, union):
    result = import_rows(
        district,
        CASE,
        ("KN20150001", "邓林旭", "339901197402061730", union.name, "区级", "深困", "", "", "2015.3.5", "2015.3.4", ""),
        sheet="档案",
    )

    assert result.errors == [(4, "撤档日期", "rule")]


def test_second_file_of_a_person_is_taken(district, union, files):
    result = import_rows(
        district,
        CASE,
        ("KN20210001", "于文俊", "339901196505053237", union.name, "区级", "相对困难", "", "", "2021.3.10", "", ""),
        sheet="档案",
    )

    assert result.verdicts == ["new"]
    assert HardshipCase.objects.filter(name="于文俊").count() == 2


def test_family_belongs_to_the_file(district, files):
    result = import_rows(
        district,
        ("档案编号", "困难职工姓名", "成员姓名", "性别", "与职工关系", "身份证号", "健康状况", "身份"),
        ("KN20150001", "邓林旭", "马兰", "女", "配偶", "", "健康", "务工"),
        ("KN20150001", "于文俊", "汪雪", "女", "子女", "339901198812156024", "残疾", "务工"),
        ("KN20159999", "邓林旭", "林建海", "男", "子女", "", "大病", "在校学生"),
        sheet="家庭成员",
    )

    assert result.key == "family_member"
    assert result.errors == [(5, "困难职工姓名", "name_mismatch"), (6, "档案编号", "out_of_scope")]
    member = FamilyMember.objects.get()
    assert (member.name, member.gender, member.identity, member.health) == ("马兰", "female", "", "健康")


def test_level_changes_aid_and_reviews_of_a_file(district, files):
    changes = import_rows(
        district,
        ("档案编号", "姓名", "变更日期", "原级别", "现级别"),
        ("KN20150001", "邓林旭", "2020.9.16", "区级", "全国"),
        sheet="级别变更",
    )
    aid = import_rows(
        district,
        ("档案编号", "姓名", "救助类别", "发放日期", "救助金额(万元)", "资金来源"),
        ("KN20150001", "邓林旭", "生活补助", "2019.01.10", 0.2, "中央财政"),
        ("KN20150001", "邓林旭", "助学救助", "2019.01.10", 0, "中央财政"),
        sheet="救助发放",
    )
    reviews = import_rows(
        district,
        ("档案编号", "姓名", "复核年度", "复核日期", "复核结果", "复核人"),
        ("KN20150001", "邓林旭", 2019, "2019-04-02", "继续保留", "胡雅"),
        ("KN20150002", "于文俊", 2019, "2019-04-02", "退出", "胡雅"),
        sheet="年度复核",
    )

    assert [changes.key, aid.key, reviews.key] == ["level_change", "aid_payment", "review"]
    assert LevelChange.objects.get().level == "national"
    assert aid.errors == [(5, "救助金额(万元)", "rule")]
    assert AidPayment.objects.get().amount == Decimal("2000")
    assert list(Review.objects.order_by("id").values_list("year", "result")) == [(2019, "kept"), (2019, "closed")]


def test_premium_in_yuan_or_ten_thousand_yuan(district, union, other_union):
    headings = ("参保单位(工会)", "参保年度", "批次", "缴费日期", "参保人数", "缴费标准(元/人)")
    import_rows(
        district, (*headings, "参保金额(元)"), (union.name, 2020, "首批", "2019-12-10", 84, 60, 5040), sheet="参保单位"
    )
    result = import_rows(
        district,
        (*headings, "参保金额(万元)"),
        (other_union.name, 2021, "", "2020年12月10日", 121, 80, 0.968),
        sheet="参保单位",
    )

    assert (result.key, result.errors, result.warnings) == ("enrolment", [], [])
    assert list(MutualAidEnrolment.objects.order_by("id").values_list("round", "premium")) == [
        ("首批", Decimal("5040")),
        ("首批", Decimal("9680")),
    ]


def test_premium_that_people_and_fee_do_not_give_is_noticed(district, union):
    result = import_rows(
        district,
        ("参保单位(工会)", "参保年度", "批次", "缴费日期", "参保人数", "缴费标准(元/人)", "参保金额(万元)"),
        (union.name, 2021, "首批", "2020-12-10", 84, 60, 5040),
        sheet="参保单位",
    )

    assert result.verdicts == ["new"]
    assert result.warnings == [
        (4, "参保金额(万元)", "money_doubtful"),
        (4, "参保金额(万元)", "premium_mismatch"),
    ]


def test_people_added_later_are_a_row_of_their_own(district, union):
    headings = ("参保单位(工会)", "参保年度", "批次", "缴费日期", "参保人数", "参保金额(元)")
    result = import_rows(
        district,
        headings,
        (union.name, 2021, "首批", "2020-12-10", 84, 6720),
        (union.name, 2021, "追加", "2021-03-10", 4, 320),
        (union.name, 2021, "追加", "2021-03-10", 5, 400),
        sheet="参保单位",
    )

    assert result.verdicts == ["new", "new", "rejected"]


def test_paid_claim_needs_day_and_amount(district, union):
    headings = (
        "报销编号",
        "姓名",
        "身份证号",
        "参保单位(工会)",
        "参保年度",
        "报销类别",
        "申请日期",
        "状态",
        "支付日期",
        "报销金额(元)",
    )
    person = ("金蕾倩", "339901198103191345", union.name, 2018, "住院", "2018-12-12")
    result = import_rows(
        district,
        headings,
        ("BX1", *person, "已报销", "2019-02-04", 2091.2),
        ("BX2", *person, "审核中", "", ""),
        ("BX3", *person, "已支付", "", ""),
        ("BX4", *person, "已支付", "2018-12-11", 10),
        sheet="报销台账",
    )

    assert result.key == "claim"
    assert result.errors == [
        (6, "支付日期", "rule"),
        (7, "支付日期", "rule"),
    ]
    assert list(MutualAidClaim.objects.order_by("code").values_list("state", "amount")) == [
        ("paid", Decimal("2091.2")),
        ("reviewing", None),
    ]


@pytest.fixture
def employers(district, town, union):
    covered = Employer.objects.create(
        district=district, name="云川远舟快递服务有限公司", kind="private", seat=town, union=union
    )
    uncovered = Employer.objects.create(district=district, name="云川区康复医院", kind="institution", seat=town)
    return covered, uncovered


def test_case_belongs_to_the_union_of_its_employer(district, employers, town, union):
    result = import_rows(
        district,
        (
            "案号",
            "受理日期",
            "结案日期",
            "申请人",
            "涉及职工人数",
            "用人单位",
            "案由",
            "处理方式",
            "涉及金额(元)",
            "处理结果",
            "挽回金额(元)",
        ),
        (
            "(2019)云川工援字第001号",
            "2019/1/20",
            "2019/4/27",
            "林晨娜",
            2,
            "云川远舟快递服务有限公司",
            "工伤待遇",
            "诉讼",
            59417.09,
            "部分支持",
            1,
        ),
        (
            "(2019)云川工援字第003号",
            "2019/1/29",
            "",
            "邱瑶思",
            "",
            "云川区康复医院",
            "工伤待遇",
            "劳动仲裁",
            "",
            "",
            "",
        ),
        (
            "(2019)云川工援字第004号",
            "2019/1/29",
            "2019/1/28",
            "邱瑶思",
            1,
            "云川区康复医院",
            "工伤待遇",
            "调解",
            "",
            "",
            "",
        ),
        ("(2019)云川工援字第005号", "2019/1/29", "", "邱瑶思", 1, "没有登记的单位", "工伤待遇", "调解", "", "", ""),
        sheet="争议案件",
    )

    assert result.key == "legal_case"
    assert result.errors == [(6, "结案日期", "rule"), (7, "用人单位", "out_of_scope")]
    first, second = LegalCase.objects.order_by("number")
    assert (first.organization, first.amount, first.workers) == (union, Decimal("59417.09"), 2)
    assert (second.organization, second.amount, second.workers, second.way) == (town, None, 1, "arbitration")


def test_case_on_a_form_takes_the_union_of_its_employer(district, employers, town, union):
    viewset = registers["legal_case"]
    case = LegalCase(
        district=district, number="(2021)云川工援字第001号", accepted_on=date(2021, 1, 4), employer=employers[1]
    )

    viewset.prepare(case)

    assert case.organization_id == town.pk
    assert record_form(viewset).base_fields["employer"].required


def test_officer_of_the_department_imports_and_a_clerk_only_her_own(district, union, other_union, officer, clerk):
    row = (
        "KN20150001",
        "邓林旭",
        "339901197402061730",
        other_union.name,
        "区级",
        "深度困难",
        "",
        "",
        "2015.3.5",
        "",
        "",
    )

    assert import_rows(district, CASE, row, sheet="档案", user=clerk).errors == [(4, "所属工会", "out_of_scope")]
    assert import_rows(district, CASE, row, sheet="档案", user=officer).verdicts == ["new"]
    again = import_rows(district, CASE, (*row[:3], union.name, *row[4:]), sheet="档案", user=clerk)
    assert again.errors == [(4, "档案编号", "conflict")]
