"""What in the registers of organisations and people asks for attention on a day."""

from datetime import date

from django.db.models import Q

from members.models import Election
from union_site.core.registry import add_worklists
from union_site.core.worklists import Tab, Worklist


def not_held(day: date) -> Q:
    """Not held by the day, due within half a year or before."""
    return (Q(held_on=None) | Q(held_on__gt=day)) & Q(due_on__lte=months_after(day, 6))


def months_after(day: date, months: int) -> date:
    """The same day so many months later (the last of a shorter month)."""
    months += day.month - 1
    year, month = day.year + months // 12, months % 12 + 1
    for last in range(day.day, 27, -1):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    return date(year, month, day.day)


def due_in(day: date) -> tuple[Tab, ...]:
    one, three = months_after(day, 1), months_after(day, 3)
    return (
        Tab("overdue", "已届满", Q(due_on__lt=day), "bad"),
        Tab("1", "一个月内", Q(due_on__gte=day, due_on__lte=one), "wait"),
        Tab("3", "三个月内", Q(due_on__gt=one, due_on__lte=three), "note"),
        Tab("6", "六个月内", Q(due_on__gt=three), "calm"),
    )


def days_left(row: Election, day: date) -> str:
    left = (row.due_on - day).days
    return f"已届满 {-left} 天" if left < 0 else f"还有 {left} 天届满"


add_worklists(
    Worklist(
        "election.due",
        "换届提醒",
        "election",
        "届满日期在六个月以内或已经届满、尚未换届的工会。请在届满前一个月内向上级工会报送换届请示。",
        where=not_held,
        columns=("organization", "level", "round", "due_on", "planned_month", "state"),
        order=("due_on",),
        tabs=due_in,
        note=days_left,
    ),
)
