"""What the consistency rules find for a period and a unit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from members.models import Organization
from union_site.core.consistency import FigureRule, Finding, Rule, asked_by, findings
from union_site.core.evaluation import evaluate
from union_site.core.models import District
from union_site.core.periods import Period
from union_site.core.registry import consistency_rules


@dataclass(frozen=True)
class Check:
    """The rules that were asked, what they found, and the values by key that were compared."""

    rules: list[Rule]
    findings: list[Finding]
    values: dict[str, object]

    @property
    def held(self) -> int:
        """How many rules hold."""
        return len(self.rules) - len(self.findings)

    def marked(self) -> dict[str, Finding]:
        """{key of a figure: the gravest finding that makes it doubtful}."""
        marks: dict[str, Finding] = {}
        for finding in self.findings:
            for key in finding.rule.uses:
                marks.setdefault(key, finding)
        return marks


def check(
    period: Period,
    *,
    district: District,
    unit: Organization | None,
    rules: Iterable[Rule] | None = None,
    tree_on: date | None = None,
) -> Check:
    """Ask the rules (default: all) of a period and unit, in as few statements as the figures themselves take."""
    rules = list(consistency_rules.values() if rules is None else rules)
    found = evaluate(asked_by(rules), [period], district=district, unit=unit, listed=[], tree_on=tree_on)
    values = {key: value for (key, _), value in found.items()}
    return Check(rules, findings(rules, values), values)


def rows_rule(rule: Rule) -> Rule | None:
    """The rule whose rows show what is wrong: itself, or the one that commonly explains it."""
    if isinstance(rule, FigureRule):
        return consistency_rules.get(rule.because)
    return rule
