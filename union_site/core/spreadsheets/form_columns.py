"""The columns of a form to fill in, with the words that a district's lists offer for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import models

from union_site.core import dictionaries
from union_site.core.models import District
from union_site.core.spreadsheets.resource import ITEM_KEY, ITEM_VALUE, Column, RegisterResource


@dataclass(frozen=True)
class FormColumn:
    """A column as templates.template_workbook wants it. `closed`: nothing but `labels` is taken when it is imported."""

    headings: tuple[str, ...]
    required: bool
    kind: str  # a key of PARSERS
    labels: tuple[str, ...]
    closed: bool
    help: str


def form_columns(resource: type[RegisterResource], district: District, day: date) -> list[FormColumn]:
    """The columns of the resource's form as it is handed out on `day`."""
    return [_form_column(resource, column, district, day) for column in resource.template_columns()]


def _form_column(resource: type[RegisterResource], column: Column, district: District, day: date) -> FormColumn:
    labels, closed = column.labels, bool(column.labels)
    if not labels:
        labels, closed = _dictionary_words(resource, column, district, day)
    closed = closed and column.kind != "list"  # a cell of several words is none of the list
    return FormColumn(column.headings, column.required, column.parse_kind, labels, closed, column.help)


def _dictionary_words(resource, column: Column, district: District, day: date) -> tuple[tuple[str, ...], bool]:
    """The words of the dictionary behind a column, and whether it takes no others."""
    for field in _fields(resource, column):
        dictionary = dictionaries.of(field)
        if dictionary is not None:
            words = tuple(entry.name for entry in dictionary.entries(district) if entry.offered_on(day))
            return words, not dictionary.keeps_words or field.closed
    return (), False


def _fields(resource: type[RegisterResource], column: Column) -> Iterator[models.Field]:
    """The fields that a column's values come to stand in."""
    for target in resource.targets:
        for attribute, source in target.sources.items():
            if source == column.name or (target.each == column.name and source in (ITEM_KEY, ITEM_VALUE)):
                yield target.model._meta.get_field(attribute)
        yield from (field for field in target.model._meta.concrete_fields if field.name == column.name)
