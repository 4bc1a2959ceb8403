"""A new record that begins as a copy of another (复制为新记录): what recurs is kept, what happened is left to be filled in."""

from django.db import models

from union_site.core.checks import classification
from union_site.core.crypto import EncryptedTextField
from union_site.core.months import MonthField
from union_site.core.records.values import is_number, is_year
from union_site.core.records.viewset import RecordViewSet
from union_site.core.scope import RowModel

QUERY = "copy"  # /records/<register>/new/?copy=<public_id>
RESULTS = frozenset({"state", "status", "response", "result", "verdict", "award", "filing", "document_number"})


def copied_fields(viewset: RecordViewSet) -> list[models.Field]:
    """Open fields of the form, without keys that are unique, days, optional numbers, results, and what the viewset excepts."""
    levels, unique = classification(viewset.model), _unique(viewset.model)
    left = RESULTS | unique | set(viewset.uncopied)
    fields = [viewset.model._meta.get_field(name) for name in viewset.form_fields if name not in left]
    return [
        field
        for field in fields
        if levels[field.name] == "open"
        and not isinstance(field, EncryptedTextField | models.DateField | MonthField)
        and not (is_number(field) and field.null)
    ]


def fill(viewset: RecordViewSet, record: RowModel, source: RowModel) -> None:
    """Fill a new record from another of its register; a year becomes the next one."""
    for field in copied_fields(viewset):
        value = getattr(source, field.attname)
        setattr(record, field.attname, value + 1 if value is not None and is_year(field) else value)


def _unique(model: type[models.Model]) -> set[str]:
    """Fields that alone tell a record from the others of the district: codes, numbers, names of unions and employers."""
    constraints = (c for c in model._meta.constraints if isinstance(c, models.UniqueConstraint))
    own = ({name for name in constraint.fields if name != "district"} for constraint in constraints)
    return {name for names in own if len(names) == 1 for name in names}
