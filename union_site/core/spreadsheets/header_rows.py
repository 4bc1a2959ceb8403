"""Where a header stands and what its columns are called: one row, or groups above and the headings proper below."""

import re
from collections import Counter

from union_site.core.spreadsheets.stated import BARE_LABEL, BLANK, UNIT, Cell, is_label, text_of
from union_site.core.widths import matching_key

SEARCH_ROWS = 30  # rows of two cells or more among which the header is
SEARCH_LINES = 300
MOST_ROWS = 4
COUNTER_HEADINGS = frozenset({"序号", "编序", "行号", "no", "no."})
Range = tuple[int, int, int, int]
_OF_THE_GROUP = frozenset({"合计", "小计", "总计", "总数", "计", "人数"})
_PARENTHESES = re.compile(r"[(（][^()（）]*[)）]$")
_NUMERIC_TEXT = re.compile(r"(?!\d{4}年度?$)[\d.,%:/\-+年月日\s]+")
_UNIT_ALONE = re.compile(rf"[(（]?(?:单位[:：]?)?({UNIT})[)）]?")
_UNIT_STATED = re.compile(rf"[(（/](?:单位[:：]?)?{UNIT}[)）]?$")
_UNIT_WORDS = frozenset({"单位", "计量单位", "-", "—", "/"})
_LATIN = re.compile(r"^[A-Za-z][A-Za-z .'_-]*(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff)）])\s*[A-Za-z][A-Za-z .'_-]*$")
_BREAK = re.compile(r"\s*[\r\n]+\s*")


def find(rows: list[list[Cell]], known: set[str]) -> int | None:
    """The first of the best-looking rows: many short, different texts, and a width like the rows below."""
    best, best_score = None, 0.0
    seen = 0
    for position, row in enumerate(rows):
        filled = [value for value in row if value not in BLANK and text_of(value) != "" or _is_number(value)]
        if not filled:
            continue
        seen += 1 if len(filled) > 1 else 0
        if seen > SEARCH_ROWS or position > SEARCH_LINES:
            break
        score = _score(filled, known)
        if score > best_score * 1.2:
            best, best_score = position, score
    if best:
        upper = _texts(rows[best - 1])
        if _sub_headings(rows, best - 1, upper):
            return best - 1  # the row of sub-headings was the longer one
    return best


def _is_number(value: Cell) -> bool:
    return not isinstance(value, str) and value is not None


def _texts(row: list[Cell]) -> dict[int, str]:
    return {index: text_of(value) for index, value in enumerate(row) if text_of(value)}


def _score(filled: list[Cell], known: set[str]) -> float:
    if len(filled) >= 4:  # 填报单位 may stand at the right of the headings
        filled = [value for value in filled if not is_label(value)]
    texts = [text_of(value) for value in filled]
    keys = [matching_key(text) for text in texts]
    if cut := _second_table(keys):
        filled, texts, keys = filled[:cut], texts[:cut], keys[:cut]
    recognised = sum(key in known for key in keys)
    if len(filled) < 2 and not recognised:
        return 0.0
    if any(is_label(text) for text in texts):
        return 0.0
    if len(texts) <= 4 and BARE_LABEL.fullmatch(texts[0]) and recognised < 2:
        return 0.0  # 填报单位 and a name beside it; as a heading it stands among others
    plausible = sum(
        bool(text) and len(text) <= 40 and not _NUMERIC_TEXT.fullmatch(text) and not text.startswith("合计")
        for text in texts
    )
    if plausible < 0.8 * len(filled):
        return 0.0
    different = len(set(keys)) / len(keys)
    if different < 0.6:
        return 0.0
    counter = keys[0] in COUNTER_HEADINGS
    return plausible * different + 3 * recognised + (plausible if counter else 0)


def _second_table(keys: list[str]) -> int:
    """Where headings begin anew: at a second 序号, or where the first two are said again. 0 if nowhere."""
    for place in range(2, len(keys)):
        again = keys[place] == keys[0] and keys[place + 1 : place + 2] == keys[1:2]
        if keys[place] in COUNTER_HEADINGS and keys[0] in COUNTER_HEADINGS or again:
            return place
    return 0


def beside(row: list[Cell]) -> int | None:
    """The index at which a second table begins beside the first one, if there is one."""
    texts = _texts(row)
    cut = _second_table([matching_key(text) for text in texts.values()])
    return list(texts)[cut] if cut else None


def labels(rows: list[list[Cell]], position: int, merged: list[Range], known: set[str]) -> tuple[dict[int, str], int]:
    """Heading by column index, and over how many rows the header extends: as merged, else where gaps say so."""
    high = min(height(position, merged), len(rows) - position)
    if high > 1:
        return merged_labels(rows, position, high, merged, known), high
    upper = {index: _BREAK.sub("", text) for index, text in _texts(rows[position]).items() if not is_label(text)}
    lower = _sub_headings(rows, position, upper)
    if not lower:
        return upper, 1
    third = _third_row(rows, position + 2, upper, lower)
    found = dict(upper)
    lowest = {**{index: text for index, text in lower.items() if index not in third}, **third}
    repeated = len(set(lowest.values())) < len(lowest)
    for index, text in lowest.items():
        group = next((upper[left] for left in range(index, -1, -1) if left in upper), "")
        if index in third:
            below = next((lower[left] for left in range(index, -1, -1) if left in lower), "")
            choices = [text, below + text, group + below + text, group + text]
        elif repeated or text in upper.values():
            choices = [group + text]
        else:
            choices = [text, group + text, group] if text in _OF_THE_GROUP else [text]
        found[index] = next((choice for choice in choices if matching_key(choice) in known), choices[0])
    return dict(sorted(found.items())), 3 if third else 2


def in_chinese(found: dict[int, str]) -> dict[int, str]:
    """The headings of a sheet in two languages without the other one: Name 姓名, 所属工会Union. One alone stays: IC卡号."""
    chinese = {index: _LATIN.sub("", text).strip() for index, text in found.items()}
    changed = sum(chinese[index] != text for index, text in found.items())
    return chinese if changed > 1 and 2 * changed >= len(found) else found


def with_units(found: dict[int, str], row: list[Cell]) -> dict[int, str]:
    """The headings with the units that a row of nothing else states below them: 金额 and 万元 are 金额（万元）.

    The same headings where it is no such row.
    """
    units = {}
    for index, value in enumerate(row):
        if value in BLANK:
            continue
        text = "".join(value.split()) if isinstance(value, str) else "number"
        if not text or text in _UNIT_WORDS:
            continue
        unit = _UNIT_ALONE.fullmatch(text)
        if unit is None or index not in found:
            return found
        units[index] = unit[1]
    if len(units) < 2 and not any("元" in unit for unit in units.values()):
        return found
    return {
        index: f"{text}（{units[index]}）" if index in units and not _UNIT_STATED.search(text) else text
        for index, text in found.items()
    }


def _sub_headings(rows: list[list[Cell]], position: int, upper: dict[int, str]) -> dict[int, str]:
    """Sub-headings under merged group headings: they fill gaps of the row above and stand only below groups."""
    if position + 1 >= len(rows) or len(upper) < 2:
        return {}
    row = rows[position + 1]
    lower = {index: _BREAK.sub("", text) for index, text in _texts(row).items()}
    if not lower or len(lower) != sum(value not in BLANK for value in row) or min(lower) == 0:
        return {}
    gaps = [index for index in range(min(upper), max(max(upper), max(lower)) + 1) if index not in upper]
    plain = [index for index in upper if index not in lower]
    if not gaps or not plain or any(index not in lower for index in gaps):
        return {}
    groups = set()
    for gap in gaps:
        left = next((index for index in range(gap, -1, -1) if index in upper), None)
        if left is not None:
            groups.add(left)
    if set(lower) != groups | set(gaps):
        return {}
    if any(_NUMERIC_TEXT.fullmatch(text) or len(text) > 20 for text in lower.values()):
        return {}
    return lower


def _third_row(rows: list[list[Cell]], position: int, upper: dict[int, str], lower: dict[int, str]) -> dict[int, str]:
    """Headings below a group of the second row (其中 > 女职工, 农民工): texts alone, beyond what stands above them."""
    if position >= len(rows):
        return {}
    row = rows[position]
    third = {index: _BREAK.sub("", text) for index, text in _texts(row).items()}
    if len(third) < 2 or len(third) != sum(value not in BLANK for value in row):
        return {}
    plain = [index for index in upper if index not in lower]
    beyond = [index for index in third if index not in lower and index not in upper]
    if not beyond or set(third) & set(plain) or min(third) <= min(upper):
        return {}
    if any(_NUMERIC_TEXT.fullmatch(text) or len(text) > 20 for text in third.values()):
        return {}
    return third


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
        if len(path) > 1 and (unit := _UNIT_ALONE.fullmatch(path[-1])):
            path[-2:] = [f"{path[-2]}（{unit[1]}）"]
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
