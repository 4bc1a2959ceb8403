"""What a marked file says of a row: colours, comments, and its line of the column 错误说明."""

from collections.abc import Iterable
from typing import NamedTuple

from union_site.core.spreadsheets.workbook import MARK_FILL

MOST_COMMENTS = 2000  # in a sheet: more make a spreadsheet program slow, and the column says the same
NOTICE_FILL = "FFF4D6"
OURS = frozenset({MARK_FILL, NOTICE_FILL})
COLUMN_WIDTH = 60  # in characters; a Chinese one takes two


class Line(NamedTuple):
    """What is to be said of a row: by cell (column from 1, 0 for the row), and in its line of the column 错误说明."""

    number: int
    problems: dict[int, list[str]]
    notices: dict[int, list[str]]
    words: list[str]


def marks(line: Line) -> Iterable[tuple[int, str, list[str]]]:
    """(column, fill, words) of the cells of a row; what is wrong goes before what is only to be looked at."""
    for column in sorted((line.problems.keys() | line.notices.keys()) - {0}):
        problems = line.problems.get(column, [])
        notices = [f"{words}（提醒，不影响导入）" for words in line.notices.get(column, [])]
        yield column, MARK_FILL if problems else NOTICE_FILL, problems + notices


def comment_of(words: Iterable[str]) -> str:
    """The comment of a cell, each sentence once."""
    return "系统：" + "\n".join(dict.fromkeys(words))
