"""What merging two rows into one would do: which fields are filled, which rows pass over, which would be there twice."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from members.models import Affiliation, CoverageChange, Restructuring, Transfer, TransferRequest
from union_site.core.scope import RowModel

# An empty one of these says something (still standing, still a member), so it is never filled from the other row.
MEANT = {"parent", "dissolved_on", "legal_cancelled_on", "closed_on", "status_on", "card_on"}
# Two unions that a row must tell apart: from a union to itself nothing moves.
APART = {
    Transfer: ("from_organization_id", "to_organization_id"),
    TransferRequest: ("from_organization_id", "to_organization_id"),
    Affiliation: ("previous_parent_id", "parent_id"),
    CoverageChange: ("previous_union_id", "union_id"),
}


class Refused(ValidationError):
    """The two rows cannot be merged; the message says why."""


@dataclass(frozen=True)
class Passing:
    """The rows of one model that name the merged row: `moved` by the key that names it, `doubled` already stand there."""

    model: type[RowModel]
    moved: dict[str, list[int]]
    doubled: list[int]

    @property
    def title(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def count(self) -> int:
        return len({pk for keys in self.moved.values() for pk in keys})


def fields(model: type[RowModel]) -> list[models.Field]:
    """What people fill in of a row, in the order of the model."""
    return [f for f in model._meta.concrete_fields if f.editable and not f.primary_key and f.name != "organization"]


def filled(kept: RowModel, merged: RowModel) -> list[models.Field]:
    """Fields that the kept row leaves empty and the other one states."""
    return [
        field
        for field in fields(type(kept))
        if field.name not in MEANT
        and is_empty(getattr(kept, field.attname))
        and not is_empty(getattr(merged, field.attname))
    ]


def is_empty(value: object) -> bool:
    """Nothing was stated; 0 and 否 are statements."""
    return value is None or value == ""


def unique_fields(model: type[RowModel]) -> set[str]:
    """Fields whose value only one row of a district may have, struck out or not."""
    found = [c for c in model._meta.constraints if isinstance(c, models.UniqueConstraint)]
    return {name for constraint in found for name in constraint.fields} - {"district"}


def passing(kept: RowModel, merged: RowModel) -> list[Passing]:
    """All rows that count and name the merged row, by model. Raises Refused where one has no place at the kept row."""
    found = [_passing(model, names, kept, merged) for model, names in _references(type(kept)).items()]
    return [one for one in found if one.count or one.doubled]


def _references(model: type[RowModel]) -> dict[type[RowModel], list[str]]:
    """{model: its keys that may name a row of `model`}. What was done to a union itself stays with it."""
    found: dict[type[RowModel], list[str]] = {}
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or not (relation.one_to_many or relation.one_to_one):
            continue
        owner, field = relation.related_model, relation.field
        if not issubclass(owner, RowModel) or owner is Restructuring:
            continue
        if (owner, field.name) != (Affiliation, "organization"):
            found.setdefault(owner, []).append(field.attname)
    return found


def _passing(model: type[RowModel], names: Sequence[str], kept: RowModel, merged: RowModel) -> Passing:
    condition = Q(pk__in=())
    for name in names:
        condition |= Q(**{name: merged.pk})
    rows = model._base_manager.filter(condition, voided_at=None)
    pointing = list(rows.order_by("pk").values_list("pk", *names))
    doubled: set[int] = set()
    if pointing:
        doubled = _doubled(model, rows, names, kept, merged) | _standing_still(model, rows, kept, merged)
    moved = {
        name: [pk for pk, *values in pointing if values[position] == merged.pk and pk not in doubled]
        for position, name in enumerate(names)
    }
    return Passing(model, {name: keys for name, keys in moved.items() if keys}, sorted(doubled))


def _doubled(model, rows, names: Sequence[str], kept: RowModel, merged: RowModel) -> set[int]:
    """Rows that would break a rule of uniqueness, since the kept row has their like."""
    found = set()
    for constraint in model._meta.constraints:
        if not isinstance(constraint, models.UniqueConstraint):
            continue
        asked = [model._meta.get_field(name).attname for name in constraint.fields]
        own = [name for name in asked if name in names]
        if not own:
            continue
        there = Q(pk__in=())
        for name in own:
            there |= Q(**{name: kept.pk})
        condition = constraint.condition or Q()
        standing = model._base_manager.filter(there).filter(condition).values_list("pk", "voided_at", *asked)
        taken = {tuple(values): voided_at for _, voided_at, *values in standing}
        for pk, *values in rows.filter(condition).values_list("pk", *asked):
            pairs = zip(asked, values, strict=True)
            then = tuple(kept.pk if name in own and value == merged.pk else value for name, value in pairs)
            if None in then or then not in taken:
                continue
            if taken[then] is not None:
                title, row = model._meta.verbose_name, model._base_manager.get(pk=pk)
                raise Refused(f"“{kept}”有一条已作废的{title}与“{row}”相同，请先恢复那一条，再合并。")
            found.add(pk)
    return found


def _standing_still(model, rows, kept: RowModel, merged: RowModel) -> set[int]:
    """Moves between the two unions, which are one."""
    pair = APART.get(model)
    if pair is None or model._meta.get_field(pair[0].removesuffix("_id")).related_model is not type(kept):
        return set()
    both = {kept.pk, merged.pk}
    return {pk for pk, one, other in rows.values_list("pk", *pair) if {one, other} == both}
