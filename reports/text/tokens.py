"""The grammar of summary text: plain text with tokens for figures. Stored as such, edited by staff, rendered here.

    困难职工{{hardship.total}}                 the value with its unit: 206名
    {{hazard.reports|余}}                     560余件; also 近, 约, 万, 万:1 (decimals), 数 (no unit)
    {{mutual.insured@上年}}                   the same period of the year before
    {{mutual.insured|同比}}                   同比增长11%
    {{culture.sports_events|名单:3}}           names; with a number, that many and 等N项
    {{organising.new_joint|逐项:〔name〕于〔date〕成立}}      every item in words of one's own
    {{model.newly_honoured|归并:〔name〕被评为〔title〕}}    items that differ in name only are joined
    [，其中医疗补助金{{model.medical_grant}}]    left out as a whole when a figure in it was not reported
    ?organising.large_covered=100 全区百人以上企业全部建立工会。   a sentence on a condition

A sentence whose figure was not reported is left out, never printed with 0.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from union_site.core import wording
from union_site.core.indicators import Indicator

TOKEN = re.compile(r"\{\{\s*([a-z_]+(?:\.[a-z_]+)+)(@上年)?((?:\|[^|{}]+)*)\s*\}\}")
CONDITION = re.compile(r"\?([a-z_]+\.[a-z_]+)\s*(>=|<=|=|<|>)\s*(\d+(?:\.\d+)?)\s+")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_FIELD = re.compile(r"〔([a-z_]+)〕")


class TokenError(ValueError):
    """A token that the grammar does not know; the message names it."""


@dataclass(frozen=True)
class FigureRun:
    """A figure in a sentence: its words and its key (`before`: of the year before)."""

    text: str
    key: str
    before: bool = False


@dataclass(frozen=True)
class Sentence:
    """A rendered sentence: `runs` of text and figures, or the keys that were `missing`."""

    source: str
    runs: tuple[str | FigureRun, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "".join(run if isinstance(run, str) else run.text for run in self.runs)


class Values:
    """The figures of a summary: values by key of this period and of the same period of the year before."""

    def __init__(self, indicators: dict[str, Indicator], now: dict, before: dict):
        self.indicators, self.now, self.before = indicators, now, before

    def indicator(self, key: str) -> Indicator:
        try:
            return self.indicators[key]
        except KeyError:
            raise TokenError(f"没有名为“{key}”的指标，请检查文字模板。") from None

    def get(self, key: str, before: bool = False):
        self.indicator(key)
        return (self.before if before else self.now).get(key)


def keys_of(text: str) -> set[str]:
    """The figures that a text speaks of."""
    return {match[1] for match in TOKEN.finditer(text)} | {match[1] for match in CONDITION.finditer(text)}


def render(source: str, values: Values) -> Sentence | None:
    """Render one sentence. None when its condition is false. Raises TokenError on a token that is wrong."""
    text = source
    while match := CONDITION.match(text):
        if not _holds(values.get(match[1]), match[2], Decimal(match[3])):
            return None
        text = text[match.end() :]
    text = _OPTIONAL.sub(lambda part: part[1] if _complete(part[1], values) else "", text)
    runs, missing, position = [], [], 0
    for match in TOKEN.finditer(text):
        if match.start() > position:
            runs.append(text[position : match.start()])
        words = _words(match, values)
        if words is None:
            missing.append(match[1])
        else:
            runs.append(FigureRun(words, match[1], bool(match[2])))
        position = match.end()
    rest = text[position:]
    if "{{" in rest or any(isinstance(run, str) and "{{" in run for run in runs):
        raise TokenError(f"文字模板中有无法识别的标记：{source[:60]}")
    if rest:
        runs.append(rest)
    return Sentence(source, missing=tuple(missing)) if missing else Sentence(source, tuple(runs))


def _holds(value, operator: str, bound: Decimal) -> bool:
    if value is None:
        return False
    value = Decimal(len(value) if isinstance(value, list) else value)
    return {
        "=": value == bound,
        "<": value < bound,
        ">": value > bound,
        "<=": value <= bound,
        ">=": value >= bound,
    }[operator]


def _complete(text: str, values: Values) -> bool:
    return all(_words(match, values) is not None for match in TOKEN.finditer(text))


def _words(match: re.Match, values: Values) -> str | None:
    """The words of a token; None when its figure was not reported."""
    key, before = match[1], bool(match[2])
    indicator, value = values.indicator(key), values.get(key, before)
    filters = [part.partition(":")[::2] for part in match[3].split("|")[1:]]
    if value is None:
        return None
    if isinstance(value, list):
        return _list_words(indicator, value, filters)
    if [name for name, _ in filters] == ["同比"]:
        return wording.year_on_year(value, values.get(key, True), percent=indicator.unit == "%") or None
    return _number_words(indicator, value, filters)


def _number_words(indicator: Indicator, value, filters) -> str:
    text, unit = wording.rounded(value), indicator.unit
    for name, argument in filters:
        match name.strip():
            case "余":
                text = wording.more_than(value)
            case "近":
                text = wording.nearly(value)
            case "约":
                text = wording.about(value)
            case "万":
                text = wording.in_ten_thousands(value, int(argument or 2))
            case "数":
                unit = ""
            case unknown:
                raise TokenError(f"指标“{indicator.label}”后面的“{unknown}”无法识别，可用：余、近、约、万、数、同比。")
    return text + unit


def _list_words(indicator: Indicator, items: list, filters) -> str:
    if not filters:
        return (
            wording.joined([str(item) for item in items]) + indicator.unit
            if not isinstance(items[0], dict)
            else f"{len(items)}{indicator.unit}"
        )
    name, argument = filters[0]
    match name.strip():
        case "名单":
            names = list(dict.fromkeys(item["name"] for item in items))
            most = int(argument or 0)
            if most and len(names) > most:
                return wording.joined(names[:most]) + f"等{len(items)}{indicator.unit}"
            return wording.joined(names)
        case "逐项":
            return wording.joined(list(dict.fromkeys(_fill(argument, item) for item in items)))
        case "归并":
            groups: dict[str, list[str]] = {}
            for item in items:
                groups.setdefault(_fill(argument, {**item, "name": "\0"}), []).append(item["name"])
            return "，".join(text.replace("\0", wording.joined(names)) for text, names in groups.items())
        case unknown:
            raise TokenError(f"名单“{indicator.label}”后面的“{unknown}”无法识别，可用：名单、逐项、归并。")


def _fill(template: str, item: dict) -> str:
    def words(match: re.Match) -> str:
        if match[1] not in item:
            raise TokenError(f"名单中没有“{match[1]}”这一项，可用：{'、'.join(item)}。")
        value = item[match[1]]
        if match[1] == "date":
            day = date.fromisoformat(value)
            return f"{day.month}月{day.day}日"
        return wording.joined(value) if isinstance(value, list) else str(value or "")

    return _FIELD.sub(words, template)
