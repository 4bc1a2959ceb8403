"""Aid, mutual aid and legal work, one file an aggregate."""

from welfare.models.aid import AidPayment
from welfare.models.bargaining import BargainingOffer, CollectiveContract, CoveredEmployer
from welfare.models.hardship import FamilyMember, HardshipCase, LevelChange, Review
from welfare.models.legal_case import LegalCase
from welfare.models.mutual_aid import MutualAidClaim, MutualAidEnrolment

__all__ = [
    "AidPayment",
    "BargainingOffer",
    "CollectiveContract",
    "CoveredEmployer",
    "FamilyMember",
    "HardshipCase",
    "LegalCase",
    "LevelChange",
    "MutualAidClaim",
    "MutualAidEnrolment",
    "Review",
]
