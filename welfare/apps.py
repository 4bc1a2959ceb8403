"""The app's entry: its registers and figures make themselves known to core."""

from django.apps import AppConfig


class WelfareConfig(AppConfig):
    name = "welfare"
    verbose_name = "服务保障"

    def ready(self):
        from welfare import (  # noqa: F401  they register themselves
            consistency,
            dictionaries,
            indicators,
            viewsets,
            worklists,
        )
