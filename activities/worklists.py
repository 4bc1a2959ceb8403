"""What in the registers of what unions do asks for attention on a day."""

from datetime import date

from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Concat

from activities.models import SafetyCupEntry, SafetyQuota
from union_site.core.registry import add_worklists
from union_site.core.worklists import Tab, Worklist


def reached(day: date) -> dict:
    """Of each quota what was enrolled for it by the day, in the subtree of its union."""
    entries = (
        SafetyCupEntry.objects.current()
        .filter(
            district=OuterRef("district"),
            year=OuterRef("year"),
            enrolled_on__lte=day,
            organization__path__gte=OuterRef("organization__path"),
            organization__path__lt=Concat(OuterRef("organization__path"), Value("~")),
        )
        .order_by()
        .values("year")
    )

    def of(aggregate) -> Coalesce:
        found = Subquery(entries.annotate(found=aggregate).values("found"), output_field=IntegerField())
        return Coalesce(found, 0)

    return {"quota_organisations": of(Count("pk")), "quota_participants": of(Sum("participants"))}


def below_quota(day: date) -> Q:
    few = Q(quota_organisations__lt=F("organisations")) | Q(quota_participants__lt=F("participants"))
    return Q(year=day.year) & few


def missing(row: SafetyQuota, day: date) -> str:
    """What is still missing, in words: 还差 3 家、120 人."""
    parts = (
        (row.organisations, row.quota_organisations, "家"),
        (row.participants, row.quota_participants, "人"),
    )
    words = [f"{asked - found} {unit}" for asked, found, unit in parts if asked is not None and found < asked]
    return "、".join(words)


def not_reviewed(day: date) -> Q:
    return Q(year__lt=day.year, score=None)


add_worklists(
    Worklist(
        "safety_quota.below",
        "安康杯指标未完成",
        "safety_quota",
        "当年的参赛单位数或参赛职工数还没有达到下达的指标。按承担单位及其下级截至所选日期的报名计算，请督促报名后登记。",
        where=below_quota,
        annotate=reached,
        columns=("organization", "year", "organisations", "participants"),
        needs=("organisations", "participants"),
        order=("organization__path",),
        note=missing,
        note_title="还差",
    ),
    Worklist(
        "safety_cup.not_reviewed",
        "安康杯未考核",
        "safety_cup",
        "年度已经结束、还没有考核得分的参赛单位。请完成考核后填写考核得分和获奖情况。",
        where=not_reviewed,
        columns=("year", "employer_name", "organization", "participants", "self_score", "award"),
        order=("-year", "organization__path", "pk"),
        tabs=lambda day: (
            Tab("last", "上一年度", Q(year=day.year - 1), "wait"),
            Tab("earlier", "更早年度", Q(year__lt=day.year - 1), "bad"),
        ),
    ),
)
