"""The registers of this app. Importing them makes them known to core, in the order of the menu."""

from activities.viewsets import activity, programme, contest, innovation, mentoring, safety, benefits, office  # noqa: F401, I001  in the order of the menu
