"""Accounts of every role in an invented district, all with one password, so that tests can sign in."""

from datetime import date

from django.apps import apps

from union_site.core.models import Department, District, User
from union_site.core.roles import DISTRICT_OFFICER, GRASSROOTS_CLERK, ROLES, TOWN_CLERK
from union_site.core.services import accounts, grants


def open_accounts(district: District, *, seed: int, password: str) -> list[tuple[str, str]]:
    """One of each role, an officer in each department. Returns (user name, role); names end in the seed: leader-7.

    Raises ValidationError when the password breaks the rules or a user name is taken.
    """
    unions = apps.get_model("members.Organization").objects.filter(district=district)
    union = unions.filter(depth=2).order_by("path").select_related("parent").first()
    places = {GRASSROOTS_CLERK.code: union, TOWN_CLERK.code: union.parent}
    made = []
    for role in ROLES.values():
        departments = Department.objects.filter(district=district) if role is DISTRICT_OFFICER else [None]
        for department in departments:
            username = f"{department.code if department else role.code}-{seed}".replace("_", "-")
            user, _ = accounts.create(
                district=district, username=username, name=role.name[:20], password=password, by=None
            )
            place = {"department": department, "organization": places.get(role.code)}
            grants.give(user=user, role=role.code, by=None, from_day=date(2000, 1, 1), **place)
            made.append((username, f"{department.name} · {role.name}" if department else role.name))
    User.objects.filter(district=district).update(must_change_password=False)
    return made
