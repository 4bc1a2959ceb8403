"""Attachments, exports and templates."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from members.models import Member
from tests.factories import make
from tests.factories.base import identity_number
from union_site.core.models import Attachment, AuditEvent, Job
from union_site.core.records import export
from union_site.core.records.attachments import WRONG_TYPE
from union_site.core.records.downloads import disposition

PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def member(union):
    return make(Member, union, name="林职工", identity=identity_number(9))


@pytest.fixture
def upload(clerk, member, client_of):
    """upload(name, data) → the words on the page that follows."""
    client = client_of(clerk)

    def send(name, data):
        files = {"file": SimpleUploadedFile(name, data)} if name else {}
        answer = client.post(reverse("records:member-attach", args=[member.public_id]), files, follow=True)
        return [str(message) for message in answer.context["messages"]]

    return send


def test_attachment_is_kept_encrypted_and_given_back(upload, clerk, stranger, member, client_of, settings):
    assert upload("证明 材料.pdf", PDF) == ["已上传附件“证明 材料.pdf”。"]
    attachment = Attachment.objects.get()
    stored = Path(attachment.file.file.storage.location) / attachment.file.file.name
    assert PDF not in stored.read_bytes()
    address = reverse("records:member-attachment", args=[member.public_id, attachment.public_id])
    answer = client_of(clerk).get(address)
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        "attachment; filename=\"download.pdf\"; filename*=UTF-8''%E8%AF%81%E6%98%8E%20%E6%9D%90%E6%96%99.pdf"
    )
    assert client_of(stranger).get(address).status_code == 404
    client_of(clerk).post(reverse("records:member-attachment-void", args=[member.public_id, attachment.public_id]))
    assert client_of(clerk).get(address).status_code == 404


def test_attachment_of_another_record_is_not_found(upload, clerk, union, client_of):
    upload("a.pdf", PDF)
    other = make(Member, union)
    address = reverse("records:member-attachment", args=[other.public_id, Attachment.objects.get().public_id])
    assert client_of(clerk).get(address).status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("网页.pdf", b"<html><script>alert(1)</script></html>", WRONG_TYPE),
        ("程序.exe", b"MZ\x90", WRONG_TYPE),
        ("照片.pdf", b"\x89PNG\r\n\x1a\n", WRONG_TYPE),
        ("压缩包.docx", b"PK\x03\x04broken", WRONG_TYPE),
        ("空.pdf", b"", "文件是空的，请检查后重新选择。"),
        ("", b"", "请先选择要上传的文件。"),
    ],
)
def test_other_files_are_refused(upload, name, data, words):
    # A form without its file and one with an empty file are told apart.
    assert upload(name, data) == [words]
    assert not Attachment.objects.exists()
    assert AuditEvent.objects.filter(action="denied").count() == 1


def test_large_files_are_refused(upload, settings):
    settings.FILE_UPLOAD_MAX_BYTES = 1024 * 1024
    assert upload("大.pdf", PDF + b"0" * 1024 * 1024) == ["文件超过 1 MB，请压缩或拆分后再上传。"]


def test_office_files_are_told_by_their_parts(upload):
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as written:
        written.writestr("word/document.xml", "<w/>")
    assert upload("说明.docx", package.getvalue()) == ["已上传附件“说明.docx”。"]
    assert upload("说明.xlsx", package.getvalue()) == [WRONG_TYPE]


def test_names_of_downloads():
    assert disposition("report.xlsx") == "attachment; filename=\"report.xlsx\"; filename*=UTF-8''report.xlsx"
    assert disposition('"; x.pdf') == "attachment; filename=\"x.pdf\"; filename*=UTF-8''%22%3B%20x.pdf"


def sheet(data: bytes) -> list[tuple]:
    return list(load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))


def test_export_holds_what_the_list_shows(clerk, union, member, other_union, client_of):
    make(Member, union, name="转出者", status="left")
    make(Member, other_union, name="外人")
    rows = sheet(client_of(clerk).post("/records/member/export/?status=normal").content)
    assert "个人信息已隐藏" in rows[0][0] and "王芳" in rows[0][0]
    heading = rows[1]
    assert heading[:3] == ("行标识", "姓名", "性别")
    exported = [dict(zip(heading, row, strict=True)) for row in rows[2:]]
    assert [row["姓名"] for row in exported] == ["林职工"]
    assert exported[0]["行标识"] == str(member.public_id)
    assert exported[0]["身份证号码"] == "33************" + identity_number(9)[-4:]
    event = AuditEvent.objects.get(action="export")
    assert (event.register, event.changes, event.actor) == ("member", {"rows": [None, 1]}, clerk)


def test_large_export_runs_in_the_background(clerk, union, client_of, monkeypatch):
    monkeypatch.setattr(export, "AT_ONCE", 2)
    for number in range(3):
        make(Member, union, name=f"王{number}", identity=identity_number(900 + number))
    answer = client_of(clerk).post("/records/member/export/?q=" + identity_number(901))
    assert answer["Content-Type"] == export.XLSX, "one row is exported at once"
    answer = client_of(clerk).post("/records/member/export/?q=王")
    assert answer["Location"] == reverse("core:jobs")
    job = Job.objects.get()
    assert (job.title, job.state, job.message) == ("导出会员（3 条）", "done", "已导出 3 条。")
    assert "王" not in str(job.arguments)
    with job.result_file.file.open("rb") as file:
        names = [row[1] for row in sheet(file.read())[2:]]
    assert names == ["王2", "王1", "王0"]


def test_template_names_the_columns(clerk, client_of):
    book = load_workbook(io.BytesIO(client_of(clerk).get("/records/member/template/").content))
    headings = [cell.value for cell in book.active[3]]
    assert headings[:4] == ["序号", "姓名*", "性别", "身份证号码*"]
    assert client_of(clerk).get("/records/member/template/?resource=unknown").status_code == 404
