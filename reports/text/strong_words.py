"""Strong words (断语): 全部, 全面完成, 逐年递增, 首次, 第一 … written by hand in a sentence, outside tokens and quotations.

The words, and what looks like them and is none, stand in tables. What is planned, denied or hoped for claims nothing.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from reports.text.spans import MASK, masked, unquoted
from reports.text.typed import chinese_value


class Sense(StrEnum):
    """What a strong word says, and so how it is tested."""

    TARGET = "target"  # the task of the year was reached
    BEYOND = "beyond"  # more than reached
    ALL = "all"  # the part is the whole
    RISING = "rising"  # more each year
    FALLING = "falling"  # less each year
    FIRST = "first"  # never before
    RANK = "rank"  # before all others: no figure tells
    NONE = "none"  # not a single one: no figure tells, since nothing reported is not 0


@dataclass(frozen=True)
class StrongWord:
    """A strong word in a sentence: sentence[start:end]. `years`: of 连续N年 how many."""

    start: int
    end: int
    word: str
    sense: Sense
    years: int = 0


_RISES = "增长|递增|上升|提高|提升|增加|扩大"
_FALLS = "下降|递减|减少|降低|回落"
_YEARS = r"(?:[二两三四五六七八九十]|\d{1,2})"
# Sense → the words, longest first where one holds another.
WORDS: tuple[tuple[Sense, str], ...] = (
    (Sense.BEYOND, "超额完成|超额实现|超任务完成"),
    (Sense.TARGET, "全面完成|圆满完成|提前完成|如期完成|全面实现|全部完成"),
    (Sense.RISING, rf"逐年(?:{_RISES})|年年(?:{_RISES})|(?:连年|持续)(?:{_RISES})|连续{_YEARS}年[^，。；]{{0,6}}?(?:{_RISES})"),
    (Sense.FALLING, rf"逐年(?:{_FALLS})|(?:连年|持续)(?:{_FALLS})|连续{_YEARS}年[^，。；]{{0,6}}?(?:{_FALLS})"),
    (Sense.ALL, "全面建立|全面覆盖|全覆盖|全部|全数|悉数|无一例外|百分之百|100[%％]"),
    (Sense.ALL, "均(?=已|达|有|在|按|能|完成|建立|成立|签订|实现|开展|配备|参加|为)|无一(?!例外)"),
    (Sense.FIRST, "首次|首个|首家|首届|首创|第一次|第一个|第一家"),
    (Sense.RANK, "第一|居首|榜首|首位|唯一|率先|最[多高大好快优早]|领先|前列"),
    (Sense.NONE, rf"零(?:事故|投诉|上访|伤亡|违纪|差错|积压|发生|容忍|距离|报告)|连续{_YEARS}年"),
)  # fmt: skip
# Words that only look strong.
HARMLESS = re.compile(
    "全部(?:门|队)|第一(?:季度|时间|批|线|书记|阶段|步|轮|责任|期|届|党支部|小学|中学|人民|医院|资源|要务|把手|课|范畴|产业|章|条|款|项|类|组|部分|层|种|"
    "次会议|次全会|次全体|次代表|次委员|次职工)|一第一|第一[、，]|平均|人均|户均|年均|均衡|均等|均匀|零(?:容忍|距离|报告)|全部?覆盖率|首届指委|首次会议"
)
# What stands before in the clause turns the claim into a plan or a denial.
NOT_CLAIMED = re.compile(
    "未|没有|没能|尚不|不再|并非|不是|难以|力争|争取|确保|务必|努力|将|计划|拟|预计|目标|要求|推动|推进|促进|为了|以实现|着力|旨在|下一步|持续推|应"
)
_ALL_SENSES = re.compile("|".join(f"(?P<s{place}>{words})" for place, (_, words) in enumerate(WORDS)))
_CLAUSE = re.compile("[，。；：！？]")
_COUNT = re.compile(rf"连续({_YEARS})年")


def strong_words(sentence: str) -> list[StrongWord]:
    """The strong words of a sentence as it is stored, in order."""
    text = unquoted(masked(sentence))
    harmless = [match.span() for match in HARMLESS.finditer(text)]
    found = []
    for match in _ALL_SENSES.finditer(text):
        start, end = match.span()
        if any(first < end and start < last for first, last in harmless):
            continue
        clause = _CLAUSE.split(text[:start])[-1].replace(MASK, "")
        if NOT_CLAIMED.search(clause):
            continue
        sense = WORDS[int(match.lastgroup[1:])][0]
        found.append(StrongWord(start, end, match[0], sense, _years(match[0])))
    return found


def _years(word: str) -> int:
    """How many years a word counts: 连续三年增长 3; 0 for none."""
    match = _COUNT.search(word)
    if not match:
        return 0
    return int(match[1]) if match[1].isdecimal() else chinese_value(match[1]) or 0
