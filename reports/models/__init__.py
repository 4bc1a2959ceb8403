"""What is planned, asked, stated and written by units, the indicators that staff define, and the forms of the superior."""

from reports.models.definition import Definition, DefinitionVersion
from reports.models.form import FormBinding, FormFilling, FormVersion, ReportForm
from reports.models.freeze import DocumentCopy, Freeze, FrozenFigure
from reports.models.paper import Paper, PaperSection, SectionText
from reports.models.paper_work import ClaimEvidence, PaperStep, SentenceComment
from reports.models.place import Place
from reports.models.plan import PlanItem
from reports.models.statement import Statement
from reports.models.target import AnnualTarget
from reports.models.template import TemplateRevision

__all__ = [
    "AnnualTarget",
    "ClaimEvidence",
    "Definition",
    "DefinitionVersion",
    "DocumentCopy",
    "FormBinding",
    "FormFilling",
    "FormVersion",
    "Freeze",
    "FrozenFigure",
    "Paper",
    "PaperSection",
    "PaperStep",
    "Place",
    "PlanItem",
    "ReportForm",
    "SectionText",
    "SentenceComment",
    "Statement",
    "TemplateRevision",
]
