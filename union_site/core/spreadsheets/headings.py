"""Which column of a sheet is which field, and to which register a sheet belongs.

A column offers ``name``, ``headings`` (accepted headings, the official one first) and ``required``. A candidate offers
``columns`` and may offer ``sheet_names`` (words that its sheets' names and titles use).
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from union_site.core.spreadsheets.stated import UNIT
from union_site.core.spreadsheets.tables import Table
from union_site.core.widths import matching_key, tidy


class Column(Protocol):
    """What this module needs of a column's declaration."""

    name: str
    headings: tuple[str, ...]
    required: bool


class Heading(NamedTuple):
    """A heading without ornament: ``key`` for matching, ``unit`` as written behind it (元, 万元, 人, 元/人) or ""."""

    key: str
    unit: str


ERROR_HEADING, ROW_HEADING = "错误说明", "原行号"
IGNORED = frozenset({"序号", ERROR_HEADING, ROW_HEADING})
"""Columns of our own books that are no data."""

_TRAILING_UNIT = re.compile(rf"(?:[(\[<](?:单位[:]?)?({UNIT})[)\]>]|[/,:]({UNIT}))$")
# 1.姓名, （二）单位, ③电话; a year is no numbering.
_NUMBERING = re.compile(r"^(?:[(\[]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)\]、.:]+|[①-⑳])(?=[^\d\s])")
_DAY = re.compile(r"(?<=..)(?:时间|年月日|年月)$")
_NAME = re.compile(r"(?<=工会|单位|企业)(?:名称|全称)$")
_FIRST = re.compile(r"(?<=电话|手机|方式)[1一]$")
_ORNAMENT = re.compile(r"[(\[<](?:必填|必填项|选填|可选|可不填|如有)[)\]>]|[*★#]|[:]$")
_PARENTHESES = re.compile(r"[(\[<][^()\[\]<>]*[)\]>]$")
_BRACKETS = str.maketrans("【】〔〕〈〉《》", "[][]<><>")


@lru_cache(maxsize=4096)
def normalise(heading: str) -> Heading:
    """身份证号 * , 身份证号（必填） and 身 份 证 号 are the same; 参保金额（万元） is 参保金额 in 万元."""
    key = _NUMBERING.sub("", _ORNAMENT.sub("", matching_key(heading).translate(_BRACKETS)))
    unit = ""
    if found := _TRAILING_UNIT.search(key):
        rest = key[: found.start()]
        if rest:
            key, unit = rest, found.group(1) or found.group(2)
    return Heading(key, unit)


def _alike(key: str) -> str:
    """授予时间 and 授予年月 are 授予日期, 所在工会全称 is 所在工会, 联系电话1 is 联系电话."""
    return _FIRST.sub("", _NAME.sub("", _DAY.sub("日期", key)))


def _without_parentheses(key: str) -> str:
    """参保单位(工会) is also known as 参保单位."""
    return _PARENTHESES.sub("", key) or key


@lru_cache(maxsize=4096)
def known_as(heading: str) -> frozenset[str]:
    """The keys under one of which a heading is found: as it stands, without its parentheses, by other words for a day."""
    key = normalise(heading).key
    short = _without_parentheses(key)
    return frozenset((key, _alike(key), short, _alike(short)))


@dataclass
class Mapping:
    """Which column index holds which field."""

    columns: dict[str, int] = field(default_factory=dict)  # name → column index
    units: dict[str, str] = field(default_factory=dict)  # name → unit of its heading, where one is stated
    unknown: list[tuple[int, str]] = field(default_factory=list)  # headings that no column accepts
    missing: list[Any] = field(default_factory=list)  # required columns that the sheet lacks


def match(headings: Iterable[tuple[int, str]], columns: Sequence[Column]) -> Mapping:
    """Gives every heading to the column that accepts it, ignoring width, spaces, case, units and 必填 marks.

    Exact headings go before those that agree only without their parentheses; of two headings for one column the one
    earlier among its accepted headings wins, and the other one is unknown.
    """
    mapping = Mapping()
    exact: dict[str, tuple[int, Column]] = {}
    days: dict[str, tuple[int, Column]] = {}
    loose: dict[str, tuple[int, Column] | None] = {}
    for column in columns:
        for rank, accepted in enumerate(column.headings):
            key = normalise(accepted).key
            exact.setdefault(key, (rank, column))
            days.setdefault(_alike(key), (rank, column))
            # A short form that two columns share is of no use.
            short = _without_parentheses(key)
            if short in loose and (loose[short] is None or loose[short][1] is not column):
                loose[short] = None
            else:
                loose.setdefault(short, (rank, column))
    claims: dict[str, list[tuple[int, int, int, str, str]]] = {}
    for index, text in headings:
        key, unit = normalise(text)
        if key in IGNORED:
            continue
        found, penalty = exact.get(key), 0
        if found is None:
            found, penalty = days.get(_alike(key)), 500
        if found is None:
            short = _without_parentheses(key)
            found, penalty = loose.get(short) or days.get(_alike(short)), 1000
        if found is None:
            mapping.unknown.append((index, text))
            continue
        rank, column = found
        claims.setdefault(column.name, []).append((penalty + rank, index, index, text, unit))
    for name, claimants in claims.items():
        claimants.sort()
        _, _, index, _, unit = claimants[0]
        mapping.columns[name] = index
        if unit:
            mapping.units[name] = unit
        mapping.unknown.extend((index, text) for _, _, index, text, _ in claimants[1:])
    mapping.unknown.sort()
    mapping.missing = [column for column in columns if column.required and column.name not in mapping.columns]
    return mapping


# Shares of a sheet's headings that a register must know, and of its own columns that the sheet must have.
KNOWN_SHARE = 0.6
COVERED_SHARE = 0.4
CLEAR_LEAD = 0.05


def recognise(table: Table, candidates: Iterable[Any], sheet_name: str = "") -> tuple[Any, float] | None:
    """The candidate to which a sheet belongs with its score (0 to 1), or None where none or more than one would do.

    Headings that many registers share (姓名, 所属工会) weigh less than those of one alone (关爱类别). The sheet's name
    or title decides between registers of like columns; it never makes up for columns that are not there.
    """
    scored = rank(table, candidates, sheet_name)
    if not scored or (len(scored) > 1 and scored[0][1] - scored[1][1] < CLEAR_LEAD):
        return None
    best, score = scored[0]
    return best, round(min(score, 1.0), 3)


def rank(table: Table, candidates: Iterable[Any], sheet_name: str = "") -> list[tuple[Any, float]]:
    """The candidates to which a sheet may belong with their scores, the best first."""
    candidates = list(candidates)
    commonness = Counter(
        key
        for candidate in candidates
        for key in {normalise(text).key for column in candidate.columns for text in column.headings}
    )
    scored = [(candidate, _score(table, candidate, commonness, sheet_name)) for candidate in candidates]
    return sorted((entry for entry in scored if entry[1]), key=lambda entry: -entry[1])


# Said of almost anything: a sheet of these alone belongs nowhere.
_COMMON = frozenset(
    "姓名 性别 身份证号 身份证号码 联系电话 手机 手机号码 电话 日期 备注 类别 名称 所属工会 工作单位 级别 金额 编号 年度 单位".split()
)


def _score(table: Table, candidate: Any, commonness: Counter, sheet_name: str) -> float:
    mapping = match(table.headings, candidate.columns)
    if not mapping.columns:
        return 0.0

    def weight(text: str) -> float:
        key = normalise(text).key
        return (0.4 if key in _COMMON else 1.0) / max(commonness[key], 1) ** 0.5

    by_index = {index: text for index, text in table.headings if normalise(text).key not in IGNORED}
    known = sum(weight(by_index[index]) for index in mapping.columns.values() if index in by_index)
    unknown = sum(weight(text) for _, text in mapping.unknown)
    weights = {column.name: weight(column.headings[0]) * (2 if column.required else 1) for column in candidate.columns}
    covered = sum(weights[name] for name in mapping.columns) / sum(weights.values())
    share = known / (known + unknown)
    named = _is_named(candidate, table.title, sheet_name)
    required = sum(column.required for column in candidate.columns)
    present = 1 - len(mapping.missing) / required if required else 1.0
    enough = share >= KNOWN_SHARE and covered >= COVERED_SHARE * (0.5 if named or share >= 0.8 else 1)
    # A sheet with many columns of its own is still ours when it has nearly all of the register's, or says its name.
    extended = not mapping.missing and (covered >= 0.75 or (named and covered >= 0.4)) and share >= 0.35
    # So is one that has all of many required columns, whatever else stands in it (民族, 职务, 岗位 of a roster).
    extended = extended or (named and share >= 0.6)  # it may lack a column, and that is to be said
    extended = extended or (not mapping.missing and required >= 4 and share >= 0.25)
    if not (enough or extended) or present < (0.5 if named else 0.75):
        return 0.0
    return 0.4 * share + 0.3 * covered + 0.2 * present + (0.1 if named else 0)


def _is_named(candidate: Any, title: str, sheet_name: str) -> bool:
    place = matching_key(sheet_name) + " " + matching_key(title)
    return any(matching_key(tidy(word)) in place for word in getattr(candidate, "sheet_names", ()) if word)
