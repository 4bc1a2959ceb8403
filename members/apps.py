"""The app's entry: its registers and figures make themselves known to core."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "组织和人员"

    def ready(self):
        from members import consistency, dictionaries, indicators, viewsets, worklists  # noqa: F401  they register themselves
        from members.services import founding  # noqa: F401  it adds the root union of a new district
