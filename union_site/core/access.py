"""What a user may do: the grants in force, turned into permissions and scopes. One object a request (`request.access`)."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from union_site.core.models import Grant, RegisterDepartment, User
from union_site.core.roles import ROLES, Permission
from union_site.core.scope import Scope


class Access:
    """The rights of `user` on `today`, and the unit that the user has chosen to look at (None: all of the scope)."""

    def __init__(self, user: User, today: date, unit=None):
        self.user, self.today, self.unit = user, today, unit

    @cached_property
    def grants(self) -> list[Grant]:
        if not self.user.is_authenticated or not self.user.is_active:
            return []
        # A union that was struck out is nobody's any more.
        there = Q(organization=None) | Q(organization__voided_at=None)
        return list(self.user.grants.in_force(self.today).filter(there).select_related("organization", "department"))

    @cached_property
    def _registers_of(self) -> dict[int, set[str]]:
        """Registers by department, of the departments in the grants."""
        departments = {grant.department_id for grant in self.grants if grant.department_id}
        registers: dict[int, set[str]] = {}
        if departments:
            for department, register in RegisterDepartment.objects.filter(department__in=departments).values_list(
                "department_id", "register"
            ):
                registers.setdefault(department, set()).add(register)
        return registers

    def _granting(self, permission: Permission, register: str | None) -> Iterable[Grant]:
        for grant in self.grants:
            role = ROLES[grant.role]
            if permission not in role.permissions:
                continue
            if register and role.by_department and register not in self._registers_of.get(grant.department_id, ()):
                continue
            yield grant

    def can(self, permission: Permission, register: str | None = None) -> bool:
        return any(True for _ in self._granting(permission, register))

    def require(self, permission: Permission, register: str | None = None) -> None:
        """Raise PermissionDenied (403) unless the user may."""
        if not self.can(permission, register):
            raise PermissionDenied

    def full_scope(self, permission: Permission = Permission.VIEW, register: str | None = None) -> Scope:
        """Where the user may do it, whatever unit is chosen in the head of the page."""
        paths, district = [], self.user.district_id
        for grant in self._granting(permission, register):
            if ROLES[grant.role].district_wide:
                return Scope.everything(district)
            if grant.organization:
                paths.append(grant.organization.path)
        paths = [
            path for path in sorted(set(paths)) if not any(path != other and path.startswith(other) for other in paths)
        ]
        return Scope(district, tuple(paths)) if paths else Scope.nothing()

    def scope(self, permission: Permission = Permission.VIEW, register: str | None = None) -> Scope:
        """The scope within the chosen unit."""
        scope = self.full_scope(permission, register)
        return scope.narrowed(self.unit.path) if self.unit else scope

    @cached_property
    def role_words(self) -> str:
        """`权益保障部 · 区总业务部室干部`, for the head of the page."""
        words = []
        for grant in self.grants:
            place = grant.department or (None if ROLES[grant.role].district_wide else grant.organization)
            words.append(f"{place} · {ROLES[grant.role].name}" if place else ROLES[grant.role].name)
        return "；".join(dict.fromkeys(words)) or "未授权"
