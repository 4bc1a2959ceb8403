"""Background work that survives its worker.

A handler is a function `run(job, progress)` under a kind. `enqueue` writes the Job and hands its number, nothing else,
to django-tasks. A worker takes the job by a lease; whoever holds the lease renews it (each `progress` call, and a
heartbeat beside a long step). A lapsed lease is taken over by `reap`, with the database's clock, so that machines need
not agree on the time. The old holder notices (`LeaseLost`) and stops. A handler that writes in chunks calls
`progress.hold()` inside the transaction of each chunk: then only the holder of the lease can commit, and each effect
happens once. One that will not repeat a chunk calls `progress.checkpoint()` instead: attempts are counted since the
last one, so that a job which gets on is taken over as often as it takes.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import PurePath
from uuid import uuid4

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import Case, DateTimeField, DurationField, ExpressionWrapper, F, Q, Value, When
from django.db.models.functions import Now
from django.utils import timezone
from django_tasks import task

from union_site.core.files import store
from union_site.core.models import District, Job, StoredFile, User

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
WAITING_LEASES = 10  # a job that nobody took within so many leases is handed to the queue once more
SILENT_LEASES = 60  # a handler that reports nothing for so many leases is taken for stuck: its heartbeat stops
QUIET = 0.5  # seconds: progress is written at most this often

UNEXPECTED = "处理过程中出现意外问题，已停止。请稍后重新提交；仍不行请把任务名称和时间告诉系统管理员。"
GIVEN_UP = f"处理多次中断（{MAX_ATTEMPTS} 次），已停止。请稍后重新提交；仍不行请联系系统管理员。"
INTERRUPTED = "处理曾中断，正在重新排队…"
TAKEN_OVER = "处理曾中断，已由系统接手，正在继续…"

Handler = Callable[[Job, "Progress"], str | None]
_handlers: dict[str, Handler] = {}


class JobError(Exception):
    """Work that cannot be done, with a message in plain Chinese for the person who started it."""


class LeaseLost(Exception):
    """Another worker has taken the job over (or it was given up): stop without writing anything."""


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Decorator: `function` does the jobs of `kind`. It may return the sentence that the finished job shows."""

    def remember(function: Handler) -> Handler:
        if _handlers.setdefault(kind, function) is not function:
            raise ValueError(f"two handlers for jobs of kind {kind}")
        return function

    return remember


_daily: list[Callable[[date], object]] = []


def every_day(function: Callable[[date], object]) -> Callable[[date], object]:
    """Decorator: the worker calls `function(today)` when it starts and once on each new day. It must bear repetition."""
    _daily.append(function)
    return function


def new_day(today: date) -> None:
    """Do the duties of a day. One that fails is logged and does not keep the others."""
    import_module(settings.ROOT_URLCONF)
    for function in _daily:
        try:
            function(today)
        except Exception:
            logger.exception("daily duty %s failed", function.__qualname__)


def enqueue(
    kind: str, *, title: str, user: User | None, arguments: dict | None = None, district: District | None = None
) -> Job:
    """Write a job and have it done in the background once the transaction is committed.

    `arguments` holds identifiers only, never personal data: they lie in the database in clear.
    """
    job = Job.objects.create(
        kind=kind,
        title=title[:120],
        arguments=arguments or {},
        user=user,
        district=district or (user.district if user else None),
        lease_until=timezone.now() + WAITING_LEASES * settings.JOB_LEASE,
    )
    _hand_over(job.pk)
    return job


def _hand_over(job_id: int) -> None:
    if settings.TASKS["default"].get("ENQUEUE_ON_COMMIT", True):
        transaction.on_commit(lambda: run_job.enqueue(job_id))
    else:
        run_job.enqueue(job_id)


@task()
def run_job(job_id: int) -> None:
    """The one task that django-tasks knows."""
    run(job_id)


def run(job_id: int) -> Job | None:
    """Take a waiting job and do it. Returns None if somebody else has it; never raises what the handler raises."""
    token = uuid4().hex
    taken = Job.objects.filter(pk=job_id, state=Job.State.WAITING).update(
        state=Job.State.RUNNING,
        worker=token,
        attempts=F("attempts") + 1,
        lease_until=_lease(),
        message=Case(When(interruptions__gt=0, then=Value(TAKEN_OVER)), default=Value("正在开始…")),
    )
    if not taken:
        return None
    job = Job.objects.select_related("user", "district").get(pk=job_id)
    progress = Progress(job)
    try:
        with _Heartbeat(progress):
            message = _handler_of(job.kind)(job, progress)
    except LeaseLost:
        logger.warning("job %s (%s) was taken over; this worker stops", job.public_id, job.kind)
    except JobError as error:
        progress.end(Job.State.FAILED, str(error))
    except Exception:
        logger.exception("job %s (%s) failed", job.public_id, job.kind)
        progress.end(Job.State.FAILED, UNEXPECTED)
    else:
        progress.end(Job.State.DONE, message or "已完成。")
    job.refresh_from_db()
    return job


def reap() -> int:
    """Take lapsed leases over: hand the job out again, or give it up after MAX_ATTEMPTS. Returns how many there were.

    Also hands out again a waiting job that its queue seems to have forgotten; a job is taken once however often it is
    handed out.
    """
    lapsed = Job.objects.filter(lease_until__lt=Now())
    running = Q(state=Job.State.RUNNING)
    given_up = lapsed.filter(running, attempts__gte=MAX_ATTEMPTS).update(
        state=Job.State.FAILED, message=GIVEN_UP, worker="", finished_at=Now(), seen_at=None
    )
    again = 0
    for job_id in lapsed.filter(running | Q(state=Job.State.WAITING)).values_list("pk", flat=True):
        # The condition is repeated: another reaper, or the holder itself, may have been quicker.
        changed = lapsed.filter(running | Q(state=Job.State.WAITING), pk=job_id).update(
            state=Job.State.WAITING,
            worker="",
            message=INTERRUPTED,
            lease_until=_lease(WAITING_LEASES),
            interruptions=F("interruptions") + Case(When(running, then=1), default=0),
        )
        if changed:
            again += 1
            _hand_over(job_id)
    return given_up + again


def _lease(times: int = 1):
    """The database's present time and `times` leases more."""
    return ExpressionWrapper(
        Now() + Value(times * settings.JOB_LEASE, output_field=DurationField()), output_field=DateTimeField()
    )


def _handler_of(kind: str) -> Handler:
    if kind not in _handlers:
        # Handlers live beside the pages that start them, and a worker has not opened any page yet.
        import_module(settings.ROOT_URLCONF)
    try:
        return _handlers[kind]
    except KeyError:
        raise JobError("系统中已没有办理这类任务的程序，请重新提交。") from None


class Progress:
    """What a handler says about its work while it holds the lease."""

    def __init__(self, job: Job):
        self.job, self.token = job, job.worker
        self._written = self.last_sign = time.monotonic()
        self._words = job.message
        self._file: StoredFile | None = None
        self._url = ""

    def __call__(self, done: int, total: int, words: str = "") -> None:
        """Say that `done` of `total` is done, and what is being done. Renews the lease; raises LeaseLost."""
        self.last_sign = time.monotonic()
        words = words or self._words
        if words == self._words and done < total and self.last_sign - self._written < QUIET:
            return
        self._words, self._written = words, self.last_sign
        self._update(done=done, total=total, message=words[:300], lease_until=_lease())

    def hold(self) -> None:
        """Inside a transaction: make sure that the job is still ours until the commit. Raises LeaseLost."""
        self.last_sign = time.monotonic()
        self._update(lease_until=_lease())

    def checkpoint(self) -> None:
        """Like `hold`, in a transaction that no later attempt will repeat: attempts are counted anew from here."""
        self.last_sign = time.monotonic()
        self._update(lease_until=_lease(), attempts=1)

    def result(self, data: bytes, name: str, content_type: str = "application/octet-stream") -> None:
        """Keep `data` as the file that the job's owner can download when it is done."""
        self._drop_file()
        safe = PurePath(name).name or "结果"
        self._file = store(data, name=safe, content_type=content_type, district=self.job.district, user=self.job.user)

    def url(self, url: str) -> None:
        """The page of our own to go to when the job is done, as a path."""
        self._url = url

    def end(self, state: str, message: str) -> None:
        """Write the outcome, if the job is still ours."""
        done = state == Job.State.DONE
        if not done:
            self._drop_file()
        try:
            self._update(
                state=state,
                message=message[:300],
                worker="",
                lease_until=None,
                finished_at=Now(),
                seen_at=None,
                result_file=self._file if done else None,
                result_url=self._url,
            )
        except LeaseLost:
            self._drop_file()
            logger.warning("job %s ended after it had been taken over; its outcome is dropped", self.job.public_id)

    def _update(self, **values) -> None:
        mine = Job.objects.filter(pk=self.job.pk, worker=self.token, state=Job.State.RUNNING)
        if not mine.update(**values):
            raise LeaseLost

    def _drop_file(self) -> None:
        if self._file is not None:
            self._file.file.delete(save=False)
            self._file.delete()
            self._file = None


class _Heartbeat:
    """Renews the lease beside a long step, from a thread with a connection of its own.

    It stops when the handler has said nothing for SILENT_LEASES: a step that hangs for ever must lapse.
    """

    def __init__(self, progress: Progress):
        self.progress = progress
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> "_Heartbeat":
        self.thread.start()
        return self

    def __exit__(self, *exception) -> None:
        self.stop.set()
        self.thread.join()

    def _beat(self) -> None:
        lease = settings.JOB_LEASE.total_seconds()
        try:
            while not self.stop.wait(lease / 3):
                if time.monotonic() - self.progress.last_sign > SILENT_LEASES * lease:
                    return
                try:
                    close_old_connections()
                    Job.objects.filter(
                        pk=self.progress.job.pk, worker=self.progress.token, state=Job.State.RUNNING
                    ).update(lease_until=_lease())
                except DatabaseError:
                    # The handler may itself hold the database (SQLite); the next beat comes before the lease lapses.
                    logger.info("heartbeat of job %s was late", self.progress.job.public_id)
        finally:
            connection.close()
