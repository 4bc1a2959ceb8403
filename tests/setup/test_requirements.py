"""The pinned requirements: complete, hashed, and the same wherever they were compiled."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMPILED = ["requirements.txt", "requirements-dev.txt", "deploy/local/uv.txt"]
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(path: str) -> dict[str, set[str]]:
    """Package → versions; a package may be pinned once for each range of Python versions."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / path).read_text().splitlines():
        if match := PINNED.match(line):
            found.setdefault(normal(match[1]), set()).add(match[2])
    return found


def asked(path: str) -> set[str]:
    lines = (ROOT / path).read_text().splitlines()
    return {normal(re.match(r"[A-Za-z0-9._-]+", line)[0]) for line in lines if re.match(r"[A-Za-z0-9]", line)}


@pytest.mark.parametrize("path", COMPILED)
def test_every_package_is_pinned_with_hashes(path):
    text = re.sub(r"\\\n\s+", " ", (ROOT / path).read_text())
    packages = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert packages
    for line in packages:
        assert PINNED.match(line), line
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", line), line


@pytest.mark.parametrize("path", COMPILED)
def test_no_address_and_no_local_folder_is_recorded(path):
    text = (ROOT / path).read_text()
    assert "://" not in text
    assert "--find-links" not in text
    assert "index-url" not in text
    assert " @ " not in text


@pytest.mark.parametrize(
    ("source", "compiled"), [("requirements.in", "requirements.txt"), ("requirements-dev.in", "requirements-dev.txt")]
)
def test_all_that_is_asked_for_is_compiled(source, compiled):
    assert asked(source) <= set(pins(compiled))


def test_tests_run_on_the_versions_that_the_product_runs_on():
    product, development = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {name: development.get(name) for name in product} == product
