"""What is wrong with the text of a template, each with its line and column, before it is put in force."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reports.services.composing import Composition, Frame
from reports.services.sentences import trial
from reports.text import template
from reports.text.phrases import FIELD, Stated, TokenError
from reports.text.template import EVERY_UNIT, FRAME, OTHER_UNITS, Line
from reports.text.tokens import CONDITION, FAULTS, TOKEN, Values, is_stated, render
from union_site.core.indicators import Listing, Months

_OPENED = re.compile(r"\{\{[^{}]*(\}\}?)?")
_WORD = re.compile(r"\{([^{}]*)\}")
_ONLY = re.compile(r"\|其中:([^|{}]*)")
_DAY = "2021-03-09"
_NAME_LENGTH, _HEADING_LENGTH, _TITLE_LENGTH = 40, 60, 80


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong, and where: line and column count from 1."""

    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"第{self.line}行第{self.column}列：{self.message}"


def problems(text: str, composition: Composition) -> list[Problem]:
    """Everything that is wrong with a template, in reading order.

    `composition`: the values of the text for some unit and period; the rows behind lists tell which fields they have.
    """
    found = [*_of_head(text), *_of_headings(text)]
    for line in template.lines(text):
        if line.kind == "sentence":
            found += _of_sentence(line, composition)
        elif line.kind in ("heading", "lead"):
            found += _of_title(line, "标题")
    if not any(line.kind == "sentence" for line in template.lines(text)):
        found.append(Problem(1, 1, "模板里还没有句子。"))
    return sorted(set(found))


def _of_head(text: str) -> Iterator[Problem]:
    """名称 must be there; what stands in the head must be known."""
    seen: dict[str, Line] = {}
    for line in template.lines(text):
        if line.kind != "head":
            continue
        if line.name in seen:
            yield Problem(line.number, 1, f"“{line.name}”写了两次，请只留一行。")
        seen[line.name] = line
        known = {"报告期": (*template.PERIODS,), "单位": (EVERY_UNIT, *template.UNITS, OTHER_UNITS)}.get(line.name)
        if known:
            for word in template.words_of(line.text):
                if word not in known:
                    column = line.column + line.text.index(word)
                    yield Problem(line.number, column, f"{line.name}“{word}”无法识别，可用：{'、'.join(known)}。")
        elif line.name == "标题":
            yield from _of_title(line, "标题", brackets=True, most=_TITLE_LENGTH)
        elif not line.text or len(line.text) > _NAME_LENGTH:
            yield Problem(line.number, line.column, f"名称要写，且不超过{_NAME_LENGTH}个字。")
    if "名称" not in seen:
        yield Problem(1, 1, "最前面要有一行“名称：…”，如：名称：半年工作总结。")


def _of_headings(text: str) -> Iterator[Problem]:
    """A heading is = or ==, a space and words, with sentences below it."""
    above: Line | None = None  # the heading or opening that still waits for a sentence
    for line in template.lines(text):
        if line.kind == "head":
            continue
        if line.kind == "sentence":
            if line.text[0] in "=＝":
                yield Problem(line.number, line.column, "标题的写法是“== 一级标题”或“= 小标题”：半角等号、空格、文字。")
            above = None
            continue
        if above is not None and not (above.kind == "heading" and line.kind == "lead"):
            yield _empty(above)
        above = line
    if above is not None:
        yield _empty(above)


def _empty(line: Line) -> Problem:
    return Problem(line.number, line.column, f"标题“{line.text[:20]}”下面没有句子，请补写或删去标题。")


def _of_title(line: Line, what: str, *, brackets: bool = False, most: int = _HEADING_LENGTH) -> Iterator[Problem]:
    """Headings and titles hold words and words of the frame, no figures."""
    if not line.text or len(line.text) > most:
        yield Problem(line.number, line.column, f"{what}要有文字，且不超过{most}个字。")
    if match := re.search(r"\{\{|\}\}", line.text):
        yield Problem(line.number, line.column + match.start(), f"{what}里不能有数字标记，请写进句子。")
        return
    yield from _of_words(line, line.text, line.column)
    if brackets:
        yield from _of_brackets(line, line.text, line.column)


def _of_sentence(line: Line, composition: Composition) -> Iterator[Problem]:
    text, column = line.text, line.column
    while match := CONDITION.match(text):
        yield from _of_condition(line, match, column, composition.frame)
        text, column = text[match.end() :], column + match.end()
    if text[:1] in ("?", "？"):
        yield Problem(
            line.number,
            column,
            "条件写得不完整，写法如：?register.organisations>1 句子（问号、代码、比较、数、空格）。",
        )
    if not text.strip():
        yield Problem(line.number, column, "条件后面没有句子。")
    masked = list(text)
    for match in TOKEN.finditer(text):
        yield from _of_token(line, match, column, composition)
        masked[match.start() : match.end()] = "　" * len(match[0])
    rest = "".join(masked)
    for match in _OPENED.finditer(rest):
        message = (
            f"“{match[0][:30]}”不是数字标记，写法如：{{{{hardship.total}}}}。"
            if match[1] == "}}"
            else "“{{”没有结束，缺少“}}”。"
        )
        yield Problem(line.number, column + match.start(), message)
    rest = _OPENED.sub(lambda match: "　" * len(match[0]), rest)
    yield from _of_words(line, rest, column)
    yield from _of_brackets(line, rest, column)
    for match in re.finditer(r"\[([^\[\]]*)\]", rest):
        if not TOKEN.search(text[match.start() : match.end()]):
            yield Problem(line.number, column + match.start(), "方括号里没有数字标记，方括号不起作用，请去掉。")


def _of_words(line: Line, text: str, column: int) -> Iterator[Problem]:
    """Words of the frame, and braces that belong to nothing."""
    for match in _WORD.finditer(text):
        if match[1] not in FRAME:
            known = "、".join("{" + word + "}" for word in FRAME)
            yield Problem(line.number, column + match.start(), f"没有“{match[0][:20]}”这个词，可用：{known}。")
    rest = _WORD.sub(lambda match: "　" * len(match[0]), text)
    for match in re.finditer(r"[{}]", rest):
        yield Problem(line.number, column + match.start(), f"多余的“{match[0]}”。")


def _of_brackets(line: Line, text: str, column: int) -> Iterator[Problem]:
    opened: list[int] = []
    for place, character in enumerate(text):
        if character == "[":
            if opened:
                yield Problem(line.number, column + place, "方括号里不能再套方括号。")
            opened.append(place)
        elif character == "]":
            if not opened:
                yield Problem(line.number, column + place, "多余的“]”，前面没有“[”。")
            opened = opened[:-1]
    for place in opened:
        yield Problem(line.number, column + place, "“[”没有结束，缺少“]”。")


def _of_condition(line: Line, match: re.Match, column: int, frame: Frame) -> Iterator[Problem]:
    column += match.start(1)
    key = match[1]
    if key not in frame.known:
        yield Problem(line.number, column, _unknown(key, frame))
        return
    values = Values(frame.known, {key: trial(frame.known[key])}, {}, frame.period.year)
    try:
        render(match[0] + "试", values)
    except FAULTS as error:
        said = str(error) if isinstance(error, TokenError) else "这个条件不适用于这项指标。"
        yield Problem(line.number, column, said)


def _of_token(line: Line, match: re.Match, column: int, composition: Composition) -> Iterator[Problem]:
    frame, key = composition.frame, match[1]
    start = column + match.start()
    if bracket := re.search(r"[\[\]]", match[0]):
        yield Problem(line.number, start + bracket.start(), "数字标记里不能有方括号。")
        return
    if not is_stated(key) and key not in frame.known:
        yield Problem(line.number, start, _unknown(key, frame))
        return
    value = Stated("1", "个") if is_stated(key) else _tried(match[0], key, composition)
    elsewhere = {name: {key: value} for name in composition.values.elsewhere}
    values = Values(frame.known, {key: value}, {key: value}, frame.period.year, elsewhere=elsewhere)
    try:
        if isinstance(value, list) and not isinstance(frame.known[key], Months):
            for only in _ONLY.finditer(match[0]):
                field = only[1].partition("=")[0]
                if field not in value[0]:
                    raise TokenError(f"名单中没有“{field}”这一项，可用：{'、'.join(value[0])}。")
            render(_ONLY.sub("", match[0]), values)
        else:
            render(match[0], values)
    except FAULTS as error:
        said = str(error) if isinstance(error, TokenError) else "这个写法不适用于这项指标。"
        yield Problem(line.number, start, said)


def _tried(token: str, key: str, composition: Composition):
    """A value of the figure's shape. A list has the fields of its real rows; without any, whichever are asked."""
    indicator = composition.frame.known[key]
    if not isinstance(indicator, Listing):
        return trial(indicator)
    real = composition.values.now.get(key)
    if isinstance(real, list) and real and isinstance(real[0], dict):
        return [real[0]]
    asked = [*FIELD.findall(token), *(only[1].partition("=")[0] for only in _ONLY.finditer(token))]
    return [{**trial(indicator)[0], **{field: _DAY if field == "date" else "示例" for field in asked}}]


def _unknown(key: str, frame: Frame) -> str:
    if key in frame.own.broken:
        return f"自定义指标“{key}”需要修订：{frame.own.broken[key]}"
    return f"没有名为“{key}”的指标。"
