"""One page of a register: columns, sorting, counting, paging and totals, in a number of statements that never grows.

Exact counts and page numbers up to LIMIT rows; above, “10万+” and keyset paging, whose cost does not depend on how far
one has gone.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q, Sum

from union_site.core.crypto import EncryptedTextField
from union_site.core.records import values
from union_site.core.records.viewset import RecordViewSet

LIMIT = 100_000
PAGE_SIZES = (20, 50, 100)
_LABELS = ("code", "name")  # the fields by which related records call themselves


@dataclass(frozen=True)
class ListColumn:
    """A column of a table of records."""

    name: str
    title: str
    path: tuple[str, ...] = ()  # attributes from the record to the value
    field: models.Field | None = None
    method: Any = None
    needs: tuple[str, ...] = ()  # lookups that have to be loaded
    num: bool = False
    sort: str = ""  # its name in ?sort=, empty: cannot be sorted
    tones: dict | None = None

    @property
    def css(self) -> str:
        return "num" if self.num else "col-nowrap" if values.keeps_line(self.field) else ""

    def show(self, record) -> str:
        """The value as the page shows it."""
        if self.method:
            return values.plain(self.method(record))
        value: Any = record
        for step in self.path:
            value = getattr(value, step) if value is not None else None
        return values.display(self.field, value, tones=self.tones)


def columns_of(viewset: RecordViewSet, model: type[models.Model], names: tuple[str, ...]) -> list[ListColumn]:
    """The columns called `names` of a model's rows (the viewset's own or a child's)."""
    return [_column(viewset, model, name) for name in names]


def _column(viewset: RecordViewSet, model: type[models.Model], name: str) -> ListColumn:
    method = getattr(viewset, name, None)
    if callable(method) and hasattr(method, "title"):
        return ListColumn(name, method.title, method=method, needs=method.needs, num=method.num)
    path, owner, found = name.split("__"), model, None
    for step in path:
        found = owner._meta.get_field(step)
        owner = found.related_model
    needs = (name,)
    if found.is_relation:
        labels = [label for label in _LABELS if label in {f.name for f in owner._meta.concrete_fields}]
        needs = tuple(f"{name}__{label}" for label in labels) or needs
    own = model is viewset.model
    sortable = (
        own and not found.is_relation and not isinstance(found, EncryptedTextField) and name not in viewset.unsortable
    )
    return ListColumn(
        name,
        str(found.verbose_name),
        path=tuple(path),
        field=found,
        needs=needs,
        num=values.is_number(found),
        sort=name if sortable else "",
        tones=viewset.tones.get(name) if own else None,
    )


def narrowed(rows: models.QuerySet, columns: list[ListColumn], always: tuple[str, ...] = ()) -> models.QuerySet:
    """Load what the columns show and nothing else, related records in the same statement."""
    needs = [need for column in columns for need in column.needs]
    related = sorted(
        {need.rpartition("__")[0] for need in needs if "__" in need} | {n for n in needs if _is_key(rows.model, n)}
    )
    return rows.select_related(*related).only("public_id", "voided_at", *always, *needs)


def _is_key(model, name: str) -> bool:
    return "__" not in name and model._meta.get_field(name).is_relation


@dataclass
class Listing:
    """What one page of the list shows, from the query of the request."""

    viewset: RecordViewSet
    found: models.QuerySet  # filtered rows, in scope
    query: dict
    limit: int = LIMIT
    columns: list[ListColumn] = field(init=False)

    def __post_init__(self):
        self.columns = columns_of(self.viewset, self.viewset.model, self.viewset.list_display)

    @cached_property
    def count(self) -> int:
        """Rows found, but never more than `limit` + 1."""
        return self.found.order_by()[: self.limit + 1].count()

    @property
    def is_long(self) -> bool:
        return self.count > self.limit

    @property
    def count_words(self) -> str:
        return f"{self.limit // 10000}万+" if self.is_long else f"{self.count:,}"

    @cached_property
    def page_size(self) -> int:
        wanted = str(self.query.get("page_size", ""))
        return int(wanted) if wanted in {str(size) for size in PAGE_SIZES} else PAGE_SIZES[0]

    @cached_property
    def sort(self) -> str:
        """The chosen sort if it is one that the list offers; long lists keep their own order."""
        wanted = str(self.query.get("sort", ""))
        allowed = {column.sort for column in self.columns if column.sort}
        return wanted if wanted.removeprefix("-") in allowed and not self.is_long else ""

    @cached_property
    def ordering(self) -> tuple[str, ...]:
        """The whole order, ending in the key, so that it is the same on every page."""
        order = (self.sort,) if self.sort else self.viewset.ordering
        if self.is_long and any(self.viewset.model._meta.get_field(name.lstrip("-")).null for name in order):
            order = ("-id",)
        named = {name.lstrip("-") for name in order}
        return order if named & {"id", "pk"} else (*order, "-id" if order[0].startswith("-") else "id")

    @cached_property
    def rows(self) -> models.QuerySet:
        always = ("district_id",) if hasattr(self.viewset.model, "district_id") else ()
        return narrowed(self.found.order_by(*self.ordering), self.columns, always)

    @cached_property
    def page(self):
        """The numbered page; None for a list too long to count."""
        if self.is_long:
            return None
        paginator = Paginator(self.rows, self.page_size)
        paginator.count = self.count
        return paginator.get_page(self.query.get("page"))

    @cached_property
    def page_numbers(self) -> list:
        return (
            list(self.page.paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1))
            if self.page
            else []
        )

    @cached_property
    def _stretch(self) -> tuple[list, bool, bool]:
        """(records, is there something before, is there something after) of a long list."""
        forward, edge = True, None
        for name in ("after", "before"):
            if self.query.get(name):
                forward, edge = name == "after", self._edge(self.query[name])
        rows = self.rows
        if edge is not None:
            rows = rows.filter(self._beyond(edge, forward))
        if not forward:
            rows = rows.reverse()
        found = list(rows[: self.page_size + 1])
        more, found = len(found) > self.page_size, found[: self.page_size]
        if not forward:
            found.reverse()
        return (found, edge is not None, more) if forward else (found, more, edge is not None)

    def _edge(self, public_id: str) -> dict | None:
        try:
            wanted = UUID(str(public_id))
        except ValueError:
            return None
        names = [name.lstrip("-") for name in self.ordering]
        return self.found.filter(public_id=wanted).order_by().values(*names).first()

    def _beyond(self, edge: dict, forward: bool) -> Q:
        """Rows that come after (or before) the row `edge` in the order of the list."""
        beyond, same = Q(), Q()
        for name in self.ordering:
            key = name.lstrip("-")
            falls = name.startswith("-") == forward
            beyond |= same & Q(**{f"{key}__{'lt' if falls else 'gt'}": edge[key]})
            same &= Q(**{key: edge[key]})
        first = self.ordering[0]
        bound = "lte" if first.startswith("-") == forward else "gte"
        return beyond & Q(**{f"{first.lstrip('-')}__{bound}": edge[first.lstrip("-")]})

    @cached_property
    def records(self) -> list:
        return list(self.page.object_list) if self.page is not None else self._stretch[0]

    @property
    def before(self) -> str:
        return str(self.records[0].public_id) if self.is_long and self.records and self._stretch[1] else ""

    @property
    def after(self) -> str:
        return str(self.records[-1].public_id) if self.is_long and self.records and self._stretch[2] else ""

    @property
    def first_number(self) -> int:
        """序号 of the first row; a list too long to count numbers its rows page by page."""
        return self.page.start_index() if self.page is not None and self.records else 1

    @cached_property
    def totals(self) -> dict[str, str]:
        """{column: sum over all rows found}, as words."""
        if not self.viewset.totals or not self.records:
            return {}
        sums = self.found.order_by().aggregate(**{f"sum_{name}": Sum(name) for name in self.viewset.totals})
        fields = self.viewset.model._meta
        return {name: values.display(fields.get_field(name), sums[f"sum_{name}"]) for name in self.viewset.totals}

    def cells(self, record) -> list[tuple[ListColumn, str]]:
        return [(column, column.show(record)) for column in self.columns]
