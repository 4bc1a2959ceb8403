"""The registers of this app. Importing them makes them known to core, in the order of the menu."""

# ruff: noqa: F401, I001

from members.viewsets import organization, affiliation, employer, member, transfer_request, election, post
from members.viewsets import model_worker, care_rule, studio
