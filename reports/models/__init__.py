"""What is planned and asked of units: targets of the year and plans of the half-year."""

from reports.models.plan import PlanItem
from reports.models.target import AnnualTarget

__all__ = ["AnnualTarget", "PlanItem"]
