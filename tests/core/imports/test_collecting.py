"""A clerk says which columns of a sheet belong together: one for each town, trade or year, or none of it."""

from decimal import Decimal

import pytest
from django.urls import reverse

from activities.models import ContestTrade
from members.models import Employer, Headcount
from reports.models import AnnualTarget
from tests.core.imports.shapes import book
from tests.core.imports.test_family_rows import DENG, FILE
from tests.core.imports.test_mapping import answer, page
from tests.core.imports.test_pages import upload
from union_site.core.models import Department, ImportBatch, RegisterDepartment, SheetLayout
from welfare.models import FamilyMember

TITLE = ["2021年度目标任务分解表"]
BY_TOWN = ["指标名称", "青石镇", "白鹭街道", "区本级"]
JOINED = ["会员发展", 300, 200, 10]
TRADES = ["比武编号", "比武名称", "主办单位", "主办层级", "开始日期", "甲组", "乙组"]
CONTEST = ["BW2021001", "青石镇技能比武", "青石镇", "镇", "2021-05-01", 30, 12]


@pytest.fixture
def desk(client_of, make_user, district, root, town, other_town):
    kept = Department.objects.create(district=district, code="all", name="办公室", position=1)
    for key in ("target", "contest", "employer", "hardship"):
        RegisterDepartment.objects.create(department=kept, register=key)
    return client_of(make_user("desk", "周敏", "district_officer", root, kept))


@pytest.fixture
def sent(desk):
    """sent(rows…) uploads them and returns the batch."""

    def send(*rows, sheet="Sheet1"):
        upload(desk, (book(*rows, sheet=sheet), "表.xlsx"))
        return ImportBatch.objects.first()

    return send


def targets():
    found = AnnualTarget.objects.order_by("organization__path")
    return [(one.organization.short_name or one.organization.name, one.value) for one in found]


def assign(client, batch, key):
    """Say which register a sheet belongs to that was not recognised."""
    if not batch.resource:
        address = reverse("core:import-register", args=[batch.public_id, batch.mapping.get("position", 0)])
        client.post(address, {"resource": key})
        batch.refresh_from_db()
    assert batch.resource == key


def problems(response) -> list[str]:
    context = response.context
    lines = [line.problem for line in (*context["questions"], *context["others"]) if line.problem]
    return [*lines, context["problem"]] if context["problem"] else lines


def test_a_column_of_a_town_is_taken_out_and_the_layout_is_remembered(desk, sent):
    batch = sent(TITLE, BY_TOWN, JOINED)
    text = page(desk, "import-mapping", batch).content.decode()
    assert text.count('<option value="organization/value" selected>目标值（每列一个“承担单位”）</option>') == 3
    assert '<optgroup label="分成多列的项目">' in text

    answer(desk, batch, A="indicator_name", B="organization/value", C="organization/value", D="-")
    batch.refresh_from_db()
    assert (batch.state, batch.unknown_headings) == ("preview", ["区本级"])
    desk.post(reverse("core:import-confirm", args=[batch.public_id]))
    assert targets() == [("青石镇", Decimal(300)), ("白鹭街道", Decimal(200))]

    again = sent(TITLE, BY_TOWN, ["走访企业", 30, 20, 1])
    assert (again.state, again.unknown_headings) == ("preview", ["区本级"])
    assert SheetLayout.objects.get().answers == {
        "指标名称": "indicator_name",
        "青石镇": "organization/value",
        "白鹭街道": "organization/value",
        "区本级": "",
    }
    assert [code for code, _ in again.notices][:1] == ["layout_remembered"]


def test_a_total_beside_the_towns_is_compared_also_when_the_towns_were_told(desk, sent):
    batch = sent(TITLE, [*BY_TOWN, "合计"], [*JOINED, 999])
    answer(desk, batch)

    batch.refresh_from_db()
    assert "第3行“合计”写的是999，各列合起来是510，请核对。" in [said for _, said in batch.notices]


def test_trades_that_nobody_knows_are_told(desk, sent):
    batch = sent(["技能比武"], TRADES, CONTEST, sheet="技能比武")
    assign(desk, batch, "contest")

    answer(desk, batch, F="trade/contestants", G="trade/contestants")
    batch.refresh_from_db()
    assert (batch.state, batch.new) == ("preview", 1)
    desk.post(reverse("core:import-confirm", args=[batch.public_id]))
    assert list(ContestTrade.objects.order_by("pk").values_list("trade", "contestants")) == [("甲组", 30), ("乙组", 12)]


def test_a_year_that_is_written_otherwise(desk, sent):
    heads = ["单位名称", "统一社会信用代码", "单位性质", "所在镇街", "2020年职工数", "21年用工"]
    row = ["云川兴榆商贸有限公司", "91350100M000100Y43", "民营", "青石镇", 30, 40]
    batch = sent(["单位台账"], heads, row, sheet="单位")
    assign(desk, batch, "employer")
    answer(desk, batch, F="employees")

    batch.refresh_from_db()
    assert batch.state == "preview", batch.message
    desk.post(reverse("core:import-confirm", args=[batch.public_id]))
    assert Employer.objects.count() == 1
    assert list(Headcount.objects.order_by("year").values_list("year", "employees")) == [(2020, 30), (2021, 40)]


def test_a_column_of_the_family_under_a_heading_of_its_own(desk, sent, union):
    batch = sent(["困难职工档案"], [*FILE, "家里人", "与户主关系"], [*DENG, "王芳", "配偶"], sheet="档案")
    answer(desk, batch, G="member_name", H="member_relation")

    batch.refresh_from_db()
    assert batch.state == "preview", batch.message
    desk.post(reverse("core:import-confirm", args=[batch.public_id]))
    assert list(FamilyMember.objects.values_list("name", "relation")) == [("王芳", "配偶")]


@pytest.mark.parametrize(
    ("heads", "choices", "said"),
    [
        (
            ["指标名称", "目标值", "青石镇", "白鹭街道"],
            {"B": "organization/value"},
            "从表头“目标值”看不出是哪一个“承担单位”。请在表中把表头写明后重新上传，或改选。",
        ),
        (
            ["指标名称", "承担单位", "青石镇", "白鹭街道"],
            {"C": "organization/value", "D": "-"},
            "B列“承担单位”已逐行写明“承担单位”，不能再每列一个，请改选其中之一。",
        ),
        (
            ["指标名称", "青石镇", "白鹭街道", "区本级"],
            {"D": "indicator_name/value"},
            "一张表只能按一个项目分列，其他列已按“承担单位”分列，请改选。",
        ),
        (
            ["指标名称", "青石镇", "青石镇", "白鹭街道"],
            {"C": "organization/value"},
            "“目标值”同时选给了B列“青石镇”和C列“青石镇（第2个）”，请只留一个。",
        ),
        (
            ["指标名称", "青石镇", "目标值", "白鹭街道"],
            {"B": "organization/value", "C": "value", "D": "-"},
            "“目标值”同时选给了C列“目标值”和B列“青石镇”，请只留一个。",
        ),
    ],
)
def test_what_cannot_stand_beside_each_other_is_refused(desk, sent, heads, choices, said):
    batch = sent(TITLE, heads, ["会员发展", 3, 2, 1], sheet="目标任务")
    assign(desk, batch, "target")
    response = answer(desk, batch, **choices)

    assert response.status_code == 400
    assert said in problems(response)
