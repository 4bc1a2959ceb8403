"""Core: what every record type stands on."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "union_site.core"
    label = "core"
    verbose_name = "基础"

    def ready(self):
        from union_site.core import checks  # noqa: F401  system checks register themselves
        from union_site.core.services import sign_in  # noqa: F401  it listens to django.contrib.auth and axes
