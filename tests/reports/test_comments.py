"""Comments on the sentences of a paper: who makes them, what becomes of them when the sentence changes, who settles them."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from reports.models import SentenceComment
from reports.services import comments, duties, papers, workflow
from reports.views.paper_parts import spoken
from tests.factories import FACTORIES
from tests.reports.writing import part, write
from union_site.core.access import Access
from union_site.core.models import AuditEvent, Department
from welfare.models import HardshipCase

TODAY = date(2021, 7, 5)
FIRST, SECOND = "困难职工{{hardship.total}}，逐户走访。", "帮扶及时。"


@pytest.fixture
def paper(editor, root, union, district, departments):
    FACTORIES[HardshipCase](organization=union, opened_on=date(2021, 3, 1))
    Department.objects.create(district=district, code="office", name="办公室", position=9)
    texts = {"": "今年以来。", "服务保障": f"= 精准帮扶\n{FIRST}{SECOND}"}
    return write(root, editor, "云川区上半年总结", texts)


def comment(section, by, text, sentence=""):
    return comments.add(section=section, sentence=sentence, text=text, by=by, today=TODAY)


def shown(paper, reader):
    duty = duties.of(Access(reader, TODAY), paper)
    return [(one.comment.text, one.number, one.changed, one.mine) for one in comments.of(paper, duty, reader)]


def test_a_comment_stands_at_its_sentence_until_that_changes(paper, leader, officer, org_officer):
    section = part(paper, "服务保障")
    comment(section, leader, " 请写明\n户数。 ", FIRST)
    comment(section, officer, "整段再顺一遍。")
    assert shown(paper, officer) == [("整段再顺一遍。", None, False, True), ("请写明 户数。", 2, False, True)]
    assert shown(paper, org_officer)[1] == ("请写明 户数。", 2, False, False)
    papers.save_text(section=section, heading="服务保障", text=f"新的一句。{SECOND}", base=1, by=officer)
    assert ("请写明 户数。", None, True, True) in shown(paper, officer)
    assert spoken(FIRST) == "困难职工〔困难职工〕，逐户走访。"


def test_a_sentence_that_changed_while_the_comment_was_typed_is_taken(paper, leader, officer):
    section = part(paper, "服务保障")
    papers.save_text(section=section, heading="服务保障", text="别的话。", base=1, by=officer)
    section.refresh_from_db()
    assert comment(section, leader, "好。", SECOND).sentence == SECOND
    with pytest.raises(ValidationError, match="没有找到这句话"):
        comment(section, leader, "好。", "从来没有这句话。")


def test_what_is_no_comment(paper, leader, clerk, town_clerk):
    section = part(paper, "服务保障")
    for text, words in (("  ", "请写明意见"), ("长" * 501, "不能超过500个字，现有501个字")):
        with pytest.raises(ValidationError, match=words):
            comment(section, leader, text)
    for by in (clerk, town_clerk):
        with pytest.raises(PermissionDenied):
            comment(section, by, "好。")
    assert SentenceComment.objects.count() == 0


def test_who_settles_a_comment(paper, leader, officer, org_officer, editor):
    section = part(paper, "服务保障")
    made = comment(section, leader, "请写明户数。", FIRST)
    said = {"comment": made, "answer": " 已补。 ", "today": TODAY}
    with pytest.raises(PermissionDenied):
        comments.resolve(**said, by=org_officer)
    comments.resolve(**said, by=officer)
    made.refresh_from_db()
    assert (made.answer, made.resolved_by) == ("已补。", officer)
    with pytest.raises(ValidationError, match="已经处理过"):
        comments.resolve(**said, by=editor)
    reasons = AuditEvent.objects.filter(register="paper").order_by("id").values_list("reason", flat=True)
    assert list(reasons) == ["提出意见：请写明户数。", "处理意见：请写明户数。——已补。"]


def test_settled_ones_stand_last_and_nothing_is_said_of_a_final_paper(paper, leader, officer, editor):
    section = part(paper, "服务保障")
    comments.resolve(comment=comment(section, leader, "甲。", FIRST), answer="", by=leader, today=TODAY)
    open_one = comment(section, leader, "乙。", SECOND)
    assert [text for text, *_ in shown(paper, leader)] == ["乙。", "甲。"]
    workflow.move_paper(paper=paper, step="take-over", by=editor, today=TODAY)
    workflow.move_paper(paper=paper, step="submit", by=editor, today=TODAY)
    comment(section, leader, "审签时的意见。")
    workflow.move_paper(paper=paper, step="sign", by=leader, today=TODAY)
    with pytest.raises(ValidationError, match="已经定稿"):
        comment(section, leader, "丙。")
    with pytest.raises(ValidationError, match="已经定稿"):
        comments.resolve(comment=open_one, answer="", by=leader, today=TODAY)


def test_pages(paper, client_of, leader, officer, clerk, org_officer):
    section = part(paper, "服务保障")
    address = f"/papers/{paper.public_id}/{section.public_id}/comments/"
    client = client_of(leader)
    page = client.get(f"/papers/{paper.public_id}/").text
    assert f'href="{address}?sentence=2"' in page and 'aria-label="对第 3 句提意见"' in page
    listed = client.get(address).text
    assert "整个部分" in listed and f'value="{FIRST}"' in listed and "困难职工1名" in listed.replace("\n", "")
    assert "第 2 句的意见" in client.get(address + "?sentence=2").text
    assert "整个部分" in client.get(address + "?sentence=99").text
    answer = client.post(address, {"sentence": FIRST, "text": ""})
    assert answer.status_code == 400 and "请写明意见。" in answer.text and "第 2 句的意见" in answer.text
    answer = client.post(address, {"sentence": "没有的话。", "text": "好。"})
    assert answer.status_code == 400 and "好。</textarea>" in answer.text
    answer = client.post(address, {"sentence": FIRST, "text": "<b>请写明</b>户数。"})
    made = SentenceComment.objects.get()
    place = f"at-{section.public_id.hex}-2"
    assert answer.url == f"/papers/{paper.public_id}/#{place}"
    assert (
        "&lt;b&gt;请写明" in client.get(address + "?sentence=2").text.split('id="remark-form"')[1].split("</form>")[0]
    )
    page = client_of(officer).get(f"/papers/{paper.public_id}/").text
    assert "&lt;b&gt;请写明&lt;/b&gt;户数。" in page and "困难职工1名，逐户走访。" in page
    assert "有 1 条意见，对第 2 句提意见" in page
    assert f'id="{place}"' in page and f'href="/papers/{paper.public_id}/#{place}"' in page
    writing = client_of(officer).get(f"/papers/{paper.public_id}/{section.public_id}/").text
    assert "对这一部分的意见" in writing and "困难职工〔困难职工〕，逐户走访。" in writing
    settle = f"/papers/{paper.public_id}/comments/{made.public_id}/"
    assert client_of(org_officer).post(settle, {"answer": ""}).status_code == 403
    assert "标为已处理" in page
    page = client_of(officer).post(settle, {"answer": "已补户数"}, follow=True).text
    assert "已补户数" in page and "已处理的 1 条" in page
    assert client_of(clerk).get(address).status_code == 403
    assert client.post(f"/papers/{paper.public_id}/comments/{section.public_id}/").status_code == 404


def test_a_text_in_disorder_has_one_mark_a_paragraph(paper, client_of, leader, editor):
    section = part(paper, "服务保障")
    papers.save_text(section=section, heading="服务保障", text="甲{{hard。乙。\n丙。丁。", base=1, by=editor)
    page = client_of(leader).get(f"/papers/{paper.public_id}/").text
    address = f"/papers/{paper.public_id}/{section.public_id}/comments/"
    assert page.count(f'href="{address}?sentence=') == 3
    assert f'href="{address}?sentence=4"' in page


def test_what_has_nothing_to_say_yet_is_passed_over(root, editor, leader, client_of):
    waiting = "= 组织建设\n{{plan.items|逐项:〔name〕}}。"
    made = write(root, editor, "总结", {"打算": f"{waiting}\n甲。乙。", "全待定": waiting, "其他": "丙。"})
    page = client_of(leader).get(f"/papers/{made.public_id}/").text
    marks = [
        f"{part(made, heading).public_id}/comments/?sentence={n}"
        for heading, n in (("打算", 3), ("打算", 4), ("其他", 1))
    ]
    assert all(mark in page for mark in marks) and page.count('class="paper-remark') == 3
