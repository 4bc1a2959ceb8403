import pytest

from tests.core.spreadsheets.corpus import CORPUS
from tests.core.spreadsheets.hostile import HOSTILE
from union_site.core.spreadsheets.guard import GuardError
from union_site.core.spreadsheets.reader import ReadError, read_workbook

ALL = CORPUS | HOSTILE


@pytest.mark.parametrize("content, verdict", ALL.values(), ids=ALL.keys())
def test_verdict(content, verdict):
    try:
        read_workbook(content, name="某表.xlsx")
        found = "read"
    except (GuardError, ReadError) as refusal:
        found = refusal.code
        assert refusal.message.endswith("。")
        assert "{" not in refusal.message
    assert found == verdict
