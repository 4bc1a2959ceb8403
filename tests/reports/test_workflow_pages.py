"""What the way of a paper shows to each: what waits for them, who has it now, what they may, and the pages of it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reports.models import SectionText
from reports.services import duties, owners, todos, workflow
from tests.reports.writing import (
    TEXTS,
    four_sections,
    hand_in,
    of_town,
    part,
    pass_on,
    take,
    write,
)
from union_site.core.access import Access
from union_site.core.models import AuditEvent
from union_site.core.periods import Period

PERIOD = Period.parse("2021H1")
TODAY = date(2021, 7, 5)


@pytest.fixture
def paper(editor, root, union, office):
    return four_sections(editor, root, union)


@pytest.fixture
def town_paper(town_clerk, root, town, union):
    return of_town(town_clerk, town, union)


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
