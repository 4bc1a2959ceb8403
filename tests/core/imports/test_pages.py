"""The journey of an upload through its pages, and everything that can be wrong with it."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from members.models import Member
from tests.core.imports.test_judging import CHENG, DUAN, MEMBER, changed
from tests.sheets import workbook
from union_site.core.models import AuditEvent, ImportBatch, StoredFile
from welfare.models import FamilyMember, HardshipCase


def upload(client, *files, register=""):
    """Post files (content, name) as the page does; the client's response to the following desk."""
    address = reverse("core:import-start", args=[register] if register else [])
    sent = [SimpleUploadedFile(name, content) for content, name in files]
    return client.post(address, {"file": sent}, follow=True)


@pytest.fixture
def desk(client_of, org_officer):
    return client_of(org_officer)


def book(*rows):
    return workbook(MEMBER, *rows, sheet="会员名册")


def test_upload_preview_confirm_result(desk, union):
    response = upload(desk, (book(DUAN, changed(CHENG, 身份证号码="339901199308242893")), "会员.xlsx"))

    batch = ImportBatch.objects.get()
    assert response.redirect_chain == [(reverse("core:import-preview", args=[batch.public_id]), 302)]
    text = response.content.decode()
    assert "导入会员名册" in text
    assert "身份证号码的校验码不正确，请对照证件逐位核对。" in text
    assert "33************2893" in text
    assert "339901199308242893" not in text
    assert (batch.state, batch.rows, batch.new, batch.rejected) == ("preview", 2, 1, 1)
    assert not Member.objects.exists()
    new = desk.get(response.request["PATH_INFO"], {"tab": "new"}).content.decode()
    assert "段浩浩" in new
    assert "33************309X" in new

    done = desk.post(reverse("core:import-confirm", args=[batch.public_id]), follow=True).content.decode()

    assert Member.objects.get().name == "段浩浩"
    assert "导入完成。" in done
    assert "下载标注好的文件（退回 1 行）" in done
    assert "新增 <" not in done


def test_stored_file_and_staging_are_encrypted(desk, union):
    content = book(DUAN)
    upload(desk, (content, "会员.xlsx"))

    stored = StoredFile.objects.get()
    with open(stored.file.path, "rb") as file:
        assert file.read()[:2] != content[:2]
    with stored.file.open() as file:
        assert file.read() == content


def test_sheets_of_one_upload_may_build_on_each_other(client_of, officer, union):
    book = Workbook()
    cases = book.active
    cases.title = "档案"
    cases.append(["档案编号", "姓名", "身份证号", "所属工会", "建档级别", "建档日期"])
    cases.append(["KN1", "段浩浩", "33990119880717309X", union.name, "区级", "2021-01-05"])
    family = book.create_sheet("家庭成员")
    family.append(["档案编号", "困难职工姓名", "成员姓名", "与职工关系", "身份证号", "健康状况"])
    family.append(["KN1", "段浩浩", "段小宝", "子女", "", "健康"])
    family.append(["KN2", "无此人", "无名氏", "子女", "", "健康"])
    file = BytesIO()
    book.save(file)
    client = client_of(officer)

    upload(client, (file.getvalue(), "困难职工.xlsx"))

    first, second = ImportBatch.objects.order_by("pk")
    assert (first.new, second.new, second.rejected) == (1, 1, 1)
    client.post(reverse("core:import-confirm", args=[first.public_id]))
    assert HardshipCase.objects.get().code == "KN1"
    assert FamilyMember.objects.get().case.code == "KN1"
    second.refresh_from_db()
    assert (second.state, second.new, second.rejected) == ("done", 1, 1)


def test_abandoned_import_leaves_nothing(desk, union):
    upload(desk, (book(DUAN), "会员.xlsx"))
    batch = ImportBatch.objects.get()

    desk.post(reverse("core:import-abandon", args=[batch.public_id]))

    batch.refresh_from_db()
    assert (batch.state, batch.staged_rows.count(), Member.objects.count()) == ("abandoned", 0, 0)
    late = desk.post(reverse("core:import-confirm", args=[batch.public_id]), follow=True)
    assert "这次导入已经处理过了。" in late.content.decode()
    assert not Member.objects.exists()


def test_confirming_twice_imports_once(desk, union):
    upload(desk, (book(DUAN), "会员.xlsx"))
    address = reverse("core:import-confirm", args=[ImportBatch.objects.get().public_id])

    desk.post(address)
    desk.post(address)

    assert Member.objects.count() == 1
    assert AuditEvent.objects.filter(action="create", register="member").count() == 1


def plain(*rows):
    """A workbook of just these rows."""
    made = Workbook()
    for row in rows:
        made.active.append(row)
    file = BytesIO()
    made.save(file)
    return file.getvalue()


REFUSED = {
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"0" * 200, "不是Excel工作簿"),
    "empty file": (b"", "文件是空的，没有任何内容"),
    "old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "请"),
    "damaged": (b"PK\x03\x04" + b"\0" * 300, "文件已损坏或不完整"),
    "empty sheet": (plain(), "工作表是空的"),
    "unknown headings": (
        plain(["车牌号", "车型", "颜色", "年检日期"], ["浙A1", "客车", "白", "2021-01-01"]),
        "不属于系统中的任何登记簿",
    ),
    "headings only": (plain(list(MEMBER)), "没有数据行"),
    "column missing": (plain(MEMBER[1:], DUAN[1:]), "缺少必填的列：姓名"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_imported_says_why(desk, union, case):
    content, words = REFUSED[case]

    response = upload(desk, (content, "文件.xlsx"))

    assert words in response.content.decode()
    assert response.status_code in (200, 400)
    assert not ImportBatch.objects.filter(state="preview").exists()


def test_sheet_of_another_register_than_the_chosen_one(desk, union):
    response = upload(desk, (book(DUAN), "会员.xlsx"), register="employer")

    assert "这张表是“会员名册”，不是“用人单位”。" in response.content.decode()
    assert ImportBatch.objects.get().state == "refused"


def test_register_of_another_department_is_refused(client_of, officer, union):
    response = upload(client_of(officer), (book(DUAN), "会员.xlsx"))

    assert "您没有导入“会员名册”的权限" in response.content.decode()
    assert client_of(officer).get(reverse("core:import-start", args=["member"])).status_code == 403


def test_import_of_somebody_else_does_not_exist(desk, client_of, clerk, leader, union):
    upload(desk, (book(DUAN), "会员.xlsx"))
    public_id = ImportBatch.objects.get().public_id
    other = client_of(clerk)

    for name in ("core:import-preview", "core:import-marked", "core:import-panel"):
        assert other.get(reverse(name, args=[public_id])).status_code == 404
    for name in ("core:import-confirm", "core:import-abandon"):
        assert other.post(reverse(name, args=[public_id])).status_code == 404
    assert client_of(leader).get(reverse("core:import-list")).status_code == 403
    assert not Member.objects.exists()
    assert "还没有导入过文件" in other.get(reverse("core:import-list")).content.decode()
    assert "会员.xlsx" in desk.get(reverse("core:import-list")).content.decode()


def test_each_post_leaves_a_trace(desk, union):
    upload(desk, (book(DUAN), "会员.xlsx"))
    batch = ImportBatch.objects.get()
    desk.post(reverse("core:import-confirm", args=[batch.public_id]))

    assert list(AuditEvent.objects.filter(action="import").order_by("pk").values_list("reason", flat=True)) == [
        "上传",
        "确认导入",
        "",
    ]


def test_upload_page_offers_templates(desk):
    text = desk.get(reverse("core:import-start")).content.decode()

    assert "自动识别" in text
    assert reverse("records:member-template") + "?resource=member" in text
