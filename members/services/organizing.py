"""建会: how far each employer has come on the way to a union follows from its union and its dated steps."""

from datetime import date

from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from members.models import Employer, OrganizingStep
from union_site.core import audit, jobs
from union_site.core.models import District

State = Employer.Organizing


def follow(step: OrganizingStep, action: str, by) -> None:
    """After a step was written, struck out or restored: bring the employer's state along, with an audit event."""
    employer = Employer.objects.select_related("union").get(pk=step.employer_id)
    before = audit.snapshot(employer)
    employer.follow_steps()
    changes = audit.differences(before, employer)
    if changes:
        employer.save(update_fields=["organizing"])
        audit.write(
            audit.Action.CHANGE, user=by, record=employer, register="employer", changes=changes, reason="建会进展"
        )


def refresh(district: District) -> int:
    """Derive the state of all employers of a district after a bulk write; return how many changed."""
    steps = OrganizingStep.objects.current().filter(employer=OuterRef("pk")).order_by("-on", "-id")
    covered = Q(union__isnull=False, union__dissolved_on=None)
    state = Case(
        When(covered, then=Value(State.COVERED)),
        default=Coalesce(Subquery(steps.values("state")[:1]), Value(State.NONE)),
    )
    rows = Employer.objects.filter(district=district).annotate(derived=state)
    stale = [(pk, derived) for pk, now, derived in rows.values_list("pk", "organizing", "derived") if now != derived]
    for value in State.values:
        keys = [pk for pk, derived in stale if derived == value]
        for start in range(0, len(keys), 500):
            Employer.objects.filter(pk__in=keys[start : start + 500]).update(organizing=value)
    return len(stale)


@jobs.every_day
def follow_unions(today: date) -> None:
    """An employer whose union was dissolved is no longer covered."""
    for district in District.objects.all():
        refresh(district)
