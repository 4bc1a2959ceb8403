"""The documents of a paper: red head and 版记, the mark of a draft, the internal copy, the print view, copies kept by content."""

import io
import zipfile
from datetime import date, timedelta

import pdfplumber
import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import strip_tags

from reports.documents.blocks import Paragraph
from reports.models import DocumentCopy, Paper
from reports.services import framing, freezing, frozen, papers, papers_job, rendering
from tests.factories import FACTORIES
from tests.reports.documents.sample import sample_document
from tests.reports.signing import TODAY, WAITING
from union_site.core.models import AuditEvent, Job, StoredFile
from union_site.core.periods import Period
from welfare.models import HardshipCase

FRAME = {
    "head": "云川区总工会文件",
    "document_number": "云总工[2021]第012号",
    "copies_to": "区委办公室",
    "printed_by": "云川区总工会办公室",
    "issued_on": date(2021, 7, 6),
}


@pytest.fixture
def paper(editor, root, union):
    FACTORIES[HardshipCase](organization=union, opened_on=date(2021, 3, 1))
    made = papers.create(period=Period.parse("2021H1"), unit=root, today=TODAY, by=editor)
    made.sections.exclude(position=1).delete()
    papers.save_text(
        section=made.sections.get(), heading="服务保障", text="困难职工{{hardship.total}}。", base=1, by=editor
    )
    return made


@pytest.fixture
def later(settings):
    settings.TASKS = WAITING


def pdf_of(file):
    return pdfplumber.open(io.BytesIO(file.open().read()))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("云总工〔2021〕12号", "云总工〔2021〕12号"),
        ("云总工[2021]第012号", "云总工〔2021〕12号"),
        ("云总工 （2021） 12", "云总工〔2021〕12号"),
        ("", ""),
    ],
)
def test_a_number_is_brought_into_form(typed, kept):
    assert framing.number(typed) == kept


@pytest.mark.parametrize("typed", ["云总工12号", "〔2021〕12号", "云总工〔21〕12号", "云总工〔2021〕12号附"])
def test_a_number_that_is_none_is_refused_with_an_example(typed):
    with pytest.raises(ValidationError, match="请写作“云总工〔2021〕12号”"):
        framing.number(typed)


def test_the_frame_is_filled_in_until_the_paper_is_signed(paper, editor, officer, leader, client_of, later):
    client, address = client_of(editor), f"/papers/{paper.public_id}/frame/"
    assert "发文机关标志" in client.get(address).text
    wrong = client.post(address, {**FRAME, "document_number": "12"})
    assert wrong.status_code == 400 and "请写作“云总工〔2021〕12号”" in wrong.text
    assert client.post(address, {**FRAME, "head": ""}).status_code == 400
    assert client.post(address, FRAME).status_code == 302
    paper = Paper.objects.get(pk=paper.pk)
    assert (paper.head, paper.document_number, paper.issued_on) == (
        "云川区总工会文件",
        "云总工〔2021〕12号",
        date(2021, 7, 6),
    )
    assert AuditEvent.objects.filter(object_label__startswith="红头和版记：", actor=editor).count() == 1
    freeze = freezing.freeze(paper, by=leader, today=TODAY)
    assert freeze.document["red_head"]["number"] == "云总工〔2021〕12号"
    assert freeze.document["signature"]["date"]["day"] == "2021-07-05"
    refused = client.post(address, {**FRAME, "head": "别的文件"})
    assert refused.status_code == 400 and "已经定稿，不能再修改" in refused.text
    assert client_of(officer).get(address).status_code == 403
    assert client_of(leader).get(address).status_code == 403


def test_the_frame_is_let_alone_while_the_leader_has_the_paper(paper, editor):
    Paper.objects.update(state="signing")
    with pytest.raises(ValidationError, match="正在领导审签"):
        framing.frame(paper, FRAME, by=editor)


def test_a_draft_leaves_with_who_took_it_and_when_and_a_signed_paper_without(
    paper, editor, leader, client_of, settings
):
    settings.SITE_ADDRESS = ""
    framing.frame(paper, FRAME, by=editor)
    client_of(editor).post(f"/papers/{paper.public_id}/pdf/file/")
    job = Job.objects.get(kind="summary.document")
    with pdf_of(job.result_file.file) as pdf:
        slanting = "".join(glyph["text"] for glyph in pdf.pages[0].chars if abs(glyph["matrix"][1]) > 0.01)
        assert "未定稿" in slanting and "周文" in slanting
        assert [page.hyperlinks for page in pdf.pages if page.hyperlinks] == []
    freezing.freeze(Paper.objects.get(pk=paper.pk), by=leader, today=TODAY)
    kept = frozen.of(paper)
    with pdf_of(kept.pdf.file) as pdf:
        assert [glyph for page in pdf.pages for glyph in page.chars if abs(glyph["matrix"][1]) > 0.01] == []
        assert "周文" not in "".join(map(str, pdf.metadata.values()))
        assert pdf.metadata["Author"] == "云川区总工会"
        assert [page.hyperlinks for page in pdf.pages if page.hyperlinks] == []
    with zipfile.ZipFile(kept.docx.file.open()) as archive:
        assert [name for name in archive.namelist() if b"/figures/" in archive.read(name)] == []
    answer = client_of(editor).post(f"/papers/{paper.public_id}/pdf/file/")
    assert answer.content == kept.pdf.file.open().read()
    assert client_of(editor).post(f"/papers/{paper.public_id}/internal/file/").status_code == 302
    kept = frozen.of(paper)
    assert kept.pdf_internal.name == "云川区总工会2021年上半年工作总结（内部）.pdf"
    with pdf_of(kept.pdf_internal.file) as pdf:
        links = {link["uri"] for page in pdf.pages for link in page.hyperlinks}
    unit = paper.organization.public_id
    assert links == {f"http://testserver/figures/hardship.total/?period=2021H1&unit={unit}"}


def test_the_print_view(paper, editor, leader, officer, stranger, client_of, later):
    framing.frame(paper, FRAME, by=editor)
    address = f"/papers/{paper.public_id}/print/"
    page = client_of(editor).get(address).text
    assert "未定稿　周文　" in page and "云总工〔2021〕12号" in page and "困难职工" in page
    assert "/figures/" not in page
    freezing.freeze(Paper.objects.get(pk=paper.pk), by=leader, today=TODAY)
    assert "未定稿" not in client_of(editor).get(address).text
    assert client_of(stranger).get(address).status_code in {403, 404}
    assert client_of(officer).get(address).status_code == 200


def document(text="正文。", **changes):
    return sample_document(blocks=(Paragraph(text),), **changes)


def test_unmarked_documents_are_kept_by_what_they_say(district, monkeypatch):
    first = rendering.rendered(document(), "docx", district=district)
    assert DocumentCopy.objects.count() == 1

    def again(*args, **kwargs):
        raise AssertionError("rendered twice")

    monkeypatch.setattr(rendering, "render", again)
    assert rendering.rendered(document(), "docx", district=district) == first
    for other, form in ((document("别的。"), "docx"), (document(), "pdf"), (document(watermark="未定稿"), "docx")):
        with pytest.raises(AssertionError, match="rendered twice"):
            rendering.rendered(other, form, district=district)


def test_marked_documents_are_not_kept_and_copies_are_forgotten(district):
    rendering.rendered(document(watermark=papers_job.watermark(None, timezone.now())), "docx", district=district)
    assert DocumentCopy.objects.count() == 0
    rendering.rendered(document(), "docx", district=district)
    today = timezone.localdate()
    assert rendering.forget_copies(today + timedelta(days=30)) == 0
    assert rendering.forget_copies(today + timedelta(days=31)) == 1
    assert (DocumentCopy.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_the_saved_text_names_characters_that_the_fonts_lack(paper, editor, client_of):
    section = paper.sections.get()
    address = f"/papers/{paper.public_id}/{section.public_id}/"
    client = client_of(editor)
    said = client.post(address + "save/", {"heading": "甲", "text": "喆\U0001f9d1的事迹。", "base": "2"}).json()
    assert said["taken"] and said["said"].endswith("。公文字体中没有“\U0001f9d1”，印出来会是“〓”，请核对")
    said = client.post(address + "save/", {"heading": "甲", "text": "喆的事迹。", "base": "3"}).json()
    assert "字体" not in said["said"]
    page = client.post(address, {"heading": "甲", "text": "\U0001f9d1。", "base": "4"}, follow=True)
    assert "已保存。公文字体中没有“\U0001f9d1”" in page.text


def test_versions_on_the_pages(paper, editor, leader, client_of, later):
    freezing.freeze(paper, by=leader, today=TODAY)
    client, address = client_of(editor), f"/papers/{paper.public_id}/"
    page = client.get(address).text
    assert "已定稿" in page and "核对一致" in page and "编写：" not in page
    assert client.post(address + "correct/", {"reason": " "}).status_code == 400
    answer = client.post(address + "correct/", {"reason": "漏报一人"})
    new = Paper.objects.get(version=2)
    assert answer["Location"] == f"/papers/{new.public_id}/"
    section = new.sections.get()
    papers.save_text(section=section, heading=section.heading, text="改过的话。", base=1, by=editor)
    listed = client.get("/papers/").text
    assert f"/papers/{new.public_id}/" in listed and address not in listed
    old = client.get(address).text
    assert "这一版已经更正。" in old and f"/papers/{new.public_id}/" in old and "更正：漏报一人" in old
    assert "第1版" in client.get(f"/papers/{new.public_id}/").text
    compared = client.get(f"/papers/{new.public_id}/compare/?with={paper.public_id}").text
    assert "改过的话。" in compared and "困难职工1名。" in strip_tags(compared)
    assert client.get(address + "compare/?with=x").status_code == 404
    assert client.get(f"/papers/{new.public_id}/drift/").status_code == 404
