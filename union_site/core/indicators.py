"""Figures as declarations: a named question about rows, with a stated kind, from which core builds one statement a table.

An indicator never holds a queryset: model, conditions and measure stay apart, so that the counting, the breakdown by
town and the list of the rows behind a figure are made from the same words (see core.evaluation).

Nothing reported is None, never 0: a count or a sum over no row is None, a percentage with an empty whole is None.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from django.db.models import Aggregate, Expression, F, Model, Q, QuerySet
from django.db.models import Count as CountRows
from django.db.models import Max as MaxOf
from django.db.models import Sum as SumOf

from union_site.core.periods import Period
from union_site.core.scope import ChildModel


class Kind(StrEnum):
    """What a figure is true of. Figures of different kinds are never added."""

    FLOW = "flow"  # happened in the period
    STOCK = "stock"  # true on its last day
    YTD = "ytd"  # from 1 January (or of the policy year) to its last day
    LIST = "list"  # the things themselves
    DATE = "date"  # days, months, years
    CLAIM = "claim"  # a sentence that is true or false

    @property
    def words(self) -> str:
        return {
            "flow": "期间发生数",
            "stock": "期末在册数",
            "ytd": "年初累计数",
            "list": "名单",
            "date": "日期",
            "claim": "判断",
        }[self.value]


COUNTED = (Kind.FLOW, Kind.STOCK, Kind.YTD)  # the kinds whose value is a number


@dataclass(frozen=True)
class Measure:
    """How rows become a number."""

    def aggregate(self, condition: Q) -> Aggregate:
        raise NotImplementedError(type(self).__name__)

    def value(self, raw):
        """The aggregate's result; None where no row met the rule."""
        return raw or None


@dataclass(frozen=True)
class Count(Measure):
    """The number of rows."""

    def aggregate(self, condition):
        return CountRows("pk", filter=condition)


@dataclass(frozen=True)
class CountDistinct(Measure):
    """The number of different values of `of` (people by blind index, trades by name)."""

    of: str

    def aggregate(self, condition):
        return CountRows(self.of, filter=condition & ~Q(**{f"{self.of}__isnull": True}), distinct=True)


@dataclass(frozen=True)
class Sum(Measure):
    """The sum of `of`: None when no row has a value. Amounts are added up in 元 (two decimals), never in 万元."""

    of: str

    def aggregate(self, condition):
        return SumOf(self.of, filter=condition)

    def value(self, raw):
        return raw.quantize(Decimal("0.01")) if isinstance(raw, Decimal) else raw


@dataclass(frozen=True)
class Latest(Measure):
    """The largest value of `of` (the latest year, the latest day)."""

    of: str

    def aggregate(self, condition):
        return MaxOf(self.of, filter=condition)


def nothing_annotated(period: Period) -> dict:
    return {}


@dataclass(frozen=True)
class Indicator:
    """A named question about the rows of `model`.

    `where(period)` is the rule, a Q over the model's fields and over the expressions of `annotate(period)` (name them
    by the day they speak of, since several periods are asked in one statement). `owner` leads from a row to the union to
    which it counts (default: the model's scope); where that depends on the day, `owner_on(period)` (of the indicator, or of
    its model) is an expression for the union's key, used only in questions about a unit or a breakdown.
    `scale` divides when printing (10000 for 万元). `register` names the record pages where the rows are kept. `link` leads
    from a row to the record that has a page (empty: the row).
    `own`: only rows of the asked unit itself count, not of its subtree (its targets, its plan). `uses`: keys of other
    figures, of the same period and unit, that `conclude` needs. `names`: what targets of the year call it otherwise.
    `monthly`: it may be asked of single months (the plan of a half-year may not).
    """

    key: str
    label: str
    unit: str
    kind: Kind
    section: str
    definition: str
    model: type[Model]
    where: Callable[[Period], Q]
    register: str
    measure: Measure = field(default_factory=Count)
    annotate: Callable[[Period], dict] = nothing_annotated
    owner: str = ""
    owner_on: Callable[[Period], Expression] | None = None
    scale: int = 1
    number: int | None = None  # the number in the list of figures of a half-year summary
    columns: tuple[str, ...] = ()  # of the rows behind the figure; empty: the register's list columns
    link: str = ""
    own: bool = False
    uses: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    monthly: bool = True

    # Of listings alone it may be otherwise; see there.
    distinct = False
    countable = True

    @property
    def owner_rule(self) -> Callable[[Period], Expression] | None:
        """How the owning union depends on the day, if it does."""
        return self.owner_on or (None if self.owner else getattr(self.model, "owner_on", None))

    def owner_path(self, period: Period) -> str:
        """The lookup (or the name of the annotation) that gives the owning union's key."""
        if self.owner_rule:
            return f"owner_on_{period.last_day:%Y%m%d}"
        return self.owner or self.model.scope_path.removesuffix("path").removesuffix("__") or "pk"

    def owner_annotation(self, period: Period) -> dict:
        return {self.owner_path(period): self.owner_rule(period)} if self.owner_rule else {}

    def base(self) -> QuerySet:
        """The rows that may count at all: not struck out, nor the record that they belong to."""
        rows = self.model.objects.current()
        if issubclass(self.model, ChildModel) and self.model.belongs_to:
            rows = rows.filter(**{f"{self.model.belongs_to}__voided_at": None})
        return rows

    def struck_out(self, since: datetime) -> QuerySet:
        """The rows struck out since then, by themselves or with the record that they belong to."""
        lookups = ["voided_at"]
        if issubclass(self.model, ChildModel) and self.model.belongs_to:
            lookups.append(f"{self.model.belongs_to}__voided_at")
        there, gone = Q(), Q()
        for lookup in lookups:
            there &= Q(**{lookup: None}) | Q(**{f"{lookup}__gte": since})
            gone |= Q(**{f"{lookup}__gte": since})
        return self.model.objects.filter(there & gone)

    def parts(self, period: Period) -> dict[str, tuple[Measure, Q]]:
        """The aggregates of which the value is made, each with its condition."""
        return {"": (self.measure, self.where(period))}

    def combine(self, parts: dict):
        """The value out of the aggregates' values."""
        value = parts[""]
        return value if value is None or self.scale == 1 else Decimal(value) / self.scale

    def amount(self, value):
        """The value as a number to compare and to chart: of a list, how long it is."""
        return len(value) if isinstance(value, list) else value

    def conclude(self, value, used: dict):
        """The value once the figures of `uses` are known as well, by key."""
        return value

    def described(self, period: Period) -> str:
        """The 口径 in words that holds for a period."""
        return self.definition

    def comparable(self, period: Period, other: Period) -> bool:
        """Whether the values of the two periods were counted by the same rule, so that 同比 may be said."""
        return True

    def canonical(self, value):
        """The value as exchanged: counts as int, amounts and percentages as decimal text without trailing zeros."""
        return plain(value) if isinstance(value, Decimal) else value


@dataclass(frozen=True)
class Ratio(Indicator):
    """A percentage of the rows of `where` that also meet `part`, at most two decimals, half up."""

    part: Callable[[Period], Q] = None

    def parts(self, period):
        whole = self.where(period)
        return {"part": (self.measure, whole & self.part(period)), "whole": (self.measure, whole)}

    def combine(self, parts):
        return percentage(parts["part"], parts["whole"])


@dataclass(frozen=True)
class SumRatio(Indicator):
    """`measure` as a percentage of `whole`, both over the rows of `where` (participants of all employees)."""

    whole: Measure = None

    def parts(self, period):
        where = self.where(period)
        return {"part": (self.measure, where), "whole": (self.whole, where)}

    def combine(self, parts):
        return percentage(parts["part"], parts["whole"])


@dataclass(frozen=True)
class Months(Indicator):
    """The months of the year in which the rows' `day` lies, as a list of ints."""

    day: str = ""

    def parts(self, period):
        where = self.where(period)
        return {str(month): (self.measure, where & Q(**{f"{self.day}__month": month})) for _, month in period.months()}

    def combine(self, parts):
        return [int(month) for month, count in parts.items() if count] or None


@dataclass(frozen=True)
class Claim(Indicator):
    """A sentence that is true or false, with the numbers that show it: {"value": True, "numbers": [...]}.

    `evidence(period)` names the aggregates (several years, several measures); `judge(found, used)` makes the object out
    of their values and those of `uses`. Its `value` is None where evidence is missing. Only what was never planned is None itself.
    """

    evidence: Callable[[Period], dict[str, tuple[Measure, Q]]] = None
    judge: Callable[[dict, dict], dict | None] = None

    def parts(self, period):
        return self.evidence(period)

    def combine(self, parts):
        return parts

    def conclude(self, value, used):
        return self.judge(value or {}, used)

    def canonical(self, value):
        return _plain_within(value)


@dataclass(frozen=True)
class Listing(Indicator):
    """The rows themselves: `item(row)` makes an object with a `name`; in order of `order` (date, then name).

    `distinct`: equal objects are said once (give a `measure` that counts alike by town).
    """

    item: Callable[[Model], dict] = None
    order: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    distinct: bool = False

    @property
    def countable(self) -> bool:
        """Whether it is as long as it has rows, so that a page that shows no item may merely count."""
        return not self.distinct

    def items(self, rows: QuerySet) -> list[dict] | None:
        found = [self.item(row) for row in rows.select_related(*self.related).order_by(*self.order, "pk")]
        if self.distinct:
            found = [item for position, item in enumerate(found) if item not in found[:position]]
        return found or None


@dataclass(frozen=True)
class Breakdown(Listing):
    """The rows by the values of `by` (a field, or an expression of `annotate`): objects with a `name` and a `count`.

    `count` is measured as the figure is, and the largest comes first; as a number it is their sum. A breakdown measured
    by CountDistinct(by) counts rows in each and is as long as it has different values. `words` names coded values,
    `blank` rows without one. `of` is the figure that it breaks down and with which it is shown.
    """

    by: str = ""
    words: dict[str, str] = field(default_factory=dict, hash=False)
    blank: str = "未填写"
    of: str = ""

    @property
    def adds_up(self) -> bool:
        return self.measure != CountDistinct(self.by)

    @property
    def countable(self) -> bool:
        return self.adds_up

    def amount(self, value):
        if isinstance(value, list) and self.adds_up:
            return sum(item["count"] for item in value)
        return super().amount(value)

    def canonical(self, value):
        return _plain_within(value)

    def items(self, rows):
        count = self.measure.aggregate(Q()) if self.adds_up else CountRows("pk")
        found: dict[str, object] = {}
        for value, number in rows.order_by().annotate(part=F(self.by)).values_list("part").annotate(number=count):
            name = self.words.get(value, value) or self.blank
            if number is not None:
                found[name] = found.get(name, 0) + number
        ordered = sorted(found.items(), key=lambda item: (-item[1], str(item[0])))
        return [{"name": str(name), "count": self.measure.value(count)} for name, count in ordered if count] or None


def percentage(part, whole) -> Decimal | None:
    """part / whole in percent, at most two decimals, half up. None without a whole."""
    if not whole:
        return None
    return (Decimal(part or 0) * 100 / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """Decimal text without exponent or trailing zeros: 114.488, 150800."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain_within(value):
    """Decimals as text, wherever they stand in an object."""
    if isinstance(value, dict):
        return {name: _plain_within(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain_within(part) for part in value]
    return plain(value) if isinstance(value, Decimal) else value


def during(field_name: str, period: Period) -> Q:
    """The day lies in the period."""
    return Q(**{f"{field_name}__gte": period.start, f"{field_name}__lt": period.end})


def in_force(day: date, begun: str, ended: str) -> Q:
    """Begun by `day` and not ended by it: an ending day no longer counts."""
    return Q(**{f"{begun}__lte": day}) & (Q(**{ended: None}) | Q(**{f"{ended}__gt": day}))
