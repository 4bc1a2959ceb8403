"""What other registers know of the person of a record: rows with the same identity number, in the reader's scope."""

from dataclasses import dataclass

from django.db.models import Value

from union_site.core.access import Access
from union_site.core.crypto import BlindIndexField
from union_site.core.records.viewset import RecordViewSet
from union_site.core.registry import registers
from union_site.core.roles import Permission

INDEX = "identity_index"
SHOWN = 20  # rows of a register


@dataclass(frozen=True)
class Related:
    """A row of a register: the register's title, the row's words, its union and its page."""

    register: str
    label: str
    unit: str
    url: str


def related(viewset: RecordViewSet, access: Access, record) -> list[Related]:
    """Rows of all registers about the same person, by blind index; never a row that the reader may not open.

    One statement asks all registers, one more each that has rows.
    """
    index = getattr(record, INDEX, "")
    if not index:
        return []
    asked = [one for one in registers.values() if _of_people(one) and access.can(Permission.VIEW, one.key)]
    found: dict[str, list[int]] = {}
    if asked:
        keys = [_rows(one, access, index).order_by().values_list(Value(one.key), "pk") for one in asked]
        for key, pk in keys[0].union(*keys[1:], all=True):
            found.setdefault(key, []).append(pk)
    made = []
    for one in asked:
        wanted = [pk for pk in found.get(one.key, ()) if (one.key, pk) != (viewset.key, record.pk)]
        if wanted:
            rows = one.model.objects.filter(pk__in=wanted).select_related(*one.keys_of(one.model))
            made += [
                Related(one.title, one.label(row), str(row.organization), one.url("detail", row))
                for row in rows.order_by(*one.ordering)[:SHOWN]
            ]
    return made


def _of_people(viewset: RecordViewSet) -> bool:
    return any(isinstance(f, BlindIndexField) and f.name == INDEX for f in viewset.model._meta.concrete_fields)


def _rows(viewset: RecordViewSet, access: Access, index: str):
    return viewset.all_rows(access).filter(**{INDEX: index})
