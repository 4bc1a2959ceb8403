"""What unions do, one file an aggregate."""

from activities.models.activity import Activity, ActivityCategory, ActivityReport, ActivityTrade, Handout, Programme
from activities.models.benefits import (
    BenefitProgramme,
    Merchant,
    MerchantAgreement,
    RecuperationGroup,
    RecuperationTrip,
)
from activities.models.contest import Contest, ContestTrade, ContestWinner
from activities.models.innovation import InnovationProject, InnovationResult, MentorPair, MentorPairPerson
from activities.models.office import IssuedDocument, Visit
from activities.models.safety import HazardReport, SafetyCupEntry, SafetyQuota

__all__ = [
    "Activity",
    "ActivityCategory",
    "ActivityReport",
    "ActivityTrade",
    "BenefitProgramme",
    "Contest",
    "ContestTrade",
    "ContestWinner",
    "Handout",
    "HazardReport",
    "InnovationProject",
    "InnovationResult",
    "IssuedDocument",
    "MentorPair",
    "MentorPairPerson",
    "Merchant",
    "MerchantAgreement",
    "Programme",
    "RecuperationGroup",
    "RecuperationTrip",
    "SafetyCupEntry",
    "SafetyQuota",
    "Visit",
]
