"""What may be sent: several files, packages of them, and what is turned away before anything is kept."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from django.urls import reverse

from tests.core.imports.test_judging import CHENG, DUAN, MEMBER
from tests.core.imports.test_pages import upload
from tests.core.spreadsheets.corpus import CORPUS
from tests.sheets import workbook
from union_site.core.models import AuditEvent, ImportBatch, StoredFile


@pytest.fixture
def desk(client_of, org_officer):
    return client_of(org_officer)


def book(*rows):
    return workbook(MEMBER, *rows, sheet="会员名册")


def package(*entries):
    """A zip of (name, content) in that order."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as made:
        for name, content in entries:
            made.writestr(name, content)
    return file.getvalue()


def names():
    return list(StoredFile.objects.order_by("pk").values_list("name", flat=True))


def test_several_files_are_a_batch_each(desk, union):
    upload(desk, (book(DUAN), "甲.xlsx"), (book(CHENG), "乙.xlsx"))

    first, second = ImportBatch.objects.order_by("pk")
    assert (first.file.name, second.file.name) == ("甲.xlsx", "乙.xlsx")
    assert first.upload == second.upload
    assert (first.new, second.new) == (1, 1)


def test_a_package_is_unfolded_and_what_is_no_table_is_left_out(desk, union):
    content = book(DUAN)
    sent = package(
        ("2021年/", b""),
        ("2021年/会员一.xlsx", content),
        ("2021年/~$会员一.xlsx", b"lock"),
        ("__MACOSX/2021年/._会员一.xlsx", b"fork"),
        ("会员二.xlsx", book(CHENG)),
    )

    upload(desk, (sent, "报送.zip"))

    assert names() == ["会员一.xlsx", "会员二.xlsx"]
    assert list(ImportBatch.objects.order_by("pk").values_list("state", "new")) == [("preview", 1), ("preview", 1)]
    assert ImportBatch.objects.values("upload").distinct().count() == 1
    with StoredFile.objects.get(name="会员一.xlsx").file.open() as file:
        assert file.read() == content


def test_links_are_left_out_and_names_lead_nowhere(desk, union):
    link = ZipInfo("名单.xlsx")
    link.external_attr = 0o120777 << 16
    sent = package((link, "/etc/passwd"), ("../../../../tmp/会员.xlsx", book(DUAN)), ("/etc\\厂.xlsx", book(CHENG)))

    upload(desk, (sent, "报送.zip"))

    assert names() == ["会员.xlsx", "厂.xlsx"]
    assert list(ImportBatch.objects.order_by("pk").values_list("state", "new")) == [("preview", 1), ("preview", 1)]


def test_a_package_of_nothing_but_a_link(desk, union):
    link = ZipInfo("名单.xlsx")
    link.external_attr = 0o120777 << 16

    response = upload(desk, (package((link, "/etc/passwd")), "报送.zip"))

    assert "压缩包“报送.zip”里没有表格" in response.content.decode()


def test_names_in_gbk_are_read(desk, union):
    file = BytesIO()
    with ZipFile(file, "w") as made:
        made.writestr("HYMC.xlsx", book(DUAN))
    sent = file.getvalue().replace(b"HYMC.xlsx", "会员".encode("gbk") + b".xlsx")

    upload(desk, (sent, "报送.zip"))

    assert names() == ["会员.xlsx"]


def test_numbers_of_people_in_names_are_masked(desk, union):
    upload(desk, (package(("段浩浩33990119880717309X.xlsx", book(DUAN))), "报送.zip"))

    assert "33990119880717309X" not in names()[0]
    assert names()[0].startswith("段浩浩33")


def test_a_workbook_that_was_renamed_is_read_as_one(desk, union):
    upload(desk, (book(DUAN), "会员.zip"))

    assert (ImportBatch.objects.get().state, ImportBatch.objects.get().new) == ("preview", 1)


REFUSED = {
    "damaged": (b"PK\x03\x04" + b"\0" * 300, "压缩包“报送.zip”已损坏或不完整"),
    "nothing in it": (package(("空/", b"")), "压缩包“报送.zip”里没有表格"),
    "nested": (package(("里面.zip", package(("会员.xlsx", b"x")))), "里还有压缩包“里面.zip”"),
    "too many": (package(*((f"{n}.xlsx", b"x") for n in range(61))), "里的文件超过60个的上限"),
    "bomb": (package(("会员.xlsx", b"0" * 15_000_000)), "解压后的内容异常庞大"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_package_that_is_not_taken_says_why_and_keeps_nothing(desk, union, case):
    content, words = REFUSED[case]

    response = upload(desk, (book(DUAN), "甲.xlsx"), (content, "报送.zip"))

    assert response.status_code == 400
    assert words in response.content.decode()
    assert (StoredFile.objects.count(), ImportBatch.objects.count()) == (0, 0)
    assert words in AuditEvent.objects.get(action="import").reason


def test_a_package_with_a_password(desk, union):
    sent = bytearray(package(("会员.xlsx", book(DUAN))))
    sent[6] |= 1  # in the file's own header, and in the directory
    sent[sent.index(b"PK\x01\x02") + 8] |= 1

    response = upload(desk, (bytes(sent), "报送.zip"))

    assert "压缩包“报送.zip”设有密码" in response.content.decode()


def test_a_file_of_a_package_is_no_larger_than_others(desk, union, settings):
    settings.FILE_UPLOAD_MAX_BYTES = 2 * 1024 * 1024

    response = upload(desk, (package(("会员.xlsx", b"0" * 3_000_000)), "报送.zip"))

    assert "里的“会员.xlsx”超过2兆字节的上限" in response.content.decode()


def test_no_more_files_than_can_be_looked_over(desk, union):
    many = package(*((f"{number}.xlsx", b"x") for number in range(60)))

    response = upload(desk, (many, "报送.zip"), (book(DUAN), "甲.xlsx"))

    assert "一次最多上传 60 个文件" in response.content.decode()


def test_a_full_disk_is_said_before_anything_is_stored(desk, union, settings):
    settings.UPLOAD_FREE_BYTES = 10**18

    response = upload(desk, (book(DUAN), "会员.xlsx"))

    assert response.status_code == 400
    assert "服务器的磁盘空间不足，暂时不能上传。" in response.content.decode()
    assert (StoredFile.objects.count(), ImportBatch.objects.count()) == (0, 0)


def test_a_file_that_would_take_all_memory_is_refused_and_the_next_is_read(desk, union):
    content, _ = CORPUS["far corner allowed, much too empty"]

    upload(desk, (content, "大.xlsx"), (book(DUAN), "会员.xlsx"))

    large, small = ImportBatch.objects.order_by("pk")
    assert (large.state, small.state, small.new) == ("refused", "preview", 1)
    assert large.message == (
        "文件内容过多或过于复杂，读取时超出了内存或时间上限。请把数据复制到新建的工作簿中，或拆成几个文件后上传。"
    )


def test_the_page_offers_what_it_takes(desk):
    text = desk.get(reverse("core:import-start")).content.decode()

    assert 'accept=".xlsx,.xlsm,.xls,.et,.ods,.csv,.zip"' in text
    assert " multiple" in text
