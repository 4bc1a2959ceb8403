"""The declaration of a record type. From it come its pages, addresses, menu entry, export and permissions.

A register is one subclass, registered with `union_site.core.registry.register`. To deviate, override one method.
`rows` is the only door from a reader to rows.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db import connection, models
from django.db.models import Q
from django.http import Http404
from django.urls import reverse

from union_site.core.access import Access
from union_site.core.crypto import BlindIndexField
from union_site.core.identifiers import IdentifierError, check_identity, compact, is_phone
from union_site.core.roles import Permission
from union_site.core.scope import RowModel, Scope

ORGANIZATION = "members.Organization"
_IDENTITY = re.compile(r"[1-9][0-9]{14}([0-9]{2}[0-9X])?", re.ASCII)


def column(title: str, *, needs: tuple[str, ...] = (), num: bool = False):
    """Decorator of a viewset's method that computes a list or detail column from a record.

    `needs` names the fields (or lookups to related fields) that it reads, so that the list loads them at once.
    """

    def mark(method):
        method.title, method.needs, method.num = title, needs, num
        return method

    return mark


@dataclass(frozen=True)
class Child:
    """Rows that belong to a record and are kept on its page.

    columns: what its table shows; form: what its form asks (empty: the rows follow from elsewhere and are only shown);
    fk: the field that leads to the record (default: the model's `belongs_to`, else its only key to the record);
    anywhere: keys to unions that may name any union of the district; limit: rows shown, the newest ones.
    `saved(record, action, by)` runs in the transaction of each create, change, void and restore.
    """

    model: type[RowModel]
    title: str
    columns: tuple[str, ...]
    form: tuple[str, ...] = ()
    help: str = ""
    fk: str = ""
    anywhere: tuple[str, ...] = ()
    limit: int = 100
    saved: Callable | None = None

    @property
    def key(self) -> str:
        return self.model._meta.model_name

    def fk_name(self, parent: type[models.Model]) -> str:
        keys = [field.name for field in self.model._meta.concrete_fields if field.related_model is parent]
        return self.fk or self.model.belongs_to or keys[0]


class RecordViewSet:
    """Base of all registers; see the class attributes for what may be declared."""

    key = ""  # also the register's key in permissions, audit, attachments and imports
    model: type[RowModel] = None
    title = ""
    menu_group = "组织和人员"
    icon = "list"
    in_menu = True
    menu_pages: tuple[tuple[str, str, str], ...] = ()  # further pages below it in the menu: title, address's name, icon
    help = ""  # shown above the list

    list_display: tuple[str, ...] = ()  # fields, lookups (case__name) or methods marked with @column
    list_filter: tuple[str, ...] = ()
    search_fields: tuple[str, ...] = ()  # prefix; identity and phone are found exactly by their blind index
    ordering: tuple[str, ...] = ("-id",)
    unsortable: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()  # numeric fields summed in the 合计 row
    tones: dict[str, dict[str, str]] = {}  # {field: {choice: ok | wait | bad | note | calm | rare}}

    fieldsets: tuple[tuple[str, tuple[str, ...]], ...] = ()
    detail_only: tuple[str, ...] = ()  # shown on the page of a record, never asked in its form
    fixed: tuple[str, ...] = ()  # asked when a record is made, not to be changed later
    anywhere: tuple[str, ...] = ()  # keys to unions that may name any union of the district
    children: tuple[Child, ...] = ()
    attachment_kinds: tuple[tuple[str, str], ...] = ()  # (key, words) of what attachments show, asked on uploading
    resources: tuple = ()  # sheets that feed it; the first is its template and its export (none: one like the form)
    shared = False  # rows of others are shown as well, beyond what the model's scope says; only one's own are written
    uncopied: tuple[str, ...] = ()  # further fields that a copy of a record leaves empty; see records.copying
    can_create = True
    can_void = True

    # Names and addresses

    def url_name(self, action: str) -> str:
        return f"records:{self.key}-{action}"

    def url(self, action: str, record: RowModel | None = None, **kwargs) -> str:
        if record is not None:
            kwargs["public_id"] = record.public_id
        return reverse(self.url_name(action), kwargs=kwargs)

    def extra_urls(self) -> list[tuple]:
        """Further addresses below /records/<key>/, for a register with a page of its own: (route, view, name)."""
        return []

    def extra_links(self) -> list[dict]:
        """Further buttons above the list: title, url, icon."""
        return []

    def record_links(self, record: RowModel, access: Access) -> list[dict]:
        """Further buttons on a record's page: title, url, icon. Offer only what `access` may do."""
        return []

    def notes(self, record: RowModel, access: Access) -> list[str]:
        """Sentences on a record's page about what the reader should know or check; nothing outside the scope."""
        return []

    def begin_child(self, child: Child, record: RowModel) -> dict:
        """{field: value} with which the form of a new child of `record` begins."""
        return {}

    def label(self, record: RowModel) -> str:
        """How a record is called in headings and choices."""
        return str(record)

    # The door to rows

    def rows(self, access: Access, permission: Permission = Permission.VIEW, *, void: bool = False) -> models.QuerySet:
        """Rows for which `access` has `permission`, within the chosen unit. With `void`, also those struck out."""
        return self._within(access.scope(permission, self.key), void=void)

    def all_rows(
        self, access: Access, permission: Permission = Permission.VIEW, *, void: bool = False
    ) -> models.QuerySet:
        """The same whatever unit is chosen in the head of the page: for pages of one record and for searching."""
        return self._within(access.full_scope(permission, self.key), void=void)

    def _within(self, scope: Scope, *, void: bool) -> models.QuerySet:
        rows = self.model.objects.within(scope)
        return rows if void else rows.current()

    def record(self, access: Access, permission: Permission, public_id, *, void: bool = False) -> RowModel:
        """One record, or 403 without the permission, or 404 outside the scope."""
        access.require(permission, self.key)
        rows = self.all_rows(access, permission, void=void).select_related(*self.keys_of(self.model))
        record = rows.filter(public_id=public_id).first()
        if record is None:
            raise Http404
        return record

    def child_rows(self, access: Access, child: Child, record: RowModel) -> models.QuerySet:
        """The rows of a child that belong to `record` and lie within the scope."""
        scope = access.full_scope(Permission.VIEW, self.key)
        rows = child.model.objects.within(scope).current().filter(**{child.fk_name(self.model): record})
        return rows.select_related(*self.keys_of(child.model))

    @staticmethod
    def keys_of(model: type[models.Model]) -> list[str]:
        """Foreign keys of a model that a page shows by name."""
        hidden = {"district", "created_by", "updated_by", "voided_by", "batch"}
        return [f.name for f in model._meta.concrete_fields if f.is_relation and f.name not in hidden] + [
            f.name for f in model._meta.concrete_fields if f.name in {"created_by", "updated_by", "voided_by"}
        ]

    # Searching

    @cached_property
    def blind_indexes(self) -> dict[str, BlindIndexField]:
        """{encrypted field: its blind index}, of identity and phone numbers."""
        fields = self.model._meta.concrete_fields
        return {
            f.source: f for f in fields if isinstance(f, BlindIndexField) and f.index_context in {"identity", "phone"}
        }

    def search_condition(self, text: str) -> Q:
        """Rows whose identity or phone number is exactly `text`; other words: whose searched texts begin with them.

        Never both at once, since an OR over two kinds of index is a scan.
        """
        number = compact(text)
        for source, index in self.blind_indexes.items():
            if "phone" in source and is_phone(number):
                return Q(**{index.name: index.index(number)})
            if "identity" in source and _IDENTITY.fullmatch(number):
                return Q(**{index.name: index.index(_eighteen(number))})
        condition = Q(pk__in=())
        for name in self.search_fields:
            condition |= prefix(name, text)
        return condition

    @property
    def is_searchable(self) -> bool:
        return bool(self.search_fields or self.blind_indexes)

    def search(self, access: Access, text: str) -> models.QuerySet:
        """Rows for the search of the whole site, within the scope; none without the permission."""
        text = text.strip()
        if not text or not self.is_searchable or not access.can(Permission.VIEW, self.key):
            return self.model.objects.none()
        rows = self.all_rows(access).filter(self.search_condition(text)).order_by(*self.ordering)
        return rows.select_related(*(name for name in self.keys_of(self.model) if not name.endswith("_by")))

    # Writing: called by the pages inside the transaction of the write

    def make(self, record: RowModel, *, by) -> None:
        """Save a new record. A register whose rows follow from a service (the tree of unions) overrides this."""
        record.save(force_insert=True)

    def store(self, record: RowModel, *, by) -> None:
        """Save a changed record."""
        record.save()

    def saved(self, record: RowModel, action: str, *, by) -> None:
        """What else follows from a create, change, void or restore (an audit action's name)."""

    def start(self, record: RowModel, query, access: Access) -> None:
        """Fill a new record from the query of the address under which its form was opened."""

    def known(self, access: Access, public_id: str) -> RowModel:
        """The record in the reader's scope that an address names, or 404."""
        try:
            wanted = UUID(public_id)
        except ValueError:
            raise Http404 from None
        return self.record(access, Permission.VIEW, wanted)

    def match(self, record: RowModel, access: Access) -> None:
        """Find what a record that was typed in speaks of (a person by identity number) among the rows of the scope."""

    def prepare(self, record: RowModel) -> None:
        """Fill fields that follow from others, before the record is checked."""

    def check(self, record: RowModel) -> Iterable[tuple[str, str]]:
        """Yield (field or "", message) for rules across fields that the model does not state."""
        return ()

    def void_refusal(self, record: RowModel) -> str:
        """Why this record must not be struck out now; empty when it may."""
        return ""

    # Forms

    @cached_property
    def form_fields(self) -> tuple[str, ...]:
        shown = [name for _, names in self.fieldsets for name in names]
        return tuple(
            name
            for name in shown
            if name not in self.detail_only and self._is_field(name) and self.model._meta.get_field(name).editable
        )

    def _is_field(self, name: str) -> bool:
        return name in {field.name for field in self.model._meta.concrete_fields}

    def child(self, key: str) -> Child:
        """The child declared under a key, or 404."""
        for child in self.children:
            if child.key == key:
                return child
        raise Http404


def _eighteen(number: str) -> str:
    """An identity number of 15 digits as it is kept; anything else as it is."""
    try:
        return check_identity(number).number
    except IdentifierError:
        return number


def prefix(field: str, text: str) -> Q:
    """The field begins with `text`: on SQLite as a range of a plain index, since its LIKE would scan.

    PostgreSQL compares by language, where such a range is not the prefix.
    """
    if connection.vendor == "sqlite":
        return Q(**{f"{field}__gte": text, f"{field}__lt": text + "\U0010ffff"})
    return Q(**{f"{field}__startswith": text})


def viewset_of(model: type[models.Model]) -> RecordViewSet | None:
    """The registered viewset of a model, if it has one."""
    from union_site.core.registry import registers

    return next((viewset for viewset in registers.values() if viewset.model is model), None)
