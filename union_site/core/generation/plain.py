"""Plain rows for registers whose app has no generator for them: only what must be filled, so that no register is empty."""

from django.apps import apps
from django.db import models

from union_site.core.crypto import EncryptedTextField
from union_site.core.generation.world import World
from union_site.core.records.values import is_year
from union_site.core.scope import RowModel

OWN = {"id", "public_id", "district"}


def fill(world: World) -> None:
    """Add rows to every empty register and child of a register; what they belong to comes first."""
    world.write()
    waiting = [model for model in apps.get_models() if issubclass(model, RowModel) and not _rows(model, world).exists()]
    while waiting:
        ready = [model for model in waiting if not _needed(model) & set(waiting)]
        for model in ready:
            for number in range(_how_many(model, world)):
                world.add(model, **{field.attname: _value(field, world, number) for field in _asked(model)})
        world.write(*ready)
        waiting = [model for model in waiting if model not in ready]
        if not ready:
            return


def _rows(model: type[models.Model], world: World) -> models.QuerySet:
    rows = model._base_manager.all()
    return rows.filter(district=world.district) if _has_district(model) else rows


def _has_district(model: type[models.Model]) -> bool:
    return "district" in {field.name for field in model._meta.concrete_fields}


def _asked(model: type[RowModel]) -> list[models.Field]:
    """Fields that a form would insist on, and identity numbers."""
    return [
        field
        for field in model._meta.concrete_fields
        if _is_identity(field)
        or (field.name not in OWN and field.editable and not (field.null or field.blank or field.has_default()))
    ]


def _is_identity(field: models.Field) -> bool:
    """Whom a row is about is always known."""
    return isinstance(field, EncryptedTextField) and "identity" in field.name


def _needed(model: type[RowModel]) -> set:
    return {field.related_model for field in _asked(model) if field.is_relation}


def _how_many(model: type[RowModel], world: World) -> int:
    """A few, but no more than there are rows to belong to: what belongs to one row may be allowed only once."""
    return min([world.share(0.2, least=3), *(_rows(parent, world).count() for parent in _needed(model))])


def _value(field: models.Field, world: World, number: int):
    """A value that keeps the rules: all days are one day and all amounts one amount, so none is before or above another."""
    if field.is_relation:
        keys = list(_rows(field.related_model, world).order_by("pk").values_list("pk", flat=True)[: number + 1])
        return keys[number]
    if isinstance(field, models.DateField):
        return world.last_day
    if isinstance(field, models.IntegerField | models.DecimalField):
        return world.year if is_year(field) else number + 1
    if field.choices:
        return field.flatchoices[0][0]
    if _is_identity(field):
        return world.person().identity
    if isinstance(field, EncryptedTextField) and "phone" in field.name:
        return world.people.phone()
    if type(field).__name__ == "MonthField":
        return f"{world.year}-12"
    return f"{field.verbose_name}{number + 1}"[: field.max_length]
