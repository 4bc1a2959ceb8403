"""The registers of this app. Importing them makes them known to core, in the order of the menu."""

# ruff: noqa: F401, I001
from activities.viewsets import activity, programme, contest, innovation, mentoring
from activities.viewsets import safety_cup, hazard, benefits, office
