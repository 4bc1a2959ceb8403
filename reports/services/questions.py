"""A question to a register in the words of a definition: checked, turned into aggregates, and said in Chinese."""

from dataclasses import dataclass, replace

from django.db.models import DecimalField, Q

from reports.services.conditions import MOST, Condition, ConditionError, all_of, read_all
from reports.services.vocabulary import FieldKind, Source, sources
from union_site.core.indicators import COUNTED, Count, CountDistinct, Kind, Measure, Sum, during, in_force
from union_site.core.periods import Period

PERSONS = ("人", "名")
TEN_THOUSAND = "万元"


class QuestionError(ValueError):
    """What is wrong with a question: {input: message}."""

    def __init__(self, errors: dict[str, str]):
        super().__init__("".join(errors.values()))
        self.errors = errors


@dataclass(frozen=True)
class Question:
    """What is asked: rows of `source`, dated by `begun` (and `ended` of a stock), under `conditions`, measured.

    measure: count | people | sum | share; field: what is added up; part: of a share, what the part meets besides.
    """

    source: str
    kind: str
    measure: str
    unit: str
    begun: str
    ended: str = ""
    field: str = ""
    conditions: tuple[Condition, ...] = ()
    part: tuple[Condition, ...] = ()
    breakdown: str = ""
    remark: str = ""

    @property
    def rows(self) -> Source:
        """Raises QuestionError when there is no such register any more."""
        if self.source not in sources():
            raise QuestionError({"source": "没有这本登记簿，请重新选择。"})
        return sources()[self.source]

    def verify(self) -> None:
        """Raise QuestionError or ConditionError where a stored question can no longer be asked. Asks no database."""
        if errors := self._errors(self.rows):
            raise QuestionError(errors)
        all_of((*self.conditions, *self.part), self.rows)

    def checked(self) -> "Question":
        """The question as it is stored, its conditions read. Raises QuestionError with all that is wrong."""
        source, errors, read = self.rows, self._errors(self.rows), {}
        for name in ("conditions", "part"):
            try:
                read[name] = read_all(getattr(self, name), source)
            except ConditionError as error:
                errors[name] = str(error)
        if len(self.conditions) + len(self.part) > MOST:
            errors.setdefault("conditions", f"条件最多 {MOST} 个，请删去一些。")
        if self.measure == "share" and not self.part:
            errors.setdefault("part", "请至少添加一个“其中”条件，说明占比的分子。")
        if errors:
            raise QuestionError(errors)
        ended = self.ended if self.kind == Kind.STOCK else ""
        field = self.field if self.measure == "sum" else ""
        part = read["part"] if self.measure == "share" else ()
        return replace(self, conditions=read["conditions"], part=part, ended=ended, field=field)

    def _errors(self, source: Source) -> dict[str, str]:
        """{input: message} of all but the conditions."""
        errors = {"measure": self._measure_error(source), "unit": self._unit_error(source), **self._day_errors(source)}
        if self.breakdown and self.breakdown not in {asked.name for asked in groups(source)}:
            errors["breakdown"] = "不能按这个字段分组，请重新选择。"
        return {name: message for name, message in errors.items() if message}

    def _measure_error(self, source: Source) -> str:
        if self.measure not in ("count", "people", "sum", "share"):
            return "请选择统计方式。"
        if self.measure == "people" and not source.people:
            return "这本登记簿没有登记身份证号码，不能按人去重；请选择“记录数”或“合计”。"
        if self.measure == "sum" and self.field not in {asked.name for asked in source.of(FieldKind.NUMBER)}:
            return "请选择要合计的字段。"
        return ""

    def _unit_error(self, source: Source) -> str:
        if not self.unit:
            return "请填写计量单位。"
        if (self.unit == "%") != (self.measure == "share"):
            return "占比的计量单位是“%”，其他统计方式不能用“%”。"
        if self.measure == "people" and self.unit not in PERSONS:
            return "按身份证号码计人的，计量单位是“人”或“名”。"
        summed = source.fields.get(self.field) if self.measure == "sum" else None
        if self.unit == TEN_THOUSAND and not (summed and isinstance(summed.field, DecimalField)):
            return "“万元”只用于金额的合计。"
        if summed and "人次" in summed.title and self.unit in PERSONS:
            return f"“{summed.title}”是人次，不能以“{self.unit}”为计量单位。"
        return ""

    def _day_errors(self, source: Source) -> dict[str, str]:
        if self.kind not in COUNTED:
            return {"kind": "请选择指标类型。"}
        if self.begun not in {asked.name for asked in days(source, self.kind)}:
            return {"begun": "请选择日期字段。"}
        if self.kind == Kind.STOCK and self.ended and self.ended not in {a.name for a in days(source, self.kind)}:
            return {"ended": "请重新选择结束日期字段。"}
        if self.kind == Kind.STOCK and self.ended == self.begun:
            return {"ended": "结束日期不能与开始日期是同一个字段。"}
        return {}

    # Asking

    def dated(self, period: Period) -> Q:
        """The rows' days lie as the kind of the figure says."""
        if self.kind == Kind.STOCK:
            if self.ended:
                return in_force(period.last_day, self.begun, self.ended)
            return Q(**{f"{self.begun}__lte": period.last_day})
        if self.kind == Kind.FLOW:
            return during(self.begun, period)
        if self.rows.fields[self.begun].kind == FieldKind.YEAR:
            return Q(**{self.begun: period.year})
        return during(self.begun, Period(period.year, 1, period.last_month))

    def where(self, period: Period) -> Q:
        """The rows that count; of a share, the whole."""
        condition = self.dated(period) & all_of(self.conditions, self.rows)
        if self.measure == "people":
            condition &= ~Q(**{self.rows.people: ""})
        if self.measure == "sum":
            condition &= Q(**{f"{self.field}__isnull": False})
        return condition

    def how(self) -> Measure:
        if self.measure == "people":
            return CountDistinct(self.rows.people)
        return Sum(self.field) if self.measure == "sum" else Count()

    def parts(self, period: Period) -> dict[str, tuple[Measure, Q]]:
        whole = self.where(period)
        if self.measure == "share":
            return {"part": (Count(), whole & all_of(self.part, self.rows)), "whole": (Count(), whole)}
        return {"": (self.how(), whole)}

    @property
    def scale(self) -> int:
        return 10_000 if self.unit == TEN_THOUSAND else 1

    @property
    def columns(self) -> tuple[str, ...]:
        """What the list of rows shows: the register's columns, and the days and amounts of which the figure speaks."""
        own = {field.name for field in self.rows.model._meta.concrete_fields}
        spoken = [name for name in (self.begun, self.ended, self.field) if name in own]
        return tuple(dict.fromkeys([*self.rows.columns, *spoken]))

    # Saying

    def said(self) -> str:
        """The 口径 in words, ending with a full stop. Raises QuestionError or ConditionError where a field is gone."""
        rows = self.rows
        told = [self._dated_words(), *(condition.said(rows) for condition in self.conditions)]
        words = f"“{rows.title}”登记簿中，" + "，".join(told)
        match self.measure:
            case "people":
                words += "的人数，按身份证号码一人只计一次，没有身份证号码的不计"
            case "share":
                words += "的记录中，" + "，".join(condition.said(rows) for condition in self.part) + "的所占百分比"
            case "sum":
                words += f"的记录，{rows.fields[self.field].title}之和"
            case _:
                words += "的记录数"
        if self.unit == TEN_THOUSAND:
            words += "，按元累加后折算为万元"
        words += "。"
        return words + (self.remark if not self.remark or self.remark.endswith("。") else f"{self.remark}。")

    def _dated_words(self) -> str:
        fields = self.rows.fields
        begun = fields[self.begun]
        if self.kind == Kind.FLOW:
            return f"{begun.title}在报告期内"
        if self.kind == Kind.YTD:
            if begun.kind == FieldKind.YEAR:
                return f"{begun.title}为报告期所在年度"
            return f"{begun.title}在本年1月1日至期末"
        if self.ended:
            return f"期末当日已到{begun.title}、未到{fields[self.ended].title}（该日起不再计入）"
        return f"{begun.title}不晚于期末"


def days(source: Source, kind: str) -> list:
    """Fields that may date a figure of this kind: days, and of a figure of the year also years."""
    return source.of(FieldKind.DAY, FieldKind.YEAR) if kind == Kind.YTD else source.of(FieldKind.DAY)


def groups(source: Source) -> list:
    """Fields by which the rows may be grouped."""
    return source.of(FieldKind.CHOICE, FieldKind.FLAG, FieldKind.YEAR, FieldKind.TEXT, comparable=True)
