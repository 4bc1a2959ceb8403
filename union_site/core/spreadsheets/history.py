"""Whose imports may be seen: the one door to batches that are not the reader's own."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from union_site.core import registry
from union_site.core.access import Access
from union_site.core.models import Grant, ImportBatch, User
from union_site.core.roles import ROLES, TOWN_CLERK, Permission
from union_site.core.scope import Scope

_IMPORTING = [role.code for role in ROLES.values() if Permission.IMPORT in role.permissions]


def visible_batches(access: Access) -> QuerySet[ImportBatch]:
    """The reader's own batches, and those of others that the reader oversees.

    Who imports into a register for the whole district sees all batches of this register. A town's clerk sees those of
    users all of whose grants that allow importing, past ones too, lie within the town.
    """
    access.require(Permission.IMPORT)
    overseen = Q(pk__in=())
    permitted = [key for key in registry.registers if access.can(Permission.IMPORT, key)]
    whole = [key for key in permitted if access.full_scope(Permission.IMPORT, key).whole]
    overseen |= Q(register__in=whole)
    towns = _towns(access)
    if towns:
        overseen |= Q(register__in=permitted, user__in=_within(towns))
    rows = ImportBatch.objects.filter(district=access.user.district_id)
    return rows.filter(Q(user=access.user) | overseen).select_related("file", "district", "user", "job", "undone_by")


def visible_batch(access: Access, public_id: UUID) -> ImportBatch:
    """One of them; any other does not exist (404)."""
    return get_object_or_404(visible_batches(access), public_id=public_id)


def may_take_files(access: Access, batch: ImportBatch) -> bool:
    """Whether the file of a batch, which holds personal data as they came, may be downloaded.

    Everybody may take back what they sent. Others need the right to export the register, and must be allowed to see
    the batches of all sheets in the file.
    """
    if not batch.file_id:
        return False
    if batch.user_id == access.user.pk:
        return True
    if not access.can(Permission.EXPORT, batch.register):
        return False
    unseen = ImportBatch.objects.filter(file=batch.file_id).exclude(pk__in=visible_batches(access).values("pk"))
    return not unseen.exists()


def _towns(access: Access) -> Scope:
    paths = {grant.organization.path for grant in access.grants if grant.role == TOWN_CLERK.code}
    return Scope(access.user.district_id, tuple(sorted(paths))) if paths else Scope.nothing()


def _within(scope: Scope) -> QuerySet[User]:
    """Users who may import only within a scope, and never could elsewhere."""
    grants = Grant.objects.filter(role__in=_IMPORTING, user__district=scope.district_id)
    inside = grants.filter(scope.condition())
    elsewhere = grants.exclude(pk__in=inside.values("pk"))
    return User.objects.filter(pk__in=inside.values("user")).exclude(pk__in=elsewhere.values("user"))
