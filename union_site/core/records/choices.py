"""Choosing another record in a form: the ones within the scope, found by typing."""

from uuid import UUID

from django import forms
from django.apps import apps
from django.db import models
from django.db.models import Q

from union_site.core import dictionaries
from union_site.core.access import Access
from union_site.core.records.viewset import ORGANIZATION, Child, RecordViewSet, prefix, viewset_of
from union_site.core.roles import Permission
from union_site.core.scope import RowModel, Scope
from union_site.core.widths import tidy

FOUND = 20  # records offered at once
_LABELS = ("name", "code", "number", "title")


def is_union(model: type[models.Model]) -> bool:
    return model is apps.get_model(ORGANIZATION)


def choosable(
    viewset: RecordViewSet,
    access: Access,
    name: str,
    *,
    child: Child | None = None,
    permission: Permission = Permission.VIEW,
) -> models.QuerySet:
    """Rows that the key `name` of a register (or of its child) may name, for a user."""
    model, anywhere = (child.model, child.anywhere) if child else (viewset.model, viewset.anywhere)
    target = model._meta.get_field(name).related_model
    if not issubclass(target, RowModel):
        rows = dictionaries.choosable(target, access.user.district)
        return target._default_manager.all() if rows is None else rows
    scope = access.full_scope(permission, viewset.key)
    if scope and name in anywhere and is_union(target):
        scope = Scope.everything(scope.district_id)
    return target.objects.within(scope).current()


def find(rows: models.QuerySet, text: str) -> list[models.Model]:
    """The first rows whose name contains `text` (unions), or begins with it, or whose code or identity is `text`."""
    text = tidy(text)
    names = {field.name for field in rows.model._meta.concrete_fields}
    if text:
        condition = Q(pk__in=())
        for name in _LABELS:
            if name in names:
                condition |= Q(name__contains=text) if is_union(rows.model) and name == "name" else prefix(name, text)
        viewset = viewset_of(rows.model)
        if viewset:
            condition |= viewset.search_condition(text)
        rows = rows.filter(condition)
    return list(rows.order_by(*(["name"] if "name" in names else ["pk"]))[:FOUND])


def note(record: models.Model) -> str:
    """A second line that tells namesakes apart."""
    code = getattr(record, "code", "") or ""
    place = getattr(record, "employer_name", "") or ""
    return "，".join(part for part in (code, place) if part)


def options(rows: models.QuerySet, text: str) -> list[dict]:
    """What the picker of a form asks for: id, text and note of each row found."""
    return [{"id": str(row.public_id), "text": str(row), "note": note(row)} for row in find(rows, text)]


class RecordField(forms.ModelChoiceField):
    """A key to a row of a register, told by its public identifier; the picker finds others by typing."""

    def __init__(self, rows: models.QuerySet, **kwargs):
        super().__init__(rows, to_field_name="public_id", empty_label="请选择", **kwargs)
        self.error_messages["invalid_choice"] = "没有找到所选的记录，请重新查找并选择。"

    def show_only(self, value) -> None:
        """Offer the chosen row alone: a district has thousands."""
        chosen = self._chosen(value)
        self.widget.choices = [("", "请选择"), *([(str(chosen.public_id), str(chosen))] if chosen else [])]

    def _chosen(self, value):
        if isinstance(value, models.Model):
            return value
        try:
            wanted = {"public_id": UUID(str(value))} if not isinstance(value, int) else {"pk": value}
        except ValueError:
            return None
        return self.queryset.filter(**wanted).first()

    def prepare_value(self, value):
        if isinstance(value, models.Model):
            return str(value.public_id)
        return value

    def to_python(self, value):
        if value not in self.empty_values and not isinstance(value, models.Model):
            try:
                UUID(str(value))
            except ValueError:
                raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None
        return super().to_python(value)
