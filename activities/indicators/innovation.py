"""Figures about innovation projects, their results, and mentors with apprentices."""

from activities.models import InnovationProject, InnovationResult, MentorPairPerson
from union_site.core.indicators import CountDistinct, Indicator, Kind, Sum, during
from union_site.core.registry import add_indicators

PROJECT = {
    "kind": Kind.FLOW,
    "section": "3.1",
    "model": InnovationProject,
    "where": lambda period: during("approved_on", period),
    "register": "innovation_project",
    "columns": ("name", "kind", "employer_name", "organization", "approved_on", "participants"),
}

add_indicators(
    Indicator(
        "innovation.projects",
        "创新项目立项",
        "项",
        definition="立项日期在报告期内的职工创新项目。",
        number=32,
        **PROJECT,
    ),
    Indicator(
        "innovation.participants",
        "参与创新活动",
        "人",
        definition="立项日期在报告期内的职工创新项目的参与人数之和。",
        measure=Sum("participants"),
        number=33,
        **PROJECT,
    ),
    Indicator(
        "mentoring.people",
        "师徒结对",
        "人",
        Kind.FLOW,
        "3.2",
        "签约日期在报告期内的师傅和徒弟的人数，同一身份证号只计一人，不论当师傅还是徒弟、结对几次，各镇街之和可能大于全区。",
        MentorPairPerson,
        lambda period: during("pair__signed_on", period),
        "mentor_pair",
        measure=CountDistinct("identity_index"),
        columns=("pair", "role"),
        link="pair",
        number=34,
    ),
    Indicator(
        "innovation.results",
        "创新成果",
        "项",
        Kind.FLOW,
        "3.2",
        "取得日期在报告期内的职工创新成果（专利、工法、先进操作法、技术改进等）。",
        InnovationResult,
        lambda period: during("achieved_on", period),
        "innovation_result",
        columns=("name", "kind", "employer_name", "organization", "achieved_on", "benefit"),
        number=35,
    ),
)
