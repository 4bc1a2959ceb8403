"""打算看板 and 从差距起草: who sees and moves what, and that nothing is half-written or lost."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from reports.models import PlanItem
from tests.factories import make
from tests.factories.reports import PlanItemFactory
from union_site.core.models import AuditEvent
from union_site.core.registry import registers

pytestmark = pytest.mark.django_db
BOARD, DRAFT = "/plans/board/", "/plans/draft/"


def plan(organization, task, **fields):
    fields = {"period": "2021H2", "state": "waiting", "done_on": None, **fields}
    return PlanItemFactory(organization=organization, task=task, **fields)


def columns(answer):
    return {
        column["state"].label: [card["item"].task for card in column["cards"]]
        for column in answer.context["columns"]
        if column["cards"]
    }


def move(client, item, state, **typed):
    typed = {"version": item.updated_at.isoformat(), "state": state, **typed}
    return client.post(reverse("reports:plan-move", args=[item.public_id]), typed)


def actions():
    return list(AuditEvent.objects.exclude(action="sign_in").order_by("id").values_list("action", flat=True))


# --- the board ---------------------------------------------------------------------------------------------------


def test_tasks_stand_in_the_column_of_their_state(town, union, town_clerk, client_of):
    plan(town, "一", due="2021-09")
    plan(town, "二", due="2021-08")
    plan(town, "三", state="proposed")
    plan(town, "四", state="partly", outcome_note="少办2场")
    plan(town, "上半年的", period="2021H1")
    plan(union, "企业的")
    answer = client_of(town_clerk).get(BOARD + "?period=2021H2")
    assert columns(answer) == {"拟列": ["三"], "未开始": ["二", "一"], "部分完成": ["四"]}
    assert "说明：少办2场" in answer.content.decode()
    assert columns(client_of(town_clerk).get(f"{BOARD}?period=2021H2&unit={union.public_id}")) == {"未开始": ["企业的"]}


def test_a_unit_outside_the_scope_does_not_exist(other_town, town_clerk, client_of):
    plan(other_town, "别处的事")
    for address in (BOARD, DRAFT):
        for unit in (other_town.public_id, "nothing"):
            assert client_of(town_clerk).get(f"{address}?unit={unit}").status_code == 404


@pytest.mark.parametrize("period", ["2021", "2021Q1", "2050H1", "nothing"])
def test_a_plan_is_of_a_half_year(period, town_clerk, client_of):
    for address in (BOARD, DRAFT):
        assert client_of(town_clerk).get(f"{address}?period={period}").status_code == 404


def test_the_plan_after_the_current_period_is_shown_first(district, town, town_clerk, client_of):
    district.current_period = "2021H1"
    district.save()
    plan(town, "下半年的事")
    assert columns(client_of(town_clerk).get(BOARD)) == {"未开始": ["下半年的事"]}


def test_it_is_narrowed_to_a_department_a_month_and_what_is_overdue(district, town, town_clerk, client_of):
    district.current_period = "2021H2"
    district.save()
    plan(town, "一", due="2021-08", department="宣教部")
    plan(town, "二", due="2021-09", department="办公室")
    plan(town, "三", due="2021-12", department="办公室")
    plan(town, "四", due="2021-08", department="办公室", state="done", done_on=date(2021, 9, 9))
    client, address = client_of(town_clerk), BOARD + "?period=2021H2"
    assert columns(client.get(address + "&department=办公室")) == {"未开始": ["二", "三"], "已完成": ["四"]}
    assert columns(client.get(address + "&month=2021-08")) == {"未开始": ["一"], "已完成": ["四"]}
    assert columns(client.get(address + "&overdue=1")) == {"未开始": ["一", "二"]}  # by 31 December
    assert client.get(address).context["board"].overdue == 2
    assert client.get(address + "&month=2021-08").content.decode().count("is-overdue") == 1


def test_a_reader_sees_no_buttons(town, leader, client_of):
    item = plan(town, "一")
    client = client_of(leader)
    page = client.get(f"{BOARD}?period=2021H2&unit={town.public_id}").content.decode()
    assert "一" in page and "从差距起草" not in page and "登记结果" not in page
    assert move(client, item, "running").status_code == 403
    assert 'name="version"' not in page
    assert client.get(DRAFT).status_code == 403


def test_every_form_of_the_board_carries_the_token(town, town_clerk):
    item = plan(town, "一", due="2021-08")
    client = Client(enforce_csrf_checks=True)
    client.force_login(town_clerk)
    page = client.get(BOARD + "?period=2021H2").content.decode()
    assert "8月底前" in page
    cards = page.split('<li class="board-card')[1]
    assert cards.count('method="post"') == cards.count('name="csrfmiddlewaretoken"') == 2
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', cards)[1]
    assert move(client, item, "running", csrfmiddlewaretoken=token).status_code == 302


# --- moving ------------------------------------------------------------------------------------------------------


def test_a_task_is_moved_on_and_the_trail_knows(town, town_clerk, client_of):
    item = plan(town, "一")
    client = client_of(town_clerk)
    answer = move(client, item, "running")
    assert answer.status_code == 302
    assert answer["Location"] == f"{BOARD}?period=2021H2&unit={town.public_id}#item-{item.public_id}"
    item.refresh_from_db()
    assert (item.state, item.updated_by) == ("running", town_clerk)
    event = AuditEvent.objects.get(action="change")
    assert (event.register, event.changes) == ("plan_item", {"state": ["waiting", "running"]})
    assert move(client, item, "done", done_on="2021-09-18").status_code == 302
    item.refresh_from_db()
    assert (item.state, item.done_on) == ("done", date(2021, 9, 18))
    assert move(client, item, "running").status_code == 302
    item.refresh_from_db()
    assert (item.state, item.done_on) == ("running", None)


@pytest.mark.parametrize(
    ("state", "typed", "said"),
    [
        ("done", {"outcome_note": "办得好"}, "已完成的任务要填写完成日期，未完成的不填。"),
        ("partly", {"done_on": "2021-09-18", "outcome_note": " "}, "部分完成、未完成的任务要填写兑现说明，写明原因。"),
        ("unkept", {"outcome_note": ""}, "部分完成、未完成的任务要填写兑现说明，写明原因。"),
        ("proposed", {}, "这项任务现在是“推进中”，不能直接改为“拟列”，请刷新页面后再改。"),
        ("nothing", {}, "选择一个有效的选项"),
    ],
)
def test_what_is_missing_is_said_on_the_card_and_what_was_typed_stays(town, town_clerk, client_of, state, typed, said):
    item = plan(town, "一", state="running")
    answer = move(client_of(town_clerk), item, state, **typed)
    page = answer.content.decode()
    assert answer.status_code == 200 and said in page
    assert '<details class="board-outcome" open>' in page
    assert typed.get("outcome_note", "").strip() in page
    item.refresh_from_db()
    assert (item.state, item.outcome_note) == ("running", "")
    assert actions() == ["denied"]


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(town, town_clerk, client_of):
    item = plan(town, "一")
    client = client_of(town_clerk)
    move(client, item, "running")
    page = move(client, item, "proposed").content.decode()
    assert "这条记录刚刚被他人修改过" in page
    item.refresh_from_db()
    assert item.state == "running"


def test_a_task_outside_the_scope_does_not_exist(other_town, town_clerk, client_of):
    item = plan(other_town, "别处的事")
    assert move(client_of(town_clerk), item, "running").status_code == 404
    item.refresh_from_db()
    assert item.state == "waiting"


# --- drafting ----------------------------------------------------------------------------------------------------


@pytest.fixture
def gaps(town, union):
    """Of the town: a term that runs out, and a task left over from the first half-year."""
    make(registers["election"].model, union, round="2021年换届", due_on=date(2021, 9, 1), held_on=None, state="waiting")
    plan(town, "新建书屋", period="2021H1", state="unkept", outcome_note="选址未定", due="2021-05")


def typed(page, *chosen, **changed):
    """What the form sends: every row, those of `chosen` ticked."""
    data = {"source": [row.source for row in page.context["rows"]], "chosen": [str(number) for number in chosen]}
    for row in page.context["rows"]:
        for field in row.fields:
            data[field.html_name] = field.value() or ""
    return {**data, "state": "waiting", **changed}


ADDRESS = DRAFT + "?period=2021H2"


def test_several_are_edited_and_adopted_at_once(gaps, town, town_clerk, client_of):
    client = client_of(town_clerk)
    page = client.get(ADDRESS)
    assert [row.proposal.task for row in page.context["rows"]] == ["指导任期届满的工会按期换届", "新建书屋"]
    answer = client.post(ADDRESS, typed(page, 0, 1, **{"p0-task": "抓好换届", "p0-department": "组织办"}))
    assert answer.status_code == 302
    first, second = PlanItem.objects.filter(period="2021H2").order_by("id")
    assert (first.task, first.goal, first.department, first.due, first.section, first.state, first.source) == (
        "抓好换届",
        "1家全部换届",
        "组织办",
        "2021-09",
        "organising",
        "waiting",
        "worklist:election.due",
    )
    assert (first.organization, first.created_by, second.task) == (town, town_clerk, "新建书屋")
    assert actions() == ["create", "create"]
    page = client.get(ADDRESS)
    assert page.context["rows"] == [] and "登记簿中的差距都已列入这一期的打算" in page.content.decode()


def test_what_is_not_ticked_is_not_planned(gaps, town_clerk, client_of):
    client = client_of(town_clerk)
    client.post(ADDRESS, typed(client.get(ADDRESS), 1, state="proposed"))
    item = PlanItem.objects.get(period="2021H2")
    assert (item.task, item.state) == ("新建书屋", "proposed")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"p1-task": ""}, "请填写任务。"),
        ({"p1-due": "八月"}, "请填写年和月，如 2021-07。"),
        ({"p1-task": "指导任期届满的工会按期换届"}, "与上面的一项任务名称相同，请改其中一项。"),
        ({"p1-section": "nothing"}, "选择一个有效的选项"),
    ],
)
def test_all_or_none(gaps, town_clerk, client_of, changed, said):
    client = client_of(town_clerk)
    answer = client.post(ADDRESS, typed(client.get(ADDRESS), 0, 1, **{"p0-goal": "3家", **changed}))
    page = answer.content.decode()
    assert answer.status_code == 200 and said in page
    assert "有 1 项需要修改，一项也没有保存" in page and 'value="3家"' in page
    assert not PlanItem.objects.filter(period="2021H2").exists()
    assert actions() == ["denied"]


def test_nothing_ticked_is_said_and_what_was_typed_stays(gaps, town_clerk, client_of):
    client = client_of(town_clerk)
    page = client.post(ADDRESS, typed(client.get(ADDRESS), **{"p0-goal": "3家"})).content.decode()
    assert "请先勾选要列入的任务。" in page and 'value="3家"' in page


def test_a_task_that_is_planned_already_is_refused_beside_its_row(gaps, town, town_clerk, client_of):
    plan(town, "新建书屋")
    client = client_of(town_clerk)
    answer = client.post(ADDRESS, typed(client.get(ADDRESS), 0, 1))
    assert "该计划期的这项任务已登记。" in answer.content.decode()
    assert PlanItem.objects.filter(period="2021H2").count() == 1


def test_a_gap_that_another_planned_meanwhile(gaps, town, town_clerk, client_of):
    client = client_of(town_clerk)
    sent = typed(client.get(ADDRESS), 0, 1)
    plan(town, "别人先列的换届", source="worklist:election.due")
    page = client.post(ADDRESS, sent).content.decode()
    assert "这项差距已经列入打算，或者已经消除，请取消勾选。" in page
    assert "指导任期届满的工会按期换届" in page
    assert PlanItem.objects.filter(period="2021H2").count() == 1


def test_a_unit_without_gaps_is_said_so(town_clerk, client_of):
    page = client_of(town_clerk).get(ADDRESS).content.decode()
    assert "没有发现差距" in page and "已核对、没有差距的：年度目标任务、换届提醒" in page


def test_the_menu_leads_to_the_board(town_clerk, org_officer, client_of):
    assert f'href="{BOARD}"' in client_of(town_clerk).get("/records/plan_item/").content.decode()
    assert f'href="{BOARD}"' not in client_of(org_officer).get("/").content.decode()
