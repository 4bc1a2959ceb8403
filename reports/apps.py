"""The app's entry: its registers and figures make themselves known to core."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "统计和总结"

    def ready(self):
        from reports import consistency, indicators, viewsets  # noqa: F401  they register themselves
