"""The sheet of a register that declares none: a column for each field of its form, headed as the form names it."""

from django.db import models
from django.db.models import UniqueConstraint

from union_site.core.crypto import EncryptedTextField
from union_site.core.months import MonthField
from union_site.core.records.viewset import ORGANIZATION, RecordViewSet
from union_site.core.spreadsheets.resource import Column, Lookup, RegisterResource, Target

_KINDS = (
    (models.DateField, "date"),
    (MonthField, "month"),
    (models.BooleanField, "yes_no"),
    (models.IntegerField, "integer"),
    (models.DecimalField, "money"),
)
_NAMED_BY = ("code", "number", "name")  # what a record is called by in another one's sheet


def plain_resource(viewset: RecordViewSet) -> type[RegisterResource]:
    """The resource of a register: a row is known by the fields of its first unique constraint.

    Raises TypeError for a register whose rows nothing tells apart.
    """
    model, names = viewset.model, viewset.form_fields
    key = next((_own(c) for c in model._meta.constraints if isinstance(c, UniqueConstraint) and not c.condition), ())
    if not key or not set(key) <= set(names):
        raise TypeError(f"{viewset.key}: a sheet needs a unique constraint over fields of the form")
    attributes = {
        "key": viewset.key,
        "register": viewset.key,
        "title": viewset.title,
        "sheet_titles": (viewset.title,),
        "columns": tuple(_column(model._meta.get_field(name)) for name in names),
        "targets": (Target(viewset.key, model, key=key, fields=names),),
        "help": f"一行一条{viewset.title}。",
    }
    return type(f"{model.__name__}Resource", (RegisterResource,), attributes)


def _own(constraint: UniqueConstraint) -> tuple[str, ...]:
    """The fields that tell rows of a district apart; an encrypted one stands for its blind index."""
    return tuple(name.removesuffix("_index") for name in constraint.fields if name != "district")


def _column(field: models.Field) -> Column:
    asked = not (field.null or field.blank)
    more = {
        "required": asked and (isinstance(field, EncryptedTextField) or not field.has_default()),
        "help": str(field.help_text),
    }
    if field.choices:
        return Column(field.name, str(field.verbose_name), kind="choice", choices=field.flatchoices, **more)
    if field.is_relation and field.related_model._meta.label == ORGANIZATION:
        return Column(field.name, str(field.verbose_name), kind="organization", **more)
    if field.is_relation:
        known = {one.name for one in field.related_model._meta.concrete_fields}
        named = next(name for name in _NAMED_BY if name in known)
        lookup = Lookup(field.related_model, named)
        return Column(field.name, str(field.verbose_name), kind="reference", lookup=lookup, **more)
    return Column(field.name, str(field.verbose_name), kind=_kind(field), **more)


def _kind(field: models.Field) -> str:
    if isinstance(field, EncryptedTextField):
        return next((kind for kind in ("identity", "phone", "bank_card") if kind in field.name), "text")
    if field.name == "uscc":
        return "uscc"
    return next((kind for model_field, kind in _KINDS if isinstance(field, model_field)), "text")
