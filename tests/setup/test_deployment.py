"""The files around the code agree with it: settings, deployment, scripts."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted([*(ROOT / "deploy" / "local").glob("*.sh"), ROOT / ".ci" / "run"])
READ_BY_SETTINGS = re.compile(r'\benv(?:\.[a-z_]+)?\(\s*"([A-Z_]+)"')
DESCRIBED = re.compile(r"^#?([A-Z_]+)=", re.M)


def described() -> set[str]:
    return set(DESCRIBED.findall((ROOT / ".env.example").read_text()))


def test_every_setting_is_described_and_nothing_else():
    read = set(READ_BY_SETTINGS.findall((ROOT / "union_site" / "settings.py").read_text()))
    assert {"DATABASE_URL", "DATA_KEYS", "DJANGO_SECRET_KEY"} <= read
    assert described() == read


def test_the_example_holds_no_key():
    lines = (ROOT / ".env.example").read_text().splitlines()
    for name in ("DJANGO_SECRET_KEY", "DATA_KEYS", "INDEX_KEY"):
        assert f"{name}=" in lines


def test_compose_sets_only_values_that_exist():
    text = (ROOT / "deploy" / "compose.yaml").read_text()
    block = re.search(r"environment: &environment\n((?:    .+\n)+)", text)[1]
    assert set(re.findall(r"^    ([A-Z_]+):", block, re.M)) <= described()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_well_formed(script):
    checked = subprocess.run(["bash", "-n", script], capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_every_command_of_the_makefile_is_listed_by_help():
    listed = subprocess.run(["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True).stdout
    assert re.findall(r"^  make ([a-z]+)", listed, re.M) == [
        "help", "setup", "run", "test", "release", "lint", "format", "bench", "lock",
    ]  # fmt: skip


def test_uploads_pass_nginx_when_the_application_takes_them():
    allowed = re.search(r"client_max_body_size (\d+)m;", (ROOT / "deploy/nginx/union-site.conf").read_text())[1]
    assert int(allowed) * 1024 * 1024 > 20 * 1024 * 1024
