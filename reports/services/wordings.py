"""How a token may be worded: each way that its figure allows, as it would read now, and the periods and units it may speak of."""

import re
from dataclasses import dataclass
from datetime import date

from members.models import Organization
from reports.services import composing
from reports.services.composing import Composition, Frame
from reports.text.tokens import LAST_PERIOD, LAST_YEAR, TOKEN, FigureRun, Trouble, is_stated, runs
from union_site.core.indicators import Breakdown, Claim, Indicator, Kind, Listing, Months

_NUMBER = {
    "": "原数",
    "余": "余",
    "近": "近",
    "约": "约",
    "万": "以万计",
    "万:1": "以万计，一位小数",
    "数": "只写数，不写单位",
    "同比": "与上年同期比",
    "任务": "完成年度任务",
}
_SHARE = {name: _NUMBER[name] for name in ("", "数", "同比", "任务")}
_LIST = {
    "": "数量",
    "数": "只写数，不写单位",
    "名单": "全部名称",
    "名单和": "全部名称，用“和”收尾",
    "名单:1": "1个名称",
    "名单:3": "3个名称",
    "名单:5": "5个名称",
}
_PARTS = {
    "分项": "各项的数",
    "分项:3": "前三项，其余合为其他",
    "分别为": "分别为",
    "分别为:3": "前三项，分别为",
    "占比": "各项的占比",
    "占比:3": "前三项的占比",
}
_LIKE_TOKEN = re.compile(r"\{\{[^{}]*\}\}")
_COMPARED = ("同比", "任务")  # speak of the text's own period and unit alone


@dataclass(frozen=True)
class Token:
    """A token in its parts: {{key@at|filters}}."""

    key: str
    at: str = ""
    filters: str = ""

    @classmethod
    def parse(cls, text: str) -> "Token | None":
        """None where the text is no token."""
        match = TOKEN.fullmatch(text.strip())
        return cls(match[1], match[2] or "", match[3].removeprefix("|").strip()) if match else None

    def __str__(self) -> str:
        place = f"@{self.at}" if self.at else ""
        return "{{" + self.key + place + (f"|{self.filters}" if self.filters else "") + "}}"


@dataclass(frozen=True)
class Wording:
    """A way to write a token: its name for staff, how it reads now ("" where it cannot be said), and whether it is chosen."""

    token: str
    name: str
    said: str
    chosen: bool = False


@dataclass(frozen=True)
class Choices:
    """What may be chosen for a token: wordings that can be said now, periods, and other units."""

    wordings: tuple[Wording, ...]
    periods: tuple[Wording, ...]
    units: tuple[Wording, ...]


def said(token: str, composition: Composition) -> str:
    """How a token reads now; "" where it cannot be said."""
    return "".join(run.text for run in runs(token, composition.values) if isinstance(run, FigureRun))


def chips(text: str, composition: Composition) -> dict[str, dict]:
    """{token as it stands: how it reads, the label of its figure, and what is wrong with it} of everything like a token."""
    found = {}
    for match in _LIKE_TOKEN.findall(text):
        shown = runs(match, composition.values)
        trouble = next((run.reason for run in shown if isinstance(run, Trouble)), "")
        token = Token.parse(match)
        label = figure_name(token.key, composition.frame) if token else ""
        if token and token.at:
            label += f"（{token.at}）"
        found[match] = {"said": said(match, composition), "label": label, "trouble": trouble}
    return found


def figure_name(key: str, frame: Frame) -> str:
    """What a figure is called: its label, or the name under which it was stated by hand."""
    if is_stated(key):
        return key.removeprefix("stated.")
    return frame.known[key].label if key in frame.known else key


def choices(token: Token, frame: Frame, *, today: date) -> Choices:
    """What may be chosen for a token, with the values of now; everything is computed together."""
    ways = _ways(token, frame)
    worded = {str(Token(token.key, token.at, filters)): name for filters, name in ways.items()}
    kept = "" if token.filters in _COMPARED else token.filters
    timed = {
        str(Token(token.key, "", token.filters)): "本期",
        str(Token(token.key, LAST_YEAR, kept)): "上年同期",
        str(Token(token.key, LAST_PERIOD, kept)): "上一期",
    }
    beneath = [] if is_stated(token.key) else _beneath(frame.unit)
    placed = {str(Token(token.key, name, kept)): name for name in beneath}
    texts = [*worded, *timed, str(token)]
    composition = composing.compose(texts, frame, today=today)

    def offered(found: dict[str, str], chosen: str) -> tuple[Wording, ...]:
        return tuple(Wording(text, name, said(text, composition), text == chosen) for text, name in found.items())

    itself = str(token)
    sayable = _distinct(offered(worded, itself), frame.known.get(token.key))
    units = tuple(Wording(text, name, "", text == itself) for text, name in placed.items())
    return Choices(sayable, offered(timed, itself), units)


def _distinct(found: tuple[Wording, ...], indicator: Indicator | None) -> tuple[Wording, ...]:
    """The wordings that say something now, each once; 万 only where it shortens. The chosen one stays."""
    kept: list[Wording] = []
    for one in found:
        idle = "|万" in one.token and (indicator is None or "万" in indicator.unit or "万" not in one.said)
        if one.chosen or (one.said and not idle and one.said not in [other.said for other in kept]):
            kept.append(one)
    return tuple(kept)


def _ways(token: Token, frame: Frame) -> dict[str, str]:
    """{filters: name} that the figure's kind allows; the way in which it is written now is always among them."""
    ways = dict(_by_kind(frame.known.get(token.key)))
    if token.at:
        ways = {filters: name for filters, name in ways.items() if filters not in _COMPARED}
    ways.setdefault(token.filters, "现在的写法")
    return ways


def _by_kind(indicator: Indicator | None) -> dict[str, str]:
    if indicator is None:  # stated by hand
        return {"": "照填报的写", "数": "只写数，不写单位"}
    if isinstance(indicator, Breakdown) and indicator.adds_up:
        return _PARTS
    if isinstance(indicator, Claim):
        numbers = {f"数:{place}": f"第{place}个数" for place in (1, 2)}
        return {"": "完成的比例", **numbers, "断语:全面完成": "全面完成（成立才写）", "名单": "尚未完成的"}
    if isinstance(indicator, Months):
        return {"": "月份"}
    if isinstance(indicator, Listing):
        return _LIST
    if indicator.kind == Kind.DATE:
        return {"": "原数", "数": _NUMBER["数"]}
    return _SHARE if indicator.unit == "%" else _NUMBER


def _beneath(unit: Organization) -> list[str]:
    """The names of the units directly beneath one, as texts call them."""
    rows = Organization.objects.filter(district=unit.district_id, parent=unit).current().order_by("path")
    names = [row.short_name or row.name for row in rows]
    return [name for name in names if names.count(name) == 1 and TOKEN.fullmatch("{{a.b@" + name + "}}")]
