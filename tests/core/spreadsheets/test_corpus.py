import pytest

from tests.core.spreadsheets.corpus import CORPUS
from union_site.core.spreadsheets.guard import GuardError
from union_site.core.spreadsheets.reader import ReadError, read_workbook


@pytest.mark.parametrize("content, verdict", CORPUS.values(), ids=CORPUS.keys())
def test_verdict(content, verdict):
    try:
        read_workbook(content, name="某表.xlsx")
        found = "read"
    except (GuardError, ReadError) as refusal:
        found = refusal.code
        assert refusal.message.endswith("。")
        assert "{" not in refusal.message
    assert found == verdict
