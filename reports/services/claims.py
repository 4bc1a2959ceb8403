"""Claims (断语): strong words by hand, each bound to a test by the line or the figures of its sentence, and judged.

Green is what the figures show, red what they refute, with the rows and a truthful wording; everything else is open
until somebody names the evidence. A test that the words merely resemble is proposed, and proves nothing by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from reports.services.targets import Progress
from reports.text.spans import tokens_in
from reports.text.strong_words import Sense, StrongWord
from reports.text.tokens import CONDITION, FAULTS, Values, settle
from reports.text.typed import like
from union_site.core import wording
from union_site.core.indicators import Claim, Indicator, Kind, plain

# Filters under which a token says something else than the figure: how it changed, some of its items.
_OTHER_WORDS = ("同比", "任务", "其中", "逐项", "归并", "断语")
YEARS = 3  # of 逐年递增: this one and the two before


class Verdict(StrEnum):
    """What the figures say of a claim."""

    TRUE = "true"
    FALSE = "false"
    OPEN = "open"


@dataclass(frozen=True)
class Facts:
    """What claims are judged by. `series`: values of the same stretch of this year and the years before, this year first.

    `former`: {key: (words of a former period, value) or None where no former period has a row}; a key is absent where
    the register does not reach back, so that nothing can be said. `parts`: (part, whole) that are known to be so.
    """

    values: Values
    progress: dict[str, Progress] = field(default_factory=dict)
    series: dict[str, list] = field(default_factory=dict)
    former: dict[str, tuple[str, object] | None] = field(default_factory=dict)
    parts: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Judgement:
    """A strong word as it was judged: by which figures (`keys`), what they say, and sentences that would be true."""

    strong: StrongWord
    verdict: Verdict
    said: str = ""
    keys: tuple[str, ...] = ()
    wordings: tuple[str, ...] = ()


def judge(sentence: str, strong: StrongWord, facts: Facts, origin: str = "") -> Judgement:
    """Judge a strong word of a sentence (as stored). `origin`: the template's line from which it came unchanged."""
    if CONDITION.match(origin):
        return _by_line(strong, origin, facts)
    tests = {
        Sense.TARGET: _target,
        Sense.BEYOND: _target,
        Sense.ALL: _whole,
        Sense.RISING: _trend,
        Sense.FALLING: _trend,
        Sense.FIRST: _first,
    }
    test = tests.get(strong.sense)
    found = test(sentence, strong, facts) if test else None
    if found is None and strong.sense == Sense.TARGET and strong.word == "全部完成":
        found = _whole(sentence, strong, facts)
    return found or Judgement(strong, Verdict.OPEN)


def _by_line(strong: StrongWord, origin: str, facts: Facts) -> Judgement:
    """The sentence stands under a condition of the template: does it still hold? Open where it can no longer be asked."""
    keys = tuple(dict.fromkeys(_condition_keys(origin)))
    try:
        holds = settle(origin, facts.values) is not None
    except FAULTS:  # a figure of one's own that was taken out of use, or asks otherwise now
        return Judgement(strong, Verdict.OPEN)
    said = "、".join(f"{facts.values.indicator(key).label} {value_words(facts, key)}" for key in keys)
    return Judgement(strong, Verdict.TRUE if holds else Verdict.FALSE, said, keys)


def _condition_keys(line: str) -> Iterable[str]:
    while match := CONDITION.match(line):
        yield match[1]
        line = line[match.end() :]


def value_words(facts: Facts, key: str) -> str:
    """The value of a figure with its unit, as a claim's evidence shows it."""
    indicator, value = facts.values.indicators[key], facts.values.now.get(key)
    if value is None:
        return "没有上报"
    if isinstance(value, dict):
        numbers = value["numbers"]
        if indicator.unit != "%":
            return "成立" if value["value"] else "不成立"
        return wording.rounded(numbers[-1]) + "%" if numbers and numbers[-1] is not None else "缺少记录"
    if isinstance(value, list):
        return f"{len(value)}{indicator.unit}"
    return wording.rounded(value) + indicator.unit


def _keys(sentence: str) -> list[tuple[int, int, str]]:
    """(start, end, key) of the tokens of this period in a sentence that say the figure itself."""
    return [
        (start, end, key)
        for start, end, key, before, filters in tokens_in(sentence)
        if not before and not any(name in filters for name in _OTHER_WORDS)
    ]


def _replaced(sentence: str, strong: StrongWord, words: str) -> str:
    return sentence[: strong.start] + words + sentence[strong.end :]


def _target(sentence: str, strong: StrongWord, facts: Facts) -> Judgement | None:
    """全面完成 is true where every target of the sentence's figures was reached; 超额完成 where each was passed."""
    tests: list[tuple[str, str, Decimal]] = []
    keys = dict.fromkeys(key for _, _, key in _keys(sentence) if key in facts.values.indicators)
    claims = [one for one in facts.values.indicators.values() if isinstance(one, Claim) and one.unit == "%"]
    for key in keys:
        for claim in claims:
            value = facts.values.now.get(claim.key)
            if (claim.key == key or key in claim.uses) and value and value["value"] is not None:
                tests.append((claim.key, "{{" + claim.key + "}}", value["numbers"][-1]))
    tested = {key for claim, _, _ in tests for key in (claim, *facts.values.indicators[claim].uses)}
    for key in keys:
        one = facts.progress.get(key)
        if key not in tested and one is not None and one.percent is not None:
            tests.append((key, "{{" + key + "|任务}}", one.percent))
    tests = list(dict.fromkeys(tests))
    if not tests:
        return None
    failed = [test for test in tests if test[2] < 100 or (strong.sense == Sense.BEYOND and test[2] <= 100)]
    said = "、".join(
        f"{facts.values.indicators[key].label}完成率 {wording.rounded(percent)}%" for key, _, percent in tests
    )
    said = said.replace("完成完成率", "完成率")
    found = tuple(key for key, _, _ in tests)
    if not failed:
        return Judgement(strong, Verdict.TRUE, said, found)
    return Judgement(strong, Verdict.FALSE, said, found, _target_wordings(sentence, strong, failed[0]))


def _target_wordings(sentence: str, strong: StrongWord, failed: tuple[str, str, Decimal]) -> tuple[str, ...]:
    """全面完成上级下达的任务 → 完成上级下达的任务的97.2%; exactly reached, 超额 goes."""
    key, token, percent = failed
    if percent >= 100:
        return (_replaced(sentence, strong, "完成"),)
    ends = [place for word in ("任务", "目标", "指标") if (place := sentence.find(word, strong.end)) >= 0]
    place = min(ends, default=-1)
    broken = any(stop in sentence[strong.end : place] for stop in "，。；")
    if token.endswith("|任务}}"):
        end = place + 2 if place >= 0 and not broken else strong.end
        return (sentence[: strong.start] + token + sentence[end:],)
    if place < 0 or broken:
        return (_replaced(sentence, strong, f"完成年度任务的{token}"),)
    return (f"{sentence[: strong.start]}完成{sentence[strong.end : place + 2]}的{token}{sentence[place + 2 :]}",)


def _whole(sentence: str, strong: StrongWord, facts: Facts) -> Judgement | None:
    """全部 is true where the sentence's shares are 100%, or where the part behind it is the whole before it."""
    tokens = [(start, end, key) for start, end, key in _keys(sentence) if key in facts.values.indicators]
    shares = [key for _, _, key in tokens if _is_share(facts, key)]
    if shares:
        return _by_shares(sentence, strong, facts, list(dict.fromkeys(shares)))
    clause = min((p for stop in "，。；" if (p := sentence.find(stop, strong.end)) >= 0), default=len(sentence))
    part = next((key for start, _, key in tokens if strong.end <= start < clause), None)
    if part is None or _count(facts, part) is None:
        return None
    unit = like(facts.values.indicators[part].unit)
    befores = [key for _, end, key in tokens if end <= strong.start and like(facts.values.indicators[key].unit) == unit]
    whole = befores[-1] if befores else None
    if whole in (None, part) or _count(facts, whole) is None:
        return None
    counts = _count(facts, part), _count(facts, whole)
    said = f"{value_words(facts, whole)}中的{value_words(facts, part)}"
    if counts[0] < counts[1]:
        wordings = (_replaced(sentence, strong, "其中"), _replaced(sentence, strong, "已"))
        return Judgement(strong, Verdict.FALSE, said, (part, whole), wordings)
    if counts[0] == counts[1] and (part, whole) in facts.parts:
        return Judgement(strong, Verdict.TRUE, said, (part, whole))
    return Judgement(strong, Verdict.OPEN, said if counts[0] == counts[1] else "", (part, whole))


def _is_share(facts: Facts, key: str) -> bool:
    return facts.values.indicators[key].unit == "%" and isinstance(facts.values.now.get(key), Decimal | int)


def _count(facts: Facts, key: str) -> Decimal | None:
    indicator: Indicator = facts.values.indicators[key]
    value = facts.values.now.get(key)
    if isinstance(value, dict) or value is None or indicator.kind in (Kind.DATE, Kind.CLAIM):
        return None
    amount = indicator.amount(value)
    return Decimal(amount) if isinstance(amount, int | Decimal) else None


def _by_shares(sentence: str, strong: StrongWord, facts: Facts, keys: list[str]) -> Judgement:
    said = "、".join(f"{facts.values.indicators[key].label} {value_words(facts, key)}" for key in keys)
    below = [key for key in keys if facts.values.now[key] != 100]
    if not below:
        return Judgement(strong, Verdict.TRUE, said, tuple(keys))
    token = "{{" + below[0] + "}}"
    words = {"全覆盖": f"覆盖{token}", "全面覆盖": f"覆盖{token}", "全面建立": f"有{token}建立"}.get(strong.word)
    words = words or (token if strong.word[0] in "1百" else f"有{token}")
    return Judgement(
        strong, Verdict.FALSE, said, tuple(keys), (_replaced(sentence, strong, words), _without(sentence, strong))
    )


def _without(sentence: str, strong: StrongWord) -> str:
    """The sentence without the word that makes it too strong."""
    return _replaced(sentence, strong, strong.word.removeprefix("全面") if strong.word.startswith("全面") else "")


def _trend(sentence: str, strong: StrongWord, facts: Facts) -> Judgement | None:
    """逐年递增 is true where every figure of the clause that is counted grew each year (of 连续N年, N times)."""
    steps = strong.years or YEARS - 1
    tokens = [key for _, _, key in _keys(sentence) if key in facts.series]
    keys = list(dict.fromkeys(tokens))
    series = {key: facts.series[key][: steps + 1] for key in keys}
    if not keys or any(len(one) <= steps or None in one for one in series.values()):
        return None
    falling = strong.sense == Sense.FALLING
    broken = [
        key
        for key, one in series.items()
        if not all((a < b) if falling else (a > b) for a, b in zip(one, one[1:], strict=False))
    ]
    said = "；".join(
        f"{facts.values.indicators[key].label}各年同期 " + "、".join(plain(Decimal(value)) for value in reversed(one))
        for key, one in series.items()
    )
    if not broken:
        return Judgement(strong, Verdict.TRUE, said, tuple(keys))
    token = "{{" + broken[0] + "|同比}}"
    return Judgement(
        strong,
        Verdict.FALSE,
        said,
        tuple(keys),
        (_replaced(sentence, strong, token), _without_clause(sentence, strong)),
    )


def _without_clause(sentence: str, strong: StrongWord) -> str:
    """The sentence without the clause that claims; "" where there is no other."""
    start = max((sentence.rfind(stop, 0, strong.start) for stop in "，；"), default=-1)
    ends = [place for stop in "，；。！" if (place := sentence.find(stop, strong.end)) >= 0]
    end = min(ends, default=len(sentence))
    if start < 0:
        rest = sentence[end:].lstrip("，；")
        return "" if rest.strip("。！") == "" else rest
    return sentence[:start] + sentence[end:]


def _first(sentence: str, strong: StrongWord, facts: Facts) -> Judgement | None:
    """首次 is true where no former period has a row of the figure that the word stands before."""
    behind = [key for start, _, key in _keys(sentence) if start >= strong.end]
    ahead = [key for _, end, key in _keys(sentence) if end <= strong.start]
    key = (behind[:1] or ahead[-1:] or [None])[0]
    if key is None or key not in facts.former:
        return None
    earlier = facts.former[key]
    label = facts.values.indicators[key].label
    if earlier is None:
        return Judgement(strong, Verdict.TRUE, f"登记簿中，{label}以前各期没有记录", (key,))
    period, value = earlier
    said = f"{label}在{period}已有 {wording.rounded(value)}{facts.values.indicators[key].unit}"
    instead = "继续" if strong.word in ("首次", "第一次") else ""
    return Judgement(strong, Verdict.FALSE, said, (key,), (_replaced(sentence, strong, instead),))
