"""Computing declared figures: one conditional-aggregation statement a table for all counts and sums of a page.

Several periods (this one and the same of last year) share the statement. A question about a unit means its subtree in
the tree of the period's last day (按期末隶属); a breakdown by town uses the same tree. With `tree_on` both use the tree of
that one day instead (today's: 按现行隶属). Which union a row belongs to is always that of the period; only where the union stands differs.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.apps import apps
from django.db.models import F, Model, OuterRef, Q, QuerySet, Subquery

from union_site.core.indicators import Claim, Indicator, Listing, nothing_annotated
from union_site.core.periods import Period
from union_site.core.registry import indicators as registered
from union_site.core.scope import subtree

DISTRICT_ITSELF = "区本级"


def _placements(day: date) -> QuerySet:
    return apps.get_model("members.Placement").objects.filter(from_day__lte=day, to_day__gt=day)


def path_on(unit: Model | None, day: date) -> str:
    """Where the unit stood on a day. "" for no unit or the district: no condition at all."""
    return paths_on(unit, [day])[day]


def paths_on(unit: Model | None, days: Iterable[date]) -> dict[date, str]:
    """The same of several days, in one statement."""
    days = set(days)
    if unit is None or unit.parent_id is None:
        return dict.fromkeys(days, "")
    placements = apps.get_model("members.Placement").objects.filter(organization=unit)
    stretches = list(placements.values_list("from_day", "to_day", "path"))
    return {day: next((path for first, end, path in stretches if first <= day < end), "") or unit.path for day in days}


def within(indicator: Indicator, period: Period, unit: Model | None, path: str, tree_on: date | None = None) -> Q:
    """Rows owned by the subtree that stood below `path` on the period's last day, or on `tree_on` ("": all rows).

    Of an `own` figure: rows owned by the unit itself (no unit: by the district's).
    """
    if indicator.own:
        owner = indicator.owner_path(period)
        return Q(**{owner: unit.pk}) if unit is not None else Q(**{f"{owner}__parent": None})
    if not path:
        return Q()
    owners = _placements(tree_on or period.last_day).filter(subtree(path, "path")).values("organization_id")
    owner = indicator.owner_path(period)
    if indicator.owner_rule and not indicator.owner_on:  # by the model's rule: apart, as conditions may hold subqueries
        owned = indicator.model._base_manager.alias(**indicator.owner_annotation(period)).filter(
            **{f"{owner}__in": owners}
        )
        return Q(pk__in=owned.values("pk"))
    return Q(**{f"{owner}__in": owners})


def rows(
    indicator: Indicator,
    period: Period,
    *,
    district: Model,
    unit: Model | None = None,
    tree_on: date | None = None,
) -> QuerySet:
    """The rows behind a figure: the very rule by which it is counted."""
    condition = within(indicator, period, unit, path_on(unit, tree_on or period.last_day), tree_on)
    return _rows(indicator, period, district, condition)


def rows_struck_out(
    indicator: Indicator,
    period: Period,
    since: datetime,
    *,
    district: Model,
    unit: Model | None = None,
    tree_on: date | None = None,
) -> QuerySet:
    """Rows that would be behind the figure, had they not been struck out since then."""
    condition = within(indicator, period, unit, path_on(unit, tree_on or period.last_day), tree_on)
    return _rows(indicator, period, district, condition, indicator.struck_out(since))


def _rows(
    indicator: Indicator, period: Period, district: Model, condition: Q, base: QuerySet | None = None
) -> QuerySet:
    found = (indicator.base() if base is None else base).filter(district=district)
    extra = indicator.annotate(period)
    if condition:
        extra = {**extra, **indicator.owner_annotation(period)}
    if extra:
        found = found.alias(**extra)
    return found.filter(indicator.where(period) & condition)


def evaluate(
    indicators: Iterable[Indicator],
    periods: Iterable[Period],
    *,
    district: Model,
    unit: Model | None = None,
    listed: Iterable[Period] | None = None,
    tree_on: date | None = None,
) -> dict[tuple[str, Period], object]:
    """Values by (key, period). One statement a table for everything that is counted or summed, one for each listing.

    Listings are listed for the periods `listed` (default: all) and merely counted, with the rest, for the others.
    """
    periods, values = list(periods), {}
    indicators = _with_used(indicators)
    named = periods if listed is None else [period for period in periods if period in set(listed)]
    # Claims need the items themselves, and so do listings that are not as long as they have rows.
    whole = {key for indicator in indicators for key in indicator.uses}
    whole |= {indicator.key for indicator in indicators if isinstance(indicator, Listing) and not indicator.countable}
    paths = paths_on(unit, [tree_on or period.last_day for period in periods])
    conditions = {
        (i.key, p): within(i, p, unit, paths[tree_on or p.last_day], tree_on) for i in indicators for p in periods
    }
    for group in _by_table(indicators, listings=len(named) < len(periods)):
        apart = {
            (i.key, p) for i in group for p in periods if isinstance(i, Listing) and (p in named or i.key in whole)
        }
        statement = _Statement(group, periods, conditions, apart)
        owned = any(conditions[i.key, p] for i in group for p in periods)
        found = statement.annotated(district, owned=owned).aggregate(**statement.aggregates)
        values.update(statement.values(found))
    for indicator in indicators:
        if isinstance(indicator, Listing):
            for period in periods if indicator.key in whole else named:
                found = _rows(indicator, period, district, conditions[indicator.key, period])
                values[indicator.key, period] = indicator.items(found)
    for indicator in indicators:
        for period in periods:
            known = {key: values[key, period] for key in indicator.uses}
            values[indicator.key, period] = indicator.conclude(values[indicator.key, period], known)
    return values


def towns_on(day: date, district: Model) -> dict[int, str]:
    """{key: short name} of what stood right below the district on a day, in the order of the tree; namesakes by full name."""
    found = (
        _placements(day)
        .filter(district=district, organization_id=F("town_id"))
        .order_by("path")
        .values_list("town_id", "organization__short_name", "organization__name")
    )
    counted = Counter(short for _, short, _ in found)
    return {pk: short if counted[short] == 1 else name for pk, short, name in found}


def evaluate_by_town(
    indicators: Iterable[Indicator], period: Period, *, district: Model, tree_on: date | None = None
) -> dict[str, dict[str, object]]:
    """{key: {town's short name: value}} by the tree of the period's last day (or of `tree_on`); towns without a row are left out.

    Listings are counted, and so they are where a claim uses them. Towns of which a claim cannot be judged are left out,
    as are the towns' own unions where a figure is `own`. What the district itself did stands under 区本级; towns follow in the order of the tree.
    """
    day = tree_on or period.last_day
    towns = towns_on(day, district)
    order = {name: position for position, name in enumerate([DISTRICT_ITSELF, *towns.values()])}
    asked, indicators = [indicator.key for indicator in indicators], _with_used(indicators)
    values: dict[str, dict[str, object]] = {indicator.key: {} for indicator in indicators}
    for group in _by_table(indicators, listings=True):
        towns_own = {(i.key, period): Q(**{f"{i.owner_path(period)}__depth__lte": 1}) for i in group if i.own}
        statement = _Statement(group, [period], towns_own)
        town = _placements(day).filter(organization_id=OuterRef(group[0].owner_path(period))).values("town_id")[:1]
        grouped = (
            statement.annotated(district, owned=True).annotate(town_then=Subquery(town)).order_by().values("town_then")
        )
        for found in grouped.annotate(**statement.aggregates):
            name = towns.get(found["town_then"], DISTRICT_ITSELF)
            for (key, _), value in statement.values(found).items():
                if value is not None:
                    values[key][name] = value
    for indicator in indicators:
        values[indicator.key] = _concluded(indicator, values)
    return {key: dict(sorted(values[key].items(), key=lambda item: order[item[0]])) for key in asked}


def _concluded(indicator: Indicator, values: dict[str, dict[str, object]]) -> dict[str, object]:
    """The towns' values once the figures that the indicator uses are known as well."""
    found = {}
    for town, value in values[indicator.key].items():
        value = indicator.conclude(value, {key: values[key].get(town) for key in indicator.uses})
        judged = value is not None and (not isinstance(indicator, Claim) or value["value"] is not None)
        if judged:
            found[town] = value
    return found


def _with_used(indicators: Iterable[Indicator]) -> list[Indicator]:
    """The indicators and those that they use, each once; the latter first, since they are concluded first."""
    indicators = list(indicators)
    used = {key: registered[key] for indicator in indicators for key in indicator.uses}
    return [*used.values(), *(indicator for indicator in indicators if indicator.key not in used)]


def _by_table(indicators: Iterable[Indicator], *, listings: bool = False) -> list[list[Indicator]]:
    """Indicators that one statement can answer: same table, same way to the unit.

    Annotated ones stand apart: a statement over annotated subqueries cannot hold further subqueries in its conditions.
    """
    groups = defaultdict(list)
    for indicator in indicators:
        if listings or not isinstance(indicator, Listing):
            annotated = indicator.annotate is not nothing_annotated
            groups[indicator.model, indicator.owner, indicator.owner_on, annotated].append(indicator)
    return list(groups.values())


class _Statement:
    """The aggregates of some indicators of one table for some periods."""

    def __init__(self, group: list[Indicator], periods: list[Period], conditions: dict, apart: Iterable = ()):
        self.group, self.periods = group, periods
        self.aggregates, self._names = {}, {}
        for indicator in group:
            for period in periods:
                if (indicator.key, period) in apart:
                    continue
                within = conditions.get((indicator.key, period), Q())
                for part, (measure, where) in indicator.parts(period).items():
                    name = f"v{len(self.aggregates)}"
                    self.aggregates[name] = measure.aggregate(where & within)
                    self._names.setdefault((indicator.key, period), {})[part] = (name, measure)

    def annotated(self, district: Model, *, owned: bool) -> QuerySet:
        found = self.group[0].base().filter(district=district)
        extra = {}
        for indicator in self.group:
            for period in self.periods:
                extra.update(indicator.annotate(period))
                if owned:
                    extra.update(indicator.owner_annotation(period))
        return found.alias(**extra) if extra else found

    def values(self, found: dict) -> dict[tuple[str, Period], object]:
        values = {}
        for indicator in self.group:
            for period in self.periods:
                if (indicator.key, period) not in self._names:
                    continue
                parts = {
                    part: measure.value(found[name])
                    for part, (name, measure) in self._names[indicator.key, period].items()
                }
                values[indicator.key, period] = indicator.combine(parts)
        return values
