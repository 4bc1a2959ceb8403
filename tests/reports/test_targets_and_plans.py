"""Sheets, forms and figures of targets of the year and of plans."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from reports.models import AnnualTarget, PlanItem
from reports.services import targets
from reports.services.figures import canonical
from tests.factories.reports import AnnualTargetFactory, PlanItemFactory
from tests.factories.welfare import MutualAidEnrolmentFactory
from tests.sheets import import_rows
from union_site.core.evaluation import evaluate_by_town
from union_site.core.periods import Period
from union_site.core.registry import indicators, registers

pytestmark = pytest.mark.django_db
PERIOD = Period.parse("2021H1")
TARGET = ("年度", "指标", "承担单位", "下达单位", "目标值", "计量单位")
PLAN = ("计划期", "板块", "任务", "目标", "责任部门", "计划完成月份", "状态", "完成日期")


def value_of(key, district, period=PERIOD, unit=None):
    return canonical([indicators[key]], period, district=district, unit=unit)[key]


# --- sheets ------------------------------------------------------------------------------------------------------


def test_a_target_finds_the_figure_that_it_speaks_of(district, root, town):
    result = import_rows(
        district,
        TARGET,
        (2021, "医疗互助参保人数", "云川区总工会", "江临市总工会", 13900, "人"),
        (2021, "镇(街道)技能比武", "青石镇总工会", "云川区总工会", 2, "场次"),
        (2021, "隐患随手拍", "青石镇", "云川区总工会", 65, "件"),
        (2021, "走访企业", "青石镇", "云川区总工会", 30, "家"),
        sheet="目标任务",
    )
    assert (result.key, result.errors, result.unknown) == ("target", [], [])
    assert list(AnnualTarget.objects.order_by("id").values_list("indicator_key", flat=True)) == [
        "mutual.insured",
        "contest.town_events",
        "hazard.reports",
        "",
    ]


def test_a_target_is_known_by_unit_year_and_indicator(district, root):
    row = (2021, "医疗互助参保人数", "云川区总工会", "江临市总工会", 13900, "人")
    assert import_rows(district, TARGET, row, sheet="目标任务").verdicts == ["new"]
    assert import_rows(district, TARGET, row, sheet="目标任务").verdicts == ["same"]
    assert import_rows(district, TARGET, (*row[:4], 14500, "人"), sheet="目标任务").verdicts == ["changed"]
    assert AnnualTarget.objects.get().value == Decimal(14500)


@pytest.mark.parametrize(
    ("year", "value", "unit", "heading"),
    [
        (20210, 30, "家", "年度"),
        (2021, 0, "家", "目标值"),
        (2021, -5, "家", "目标值"),
        (2021, 105, "%", "目标值"),
    ],
)
def test_a_target_that_cannot_be_is_refused(district, root, year, value, unit, heading):
    result = import_rows(
        district, TARGET, (year, "新建单建基层工会", "云川区总工会", "江临市总工会", value, unit), sheet="目标任务"
    )
    assert [error[1] for error in result.errors] == [heading]
    with pytest.raises(IntegrityError), transaction.atomic():
        AnnualTargetFactory(organization=root, year=year, value=value, unit=unit)


def test_a_plan_belongs_to_the_unit_above_the_headings(district, root):
    result = import_rows(
        district,
        PLAN,
        ("2021年下半年", "思想引领", "新建职工书屋", "10家", "宣教部", "2021年8月", "未开始", ""),
        ("2021年上半年", "服务保障", "开展春节送温暖", "300人", "权益保障部", "2021.2", "已办结", "2021-02-05"),
        sheet="工作打算",
    )
    assert (result.key, result.errors, result.warnings) == ("plan_item", [], [])
    first, second = PlanItem.objects.order_by("id")
    assert (first.organization, first.period, first.section, first.due, first.state) == (
        root,
        "2021H2",
        "ideology",
        "2021-08",
        "waiting",
    )
    assert (second.period, second.due, second.state, second.done_on) == ("2021H1", "2021-02", "done", date(2021, 2, 5))


@pytest.mark.parametrize(("state", "done_on"), [("已完成", ""), ("推进中", "2021-09-01"), ("未开始", "2021-09-01")])
def test_done_tasks_and_only_they_have_their_day(district, root, state, done_on):
    row = ("2021年下半年", "思想引领", "新建职工书屋", "10家", "宣教部", "2021年8月", state, done_on)
    assert import_rows(district, PLAN, row, sheet="工作打算").errors == [(4, "完成日期", "rule")]
    states = {"已完成": "done", "推进中": "running", "未开始": "waiting"}
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanItemFactory(organization=root, state=states[state], done_on=date(2021, 9, 1) if done_on else None)


@pytest.mark.parametrize(
    ("word", "state"), [("拟列", "proposed"), ("草拟", "proposed"), ("部分完成", "partly"), ("未完成", "unkept")]
)
def test_the_words_of_a_state_and_why(district, root, word, state):
    row = ("2021年下半年", "思想引领", "新建职工书屋", "10家", "宣教部", "2021年8月", word, "", "选址未定")
    assert import_rows(district, (*PLAN, "未完成原因"), row, sheet="工作打算").errors == []
    item = PlanItem.objects.get()
    assert (item.state, item.outcome_note, item.source) == (state, "选址未定", "")


@pytest.mark.parametrize(("word", "state"), [("部分完成", "partly"), ("未完成", "unkept")])
def test_what_was_not_done_says_why(district, root, word, state):
    row = ("2021年下半年", "思想引领", "新建职工书屋", "10家", "宣教部", "2021年8月", word, "", "")
    found = import_rows(district, (*PLAN, "兑现说明"), row, sheet="工作打算").errors
    assert found == [(4, "兑现说明", "rule")]
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanItemFactory(organization=root, state=state, done_on=None, outcome_note="")


def test_a_gap_is_planned_once(root):
    first = PlanItemFactory(organization=root, source="worklist:election.due")
    PlanItemFactory(organization=root, source="worklist:election.due", period="2022H1")
    PlanItemFactory(organization=root, source="")
    PlanItemFactory(organization=root, source="")
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanItemFactory(organization=root, source="worklist:election.due")
    PlanItem.objects.filter(pk=first.pk).update(voided_at=timezone.now())
    PlanItemFactory(organization=root, source="worklist:election.due")


def test_a_month_outside_the_plan_is_noticed(district, root):
    row = ("2021年下半年", "思想引领", "新建职工书屋", "10家", "宣教部", "2021年3月", "未开始", "")
    result = import_rows(district, PLAN, row, sheet="工作打算")
    assert (result.verdicts, result.warnings) == (["new"], [(4, "计划完成月份", "month_outside")])


def test_the_form_says_the_same(client_of, clerk, union):
    viewset = registers["plan_item"]
    typed = {
        "organization": str(union.public_id),
        "period": "2021H2",
        "section": "ideology",
        "task": "新建职工书屋",
        "due": "2021年8月",
        "state": "done",
        "done_on": "",
    }
    page = client_of(clerk).post(viewset.url("new"), typed).content.decode()
    assert "已完成的任务要填写完成日期，未完成的不填。" in page
    page = client_of(clerk).post(viewset.url("new"), {**typed, "state": "unkept"}).content.decode()
    assert "部分完成、未完成的任务要填写兑现说明，写明原因。" in page
    assert client_of(clerk).post(viewset.url("new"), {**typed, "done_on": "2021-08-20"}).status_code == 302
    assert PlanItem.objects.get().due == "2021-08"


def test_the_form_of_a_target_finds_its_figure(client_of, clerk, union):
    typed = {
        "organization": str(union.public_id),
        "year": "2021",
        "indicator_name": "医疗互助参保人数",
        "set_by": "青石镇总工会",
        "value": "40",
        "unit": "人",
    }
    assert client_of(clerk).post(registers["target"].url("new"), typed).status_code == 302
    assert AnnualTarget.objects.get().indicator_key == "mutual.insured"


# --- completion --------------------------------------------------------------------------------------------------


@pytest.fixture
def insured(root, town, union):
    """50 people insured in the town, 30 by the district itself, of which 5 only in July."""
    MutualAidEnrolmentFactory(organization=union, people=50, paid_on=date(2020, 12, 20))
    MutualAidEnrolmentFactory(organization=root, people=25, paid_on=date(2021, 3, 1))
    MutualAidEnrolmentFactory(organization=root, people=5, paid_on=date(2021, 7, 1))


def asked(organization, value, **fields):
    fields = {"year": 2021, "set_by": "江临市总工会", "unit": "人", **fields}
    return AnnualTargetFactory(
        organization=organization,
        value=value,
        indicator_name=fields.pop("name", "医疗互助参保人数"),
        indicator_key=fields.pop("key", "mutual.insured"),
        **fields,
    )


def test_a_target_is_reached_at_its_full_number(district, root, insured):
    target = asked(root, 75)
    assert value_of("mutual.target", district) == {"value": True, "numbers": [75, 75, "100"]}
    AnnualTarget.objects.filter(pk=target.pk).update(value=76)
    assert value_of("mutual.target", district) == {"value": False, "numbers": [75, 76, "98.68"]}


def test_without_a_target_nothing_is_claimed(district, root, insured):
    assert value_of("mutual.target", district) == {"value": None, "numbers": [75]}
    assert value_of("mutual.target", district, Period.parse("2019H1")) == {"value": None, "numbers": []}


def test_a_target_without_anybody_insured_is_not_judged(district, root):
    asked(root, 75)
    assert value_of("mutual.target", district) == {"value": None, "numbers": [None, 75]}


@pytest.mark.parametrize(
    "fields", [{"year": 2020}, {"set_by": "云川区总工会"}, {"unit": "万人"}, {"key": "mutual.units"}]
)
def test_targets_of_another_kind_do_not_count(district, root, insured, fields):
    asked(root, 75, **fields)
    assert value_of("mutual.target", district) == {"value": None, "numbers": [75]}


def test_each_unit_has_its_own_target(district, root, town, union, insured):
    asked(root, 100)
    asked(town, 40, set_by="云川区总工会")
    asked(union, 60, set_by="青石镇总工会")
    assert value_of("mutual.target", district) == {"value": False, "numbers": [75, 100, "75"]}
    assert value_of("mutual.target", district, unit=town) == {"value": True, "numbers": [50, 40, "125"]}
    assert value_of("mutual.target", district, unit=union) == {"value": False, "numbers": [50, 60, "83.33"]}
    by_town = evaluate_by_town([indicators["mutual.target"]], PERIOD, district=district)["mutual.target"]
    assert {town: claim["value"] for town, claim in by_town.items()} == {"区本级": False, "青石镇": True}


def test_completion_over_the_whole_year(root, town, insured):
    assert targets.completion(asked(root, 100)) == targets.Completion(80, Decimal("80.00"))
    assert targets.completion(asked(town, 40, unit="名", name="参保人数")) == targets.Completion(50, Decimal("125.00"))
    assert targets.completion(asked(town, 40, unit="万人", name="参保万人")) is None
    assert targets.completion(asked(town, 40, key="", name="走访企业")) is None


def test_the_page_of_a_target_tells_how_far_it_is(client_of, town_clerk, town, insured):
    target = asked(town, 1300, set_by="云川区总工会")
    page = client_of(town_clerk).get(registers["target"].url("detail", target)).content.decode()
    assert ">1,300<" in page
    assert "50人" in page
    assert "3.85%" in page


@pytest.mark.parametrize(("value", "number", "verdict"), [(50, "150", "成立"), (80, "93.75", "不成立")])
def test_the_page_of_a_claim_says_whether_it_holds(client_of, leader, root, insured, value, number, verdict):
    asked(root, value)
    page = client_of(leader).get(reverse("reports:figure", args=["mutual.target"]) + "?period=2021H1").content.decode()
    assert f"<strong>{number}</strong> %" in page
    assert f"<dt>判断</dt><dd>{verdict}</dd>" in page


def test_the_page_of_a_claim_without_evidence_gives_no_number(client_of, leader, root, insured):
    page = client_of(leader).get(reverse("reports:figure", args=["mutual.target"]) + "?period=2021H1").content.decode()
    assert "<strong>—</strong>" in page
    assert "缺少记录，不作判断" in page


@pytest.mark.parametrize("name", ["", "走访企业", "医疗互助"])
def test_a_name_that_no_figure_bears(name):
    assert targets.key_of(name) == ""


# --- plans -------------------------------------------------------------------------------------------------------


def plan(organization, task, **fields):
    fields = {"period": "2021H1", "state": "waiting", "done_on": None, **fields}
    return PlanItemFactory(organization=organization, task=task, **fields)


def test_a_task_done_on_the_day_after_is_open(district, root, town):
    plan(root, "组织“安康杯”竞赛报名", state="done", done_on=date(2021, 6, 30))
    plan(root, "建成职工法律援助分中心", state="done", done_on=date(2021, 7, 1))
    plan(root, "新建职工书屋", period="2021H2")
    plan(town, "镇里的事")
    assert value_of("plan.previous_done", district) == {
        "value": False,
        "numbers": [1, 2, "50"],
        "open": ["建成职工法律援助分中心"],
    }
    assert [item["name"] for item in value_of("plan.items", district)] == ["新建职工书屋"]


def test_all_done(district, root):
    plan(root, "开展春节送温暖", state="done", done_on=date(2021, 2, 5))
    assert value_of("plan.previous_done", district) == {"value": True, "numbers": [1, 1, "100"], "open": []}


def test_a_towns_plan_is_its_own(district, root, town, union):
    plan(root, "区里的事", period="2021H2")
    plan(town, "镇里的事", period="2021H2", section="welfare", goal="", department="", due="")
    plan(union, "企业的事", period="2021H2")
    assert value_of("plan.items", district, unit=town) == [
        {"name": "镇里的事", "section": "服务保障", "target": "", "department": "", "due": ""}
    ]
    by_town = evaluate_by_town([indicators["plan.items"]], PERIOD, district=district)["plan.items"]
    assert by_town == {"区本级": 1, "青石镇": 1}


def test_no_plan_is_not_an_empty_plan(district, root):
    assert value_of("plan.items", district) is None
    assert value_of("plan.previous_done", district) is None


def test_what_became_of_a_plan(district, root, town):
    plan(root, "开展春节送温暖", section="welfare", state="done", done_on=date(2021, 6, 30))
    plan(root, "建成分中心", state="done", done_on=date(2021, 7, 1), goal="1个")
    plan(root, "举办读书会", state="partly", outcome_note="举办8场，少办2场。")
    plan(root, "技能比武", state="unkept", outcome_note="因疫情推迟")
    plan(root, "新建书屋", state="running")
    plan(root, "慰问劳模", state="waiting")
    plan(root, "只是建议", state="proposed")
    plan(root, "下半年的事", period="2021H2")
    plan(town, "镇里的事")
    assert [item["name"] for item in value_of("plan.promised", district)] == [
        "建成分中心",
        "举办读书会",
        "技能比武",
        "新建书屋",
        "慰问劳模",
        "开展春节送温暖",
    ]
    assert [(item["name"], item["date"]) for item in value_of("plan.kept", district)] == [
        ("开展春节送温暖", "2021-06-30")
    ]
    assert value_of("plan.partly", district) == [
        {"name": "举办读书会", "section": "思想引领", "target": "1场", "reason": "举办8场，少办2场"}
    ]
    assert [(item["name"], item["reason"]) for item in value_of("plan.unkept", district)] == [
        ("建成分中心", "7月1日完成"),
        ("技能比武", "因疫情推迟"),
        ("新建书屋", "仍在推进"),
        ("慰问劳模", "尚未开始"),
    ]
    assert len(value_of("plan.still_open", district)) == 5
    assert value_of("plan.previous_done", district)["numbers"] == [1, 6, "16.67"]


def test_what_is_only_proposed_counts_nowhere(district, root):
    plan(root, "只是建议", state="proposed")
    plan(root, "也是建议", state="proposed", period="2021H2")
    keys = ("items", "previous_done", "still_open", "promised", "kept", "partly", "unkept")
    assert {key: value_of(f"plan.{key}", district) for key in keys} == dict.fromkeys(keys)


def test_the_rows_behind_what_was_not_kept_open(client_of, leader, root):
    plan(root, "技能比武", state="unkept", outcome_note="因疫情推迟")
    page = client_of(leader).get(reverse("reports:figure", args=["plan.unkept"]) + "?period=2021H1").content.decode()
    assert "技能比武" in page and "因疫情推迟" in page
