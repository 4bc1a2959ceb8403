"""Sheets of unions, moves, employers, members, model workers and care, in the words that clerks write."""

from datetime import date
from decimal import Decimal

import pytest

from members.models import (
    Affiliation,
    Care,
    Employer,
    Headcount,
    HonourTitle,
    Member,
    ModelWorker,
    Organization,
    Transfer,
)
from tests.sheets import import_rows

MEMBER = ("姓名", "性别", "身份证号码", "手机号码", "所属工会", "入会日期")
PERSON = ("段浩浩", "男", "33990119880717309X", "19700063575", "云川兴榆商贸有限公司工会", "2021-06-30")


def test_unions_of_one_sheet_name_each_other_in_any_order(district):
    result = import_rows(
        district,
        ("工会名称", "上级工会", "工会类别", "成立日期"),
        ("云川兴榆商贸有限公司工会", "青石镇总工会", "单建", "2010.5.4"),
        ("青石镇总工会", "云川区总工会", "镇总工会", "2006.11.4"),
        ("云川区总工会", "江临市总工会", "区总工会", "1986.5.1"),
        sheet="工会组织",
    )

    assert (result.key, result.errors) == ("organization", [])
    union = Organization.objects.get(name="云川兴榆商贸有限公司工会")
    town = Organization.objects.get(name="青石镇总工会")
    assert union.parent == town
    assert union.path.startswith(town.path)
    assert (town.short_name, town.depth, town.parent.parent) == ("青石镇", 1, None)
    assert union.kind == "single"


def test_particulars_of_a_union_in_other_words(district, root):
    headings = (
        "工会名称",
        "上级工会",
        "工会类别",
        "成立日期",
        "法人资格",
        "法人资格证书编号",
        "法人登记时间",
        "法人证书有效期",
        "法人代表",
        "女工委成立日期",
        "职工数",
        "会员数",
    )
    row = ("云川第一纺织厂工会", "云川区总工会", "单建", "2010-05-04", "已办理", "工法证字第010001号", "2011-03-01")
    row += ("2026.2.28", "周建国", "2012年3月8日", 120, 96)

    result = import_rows(district, headings, row, sheet="工会组织")

    assert (result.key, result.errors) == ("organization", [])
    union = Organization.objects.get(name="云川第一纺织厂工会")
    assert (union.legal_state, union.legal_number) == ("registered", "工法证字第010001号")
    assert (union.legal_registered_on, union.legal_valid_to) == (date(2011, 3, 1), date(2026, 2, 28))
    assert (union.legal_representative, union.women_committee_on) == ("周建国", date(2012, 3, 8))
    assert (union.reported_employees, union.reported_members, union.audit_committee_on) == (120, 96, None)


def test_a_committee_before_the_union_and_more_members_than_employees_are_refused(district, root):
    headings = ("工会名称", "上级工会", "工会类别", "成立日期", "女职工委员会成立日期", "职工数", "会员数")
    early = ("甲厂工会", "云川区总工会", "单建", "2010-05-04", "2010-05-03", 120, 96)
    many = ("乙厂工会", "云川区总工会", "单建", "2010-05-04", "2010-05-04", 120, 121)

    result = import_rows(district, headings, early, many, sheet="工会组织")

    assert [(row, column) for row, column, _ in result.errors] == [(4, "女职工委员会成立日期"), (5, "会员数")]
    assert Organization.objects.count() == 1


def test_union_below_an_unknown_one_is_refused(district, root):
    result = import_rows(
        district,
        ("工会名称", "上级工会", "工会类别", "成立日期"),
        ("某某工会", "不存在的总工会", "单建基层工会", "2010-05-04"),
        sheet="工会组织",
    )

    assert result.errors == [(4, "上级工会", "out_of_scope")]
    assert Organization.objects.count() == 1


def test_town_clerk_keeps_her_own_line_and_adds_below_it(district, town, other_town, union, town_clerk):
    result = import_rows(
        district,
        ("工会名称", "上级工会", "工会类别", "成立日期"),
        (town.name, "云川区总工会", "镇总工会", "2010-01-01"),
        ("青石镇园林联合工会", town.name, "联合基层工会", "2021-03-09"),
        ("别处的工会", other_town.name, "单建基层工会", "2021-03-09"),
        sheet="工会组织",
        user=town_clerk,
    )

    assert result.errors == [(6, "上级工会", "out_of_scope")]
    assert Organization.objects.get(name="青石镇园林联合工会").parent == town


def test_another_superior_is_a_dated_move_and_not_a_correction(district, town, other_town, union):
    result = import_rows(
        district,
        ("工会名称", "上级工会", "工会类别", "成立日期"),
        (union.name, other_town.name, "单建基层工会", "2010-01-01"),
        sheet="工会组织",
    )

    assert result.errors == [(4, "上级工会", "parent_changed")]
    union.refresh_from_db()
    assert union.parent == town


def test_move_is_dated(district, union, town, other_town):
    headings = ("工会名称", "原上级工会", "现上级工会", "变更日期", "变更原因")
    row = (union.name, town.name, other_town.name, "2021年4月1日", "企业迁址")

    result = import_rows(district, headings, row, sheet="隶属变更")

    assert (result.key, result.errors) == ("affiliation", [])
    assert Affiliation.objects.get().on == date(2021, 4, 1)
    union.refresh_from_db()
    assert union.parent == other_town
    assert union.placements.get(to_day=date(2021, 4, 1)).town == town
    assert import_rows(district, headings, row, sheet="隶属变更").verdicts == ["same"]


def test_move_to_the_same_union_is_refused(district, union, town):
    result = import_rows(
        district,
        ("工会名称", "原上级工会", "现上级工会", "变更日期"),
        (union.name, town.name, town.name, "2021-04-01"),
        sheet="隶属变更",
    )

    assert result.errors == [(4, "现上级工会", "affiliation_moves")]


def test_employer_with_a_column_of_employees_for_each_year(district, town, union):
    result = import_rows(
        district,
        (
            "单位名称",
            "单位性质",
            "所在镇街(系统)",
            "2019年职工数(人)",
            "2020年度职工人数",
            "其中女职工(人)",
            "所属工会",
        ),
        ("云川兴榆商贸有限公司", "民营企业", "青石镇", 32, 33, 18, union.name),
        ("云川凯睿医药化工有限公司", "外商投资企业", "青石镇", "", 7, "", ""),
        sheet="用人单位",
    )

    assert (result.key, result.errors) == ("employer", [])
    covered, uncovered = Employer.objects.order_by("id")
    assert (covered.kind, covered.union, covered.organization) == ("private", union, union)
    assert (uncovered.kind, uncovered.union, uncovered.organization) == ("foreign", None, town)
    counts = Headcount.objects.filter(employer=covered).order_by("year").values_list("year", "employees", "women")
    assert list(counts) == [(2019, 32, None), (2020, 33, 18)]
    assert list(Headcount.objects.filter(employer=uncovered).values_list("year", "employees", "women")) == [
        (2020, 7, None)
    ]


def test_sheet_without_the_union_leaves_the_owner(district, town, union):
    Employer.objects.create(district=district, name="云川兴榆商贸有限公司", kind="private", seat=town, union=union)

    import_rows(
        district,
        ("单位名称", "单位性质", "所在镇街(系统)", "2021年职工数(人)", "注销日期", "成立日期"),
        ("云川兴榆商贸有限公司", "私营企业", "青石镇", 35, "", "1997.7.8"),
        sheet="用人单位",
    )

    employer = Employer.objects.get()
    assert (employer.union, employer.organization, employer.founded_on) == (union, union, date(1997, 7, 8))


def test_more_women_than_employees_are_refused(district, town):
    result = import_rows(
        district,
        ("单位名称", "单位性质", "所在镇街(系统)", "2021年职工数(人)", "其中女职工(人)"),
        ("云川兴榆商贸有限公司", "私营企业", "青石镇", 35, 36),
        sheet="用人单位",
    )

    assert [(number, code) for number, _, code in result.errors] == [(4, "rule")]
    assert not Employer.objects.exists()


def test_member_in_other_words(district, union):
    result = import_rows(
        district,
        ("名字", "公民身份号码", "联系方式", "所在工会", "入会时间", "农民工", "会籍状态", "状态变更日期", "会员卡"),
        ("段 浩浩", "33990119880717309x", 19700063575, union.name, "2021.6.30", "√", "会籍保留", "2021.7.1", "已办理"),
        sheet="会员名册",
    )

    assert (result.key, result.errors, result.unknown) == ("member", [], [])
    member = Member.objects.get()
    assert (member.name, member.identity, member.phone) == ("段浩浩", "33990119880717309X", "19700063575")
    assert (member.gender, member.birth_on, member.migrant_worker) == ("male", date(1988, 7, 17), True)
    assert (member.status, member.status_on, member.card) == ("kept", date(2021, 7, 1), "issued")


def test_gender_that_differs_is_noticed_and_follows_the_number(district, union):
    result = import_rows(district, MEMBER, (PERSON[0], "女", *PERSON[2:]), sheet="会员名册")

    assert result.warnings == [(4, "性别", "gender_mismatch")]
    assert Member.objects.get().gender == "male"


def test_transfer_stands_in_the_line_of_its_member(district, union, other_union):
    headings = (*MEMBER, "原所属工会", "转入日期")
    result = import_rows(district, headings, (*PERSON, other_union.name, "2021-08-04"), sheet="会员名册")

    assert result.errors == []
    transfer = Transfer.objects.get()
    assert (transfer.from_organization, transfer.to_organization) == (other_union, union)
    assert transfer.on == date(2021, 8, 4)
    again = import_rows(district, headings, (*PERSON, other_union.name, "2021-08-04"), sheet="会员名册")
    assert again.verdicts == ["same"]


def test_no_union_before_is_no_transfer(district, union):
    result = import_rows(district, (*MEMBER, "原所属工会", "转入日期"), (*PERSON, "无", ""), sheet="会员名册")

    assert (result.errors, result.verdicts) == ([], ["new"])
    assert Transfer.objects.count() == 0


def test_transfer_needs_its_day(district, union, other_union):
    result = import_rows(
        district, (*MEMBER, "原所属工会", "转入日期"), (*PERSON, other_union.name, ""), sheet="会员名册"
    )

    assert result.errors == [(4, "转入日期", "transfer_on_missing")]


def test_town_clerk_takes_members_from_another_town(district, union, other_union, town_clerk):
    result = import_rows(
        district,
        (*MEMBER, "原所属工会", "转入日期"),
        (*PERSON, other_union.name, "2021-08-04"),
        ("程帆帆", "男", "339901199308242892", "19700067325", other_union.name, "2021-06-30", "", ""),
        sheet="会员名册",
        user=town_clerk,
    )

    assert result.verdicts == ["new", "rejected"]
    assert result.errors == [(5, "所属工会", "out_of_scope")]


@pytest.fixture
def honoured(district, union):
    return import_rows(
        district,
        ("姓名", "性别", "身份证号", "荣誉级别", "荣誉称号", "表彰日期", "工作单位", "所属工会", "现状"),
        ("高磊超", "男", "339901197402021835", "市级", "江临市劳动模范", "1999.9.6", "甲厂", union.name, "在岗"),
        ("高磊超", "男", "339901197402021835", "省级", "浙海省劳动模范", "2015.4.28", "甲厂", union.name, "在岗"),
        sheet="劳模名册",
    )


def test_person_honoured_twice_is_one_person(honoured):
    assert (honoured.key, honoured.verdicts, honoured.warnings) == ("model_worker", ["new", "new"], [])
    assert ModelWorker.objects.get().state == "working"
    assert list(HonourTitle.objects.order_by("honoured_on").values_list("level", "employer_name")) == [
        ("city", "甲厂"),
        ("provincial", "甲厂"),
    ]


def test_day_of_death_needs_its_state(district, union):
    result = import_rows(
        district,
        ("姓名", "身份证号", "荣誉级别", "荣誉称号", "表彰日期", "所属工会", "现状", "去世日期"),
        ("高磊超", "339901197402021835", "市", "江临市劳动模范", "1999.9.6", union.name, "退休", "2021.2.17"),
        sheet="劳模名册",
    )

    assert result.errors == [(4, "现状", "state_deceased")]


def test_care_finds_its_person_by_number(district, honoured):
    result = import_rows(
        district,
        ("姓名", "身份证号", "荣誉级别", "关爱类别", "日期", "金额(元)"),
        ("高磊超", "339901197402021835", "省", "春节慰问", "2021-01-28", 1000),
        ("高磊超", "339901197402021835", "省", "体检", "2021-04-12", ""),
        ("侯豪", "339901197402021835", "省", "体检", "2021-04-13", ""),
        ("侯豪", "339901195209156552", "区", "走访慰问", "2021-01-28", 1000),
        sheet="劳模关爱",
    )

    assert result.verdicts == ["new", "new", "rejected", "rejected"]
    assert result.errors == [(6, "姓名", "name_mismatch"), (7, "身份证号", "out_of_scope")]
    assert list(Care.objects.order_by("on").values_list("kind", "amount")) == [
        ("visit", Decimal("1000")),
        ("checkup", None),
    ]
