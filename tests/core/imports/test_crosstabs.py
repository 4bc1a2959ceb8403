"""Cross-tabs: a column for each town, trade or target; each filled cell is a record."""

from decimal import Decimal

import pytest
from django.urls import reverse

from activities.models import Contest, ContestTrade, SafetyQuota
from reports.models import AnnualTarget
from tests.core.imports.shapes import book, plan_of, take
from tests.core.imports.test_pages import upload
from union_site.core.models import ImportBatch
from union_site.core.spreadsheets import importing, staging
from union_site.core.spreadsheets.marking import rejected_rows
from union_site.core.spreadsheets.presenting import Presenter
from welfare.models import AidPayment, MutualAidEnrolment

pytestmark = pytest.mark.django_db
TITLE = ["2021年度目标任务分解表"]
BY_TOWN = ["序号", "指标名称", "计量单位", "青石镇", "白鹭街道", "区本级", "合计"]
JOINED = [1, "会员发展", "人", 300, 200, 10, 510]
BUILT = [2, "新建单建基层工会", "家", 3, "", "", 3]


@pytest.fixture
def towns(root, town, other_town):
    return root, town, other_town


def targets():
    found = AnnualTarget.objects.order_by("indicator_name", "organization__path")
    return [
        (one.indicator_name, one.organization.short_name or one.organization.name, one.value, one.unit) for one in found
    ]


def test_a_column_for_each_town(district, towns):
    result = take(district, TITLE, BY_TOWN, JOINED, BUILT)

    assert (result.key, result.errors, result.unknown) == ("target", [], [])
    assert result.verdicts == [(3, "new"), (4, "new")]
    assert result.notices == ["“青石镇”等3列按“承担单位”分列，每一个填了内容的单元格读取为一条记录，内容是“目标值”。"]
    assert targets() == [
        ("会员发展", "云川区总工会", Decimal(10), "人"),
        ("会员发展", "青石镇", Decimal(300), "人"),
        ("会员发展", "白鹭街道", Decimal(200), "人"),
        ("新建单建基层工会", "青石镇", Decimal(3), "家"),
    ]
    assert {one.year for one in AnnualTarget.objects.all()} == {2021}


def test_the_same_sheet_again_changes_nothing_and_a_cell_changes_its_record_alone(district, towns):
    take(district, TITLE, BY_TOWN, JOINED, BUILT)

    assert take(district, TITLE, BY_TOWN, JOINED, BUILT).verdicts == [(3, "same"), (4, "same")]
    other = take(district, TITLE, BY_TOWN, [*JOINED[:4], 250, 10, 560], [*BUILT[:4], 1, "", 4], apply=False)
    assert other.verdicts == [(3, "changed"), (4, "changed")]
    changed, added = Presenter(other.batch).rows(list(other.batch.staged_rows.order_by("number")))
    assert [(cell.heading, cell.old, cell.text) for cell in changed.cells if cell.changed] == [
        ("白鹭街道", "200.00", "250.00")
    ]
    assert added.remarks == ["新增 2021 新建单建基层工会"]
    importing.apply(other.batch, user=None)
    assert [entry[2] for entry in targets()] == [Decimal(value) for value in (10, 300, 250, 3, 1)]


def test_a_wrong_cell_is_named_and_rejects_its_row(district, towns):
    result = take(district, TITLE, BY_TOWN, [*JOINED[:4], "见附件", 10, ""], BUILT)

    assert result.errors == [(3, "E", "number_invalid")]
    assert [entry[:2] for entry in targets()] == [("新建单建基层工会", "青石镇")]
    headings, rows = rejected_rows(result.batch)
    assert headings == ["指标名称", "计量单位", "青石镇", "白鹭街道", "区本级", "合计"]
    assert [(number, cells[3], list(said)) for number, cells, said in rows] == [(3, "见附件", [3])]


def test_a_total_at_the_right_that_differs_is_said(district, towns):
    result = take(district, TITLE, BY_TOWN, [*JOINED[:6], 500], BUILT)
    assert result.notices[1:] == ["第3行“合计”写的是500，各列合起来是510，请核对。"]
    assert len(targets()) == 4


def test_a_heading_that_is_no_unit_is_said_and_the_others_are_taken(district, towns):
    result = take(district, TITLE, [*BY_TOWN[:4], "无名镇", "白鹭街道"], [*JOINED[:4], 5, 200], sheet="目标任务")

    assert result.notices[1:] == [
        "E列的表头“无名镇”不是系统中登记的“承担单位”，或与前面的列重复，这一列没有读取。请核对。"
    ]
    assert result.unknown == ["无名镇"]
    assert [entry[1:3] for entry in targets()] == [("青石镇", Decimal(300)), ("白鹭街道", Decimal(200))]


def test_names_without_town_or_in_full_mean_the_same_unit(district, towns):
    heads = ["指标名称", "青石", "白鹭街道总工会", "青石镇"]
    result = take(district, TITLE, heads, ["会员发展", 300, 200, 7])
    assert [entry[1:3] for entry in targets()] == [("青石镇", Decimal(300)), ("白鹭街道", Decimal(200))]
    assert result.unknown == ["青石镇"]


def test_a_town_outside_the_scope_rejects_the_row(district, towns, make_user):
    heads = ["指标名称", "青石镇", "白鹭街道"]
    plan = plan_of(district, TITLE, heads, ["会员发展", 300, 200], ["走访企业", 30, ""])
    user = make_user("targets", "周敏", "town_clerk", towns[1])
    _, judged = importing.preview(plan, district=district, user=user)
    assert [(row.number, [(e.letter, e.code) for e in row.errors]) for row in judged] == [
        (3, [("C", "out_of_scope")]),
        (4, []),
    ]


def test_a_cell_is_put_right_in_the_preview(client_of, officer, district, towns):
    desk = client_of(officer)
    heads = ["缴费日期", "青石镇人数", "青石镇金额（元）", "白鹭街道人数", "白鹭街道金额（万元）"]
    rows = [["2021-03-01", 10, 600, "见附件", 0.12], ["2021-09-01", 5, 300, "", ""]]
    upload(desk, (book(["2021年度医疗互助参保情况"], heads, *rows), "参保.xlsx"))
    batch = ImportBatch.objects.get()
    assert (batch.message, staged(batch)) == ("", [(3, "rejected"), (4, "new")])
    page = desk.get(reverse("core:import-preview", args=[batch.public_id]), {"tab": "rejected"}).content.decode()
    assert "应为一个数字，请只填写数字，说明文字请写到备注列。" in page

    desk.post(reverse("core:import-cell", args=[batch.public_id, 3, 3]), {"text": "20"})
    desk.post(reverse("core:import-cell", args=[batch.public_id, 4, 1]), {"text": "6"})

    assert staged(batch) == [(3, "new"), (4, "new")]
    desk.post(reverse("core:import-confirm", args=[batch.public_id]))
    enrolled = MutualAidEnrolment.objects.order_by("paid_on", "organization__path")
    assert [(one.organization.short_name, one.people, one.premium) for one in enrolled] == [
        ("青石镇", 10, Decimal(600)),
        ("白鹭街道", 20, Decimal(1200)),
        ("青石镇", 6, Decimal(300)),
    ]


def staged(batch):
    return list(batch.staged_rows.order_by("number").values_list("number", "verdict"))


def test_what_is_staged_is_read_back_by_heading(district, towns):
    batch = take(district, TITLE, BY_TOWN, BUILT, apply=False).batch
    payload = staging.decode(batch.staged_rows.get().payload)
    values = Presenter(batch).restore(payload["v"])
    assert values["value"] == {"青石镇": Decimal(3)}


def test_towns_in_rows_and_targets_in_columns(district, towns):
    result = take(
        district,
        ["2021年度目标任务"],
        ["承担单位", "医疗互助参保人数（人）", "隐患随手拍（件）", "走访企业（家）", "备注"],
        ["青石镇", 300, 65, 30, "含企业"],
        ["白鹭街道", 200, "", 20, ""],
    )
    assert (result.key, result.errors, result.unknown) == ("target", [], ["备注"])
    assert targets() == [
        ("医疗互助参保人数", "青石镇", Decimal(300), "人"),
        ("医疗互助参保人数", "白鹭街道", Decimal(200), "人"),
        ("走访企业", "青石镇", Decimal(30), "家"),
        ("走访企业", "白鹭街道", Decimal(20), "家"),
        ("隐患随手拍", "青石镇", Decimal(65), "件"),
    ]


def test_groups_of_two_columns_under_each_town(district, towns):
    result = take(
        district,
        ["2021年安康杯参赛指标分解表"],
        ["下达文号", "青石镇", "", "白鹭街道", "", "合计", ""],
        ["", "单位数", "职工数", "单位数", "职工数", "单位数", "职工数"],
        ["云总工〔2021〕3号", 12, 900, 8, 700, 20, 1500],
        merged=("A2:A3", "B2:C2", "D2:E2", "F2:G2"),
    )
    assert (result.key, result.errors, result.verdicts) == ("safety_quota", [], [(4, "new")])
    assert result.notices[1:] == ["第4行“合计职工数”写的是1,500，各列合起来是1,600，请核对。"]
    quotas = SafetyQuota.objects.order_by("organization__path")
    assert [(q.organization.short_name, q.year, q.organisations, q.participants) for q in quotas] == [
        ("青石镇", 2021, 12, 900),
        ("白鹭街道", 2021, 8, 700),
    ]


def test_towns_under_groups_of_what_is_counted(district, towns):
    result = take(
        district,
        ["2021年度医疗互助参保情况"],
        ["缴费日期", "批次", "参保人数", "", "参保金额（元）", ""],
        ["", "", "青石镇", "白鹭街道", "青石镇", "白鹭街道"],
        ["2021-03-01", "首批", 10, 20, 600, 1200],
        ["2021-09-01", "追加", 5, "", "", ""],
        merged=("A2:A3", "B2:B3", "C2:D2", "E2:F2"),
    )
    assert (result.key, result.errors) == ("enrolment", [(5, "E", "required")])
    enrolled = MutualAidEnrolment.objects.order_by("organization__path")
    assert [(e.organization.short_name, e.people, e.premium, e.round) for e in enrolled] == [
        ("青石镇", 10, Decimal(600), "首批"),
        ("白鹭街道", 20, Decimal(1200), "首批"),
    ]


def test_the_title_says_what_bare_towns_hold(district, towns):
    take(district, ["2021年安康杯参赛单位指标分解表"], ["下达文号", "青石镇", "白鹭街道"], ["云总工3号", 12, 8])
    assert list(SafetyQuota.objects.order_by("id").values_list("organisations", "participants")) == [
        (12, None),
        (8, None),
    ]


def test_trades_in_columns_make_one_contest(district, towns):
    heads = ["比武编号", "比武名称", "主办单位", "主办层级", "开始日期", "电工", "焊工", "自编工种"]
    row = ["BW2021001", "青石镇技能比武", "青石镇", "镇", "2021-05-01", 30, "", 12]
    result = take(district, ["技能比武"], heads, row)
    assert (result.key, result.errors, result.verdicts) == ("contest", [], [(3, "new")])
    assert Contest.objects.get().name == "青石镇技能比武"
    assert list(ContestTrade.objects.order_by("id").values_list("trade", "contestants")) == [
        ("电工", 30),
        ("自编工种", 12),
    ]
    assert take(district, ["技能比武"], heads, row).verdicts == [(3, "same")]


def test_condolence_by_town_counts_people(district, towns):
    result = take(
        district,
        ["2021年送清凉慰问情况"],
        ["慰问对象", "慰问类别", "慰问日期", "青石镇人次", "青石镇金额", "白鹭街道人次", "白鹭街道金额"],
        ["户外劳动者", "送清凉", "2021-07-20", 120, 6000, 80, 4000],
        sheet="送清凉",
    )
    assert (result.key, result.errors) == ("seasonal_aid", [])
    aid = AidPayment.objects.order_by("organization__path")
    assert [(one.organization.short_name, one.name, one.people, one.recipient) for one in aid] == [
        ("青石镇", "户外劳动者", 120, "collective"),
        ("白鹭街道", "户外劳动者", 80, "collective"),
    ]


def test_two_rows_about_the_same_record_name_the_cell(district, towns):
    result = take(district, TITLE, BY_TOWN, BUILT, [3, "新建单建基层工会", "家", "", 2, "", 2], [4, *BUILT[1:]])
    assert result.errors == [(5, "D", "organization_duplicate")]
    assert [entry[1:3] for entry in targets()] == [("青石镇", Decimal(3)), ("白鹭街道", Decimal(2))]


def test_a_sheet_with_two_columns_of_unions_is_no_crosstab(district, towns):
    plan = plan_of(
        district,
        ["工会组织隶属关系变更情况"],
        ["工会名称", "原上级工会", "现上级工会", "变更日期", "变更原因"],
        ["甲工会", "青石镇总工会", "白鹭街道总工会", "2021-04-01", "区划调整"],
    )
    assert (plan.resource.key, plan.spread) == ("affiliation", None)
