"""Organisations and people, one file an aggregate."""

from members.models.care_rule import CareRule
from members.models.election import Election, ElectionStep
from members.models.employer import CoverageChange, Employer, Headcount, OrganizingStep
from members.models.levels import UnionLevel
from members.models.member import Member, Transfer
from members.models.merger import Merger, MergerStep
from members.models.model_worker import Care, HonourTitle, ModelWorker
from members.models.organization import Affiliation, Organization, Placement
from members.models.post import Post
from members.models.restructuring import Restructuring, RestructuringStep, Step
from members.models.studio import Honour, Studio, StudioRecommendation
from members.models.transfer_request import TransferRequest

__all__ = [
    "Affiliation",
    "Care",
    "CareRule",
    "CoverageChange",
    "Election",
    "ElectionStep",
    "Employer",
    "Headcount",
    "Honour",
    "HonourTitle",
    "Member",
    "Merger",
    "MergerStep",
    "ModelWorker",
    "Organization",
    "OrganizingStep",
    "Placement",
    "Post",
    "Restructuring",
    "RestructuringStep",
    "Step",
    "Studio",
    "StudioRecommendation",
    "Transfer",
    "TransferRequest",
    "UnionLevel",
]
