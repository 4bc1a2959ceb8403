"""Organisations and people, one file an aggregate."""

from members.models.election import Election, ElectionStep
from members.models.employer import Employer, Headcount, OrganizingStep
from members.models.levels import UnionLevel
from members.models.member import Member, Transfer
from members.models.model_worker import Care, HonourTitle, ModelWorker
from members.models.organization import Affiliation, Organization, Placement
from members.models.post import Post
from members.models.studio import Honour, Studio, StudioRecommendation
from members.models.transfer_request import TransferRequest

__all__ = [
    "Affiliation",
    "Care",
    "Election",
    "ElectionStep",
    "Employer",
    "Headcount",
    "Honour",
    "HonourTitle",
    "Member",
    "ModelWorker",
    "Organization",
    "OrganizingStep",
    "Placement",
    "Post",
    "Studio",
    "StudioRecommendation",
    "Transfer",
    "TransferRequest",
    "UnionLevel",
]
