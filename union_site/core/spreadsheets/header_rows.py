"""Headings that extend over several rows: groups above, the headings proper below."""

import re
from collections import Counter

from union_site.core.widths import matching_key

MOST_ROWS = 4
Range = tuple[int, int, int, int]
_OF_THE_GROUP = frozenset({"合计", "小计", "总计", "总数", "计", "人数"})
_PARENTHESES = re.compile(r"[(（][^()（）]*[)）]$")


def first_row(position: int, merged: list[Range]) -> int:
    """Where the header begins of which the row at `position` is a part: a heading merged downward begins above."""
    tops = [top for top, _, bottom, _ in merged if top < position <= bottom and bottom - top < MOST_ROWS]
    return min(tops, default=position)


def height(position: int, merged: list[Range]) -> int:
    """Over how many rows the header extends, as far as its merged cells say; 1 where none does."""
    bottoms = [bottom for top, _, bottom, _ in merged if top == position and bottom - top < MOST_ROWS]
    return max(bottoms, default=position) - position + 1


def merged_labels(
    rows: list[list], position: int, rows_high: int, merged: list[Range], known: set[str]
) -> dict[int, str]:
    """Heading by column index of a header of several rows.

    A heading is the lowest text of its column; its groups stand before it where it says too little alone (职工人数 >
    小计), where it repeats, or where only with them it is a known heading.
    """
    last = position + rows_high - 1
    origin = {}
    for top, left, bottom, right in merged:
        if position <= top and bottom <= last:
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    origin[row, column] = (top, left)
    paths: dict[int, list[str]] = {}
    for column in range(max(map(len, rows[position : last + 1]))):
        path = []
        for row in range(position, last + 1):
            above, left = origin.get((row, column), (row, column))
            text = rows[above][left] if left < len(rows[above]) else ""
            text = "".join(text.split()) if isinstance(text, str) else ""
            if text and (not path or path[-1] != text):
                path.append(text)
        if path:
            paths[column] = path
    leaves = Counter(path[-1] for path in paths.values())
    return {column: _label(path, leaves[path[-1]] > 1, known) for column, path in paths.items()}


def _label(path: list[str], repeated: bool, known: set[str]) -> str:
    leaf = path[-1]
    joined = ["".join(path[start:]) for start in range(len(path) - 2, -1, -1)]
    if leaf in _OF_THE_GROUP and len(path) > 1:
        choices = [*joined, path[-2]]
    elif repeated:
        choices = joined or [leaf]
    else:
        choices = [leaf, *joined]
    for choice in choices:
        if matching_key(choice) in known or matching_key(_PARENTHESES.sub("", choice)) in known:
            return choice
    return choices[0]
