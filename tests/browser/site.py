"""The whole site with the demo district, as `make run` starts it: web server and worker with a folder of their own.

Browser tests talk to it over HTTP alone, so they see the product and nothing of its inside.
"""

import importlib.util
import os
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "Yunchuan@2021"


def _processes():
    """deploy/local/processes.py: children that never outlive their parent."""
    spec = importlib.util.spec_from_file_location("local_processes", ROOT / "deploy" / "local" / "processes.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Site:
    """A running site on a free port of 127.0.0.1; `address` is known once started. Use it with `with`."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="union-browser-"))
        self.address = ""
        self._processes = _processes()
        self._running: list[subprocess.Popen] = []
        # Only what the tests say counts, not what this machine happens to have set.
        for name in ("DATABASE_URL", "DJANGO_ENV", "TASKS_BACKEND"):
            os.environ.pop(name, None)
        self._env = {
            "VAR_DIR": str(self.folder),
            "FONT_DIRS": os.environ.get("FONT_DIRS", str(ROOT / "var" / "fonts")),
            "PYTHONWARNINGS": "ignore",
        }

    def __enter__(self) -> "Site":
        try:
            self.manage("migrate", "--verbosity", "0")
            self.manage("demo")
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error) -> None:
        for process in reversed(self._running):
            self._processes.end(process)
        shutil.rmtree(self.folder, ignore_errors=True)

    def manage(self, *arguments: str) -> str:
        """Run a manage.py command to its end; its output. A failure tells what the command said."""
        command = [self._processes.PYTHON, "manage.py", *arguments]
        env = {**os.environ, **self._env}
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(arguments)}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def log(self) -> str:
        """What web server and worker have written: warnings and errors."""
        return (self.folder / "site.log").read_text(errors="replace")

    def _start(self) -> None:
        processes = self._processes
        python = processes.PYTHON
        with processes.listen(18000, tries=1000) as sock, open(self.folder / "site.log", "wb") as log:
            self.address = f"http://127.0.0.1:{sock.getsockname()[1]}"
            web = [python, "-m", "gunicorn", "union_site.wsgi:application", "--bind", f"fd://{sock.fileno()}"]
            web += ["--workers", "1", "--threads", "4", "--log-level", "warning"]
            options = {"env": self._env, "stdout": log, "stderr": log}
            self._running.append(processes.start(web, pass_fds=[sock.fileno()], **options))
            worker = [python, "-u", "manage.py", "worker", "--interval", "0.1"]
            self._running.append(processes.start(worker, **options))
        if not processes.wait_until(self._answers, self._running[0], patience=60):
            raise RuntimeError("The site did not start:\n" + self.log())

    def _answers(self) -> bool:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            opener.open(self.address + "/sign-in/", timeout=5).close()
        except (urllib.error.URLError, OSError):
            return False
        return True
