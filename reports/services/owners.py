"""Which department writes which section of a district's paper, and by when."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from reports.models import Paper
from reports.services import catalogue, duties, paper_trail
from reports.text.tokens import is_stated, keys_of
from union_site.core.models import Department, RegisterDepartment, User


def assign(paper: Paper) -> None:
    """Give each section without a department one: see `derived`. Papers below the district have none."""
    if not duties.by_departments(paper):
        return
    sections = list(paper.sections.filter(department=None))
    owners = derived(paper, [section.text for section in sections])
    for section, owner in zip(sections, owners, strict=True):
        if owner:
            section.department = owner
            section.save(update_fields=["department"])


def derived(paper: Paper, texts: Iterable[str]) -> list[Department | None]:
    """For each text the department that keeps most of the registers whose figures it speaks of, else the office.

    A figure whose register several departments keep counts in parts; of departments that keep as much, the one that
    comes first in the district's order. None where the district has no office.
    """
    order = list(Department.objects.filter(district=paper.district))
    office = duties.office(paper.district_id).first()
    keepers = defaultdict(list)
    for row in RegisterDepartment.objects.filter(department__in=order):
        keepers[row.register].append(row.department_id)
    known = catalogue.known(paper.district)
    found = []
    for text in texts:
        kept: Counter[int] = Counter()
        for key in keys_of(text):
            if is_stated(key) or key not in known:
                continue
            those = keepers[known[key].register]
            for department in those:
                kept[department] += Fraction(1, len(those))
        best = max(order, key=lambda one: kept[one.pk], default=None)
        found.append(best if best and kept[best.pk] else office)
    return found


def give(
    paper: Paper, wanted: Mapping[int, tuple[Department | None, date | None]], *, by: User, today: date, request=None
) -> int:
    """Set department and deadline of the sections {key of the section: (department, day)}; how many changed.

    Raises PermissionDenied unless `by` gathers the paper, ValidationError for a day that has passed or a paper that is
    being signed already.
    """
    with transaction.atomic():
        held = Paper.objects.locked(paper.pk)
        if not duties.of(duties.access_of(by, today, request), held).edits or not duties.by_departments(held):
            raise PermissionDenied
        duties.require_open(held)
        changed = 0
        for section in held.sections.select_related("department"):
            department, day = wanted.get(section.pk, (section.department, section.due_on))
            changes = {}
            if department != section.department:
                changes["department"] = [str(section.department or ""), str(department or "")]
            if day != section.due_on:
                if day and day < today:
                    raise ValidationError(f"“{section}”的交稿期限不能早于今天。")
                changes["due_on"] = [str(section.due_on or ""), str(day or "")]
            if not changes:
                continue
            section.department, section.due_on = department, day
            section.save(update_fields=["department", "due_on"])
            changed += 1
            paper_trail.record(held, section, changes=changes, reason="负责部室和期限", by=by, request=request)
    return changed
