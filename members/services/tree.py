"""The dated tree: where each union stands today (`Organization.path`) and stood on any day (`Placement`).

A union's parents over time follow from its affiliations: before the first one it stood under that one's
`previous_parent`; a union that never moved has always stood under its `parent`. Everything else is derived here.
"""

from collections import defaultdict
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from members.models import Affiliation, Organization, Placement
from members.models.organization import FIRST_DAY, NO_DAY
from union_site.core import audit, jobs
from union_site.core.models import District
from union_site.core.scope import segment


class TreeError(ValidationError):
    """A change that would make the tree impossible (a union under itself, an unknown parent)."""


def short_name(name: str, district_short: str) -> str:
    """青石镇总工会 → 青石镇, 云川区教育系统工会 → 教育系统: as sheets and breakdowns call a town."""
    return name.removeprefix(district_short).removesuffix("工会").removesuffix("总") or name


@transaction.atomic
def add(organization: Organization, *, by=None) -> Organization:
    """Save a new union under its parent and place it in the tree for all days."""
    parent = organization.parent
    organization.district = organization.district if organization.district_id else parent.district
    district = organization.district
    organization.short_name = short_name(organization.name, district.short_name)
    organization.path = organization.public_id.hex  # until the key is known
    organization.created_by = organization.updated_by = by
    organization.save(force_insert=True)
    own = segment(organization.pk)
    organization.path = (parent.path if parent else "") + own
    organization.depth = parent.depth + 1 if parent else 0
    organization.save(update_fields=["path", "depth"])
    if parent is None:
        Placement.objects.create(organization=organization, district=district, path=own, town=None)
    else:
        Placement.objects.bulk_create(
            Placement(
                organization=organization,
                district=district,
                path=above.path + own,
                town_id=above.town_id
                or (organization.pk if above.organization_id == parent.pk and parent.depth == 0 else None),
                from_day=above.from_day,
                to_day=above.to_day,
            )
            for above in parent.placements.all()
        )
    return organization


@transaction.atomic
def move(
    organization: Organization, *, parent: Organization, on: date, today: date, reason: str = "", by=None
) -> Affiliation:
    """Put a union under another parent from the day `on`; its subtree goes with it. Raises TreeError."""
    refuse_move(organization, parent=parent, on=on)
    previous = parent_on(organization, on)
    affiliation = Affiliation.objects.create(
        district_id=organization.district_id,
        organization=organization,
        previous_parent=previous,
        parent=parent,
        on=on,
        reason=reason,
        created_by=by,
        updated_by=by,
    )
    rebuild(organization.district, today=today)
    audit.write(audit.Action.CREATE, user=by, record=affiliation, register="affiliation", reason=reason)
    return affiliation


def refuse_move(organization: Organization, *, parent: Organization, on: date) -> None:
    """Raise TreeError where a union cannot go under another one from the day."""
    if parent.path.startswith(organization.path):
        raise TreeError("不能把工会移到它自己或它的下级之下。")
    if organization.parent_id is None:
        raise TreeError("区总工会没有上级，不能移动。")
    if organization.affiliations.current().filter(on__gte=on).exists():
        raise TreeError("该工会在这一天或之后已有隶属变更，请先作废那一次变更。")
    if parent_on(organization, on).pk == parent.pk:
        raise TreeError("该工会已在这个上级之下。")


def parent_on(organization: Organization, day: date) -> Organization:
    """The parent of a union on a day."""
    first = None
    for affiliation in organization.affiliations.current().order_by("-on"):
        if affiliation.on <= day:
            return affiliation.parent
        first = affiliation
    return first.previous_parent if first else organization.parent


@transaction.atomic
def rebuild(district, *, today: date) -> int:
    """Derive every path, short name and placement of a district anew; return how many unions changed. Raises TreeError."""
    organizations = {row.pk: row for row in Organization.objects.filter(district=district)}
    moves = defaultdict(list)
    for row in Affiliation.objects.current().filter(district=district).order_by("on", "id"):
        moves[row.organization_id].append(row)
    breaks = sorted({FIRST_DAY, *(row.on for rows in moves.values() for row in rows)})

    placements: dict[int, list[Placement]] = defaultdict(list)
    parents_today: dict[int, int | None] = {}
    for position, from_day in enumerate(breaks):
        to_day = breaks[position + 1] if position + 1 < len(breaks) else NO_DAY
        parents = {pk: _parent_id(row, moves.get(pk, ()), from_day) for pk, row in organizations.items()}
        if from_day <= today < to_day:
            parents_today = parents
        for pk, chain in _chains(parents).items():
            path = "".join(segment(node) for node in chain)
            town = chain[1] if len(chain) > 1 else None
            own = placements[pk]
            if own and own[-1].path == path:
                own[-1].to_day = to_day
            else:
                own.append(
                    Placement(
                        organization_id=pk, district=district, path=path, town_id=town, from_day=from_day, to_day=to_day
                    )
                )
    _store_placements(district, placements)
    return _store_paths(district, organizations, placements, parents_today, today)


@jobs.every_day
def follow_moves(today: date) -> None:
    """Let moves that begin today take effect in today's tree."""
    for district in District.objects.all():
        rebuild(district, today=today)


def _parent_id(organization: Organization, moves, day: date) -> int | None:
    if not moves:
        return organization.parent_id
    past = [row for row in moves if row.on <= day]
    return past[-1].parent_id if past else moves[0].previous_parent_id


def _chains(parents: dict[int, int | None]) -> dict[int, tuple[int, ...]]:
    """The ancestors of each node from the root down to itself."""
    chains: dict[int, tuple[int, ...]] = {}
    for start in parents:
        waiting, node = [], start
        while node is not None and node not in chains:
            if node in waiting or node not in parents:
                raise TreeError("上级关系成环或上级不存在，请检查隶属变更。")
            waiting.append(node)
            node = parents[node]
        above = chains[node] if node is not None else ()
        for pk in reversed(waiting):
            above = chains[pk] = (*above, pk)
    return chains


def _store_placements(district, placements: dict[int, list[Placement]]) -> None:
    stored = defaultdict(list)
    for row in Placement.objects.filter(district=district).order_by("from_day"):
        stored[row.organization_id].append((row.path, row.town_id, row.from_day, row.to_day))
    stale = [
        pk for pk, rows in placements.items() if stored[pk] != [(r.path, r.town_id, r.from_day, r.to_day) for r in rows]
    ]
    for start in range(0, len(stale), 500):
        Placement.objects.filter(organization__in=stale[start : start + 500]).delete()
    Placement.objects.bulk_create([row for pk in stale for row in placements[pk]], batch_size=500)


def _store_paths(district, organizations, placements, parents_today, today) -> int:
    changed = []
    for pk, row in organizations.items():
        now = next(place for place in placements[pk] if place.from_day <= today < place.to_day)
        depth = len(now.path) // len(segment(0)) - 1
        short = short_name(row.name, district.short_name)
        derived = (now.path, depth, parents_today[pk], short)
        if (row.path, row.depth, row.parent_id, row.short_name) != derived:
            row.path, row.depth, row.parent_id, row.short_name = derived
            changed.append(row)
    Organization.objects.bulk_update(changed, ["path", "depth", "parent", "short_name"], batch_size=200)
    return len(changed)
