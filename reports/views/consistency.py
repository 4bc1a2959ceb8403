"""数据核对: which rules are broken in a period, by which numbers, and the rows behind."""

from django.shortcuts import render
from django.urls import reverse

from reports.services import consistency, figures
from reports.views.parameters import (
    chosen_period,
    chosen_tree,
    chosen_unit,
    periods_to_choose,
    tree_words,
    units_to_choose,
)
from reports.views.rows_behind import rows_behind
from union_site.core import audit
from union_site.core.consistency import FigureRule, Finding, Severity
from union_site.core.registry import consistency_rules, indicators, registers
from union_site.core.roles import Permission
from union_site.core.views.errors import NotFound


def overview(request):
    """All broken rules of the period and unit, what must be right first."""
    request.access.require(Permission.FIGURES)
    context = _chosen(request)
    found = consistency.check(
        context["period"], district=request.user.district, unit=context["unit"], tree_on=context["tree_on"]
    )
    shown = [finding_words(finding, found.values, context["query"]) for finding in found.findings]
    groups = [(severity, [one for one in shown if one["severity"] == severity]) for severity in Severity]
    counts = {"asked": len(found.rules), "held": found.held, "broken": len(found.findings)}
    return render(request, "reports/consistency.html", {**context, "groups": groups, **counts})


def one_rule(request, key: str):
    """One rule: whether it holds, the figures that it compares, and the rows that break it."""
    request.access.require(Permission.FIGURES)
    rule = consistency_rules.get(key)
    if rule is None:
        raise NotFound(f"没有名为“{key[:40]}”的核对规则。")
    context = _chosen(request)
    period, unit = context["period"], context["unit"]
    found = consistency.check(
        period, district=request.user.district, unit=unit, rules=[rule], tree_on=context["tree_on"]
    )
    finding = found.findings[0] if found.findings else None
    explaining = consistency.rows_rule(rule)
    behind = rows_behind(request, explaining.indicator, period, unit, context["tree_on"]) if explaining else {}
    if explaining:
        audit.write(
            audit.Action.VIEW,
            request=request,
            register=explaining.register,
            object_label=f"数据核对：{rule.statement}"[:120],
            organization_id=unit.pk if unit else None,
        )
    return render(
        request,
        "reports/consistency_rule.html",
        {
            **context,
            "rule": rule,
            "finding": finding,
            "figures": _figures(rule, found.values, context["query"]),
            "register": registers.get(explaining.register) if explaining else None,
            "has_rows": explaining is not None,
            **behind,
        },
    )


def finding_words(finding: Finding, values: dict, query: str) -> dict:
    """A finding as a page shows it."""
    rule = finding.rule
    return {
        "severity": rule.severity,
        "tone": "bad" if rule.severity == Severity.MUST else "wait",
        "statement": rule.statement,
        "said": finding.said,
        "advice": rule.advice,
        "rows": finding.rows,
        "url": reverse("reports:consistency-rule", args=[rule.key]) + query,
        "figures": _figures(rule, values, query),
    }


def _figures(rule, values: dict, query: str) -> list[dict]:
    """The figures of a rule with their addresses; with the values that it compares, where it compares figures."""
    compared = isinstance(rule, FigureRule)
    return [
        {
            "label": indicators[key].label,
            "value": figures.shown(values.get(key), indicators[key]) + indicators[key].unit if compared else "",
            "url": reverse("reports:figure", args=[key]) + query,
        }
        for key in rule.uses
    ]


def _chosen(request) -> dict:
    period, unit, tree_on = chosen_period(request), chosen_unit(request), chosen_tree(request)
    query = f"?period={period.key}" + (f"&unit={unit.public_id}" if unit else "") + ("&tree=today" if tree_on else "")
    return {
        "period": period,
        "unit": unit,
        "tree_on": tree_on,
        "tree_key": "today" if tree_on else "",
        "tree_words": tree_words(tree_on),
        "periods": periods_to_choose(period, request.access.today),
        "units": units_to_choose(request),
        "query": query,
    }
