"""Organisations and people, one file an aggregate."""

from members.models.employer import Employer, Headcount
from members.models.member import Member, Transfer
from members.models.model_worker import Care, HonourTitle, ModelWorker
from members.models.organization import Affiliation, Organization, Placement

__all__ = [
    "Affiliation",
    "Care",
    "Employer",
    "Headcount",
    "HonourTitle",
    "Member",
    "ModelWorker",
    "Organization",
    "Placement",
    "Transfer",
]
