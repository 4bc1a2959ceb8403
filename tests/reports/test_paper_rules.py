"""Rules of papers that hold from whichever page one comes: whose a section is, what is signed, what was sent twice."""

from datetime import date

import pytest

from tests.factories import FACTORIES
from tests.reports.writing import write
from union_site.core.periods import Period
from welfare.models import HardshipCase

TODAY = date(2021, 7, 5)
PERIOD = Period.parse("2021H1")


@pytest.fixture
def cases(union, other_union):
    """Three files of hardship: two of 青石镇, one of 白鹭街道."""
    return [
        FACTORIES[HardshipCase](organization=one, opened_on=date(2021, 3, 1)) for one in (union, union, other_union)
    ]


def test_no_text_holds_what_no_database_keeps(client_of, editor, root, cases):
    made = write(root, editor, "总结", {"服务保障": "旧文。"})
    section = made.sections.get()
    address = f"/papers/{made.public_id}/{section.public_id}/"
    client = client_of(editor)
    client.post(address + "save/", {"heading": "服\0务", "text": "新\0文。", "base": "1"})
    client.post(address + "comments/", {"sentence": "", "text": "太\0短"})
    client.post(f"/papers/{made.public_id}/sections/add/", {"heading": "打\0算"})
    section.refresh_from_db()
    assert (section.heading, section.text) == ("服务", "新文。")
    assert [one.text for one in section.comments.all()] == ["太短"]
    assert made.sections.last().heading == "打算"
