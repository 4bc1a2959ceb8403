"""The app's entry: its registers and figures make themselves known to core."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "组织和人员"

    def ready(self):
        from members import (  # noqa: F401  they register themselves
            consistency,
            dictionaries,
            indicators,
            viewsets,
            worklists,
            worklists_care,
        )
        from members.services import founding  # noqa: F401  it adds the root union of a new district
