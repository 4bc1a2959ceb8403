"""What is planned, asked, stated and written by units, and the indicators that staff define."""

from reports.models.definition import Definition, DefinitionVersion
from reports.models.paper import Paper, PaperSection, SectionText
from reports.models.place import Place
from reports.models.plan import PlanItem
from reports.models.statement import Statement
from reports.models.target import AnnualTarget

__all__ = [
    "AnnualTarget",
    "Definition",
    "DefinitionVersion",
    "Paper",
    "PaperSection",
    "Place",
    "PlanItem",
    "SectionText",
    "Statement",
]
