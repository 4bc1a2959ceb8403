"""A full disk stops an import with a message, and what was written stays whole."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.urls import reverse

from members.models import Member
from tests.core.imports.test_judging import MEMBER, UNION
from tests.core.imports.test_pages import upload
from tests.factories.base import identity_number, phone_number
from tests.sheets import workbook
from union_site.core import jobs
from union_site.core.models import AuditEvent, ImportBatch, Job
from union_site.core.spreadsheets import staging

NOT_WRITTEN = (
    "服务器的磁盘空间不足，已停止写入，已写入的行都完整保存。请联系系统管理员清理空间，再打开这次导入，选择“继续导入”。"
)
QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "ENQUEUE_ON_COMMIT": True}}
NOT_READ = "服务器的磁盘空间不足，没有读取。请联系系统管理员清理空间后重新上传。"


@pytest.fixture
def desk(client_of, org_officer, union):
    return client_of(org_officer)


def book(count):
    rows = [
        (f"王{chr(0x4E00 + n)}", identity_number(n), phone_number(n), UNION, "2021-06-30", "正常", "")
        for n in range(count)
    ]
    return workbook(MEMBER, *rows, sheet="会员名册")


def run():
    """Do the job that waits, on the connection of the test."""
    jobs.run(Job.objects.get(state=Job.State.WAITING).pk)


def confirm(desk, batch):
    return desk.post(reverse("core:import-confirm", args=[batch.public_id]), follow=True).content.decode()


@contextmanager
def room_for(pages):
    """A database file that can grow by so many pages (of 4 KB) and no more, as on a disk that is full then."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # pages that earlier tests have left are no room
        cursor.execute("PRAGMA page_count")
        (count,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {count + pages}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")


def test_no_room_is_said_before_anything_is_written(desk, settings):
    upload(desk, (book(3), "会员.xlsx"))
    batch, reserve = ImportBatch.objects.get(), settings.UPLOAD_FREE_BYTES
    settings.UPLOAD_FREE_BYTES = 10**18

    text = confirm(desk, batch)

    batch.refresh_from_db()
    assert (batch.state, batch.message) == ("failed", NOT_WRITTEN)
    assert NOT_WRITTEN in text
    assert "继续导入" in text
    assert (Job.objects.first().state, Job.objects.first().message) == ("failed", NOT_WRITTEN)
    assert not Member.objects.exists()
    settings.UPLOAD_FREE_BYTES = reserve
    confirm(desk, batch)
    batch.refresh_from_db()
    assert (batch.state, batch.new, Member.objects.count()) == ("done", 3, 3)


@pytest.mark.django_db(transaction=True)
def test_no_room_when_the_files_are_read(desk, settings):
    settings.TASKS = QUEUE
    upload(desk, (book(3), "会员.xlsx"))
    settings.UPLOAD_FREE_BYTES = 10**18

    run()

    batch = ImportBatch.objects.get()
    assert (batch.state, batch.message, batch.staged_rows.count()) == ("refused", NOT_READ, 0)
    page = desk.get(reverse("core:import-preview", args=[batch.public_id])).content.decode()
    assert NOT_READ in page


sqlite_alone = pytest.mark.skipif(connection.vendor != "sqlite", reason="a limit to the file is SQLite's own")


@sqlite_alone
@pytest.mark.django_db(transaction=True)
def test_disk_that_fills_while_rows_are_written(desk, settings, monkeypatch):
    """No good row is called bad for it, and the rest is written once there is room."""
    settings.TASKS = QUEUE
    monkeypatch.setattr(staging, "CHUNK", 100)
    upload(desk, (book(1500), "会员.xlsx"))
    run()
    batch = ImportBatch.objects.get()
    confirm(desk, batch)

    with room_for(120):
        run()

    batch.refresh_from_db()
    written = Member.objects.count()
    assert (batch.state, batch.message, batch.rejected) == ("failed", NOT_WRITTEN, 0)
    assert 0 < written < 1500
    assert written % 100 == 0
    assert AuditEvent.objects.filter(action="create", register="member").count() == written
    assert batch.staged_rows.filter(applied=True).count() == written

    assert NOT_WRITTEN in confirm(desk, batch)
    run()

    batch.refresh_from_db()
    assert (batch.state, batch.new, batch.rejected, Member.objects.count()) == ("done", 1500, 0, 1500)


@sqlite_alone
@pytest.mark.django_db(transaction=True)
def test_disk_that_fills_while_a_sheet_is_staged(desk, settings):
    settings.TASKS = QUEUE
    upload(desk, (book(1500), "会员.xlsx"))

    with room_for(40):
        run()

    batch = ImportBatch.objects.get()
    assert (batch.state, batch.message, batch.staged_rows.count()) == ("refused", NOT_READ, 0)
    assert Job.objects.get().message == NOT_READ
