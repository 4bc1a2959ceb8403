"""Workers that are programs of their own, on the database of the tests, and can be killed in the middle."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from union_site.core.models import Job

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120  # seconds: a worker that has not come so far by then hangs


def database_url() -> str:
    """The database of the tests as another program names it."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    owner = f"{quote(known['USER'])}:{quote(known['PASSWORD'])}"
    return f"postgres://{owner}@{known['HOST']}:{known['PORT']}/{known['NAME']}"


class Worker:
    """`manage.py worker --once` beside the tests. `var`: its folder; the tests' files must lie in its `files`."""

    def __init__(self, var: Path, **env: str):
        self._log = tempfile.TemporaryFile(dir=var)  # noqa: SIM115 - closed with the worker
        known = {
            "DATABASE_URL": database_url(),
            "VAR_DIR": str(var),
            "DATA_KEYS": settings.DATA_KEYS,
            "INDEX_KEY": settings.INDEX_KEY,
            "PYTHONWARNINGS": "ignore",
            **env,
        }
        command = [sys.executable, "manage.py", "worker", "--once"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **known}, stdout=self._log, stderr=subprocess.STDOUT
        )

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *error) -> None:
        self.process.kill()
        self.process.wait()
        self._log.close()

    def output(self) -> str:
        self._log.seek(0)
        return self._log.read().decode(errors="replace")

    def kill_when(self, happened: Callable[[], bool], moment: float = 0) -> bool:
        """SIGKILL, `moment` seconds after something has happened in the database; False: it had ended by itself."""
        for _ in range(PATIENCE * 200):
            if happened():
                break
            if self._ended(0.005):
                return False
        else:
            raise AssertionError(f"nothing happened:\n{self.output()}")
        if self._ended(moment):
            return False
        self.process.kill()
        self.process.wait()
        return True

    def _ended(self, seconds: float) -> bool:
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True


def work() -> None:
    """Have all that waits done by a worker that nobody kills."""
    call_command("worker", "--once", stdout=StringIO())


def taken(job: Job, interruptions: int) -> Callable[[], bool]:
    """Whether a worker has taken the job after so many interruptions."""
    now = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, interruptions=interruptions, lease_until__gt=Now())
    return now.exists


def let_lease_lapse(job: Job) -> None:
    """As if the time had passed for which a dead worker holds its job: at most two minutes."""
    job.refresh_from_db()
    if job.state == Job.State.RUNNING:
        assert (job.lease_until - timezone.now()).total_seconds() <= 120
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now().replace(year=2020))
