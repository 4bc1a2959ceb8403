"""What a definition may ask: the registers' rows and those of their fields that may stand in a condition.

Never asked: what is encrypted, who wrote a row, keys to other records, and texts about persons. Of personal and
sensitive fields only choices and yes or no may be compared; their days and amounts may date a figure or be added up, as
the built-in figures do.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property

from django.apps import apps
from django.db import models

from union_site.core import registry
from union_site.core.checks import classification
from union_site.core.crypto import BlindIndexField, EncryptedTextField
from union_site.core.records.values import is_year
from union_site.core.records.viewset import ORGANIZATION
from union_site.core.scope import RowModel

_BASE = {field.name for field in RowModel._meta.get_fields()} | {"id"}


class FieldKind(StrEnum):
    """How a field may be compared."""

    CHOICE = "choice"
    FLAG = "flag"
    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    YEAR = "year"


@dataclass(frozen=True)
class AskedField:
    """A field as a definition names it: `name` is a lookup from the row, `title` what staff read.

    `comparable`: may stand in conditions and group the rows. `may_be_empty`: there is a difference between empty and
    filled.
    """

    name: str
    title: str
    kind: FieldKind
    field: models.Field
    comparable: bool
    may_be_empty: bool

    def choices(self) -> list[tuple[str, str]]:
        """(value, words) to choose from; of a dictionary its entries, by their codes."""
        if self.kind == FieldKind.FLAG:
            return [("true", "是"), ("false", "否")]
        if self.field.is_relation:
            rows = self.field.related_model._default_manager.all()
            return [(str(getattr(row, _code_of(self.field.related_model))), str(row)) for row in rows]
        return [(str(value), str(word)) for value, word in self.field.flatchoices if value != ""]


@dataclass(frozen=True)
class Source:
    """Rows that may be asked: of a register (`link` empty), or of what is kept on its records' pages."""

    key: str
    title: str
    register: str
    model: type[models.Model]
    link: str = ""
    columns: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        return registry.registers[self.register].menu_group

    @cached_property
    def fields(self) -> dict[str, AskedField]:
        """All that may be asked, own fields first, then those of the record that the row belongs to."""
        found = _asked(self.model)
        if self.model.belongs_to:
            parent = self.model._meta.get_field(self.model.belongs_to)
            title = registry.registers[self.register].title if self.link else str(parent.verbose_name)
            found += _asked(parent.related_model, f"{parent.name}__", f"{title}·")
        return {asked.name: asked for asked in [*found, *self._union_kind()]}

    def _union_kind(self) -> list[AskedField]:
        """The kind of the union to which a row belongs, where that does not depend on the day."""
        way, union = self.model.scope_path.removesuffix("path"), apps.get_model(ORGANIZATION)
        if not way or way_to_unit(self.model)[1]:
            return []
        field = union._meta.get_field("kind")
        return [AskedField(f"{way}kind", "工会类型", FieldKind.CHOICE, field, True, False)]

    def of(self, *kinds: FieldKind, comparable: bool = False) -> list[AskedField]:
        return [a for a in self.fields.values() if a.kind in kinds and (a.comparable or not comparable)]

    @property
    def people(self) -> str:
        """The lookup of the identity numbers' blind index; empty where the rows name no identified person, or several."""
        names = [("", self.model)]
        if self.model.belongs_to:
            parent = self.model._meta.get_field(self.model.belongs_to)
            names.append((f"{parent.name}__", parent.related_model))
        for prefix, model in names:
            found = [
                field.name
                for field in model._meta.concrete_fields
                if isinstance(field, BlindIndexField) and field.index_context == "identity"
            ]
            if found:
                return prefix + found[0] if len(found) == 1 else ""
        return ""


def _code_of(model: type[models.Model]) -> str:
    """The field by which an entry of a dictionary is known: its code, where it has one."""
    return "code" if "code" in {field.name for field in model._meta.concrete_fields} else "pk"


def _asked(model: type[models.Model], prefix: str = "", title: str = "") -> list[AskedField]:
    levels, found = classification(model), []
    for field in model._meta.concrete_fields:
        kind = None if field.name in _BASE else _kind(field)
        if kind is None:
            continue
        is_open = levels[field.name] == "open"
        free = kind in (FieldKind.CHOICE, FieldKind.FLAG)
        if not free and (not field.editable or (kind == FieldKind.TEXT and not is_open)):
            continue
        name = f"{field.name}__{_code_of(field.related_model)}" if field.is_relation else field.name
        found.append(
            AskedField(
                prefix + name, title + str(field.verbose_name), kind, field, is_open or free, field.null or field.blank
            )
        )
    return found


def _kind(field: models.Field) -> FieldKind | None:
    if isinstance(field, EncryptedTextField | BlindIndexField | models.DateTimeField | models.UUIDField):
        return None
    if field.is_relation:
        target = field.related_model
        dictionary = not issubclass(target, RowModel) and target._meta.app_label != "core"
        return FieldKind.CHOICE if dictionary else None
    if field.choices:
        return FieldKind.CHOICE
    if isinstance(field, models.BooleanField):
        return FieldKind.FLAG
    if isinstance(field, models.DateField):
        return FieldKind.DAY
    if isinstance(field, models.IntegerField | models.DecimalField):
        return FieldKind.YEAR if is_year(field) else FieldKind.NUMBER
    return FieldKind.TEXT if isinstance(field, models.CharField) else None


def way_to_unit(model: type[models.Model]) -> tuple[str, object]:
    """(owner, owner_on) by which the built-in figures of these rows find the union to which a row counts."""
    ways = {(i.owner, i.owner_on) for i in registry.indicators.values() if i.model is model and not i.own}
    dated = [way for way in ways if way[1] is not None]
    return dated[0] if dated else ways.pop() if len(ways) == 1 else ("", None)


@cache
def sources() -> dict[str, Source]:
    """All rows that may be asked, by key: those that have a day or a year.

    What reports keeps itself (targets, plans, statements) is not counted again.
    """
    found: list[Source] = []
    own = {viewset.model for viewset in registry.registers.values()}
    for viewset in registry.registers.values():
        if viewset.model._meta.app_label == "reports":
            continue
        columns = tuple(name for name in viewset.list_display if _is_shown(viewset.model, name))
        found.append(Source(viewset.key, viewset.title, viewset.key, viewset.model, columns=columns))
        for child in viewset.children:
            if child.model in own or not child.model.belongs_to:
                continue
            link = child.fk_name(viewset.model)
            columns = (link, *(name for name in child.columns if _is_shown(child.model, name)))
            title = f"{viewset.title}：{child.title}"
            found.append(Source(f"{viewset.key}.{child.key}", title, viewset.key, child.model, link, columns))
    return {source.key: source for source in found if source.of(FieldKind.DAY, FieldKind.YEAR)}


def _is_shown(model: type[models.Model], name: str) -> bool:
    return name in {field.name for field in model._meta.concrete_fields}
