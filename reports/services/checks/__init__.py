"""Checks of a paper before it is signed: small functions over a prepared context, each yielding findings.

`run` asks all of them, `blocking` says what stands in the way of signing, `remedy` carries out what a finding offers.
"""

from dataclasses import dataclass, replace
from datetime import date

from reports.models import Paper
from reports.services.checks import carried, data, kinds, strong, typed, wording
from reports.services.checks.context import Context, prepare
from reports.services.checks.findings import ALL, OK, Check, Finding

CHECKS = (
    wording.tokens,
    wording.gaps,
    typed.values,
    strong.claims,
    data.rules,
    kinds.mixed,
    typed.by_hand,
    data.units,
    wording.marks,
    wording.characters,
    carried.unchanged,
)


@dataclass(frozen=True)
class Report:
    """What was looked at, and what was found in it."""

    context: Context
    findings: list[Finding]


def report(paper: Paper, *, today: date) -> Report:
    """Ask all checks of a paper; findings come in the order of the checks and of the text. What was explained says so."""
    context = prepare(paper, today=today)
    return Report(context, [_with_evidence(context, finding) for check in CHECKS for finding in check(context)])


def run(paper: Paper, *, today: date) -> list[Finding]:
    """Everything that the checks find."""
    return report(paper, today=today).findings


def _with_evidence(context: Context, finding: Finding) -> Finding:
    if finding.section is None or not finding.check.explainable or finding.tone == OK:
        return finding
    kept = context.evidence_for(finding.section, finding.sentence, finding.kept_word)
    return replace(finding, evidence=kept) if kept else finding


def blocking(paper: Paper, today: date) -> list[Finding]:
    """The bad findings that nobody has explained: a paper is not signed while there are any."""
    return [finding for finding in run(paper, today=today) if finding.blocks]


__all__ = ["ALL", "CHECKS", "Check", "Finding", "Report", "blocking", "report", "run"]
