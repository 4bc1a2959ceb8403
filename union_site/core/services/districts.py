"""Founding a district: its row, its departments, its root union and its three administrators, all or nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from union_site.core import audit
from union_site.core.models import District, User
from union_site.core.roles import ROLES
from union_site.core.services import accounts, departments, grants

ALREADY = "系统里已有“{}”，初始化只能做一次。部室和账号请登录后在“系统管理”中维护。"

# What other floors do when a district begins (members adds the root of the tree of unions). Core knows no floor
# above it, so they register themselves here in their app's ready().
on_founding: list[Callable[[District], object]] = []


@dataclass(frozen=True)
class Person:
    """One of the three administrators; without a password a random one is made."""

    role: str
    username: str
    name: str
    password: str = ""


@transaction.atomic
def found(
    *,
    name: str,
    short_name: str,
    superior_name: str,
    people: Iterable[Person],
    department_names: Iterable[str] | None = None,
) -> tuple[District, list[tuple[User, str]]]:
    """Found the district. Returns it with each administrator's account and first password.

    A district that `begin` made without accounts is taken over. Raises ValidationError when there is one with accounts
    already, or when a name or password breaks the rules.
    """
    refuse_second()
    people = list(people)
    roles = sorted(person.role for person in people)
    if roles != sorted(role.code for role in ROLES.values() if role.administrator):
        raise ValidationError("系统管理员、安全管理员、安全审计员三个角色各须有一人。")
    if len({person.username.strip() for person in people}) != 3:
        raise ValidationError("三名管理员须是三个不同的用户名（三员分立）。")
    district = District.objects.first() or begin(
        name=name, short_name=short_name, superior_name=superior_name, department_names=department_names
    )
    made = []
    for person in people:
        user, password = accounts.create(
            district=district, username=person.username, name=person.name, password=person.password, by=None
        )
        grants.give(user=user, role=person.role, by=None, from_day=timezone.localdate())
        made.append((user, password))
    return district, made


@transaction.atomic
def begin(*, name: str, short_name: str, superior_name: str, department_names: Iterable[str] | None = None) -> District:
    """A district with its departments and its root union, and no account yet. Raises ValidationError."""
    district = District(name=name.strip(), short_name=short_name.strip(), superior_name=superior_name.strip())
    district.full_clean()
    district.save()
    audit.write(audit.Action.SETTING, object_label=district.name, district_id=district.pk, reason="初始化")
    departments.create_defaults(district=district, names=department_names)
    for hook in on_founding:
        hook(district)
    return district


def refuse_second() -> None:
    """Raise ValidationError when a district with accounts exists."""
    existing = District.objects.first()
    if existing and User.objects.filter(district=existing).exists():
        raise ValidationError(ALREADY.format(existing.name))
