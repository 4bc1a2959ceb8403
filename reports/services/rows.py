"""The rows behind a figure: which columns they show, which of them a reader may see, and what a cell says in a workbook."""

from decimal import Decimal

from django.db import models
from django.db.models import QuerySet

from union_site.core.access import Access
from union_site.core.crypto import EncryptedTextField, mask_of
from union_site.core.indicators import Indicator
from union_site.core.registry import registers
from union_site.core.roles import Permission


def in_scope(
    found: QuerySet, indicator: Indicator, access: Access, permission: Permission = Permission.VIEW
) -> QuerySet:
    """Those of the rows that the reader may see (or, with another permission, take along)."""
    scope = access.full_scope(permission, indicator.register)
    if not scope:
        return found.none()
    return found if scope.whole else found.filter(scope.condition(indicator.model.scope_path))


def fields_of(indicator: Indicator) -> list[models.Field]:
    """The columns of the table: the figure's, else those of its register's list that are fields."""
    names = indicator.columns or registers[indicator.register].list_display
    fields = {field.name: field for field in indicator.model._meta.concrete_fields}
    return [fields[name] for name in names if name in fields]


def with_related(found: QuerySet, indicator: Indicator, fields: list[models.Field]) -> QuerySet:
    """Related records in the same statement."""
    related = {field.name for field in fields if field.is_relation} | ({indicator.link} if indicator.link else set())
    return found.select_related(*related)


def cell(field: models.Field, row):
    """A value for a workbook: personal data masked, choices in words, numbers and days as such."""
    value = getattr(row, field.name)
    if value is None or value == "":
        return None
    if isinstance(field, EncryptedTextField):
        return mask_of(field.name)(value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(field, models.DateTimeField | models.JSONField) or field.is_relation:
        return str(value)
    return value if isinstance(value, int | Decimal | str) or isinstance(field, models.DateField) else str(value)
