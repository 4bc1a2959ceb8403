"""The background worker: does the waiting jobs, and takes over those whose worker died."""

import time
from datetime import timedelta

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, task_backends
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from union_site.core import jobs

REAP_EVERY = 10  # seconds
KEEP_TASKS = timedelta(days=7)


class Command(BaseCommand):
    help = "办理后台任务（导入、导出、生成文件），并接手中断的任务。"

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="办完正在等待的任务就结束")
        parser.add_argument("--interval", type=float, default=1.0, help="没有任务时隔几秒再看一次（默认 1 秒）")

    def handle(self, *, once: bool, interval: float, **options):
        if not isinstance(task_backends[DEFAULT_TASK_BACKEND_ALIAS], DatabaseBackend):
            self.stdout.write("当前设置下任务随提交立即办理，不需要后台进程。")
            return
        worker = Worker(
            queue_names=["*"],
            interval=0,
            batch=True,  # returns when nothing is waiting, so that the loop below can look for lapsed jobs
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        self._forget_old_tasks()
        if once:
            jobs.reap()
            worker.run()
            return
        worker.configure_signals()
        self.stdout.write("后台任务进程已启动，按 Ctrl-C 结束。")
        reaped, day = float("-inf"), None
        while worker.running:
            if day != timezone.localdate():
                day = timezone.localdate()
                jobs.new_day(day)
            if time.monotonic() - reaped >= REAP_EVERY:
                self._reap()
                reaped = time.monotonic()
            worker.run()
            if worker.running:
                time.sleep(interval)

    def _reap(self) -> None:
        try:
            close_old_connections()
            jobs.reap()
        except OperationalError as error:  # the database is busy or restarting: the next round will do
            self.stderr.write(f"暂时无法检查中断的任务：{error}")

    @staticmethod
    def _forget_old_tasks() -> None:
        """The queue's own rows are of no use once done: jobs tell the story. Those of dead workers never end."""
        before = timezone.now() - KEEP_TASKS
        DBTaskResult.objects.finished().filter(finished_at__lt=before).delete()
        DBTaskResult.objects.running().filter(started_at__lt=before).delete()
