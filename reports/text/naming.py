"""Which figure a number in a text is called after: by the words right before it, or right behind it.

The words are the figure's label, its other names, and what stands before its token in the shipped template.
"""

import re
from collections.abc import Iterable
from functools import cache

from reports.text import template
from reports.text.spans import MASK, masked, tokens_in
from union_site.core.indicators import Indicator

_FILLERS = re.compile(
    r"(?:人数|总数|数量|数|达到|达|为|有|了|是|共计|合计|累计|共|约|近|超过|超|已经|已|到|：|:|\s|" + MASK + ")+$"
)
_OPENERS = re.compile(r"^(?:其中|目前|现有|全区|全镇|全街道|全系统|现|累计|共有|共|我区|本期|上半年|下半年|全年)+")
_BRACKETS = re.compile(r"（[^（）]*）")
_BRACKETS_TO_STOPS = str.maketrans("[]", "，，")
_CONDITION = re.compile(r"\?[a-z_.]+[<>=]+\S+\s")
_PLAIN = ("", "|余", "|近", "|数")
_BREAK = re.compile(r"[，。；、！？（）：,;\n" + MASK + "]")
SHORTEST = 3
# Words before tokens of the template that say nothing of the figure.
_GENERAL = frozenset("等活动 涉及 组织 组织开展 本年度 完成率".split())


@cache
def _before_tokens() -> dict[str, frozenset[str]]:
    """{key: the words that stand right before its token in the shipped template}."""
    found: dict[str, set[str]] = {}
    for section in template.load().sections:
        for part in section.paragraphs:
            for line in part.sentences:
                for start, _, key, before, filters in tokens_in(line):
                    hand = _CONDITION.sub(lambda match: "，" * len(match[0]), masked(line)).translate(
                        _BRACKETS_TO_STOPS
                    )
                    words = _BREAK.split(hand[:start])[-1]
                    words = stripped(re.sub(r"\{[^{}]*\}", "", words))
                    if not before and filters in _PLAIN and len(words) >= 2 and words not in _GENERAL:
                        found.setdefault(key, set()).add(words)
    return {key: frozenset(words) for key, words in found.items()}


def stripped(words: str) -> str:
    """Words without what leads to a name or to a number: 其中全国级达 → 全国级."""
    return _FILLERS.sub("", _OPENERS.sub("", words))


def names_of(indicator: Indicator) -> set[str]:
    """What a figure is called: label (also without what stands in brackets), other names, words of the template."""
    label = indicator.label.removeprefix("其中：")
    words = {label, _BRACKETS.sub("", label), *indicator.names, *_before_tokens().get(indicator.key, ())}
    return {stripped(one) for one in words if len(stripped(one)) >= 2}


def words_before(text: str, place: int) -> str:
    """The words of the clause right before a place of a masked text, without fillers: 其中全国级3名 → 全国级."""
    return stripped(_BREAK.split(text[:place])[-1])


def words_behind(text: str, place: int) -> str:
    """The words right behind a place, up to the next break."""
    return _BREAK.split(text[place:])[0].strip()


class Namer:
    """Finds the figures that words name; one is made for a text, since names are looked up once."""

    def __init__(self, indicators: Iterable[Indicator]):
        self._names = [(key, name) for one in indicators for key, name in ((one.key, n) for n in names_of(one))]

    def before(self, words: str) -> list[str]:
        """The keys of the figures that the words right before a number name best; several where they say no more."""
        scored: dict[str, int] = {}
        for key, name in self._names:
            if words.endswith(name):
                score = 100 + len(name)
            elif len(words) >= SHORTEST and (name.endswith(words) or name.startswith(words)):
                score = len(words)
            else:
                continue
            scored[key] = max(score, scored.get(key, 0))
        return _best(scored)

    def behind(self, words: str) -> list[str]:
        """The keys of the figures whose whole name begins the words right behind a number."""
        return _best({key: len(name) for key, name in self._names if len(name) >= SHORTEST and words.startswith(name)})

    def within(self, words: str) -> list[str]:
        """The keys of the figures whose name shares most with a sentence: at least half of the name, and four characters."""
        scored: dict[str, int] = {}
        for key, name in self._names:
            common = _common(name, words)
            if common >= 4 and common * 2 >= len(name):
                scored[key] = max(common, scored.get(key, 0))
        return _best(scored)


def _best(scored: dict[str, int]) -> list[str]:
    most = max(scored.values(), default=0)
    return [key for key, score in scored.items() if score == most]


def _common(name: str, words: str) -> int:
    """The length of the longest piece of the name that stands in the words."""
    for length in range(len(name), 3, -1):
        if any(name[start : start + length] in words for start in range(len(name) - length + 1)):
            return length
    return 0
