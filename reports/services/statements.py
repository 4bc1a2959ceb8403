"""Figures stated by hand: which hold for a unit and period, and their numbers beside the text as typed."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from members.models import Organization
from reports.models import Statement
from reports.text.phrases import Stated
from union_site.core.periods import Period
from union_site.core.widths import compact

_WHOLE, _DECIMALS = 14, 6  # digits that the amount can hold


def amount_of(text: str) -> Decimal | None:
    """The number that a typed value is, in its own unit: 1,280 → 1280. None where it is words (近300, 约2万)."""
    try:
        number = Decimal(compact(text or "").replace(",", ""))
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) >= Decimal(10) ** _WHOLE:
        return None
    return number if number == round(number, _DECIMALS) else None


def of(unit: Organization, periods: Iterable[Period]) -> dict[tuple[str, str], Statement]:
    """{(key in texts, period's key): the unit's own statement}, in one statement of the database."""
    wanted = [period.key for period in periods]
    rows = Statement.objects.current().filter(organization=unit, period__in=wanted)
    return {(row.key, row.period): row for row in rows.order_by("place", "id")}


def in_text(statements: dict[tuple[str, str], Statement], period: Period) -> dict[str, Stated]:
    """What the text of a period says, by key."""
    return {key: Stated(row.value, row.unit) for (key, of_period), row in statements.items() if of_period == period.key}
