"""The registers of this app. Importing them makes them known to core, in the order of the menu."""

from activities.viewsets import activity, contest  # noqa: F401
