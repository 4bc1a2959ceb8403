"""Finding the unit of a question by its name, within a scope."""

from django.core.exceptions import ValidationError

from members.models import Organization
from union_site.core.scope import Scope


class UnknownUnit(LookupError):
    """No such unit, or outside the scope: the same words for both."""


def unit_named(name: str, scope: Scope) -> Organization:
    """The union with this full or short name. Raises UnknownUnit."""
    wanted = name.strip().replace("(", "（").replace(")", "）")
    units = Organization.objects.within(scope).current()
    for condition in ({"name": wanted}, {"name": name.strip()}, {"short_name": wanted}):
        found = list(units.filter(**condition)[:2])
        if len(found) == 1:
            return found[0]
    raise UnknownUnit(f"没有名为“{name[:30]}”的单位，或它不在您的管理范围内。")


def unit_by_id(public_id, scope: Scope) -> Organization:
    """The union with this public identifier. Raises UnknownUnit."""
    try:
        return Organization.objects.within(scope).current().get(public_id=public_id)
    except (Organization.DoesNotExist, ValidationError, ValueError, TypeError) as error:
        raise UnknownUnit("没有这个单位，或它不在您的管理范围内。") from error
