"""What in the registers of aid, disputes and bargaining asks for attention on a day.

Clocks of bargaining: 《集体合同规定》 (劳动和社会保障部令第22号) art. 32 (answer within 20 days), 38 (renewal within the three
months before the end), 42 (submission within 10 days of signing); 《劳动法》 art. 34 (15 days of the labour authority).
"""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from members.models import Member
from union_site.core.indicators import in_force
from union_site.core.registry import add_worklists
from union_site.core.worklists import Tab, Worklist
from welfare.models import (
    AidPayment,
    BargainingOffer,
    CollectiveContract,
    HardshipCase,
    LegalCase,
    MutualAidClaim,
    Review,
)

ANSWER, SUBMIT, FILE, RENEW = 20, 10, 15, 90  # days
CLAIM_WAITS = 60  # days after which a claim under review is listed


def year_before(day: date) -> date:
    """The same day a year earlier (28 February for 29 February)."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def on_file(day: date) -> Q:
    return in_force(day, "opened_on", "closed_on")


def reviews_since(day: date) -> dict:
    recent = Review.objects.current().filter(
        case=OuterRef("pk"), reviewed_on__gt=year_before(day), reviewed_on__lte=day
    )
    return {"reviewed_lately": Exists(recent)}


def payments_so_far(day: date) -> dict:
    return {"helped_once": Exists(AidPayment.objects.current().filter(case=OuterRef("pk"), paid_on__lte=day))}


def other_files(day: date) -> dict:
    others = HardshipCase.objects.current().filter(
        on_file(day), district=OuterRef("district"), identity_index=OuterRef("identity_index")
    )
    return {"filed_twice": Exists(others.exclude(pk=OuterRef("pk")))}


def members_known(day: date) -> dict:
    members = Member.objects.current().filter(district=OuterRef("district"), identity_index=OuterRef("identity_index"))
    return {"registered_member": Exists(members)}


def contracts_after(day: date) -> dict:
    """A renewal: the contract that names this one, or a later one of the union of the same kind."""
    others = CollectiveContract.objects.current().filter(signed_on__lte=day)
    later = others.filter(
        organization=OuterRef("organization"), kind=OuterRef("kind"), signed_on__gt=OuterRef("signed_on")
    ).filter(Q(valid_to=None) | Q(valid_to__gt=OuterRef("valid_to")))
    return {"contract_renewed": Exists(others.filter(predecessor=OuterRef("pk"))) | Exists(later)}


def waiting(day: date) -> Q:
    return Q(state=MutualAidClaim.State.REVIEWING, applied_on__lte=day)


def unanswered(day: date) -> Q:
    silent = Q(response=BargainingOffer.Response.NONE, answered_on=None, result="")
    return silent & Q(offered_on__lte=day, offered_on__gte=year_before(day))


def to_be_filed(day: date) -> Q:
    """Signed in the year before and not submitted for ten days, or submitted and not filed for fifteen."""
    late = Q(filing=CollectiveContract.Filing.NONE, submitted_on=None, signed_on__lt=day - timedelta(SUBMIT))
    quiet = Q(filing=CollectiveContract.Filing.REVIEWING, submitted_on__lt=day - timedelta(FILE))
    return (late | quiet) & Q(signed_on__gte=year_before(day))


def running_out(day: date) -> Q:
    """Ends within 90 days, or ended in the year before, and is not renewed; the union still exists."""
    union = Q(organization__dissolved_on=None) | Q(organization__dissolved_on__gt=day)
    ends = Q(valid_to__gte=year_before(day), valid_to__lte=day + timedelta(RENEW), signed_on__lte=day)
    return ends & union & Q(contract_renewed=False)


def case_open(day: date) -> Q:
    """Accepted by the day and not closed on it."""
    return Q(accepted_on__lte=day) & (Q(closed_on=None) | Q(closed_on__gt=day))


def case_waited(row: LegalCase, day: date) -> str:
    return f"受理已 {(day - row.accepted_on).days} 天"


def waited(row: MutualAidClaim, day: date) -> str:
    return f"申请已 {(day - row.applied_on).days} 天"


def answer_due(row: BargainingOffer, day: date) -> str:
    left = (row.offered_on + timedelta(ANSWER) - day).days
    return f"已逾期 {-left} 天" if left < 0 else f"还有 {left} 天"


def filing_due(row: CollectiveContract, day: date) -> str:
    if row.submitted_on is None:
        return f"签订已 {(day - row.signed_on).days} 天，未报送"
    return f"报送已 {(day - row.submitted_on).days} 天，请确认是否有审查意见"


def days_left(row: CollectiveContract, day: date) -> str:
    left = (row.valid_to - day).days
    return f"已到期 {-left} 天" if left < 0 else f"还有 {left} 天到期"


FILE_COLUMNS = ("code", "name", "organization", "opening_level", "opened_on")
CONTRACT_COLUMNS = ("organization", "kind", "signed_on", "valid_to", "filing")

add_worklists(
    Worklist(
        "hardship.unreviewed",
        "一年内未复核的困难职工",
        "hardship",
        "在档满一年、最近一年内没有复核的档案。困难职工档案每年复核一次，请复核后登记结果。",
        where=lambda day: on_file(day) & Q(opened_on__lte=year_before(day), reviewed_lately=False),
        annotate=reviews_since,
        columns=FILE_COLUMNS,
        order=("opened_on",),
    ),
    Worklist(
        "hardship.never_helped",
        "从未帮扶的困难职工",
        "hardship",
        "在档、至今没有登记过帮扶发放的档案。请安排帮扶，或补登发放记录。",
        where=lambda day: on_file(day) & Q(helped_once=False),
        annotate=payments_so_far,
        columns=FILE_COLUMNS,
        order=("opened_on",),
    ),
    Worklist(
        "hardship.filed_twice",
        "重复在档的困难职工",
        "hardship",
        "同一身份证号有两份以上在档的档案。人数只计一人，请核对后保留一份，其余撤档或作废。",
        where=lambda day: on_file(day) & Q(filed_twice=True),
        annotate=other_files,
        columns=FILE_COLUMNS,
        order=("identity_index", "opened_on"),
    ),
    Worklist(
        "hardship.not_member",
        "不是会员的困难职工",
        "hardship",
        "在档、身份证号在会员登记中查不到的困难职工。请核对身份证号，符合条件的请其所在工会吸收入会。",
        where=lambda day: on_file(day) & Q(registered_member=False),
        annotate=members_known,
        columns=FILE_COLUMNS,
        order=("opened_on",),
        todo=False,
    ),
    Worklist(
        "claim.waiting",
        "久未办结的医疗互助报销",
        "claim",
        f"申请已超过 {CLAIM_WAITS} 天仍在审核中的报销。请尽快审核、支付，或退回并说明原因。",
        where=lambda day: waiting(day) & Q(applied_on__lt=day - timedelta(CLAIM_WAITS)),
        columns=("code", "name", "organization", "policy_year", "applied_on"),
        order=("applied_on",),
        note=waited,
    ),
    Worklist(
        "legal_case.open",
        "未结的劳动争议案件",
        "legal_case",
        "已经受理、到所选日期还没有结案的劳动争议案件。结案后请填写结案日期和处理结果。",
        where=case_open,
        columns=("number", "employer", "organization", "subject", "way", "accepted_on"),
        needs=("accepted_on",),
        order=("accepted_on",),
        note=case_waited,
        todo=False,
    ),
    Worklist(
        "bargaining_offer.unanswered",
        "要约待回应",
        "bargaining_offer",
        "一年内发出、用人单位尚未回应的要约。用人单位应当自收到要约之日起 20 日内书面回应，无正当理由不得拒绝（《集体合同规定》第三十二条）。",
        where=unanswered,
        columns=("organization", "campaign_year", "offered_on", "response"),
        order=("offered_on",),
        tabs=lambda day: (
            Tab("overdue", "逾期未回应", Q(offered_on__lt=day - timedelta(ANSWER)), "bad"),
            Tab("open", "20 日以内", Q(offered_on__gte=day - timedelta(ANSWER)), "note"),
        ),
        note=answer_due,
    ),
    Worklist(
        "collective_contract.filing",
        "集体合同待报送备案",
        "collective_contract",
        "签字之日起 10 日内应由用人单位报送人社部门审查（《集体合同规定》第四十二条）；人社部门收到文本之日起 15 日内未提出异议的，"
        "合同即行生效（《劳动法》第三十四条）。只列最近一年签订的。",
        where=to_be_filed,
        columns=CONTRACT_COLUMNS,
        needs=("submitted_on",),
        order=("signed_on",),
        tabs=lambda day: (
            Tab("late", "未按期报送", Q(submitted_on=None), "bad"),
            Tab("quiet", "报送满 15 日", Q(submitted_on__isnull=False), "wait"),
        ),
        note=filing_due,
    ),
    Worklist(
        "collective_contract.ending",
        "集体合同到期续签",
        "collective_contract",
        "90 日内到期和一年内到期、尚未续签的集体合同。期满前三个月内，任何一方均可要求重新签订或续订（《集体合同规定》第三十八条）。"
        "在合同页面点“续签”登记新合同。",
        where=running_out,
        annotate=contracts_after,
        columns=CONTRACT_COLUMNS,
        order=("valid_to",),
        tabs=lambda day: (
            Tab("ended", "已到期未续签", Q(valid_to__lt=day), "bad"),
            Tab("90", "90 日内到期", Q(valid_to__gte=day), "wait"),
        ),
        note=days_left,
    ),
)
