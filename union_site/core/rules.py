"""A rule of a register, said once: database constraint, form error and reason of a rejected import row alike.

A rule holds vacuously while one of its fields is empty, as SQL's CHECK does.
"""

import re
from dataclasses import dataclass

from django.db.models import CheckConstraint, F, Q, Value
from django.db.models.functions import Length, Substr
from django.db.models.lookups import Exact, In

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True)
class Rule:
    """Base: `fields` in the order in which they are named in the message; the last one is marked as wrong."""

    fields: tuple[str, ...]
    message: str

    def q(self) -> Q:
        raise NotImplementedError(type(self).__name__)

    def test(self, *values) -> bool:
        raise NotImplementedError(type(self).__name__)

    def holds(self, values: dict) -> bool:
        """Check a row of python values by field name."""
        given = [values.get(name) for name in self.fields]
        return None in given or "" in given or self.test(*given)


class NotBefore(Rule):
    """fields = (earlier, later): the later day is not before the earlier one."""

    def q(self):
        return Q(**{f"{self.fields[1]}__gte": F(self.fields[0])})

    def test(self, earlier, later):
        return later >= earlier


class NotAbove(Rule):
    """fields = (whole, part): a part is at most its whole."""

    def q(self):
        return Q(**{f"{self.fields[1]}__lte": F(self.fields[0])})

    def test(self, whole, part):
        return part <= whole


class NotNegative(Rule):
    """fields = (number,): zero or more."""

    def q(self):
        return Q(**{f"{self.fields[0]}__gte": 0})

    def test(self, number):
        return number >= 0


class Positive(Rule):
    """fields = (number,): one or more."""

    def q(self):
        return Q(**{f"{self.fields[0]}__gt": 0})

    def test(self, number):
        return number > 0


class Score(Rule):
    """fields = (score,): 0 to 100 points."""

    LOWEST, HIGHEST = 0, 100

    def q(self):
        return Q(**{f"{self.fields[0]}__gte": self.LOWEST, f"{self.fields[0]}__lte": self.HIGHEST})

    def test(self, score):
        return self.LOWEST <= score <= self.HIGHEST


class Filled(Rule):
    """fields = (text,): not empty. For keys that an import must not leave blank."""

    def q(self):
        return ~Q(**{self.fields[0]: ""})

    def test(self, text):
        return bool(text)

    def holds(self, values):
        return bool(values.get(self.fields[0]))


class Year(Rule):
    """fields = (year,): a year of our time, no number of another kind."""

    FIRST, LAST = 1990, 2099

    def q(self):
        return Q(**{f"{self.fields[0]}__gte": self.FIRST, f"{self.fields[0]}__lte": self.LAST})

    def test(self, year):
        return self.FIRST <= year <= self.LAST


class Month(Rule):
    """fields = (text,): empty, or a month as 2021-06 (see core.months)."""

    def q(self):
        name = self.fields[0]
        shape = Q(Exact(Length(name), Value(7))) & Q(Exact(Substr(name, 5, 1), Value("-")))
        months = Q(In(Substr(name, 6, 2), [f"{number:02d}" for number in range(1, 13)]))
        return Q(**{name: ""}) | (Q(**{f"{name}__gte": "1900", f"{name}__lt": "2101"}) & shape & months)

    def test(self, text):
        return bool(_MONTH.fullmatch(text))


class InYear(Rule):
    """fields = (year, day): the day lies in the year."""

    def q(self):
        return Q(**{f"{self.fields[1]}__year": F(self.fields[0])})

    def test(self, year, day):
        return day.year == year


class Different(Rule):
    """fields = (one, other): two different things (blind indexes of two people)."""

    def q(self):
        return ~Q(**{self.fields[1]: F(self.fields[0])})

    def test(self, one, other):
        return one != other


@dataclass(frozen=True)
class OnlyWhen(Rule):
    """fields = (state, detail): the detail is given only in one of `states`; `empty` is how an empty detail is stored."""

    states: tuple[str, ...] = ()
    empty: str | None = None

    def q(self):
        state, detail = self.fields
        return Q(**{detail: self.empty}) | Q(**{f"{state}__in": self.states})

    def test(self, state, detail):
        return state in self.states


@dataclass(frozen=True)
class NeededWhen(Rule):
    """fields = (choice, needed): while the choice is one of `when`, the other is filled. `text`: it is a text."""

    when: tuple[str, ...] = ()
    text: bool = False

    def q(self):
        choice, needed = self.fields
        filled = ~Q(**{needed: ""}) if self.text else Q(**{f"{needed}__isnull": False})
        return ~Q(**{f"{choice}__in": [str(value) for value in self.when]}) | filled

    def holds(self, values):
        choice, needed = (values.get(name) for name in self.fields)
        return choice not in self.when or needed not in (None, "")


@dataclass(frozen=True)
class AllowedWhen(Rule):
    """fields = (given, value): while the first is one of `when` (empty: whatever it is), the other is one of `allowed`."""

    when: tuple = ()
    allowed: tuple = ()

    def q(self):
        given, value = self.fields
        holds = Q(**{f"{value}__in": [_plain(one) for one in self.allowed]})
        apart = (
            ~Q(**{f"{given}__in": [_plain(one) for one in self.when]}) if self.when else Q(**{f"{given}__isnull": True})
        )
        return apart | holds

    def holds(self, values):
        given, value = (values.get(name) for name in self.fields)
        concerned = given in self.when if self.when else given is not None
        return not concerned or value is None or value in self.allowed


class AnyGiven(Rule):
    """fields = (one, other, …) of numbers or days: at least one of them is given."""

    def q(self):
        condition = Q()
        for name in self.fields:
            condition |= Q(**{f"{name}__isnull": False})
        return condition

    def holds(self, values):
        return any(values.get(name) is not None for name in self.fields)


def _plain(value):
    """A member of a choice as its text, so that a migration names no class."""
    return str(value) if isinstance(value, str) else value


def ruled(table: str):
    """Class decorator of a model: its `rules` become check constraints named `<table>_<rule>_<fields>`."""

    def decorate(model):
        for rule in model.rules:
            model._meta.constraints.append(
                CheckConstraint(
                    condition=rule.q(),
                    name=f"{table}_{type(rule).__name__.lower()}_{'_'.join(rule.fields)}"[:63],
                    violation_error_message=rule.message,
                )
            )
        return model

    return decorate
