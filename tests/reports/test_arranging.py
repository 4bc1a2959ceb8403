"""Sections of a paper: added, put in order, taken out and put back, and no text of theirs lost."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from reports.models import PaperSection
from reports.services import arranging, papers, workflow
from tests.reports.writing import part, report, write
from union_site.core.models import AuditEvent, Department

TODAY = date(2021, 7, 5)
TEXTS = {"": "今年以来。", "组织建设": "会员{{register.members}}人。", "服务保障": "困难职工{{hardship.total}}。"}


@pytest.fixture
def paper(editor, root, union, district, departments):
    report(root, union)
    Department.objects.create(district=district, code="office", name="办公室", position=9)
    return write(root, editor, "云川区上半年总结", TEXTS)


def headings(paper):
    return [(section.position, section.heading) for section in paper.sections.all()]


def add(paper, heading, by, **said):
    return arranging.add(paper=paper, heading=heading, by=by, today=TODAY, **said)


def move(section, by, *, up):
    arranging.move(section=section, up=up, by=by, today=TODAY)


def remove(section, by, *, confirmed=False):
    arranging.remove(section=section, confirmed=confirmed, by=by, today=TODAY)


def test_sections_change_places(paper, officer, editor):
    move(part(paper, "服务保障"), officer, up=True)
    assert headings(paper) == [(1, ""), (2, "服务保障"), (3, "组织建设")]
    move(part(paper, ""), editor, up=False)
    assert headings(paper) == [(1, "服务保障"), (2, ""), (3, "组织建设")]
    with pytest.raises(ValidationError, match="已在最前面"):
        move(part(paper, "服务保障"), editor, up=True)
    with pytest.raises(ValidationError, match="已在最后面"):
        move(part(paper, "组织建设"), editor, up=False)
    last = AuditEvent.objects.filter(register="paper").order_by("-id").first()
    assert (last.reason, last.changes) == ("调整次序", {"position": [1, 2]})


def test_a_section_is_added_where_one_wants_it(paper, officer, editor):
    made = add(paper, "  职工  文化 ", officer, after=part(paper, ""))
    assert (made.department.name, made.state, made.revision) == ("权益保障部", "drafting", 1)
    assert headings(paper) == [(1, ""), (2, "职工 文化"), (3, "组织建设"), (4, "服务保障")]
    assert papers.save_text(section=made, heading="职工文化", text="办了晚会。", base=1, by=officer).taken
    assert add(paper, "其他工作", editor).position == 5
    for heading, words in (("", "请填写"), ("组织建设", "已有“组织建设”"), ("长" * 61, "不能超过60个字")):
        with pytest.raises(ValidationError, match=words):
            add(paper, heading, editor)


def test_a_section_that_is_added_must_be_handed_in_too(paper, officer, editor):
    workflow.move_paper(paper=paper, step="take-over", by=editor, today=TODAY)
    with pytest.raises(ValidationError, match="已由办公室统稿，各部分由办公室安排"):
        add(paper, "其他工作", officer)
    assert add(paper, "其他工作", editor).state == "handed"
    paper.refresh_from_db()
    assert paper.state == "editing"


def test_a_removed_section_keeps_its_texts_and_comes_back(paper, officer, org_officer, editor, client_of):
    section = part(paper, "服务保障")
    with pytest.raises(ValidationError, match="里还有文字"):
        remove(section, officer)
    with pytest.raises(PermissionDenied):
        remove(section, org_officer, confirmed=True)
    remove(section, officer, confirmed=True)
    assert headings(paper) == [(1, ""), (2, "组织建设")]
    kept = PaperSection.every.get(pk=section.pk)
    assert (kept.text, kept.texts.count(), kept.removed_by) == (TEXTS["服务保障"], 1, officer)
    late = papers.save_text(section=kept, heading="服务保障", text="正在写的话。", base=1, by=officer)
    assert (late.taken, late.refused) == (False, "这一部分已从材料中移出，请先放回。")
    address = f"/papers/{paper.public_id}/"
    assert "困难职工<" not in client_of(officer).get(address).text
    saved = client_of(officer).post(f"{address}{kept.public_id}/save/", {"text": "又写了一句。", "base": "1"})
    assert saved.json()["taken"] is False
    assert "正在写的话。" in client_of(editor).get(f"{address}{kept.public_id}/history/").text
    with pytest.raises(PermissionDenied):
        arranging.restore(section=kept, by=org_officer, today=TODAY)
    arranging.restore(section=kept, by=officer, today=TODAY)
    assert headings(paper) == [(1, ""), (2, "组织建设"), (3, "服务保障")]
    with pytest.raises(ValidationError, match="已在材料中"):
        arranging.restore(section=kept, by=officer, today=TODAY)


def test_an_empty_section_goes_without_a_question(paper, editor):
    remove(add(paper, "其他工作", editor), editor)
    assert headings(paper) == [(1, ""), (2, "组织建设"), (3, "服务保障")]
    assert PaperSection.every.filter(paper=paper).count() == 4


def test_when_the_last_open_section_goes_the_office_has_the_paper(paper, officer, org_officer, editor):
    for section, by in ((part(paper, ""), editor), (part(paper, "组织建设"), org_officer)):
        workflow.move_section(section=section, step="submit", by=by, today=TODAY)
        workflow.move_section(section=section, step="check", by=by, today=TODAY)
    remove(part(paper, "服务保障"), officer, confirmed=True)
    paper.refresh_from_db()
    assert paper.state == "editing"


def test_nothing_is_arranged_while_the_leader_has_it(paper, editor, client_of):
    workflow.move_paper(paper=paper, step="take-over", by=editor, today=TODAY)
    workflow.move_paper(paper=paper, step="submit", by=editor, today=TODAY)
    for act in (
        lambda: add(paper, "其他工作", editor),
        lambda: move(part(paper, ""), editor, up=False),
        lambda: remove(part(paper, ""), editor, confirmed=True),
    ):
        with pytest.raises(ValidationError, match="正在领导审签"):
            act()
    page = client_of(editor).get(f"/papers/{paper.public_id}/sections/")
    assert "正在领导审签" in page.text and "上移" not in page.text
    answer = client_of(editor).post(f"/papers/{paper.public_id}/sections/", {}, follow=True)
    assert "正在领导审签" in answer.text


def test_the_page_of_the_sections(paper, client_of, editor, officer, leader, town_clerk, departments):
    address = f"/papers/{paper.public_id}/sections/"
    client = client_of(editor)
    assert client_of(leader).get(address).status_code == 403
    assert client_of(town_clerk).get(address).status_code == 404
    assert 'form="owners"' not in client_of(officer).get(address).text
    assert client_of(officer).post(address, {}).status_code == 403
    section, other = part(paper, "服务保障"), part(paper, "组织建设")
    page = client.get(address).text
    assert f'name="due-{section.pk}"' in page
    said = {f"department-{one.pk}": str(one.department_id) for one in paper.sections.all()}
    said |= {f"due-{one.pk}": "" for one in paper.sections.all()}
    answer = client.post(address, {**said, f"due-{section.pk}": "很快"})
    assert answer.status_code == 400 and "很快" in answer.text
    answer = client.post(address, {**said, f"due-{section.pk}": "2001-01-01"})
    assert answer.status_code == 400 and "不能早于今天" in answer.text
    said[f"department-{other.pk}"] = str(departments["权益保障部"].pk)
    answer = client.post(address, {**said, f"due-{section.pk}": "2098-07-09", "all_due_on": "2098-07-20"}, follow=True)
    assert "已保存3个部分的负责部室和期限。" in answer.text
    assert [str(one.due_on) for one in paper.sections.all()] == ["2098-07-20", "2098-07-20", "2098-07-09"]
    assert part(paper, "组织建设").department.name == "权益保障部"


def test_buttons_without_a_script(paper, client_of, editor):
    client, address = client_of(editor), f"/papers/{paper.public_id}/"
    section = part(paper, "服务保障")
    client.post(f"{address}{section.public_id}/move/", {"to": "up"})
    answer = client.post(
        f"{address}sections/add/", {"heading": "其他工作", "after": str(section.public_id)}, follow=True
    )
    assert "已增加“其他工作”" in answer.text
    assert [heading for _, heading in headings(paper)] == ["", "服务保障", "其他工作", "组织建设"]
    answer = client.post(f"{address}{section.public_id}/remove/", follow=True)
    assert "请勾选“连同文字移出”" in answer.text
    client.post(f"{address}{section.public_id}/remove/", {"confirmed": "yes"})
    answer = client.post(f"{address}{section.public_id}/restore/", follow=True)
    assert "已放回“服务保障”。" in answer.text
    assert [heading for _, heading in headings(paper)] == ["", "其他工作", "组织建设", "服务保障"]
    answer = client.post(f"{address}sections/add/", {"heading": "其他工作", "after": "nonsense"}, follow=True)
    assert "已有“其他工作”这一部分" in answer.text and "您填写的是：其他工作" in answer.text
    reasons = AuditEvent.objects.filter(register="paper").order_by("id").values_list("action", "reason")
    assert list(reasons)[:3] == [("change", "调整次序"), ("change", "增加了一个部分"), ("denied", list(reasons)[2][1])]
