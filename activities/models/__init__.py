"""What unions do, one file an aggregate."""

from activities.models.activity import Activity, ActivityCategory, ActivityReport, ActivityTrade, Handout, Programme
from activities.models.contest import Contest, ContestTrade

__all__ = [
    "Activity",
    "ActivityCategory",
    "ActivityReport",
    "ActivityTrade",
    "Contest",
    "ContestTrade",
    "Handout",
    "Programme",
]
