"""Conditions of a definition: field, comparison and values, checked against the vocabulary and turned into a Q.

What staff type is only ever compared as a value; names of fields and comparisons are looked up, never composed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.db.models import IntegerField, Q

from reports.services.vocabulary import AskedField, FieldKind, Source
from union_site.core.widths import tidy

MOST = 12  # conditions of one definition
MOST_VALUES = 20  # values of one condition
LONGEST = 60  # characters of one value

OPERATORS = {
    "is": "是",
    "not": "不是",
    "has": "包含",
    "from": "不早于",
    "until": "不晚于",
    "eq": "等于",
    "ge": "不小于",
    "le": "不大于",
    "filled": "已填写",
    "empty": "未填写",
}
_OF_KIND = {
    FieldKind.CHOICE: ("is", "not"),
    FieldKind.FLAG: ("is",),
    FieldKind.TEXT: ("is", "not", "has"),
    FieldKind.DAY: ("from", "until"),
    FieldKind.NUMBER: ("eq", "ge", "le"),
    FieldKind.YEAR: ("eq", "ge", "le"),
}
_LOOKUPS = {"from": "gte", "until": "lte", "eq": "exact", "ge": "gte", "le": "lte"}
_WITHOUT_VALUE = ("filled", "empty")
_LARGEST = {True: Decimal(2_147_483_647), False: Decimal(10) ** 12}  # of whole numbers, of amounts


class ConditionError(ValueError):
    """A condition that cannot be asked; the message says what to do."""


def operators_of(asked: AskedField) -> list[tuple[str, str]]:
    """(operator, words) that fit a field."""
    names = _OF_KIND[asked.kind] + (_WITHOUT_VALUE if asked.may_be_empty else ())
    return [(name, OPERATORS[name]) for name in names]


@dataclass(frozen=True)
class Condition:
    """One condition. `values` are texts as stored, `words` how they read."""

    field: str
    op: str
    values: tuple[str, ...] = ()
    words: str = ""

    @classmethod
    def stored(cls, data: dict) -> "Condition":
        return cls(data["field"], data["op"], tuple(data["values"]), data["words"])

    def to_store(self) -> dict:
        return {"field": self.field, "op": self.op, "values": list(self.values), "words": self.words}

    @property
    def takes_value(self) -> bool:
        return self.op not in _WITHOUT_VALUE

    def asked(self, source: Source) -> AskedField:
        """The field that is compared. Raises ConditionError."""
        asked = source.fields.get(self.field)
        if asked is None or not asked.comparable:
            raise ConditionError("条件中的字段不存在或不能用作条件，请重新选择字段。")
        if self.op not in dict(operators_of(asked)):
            raise ConditionError(f"“{asked.title}”不能这样比较，请重新选择比较方式。")
        return asked

    def read(self, source: Source) -> "Condition":
        """The condition as it is stored: values checked, with their words. Raises ConditionError."""
        asked = self.asked(source)
        if not self.takes_value:
            return Condition(self.field, self.op)
        values = tuple(dict.fromkeys(tidy(value) for value in self.values if tidy(value)))
        if asked.kind == FieldKind.TEXT:
            values = tuple(dict.fromkeys(filter(None, (tidy(v) for value in values for v in re.split("[；;]", value)))))
        if not values:
            raise ConditionError(f"请填写“{asked.title}”的值。")
        if len(values) > MOST_VALUES:
            raise ConditionError(f"“{asked.title}”的值最多 {MOST_VALUES} 个。")
        if any(len(value) > LONGEST for value in values):
            raise ConditionError(f"“{asked.title}”的值最长 {LONGEST} 个字。")
        words = [_words_of(asked, value) for value in values]
        return Condition(self.field, self.op, values, "、".join(words))

    def q(self, source: Source) -> Q:
        """The condition on rows. Raises ConditionError where the register no longer has the field or the value."""
        asked = self.asked(source)
        if self.op in _WITHOUT_VALUE:
            empty = Q(**{f"{self.field}__isnull": True}) if asked.field.null else Q()
            if asked.field.empty_strings_allowed and not asked.field.is_relation:
                empty |= Q(**{self.field: ""})
            return ~empty if self.op == "filled" else empty
        if asked.kind == FieldKind.FLAG:
            return Q(**{f"{self.field}__in": [value == "true" for value in self.values]})
        if asked.kind in (FieldKind.CHOICE, FieldKind.TEXT):
            return self._of_texts(asked)
        return Q(**{f"{self.field}__{_LOOKUPS[self.op]}": _value(asked, self.values[0])})

    def _of_texts(self, asked: AskedField) -> Q:
        if self.op == "has":
            found = Q()
            for value in self.values:
                found |= Q(**{f"{self.field}__icontains": value})
            return found
        if asked.kind == FieldKind.CHOICE and not asked.field.is_relation:
            gone = set(self.values) - {value for value, _ in asked.choices()}
            if gone:
                raise ConditionError(f"“{asked.title}”已没有“{self.words}”中的选项，请重新选择。")
        same = Q(**{f"{self.field}__in": self.values})
        return same if self.op == "is" else ~same

    def said(self, source: Source) -> str:
        """The condition in words: 会籍状态是“正常”."""
        asked = self.asked(source)
        if not self.takes_value:
            return f"{asked.title}{OPERATORS[self.op]}"
        many = "之一" if len(self.values) > 1 and self.op != "not" else ""
        verb = "为" if asked.kind == FieldKind.FLAG else OPERATORS[self.op]
        return f"{asked.title}{verb}“{self.words}”{many}"


def read_all(conditions: Iterable[Condition], source: Source) -> tuple[Condition, ...]:
    """All conditions as they are stored. Raises ConditionError."""
    conditions = tuple(conditions)
    if len(conditions) > MOST:
        raise ConditionError(f"条件最多 {MOST} 个，请删去一些。")
    return tuple(condition.read(source) for condition in conditions)


def all_of(conditions: Iterable[Condition], source: Source) -> Q:
    found = Q()
    for condition in conditions:
        found &= condition.q(source)
    return found


def _words_of(asked: AskedField, value: str) -> str:
    if asked.kind in (FieldKind.CHOICE, FieldKind.FLAG):
        choices = dict(asked.choices())
        if value not in choices:
            raise ConditionError(f"“{asked.title}”没有所选的选项，请重新选择。")
        return choices[value]
    if asked.kind != FieldKind.TEXT:
        _value(asked, value)
    return value


def _value(asked: AskedField, text: str) -> date | Decimal | int:
    """A day or a number out of its text. Raises ConditionError."""
    if asked.kind == FieldKind.DAY:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ConditionError(f"“{asked.title}”应填写日期，如 2021-06-30。") from None
    whole = isinstance(asked.field, IntegerField)
    try:
        number = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise ConditionError(f"“{asked.title}”应填写数字。") from None
    if not number.is_finite() or abs(number) > _LARGEST[whole]:
        raise ConditionError(f"“{asked.title}”的数字超出范围。")
    if whole and number != number.to_integral_value():
        raise ConditionError(f"“{asked.title}”应填写整数。")
    return int(number) if whole else number
