"""Figures in words: numbers, lists and claims, each by the filters that stand behind its token (see tokens.py).

None means that nothing was reported; the empty text that there is nothing to say, which is no gap.
"""

import re
from dataclasses import dataclass
from datetime import date

from union_site.core import wording
from union_site.core.indicators import Breakdown, Indicator

Filters = list[tuple[str, str]]  # (name, argument), in order
FIELD = re.compile(r"〔([a-z_]+)〕")
_CLAUSE = re.compile(r"[，（）]|[^，（）]+")
_MONTH = re.compile(r"(\d{4})-(\d{2})")


class TokenError(ValueError):
    """A token that the grammar does not know; the message names it."""


@dataclass(frozen=True)
class Stated:
    """A figure stated by hand: the text as typed, and its unit."""

    value: str
    unit: str = ""


def stated_words(stated: Stated | None, filters: Filters) -> str | None:
    """A figure stated by hand as it was typed, with its unit; `数` leaves the unit out."""
    if filters not in ([], [("数", "")]):
        raise TokenError(f"手工填报数后面的“{filters[0][0]}”无法识别，只可用：数。")
    return None if stated is None else stated.value + ("" if filters else stated.unit)


def number_words(indicator: Indicator, value, filters: Filters) -> str:
    """A number with its unit: 206名, 560余件, 1.43万人."""
    text, unit = wording.rounded(value), indicator.unit
    for name, argument in filters:
        match name:
            case "余":
                text = wording.more_than(value)
            case "近":
                text = wording.nearly(value)
            case "约":
                text = wording.about(value)
            case "万":
                text = wording.in_ten_thousands(value, _number(argument, 2, most=8))
            case "数":
                unit = ""
            case unknown:
                raise TokenError(
                    f"指标“{indicator.label}”后面的“{unknown}”无法识别，可用：余、近、约、万、数、同比、任务。"
                )
    return text + unit


def _number(argument: str, otherwise: int, *, most: int) -> int:
    """The number behind a filter's colon."""
    if not argument:
        return otherwise
    if argument.isdecimal() and len(argument) < 5 and int(argument) <= most:
        return int(argument)
    raise TokenError(f"冒号后面的“{argument}”无法识别，只可写0至{most}的整数。")


def claim_words(indicator: Indicator, claim: dict, filters: Filters) -> str | None:
    """A claim: its last number (the share reached), one of its numbers, words where it is true, or what is open."""
    if claim["value"] is None:
        return None
    name, argument = filters[0] if filters else ("", "")
    match name:
        case "":
            return wording.rounded(claim["numbers"][-1]) + indicator.unit
        case "数" if argument.isdecimal() and 0 < int(argument) <= len(claim["numbers"]):
            return wording.rounded(claim["numbers"][int(argument) - 1])
        case "断语":
            return argument if claim["value"] else ""
        case "名单" | "名单和":
            return wording.joined(claim.get("open") or [], last="和" if name == "名单和" else "、")
    raise TokenError(f"判断“{indicator.label}”后面的“{name}”无法识别，可用：数:第几个、断语:文字、名单。")


def list_words(indicator: Indicator, items: list, filters: Filters, year: int | None = None) -> str:
    """A list: how many, their names, or each in words of one's own. `year` is the one that need not be said."""
    filters = list(filters)
    while filters and filters[0][0] == "其中":
        field, _, wanted = filters.pop(0)[1].partition("=")
        items = [item for item in items if _of(item, field) == wanted]
        if not items:
            return ""
    name, argument = filters[0] if filters else ("", "")
    match name:
        case "":
            if not items:
                return ""
            if isinstance(items[0], dict):
                return f"{len(items)}{indicator.unit}"
            return wording.joined([str(item) for item in items]) + indicator.unit
        case "数":
            return str(len(items))
        case "名单" | "名单和":
            names = list(dict.fromkeys(_of(item, "name") for item in items))
            most = _number(argument, 0, most=9999)
            if most and len(names) > most:
                return wording.joined(names[:most]) + f"等{len(items)}{indicator.unit}"
            return wording.joined(names, last="和" if name == "名单和" else "、")
        case "逐项":
            said = list(dict.fromkeys(_fill(argument, item, year) for item in items))
            return ("；" if any("，" in text for text in said) else "、").join(said)
        case "归并":
            groups: dict[str, list[str]] = {}
            for item in items:
                name = _of(item, "name")
                groups.setdefault(_fill(argument, {**item, "name": "\0"}, year), []).append(name)
            return "，".join(text.replace("\0", wording.joined(names)) for text, names in groups.items())
        case "分项" | "分项和" | "占比" | "分别为" if isinstance(indicator, Breakdown) and indicator.adds_up:
            return _parts_words(indicator, items, name, _number(argument, 0, most=9999))
    raise TokenError(f"名单“{indicator.label}”后面的“{name}”无法识别，可用：数、名单、逐项、归并，前面可加“其中”。")


def _parts_words(indicator: Breakdown, items: list, name: str, most: int) -> str:
    """The parts of a whole: 甲8件、乙5件 (甲、乙分别为8件和5件), or 甲占61.5%、乙占38.5%, which add up to 100.

    With `most`, so many of the largest and the rest together as 其他. "" where there is nothing to part.
    """
    parts = [(item["name"], item["count"] or 0) for item in items]
    if most and len(parts) > most:
        parts = [*parts[:most], ("其他", sum(count for _, count in parts[most:]))]
    if not parts:
        return ""
    if name in ("分项", "分项和"):
        said = [f"{part}{wording.rounded(count)}{indicator.unit}" for part, count in parts]
        return wording.joined(said, last="和" if name == "分项和" else "、")
    if name == "分别为":
        values = wording.side_by_side([count for _, count in parts], indicator.unit)
        return (
            f"{wording.joined([part for part, _ in parts])}分别为{values}"
            if len(parts) > 1
            else f"{parts[0][0]}为{values}"
        )
    shares = wording.shares([count for _, count in parts])
    if not shares:  # of a whole of 0
        return ""
    return wording.joined([f"{part}占{share}%" for (part, _), share in zip(parts, shares, strict=True)])


def _of(item, field: str):
    if not isinstance(item, dict):
        raise TokenError(f"名单中只有“{item}”这样的值，没有“{field}”这一项，后面只可用：数。")
    if field not in item:
        raise TokenError(f"名单中没有“{field}”这一项，可用：{'、'.join(item)}。")
    return item[field]


def _fill(template: str, item: dict, year: int | None) -> str:
    """The words of one item. A clause behind the first one is left out when one of its fields is empty."""

    def words(match: re.Match) -> str:
        value = _of(item, match[1])
        if match[1] == "name" and match.string[: match.start()].endswith("《"):
            return value.replace("《", "〈").replace("》", "〉")
        return _value_words(match[1], value, year)

    clauses = _CLAUSE.findall(template)
    kept = [
        clause
        for place, clause in enumerate(clauses)
        if not place or all(_of(item, field) not in ("", None, []) for field in FIELD.findall(clause))
    ]
    text = "".join(FIELD.sub(words, clause) for clause in kept)
    if len(kept) < len(clauses):
        text = re.sub("，{2,}", "，", text).replace("（，", "（").replace("，）", "）").replace("（）", "").strip("，")
    return text


def _value_words(field: str, value, year: int | None) -> str:
    if field == "date":
        day = date.fromisoformat(value)
        return f"{day.month}月{day.day}日"
    if isinstance(value, str) and (month := _MONTH.fullmatch(value)):
        return f"{int(month[2])}月" if year in (None, int(month[1])) else f"{month[1]}年{int(month[2])}月"
    return wording.joined(value) if isinstance(value, list) else str("" if value is None else value)
