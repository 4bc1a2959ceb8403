"""A plan drafted from the gaps: what each gap asks for, in which words, by when and of whom."""

from datetime import date

import pytest

from reports.models import PlanItem
from reports.services import plan_drafting
from reports.services.plan_gaps import GAPS
from tests.factories import make
from tests.factories.reports import AnnualTargetFactory, PlanItemFactory
from tests.factories.welfare import MutualAidEnrolmentFactory
from union_site.core.access import Access
from union_site.core.models import Department, RegisterDepartment
from union_site.core.periods import Period
from union_site.core.registry import registers, worklists

pytestmark = pytest.mark.django_db
H2 = Period.parse("2021H2")
TODAY = date(2021, 7, 5)


@pytest.fixture
def writer(make_user, root):
    """Whoever keeps every register of the district."""
    return make_user("writer", "郑工", "town_clerk", root)


@pytest.fixture
def kept(district):
    for position, (name, keys) in enumerate(
        {"基层工作部": ("election",), "权益保障部": ("enrolment", "hardship", "legal_case")}.items()
    ):
        department = Department.objects.create(district=district, code=f"k{position}", name=name, position=position)
        RegisterDepartment.objects.bulk_create(RegisterDepartment(department=department, register=key) for key in keys)


def propose(unit, user, period=H2, today=TODAY):
    return plan_drafting.propose(unit=unit, period=period, access=Access(user, today))


def only(drafting, source):
    (found,) = [one for one in drafting.proposals if one.source == source]
    return found


def term(union, due_on, **fields):
    fields = {"round": "2021年换届", "held_on": None, "state": "waiting", "chair": "", **fields}
    return make(registers["election"].model, union, due_on=due_on, **fields)


def test_every_gap_is_a_work_list():
    assert {gap.worklist for gap in GAPS} - set(worklists) == set()
    assert len({gap.worklist for gap in GAPS}) == len(GAPS)


def test_a_unit_without_gaps_is_said_so(root, writer):
    drafting = propose(root, writer)
    assert (drafting.proposals, drafting.drafted, drafting.as_of) == ((), 0, date(2021, 6, 30))
    assert drafting.without_gap[0] == "年度目标任务" and drafting.without_gap[-1] == "上期没有完成的打算"
    assert len(drafting.without_gap) == len(GAPS) + 2


def test_a_target_that_is_not_met(district, root, union, writer, kept):
    MutualAidEnrolmentFactory(organization=union, people=720, paid_on=date(2021, 3, 1))
    MutualAidEnrolmentFactory(organization=union, people=100, paid_on=date(2021, 7, 2))  # after the half-year
    target = AnnualTargetFactory(
        organization=root, value=1000, unit="人", indicator_name="医疗互助参保人数", indicator_key="mutual.insured"
    )
    AnnualTargetFactory(
        organization=root, value=1, unit="家", indicator_name="医疗互助参保单位", indicator_key="mutual.units"
    )  # is met
    AnnualTargetFactory(organization=root, value=30, unit="家", indicator_name="走访企业")  # has no figure
    found = only(propose(root, writer), "target:mutual.insured")
    assert (found.section, found.task, found.goal, found.department, found.due) == (
        "welfare",
        "完成医疗互助参保人数年度目标任务",
        "全年1,000人",
        "权益保障部",
        "2021-12",
    )
    assert found.basis == "全年目标1,000人，已完成720人，还差280人"
    assert (found.count, found.url) == (1, registers["target"].url("detail", target))
    assert [one.source for one in propose(root, writer).proposals] == ["target:mutual.insured"]


def test_at_the_turn_of_the_year_nothing_of_the_new_one_has_happened(root, union, writer):
    MutualAidEnrolmentFactory(organization=union, people=720, paid_on=date(2021, 3, 1))
    AnnualTargetFactory(
        organization=root,
        year=2022,
        value=1000,
        unit="人",
        indicator_name="医疗互助参保人数",
        indicator_key="mutual.insured",
    )
    found = only(propose(root, writer, Period.parse("2022H1"), date(2021, 12, 20)), "target:mutual.insured")
    assert (found.basis, found.due) == ("全年目标1,000人，尚无完成数", "2022-06")


def test_terms_that_run_out(root, town, union, other_union, make_union, writer, kept):
    term(union, date(2021, 6, 1))
    term(other_union, date(2021, 9, 15))
    term(make_union("云川第三工会", parent=town), date(2022, 1, 1))  # of the next half-year
    found = only(propose(root, writer), "worklist:election.due")
    assert (found.section, found.goal, found.department, found.due, found.count) == (
        "organising",
        "2家全部换届",
        "基层工作部",
        "2021-09",
        2,
    )
    assert found.basis == "2021年下半年内任期届满或已经逾期、尚未换届的工会2家"
    assert found.url == f"/worklists/election.due/?day=2021-06-30&unit={root.public_id}"


def test_what_is_overdue_is_done_at_once(root, union, writer):
    term(union, date(2021, 3, 1))
    assert only(propose(root, writer), "worklist:election.due").due == "2021-07"


def test_the_list_behind_a_proposal_has_as_many_rows(root, town, union, other_union, writer, client_of):
    term(union, date(2021, 6, 1))
    term(other_union, date(2021, 9, 15))
    for unit, number in ((root, 2), (town, 1)):
        found = only(propose(unit, writer), "worklist:election.due")
        page = client_of(writer).get(found.url)
        assert (found.count, page.context["count"]) == (number, number)


def test_a_list_of_a_unit_outside_the_scope_does_not_exist(other_town, town_clerk, client_of):
    for unit in (other_town.public_id, "nothing"):
        assert client_of(town_clerk).get(f"/worklists/election.due/?unit={unit}").status_code == 404


def test_cases_files_hazards_contracts_and_merchants(root, union, writer, kept):
    make(registers["legal_case"].model, union, accepted_on=date(2021, 5, 1), closed_on=None)
    make(registers["legal_case"].model, union, accepted_on=date(2021, 5, 1), closed_on=date(2021, 6, 30))
    make(registers["hazard_report"].model, union, reported_on=date(2021, 6, 1), state="verified", handled_on=None)
    make(registers["hardship"].model, union, opened_on=date(2020, 12, 1), closed_on=None)
    make(
        registers["collective_contract"].model,
        union,
        signed_on=date(2018, 12, 1),
        valid_from=date(2018, 12, 1),
        valid_to=date(2021, 11, 30),
    )
    drafting = propose(root, writer)
    words = {one.source.removeprefix("worklist:"): (one.goal, one.due, one.count) for one in drafting.proposals}
    assert words["legal_case.open"] == ("1件全部办结", "2021-12", 1)
    assert words["hazard_report.open"][0] == "1处全部整改"
    assert words["hardship.unreviewed"] == ("1份全部复核", "2021-12", 1)
    assert words["collective_contract.ending"] == ("1份全部续签", "2021-11", 1)
    assert only(drafting, "worklist:hardship.unreviewed").department == "权益保障部"


def test_a_towns_gaps_are_of_its_subtree_and_name_no_department(town, union, other_union, writer, kept):
    term(other_union, date(2021, 9, 15))
    assert propose(town, writer).proposals == ()
    term(union, date(2021, 9, 15))
    found = only(propose(town, writer), "worklist:election.due")
    assert (found.count, found.department) == (1, "")


def test_tasks_left_over(root, town, writer):
    plan = {"organization": root, "period": "2021H1", "department": "宣教部", "goal": "10家", "done_on": None}
    partly = PlanItemFactory(task="新建书屋", state="partly", outcome_note="建成8家", due="2021-05", **plan)
    running = PlanItemFactory(task="技能比武", state="running", due="2021-06", **plan)
    PlanItemFactory(task="只是建议", state="proposed", **plan)
    PlanItemFactory(task="做完的", state="done", **{**plan, "done_on": date(2021, 7, 2)})
    PlanItemFactory(task="镇里的", state="waiting", **{**plan, "organization": town})
    found = propose(root, writer).proposals
    assert [(one.source, one.task, one.goal, one.department, one.due, one.basis) for one in found] == [
        (f"plan:{partly.public_id}", "新建书屋", "10家", "宣教部", "2021-12", "2021年上半年打算部分完成：建成8家"),
        (f"plan:{running.public_id}", "技能比武", "10家", "宣教部", "2021-12", "2021年上半年打算推进中"),
    ]


def test_nothing_is_proposed_twice(root, union, writer):
    term(union, date(2021, 9, 15))
    there = PlanItemFactory(organization=root, source="worklist:election.due", state="proposed", done_on=None)
    drafting = propose(root, writer)
    assert (drafting.proposals, drafting.drafted) == ((), 1)
    assert propose(root, writer, Period.parse("2021H1"), date(2021, 1, 5)).drafted == 0
    PlanItem.objects.filter(pk=there.pk).update(voided_at=there.created_at)
    assert [one.source for one in propose(root, writer).proposals] == ["worklist:election.due"]


def test_who_may_not_see_the_rows_is_told_their_number_alone(root, union, make_user, district):
    office = Department.objects.create(district=district, code="o", name="办公室", position=1)
    RegisterDepartment.objects.create(department=office, register="plan_item")
    user = make_user("office", "钱主任", "district_officer", root, office)
    term(union, date(2021, 9, 15))
    found = only(propose(root, user), "worklist:election.due")
    assert (found.count, found.url) == (1, "")
