"""Who has to do what with a paper: write, gather and pass on (the office), sign; and when a text may be written.

A district's paper is written by departments, each its sections, and gathered by the office. The paper of a unit below it
knows no departments: whoever writes for the unit does everything, and registers what its leader signed on paper.
"""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from reports.models import Paper, PaperSection
from union_site.core.access import Access
from union_site.core.models import Department, User
from union_site.core.roles import DISTRICT_OFFICER, EDITOR, ROLES, TOWN_CLERK, Permission

OFFICE = Q(code="office") | Q(name="办公室")  # the department that gathers; its code where the usual ones were made
WITH_DEPARTMENTS = (Paper.State.DRAFTING, Paper.State.CHECKING)
OPEN = (*WITH_DEPARTMENTS, Paper.State.EDITING)  # before it goes to be signed
SIGNED = (Paper.State.FINAL, Paper.State.ISSUED)
_AFTERWARDS = "不能再修改；确需修改的，请办理更正：在材料页点“更正”，另写一版。"
_CLOSED = {
    Paper.State.SIGNING: "正在领导审签，文字不能改动；需要修改时，请先退回。",
    Paper.State.FINAL: f"已经定稿，{_AFTERWARDS}",
    Paper.State.ISSUED: f"已经印发，{_AFTERWARDS}",
}


@dataclass(frozen=True)
class Duties:
    """What a user has to do with a paper. `departments`: the keys of those for which the user writes.

    `writes`: some part of it. `edits`: gathers it and passes it on. `signs`: as a leader of the district. `comments`.
    """

    writes: bool = False
    edits: bool = False
    signs: bool = False
    departments: frozenset[int] = frozenset()

    @property
    def comments(self) -> bool:
        return self.writes or self.signs

    def owns(self, section: PaperSection) -> bool:
        """Whether the section is the user's to write, hand in and check; one without department is everybody's."""
        return self.writes and (section.department_id is None or section.department_id in self.departments)


def by_departments(paper: Paper) -> bool:
    """Whether departments write the paper: the district's own."""
    return paper.organization.parent_id is None


def closed(paper: Paper) -> str:
    """Why nothing of the paper may be changed by anybody; "" until it goes to be signed."""
    return f"这份材料{_CLOSED[paper.state]}" if paper.state in _CLOSED else ""


def require_open(paper: Paper) -> None:
    """Raise ValidationError for a paper that went to be signed."""
    if words := closed(paper):
        raise ValidationError(words)


def require_unsigned(paper: Paper) -> None:
    """Raise ValidationError for a paper that was signed; one that the leader has may still be commented on."""
    if paper.state in SIGNED:
        raise ValidationError(closed(paper))


def access_of(by: User, today: date, request=None) -> Access:
    """The rights of `by`: those of the request when it is theirs."""
    if request is not None and getattr(request, "access", None) and request.user == by:
        return request.access
    return Access(by, today)


def of(access: Access, paper: Paper) -> Duties:
    """What the user has to do with the paper."""
    path, roles = paper.organization.path, {grant.role for grant in access.grants}
    scope = access.full_scope(Permission.WRITE)
    writes = bool(scope) and scope.covers(path)
    edits = writes and EDITOR.code in roles
    if not by_departments(paper):
        clerk = any(g.role == TOWN_CLERK.code and path.startswith(g.organization.path) for g in access.grants)
        return Duties(writes, writes and (edits or clerk))
    return Duties(writes, edits, access.can(Permission.SIGN), departments(access) if writes else frozenset())


def departments(access: Access) -> frozenset[int]:
    """The departments for which the user writes; whoever edits belongs to the office."""
    found = {
        grant.department_id
        for grant in access.grants
        if grant.department_id and Permission.WRITE in ROLES[grant.role].permissions
    }
    if any(grant.role == EDITOR.code for grant in access.grants):
        found.update(office(access.user.district_id).values_list("pk", flat=True))
    return frozenset(found)


def office(district_id: int) -> QuerySet[Department]:
    """The department that gathers the paper, where the district has one."""
    return Department.objects.filter(OFFICE, district=district_id)


def people(section: PaperSection, *, today: date) -> QuerySet[User]:
    """Who writes and checks the section: the department's officers, for the office the editors too."""
    ours = Q(grants__role=DISTRICT_OFFICER.code)
    if section.department_id is not None:
        ours &= Q(grants__department=section.department_id)
        gathers = office(section.paper.district_id).filter(pk=section.department_id).exists()
    else:
        gathers = True
    ours |= Q(grants__role=EDITOR.code) if gathers else Q()
    in_force = Q(grants__from_day__lte=today) & (Q(grants__to_day=None) | Q(grants__to_day__gte=today))
    users = User.objects.filter(is_active=True, district=section.paper.district_id)
    return users.filter(ours, in_force).distinct()


def refusal(duties: Duties, paper: Paper, section: PaperSection) -> str:
    """Why the user may not write the section just now; "" when it may be written.

    The office may write anywhere until the paper goes to be signed: a slip that it sees need not go back and forth.
    """
    if words := closed(paper):
        return words
    if section.removed_at:
        return "这一部分已从材料中移出，请先放回。"
    if not by_departments(paper) or duties.edits:
        return "" if duties.writes else "您不能编写这份材料。"
    if not duties.owns(section):
        return f"这一部分由{section.department}负责，请与他们联系，或对句子提出意见。"
    if paper.state == Paper.State.EDITING:
        return "这份材料已由办公室统稿；需要修改时，请联系办公室退回。"
    if section.state == PaperSection.State.HANDED:
        return "这一部分已交办公室；需要修改时，请联系办公室退回。"
    return ""
