"""Papers: drafted from the registers, written by section, and nobody's words lost."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError

from reports.models import Paper, SectionText
from reports.services import papers
from tests.factories import FACTORIES
from union_site.core.models import AuditEvent, Job
from union_site.core.periods import Period
from welfare.models import HardshipCase

PERIOD = Period.parse("2021H1")
TODAY = date(2021, 7, 5)


@pytest.fixture
def paper(editor, root, union):
    for _ in range(2):
        FACTORIES[HardshipCase](organization=union, opened_on=date(2021, 3, 1))
    return papers.create(period=PERIOD, unit=root, today=TODAY, by=editor)


def section_with(paper, words):
    return next(section for section in paper.sections.all() if words in section.text)


def test_a_draft_holds_tokens_and_says_from_which_rule_each_sentence_came(paper):
    assert paper.title == "云川区总工会2021年上半年工作总结"
    headings = [section.heading for section in paper.sections.all()]
    assert headings[0] == "" and len(headings) == len(set(headings))
    section = section_with(paper, "{{hardship.total}}")
    sentence = next(one for one in section.origins if "{{hardship.total}}" in one)
    assert section.origins[sentence].count("{{hardship.total}}") == 1
    assert "?" not in section.text and "[" not in section.text
    text = "".join(
        run if isinstance(run, str) else run.text
        for one in papers.read(paper, today=TODAY).sections
        for part in one.paragraphs
        for run in part.runs
    )
    assert "困难职工2名" in text


def test_a_unit_has_one_paper_of_a_period(paper, editor, root):
    with pytest.raises(ValidationError):
        papers.create(period=PERIOD, unit=root, today=TODAY, by=editor)
    assert Paper.objects.count() == 1


def save(section, text, by, base, **more):
    return papers.save_text(section=section, heading=section.heading, text=text, base=base, by=by, **more)


def test_a_text_that_meets_anothers_is_kept_beside_it(paper, editor, officer):
    section = paper.sections.first()
    first = save(section, "甲写的。", editor, 1)
    assert (first.taken, first.revision) == (True, 2)
    second = save(section, "乙写的。", officer, 1)
    assert (second.taken, second.revision) == (False, 2)
    section.refresh_from_db()
    assert section.text == "甲写的。"
    kept = SectionText.objects.get(taken=False)
    assert (kept.text, kept.base, kept.saved_by) == ("乙写的。", 1, officer)
    assert save(section, "甲写的。乙写的。", officer, 2).taken


def test_texts_saved_while_typing_count_as_one_in_the_history(paper, editor, officer):
    section = paper.sections.first()
    revision = 1
    for text in ("一", "一二", "一二三"):
        revision = save(section, text, editor, revision, gather=True).revision
    assert revision == 4
    assert [one.text for one in section.texts.all()][0] == "一二三"
    assert section.texts.count() == 2
    save(section, "一二三四", officer, revision, gather=True)
    assert section.texts.count() == 3


def test_saving_what_is_there_changes_nothing(paper, editor):
    section = paper.sections.first()
    assert save(section, section.text, editor, 1).revision == 1
    assert section.texts.count() == 1


def test_pages(paper, client_of, editor, leader, officer, town_clerk, stranger, union, town):
    page = client_of(leader).get(f"/papers/{paper.public_id}/")
    assert page.status_code == 200
    assert "困难职工" in page.text and "2名</a>" in page.text
    section = section_with(paper, "{{hardship.total}}")
    address = f"/papers/{paper.public_id}/{section.public_id}/"
    assert client_of(leader).get(address).status_code == 403
    assert client_of(town_clerk).get(f"/papers/{paper.public_id}/").status_code == 404
    assert client_of(stranger).get(address).status_code in {403, 404}
    client = client_of(editor)
    assert "{{hardship.total}}" in client.get(address).text
    answer = client.post(
        address, {"heading": "服务保障", "text": "困难职工{{hardship.total}}。{{no.such}}", "base": "1"}
    )
    assert answer.status_code == 302
    page = client.get(f"/papers/{paper.public_id}/")
    assert "困难职工<a" in page.text.replace("\n", "")
    assert "没有名为“no.such”的指标" in page.text
    assert AuditEvent.objects.filter(register="paper", action="change").count() == 1
    history = client.get(address + "history/")
    assert "{{no.such}}" in history.text and "初稿" in history.text


def test_a_clash_shows_both_texts(paper, client_of, editor, officer):
    section = section_with(paper, "{{hardship.total}}")
    address = f"/papers/{paper.public_id}/{section.public_id}/"
    client_of(editor).post(address, {"heading": "甲", "text": "甲写的。", "base": "1"})
    answer = client_of(officer).post(address, {"heading": "乙", "text": "乙写的。", "base": "1"})
    assert answer.status_code == 400
    assert "周文已保存了新的文字" in answer.text
    assert "<del>乙写的。</del>" in answer.text and "<ins>甲写的。</ins>" in answer.text
    assert 'name="base" value="2"' in answer.text


def test_saving_while_typing_and_preview(paper, client_of, editor):
    section = section_with(paper, "{{hardship.total}}")
    address = f"/papers/{paper.public_id}/{section.public_id}/"
    client = client_of(editor)
    answer = client.post(address + "save/", {"heading": "甲", "text": "文字。", "base": "1"})
    assert answer.json()["revision"] == 2 and answer.json()["taken"] is True
    answer = client.post(address + "save/", {"heading": "甲", "text": "别的。", "base": "1"})
    assert answer.json()["taken"] is False
    preview = client.post(address + "preview/", {"heading": "甲", "text": "困难职工{{hardship.total}}，{{hardship"})
    assert "2名</a>" in preview.text and "有 1 处数字写不出来" in preview.text
    found = client.get(address + "figures/?q=困难职工")
    assert 'data-insert="{{hardship.total}}"' in found.text
    assert "没有找到“不存在的指标”" in client.get(address + "figures/?q=不存在的指标").text


def test_a_town_writes_its_own_and_sees_no_other(paper, client_of, town_clerk, town):
    client = client_of(town_clerk)
    assert (
        client.post("/papers/new/", {"period": "2021H1", "unit": str(paper.organization.public_id)}).status_code == 302
    )
    assert Paper.objects.count() == 1
    assert client.post("/papers/new/", {"period": "2021H1", "unit": str(town.public_id)}).status_code == 302
    own = Paper.objects.get(organization=town)
    listed = client.get("/papers/").text
    assert own.title in listed and paper.title not in listed


def test_a_paper_leaves_as_word(paper, client_of, editor):
    from docx import Document

    section = section_with(paper, "{{hardship.total}}")
    save(section, "困难职工{{hardship.total}}，{{model.visited}}。", editor, 1)
    assert client_of(editor).post(f"/papers/{paper.public_id}/docx/file/").status_code == 302
    job = Job.objects.get(kind="summary.document")
    text = "\n".join(one.text for one in Document(BytesIO(job.result_file.file.open().read())).paragraphs)
    assert "困难职工2名，〔待补〕。" in text
