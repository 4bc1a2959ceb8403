"""How unions, employers and members pass from one union to another on a day, in a fixed number of statements.

Rows that are facts of the past (activities, aid, elections …) stay with the union that had them.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Length

from members.models import Affiliation, CoverageChange, Employer, Member, Organization, Placement, Transfer
from members.services import tree
from members.services.journal import Journal
from union_site.core.scope import SEGMENT

STAYING = (Member.Status.LEFT, Member.Status.CANCELLED)


def below(union: Organization, day: date) -> QuerySet:
    """The unions that stood right below `union` on a day and existed then or later."""
    place = Placement.objects.filter(organization=union, from_day__lte=day, to_day__gt=day).get()
    standing = Placement.objects.annotate(path_length=Length("path")).filter(
        district=union.district_id,
        from_day__lte=day,
        to_day__gt=day,
        path__gt=place.path,
        path__lt=place.path + "~",
        path_length=len(place.path) + SEGMENT,
    )
    there = Q(dissolved_on=None) | Q(dissolved_on__gt=day)
    return Organization.objects.current().filter(there, pk__in=standing.values("organization_id")).order_by("path")


def covered(union: Organization, day: date) -> QuerySet:
    """The employers that the union covers, less those that had closed by the day."""
    there = Q(closed_on=None) | Q(closed_on__gt=day)
    return Employer.objects.current().filter(there, union=union).order_by("name")


def belonging(union: Organization, day: date, employers: Iterable[str] | None = None) -> QuerySet:
    """The union's members who are there or left after the day; of `employers` (names) alone where given."""
    found = Member.objects.current().filter(organization=union)
    found = found.filter(~Q(status__in=STAYING) | Q(status_on__gt=day))
    return found if employers is None else found.filter(employer_name__in=list(employers))


def pass_unions(journal: Journal, unions: list[Organization], parent: Organization, previous, day: date, reason: str):
    """Put unions below another one from the day; the tree is to be rebuilt afterwards. Raises TreeError."""
    late = Affiliation.objects.current().filter(organization__in=unions, on__gte=day).select_related("organization")
    if names := [row.organization.name for row in late[:3]]:
        raise tree.TreeError(f"“{'”“'.join(names)}”在这一天或之后已有隶属变更，请先作废那些变更。")
    rows = [
        Affiliation(
            district_id=parent.district_id,
            organization=union,
            previous_parent=previous,
            parent=parent,
            on=day,
            reason=reason[:100],
        )
        for union in unions
    ]
    journal.create(rows, key=("organization_id", "on"))


def pass_employers(journal: Journal, employers: QuerySet, previous: Organization, union: Organization, day: date):
    """Let another union cover employers from the day."""
    last = CoverageChange.objects.current().filter(employer=OuterRef("pk"), on__gte=day).order_by()
    found = list(employers.annotate(last=Subquery(last.values("employer").annotate(day=Max("on")).values("day")[:1])))
    rows = [
        CoverageChange(
            district_id=union.district_id,
            employer=employer,
            previous_union=previous,
            union=union,
            on=employer.last + timedelta(days=1) if employer.last else day,
        )
        for employer in found
    ]
    journal.create(rows, key=("employer_id", "on"))
    journal.change(Employer, [employer.pk for employer in found], union_id=union.pk, organization_id=union.pk)
    return found


def pass_members(journal: Journal, members: QuerySet, previous: Organization, union: Organization, day: date) -> list:
    """Transfer members from the day; who joined, or came, only later goes from that day on."""
    last = Transfer.objects.current().filter(member=OuterRef("pk"), on__gte=day).order_by()
    found = list(
        members.only("pk", "public_id", "name", "joined_on", "organization_id", "district_id").annotate(
            last=Subquery(last.values("member").annotate(day=Max("on")).values("day")[:1])
        )
    )
    rows = [_transfer(member, previous, union, _first_day(member, day)) for member in found]
    journal.create(rows, key=("member_id", "on"))
    journal.change(Member, [member.pk for member in found], organization_id=union.pk)
    return found


def pass_former_members(journal: Journal, previous: Organization, union: Organization, day: date) -> None:
    """Who belonged to the union on the day and went elsewhere since: they were the successor's in between."""
    following = Transfer.objects.current().filter(on__gt=day).order_by("member", "on").select_related("member")
    of_them = Transfer.objects.current().filter(on__gt=day, from_organization=previous).values("member")
    first: dict[int, Transfer] = {}
    for row in following.filter(member__in=of_them):
        first.setdefault(row.member_id, row)
    on_the_day = Transfer.objects.current().filter(on=day, member__in=list(first)).values_list("member", flat=True)
    passing = [
        row
        for row in first.values()
        if row.from_organization_id == previous.pk
        and row.to_organization_id not in (union.pk, previous.pk)
        and row.member_id not in set(on_the_day)
        and _first_day(row.member, day) < row.on
    ]
    rows = [_transfer(row.member, previous, union, _first_day(row.member, day)) for row in passing]
    journal.create(rows, key=("member_id", "on"))
    journal.change(Transfer, [row.pk for row in passing], from_organization_id=union.pk)


def _first_day(member: Member, day: date) -> date:
    last = getattr(member, "last", None)
    return max(day, member.joined_on or day, last + timedelta(days=1) if last else day)


def _transfer(member: Member, previous: Organization, union: Organization, day: date) -> Transfer:
    return Transfer(
        district_id=union.district_id, member=member, from_organization=previous, to_organization=union, on=day
    )
