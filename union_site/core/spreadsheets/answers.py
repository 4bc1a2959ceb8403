"""How the headings of a sheet are named in questions and answers, and what a set of answers says about a sheet."""

import re
from collections.abc import Mapping
from typing import Any

from union_site.core.spreadsheets import collecting
from union_site.core.spreadsheets.evidence import unheaded
from union_site.core.spreadsheets.headings import IGNORED, normalise
from union_site.core.spreadsheets.resource import ROW_ID_HEADING, RegisterResource
from union_site.core.spreadsheets.tables import Table
from union_site.core.spreadsheets.xmlscan import column_letters

ROW_ID_KEY = normalise(ROW_ID_HEADING).key
_COUNTED = re.compile(r"（第\d+个）$")
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


def heading_of(key: str) -> str:
    """The heading as it stands of a column that is called so in answers."""
    return _COUNTED.sub("", key)


def told(resource: type[RegisterResource], table: Table, answers: Mapping[str, str]) -> dict[int, str]:
    """{column index: what it was said to be} as far as the answers still fit the sheet and the register.

    That is the name of a column, "" for none, or an answer of collecting.offers, which several headings may share.
    """
    if not answers:
        return {}
    single = {column.name for column in resource.columns if is_single(column)}
    several = collecting.offers(resource)
    said = {normalise(heading).key: column for heading, column in answers.items()}
    found: dict[int, str] = {}
    for index, key in answer_keys(table).items():
        column = said.get(normalise(key).key)
        if column == "" or column in several or (column in single and column not in found.values()):
            found[index] = column
    return found
