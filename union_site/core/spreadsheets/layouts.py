"""Answers about a sheet's headings, remembered for its sender's union and its layout, so that they are asked once."""

from collections.abc import Mapping

from django.apps import apps
from django.utils import timezone

from union_site.core import registry
from union_site.core.access import Access
from union_site.core.models import District, SheetLayout, User
from union_site.core.roles import Permission
from union_site.core.spreadsheets.context import ImportContext
from union_site.core.spreadsheets.recognition import Layouts


class Sender:
    """Who sends sheets, and the union on whose behalf: the one at the top of the import scope, register by register."""

    def __init__(self, user: User, district: District):
        self.user, self.district = user, district
        self.access = Access(user, timezone.localdate())
        self._unions: dict[tuple, int | None] = {}

    def may_import(self, resource_key: str) -> bool:
        resource = registry.resources.get(resource_key)
        return resource is not None and self.access.can(Permission.IMPORT, resource.register)

    def union_for(self, resource_key: str) -> int | None:
        """The key of the sender's union for the register of a resource, None without the right or without a union."""
        if not self.may_import(resource_key):
            return None
        register = registry.resources[resource_key].register
        scope = self.access.full_scope(Permission.IMPORT, register)
        if scope not in self._unions:
            union = ImportContext(district=self.district, scope=scope).own_union()
            self._unions[scope] = union.pk if union else None
        return self._unions[scope]

    def unit_name(self) -> str:
        """The name of the only union for which the user sends sheets; "" where there are several, or none."""
        scope = self.access.full_scope(Permission.IMPORT)
        if not scope or scope.whole:
            return ""
        unions = apps.get_model("members.Organization").objects.within(scope).current()
        names = list(unions.values_list("name", flat=True)[:2])
        return names[0] if len(names) == 1 else ""

    def layouts(self) -> Layouts:
        """What this sender's sheets were said to mean, read at once: the function may be called from any thread."""
        rows = SheetLayout.objects.filter(district=self.district).order_by("answered_at", "pk")
        found: dict[str, tuple[str, Mapping[str, str]]] = {}
        for fingerprint, resource, union, answers in rows.values_list(
            "fingerprint", "resource", "organization_id", "answers"
        ):
            if union == self.union_for(resource):
                found[fingerprint] = (resource, answers)
        return found.get

    def remembered(self, fingerprint: str, resource_key: str) -> SheetLayout | None:
        """What is remembered of a layout on behalf of the union that sends sheets of this resource."""
        union = self.union_for(resource_key)
        return SheetLayout.objects.filter(
            district=self.district, organization_id=union, fingerprint=fingerprint
        ).first()

    def remember(self, fingerprint: str, resource_key: str, answers: Mapping[str, str]) -> None:
        """Keep the answers in place of earlier ones; nothing where the sender has no union to keep them for."""
        union = self.union_for(resource_key)
        if union is None:
            return
        SheetLayout.objects.update_or_create(
            district=self.district,
            organization_id=union,
            fingerprint=fingerprint,
            defaults={
                "resource": resource_key,
                "answers": dict(answers),
                "answered_by": self.user,
                "answered_at": timezone.now(),
            },
        )

    def forget(self, fingerprint: str, resource_key: str) -> bool:
        """Whether there was something to forget."""
        layout = self.remembered(fingerprint, resource_key)
        if layout:
            layout.delete()
        return layout is not None
