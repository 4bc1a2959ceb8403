"""The registers of this app. Importing them makes them known to core, in the order of the menu."""

from welfare.viewsets import hardship, aid, review, mutual_aid, legal_case, bargaining  # noqa: F401, I001  the order is the menu's
