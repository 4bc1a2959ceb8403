"""One roster as real programs save it (LibreOffice 7.4: .xlsx, .xls, .ods, .html, GB18030 text): one verdict for all."""

from datetime import date
from pathlib import Path

import pytest

from union_site.core.spreadsheets import importing
from union_site.core.spreadsheets.cleaning import clean

FILES = Path(__file__).with_name("files")
UNION = "云川兴榆商贸有限公司工会"
DUAN = ("段浩浩", "33990119880717309X", "19700063575", UNION, date(2021, 6, 30))
CHENG = ("程帆帆", "339901199308242892", "19700067325", UNION, date(2021, 6, 30))
QIAN = ("钱娜雪", "339901198707140485", "197-0002-5306/0571-88886666", UNION, date(2021, 6, 1))


def verdict_on(name):
    """(taken rows, errors, notices and changes) as (row, letter, code)."""
    plan = importing.read(FILES / name, name)[0]
    assert (plan.status, plan.resource.key) == ("ok", "member")
    rows = clean(plan, {}, set())
    names = ("name", "identity", "phone", "organization", "joined_on")
    taken = [tuple(row.values[name] for name in names) for row in rows if not row.errors]
    errors = [(row.number, issue.letter, issue.code) for row in rows for issue in row.errors]
    said = [(row.number, issue.letter, issue.code) for row in rows for issue in (*row.warnings, *row.changes)]
    return taken, errors, said


ERRORS = [(7, "C", "id_precision"), (8, "C", "id_check"), (8, "F", "date_year_missing")]
SAID = {(4, "B", "name_spaces"), (6, "D", "phone_several"), (6, "F", "day_assumed"), (5, "F", "date_time_dropped")}


@pytest.mark.parametrize("name", ["roster.xlsx", "roster.xls", "roster.ods", "roster.html"])
def test_the_same_roster_gets_the_same_verdict(name):
    taken, errors, said = verdict_on(name)
    assert taken == [DUAN, CHENG, QIAN]
    assert errors == ERRORS
    assert SAID <= set(said) <= {*SAID, (7, "F", "date_serial")}


def test_text_knows_no_merged_cells():
    taken, errors, _ = verdict_on("roster.csv")
    assert taken == [DUAN, QIAN]
    assert errors == [(5, "E", "required"), *ERRORS]
