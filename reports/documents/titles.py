"""Breaking a long title into lines that read well and form a 梯形 or 菱形 (GB/T 9704-2012, 7.3.1)."""

import itertools
import math
import re

SINGLE_LINE_EM = 16  # longer titles are broken
WIDEST_LINE_EM = 20  # so many characters of 2号 fill the 版心

# Words of official titles that may not be cut. Longest first, since the first match wins.
_WORDS = (
    "工作总结 工作打算 工作计划 工作要点 工作报告 工作方案 工作情况 实施方案 实施意见 实施办法 完成情况 指导意见 "
    "总工会 上半年 下半年 半年度 年度 全年 半年 第一季度 第二季度 第三季度 第四季度 季度 关于 印发 转发 通知 报告 "
    "请示 批复 意见 方案 办法 总结 计划 打算 工作 情况 开展 做好 进一步 加强 活动 职工 工会工作 困难职工 帮扶 "
    "劳动 技能 竞赛 比武 医疗 互助 街道 主要 指标 一览表 统计表 名册 工会 委员会 代表大会 换届 选举"
).split()
_TOKEN = re.compile(
    "|".join(
        [
            r"《[^》]*》|“[^”]*”|（[^）]*）|〔[^〕]*〕\d*号?",
            r"\d[\d.,]*%?年?|[A-Za-z0-9]+",
            *(re.escape(word) for word in sorted(_WORDS, key=len, reverse=True)),
            r".",
        ]
    ),
    re.DOTALL,
)
_AFTER = {
    "总工会": 0.0,
    "委员会": 0.0,
    "上半年": 0.3,
    "下半年": 0.3,
    "年度": 0.3,
    "工作总结": 0.2,
    "印发": 0.6,
    "关于": 1.5,
}
_BEFORE = {"和": 0.0, "及": 0.0, "暨": 0.0, "关于": 0.1}
_NEVER_BEFORE = frozenset("的之等了、，。：；？！”》）")
_NEVER_AFTER = frozenset("和及暨与、“《（第")


def width_em(text: str) -> float:
    """Width in characters of 小标宋; Latin letters and digits count a little more than half."""
    return sum(0.6 if ord(character) < 0x2000 else 1.0 for character in text)


def split_title(title: str) -> tuple[str, ...]:
    """The lines of a title: one if it is short, else two or more of unequal length, broken between words."""
    title = title.strip()
    if width_em(title) <= SINGLE_LINE_EM:
        return (title,)
    tokens = _TOKEN.findall(title)
    least = max(2, math.ceil(width_em(title) / WIDEST_LINE_EM))
    for count in range(least, least + 3):
        broken = [_lines(tokens, cuts) for cuts in itertools.combinations(range(1, len(tokens)), count - 1)]
        fitting = [lines for lines in broken if all(width_em(line) <= WIDEST_LINE_EM for line in lines)]
        if fitting:
            return min(fitting, key=lambda lines: _cost(lines, tokens))
    narrow = int(WIDEST_LINE_EM / max(width_em(character) for character in title))
    return tuple(title[start : start + narrow] for start in range(0, len(title), narrow))


def _lines(tokens, cuts):
    borders = (0, *cuts, len(tokens))
    return tuple("".join(tokens[a:b]) for a, b in itertools.pairwise(borders))


def _cost(lines, tokens):
    widths = [width_em(line) for line in lines]
    uneven = (max(widths) - min(widths)) / max(widths)
    hourglass = len(widths) > 2 and min(widths[1:-1]) < min(widths[0], widths[-1])
    oblong = max(widths) - min(widths) < 0.5
    cuts, end = [], 0
    for line in lines[:-1]:
        end += len(line)
        cuts.append(_cut_cost(tokens, end))
    return sum(cuts) + uneven + 2 * hourglass + 0.3 * oblong


def _cut_cost(tokens, end):
    """How badly a break after ``end`` characters hurts the reading."""
    ends = list(itertools.accumulate(map(len, tokens)))
    before, after = tokens[ends.index(end)], tokens[ends.index(end) + 1]
    if after[0] in _NEVER_BEFORE or before[-1] in _NEVER_AFTER:
        return 50.0
    if before in _AFTER or after in _BEFORE:
        return min(_AFTER.get(before, 9.0), _BEFORE.get(after, 9.0))
    if len(before) > 1 and len(after) > 1:
        return 1.0
    return 2.0 if len(before) > 1 or len(after) > 1 else 4.0
