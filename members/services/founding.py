"""What members adds when a district begins: the root of its tree of unions."""

from members.models import Organization
from members.services import tree
from union_site.core import audit
from union_site.core.services import districts


def plant(district) -> Organization:
    """The district federation itself as the root union; its other particulars are filled in later or imported."""
    existing = Organization.objects.filter(district=district, parent=None).first()
    if existing:
        return existing
    root = tree.add(Organization(district=district, name=district.name, kind=Organization.Kind.DISTRICT))
    audit.write(audit.Action.CREATE, record=root, register="organization", reason="初始化")
    return root


districts.on_founding.append(plant)
