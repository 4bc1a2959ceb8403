"""Everything that must hold before a change is taken: linting, then the tests on SQLite and on PostgreSQL.

    make test                      all of it
    make release                   the same with the doses of RELEASE, and a search for new findings
    .venv/bin/python deploy/local/test.py lint|sqlite|browser|postgresql|fuzz …     only some parts

Every part runs even when an earlier one failed; pytest's closing lines are repeated at the end, and the exit status
is 0 only when all parts passed. Databases, keys and files of the tests lie in a temporary folder.
"""

import base64
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

from processes import PYTHON, ROOT, Stopped, end, free_port, start, stop_on_signals, wait_until

BIN = Path(PYTHON).parent
# Before a release: examples of each property, workers killed, seconds of writing beside each other.
RELEASE = {"HYPOTHESIS_PROFILE": "release", "KILLS": "20", "WRITE_SECONDS": "20"}
FUZZ_SECONDS = 60
FUZZ_TARGETS = ("guard", "reader", "tables", "headings", "parsers", "tokens", "patching")
CLOSING_LINE = re.compile(
    r"^Done \d+ runs in \d+ second|^=+ .*\b(no tests ran|passed|failed|errors?|skipped|deselected)\b.* in [\d.]+s.* =+$"
)


class Run:
    """The parts that have run, their results, and the environment they share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.results: list[tuple[str, bool, float, str]] = []
        self.env = {
            "VAR_DIR": str(folder / "var"),
            "FONT_DIRS": str(ROOT / "var" / "fonts"),
            "CHROMIUM": shutil.which("chromium") or shutil.which("chromium-browser") or "",
        }

    def step(self, title: str, command: list[str], env: dict[str, str] | None = None) -> bool:
        """Run one command, its output passed through; remember how it ended and its closing line."""
        print(f"\n━━━ {title}\n    {' '.join(command)}", flush=True)
        began, closing_line = time.monotonic(), ""
        process = start(
            command, env={**self.env, **(env or {})}, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        )  # fmt: skip
        try:
            for line in process.stdout:
                sys.stdout.write(line)
                sys.stdout.flush()
                if CLOSING_LINE.match(line.rstrip()):
                    closing_line = line.rstrip()
            passed = process.wait() == 0
        finally:
            end(process)
        self.results.append((title, passed, time.monotonic() - began, closing_line))
        return passed

    def fail(self, title: str, reason: str) -> None:
        print(f"\n━━━ {title}\n    {reason}", flush=True)
        self.results.append((title, False, 0.0, ""))

    def report(self) -> bool:
        """Print what passed and what did not, then pytest's closing lines; whether all passed."""
        print("\n━━━ 结果")
        for title, passed, seconds, _ in self.results:
            print(f"    {'通过' if passed else '失败'}  {seconds:6.1f} 秒  {title}")
        for title, _, _, closing_line in self.results:
            if closing_line:
                print(f"{title}\n{closing_line}")
        return bool(self.results) and all(passed for _, passed, _, _ in self.results)


def production_environment(run: Run) -> dict[str, str]:
    """What an office sets, with keys of the moment made as .env.example tells."""

    def key() -> str:
        return base64.b64encode(secrets.token_bytes(32)).decode()

    return {
        "DJANGO_ENV": "production",
        "DJANGO_SECRET_KEY": secrets.token_urlsafe(64),
        "DATA_KEYS": f"1:{key()}",
        "INDEX_KEY": key(),
        "ALLOWED_HOSTS": "union.example.cn",
        "DATABASE_URL": "sqlite:///:memory:",
        "VAR_DIR": str(run.folder / "production"),
    }


def lint(run: Run) -> None:
    manage = [PYTHON, "manage.py"]
    run.step("代码检查 ruff", [str(BIN / "ruff"), "check", "--output-format", "concise"])
    run.step("代码格式 ruff", [str(BIN / "ruff"), "format", "--check", "--output-format", "concise"])
    run.step("楼层 import-linter", [str(BIN / "lint-imports"), "--no-cache"])
    run.step("模板 djlint", [str(BIN / "djlint"), "--lint", "--quiet", "templates"])
    run.step("数据表与代码一致", [*manage, "makemigrations", "--check", "--dry-run"])
    run.step("Django 检查", [*manage, "check", "--fail-level", "WARNING"])
    deploy = [*manage, "check", "--deploy", "--fail-level", "WARNING"]
    run.step("Django 检查（正式环境）", deploy, production_environment(run))


def sqlite(run: Run) -> None:
    run.step("SQLite：除浏览器外的全部测试", [PYTHON, "-m", "pytest", "-n", "2", "-m", "not browser"])


def browser(run: Run) -> None:
    if not run.env["CHROMIUM"]:
        run.fail("SQLite：浏览器测试", "没有 Chromium，请执行 sudo apt-get install -y chromium chromium-l10n")
        return
    # Playwright runs an event loop of its own beside the tests.
    env = {"DJANGO_ALLOW_ASYNC_UNSAFE": "true"}
    run.step("SQLite：浏览器测试", [PYTHON, "-m", "pytest", "-m", "browser"], env)


def postgresql(run: Run) -> None:
    title = "PostgreSQL：除浏览器外的全部测试"
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not folders:
        run.fail(title, "没有 PostgreSQL，请执行 sudo apt-get install -y postgresql")
        return
    with own_postgresql(folders[-1].parent) as url:
        run.step(title, [PYTHON, "-m", "pytest", "-n", "2", "-m", "not browser"], {"DATABASE_URL": url})


@contextmanager
def own_postgresql(programs: Path):
    """A PostgreSQL on a free port of 127.0.0.1 with its data in a temporary folder; yields its DATABASE_URL.

    It keeps nothing, so it need not wait for the disk. It refuses to run as root: then it runs as user postgres.
    """
    owner: dict[str, object] = {}
    if os.getuid() == 0:
        owner = {"user": "postgres", "group": "postgres", "extra_groups": []}
    folder = Path(tempfile.mkdtemp(prefix="union-postgresql-"))
    server = None
    try:
        data, password, port = folder / "data", secrets.token_hex(16), free_port()
        (folder / "password").write_text(password)
        if owner:
            for path in (folder, folder / "password"):
                shutil.chown(path, "postgres", "postgres")
        init = [str(programs / "initdb"), "-D", str(data), "-U", "union", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
        init += ["--auth=scram-sha-256", f"--pwfile={folder / 'password'}"]
        subprocess.run(init, check=True, cwd=folder, stdout=subprocess.DEVNULL, **owner)
        settings = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": folder, "fsync": "off"}
        settings |= {"synchronous_commit": "off", "full_page_writes": "off", "max_connections": 50}
        command = [str(programs / "postgres"), "-D", str(data)]
        command += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with open(folder / "server.log", "wb") as log:
            server = start(command, stdout=log, stderr=log, **owner)

        def is_ready() -> bool:
            # The file's last line says "ready" only once connections are taken.
            state = data / "postmaster.pid"
            return state.exists() and state.read_text().rstrip().endswith("ready")

        if not wait_until(is_ready, server, patience=60):
            raise RuntimeError("PostgreSQL 没有启动成功：\n" + (folder / "server.log").read_text())
        yield f"postgres://union:{password}@127.0.0.1:{port}/postgres"
    finally:
        if server:
            end(server, sign=signal.SIGINT)  # INT is PostgreSQL's fast shutdown
        shutil.rmtree(folder, ignore_errors=True)


def fuzz(run: Run) -> None:
    for target in FUZZ_TARGETS:
        command = [PYTHON, "-m", "tests.fuzz.run", target, str(FUZZ_SECONDS)]
        run.step(f"寻找新的问题：{target}（{FUZZ_SECONDS} 秒）", command)


PARTS: dict[str, Callable[[Run], None]] = {
    "lint": lint,
    "sqlite": sqlite,
    "browser": browser,
    "postgresql": postgresql,
}
MORE_PARTS = {"fuzz": fuzz}


def main(names: list[str]) -> int:
    stop_on_signals()
    parts = PARTS | MORE_PARTS
    if unknown := set(names) - {*parts, "release"}:
        raise SystemExit(f"没有“{'、'.join(sorted(unknown))}”这一部分，可选：{'、'.join(parts)}、release。")
    folder = Path(tempfile.mkdtemp(prefix="union-test-"))
    try:
        run = Run(folder)
        if "release" in names:
            run.env |= RELEASE | {"KILL_SEED": str(secrets.randbelow(10**6))}
            print("加大的次数：" + "，".join(f"{name}={run.env[name]}" for name in (*RELEASE, "KILL_SEED")))
            names = list(parts)
        for name in names or PARTS:
            parts[name](run)
        return 0 if run.report() else 1
    except Stopped:
        print("\n已中断。", file=sys.stderr)
        return 130
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
