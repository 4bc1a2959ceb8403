"""What the lines around a table state: its title, 填报单位 and 填报日期, the year, and the marks of such lines."""

import datetime
import re

from union_site.core.spreadsheets.cells import CellError
from union_site.core.spreadsheets.parsers import parse_date

Cell = str | float | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta
"""A cell as stored: numbers are floats, an empty cell is an empty string, a broken formula is #N/A or the like."""

BLANK = ("", None)
_UNITS = "亿元|万元|千元|元|万人次|万人|千人次|千人|人次|人|名|位|场次|场|次|个|件|家|户|份|天|岁|年|月|度|%|项|期|册"
UNIT = rf"(?:{_UNITS})(?:/(?:{_UNITS}))?"
"""A unit of measure as headings have it: 元, 万元, 人, 元/人."""
SIGNATURE = re.compile(
    r"(填表|填报|制表|审核|复核|审批|经办|统计|负责|分管|主管|联系|单位负责|主要负责)"
    r"(人|单位|日期|时间|电话|领导|人签字|人签名|人电话|部门)?[:：].*"
)
NOTE = re.compile(r"(注|备注|说明|填表说明|填报说明|附注|附|提示)([:：]|\d*[.、:：]).*|※.*", re.DOTALL)
END = re.compile(r"[-—=～~*(（\s]*(?:以下(?:空白|无正文|无内容|为空)|(?:本表|名单|名册)?完)[-—=～~*。)）\s]*")  # noqa: RUF001
BARE_LABEL = re.compile(
    r"(填报|填表|报送|上报|编制|制表|统计|申报)(单位|工会|部门|日期|时间)([(（](盖章|公章|章)[)）])?(\s.*)?|年度(\s*20\d\d年?)?"
)
LABEL = re.compile(
    r"((填报|填表|报送|上报|编制|制表|统计|申报)(单位|工会|部门|日期|时间|人)|计量单位|金额单位|单位|联系电话|联系人)[^:：]{0,6}[:：].*"
)
_UNIT_NAME = re.compile(
    r"(?:填报|报送|上报|编制|制表|统计|申报)(?:单位|工会|部门)(?:\((?:盖章|公章|章)\))?[:：]\s*(.*?)\s*"
    r"(?=$|(?:填报|填表|报送|上报|制表|统计)(?:日期|时间|人)|联系(?:人|电话)|审核人|单位[:：]|[^\S ]{2,}|\s{2,})"
)
_MONEY_UNIT = re.compile(r"(?:计量|金额|货币)?单位[:：]\s*(?:人民币)?(亿元|万元|千元|元)")
_FILLED_ON = re.compile(r"(?:填报|填表|报送|上报|制表|统计)(?:日期|时间)[:：]\s*([0-9年月日./\-\s]{6,16})")
_LABEL_WITHOUT_COLON = re.compile(
    r"(?<!\S)((?:填报|填表|报送|上报|编制|制表|统计|申报)(?:单位|工会|部门|日期|时间)(?:\((?:盖章|公章|章)\))?)\s+(?![:：])"
)
_STATED_YEAR = re.compile(r"年度\s*[:：]?\s*(20\d\d)")
_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*(?:年|$|-|_|\s)")
_ANNEX = re.compile(r"附(件|表)\s*[\d一二三四五六七八九十]*\s*[:：]?")


def text_of(value: Cell) -> str:
    return value.strip() if isinstance(value, str) else ""


def filled(row: list[Cell]) -> int:
    """How many cells of a row hold something."""
    return sum(value not in BLANK and (not isinstance(value, str) or bool(value.strip())) for value in row)


def is_label(value: Cell) -> bool:
    """Whether a cell is a line such as 填报单位：青石镇总工会, wherever it stands."""
    text = text_of(value)
    return bool(text) and bool(LABEL.fullmatch(text) or SIGNATURE.fullmatch(text))


def title_of(above: list[list[Cell]]) -> str:
    """The first text above a header that is no label, note or 附件1."""
    for row in above:
        text = next((text_of(value) for value in row if text_of(value)), "")
        marks = (LABEL, BARE_LABEL, NOTE, _ANNEX)
        if text and not any(mark.fullmatch(text) for mark in marks):
            return " ".join(text.split())
    return ""


def defaults_of(lines: list[list[Cell]]) -> dict[str, object]:
    """What these lines state for every row; a label and its value may stand in one cell or in two."""
    defaults: dict[str, object] = {}
    for row in lines:
        line = "  ".join(
            value.strftime("%Y-%m-%d") if isinstance(value, datetime.date) else str(value).strip()
            for value in row
            if value not in BLANK
        )
        line = _LABEL_WITHOUT_COLON.sub(r"\1:", line.replace("（", "(").replace("）", ")"))
        unit = _UNIT_NAME.search(line)
        if unit and unit.group(1) and "unit_name" not in defaults:
            name = unit.group(1)
            # 名册（填报单位：青石镇总工会）: the bracket was opened before the label
            defaults["unit_name"] = name[:-1] if name.endswith(")") and name.count("(") < name.count(")") else name
        money = _MONEY_UNIT.search(line)
        if money and "money_unit" not in defaults:
            defaults["money_unit"] = money.group(1)
        day = _FILLED_ON.search(line)
        if day and "filled_on" not in defaults:
            try:
                value, _ = parse_date("".join(day.group(1).split()))
            except CellError:
                continue  # an unreadable 填报日期 is no reason to refuse the rows
            defaults["filled_on"] = value
    return defaults


def year_of(text: str) -> int | None:
    """2019 of 2019年, 2019年度 and the like."""
    found = _YEAR.search(text)
    return int(found.group(1)) if found else None


def stated_year(above: list[list[Cell]]) -> int | None:
    """Of a line such as 年度：2021 above the header."""
    for row in above:
        line = " ".join(
            str(int(value)) if isinstance(value, float) and value.is_integer() else str(value) for value in row
        )
        if found := _STATED_YEAR.search(line):
            return int(found.group(1))
    return None
