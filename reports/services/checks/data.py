"""Checks of what stands behind the text: rules that its figures break, and units that have reported nothing."""

from collections.abc import Iterable

from django.urls import reverse

from members.models import Organization
from reports.services import consistency
from reports.services.checks.context import Context, Sentence
from reports.services.checks.findings import BAD, RULES, UNITS, WAIT, Finding
from reports.text.tokens import FigureRun
from union_site.core.consistency import Severity, rules_about
from union_site.core.evaluation import DISTRICT_ITSELF, evaluate_by_town, towns_on
from union_site.core.indicators import Kind

SHOWN = 6  # names of units in a sentence


def rules(context: Context) -> Iterable[Finding]:
    """Rules of consistency that figures of the text break; where only rows are doubtful they want a look."""
    asked = rules_about(context.keys)
    unit = context.paper.organization
    whole = None if unit.parent_id is None else unit
    found = consistency.check(context.period, district=context.paper.district, unit=whole, rules=asked)
    for finding in found.findings:
        rule = finding.rule
        one = _first_with(context, rule.uses)
        address = f"{reverse('reports:consistency-rule', args=[rule.key])}?period={context.period.key}"
        yield Finding(
            RULES,
            BAD if rule.severity == Severity.MUST else WAIT,
            f"应当：{rule.statement}现在：{finding.said}。{rule.advice}",
            one.section if one else None,
            one.span if one else None,
            "{{" + next((key for key in rule.uses if one and "{{" + key in one.text), ""),
            links=(("查看核对结果", f"{address}&unit={unit.public_id}"),),
            word=f"规则{rule.key}"[:20],
        )


def _first_with(context: Context, keys: Iterable[str]) -> Sentence | None:
    wanted = set(keys)
    return next(
        (one for one in context.sentences if any(isinstance(run, FigureRun) and run.key in wanted for run in one.runs)),
        None,
    )


def units(context: Context) -> Iterable[Finding]:
    """Of the district's paper: towns and systems without a row in any of the figures that a section speaks of.

    Figures that no town reports at all are the district's own business and say nothing.
    """
    paper = context.paper
    if paper.organization.parent_id is not None:
        return
    counted = {Kind.FLOW, Kind.YTD}
    of_section = {
        section.pk: sorted(
            {run.key for one in context.sentences if one.section.pk == section.pk for run in one.runs
             if isinstance(run, FigureRun) and not run.at and run.key in context.numbers
             and context.known[run.key].kind in counted and not context.known[run.key].own}
        )
        for section in context.sections
    }  # fmt: skip
    keys = {key for found in of_section.values() for key in found}
    if not keys:
        return
    day = context.period.last_day
    names = towns_on(day, paper.district)
    active = Organization.objects.active_on(day).current().filter(district=paper.district, pk__in=names)
    there = set(active.values_list("pk", flat=True))
    towns = [name for pk, name in names.items() if pk in there]
    chosen = [context.known[key] for key in sorted(keys)]
    by_town = evaluate_by_town(chosen, context.period, district=paper.district)
    for section in context.sections:
        reported = {town for key in of_section[section.pk] for town in by_town[key] if town != DISTRICT_ITSELF}
        silent = [town for town in towns if town not in reported]
        if reported and silent:
            more = f"等{len(silent)}个单位" if len(silent) > SHOWN else ""
            yield Finding(
                UNITS,
                WAIT,
                f"本部分的{len(of_section[section.pk])}项指标，已报 {len(towns) - len(silent)}/{len(towns)}；"
                f"没有任何记录的：{'、'.join(silent[:SHOWN])}{more}。",
                section,
                word="尚未上报",
            )
