"""The way of a paper through departments, office and leader: who takes which step, who may write when, what is kept."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from reports.models import PaperStep, SectionText
from reports.services import owners, papers, workflow
from tests.factories import FACTORIES
from tests.reports.writing import (
    TEXTS,
    four_sections,
    hand_all_in,
    hand_in,
    of_town,
    part,
    pass_on,
    take,
)
from union_site.core.models import AuditEvent, Department
from union_site.core.periods import Period
from union_site.core.services import departments as department_service
from welfare.models import HardshipCase

PERIOD = Period.parse("2021H1")
TODAY = date(2021, 7, 5)


@pytest.fixture
def paper(editor, root, union, office):
    return four_sections(editor, root, union)


@pytest.fixture
def town_paper(town_clerk, root, town, union):
    return of_town(town_clerk, town, union)


def test_each_section_goes_to_the_department_that_keeps_its_figures(paper):
    owned = {section.heading: section.department.name for section in paper.sections.all()}
    assert owned == {"": "办公室", "组织建设": "基层工作部", "服务保障": "权益保障部", "打算": "办公室"}


def test_a_town_has_no_departments(office, town_paper):
    assert [section.department for section in town_paper.sections.all()] == [None]


def test_a_new_paper_has_its_departments(editor, root, union, office):
    FACTORIES[HardshipCase](organization=union, opened_on=date(2021, 3, 1))
    made = papers.create(period=PERIOD, unit=root, today=TODAY, by=editor)
    assert made.sections.filter(department=None).count() == 0
    assert made.sections.get(text__contains="{{hardship.total}}").department.name == "权益保障部"


def test_a_section_goes_its_way_and_the_paper_follows(paper, officer, colleague, org_officer, editor):
    section = part(paper, "服务保障")
    pass_on(section, "submit", officer)
    section.refresh_from_db()
    assert section.state == "checking"
    pass_on(section, "return", colleague, "少了医疗互助的金额")
    section.refresh_from_db()
    assert section.state == "drafting"
    assert section.steps.first().reason == "少了医疗互助的金额"
    hand_all_in(paper, officer, colleague, org_officer, editor)
    assert paper.state == "editing"
    assert [(step.from_state, step.to_state) for step in paper.steps.filter(section=None)] == [("checking", "editing")]
    pass_on(part(paper, "服务保障"), "send-back", editor, "请补案例")
    paper.refresh_from_db()
    assert paper.state == "drafting"
    assert paper.steps.filter(section=None).first().kind == "return"
    hand_in(part(paper, "服务保障"), officer, colleague)
    paper.refresh_from_db()
    assert paper.state == "editing"


def test_the_paper_is_being_checked_when_no_section_is_drafted_any_more(paper, officer, org_officer, editor):
    papers.save_text(section=part(paper, ""), heading="", text="今年以来。", base=1, by=editor)
    for heading, by in (("", editor), ("打算", editor), ("组织建设", org_officer)):
        pass_on(part(paper, heading), "submit", by)
    paper.refresh_from_db()
    assert paper.state == "drafting"
    pass_on(part(paper, "服务保障"), "submit", officer)
    paper.refresh_from_db()
    assert paper.state == "checking"


def test_who_hands_in_does_not_check_unless_alone(paper, officer, colleague, org_officer):
    pass_on(part(paper, "服务保障"), "submit", officer)
    with pytest.raises(ValidationError, match="由同部室的另一位同志审核（钱进）"):
        pass_on(part(paper, "服务保障"), "check", officer)
    assert part(paper, "服务保障").state == "checking"
    hand_in(part(paper, "组织建设"), org_officer, org_officer)
    assert part(paper, "组织建设").steps.first().reason == "部室只有一人，由提交人本人审核。"
    pass_on(part(paper, "服务保障"), "check", colleague)
    assert part(paper, "服务保障").steps.first().reason == ""


def test_others_take_no_step(paper, officer, org_officer, editor, leader, clerk):
    for by in (org_officer, editor, leader, clerk):
        with pytest.raises(PermissionDenied):
            pass_on(part(paper, "服务保障"), "submit", by)
    for by in (officer, leader, clerk):
        with pytest.raises(PermissionDenied):
            take(paper, "take-over", by)
    with pytest.raises(ValidationError, match="还没有文字"):
        pass_on(part(paper, ""), "submit", editor)
    with pytest.raises(ValidationError, match="现在的进度是“起草”"):
        take(paper, "submit", editor)
    assert PaperStep.objects.count() == 0


def test_taken_over_early_the_open_sections_are_named(paper, officer, colleague, editor):
    hand_in(part(paper, "服务保障"), officer, colleague)
    step = take(paper, "take-over", editor)
    assert step.reason == "提前统稿，尚未交齐：导语（办公室）、组织建设（基层工作部）、打算（办公室）。"
    assert paper.state == "editing"
    assert set(paper.sections.values_list("state", flat=True)) == {"handed"}
    assert part(paper, "组织建设").steps.first().reason == "办公室提前统稿。"


def test_signed_returned_withdrawn_and_issued(paper, editor, leader, officer):
    take(paper, "take-over", editor)
    workflow.move_paper(paper=paper, step="submit", by=editor, today=TODAY)
    assert paper.state == "signing"
    with pytest.raises(ValidationError, match="请填写退回原因"):
        take(paper, "return", leader, reason="  ")
    take(paper, "return", leader, reason="数字请再核对")
    assert paper.state == "editing"
    workflow.move_paper(paper=paper, step="submit", by=editor, today=TODAY)
    take(paper, "withdraw", editor, reason="漏了一段")
    workflow.move_paper(paper=paper, step="submit", by=editor, today=TODAY)
    with pytest.raises(PermissionDenied):
        workflow.move_paper(paper=paper, step="sign", by=editor, today=TODAY)
    workflow.move_paper(paper=paper, step="sign", by=leader, today=TODAY)
    assert paper.state == "final"
    with pytest.raises(ValidationError, match="现在的进度是“定稿”"):
        workflow.move_paper(paper=paper, step="sign", by=leader, today=TODAY)
    for day, words in ((None, "请填写印发日期"), (date(2021, 7, 6), "不能晚于今天"), (date(2020, 12, 31), "不能早于")):
        with pytest.raises(ValidationError, match=words):
            take(paper, "issue", editor, issued_on=day)
    assert paper.state == "final"
    take(paper, "issue", editor, issued_on=TODAY)
    assert (paper.state, paper.issued_on) == ("issued", TODAY)
    kinds = list(paper.steps.filter(section=None).order_by("id").values_list("kind", flat=True))
    assert kinds == ["pass", "pass", "return", "pass", "return", "pass", "pass", "pass"]


def test_every_step_is_told_to_the_trail(paper, officer, colleague, editor):
    hand_in(part(paper, "服务保障"), officer, colleague)
    take(paper, "take-over", editor)
    said = list(AuditEvent.objects.filter(register="paper").order_by("id").values_list("reason", flat=True))
    assert said[:2] == ["提交审核", "审核通过"]
    assert said[-1].startswith("提前统稿：提前统稿，尚未交齐")
    last = AuditEvent.objects.filter(register="paper").order_by("-id").first()
    assert last.changes == {"state": ["起草", "办公室统稿"]} and last.actor == editor


def test_a_town_registers_what_its_leader_signed(town_paper, town_clerk, leader, officer):
    paper = town_paper
    for by in (leader, officer):
        with pytest.raises(PermissionDenied):
            take(paper, "submit", by)
    take(paper, "submit", town_clerk)
    assert paper.state == "signing"
    with pytest.raises(PermissionDenied):
        workflow.move_paper(paper=paper, step="sign", by=leader, today=TODAY)
    with pytest.raises(ValidationError, match="请填写签批领导"):
        workflow.move_paper(paper=paper, step="sign", by=town_clerk, today=TODAY)
    take(paper, "return", town_clerk, reason="镇主席要求补充")
    assert paper.state == "drafting"
    take(paper, "submit", town_clerk)
    step = workflow.move_paper(paper=paper, step="sign", by=town_clerk, today=TODAY, reason="郑主席")
    assert (paper.state, step.reason) == ("final", "签批领导：郑主席")
    assert workflow.stages(paper) == ["drafting", "signing", "final", "issued"]


def test_a_towns_paper_that_begins_with_the_office_goes_on_too(town_paper, town_clerk):
    town_paper.state = "editing"
    town_paper.save()
    take(town_paper, "submit", town_clerk)
    assert town_paper.state == "signing"


def save(section, text, by):
    section.refresh_from_db()
    return papers.save_text(section=section, heading=section.heading, text=text, base=section.revision, by=by)


def test_departments_write_their_own_and_the_office_everything(paper, officer, org_officer, editor, leader):
    section = part(paper, "服务保障")
    assert save(section, "甲。", officer).taken
    refused = save(section, "乙。", org_officer)
    assert (refused.taken, refused.refused) == (
        False,
        "这一部分由权益保障部负责，请与他们联系，或对句子提出意见。",
    )
    assert refused.text.text == "乙。" and refused.text.taken is False
    assert save(section, "丙。", editor).taken
    pass_on(section, "submit", officer)
    assert save(section, "丁。", officer).taken
    take(paper, "take-over", editor)
    assert save(section, "戊。", officer).refused == "这份材料已由办公室统稿；需要修改时，请联系办公室退回。"
    assert save(section, "己。", editor).taken
    section.refresh_from_db()
    assert section.text == "己。"


def test_what_is_saved_too_late_is_kept_beside_the_text(paper, editor, leader):
    section = part(paper, "服务保障")
    take(paper, "take-over", editor)
    workflow.move_paper(paper=paper, step="submit", by=editor, today=TODAY)
    late = save(section, "晚到的一句。", editor)
    assert (late.taken, late.refused) == (False, "这份材料正在领导审签，文字不能改动；需要修改时，请先退回。")
    workflow.move_paper(paper=paper, step="sign", by=leader, today=TODAY)
    assert "已经定稿，不能再修改" in save(section, "更晚的一句。", editor).refused
    section.refresh_from_db()
    assert section.text == TEXTS["服务保障"]
    kept = SectionText.objects.filter(section=section, taken=False)
    assert [one.text for one in kept] == ["更晚的一句。", "晚到的一句。"]


def test_owners_and_deadlines(paper, editor, officer, departments):
    section, other = part(paper, "服务保障"), part(paper, "打算")
    day = TODAY + timedelta(days=4)
    wanted = {section.pk: (section.department, day), other.pk: (departments["基层工作部"], None)}
    assert owners.give(paper, wanted, by=editor, today=TODAY) == 2
    section.refresh_from_db()
    other.refresh_from_db()
    assert (section.due_on, other.department.name) == (day, "基层工作部")
    changes = [event.changes for event in AuditEvent.objects.filter(register="paper").order_by("id")]
    assert changes == [{"due_on": ["", "2021-07-09"]}, {"department": ["办公室", "基层工作部"]}]
    with pytest.raises(PermissionDenied):
        owners.give(paper, {section.pk: (None, day)}, by=officer, today=TODAY)
    with pytest.raises(ValidationError, match="“服务保障”的交稿期限不能早于今天"):
        owners.give(paper, {other.pk: (None, None), section.pk: (None, date(2021, 7, 4))}, by=editor, today=TODAY)
    section.refresh_from_db()
    assert section.department.name == "权益保障部"


def test_a_department_that_answers_for_a_section_is_not_deleted(paper, office, system_admin):
    with pytest.raises(ValidationError, match="还负责着工作总结的部分"):
        department_service.delete(department=office, by=system_admin)
    assert Department.objects.filter(pk=office.pk).exists()
