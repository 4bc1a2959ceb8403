"""What the form that drafts a paper offers: kinds, periods and units."""

from members.models import Organization
from reports.services import templates
from union_site.core.models import District
from union_site.core.periods import Period
from union_site.core.roles import Permission

YEARS = 4  # back from the current one


def kinds_to_choose(district: District) -> list[tuple[str, str, str]]:
    """(key, name, for which periods where not for all) of the templates in force."""
    return [(key, kept.name, "、".join(kept.parsed.periods)) for key, kept in templates.in_force(district).items()]


def paper_periods(current: Period, today) -> list[tuple[str, list[Period]]]:
    """Half years, quarters and years of the last years, the newest first; the current one is among them."""
    years = range(max(today.year, current.year), today.year - YEARS, -1)
    groups = {
        "半年": [Period(year, first, first + 5) for year in years for first in (7, 1)],
        "季度": [Period(year, first, first + 2) for year in years for first in (10, 7, 4, 1)],
        "全年": [Period(year, 1, 12) for year in years],
    }
    return [
        (word, choices if current in choices or not _alike(current, choices[0]) else [*choices, current])
        for word, choices in groups.items()
    ]


def _alike(one: Period, other: Period) -> bool:
    return one.last_month - one.first_month == other.last_month - other.first_month


def writing_units(access) -> list[Organization]:
    """The units whose papers the user may write: the district and its towns, or the user's own units."""
    scope = access.full_scope(Permission.WRITE)
    units = Organization.objects.within(scope).current().order_by("path")
    return list(units.filter(depth__lte=1) if scope.whole else units.filter(path__in=scope.paths))
