"""The one door to rows: a path in the tree of unions, a Scope, and the base class of every register row.

A union's path is a chain of fixed-width segments, so a subtree is an index range (`>= path` and `< path + "~"`), which
both databases answer from a plain index (`path__startswith` makes SQLite scan).
"""

from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.utils import timezone

from union_site.core.ids import new_public_id

SEGMENT = 6  # characters per level, base 36: two thousand million nodes a level
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def segment(number: int) -> str:
    """The path segment of a node number, e.g. 37 -> '000011'."""
    digits = []
    while number:
        number, rest = divmod(number, 36)
        digits.append(_DIGITS[rest])
    return "".join(reversed(digits)).rjust(SEGMENT, "0")


def subtree(path: str, field: str) -> Q:
    """Rows whose `field` (a lookup to a path) lies in the subtree of `path`."""
    return Q(**{f"{field}__gte": path, f"{field}__lt": path + "~"})


class PathField(models.CharField):
    """A text path compared byte by byte, so that the range of a subtree is one stretch of a plain index."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 120)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection):
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


@dataclass(frozen=True)
class Scope:
    """What somebody may see: subtrees of one district's tree. `whole` says that they are the entire district."""

    district_id: int | None
    paths: tuple[str, ...] = ()
    whole: bool = False

    @classmethod
    def nothing(cls) -> "Scope":
        return cls(None)

    @classmethod
    def everything(cls, district_id: int) -> "Scope":
        return cls(district_id, whole=True)

    def __bool__(self) -> bool:
        return self.district_id is not None and (self.whole or bool(self.paths))

    def covers(self, path: str) -> bool:
        """True when the node at `path` lies inside."""
        return self.whole or any(path.startswith(root) for root in self.paths)

    def condition(self, field: str = "organization__path") -> Q:
        """The condition on rows whose `field` leads to a union's path. Refuses all rows for an empty scope."""
        if not self:
            return Q(pk__in=())
        if self.whole:
            return Q()
        condition = Q()
        for path in self.paths:
            condition |= subtree(path, field)
        return condition

    def narrowed(self, path: str) -> "Scope":
        """The part of this scope inside the subtree of `path` (the unit switcher)."""
        if not self or self.covers(path):
            return Scope(self.district_id, (path,)) if self else self
        return Scope(self.district_id, tuple(own for own in self.paths if own.startswith(path)))


class ScopedQuerySet(models.QuerySet):
    """Rows of a register. `within` is the only way from a reader to rows."""

    def within(self, scope: Scope):
        if not scope:
            return self.none()
        rows = self.filter(district_id=scope.district_id)
        return rows if scope.whole else rows.filter(scope.condition(self.model.scope_path))

    def current(self):
        """Rows that were not struck out (作废)."""
        return self.filter(voided_at=None)


class RowModel(models.Model):
    """What every stored row has: a public identifier, its district, who wrote it when, and a strike-out (作废).

    Who wrote a row, and its district, have no index of their own: nobody asks for them alone, and lists lead with them.

    `scope_path` leads from the row to the path of the union that owns it; a child row (a family member of a file) names
    its parent in `belongs_to` and is owned by whoever owns the parent.
    """

    scope_path = "organization__path"
    belongs_to = ""

    public_id = models.UUIDField("行标识", default=new_public_id, unique=True, editable=False)
    district = models.ForeignKey(
        "core.District", models.PROTECT, verbose_name="区总工会", related_name="+", editable=False, db_index=False
    )
    created_at = models.DateTimeField("录入时间", default=timezone.now, editable=False)
    updated_at = models.DateTimeField("更新时间", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        "core.User", models.PROTECT, verbose_name="录入人", related_name="+", null=True, editable=False, db_index=False
    )
    updated_by = models.ForeignKey(
        "core.User", models.PROTECT, verbose_name="更新人", related_name="+", null=True, editable=False, db_index=False
    )
    batch = models.ForeignKey(
        "core.ImportBatch", models.PROTECT, verbose_name="导入批次", related_name="+", null=True, editable=False
    )
    voided_at = models.DateTimeField("作废时间", null=True, editable=False)
    voided_by = models.ForeignKey(
        "core.User", models.PROTECT, verbose_name="作废人", related_name="+", null=True, editable=False, db_index=False
    )
    void_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_void(self) -> bool:
        return self.voided_at is not None

    @property
    def parent_record(self) -> "RowModel | None":
        """The record that the row belongs to, and without which it means nothing."""
        return getattr(self, self.belongs_to) if self.belongs_to else None


class ScopedModel(RowModel):
    """A row of a register: it belongs to a union."""

    organization = models.ForeignKey("members.Organization", models.PROTECT, verbose_name="所属工会", related_name="+")

    class Meta:
        abstract = True


class ChildModel(RowModel):
    """A row that belongs to a row of a register (`belongs_to`), and through it to a union."""

    class Meta:
        abstract = True

    @property
    def organization_id(self) -> int:
        return getattr(self, self.belongs_to).organization_id
