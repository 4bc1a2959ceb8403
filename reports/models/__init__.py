"""What is planned, asked and stated by units, and the indicators that staff define."""

from reports.models.definition import Definition, DefinitionVersion
from reports.models.place import Place
from reports.models.plan import PlanItem
from reports.models.statement import Statement
from reports.models.target import AnnualTarget

__all__ = ["AnnualTarget", "Definition", "DefinitionVersion", "Place", "PlanItem", "Statement"]
