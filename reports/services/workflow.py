"""The way of a paper: 起草 → 部室审核 → 办公室统稿 → 领导审签 → 定稿 → 已印发. Every step it can take, and who takes it.

Sections go their own way while departments have them (起草 → 部室审核 → 已交办公室); where the paper stands then follows from
them. Each step leaves a row in its list (PaperStep) and in the audit trail.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from reports.models import Paper, PaperSection, PaperStep
from reports.services import checks, duties, freezing, paper_trail
from reports.services.duties import Duties
from union_site.core.models import User
from union_site.core.periods import Period

State, Part, Kind = Paper.State, PaperSection.State, PaperStep.Kind
REASON_LENGTH = 300


@dataclass(frozen=True)
class Step:
    """A step from one of `sources` to `target`. `may(duties, section)`: whose it is. `reason`: what must be said ("": nothing).

    `of_district`: of a district's paper, of one below it, or of both (None). `tone`: primary for the way onwards.
    """

    key: str
    label: str
    kind: Kind
    sources: tuple[str, ...]
    target: str
    may: Callable[[Duties, PaperSection | None], bool]
    reason: str = ""
    of_district: bool | None = None
    tone: str = ""


def _owner(duty: Duties, section: PaperSection | None) -> bool:
    return duty.owns(section)


def _office(duty: Duties, section: PaperSection | None) -> bool:
    return duty.edits


def _leader(duty: Duties, section: PaperSection | None) -> bool:
    return duty.signs


SECTION_STEPS = (
    Step("submit", "提交审核", Kind.PASS, (Part.DRAFTING,), Part.CHECKING, _owner, of_district=True, tone="primary"),
    Step("check", "审核通过", Kind.PASS, (Part.CHECKING,), Part.HANDED, _owner, of_district=True, tone="primary"),
    Step("return", "退回修改", Kind.RETURN, (Part.CHECKING,), Part.DRAFTING, _owner, "退回原因", of_district=True),
    Step("send-back", "退回部室", Kind.RETURN, (Part.HANDED,), Part.DRAFTING, _office, "退回原因", of_district=True),
)
PAPER_STEPS = (
    Step("take-over", "提前统稿", Kind.PASS, duties.WITH_DEPARTMENTS, State.EDITING, _office, of_district=True),
    Step("submit", "送领导审签", Kind.PASS, (State.EDITING,), State.SIGNING, _office, of_district=True, tone="primary"),
    Step("submit", "送领导审签", Kind.PASS, duties.OPEN, State.SIGNING, _office, of_district=False, tone="primary"),
    Step("sign", "签发定稿", Kind.PASS, (State.SIGNING,), State.FINAL, _leader, of_district=True, tone="primary"),
    Step(
        "sign",
        "本单位领导已签批",
        Kind.PASS,
        (State.SIGNING,),
        State.FINAL,
        _office,
        "签批领导",
        of_district=False,
        tone="primary",
    ),
    Step("return", "退回修改", Kind.RETURN, (State.SIGNING,), State.EDITING, _leader, "退回原因", of_district=True),
    Step("withdraw", "撤回修改", Kind.RETURN, (State.SIGNING,), State.EDITING, _office, "撤回原因", of_district=True),
    Step("return", "退回修改", Kind.RETURN, (State.SIGNING,), State.DRAFTING, _office, "退回原因", of_district=False),
    Step("issue", "登记印发", Kind.PASS, (State.FINAL,), State.ISSUED, _office, tone="primary"),
)


def steps_of_paper(duty: Duties, paper: Paper) -> list[Step]:
    """The steps that the user may take with the paper now."""
    return [one for one in PAPER_STEPS if _open(one, duty, paper, paper.state)]


def steps_of_section(duty: Duties, paper: Paper, section: PaperSection) -> list[Step]:
    """The steps that the user may take with the section now: while departments have the paper, and back to them."""
    if paper.state not in duties.OPEN:
        return []
    return [one for one in SECTION_STEPS if _open(one, duty, paper, section.state, section)]


def _open(step: Step, duty: Duties, paper: Paper, state: str, section: PaperSection | None = None) -> bool:
    of_district = step.of_district is None or step.of_district == duties.by_departments(paper)
    return of_district and state in step.sources and step.may(duty, section)


@transaction.atomic
def move_section(
    *, section: PaperSection, step: str, by: User, today: date, reason: str = "", request=None
) -> PaperStep:
    """Take a step of a section. Raises PermissionDenied where it is not theirs, ValidationError where it cannot be taken."""
    paper = Paper.objects.locked(section.paper_id)
    held = paper.sections.filter(pk=section.pk).select_related("department").first()
    if held is None:
        raise ValidationError("这一部分已从材料中移出，请刷新页面。")
    held.paper = paper
    duty = duties.of(duties.access_of(by, today, request), paper)
    duties.require_open(paper)
    taken = _chosen(SECTION_STEPS, step, duty, paper, held.state, held)
    reason = _reason(taken, reason)
    if taken.key == "submit" and not held.text.strip():
        raise ValidationError(f"“{held}”还没有文字，请写好后再提交。")
    if taken.key == "check":
        reason = _checked_by(held, by, today)
    made = _take(paper, taken, by, reason, request, held)
    settle(paper, by=by, request=request)
    return made


def _checked_by(section: PaperSection, by: User, today: date) -> str:
    """Who handed a section in does not check it, unless nobody else is there; then that is said. Raises ValidationError."""
    handed_in = section.steps.filter(to_state=Part.CHECKING, kind=Kind.PASS).first()
    if handed_in is None or handed_in.by_id != by.pk:
        return ""
    others = duties.people(section, today=today).exclude(pk=by.pk)
    if others.exists():
        names = "、".join(str(one) for one in others[:3])
        raise ValidationError(f"“{section}”是您提交的，请由同部室的另一位同志审核（{names}）。")
    return "部室只有一人，由提交人本人审核。"


@transaction.atomic
def move_paper(
    *,
    paper: Paper,
    step: str,
    by: User,
    today: date,
    reason: str = "",
    issued_on: date | None = None,
    base: str = "",
    request=None,
) -> PaperStep:
    """Take a step of the whole paper. Raises PermissionDenied or ValidationError as `move_section`.

    `base`: the address of the site, for the internal copy of a signed paper (see freezing.freeze).
    """
    held = Paper.objects.locked(paper.pk)
    taken = _chosen(PAPER_STEPS, step, duties.of(duties.access_of(by, today, request), held), held, held.state)
    reason = _reason(taken, reason)
    if taken.key == "take-over":
        reason = _taken_over(held, by, request)
    elif taken.key == "submit":
        _ready(held, today)
    elif taken.key == "sign":
        _still_ready(held, today)
        reason = f"{taken.reason}：{reason}"[:REASON_LENGTH] if taken.reason else reason
        freezing.freeze(held, by=by, today=today, base=base, request=request)
    elif taken.key == "issue":
        held.issued_on = _issued(held, issued_on, today)
        held.save(update_fields=["issued_on"])
        reason = f"印发日期：{issued_on:%Y-%m-%d}"
    made = _take(held, taken, by, reason, request)
    paper.refresh_from_db()
    return made


def _ready(paper: Paper, today: date) -> None:
    """Raise ValidationError unless there is a text, and nothing in it that the checks forbid and nobody has explained."""
    if not any(section.text.strip() for section in paper.sections.all()):
        raise ValidationError("这份材料还没有文字，不能送审。")
    if found := checks.blocking(paper, today):
        raise ValidationError(
            f"送审前还有{len(found)}处需要改正或说明，如：{found[0].words}请到“签批前核对”逐条处理，再送领导审签。"
        )


def _still_ready(paper: Paper, today: date) -> None:
    """Raise ValidationError where rows changed meanwhile, so that the checks forbid what they had let pass to be signed."""
    if found := checks.blocking(paper, today):
        raise ValidationError(
            f"送审以后又有{len(found)}处需要改正或说明，如：{found[0].words}请先退回，处理后再送领导审签。"
        )


@transaction.atomic
def remind(*, section: PaperSection, by: User, today: date, reason: str = "", request=None) -> PaperStep:
    """Remind the department of its section, once a day. Raises PermissionDenied unless `by` gathers the paper."""
    paper = Paper.objects.locked(section.paper_id)
    held = paper.sections.select_related("department").get(pk=section.pk)
    if not duties.of(duties.access_of(by, today, request), paper).edits or held.department is None:
        raise PermissionDenied
    if paper.state not in duties.WITH_DEPARTMENTS or held.state == Part.HANDED:
        raise ValidationError(f"“{held}”已交办公室，不用催办。")
    if held.steps.filter(kind=Kind.REMIND, at__date=today).exists():
        raise ValidationError(f"今天已经催办过“{held}”，请等{held.department}处理。")
    reason = " ".join(reason.split())[:REASON_LENGTH]
    words = f"催办{held.department}" + (f"：{reason}" if reason else "")
    return _record(paper, held, Kind.REMIND, held.state, held.state, words[:REASON_LENGTH], "催办", by, request)


def settle(paper: Paper, *, by: User, request=None) -> None:
    """Let the paper follow its sections: all handed in, the office gathers it; one sent back, departments have it again.

    Only reaching and leaving the office is a step of its own; the others are those of the sections.
    """
    if not duties.by_departments(paper) or paper.state not in duties.OPEN:
        return
    states = set(paper.sections.values_list("state", flat=True))
    if states == {Part.HANDED}:
        found, reason = State.EDITING, "各部分已交齐。"
    elif Part.DRAFTING in states or not states:
        found, reason = State.DRAFTING, "有部分退回部室。"
    else:
        found, reason = State.CHECKING, "有部分退回部室。"
    if found == paper.state:
        return
    before, paper.state = paper.state, found
    paper.save(update_fields=["state"])
    if State.EDITING in (before, found):
        kind = Kind.PASS if found == State.EDITING else Kind.RETURN
        _record(paper, None, kind, before, found, reason, "进度随各部分变化", by, request)


def _taken_over(paper: Paper, by: User, request) -> str:
    """Take in what departments still have; the words that name it."""
    still = list(paper.sections.exclude(state=Part.HANDED).select_related("department"))
    for section in still:
        before, section.state = section.state, Part.HANDED
        section.save(update_fields=["state"])
        _record(paper, section, Kind.PASS, before, Part.HANDED, "办公室提前统稿。", "提前统稿", by, request)
    names = "、".join(f"{one}（{one.department}）" if one.department else str(one) for one in still)
    return f"提前统稿，尚未交齐：{names}。"[:REASON_LENGTH]


def _issued(paper: Paper, day: date | None, today: date) -> date:
    """The day of issue. Raises ValidationError."""
    if day is None:
        raise ValidationError("请填写印发日期，例如 2021-07-09。")
    if day > today:
        raise ValidationError("印发日期不能晚于今天。")
    if day < Period.parse(paper.period).start:
        raise ValidationError("印发日期不能早于报告期的第一天。")
    return day


def _chosen(
    table: tuple[Step, ...], key: str, duty: Duties, paper: Paper, state: str, section: PaperSection | None = None
) -> Step:
    """The step of the table that was asked for."""
    those = [one for one in table if one.key == key and one.of_district in (None, duties.by_departments(paper))]
    if not any(one.may(duty, section) for one in those):
        raise PermissionDenied
    for one in those:
        if state in one.sources and one.may(duty, section):
            return one
    words = (section or paper).get_state_display()
    raise ValidationError(f"现在的进度是“{words}”，不能办理“{those[0].label}”；可能别人刚办理过，请刷新页面。")


def _reason(step: Step, reason: str) -> str:
    """What is said with the step, on one line. Raises ValidationError where it is missing or too long."""
    reason = " ".join(reason.split())
    if step.reason and not reason:
        raise ValidationError(f"请填写{step.reason}。")
    if len(reason) > REASON_LENGTH:
        raise ValidationError(f"{step.reason or '说明'}不能超过{REASON_LENGTH}个字。")
    return reason


def _take(paper: Paper, step: Step, by: User, reason: str, request, section: PaperSection | None = None) -> PaperStep:
    held = section or paper
    before, held.state = held.state, step.target
    held.save(update_fields=["state"])
    return _record(paper, section, step.kind, before, step.target, reason, step.label, by, request)


def _record(
    paper: Paper,
    section: PaperSection | None,
    kind,
    before: str,
    after: str,
    reason: str,
    label: str,
    by: User,
    request,
) -> PaperStep:
    """Add the step to the list and to the trail."""
    made = PaperStep.objects.create(
        paper=paper, section=section, kind=kind, from_state=before, to_state=after, reason=reason, by=by
    )
    words = Part if section else State
    changes = {} if before == after else {"state": [words(before).label, words(after).label]}
    said = f"{label}：{reason}" if reason else label
    paper_trail.record(paper, section, changes=changes, reason=said, by=by, request=request)
    return made


def holder(paper: Paper, sections: Iterable[PaperSection]) -> str:
    """Who has the paper now, in words; "" when it has been issued. `sections`: its sections with their departments."""
    if not duties.by_departments(paper):
        unit = paper.organization.name
        return {State.SIGNING: "本单位领导", State.ISSUED: ""}.get(paper.state, unit)
    if paper.state in duties.WITH_DEPARTMENTS:
        those = [one for one in sections if one.state != Part.HANDED]
        names = dict.fromkeys(str(one.department) if one.department else "未定部室" for one in those)
        return "、".join(names)
    return {State.SIGNING: "区总领导", State.ISSUED: ""}.get(paper.state, "办公室")


def stages(paper: Paper) -> list[str]:
    """The states that the paper passes, in order. Below the district no department checks and no office gathers."""
    skipped = () if duties.by_departments(paper) else (State.CHECKING, State.EDITING)
    return [state.value for state in State if state not in skipped]
