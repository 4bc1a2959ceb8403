"""Background jobs: progress, result, failure, lapsed leases."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from union_site.core import jobs
from union_site.core.models import AuditEvent, Job, StoredFile

effects = []


@jobs.handler("test.good")
def good(job, progress):
    progress(1, 4, "正在处理…")
    progress.result("姓名\n王芳\n".encode(), "会员名册.csv", "text/csv")
    progress.url("/help/")
    effects.append(job.pk)
    return "共处理 4 行。"


@jobs.handler("test.refused")
def refused(job, progress):
    progress.result(b"half", "half.txt")
    raise jobs.JobError("工作表是空的，请检查文件。")


@jobs.handler("test.broken")
def broken(job, progress):
    raise ZeroDivisionError("secret detail 110101199003070011")


@jobs.handler("test.overtaken")
def overtaken(job, progress):
    """While this runs, its lease lapses and another worker takes the job."""
    Job.objects.filter(pk=job.pk).update(worker="another", attempts=2)
    progress.hold()
    effects.append("written by the wrong worker")


@pytest.fixture(autouse=True)
def _no_effects():
    effects.clear()


@pytest.fixture
def waiting(clerk):
    """waiting(kind) → a job that no queue has taken yet."""

    def make(kind, **fields):
        return Job.objects.create(kind=kind, title="测试任务", user=clerk, district=clerk.district, **fields)

    return make


def test_a_job_runs_and_keeps_its_result(clerk, client_of):
    job = jobs.enqueue("test.good", title="导出会员", user=clerk, arguments={"register": "member"})
    job.refresh_from_db()
    assert (job.state, job.message, job.percent, job.attempts) == ("done", "共处理 4 行。", 100, 1)
    assert (job.result_url, job.result_file.name, job.lease_until) == ("/help/", "会员名册.csv", None)
    stored = Path(job.result_file.file.storage.path(job.result_file.file.name))
    assert "王芳".encode() not in stored.read_bytes()

    client = client_of(clerk)
    response = client.get(f"/jobs/{job.public_id}/file/")
    assert response.content.decode() == "姓名\n王芳\n"
    disposition = "attachment; filename=\"download.csv\"; filename*=UTF-8''%E4%BC%9A%E5%91%98%E5%90%8D%E5%86%8C.csv"
    assert response["Content-Disposition"] == disposition
    event = AuditEvent.objects.filter(action="export").get()
    assert (event.actor, event.register, event.object_label) == (clerk, "member", "会员名册.csv")


def test_somebody_elses_job_does_not_exist(clerk, stranger, client_of):
    job = jobs.enqueue("test.good", title="导出会员", user=clerk)
    client = client_of(stranger)
    for page in ("", "panel/", "file/"):
        assert client.get(f"/jobs/{job.public_id}/{page}").status_code == 404
    assert "导出会员" not in client.get("/jobs/").content.decode()


def test_notices_go_once_seen(clerk, client_of):
    client = client_of(clerk)
    jobs.enqueue("test.good", title="导出会员", user=clerk)
    assert "通知，1 条未读" in client.get("/help/").content.decode()
    assert "导出会员" in client.get("/jobs/").content.decode()
    assert "条未读" not in client.get("/help/").content.decode()


def test_failure_in_plain_words(clerk, client_of):
    job = jobs.enqueue("test.refused", title="导入", user=clerk)
    page = client_of(clerk).get(f"/jobs/{job.public_id}/").content.decode()
    assert "工作表是空的，请检查文件。" in page
    assert StoredFile.objects.count() == 0


def test_an_unexpected_error_shows_no_details(clerk, client_of):
    job = jobs.enqueue("test.broken", title="导入", user=clerk)
    page = client_of(clerk).get(f"/jobs/{job.public_id}/").content.decode()
    assert "处理过程中出现意外问题，已停止。" in page
    assert "ZeroDivision" not in page
    assert "110101199003070011" not in page


def test_unknown_kind_fails_in_plain_words(clerk):
    job = jobs.enqueue("test.gone", title="旧任务", user=clerk)
    job.refresh_from_db()
    assert (job.state, job.message) == ("failed", "系统中已没有办理这类任务的程序，请重新提交。")


def test_progress_page_polls_until_the_end(waiting, client_of):
    job = waiting("test.good", state="running", worker="w", done=2000, total=5000, message="正在读取…")
    client = client_of(job.user)
    page = client.get(f"/jobs/{job.public_id}/").content.decode()
    assert 'hx-headers=\'{"X-Poll": "1"}\'' in page
    assert f'hx-get="/jobs/{job.public_id}/panel/"' in page
    assert 'value="2000" max="5000"' in page
    Job.objects.update(state="done", message="共处理 5000 行。", finished_at=timezone.now())
    panel = client.get(f"/jobs/{job.public_id}/panel/").content.decode()
    assert "共处理 5000 行。" in panel
    assert "hx-get" not in panel


def test_a_job_is_taken_once(waiting):
    job = waiting("test.good")
    assert jobs.run(job.pk).state == "done"
    assert jobs.run(job.pk) is None
    assert effects == [job.pk]


def test_a_lapsed_job_is_taken_over_and_done_once(waiting):
    past = timezone.now() - timedelta(seconds=1)
    job = waiting("test.good", state="running", worker="dead", attempts=1, lease_until=past)
    assert jobs.reap() == 1  # the immediate backend does it at once
    job.refresh_from_db()
    assert (job.state, job.attempts, job.message) == ("done", 2, "共处理 4 行。")
    assert jobs.reap() == 0
    assert effects == [job.pk]


def test_a_living_lease_is_left_alone(waiting):
    job = waiting(
        "test.good", state="running", worker="alive", attempts=1, lease_until=timezone.now() + timedelta(seconds=30)
    )
    assert jobs.reap() == 0
    job.refresh_from_db()
    assert (job.state, job.worker) == ("running", "alive")
    assert effects == []


def test_given_up_after_three_attempts(waiting):
    past = timezone.now() - timedelta(seconds=1)
    job = waiting("test.good", state="running", worker="dead", attempts=3, lease_until=past)
    assert jobs.reap() == 1
    job.refresh_from_db()
    assert (job.state, job.message) == (
        "failed",
        "处理多次中断（3 次），已停止。请稍后重新提交；仍不行请联系系统管理员。",
    )
    assert job.finished_at is not None
    assert effects == []


def test_a_job_that_its_queue_forgot_is_handed_out_again(waiting):
    job = waiting("test.good", lease_until=timezone.now() - timedelta(seconds=1))
    assert jobs.reap() == 1
    assert effects == [job.pk]


def test_the_old_holder_of_a_lease_writes_nothing(waiting):
    job = waiting("test.overtaken")
    jobs.run(job.pk)
    job.refresh_from_db()
    assert effects == []
    assert (job.state, job.worker) == ("running", "another")


def test_two_handlers_of_one_kind_are_a_mistake():
    with pytest.raises(ValueError, match=r"test\.good"):
        jobs.handler("test.good")(lambda job, progress: None)


@pytest.fixture
def queue(settings, monkeypatch):
    """The queue in the database, as in production; the worker may not close the connection that holds the test's rows."""
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "ENQUEUE_ON_COMMIT": True}}


def test_the_worker_does_what_waits(clerk, queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.enqueue("test.good", title="导出会员", user=clerk)
    job.refresh_from_db()
    assert (job.state, effects) == ("waiting", [])
    call_command("worker", "--once", stdout=StringIO())
    job.refresh_from_db()
    assert (job.state, effects) == ("done", [job.pk])


def test_the_worker_takes_a_dead_ones_job_over(waiting, queue, django_capture_on_commit_callbacks):
    past = timezone.now() - timedelta(seconds=1)
    job = waiting("test.good", state="running", worker="dead", attempts=1, lease_until=past)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("worker", "--once", stdout=StringIO())
    call_command("worker", "--once", stdout=StringIO())
    job.refresh_from_db()
    assert (job.state, job.attempts, effects) == ("done", 2, [job.pk])


def test_without_a_queue_no_worker_is_needed(db):
    out = StringIO()
    call_command("worker", "--once", stdout=out)
    assert out.getvalue() == "当前设置下任务随提交立即办理，不需要后台进程。\n"
