"""deploy/local/test.py and what it names elsewhere."""

import re
from pathlib import Path

from tests.fuzz import TARGETS

ROOT = Path(__file__).resolve().parents[2]


def test_every_fuzz_target_is_searched_before_a_release():
    said = re.search(r"FUZZ_TARGETS = \(([^)]*)\)", (ROOT / "deploy" / "local" / "test.py").read_text())[1]
    assert tuple(re.findall(r'"(\w+)"', said)) == TARGETS
    modules = {path.stem for path in (ROOT / "tests" / "fuzz").glob("*.py") if "def one(" in path.read_text()}
    assert modules == set(TARGETS)
