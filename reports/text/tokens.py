"""The grammar of summary text: plain text with tokens for figures. Stored as such, edited by staff, rendered here.

    困难职工{{hardship.total}}                 the value with its unit: 206名
    {{hazard.reports|余}}                     560余件; also 近, 约, 万, 万:1 (decimals), 数 (no unit)
    {{mutual.insured@上年}}                   the same period of the year before
    {{mutual.insured@上期}}                   the period before: 上半年 of a 下半年
    {{mutual.insured@青石镇}}                  of another unit beneath the one that writes, by its short or full name
    {{mutual.insured|同比}}                   同比增长11%
    {{mutual.insured|任务}}                   完成年度任务的102.96%; left out where the unit has no target of the year
    {{aid.by_kind|分项:3}}                     parts of a breakdown: 生活救助8人次、医疗救助5人次; with a number, that many and
                                             其他; also 分别为 (甲、乙分别为…) and 占比 (甲占61.5%…, adding up to 100)
    {{culture.sports_events|名单:3}}           names; with a number, that many and 等N项;
                                             名单和: 甲、乙和丙, and 分项和 for parts
    {{organising.new_joint|逐项:〔name〕于〔date〕成立}}      every item in words of one's own; a clause behind the first
                                             is left out when a field of it is empty
    {{model.newly_honoured|归并:〔name〕被评为〔title〕}}    items that differ in name only are joined
    {{plan.items|其中:section=组织建设|逐项:〔name〕}}         only those items; the sentence is left out if there are none
    {{own.7}}                                 an indicator that staff defined
    {{stated.职工书屋}}                        a figure stated by hand, as it was typed, with its unit; 数 without
    {{mutual.target}}                         a claim: its share, 102.96%; 数:2 its second number, 名单 what is open
    {{mutual.target|断语:全面完成}}             words that stand only where the claim is true
    [，其中医疗补助金{{model.medical_grant}}]    left out as a whole when a figure in it was not reported
    ?organising.large_covered=100 全区百人以上企业全部建立工会。   a sentence on a condition
    ?mutual.target=true 全面完成任务。            on a claim: =true or =false, neither without evidence

A sentence whose figure was not reported is left out, never printed with 0.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from reports.text.phrases import TokenError, claim_words, list_words, number_words, stated_words
from union_site.core import wording
from union_site.core.indicators import Indicator, Kind

TOKEN = re.compile(
    r"\{\{\s*([a-z_]+(?:\.[a-z0-9_]+)+|stated\.[^\s{}|@\[\]/\\]+)(?:@([^\s{}|@\[\]]+))?((?:\|[^|{}]+)*)\s*\}\}"
)
CONDITION = re.compile(r"\?([a-z_]+\.[a-z0-9_]+)\s*(>=|<=|=|<|>)\s*(true|false|\d+(?:\.\d+)?)\s+")
LAST_YEAR, LAST_PERIOD = "上年", "上期"
# What saying a token may raise where its filters do not fit the value; TokenError, which tells why, is among them.
FAULTS = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")


@dataclass(frozen=True)
class FigureRun:
    """A figure in a sentence: its words and its key. `at`: "" for the text's own, 上年, 上期, or the name of another unit."""

    text: str
    key: str
    at: str = ""


@dataclass(frozen=True)
class Sentence:
    """A rendered sentence: `runs` of text and figures, or the keys that were `missing`."""

    source: str
    runs: tuple[str | FigureRun, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "".join(run if isinstance(run, str) else run.text for run in self.runs)


@dataclass(frozen=True)
class Trouble:
    """A token that cannot be said: as it stands in the text, its key ("" where none can be told), and why in Chinese.

    `nothing`: the token is right, there only is nothing to say as yet.
    """

    text: str
    key: str
    reason: str
    nothing: bool = False


class Values:
    """The figures of a summary: values by key of this period and of the same period of the year before.

    `year` is the one of which the text speaks: months of other years are named with theirs. Figures stated by hand
    stand among the values as `phrases.Stated`. `targets`: how much of the year's target was reached, in percent, by key.
    `elsewhere`: values by key of 上期 and of other units, by the word behind the @.
    """

    def __init__(
        self,
        indicators: dict[str, Indicator],
        now: dict,
        before: dict,
        year: int | None = None,
        targets: dict[str, Decimal | None] | None = None,
        elsewhere: dict[str, dict] | None = None,
    ):
        self.indicators, self.now, self.before, self.year = indicators, now, before, year
        self.targets, self.elsewhere = targets or {}, elsewhere or {}

    def indicator(self, key: str) -> Indicator:
        try:
            return self.indicators[key]
        except KeyError:
            raise TokenError(f"没有名为“{key}”的指标，请检查文字模板。") from None

    def get(self, key: str, at: str = ""):
        """The value of a figure, here and now or `at` another place. Raises TokenError where there is no such place."""
        if not is_stated(key):
            self.indicator(key)
        if at in ("", LAST_YEAR):
            return (self.before if at else self.now).get(key)
        if at not in self.elsewhere:
            raise TokenError(f"“@{at}”无法识别，可用：@上年、@上期，或本单位下属单位的名称，如 @青石镇。")
        return self.elsewhere[at].get(key)


def is_stated(key: str) -> bool:
    """Whether a key names a figure stated by hand."""
    return key.startswith("stated.")


def keys_of(text: str) -> set[str]:
    """The figures that a text speaks of."""
    return {match[1] for match in TOKEN.finditer(text)} | {match[1] for match in CONDITION.finditer(text)}


def runs(text: str, values: Values) -> list[str | FigureRun | Trouble]:
    """The text with its tokens said; one that cannot be said stands for itself and spoils no other. Never raises."""
    found: list[str | FigureRun | Trouble] = []
    position = 0
    for match in TOKEN.finditer(text):
        found += _plain_runs(text[position : match.start()])
        position = match.end()
        try:
            words = _words(match, values)
        except FAULTS as error:
            reason = str(error) if isinstance(error, TokenError) else "这个标记的写法不适用于这项指标，请重新插入。"
            found.append(Trouble(match[0], match[1], reason))
            continue
        if words:
            found.append(FigureRun(words, match[1], match[2] or ""))
        else:
            reason = "这项指标本期没有上报数据。" if words is None else "本期没有可写的内容。"
            found.append(Trouble(match[0], match[1], reason, nothing=True))
    return found + _plain_runs(text[position:])


_STRAY = re.compile(r"\{\{[^{}]*\}?\}?|\}\}")


def _plain_runs(text: str) -> list[str | Trouble]:
    """Text between tokens; what looks like a token and is none is named."""
    found: list[str | Trouble] = []
    position = 0
    for match in _STRAY.finditer(text):
        if match.start() > position:
            found.append(text[position : match.start()])
        found.append(Trouble(match[0], "", "这个标记无法识别，请删除后用“插入数字”重新插入。"))
        position = match.end()
    if position < len(text):
        found.append(text[position:])
    return found


def places_of(text: str) -> dict[str, set[str]]:
    """{上期 or the name of another unit: the figures that a text asks there}."""
    found: dict[str, set[str]] = {}
    for match in TOKEN.finditer(text):
        if match[2] and match[2] != LAST_YEAR:
            found.setdefault(match[2], set()).add(match[1])
    return found


def keys_of_targets(text: str) -> set[str]:
    """The figures whose share of the year's target a text states."""
    return {match[1] for match in TOKEN.finditer(text) if match[3].split("|")[1:] == ["任务"]}


def render(source: str, values: Values) -> Sentence | None:
    """Render one sentence. None when its condition is false or it has nothing to say. Raises TokenError."""
    text = _applicable(source, values)
    if text is None:
        return None
    runs, missing, position = [], [], 0
    for match in TOKEN.finditer(text):
        if match.start() > position:
            runs.append(text[position : match.start()])
        words = _words(match, values)
        if words == "":
            return None
        if words is None:
            missing.append(match[1])
        else:
            runs.append(FigureRun(words, match[1], match[2] or ""))
        position = match.end()
    rest = text[position:]
    if "{{" in rest or any(isinstance(run, str) and "{{" in run for run in runs):
        raise TokenError(f"文字模板中有无法识别的标记：{source[:60]}")
    if rest:
        runs.append(rest)
    return Sentence(source, missing=tuple(missing)) if missing else Sentence(source, tuple(runs))


def settle(source: str, values: Values) -> tuple[str, tuple[str, ...]] | None:
    """(text, missing) of a template's sentence for these values: conditions and optional parts are decided, tokens stay.

    None when its condition is false or it has nothing to say. Raises TokenError.
    """
    text = _applicable(source, values)
    sentence = render(text, values) if text is not None else None
    return None if sentence is None else (text, sentence.missing)


def _applicable(source: str, values: Values) -> str | None:
    """The sentence without its conditions and optional brackets; None when a condition is false."""
    text = source
    while match := CONDITION.match(text):
        if not _holds(values.indicator(match[1]), values.get(match[1]), match[2], match[3]):
            return None
        text = text[match.end() :]
    return _OPTIONAL.sub(lambda part: part[1] if _complete(part[1], values) else "", text)


def _holds(indicator: Indicator, value, operator: str, bound: str) -> bool:
    of_claim = bound in ("true", "false")
    if of_claim != (indicator.kind == Kind.CLAIM) or (of_claim and operator != "="):
        words = "判断用 =true 或 =false，其他指标与数比较"
        raise TokenError(f"指标“{indicator.label}”的条件“{operator}{bound}”无法识别：{words}。")
    if value is None:
        return False
    if isinstance(value, dict):
        return value["value"] is (bound == "true")
    value, limit = Decimal(len(value) if isinstance(value, list) else value), Decimal(bound)
    return {
        "=": value == limit,
        "<": value < limit,
        ">": value > limit,
        "<=": value <= limit,
        ">=": value >= limit,
    }[operator]


def _complete(text: str, values: Values) -> bool:
    return all(_words(match, values) for match in TOKEN.finditer(text))


def _words(match: re.Match, values: Values) -> str | None:
    """The words of a token; None when its figure was not reported, "" when it has nothing to say."""
    key, at = match[1], match[2] or ""
    parts = [part.partition(":")[::2] for part in match[3].split("|")[1:]]
    filters = [(name.strip(), argument) for name, argument in parts]
    if is_stated(key):
        return stated_words(values.get(key, at), filters)
    value, indicator = values.get(key, at), values.indicator(key)
    if at and [name for name, _ in filters] in (["同比"], ["任务"]):
        raise TokenError(f"“@{at}”后面不能再写“{filters[0][0]}”。")
    if value is None:
        return None
    if isinstance(value, list):
        return list_words(indicator, value, filters, values.year)
    if isinstance(value, dict):
        return claim_words(indicator, value, filters)
    if [name for name, _ in filters] == ["同比"]:
        return wording.year_on_year(value, values.get(key, LAST_YEAR), percent=indicator.unit == "%") or None
    if [name for name, _ in filters] == ["任务"]:
        return wording.of_the_target(values.targets.get(key)) or None
    return number_words(indicator, value, filters)
