"""How the headings of a sheet are named in questions and answers, and what a set of answers says about a sheet."""

from collections.abc import Mapping
from typing import Any

from union_site.core.spreadsheets.evidence import unheaded
from union_site.core.spreadsheets.headings import IGNORED, normalise
from union_site.core.spreadsheets.resource import ROW_ID_HEADING
from union_site.core.spreadsheets.tables import Table
from union_site.core.spreadsheets.xmlscan import column_letters

ROW_ID_KEY = normalise(ROW_ID_HEADING).key
_NOT_ASKED = IGNORED | {ROW_ID_KEY}


def unheaded_name(index: int) -> str:
    """How a column without a heading is called."""
    return f"{column_letters(index + 1)}列（无表头）"


def answer_keys(table: Table) -> dict[int, str]:
    """{column index: what the column is called in answers}, without 行标识 and other columns of our own books.

    A heading is called as it stands; of several that are the same the later ones are numbered: 姓名, 姓名（第2个）.
    """
    seen: dict[str, int] = {}
    keys = {}
    for index, text in table.headings:
        key = normalise(text).key
        if key in _NOT_ASKED:
            continue
        seen[key] = seen.get(key, 0) + 1
        keys[index] = text if seen[key] == 1 else f"{text}（第{seen[key]}个）"
    keys.update((index, unheaded_name(index)) for index in unheaded(table))
    return dict(sorted(keys.items()))


def is_single(column: Any) -> bool:
    """Whether a column of a register is one column of a sheet, and not a family of headings found by what they say."""
    return not column.pattern and not column.child


def told(columns: Mapping[str, Any], table: Table, answers: Mapping[str, str]) -> dict[int, str]:
    """{column index: column name, or "" for none} as far as the answers still fit the sheet and the register.

    `columns`: those of the register by name. A heading of a family (2021年职工数) belongs to it by what it says, and is
    told only when it shall not be imported.
    """
    if not answers:
        return {}
    said = {normalise(heading).key: column for heading, column in answers.items()}
    found: dict[int, str] = {}
    for index, key in answer_keys(table).items():
        column = said.get(normalise(key).key)
        if column == "" or (column in columns and is_single(columns[column]) and column not in found.values()):
            found[index] = column
    return found
