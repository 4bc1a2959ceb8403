"""What a fuzzer began with and what it has found are no findings any more."""

from importlib import import_module
from pathlib import Path

import pytest

from tests.fuzz import TARGETS

CORPUS = Path(__file__).with_name("corpus")


@pytest.mark.parametrize("target", TARGETS)
def test_every_input_is_borne(target):
    module = import_module(f"tests.fuzz.{target}")
    seeds = module.seeds()
    assert seeds
    for data in [b"", *seeds]:
        module.one(data)


@pytest.mark.parametrize(
    "path",
    sorted(path for path in CORPUS.rglob("*") if path.is_file()),
    ids=lambda path: f"{path.parent.name}-{path.name}",
)
def test_what_was_found_is_mended(path):
    import_module(f"tests.fuzz.{path.parent.name}").one(path.read_bytes())
