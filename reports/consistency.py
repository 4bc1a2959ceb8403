"""Targets that speak of a figure but cannot be compared with it."""

from django.db.models import Q

from reports.models import AnnualTarget
from reports.services.targets import units_like
from union_site.core.consistency import RowRule, Severity
from union_site.core.periods import Period
from union_site.core.registry import add_consistency_rules, indicators


def in_another_unit(period: Period) -> Q:
    """Of the year, naming a figure, but in a unit of measure in which the figure is not counted (人 beside 人次)."""
    fitting = Q(indicator_key="")
    for indicator in indicators.values():
        fitting |= Q(indicator_key=indicator.key, unit__in=units_like(indicator.unit))
    return Q(year=period.year, indicator_key__in=list(indicators)) & ~fitting


add_consistency_rules(
    RowRule(
        key="target.unit",
        statement="年度目标的计量单位与所对应的指标一致。",
        uses=("mutual.target",),
        model=AnnualTarget,
        broken=in_another_unit,
        register="target",
        columns=("organization", "year", "indicator_name", "value", "unit"),
        advice="计量单位不同（如人和人次）就不能计算完成率，请核对目标的计量单位。",
        severity=Severity.CHECK,
    ),
)
