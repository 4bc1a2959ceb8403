"""What figures of aid, mutual aid and legal work must agree in, and the rows that make them doubtful."""

from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q

from union_site.core.consistency import FigureRule, RowRule, Severity, adds_up, both_or_neither, not_above
from union_site.core.indicators import Indicator, Kind, during
from union_site.core.periods import Period
from union_site.core.registry import add_consistency_rules
from welfare.indicators.hardship import level_name, level_then, on_file
from welfare.models import HardshipCase, LegalCase, MutualAidClaim, MutualAidEnrolment

# --- hardship ----------------------------------------------------------------------------------------------------

HARDSHIP = {
    "model": HardshipCase,
    "register": "hardship",
    "columns": ("code", "name", "identity", "organization", "opening_level", "opened_on", "closed_on"),
}
LEVELS = ("hardship.national", "hardship.provincial", "hardship.district")


def other_files(period: Period):
    """Further files of the same person that are open on the day."""
    files = HardshipCase.objects.current().alias(**level_then(period)).filter(on_file(period))
    return files.filter(identity_index=OuterRef("identity_index"), district=OuterRef("district")).exclude(
        pk=OuterRef("pk")
    )


def other_level_name(period: Period) -> str:
    return f"other_level_on_{period.last_day:%Y%m%d}"


def with_other_level(period: Period) -> dict:
    """Besides the level of the day: whether the person has another open file, of another level."""
    name = level_name(period)
    return {
        **level_then(period),
        other_level_name(period): Exists(other_files(period).exclude(**{name: OuterRef(name)})),
    }


add_consistency_rules(
    adds_up(
        "hardship.levels",
        "全国级、省级、区级困难职工之和等于困难职工总数。",
        whole="hardship.total",
        parts=LEVELS,
        advice="一人有两份级别不同的在档档案时，总数只计一人，级别各计一人，请核对后撤销一份。",
        because="hardship.two_levels",
    ),
    RowRule(
        key="hardship.two_levels",
        statement="同一人没有两份级别不同的在档档案。",
        uses=("hardship.total", *LEVELS),
        broken=lambda period: on_file(period) & Q(**{other_level_name(period): True}),
        annotate=with_other_level,
        advice="请核对后只保留一份在档，另一份填写撤档日期。",
        **HARDSHIP,
    ),
    RowRule(
        key="hardship.two_files",
        statement="同一人同一天只有一份在档档案。",
        uses=("hardship.total",),
        broken=lambda period: on_file(period) & Q(Exists(other_files(period))),
        advice="人数只计一次，但一人两档不合规定，请核对。",
        severity=Severity.CHECK,
        **HARDSHIP,
    ),
)

# --- mutual aid --------------------------------------------------------------------------------------------------

CENT = Decimal("0.01")

add_consistency_rules(
    not_above(
        "mutual.units",
        "医疗互助参保单位数不大于参保人数。",
        whole="mutual.insured",
        parts=("mutual.units",),
        advice="请核对各单位的参保人数。",
    ),
    both_or_neither(
        "mutual.claims",
        "有医疗互助报销，就有报销金额。",
        one="mutual.claims",
        other="mutual.paid",
        advice="请补填已支付报销的金额。",
    ),
    RowRule(
        key="mutual.premium",
        statement="参保金额等于参保人数乘以缴费标准。",
        uses=("mutual.insured", "mutual.premium"),
        model=MutualAidEnrolment,
        broken=lambda period: (
            Q(policy_year=period.year, paid_on__lte=period.last_day, fee__isnull=False)
            & ~Q(premium__gt=F("people") * F("fee") - CENT, premium__lt=F("people") * F("fee") + CENT)
        ),
        register="enrolment",
        columns=("organization", "policy_year", "round", "paid_on", "people", "fee", "premium"),
        advice="请核对人数、缴费标准和金额，确有减免的不必处理。",
        severity=Severity.CHECK,
    ),
    RowRule(
        key="mutual.paid_nothing",
        statement="已支付的医疗互助报销，金额大于 0。",
        uses=("mutual.claims", "mutual.paid"),
        model=MutualAidClaim,
        broken=lambda period: Q(state=MutualAidClaim.State.PAID, amount__lte=0) & during("paid_on", period),
        register="claim",
        columns=("code", "name", "organization", "applied_on", "paid_on", "amount"),
        advice="请核对报销金额；没有支付的请改为“已退回”。",
    ),
)

# --- labour disputes ---------------------------------------------------------------------------------------------

DISPUTE = {
    "model": LegalCase,
    "register": "legal_case",
    "columns": ("number", "accepted_on", "closed_on", "employer", "workers", "amount", "recovered"),
}
DISPUTED_MONEY = (LegalCase.Way.MEDIATION, LegalCase.Way.ARBITRATION, LegalCase.Way.LITIGATION)
CARRIED_OVER = Indicator(
    "consistency.dispute_carried_over",
    "期初未结案件",
    "起",
    Kind.STOCK,
    "",
    "报告期开始以前受理、到期初还没有结案的案件。",
    where=lambda period: Q(accepted_on__lt=period.start) & (Q(closed_on=None) | Q(closed_on__gte=period.start)),
    **DISPUTE,
)


def closed_more_than_there_were(numbers: dict) -> str:
    carried, accepted = numbers[CARRIED_OVER.key], numbers["dispute.accepted"]
    return f"{numbers['dispute.closed']:,} > {carried:,} + {accepted:,} = {carried + accepted:,}"


add_consistency_rules(
    FigureRule(
        key="dispute.closed",
        statement="结案数不大于期初未结案件数与报告期内受理案件数之和。",
        uses=("dispute.closed", "dispute.accepted"),
        also=(CARRIED_OVER,),
        holds=lambda numbers: numbers["dispute.closed"] <= numbers[CARRIED_OVER.key] + numbers["dispute.accepted"],
        say=closed_more_than_there_were,
        advice="请核对案件的受理日期和结案日期。",
    ),
    not_above(
        "dispute.workers",
        "受理劳动争议案件数不大于涉及职工人数。",
        whole="dispute.workers",
        parts=("dispute.accepted",),
        advice="请核对案件的涉及职工人数。",
    ),
    RowRule(
        key="dispute.without_amount",
        statement="调解、仲裁、诉讼案件填写了涉及金额。",
        uses=("dispute.amount",),
        broken=lambda period: during("accepted_on", period) & Q(amount=None, way__in=DISPUTED_MONEY),
        advice="没有金额的案件只计件数，不涉及金额的不必处理。",
        severity=Severity.CHECK,
        **DISPUTE,
    ),
)
