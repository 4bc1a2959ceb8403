"""The app's entry: its registers and figures make themselves known to core."""

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "activities"
    verbose_name = "工会活动"

    def ready(self):
        from activities import consistency, dictionaries, indicators, viewsets, worklists  # noqa: F401  they register themselves
