"""Consistency: rules by which figures agree with each other and with their rows, declared beside the indicators.

A `FigureRule` compares figures of one period and unit (57 + 58 + 59 = 56). A `RowRule` names rows that make figures
doubtful (a member of a dissolved union). None adds as 0; where none of the compared figures was reported, a rule holds.
Rules are asked together with the figures, in the statements that count the figures (see core.evaluation).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from django.db.models import Expression, Model, Q

from union_site.core.indicators import Indicator, Kind, nothing_annotated, plain
from union_site.core.periods import Period
from union_site.core.registry import consistency_rules, indicators


class Severity(StrEnum):
    """What a broken rule means."""

    MUST = "must"  # the figures cannot be right
    CHECK = "check"  # they may be right, and want a look

    @property
    def words(self) -> str:
        return {"must": "强制", "check": "核实"}[self.value]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Base: `statement` says in Chinese what ought to be so, `advice` what to do where it is not.

    `uses` names the figures that a broken rule makes doubtful.
    """

    key: str
    statement: str
    uses: tuple[str, ...]
    advice: str
    severity: Severity = Severity.MUST

    def asked(self) -> list[Indicator]:
        """What has to be evaluated to judge the rule."""
        raise NotImplementedError(type(self).__name__)

    def judged(self, values: dict[str, object]) -> "Finding | None":
        """What is wrong, out of the values by key; None where the rule holds."""
        raise NotImplementedError(type(self).__name__)


@dataclass(frozen=True)
class Finding:
    """A broken rule: `said` shows it by its numbers; `rows` is how many rows break it (None: figures do)."""

    rule: Rule
    said: str
    rows: int | None = None


@dataclass(frozen=True, kw_only=True)
class FigureRule(Rule):
    """Figures that must agree. `holds(numbers)` and `say(numbers)` are given the used figures as numbers, by key.

    `also` are further figures that are of no use but to the rule (cases carried over into the period). `because` names a
    RowRule whose rows commonly explain the disagreement. `parts` are those of the used figures that are parts of the first.
    """

    holds: Callable[[dict], bool]
    say: Callable[[dict], str]
    also: tuple[Indicator, ...] = ()
    because: str = ""
    parts: tuple[str, ...] = ()

    def asked(self):
        return [*(indicators[key] for key in self.uses), *self.also]

    def judged(self, values):
        known = {indicator.key: values.get(indicator.key) for indicator in self.asked()}
        if all(value is None for value in known.values()):
            return None
        numbers = {key: _number(value) for key, value in known.items()}
        return None if self.holds(numbers) else Finding(self, self.say(numbers))


@dataclass(frozen=True, kw_only=True)
class RowRule(Rule):
    """Rows of `model` that make the figures of `uses` doubtful: those that meet `broken(period)`.

    The further arguments are those of an Indicator, since the rows are counted, listed and scoped like a figure's.
    """

    model: type[Model]
    broken: Callable[[Period], Q]
    register: str
    columns: tuple[str, ...]
    annotate: Callable[[Period], dict] = nothing_annotated
    owner: str = ""
    owner_on: Callable[[Period], Expression] | None = field(default=None)
    link: str = ""

    @cached_property
    def indicator(self) -> Indicator:
        """The rows as a figure, known to nobody else."""
        return Indicator(
            f"consistency.{self.key}",
            self.statement,
            "行",
            Kind.STOCK,
            "",
            self.statement,
            self.model,
            self.broken,
            self.register,
            annotate=self.annotate,
            owner=self.owner,
            owner_on=self.owner_on,
            columns=self.columns,
            link=self.link,
        )

    def asked(self):
        return [self.indicator]

    def judged(self, values):
        found = values.get(self.indicator.key)
        return Finding(self, f"{found:,} 行不符", found) if found else None


def adds_up(key: str, statement: str, *, whole: str, parts: tuple[str, ...], advice: str, **more) -> FigureRule:
    """The parts add up to the whole."""

    def holds(numbers: dict) -> bool:
        return sum(numbers[part] for part in parts) == numbers[whole]

    def say(numbers: dict) -> str:
        return f"{_sum_words(numbers, parts)} ≠ {_words(numbers[whole])}"

    return FigureRule(
        key=key, statement=statement, uses=(whole, *parts), holds=holds, say=say, advice=advice, parts=parts, **more
    )


def not_above(key: str, statement: str, *, whole: str, parts: tuple[str, ...], advice: str, **more) -> FigureRule:
    """The parts together are at most the whole (其中 ≤ 总数)."""

    def holds(numbers: dict) -> bool:
        return sum(numbers[part] for part in parts) <= numbers[whole]

    def say(numbers: dict) -> str:
        return f"{_sum_words(numbers, parts)} > {_words(numbers[whole])}"

    return FigureRule(
        key=key, statement=statement, uses=(whole, *parts), holds=holds, say=say, advice=advice, parts=parts, **more
    )


def percent_at_most_100(key: str, statement: str, *, of: str, advice: str, **more) -> FigureRule:
    """A share of a whole is at most the whole."""
    return FigureRule(
        key=key,
        statement=statement,
        uses=(of,),
        holds=lambda numbers: numbers[of] <= 100,
        say=lambda numbers: f"{_words(numbers[of])}% > 100%",
        advice=advice,
        **more,
    )


def both_or_neither(key: str, statement: str, *, one: str, other: str, advice: str, **more) -> FigureRule:
    """Where one is reported, so is the other (paid claims and the amount paid)."""
    return FigureRule(
        key=key,
        statement=statement,
        uses=(one, other),
        holds=lambda numbers: bool(numbers[one]) == bool(numbers[other]),
        say=lambda numbers: f"一个为 {_words(numbers[one])}，另一个为 {_words(numbers[other])}",
        advice=advice,
        **more,
    )


def rules_about(keys: Iterable[str]) -> list[Rule]:
    """The rules of which one of these figures is a part."""
    keys = set(keys)
    return [rule for rule in consistency_rules.values() if keys.intersection(rule.uses)]


def asked_by(rules: Iterable[Rule]) -> list[Indicator]:
    """What has to be evaluated for these rules, each once."""
    return list({indicator.key: indicator for rule in rules for indicator in rule.asked()}.values())


def findings(rules: Iterable[Rule], values: dict[str, object]) -> list[Finding]:
    """The broken ones of the rules, out of the values of `asked_by` by key; what must be right comes first."""
    found = [finding for rule in rules if (finding := rule.judged(values))]
    return sorted(found, key=lambda finding: finding.rule.severity != Severity.MUST)


def _number(value) -> int | Decimal:
    """A figure as a number: None adds as 0, a list is as long as it is."""
    if value is None:
        return 0
    return len(value) if isinstance(value, list) else value


def _words(number) -> str:
    return plain(number) if isinstance(number, Decimal) else f"{number:,}"


def _sum_words(numbers: dict, parts: tuple[str, ...]) -> str:
    """4 + 3 + 2 = 9; of a single part the number itself."""
    terms = " + ".join(_words(numbers[part]) for part in parts)
    return terms if len(parts) == 1 else f"{terms} = {_words(sum(numbers[part] for part in parts))}"
