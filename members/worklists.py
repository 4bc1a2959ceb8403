"""What in the registers of organisations and people asks for attention on a day."""

from datetime import date

from django.db.models import Case, Exists, OuterRef, Q, Subquery, When

from members.models import Election, Employer, Headcount, Member, TransferRequest
from members.models.employer import covered_on, large_on
from members.models.organization import active_on
from members.models.transfer_request import for_the_other_side
from union_site.core.access import Access
from union_site.core.months import months_after
from union_site.core.registry import add_worklists
from union_site.core.roles import Permission
from union_site.core.worklists import Tab, Worklist


def held_by(day: date) -> Q:
    return Q(held_on__lte=day)


def falls_due(day: date) -> dict:
    """Whether a later round of the union is recorded, and when the union's term runs out as far as this round tells.

    Before the election that is the round's own day; afterwards the end of the elected committee's term.
    """
    later = Election.objects.current().filter(organization=OuterRef("organization"), due_on__gt=OuterRef("due_on"))
    return {
        "has_later_round": Exists(later),
        "falls_due": Case(When(held_by(day), then="expires_on"), default="due_on"),
    }


def term_runs_out(day: date) -> Q:
    """Of the union's latest round: not held by the day and due within half a year or before; or held, and the next due."""
    limit = months_after(day, 6)
    not_held = (Q(held_on=None) | Q(held_on__gt=day)) & Q(due_on__lte=limit)
    again = held_by(day) & Q(expires_on__lte=limit)
    standing = Q(organization__dissolved_on=None) | Q(organization__dissolved_on__gt=day)
    return (not_held | again) & Q(has_later_round=False) & standing


def due_in(day: date) -> tuple[Tab, ...]:
    one, three = months_after(day, 1), months_after(day, 3)
    return (
        Tab("overdue", "已逾期", Q(falls_due__lt=day), "bad"),
        Tab("1", "一个月内", Q(falls_due__gte=day, falls_due__lte=one), "wait"),
        Tab("3", "三个月内", Q(falls_due__gt=one, falls_due__lte=three), "note"),
        Tab("6", "六个月内", Q(falls_due__gt=three), "calm"),
    )


def days_left(row: Election, day: date) -> str:
    left = (row.falls_due - day).days
    words = f"已逾期 {-left} 天" if left < 0 else f"还有 {left} 天届满"
    return f"{words}，请登记新一轮换届" if row.held_on and row.held_on <= day else words


def to_answer(access: Access) -> Q:
    scope = access.full_scope(Permission.CHANGE, "transfer_request")
    return for_the_other_side(scope) if scope else Q(pk__in=())


def asked_for(access: Access) -> Q:
    return access.full_scope(Permission.CHANGE, "transfer_request").condition()


def request_states(day: date) -> tuple[Tab, ...]:
    State = TransferRequest.State
    return (
        Tab("waiting", "待接收", Q(state=State.WAITING), "wait"),
        Tab("returned", "已退回", Q(state=State.RETURNED), "bad"),
    )


def open_request(day: date) -> Q:
    """Waiting, or returned within the month before the day (or since)."""
    State = TransferRequest.State
    return Q(state=State.WAITING) | Q(state=State.RETURNED, answered_on__gt=months_after(day, -1))


def in_office(day: date) -> Q:
    return Q(left_on=None) | Q(left_on__gt=day)


def still_legal(day: date) -> Q:
    return Q(legal_cancelled_on=None) | Q(legal_cancelled_on__gt=day)


# What the real-name register asks of a member, as (field, words, missing).
DEFECTS = (
    ("phone_index", "手机号码", Q(phone_index="")),
    ("employer_name", "工作单位", Q(employer_name="")),
    ("birth_on", "出生日期", Q(birth_on=None)),
    ("joined_on", "入会日期", Q(joined_on=None)),
)


def incomplete() -> Q:
    condition = Q()
    for _, _, missing in DEFECTS:
        condition |= missing
    return condition


def in_good_standing(day: date) -> Q:
    return Q(status=Member.Status.NORMAL) | Q(status_on__gt=day)


def employees_in(day: date) -> dict:
    counted = Headcount.objects.current().filter(employer=OuterRef("pk"), year=day.year)
    return {"employees_now": Subquery(counted.values("employees")[:1])}


def by_organizing(day: date) -> tuple[Tab, ...]:
    """Tabs by how far the employers have come; one whose union was dissolved stands at the beginning again."""
    State = Employer.Organizing
    return (
        Tab("none", "未建", Q(organizing__in=(State.NONE, State.COVERED)), "bad"),
        Tab("offered", "已要约", Q(organizing=State.OFFERED), "note"),
        Tab("preparing", "筹备", Q(organizing=State.PREPARING), "wait"),
        Tab("approved", "已批复", Q(organizing=State.APPROVED), "ok"),
    )


add_worklists(
    Worklist(
        "transfer.inbox",
        "待我接收的会籍转接",
        "transfer_request",
        "其他工会提出、等您接收或退回的会籍转接申请。接收之前，会员仍在原工会。",
        where=lambda day: Q(state=TransferRequest.State.WAITING),
        reader=to_answer,
        columns=("name", "identity", "direction", "from_organization", "to_organization", "on"),
        order=("on",),
    ),
    Worklist(
        "transfer.asked",
        "我发起的会籍转接",
        "transfer_request",
        "您的工会提出、对方还没有办理的会籍转接申请，以及最近一个月内被退回的申请。",
        where=open_request,
        reader=asked_for,
        columns=("name", "identity", "direction", "to_organization", "on", "state", "answer"),
        order=("on",),
        tabs=request_states,
        todo=False,
    ),
    Worklist(
        "post.term",
        "任期届满的干部",
        "post",
        "任期在三个月以内届满或已经届满、还没有离任的干部和集体协商指导员。续任的请更新任期，离任的请填写离任日期。",
        where=lambda day: Q(term_ends_on__lte=months_after(day, 3)) & in_office(day),
        columns=("name", "organization", "title", "appointed_on", "term_ends_on"),
        order=("term_ends_on",),
        tabs=lambda day: (
            Tab("over", "已届满", Q(term_ends_on__lt=day), "bad"),
            Tab("soon", "三个月内", Q(term_ends_on__gte=day), "wait"),
        ),
    ),
    Worklist(
        "organization.legal_expiry",
        "法人证书到期",
        "organization",
        "工会法人资格证书在三个月以内到期或已经过期的工会。请及时办理换证，换证后更新有效期。",
        where=lambda day: Q(legal_valid_to__lte=months_after(day, 3)) & active_on(day) & still_legal(day),
        columns=("name", "parent", "legal_number", "legal_valid_to"),
        order=("legal_valid_to",),
        tabs=lambda day: (
            Tab("over", "已过期", Q(legal_valid_to__lt=day), "bad"),
            Tab("soon", "三个月内", Q(legal_valid_to__gte=day), "wait"),
        ),
    ),
    Worklist(
        "member.defects",
        "会员信息不完整",
        "member",
        "会籍正常而缺少手机号码、工作单位、出生日期或入会日期的会员。补全后即为实名制合格，自动离开清单。",
        where=lambda day: in_good_standing(day) & incomplete(),
        columns=("name", "identity", "organization", "employer_name", "joined_on"),
        needs=("phone_index", "birth_on"),
        order=("organization", "name"),
        tabs=lambda day: tuple(Tab(key, f"缺{title}", where, "wait") for key, title, where in DEFECTS),
        note=lambda row, day: "缺" + "、".join(title for key, title, _ in DEFECTS if not getattr(row, key)),
        note_title="缺少内容",
        todo=False,
    ),
    Worklist(
        "employer.without_union",
        "百人以上未建会企业",
        "employer",
        "当年职工100人及以上、没有注销、没有工会覆盖的企业，按当年职工人数自动列出。请登记建会进展，建会后填写覆盖工会。",
        where=lambda day: large_on(day) & ~covered_on(day),
        annotate=employees_in,
        columns=("name", "kind", "industry", "seat", "organizing"),
        order=("-employees_now", "name"),
        tabs=by_organizing,
        note=lambda row, day: f"{day.year}年职工 {row.employees_now} 人",
        note_title="职工人数",
    ),
    Worklist(
        "election.due",
        "换届提醒",
        "election",
        "任期在六个月以内届满或已经逾期、尚未换届的工会；上一轮已换届的，按换届日期加任期计算下一次届满。请提前向上级工会报送请示。",
        where=term_runs_out,
        annotate=falls_due,
        columns=("organization", "level", "round", "due_on", "planned_month", "state", "held_on", "expires_on"),
        order=("falls_due",),
        tabs=due_in,
        note=days_left,
    ),
)
