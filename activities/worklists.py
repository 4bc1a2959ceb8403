"""What in the registers of what unions do asks for attention on a day."""

from datetime import date, timedelta

from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Concat

from activities.models import HazardReport, Merchant, MerchantAgreement, SafetyCupEntry, SafetyQuota
from activities.models.safety import hazards_open_on
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


SOON, LATER = 30, 90  # days before an agreement runs out
WEEK = 7  # days before a hazard's deadline


def hazard_due(day: date) -> Q:
    return hazards_open_on(day) & Q(reported_on__lte=day, deadline__lte=day + timedelta(days=WEEK))


def until(last: date, day: date, *, ended: str, left: str) -> str:
    """How long ago, or in how many days."""
    days = (last - day).days
    return f"{ended} {-days} 天" if days < 0 else f"{left} {days} 天" if days else "今天到期"


def newest_agreement(day: date) -> dict:
    """Of each merchant the last day of its newest agreement; an open end is None."""
    agreements = MerchantAgreement.objects.current().filter(merchant=OuterRef("pk"))
    newest = agreements.order_by("-from_day", "-pk").values("last_day")[:1]
    return {"agreement_until": Subquery(newest)}


def running_out(day: date) -> Q:
    """Ending within 90 days, or ended no longer ago than that: an older one was given up."""
    span = timedelta(days=LATER)
    return Q(agreement_until__gte=day - span, agreement_until__lte=day + span)


def parts_of_agreements(day: date) -> tuple[Tab, ...]:
    soon = day + timedelta(days=SOON)
    return (
        Tab("ended", "已到期", Q(agreement_until__lt=day), "bad"),
        Tab("30", "30 天内", Q(agreement_until__gte=day, agreement_until__lte=soon), "wait"),
        Tab("90", "90 天内", Q(agreement_until__gt=soon), "note"),
    )


def agreement_note(row: Merchant, day: date) -> str:
    return f"{row.agreement_until}，{until(row.agreement_until, day, ended='已到期', left='还有')}"


def hazard_note(row: HazardReport, day: date) -> str:
    return until(row.deadline, day, ended="已逾期", left="还有")


add_worklists(
    Worklist(
        "hazard_report.due",
        "隐患整改期限",
        "hazard_report",
        "整改期限已过或在七天以内、还没有处理的安全隐患。整改后请填写处理日期和整改措施，并上传整改后的照片。",
        where=hazard_due,
        columns=("code", "description", "grade", "employer_name", "organization", "state", "deadline"),
        needs=("deadline",),
        order=("deadline", "pk"),
        tabs=lambda day: (
            Tab("overdue", "逾期未整改", Q(deadline__lt=day), "bad"),
            Tab("soon", "七天内到期", Q(deadline__gte=day), "wait"),
        ),
        note=hazard_note,
    ),
    Worklist(
        "hazard_report.open",
        "未整改的安全隐患",
        "hazard_report",
        "已经上报、到所选日期还没有处理的安全隐患，不论有没有整改期限。整改后请填写处理日期和整改措施。",
        where=lambda day: hazards_open_on(day) & Q(reported_on__lte=day),
        columns=("code", "description", "grade", "employer_name", "organization", "state", "reported_on", "deadline"),
        order=("reported_on", "pk"),
        todo=False,
    ),
    Worklist(
        "merchant.agreements",
        "商家协议到期",
        "merchant",
        "最近一份协议在 90 天以内到期，或到期不满 90 天还没有续签的合作商家。打开商家后可点击“续签协议”。",
        where=running_out,
        annotate=newest_agreement,
        columns=("code", "name", "organization"),
        order=("agreement_until", "pk"),
        tabs=parts_of_agreements,
        note=agreement_note,
        note_title="协议止",
    ),
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
