"""The way of a paper through departments, office and leader: who takes which step, who may write when, what is kept."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.models import Member
from reports.models import PaperStep, SectionText
from reports.services import duties, owners, papers, todos, workflow
from tests.factories import FACTORIES
from tests.reports.writing import part, report, write
from union_site.core.access import Access
from union_site.core.models import AuditEvent, Department
from union_site.core.periods import Period
from union_site.core.services import departments as department_service
from welfare.models import HardshipCase

PERIOD = Period.parse("2021H1")
TODAY = date(2021, 7, 5)
TEXTS = {
    "": "",
    "组织建设": "新建单独基层工会{{organising.new_single}}家，会员{{register.members}}人。",
    "服务保障": "困难职工{{hardship.total}}，会员{{register.members}}人，医疗互助{{mutual.insured}}。",
    "打算": "继续努力。{{stated.职工书屋}}",
}


@pytest.fixture
def office(district, departments):
    return Department.objects.create(district=district, code="office", name="办公室", position=9)


@pytest.fixture
def colleague(make_user, root, departments):
    return make_user("colleague", "钱进", "district_officer", root, departments["权益保障部"])


@pytest.fixture
def paper(editor, root, union, office):
    """Four sections: of the office (no figures), of 基层工作部, of 权益保障部, of the office."""
    report(root, union)
    return write(root, editor, "云川区上半年总结", TEXTS)


@pytest.fixture
def town_paper(town_clerk, root, town, union):
    FACTORIES[Member](organization=union)
    return write(town, town_clerk, "青石镇上半年总结", {"组织建设": "会员{{register.members}}人。"})


def pass_on(section, step, by, reason=""):
    return workflow.move_section(section=section, step=step, by=by, today=TODAY, reason=reason)


def take(paper, step, by, **said):
    return workflow.move_paper(paper=paper, step=step, by=by, today=TODAY, **said)


def hand_in(section, by, checker):
    pass_on(section, "submit", by)
    pass_on(section, "check", checker)


def hand_all_in(paper, officer, colleague, org_officer, editor):
    papers.save_text(section=part(paper, ""), heading="", text="今年以来。", base=1, by=editor)
    hand_in(part(paper, ""), editor, editor)
    hand_in(part(paper, "打算"), editor, editor)
    hand_in(part(paper, "组织建设"), org_officer, org_officer)
    hand_in(part(paper, "服务保障"), officer, colleague)
    paper.refresh_from_db()


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


def todo(user, day=TODAY):
    return [(one.text, one.note) for one in todos.of(Access(user, day))]


def test_what_waits_for_whom(paper, officer, colleague, org_officer, editor, leader, clerk):
    section = part(paper, "服务保障")
    assert todo(officer) == []
    owners.give(paper, {section.pk: (section.department, TODAY + timedelta(days=10))}, by=editor, today=TODAY)
    assert todo(officer) == []
    assert todo(officer, TODAY + timedelta(days=7)) == [("待交稿：服务保障", "云川区上半年总结；还有3天")]
    assert todo(officer, TODAY + timedelta(days=12)) == [("待交稿：服务保障", "云川区上半年总结；已逾期2天")]
    assert todo(org_officer, TODAY + timedelta(days=12)) == []
    workflow.remind(section=section, by=editor, today=timezone.localdate(), reason="周五要送审")
    assert todo(officer) == [("请尽快交稿：服务保障", "云川区上半年总结；催办权益保障部：周五要送审；还有10天")]
    with pytest.raises(ValidationError, match="今天已经催办过"):
        workflow.remind(section=section, by=editor, today=timezone.localdate())
    with pytest.raises(PermissionDenied):
        workflow.remind(section=section, by=officer, today=TODAY)
    pass_on(section, "submit", officer)
    assert todo(officer) == []
    assert todo(colleague) == [("待审核：服务保障", "云川区上半年总结；还有10天")]
    pass_on(section, "return", colleague, "数字不对")
    assert todo(officer) == [("退回修改：服务保障", "云川区上半年总结；数字不对；还有10天")]
    take(paper, "take-over", editor)
    assert todo(officer) == []
    assert todo(editor) == [("待统稿：云川区上半年总结", "各部分已交办公室，统稿后送领导审签。")]
    with pytest.raises(ValidationError, match="不用催办"):
        workflow.remind(section=section, by=editor, today=TODAY)
    workflow.move_paper(paper=paper, step="submit", by=editor, today=TODAY)
    assert todo(leader) == [("待审签：云川区上半年总结", "")]
    assert todo(editor) == []
    take(paper, "return", leader, reason="再短一些")
    assert todo(editor) == [("退回修改：云川区上半年总结", "再短一些")]
    assert todo(leader) == [] and todo(clerk) == []


def test_a_town_is_told_to_register_the_signature(town_paper, town_clerk, leader):
    assert todo(town_clerk) == []
    take(town_paper, "submit", town_clerk)
    assert todo(town_clerk) == [("领导签批后请登记：青石镇上半年总结", "")]
    assert todo(leader) == []
    take(town_paper, "return", town_clerk, reason="补充")
    assert todo(town_clerk) == [("退回修改：青石镇上半年总结", "补充")]


def holder(paper):
    paper.refresh_from_db()
    return workflow.holder(paper, paper.sections.select_related("department"))


def test_who_has_it_now(paper, town_paper, officer, colleague, editor, town_clerk):
    assert holder(paper) == "办公室、基层工作部、权益保障部"
    hand_in(part(paper, "服务保障"), officer, colleague)
    assert holder(paper) == "办公室、基层工作部"
    take(paper, "take-over", editor)
    assert holder(paper) == "办公室"
    take(paper, "submit", editor)
    assert holder(paper) == "区总领导"
    assert holder(town_paper) == "青石镇总工会"
    take(town_paper, "submit", town_clerk)
    assert holder(town_paper) == "本单位领导"


def test_duties(paper, town_paper, officer, editor, leader, clerk, town_clerk):
    def of(user, which):
        duty = duties.of(Access(user, TODAY), which)
        return duty.writes, duty.edits, duty.signs, duty.comments

    assert of(officer, paper) == (True, False, False, True)
    assert of(editor, paper) == (True, True, False, True)
    assert of(leader, paper) == (False, False, True, True)
    assert of(clerk, paper) == of(town_clerk, paper) == (False, False, False, False)
    assert of(town_clerk, town_paper) == (True, True, False, True)
    assert of(clerk, town_paper) == (False, False, False, False)


def test_the_pages_of_the_way(paper, client_of, officer, colleague, editor, leader, org_officer):
    section = part(paper, "服务保障")
    address = f"/papers/{paper.public_id}/"
    page = client_of(officer).get(address)
    assert "现在由<strong>办公室、基层工作部、权益保障部</strong>办理" in page.text
    assert f'href="{address}{section.public_id}/"' in page.text
    assert f'href="{address}{part(paper, "组织建设").public_id}/"' not in page.text
    answer = client_of(officer).post(f"{address}{section.public_id}/step/", {"step": "submit"}, follow=True)
    assert "“服务保障”：已办理“提交审核”。" in answer.text
    answer = client_of(officer).post(f"{address}{section.public_id}/step/", {"step": "check"}, follow=True)
    assert "请由同部室的另一位同志审核（钱进）" in answer.text
    assert AuditEvent.objects.order_by("-id").first().action == "denied"
    answer = client_of(colleague).post(
        f"{address}{section.public_id}/step/", {"step": "return", "reason": ""}, follow=True
    )
    assert "请填写退回原因。" in answer.text
    client_of(colleague).post(f"{address}{section.public_id}/step/", {"step": "check"})
    assert client_of(org_officer).post(f"{address}step/", {"step": "take-over"}).status_code == 403
    page = client_of(editor).post(f"{address}step/", {"step": "take-over"}, follow=True)
    assert "办公室提前统稿。" in page.text and "已办理“提前统稿”。" in page.text
    client_of(editor).post(f"{address}step/", {"step": "submit"})
    assert "待审签：云川区上半年总结" in client_of(leader).get("/").text
    answer = client_of(leader).post(f"{address}step/", {"step": "nothing"}, follow=True)
    assert "没有这个步骤" in answer.text
    page = client_of(leader).post(f"{address}step/", {"step": "return", "reason": "请压缩"}, follow=True)
    assert "请压缩" in page.text
    listed = client_of(leader).get("/papers/").text
    assert "办公室统稿" in listed


def test_a_page_says_why_it_was_not_written(paper, client_of, officer, editor, org_officer):
    section = part(paper, "服务保障")
    address = f"/papers/{paper.public_id}/{section.public_id}/"
    page = client_of(org_officer).get(address, follow=True)
    assert "这一部分由权益保障部负责" in page.text
    take(paper, "take-over", editor)
    answer = client_of(officer).post(address, {"heading": "服务保障", "text": "晚到的话。", "base": "1"})
    assert answer.status_code == 400
    assert "已由办公室统稿" in answer.text and "晚到的话。</textarea>" in answer.text
    saved = client_of(officer).post(address + "save/", {"heading": "服务保障", "text": "再晚的话。", "base": "1"})
    assert saved.json()["taken"] is False and "您的文字没有丢失" in saved.json()["said"]
    assert SectionText.objects.filter(section=section, taken=False).count() == 2


def test_statements_of_the_list_do_not_grow(paper, client_of, leader, editor, root):
    client = client_of(leader)

    def asked():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/papers/?period=2021H1").status_code == 200
        return len(captured)

    asked()
    few = asked()
    for number in range(5):
        write(root, editor, "总结", TEXTS, period=f"{2015 + number}H1")
    assert asked() == few
