"""Workers killed outright in the middle of an import: nothing lost, nothing doubled.

KILLS says how often (3; before a release 20), KILL_SEED at which moments.
"""

import os
import random
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from members.models import Member
from tests.core.imports.test_judging import MEMBER, UNION
from tests.core.imports.test_pages import upload
from tests.factories.base import identity_number, phone_number
from tests.safety.workers import Worker, let_lease_lapse, taken, work
from union_site.core import jobs
from union_site.core.audit import mac_of
from union_site.core.models import AuditEvent, ImportBatch, Job, ReplacedRow, StagedRow

KILLS = int(os.environ.get("KILLS", "3"))
SEED = int(os.environ.get("KILL_SEED", "1"))
CHUNK = 100
ROWS = CHUNK * max(20, 5 * KILLS)

pytestmark = pytest.mark.django_db(transaction=True)


def row(number, **fields):
    cells = (
        f"王{chr(0x4E00 + number)}",
        identity_number(number),
        phone_number(number),
        UNION,
        "2021-06-30",
        "正常",
        "",
    )
    return [fields.get(heading, cell) for heading, cell in zip(MEMBER, cells, strict=True)]


def book(*sheets):
    """A workbook with a sheet of members for each list of rows."""
    made = Workbook()
    made.remove(made.active)
    for number, rows in enumerate(sheets, 1):
        page = made.create_sheet(f"会员名册{number}")
        page.append(MEMBER)
        for cells in rows:
            page.append(cells)
    file = BytesIO()
    made.save(file)
    return file.getvalue()


@pytest.fixture
def desk(client_of, org_officer, union, settings):
    """A client whose jobs wait for a worker."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "ENQUEUE_ON_COMMIT": True}}
    return client_of(org_officer)


@pytest.fixture
def worker(tmp_path):
    """worker() → a worker that writes CHUNK rows in a transaction."""
    return lambda: Worker(tmp_path, IMPORT_CHUNK_ROWS=str(CHUNK))


@pytest.fixture
def chance():
    print(f"KILL_SEED={SEED}")
    return random.Random(SEED)


def last_job():
    return Job.objects.order_by("-pk").first()


def applied(batch):
    return batch.staged_rows.filter(applied=True).count()


def test_killed_while_writing(desk, worker, chance, union):
    old = [row(number) for number in range(40)]
    upload(desk, (book(old), "会员.xlsx"))
    work()
    desk.post(reverse("core:import-confirm", args=[ImportBatch.objects.get().public_id]))
    work()
    assert Member.objects.count() == 40
    events = AuditEvent.objects.count()

    rows = [row(number) for number in range(20, ROWS)]  # 20 stand there already
    for cells in rows[10:20]:
        cells[0] += "一"  # of which 10 change
    rows[700][1] = rows[700][1][:-1]
    rows[-1][1] = "1"
    upload(desk, (book(rows), "会员.xlsx"))
    work()
    batch = ImportBatch.objects.first()
    assert (batch.new, batch.changed, batch.same, batch.rejected) == (ROWS - 42, 10, 10, 2)
    desk.post(reverse("core:import-confirm", args=[batch.public_id]))
    job = last_job()

    kills, began, seen = 0, -1, []
    while kills < KILLS:
        # At the start of an attempt now and then, else so many checkpoints later, and a moment after that.
        more = 0 if kills % 3 == 1 else chance.choice((1, 1, 2, 3))
        before = applied(batch)
        with worker() as one:
            reached = taken(job, kills) if not more else lambda: applied(batch) >= before + more * CHUNK  # noqa: B023
            killed = one.kill_when(reached, chance.choice((0, chance.uniform(0, 0.2))))
        assert killed, one.output()
        kills += 1
        assert jobs.reap() == 0  # its lease has not lapsed: nobody may take it over yet
        let_lease_lapse(job)
        seen.append(applied(batch))
        began = max(began, before)
    assert began > 0
    assert seen == sorted(seen)
    assert seen[-1] < ROWS - 32
    work()

    job.refresh_from_db()
    assert (job.state, job.interruptions) == ("done", KILLS)
    assert job.message == f"导入完成：新增 {ROWS - 42:,} 条，变更 10 条，无变化 10 条，退回 2 行。"
    assert f"处理曾中断 {KILLS} 次" in desk.get(reverse("core:job", args=[job.public_id])).content.decode()
    batch.refresh_from_db()
    assert (batch.state, batch.rows, batch.new, batch.changed) == ("done", ROWS - 20, ROWS - 42, 10)
    assert (batch.same, batch.rejected, batch.staged_rows.count()) == (10, 2, 2)
    assert Member.objects.count() == ROWS - 2
    wanted = {cells[1] for cells in old + rows} - {rows[700][1], rows[-1][1]}
    assert {member.identity for member in Member.objects.only("identity")} == wanted
    own = AuditEvent.objects.filter(batch=batch)
    created = own.filter(action="create")
    assert (created.count(), created.values("object_id").distinct().count()) == (ROWS - 42, ROWS - 42)
    assert own.filter(action="change").count() == 10
    assert ReplacedRow.objects.filter(batch=batch).count() == 10
    assert own.filter(action="import", changes__has_key="new").count() == 1
    # Beyond those: upload and confirmation.
    assert AuditEvent.objects.count() == events + ROWS - 42 + 10 + 1 + 2
    assert all(mac_of(event) == event.mac for event in own.iterator())


def test_killed_while_reading_it_begins_anew(desk, worker, chance, union):
    """Nothing of a preview is kept by an interrupted reading."""
    sheets = [row(number) for number in range(1200)], [row(number) for number in range(1200, 2400)]
    upload(desk, (book(*sheets), "会员.xlsx"))
    job = last_job()
    with worker() as one:
        assert one.kill_when(taken(job, 0), chance.uniform(0, 0.5)), one.output()
    let_lease_lapse(job)
    with worker() as one:
        assert one.kill_when(lambda: StagedRow.objects.count() > 1200), one.output()
    assert ImportBatch.objects.count() == 2
    let_lease_lapse(job)
    work()

    job.refresh_from_db()
    assert (job.state, job.interruptions) == ("done", 2)
    batches = ImportBatch.objects.order_by("pk")
    assert [(batch.state, batch.rows, batch.new) for batch in batches] == [("preview", 1200, 1200)] * 2
    assert [batch.staged_rows.count() for batch in batches] == [1200, 1200]
    assert not Member.objects.exists()


def test_killed_while_undoing(desk, worker, chance, union):
    upload(desk, (book([row(number) for number in range(1500)]), "会员.xlsx"))
    work()
    batch = ImportBatch.objects.get()
    desk.post(reverse("core:import-confirm", args=[batch.public_id]))
    work()
    assert Member.objects.count() == 1500
    desk.post(reverse("core:import-undo", args=[batch.public_id]))
    job = last_job()
    for kills in range(2):
        with worker() as one:
            assert one.kill_when(taken(job, kills), chance.uniform(0, 0.1)), one.output()
        assert Member.objects.count() in (1500, 0)
        let_lease_lapse(job)
    work()

    job.refresh_from_db()
    batch.refresh_from_db()
    assert (job.state, job.interruptions, batch.state) == ("done", 2, "undone")
    assert job.message.startswith("已撤销")
    assert not Member.objects.exists()
    assert AuditEvent.objects.filter(action="void", batch=batch).count() == 1500
    told = AuditEvent.objects.filter(batch=batch, changes__has_key="deleted")
    assert [event.changes for event in told] == [{"deleted": [None, 1500], "restored": [None, 0]}]


def test_job_that_gets_nowhere_is_given_up(desk, worker, union):
    """A sheet that kills each worker before it has written anything does not do so for ever."""
    upload(desk, (book([row(1)]), "会员.xlsx"))
    job = last_job()
    for attempt in (1, 2, 3):
        past = timezone.now() - timedelta(seconds=1)
        Job.objects.filter(pk=job.pk).update(state="running", worker="dead", attempts=attempt, lease_until=past)
        jobs.reap()
    job.refresh_from_db()
    assert (job.state, job.interruptions) == ("failed", 2)
    page = desk.get(reverse("core:import-preview", args=[ImportBatch.objects.get().public_id])).content.decode()
    assert "读取没有完成。" in page
    assert "处理多次中断（3 次），已停止。" in page
