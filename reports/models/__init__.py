"""What is planned, asked, stated and written by units, the indicators that staff define, and the forms of the superior."""

from reports.models.definition import Definition, DefinitionVersion
from reports.models.form import FormBinding, FormFilling, FormVersion, ReportForm
from reports.models.paper import Paper, PaperSection, SectionText
from reports.models.place import Place
from reports.models.plan import PlanItem
from reports.models.statement import Statement
from reports.models.target import AnnualTarget

__all__ = [
    "AnnualTarget",
    "Definition",
    "DefinitionVersion",
    "FormBinding",
    "FormFilling",
    "FormVersion",
    "Paper",
    "PaperSection",
    "Place",
    "PlanItem",
    "ReportForm",
    "SectionText",
    "Statement",
]
