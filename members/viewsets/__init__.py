"""The registers of this app. Importing them makes them known to core, in the order of the menu."""

from members.viewsets import organization, affiliation, employer, member, election, post, model_worker, studio  # noqa: F401, I001  the order is the menu's
