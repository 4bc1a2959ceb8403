"""Who changed the rows behind a figure since the end of its period: added, corrected, struck out, and what in words."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from members.models import Organization
from reports.services.rows import in_scope
from union_site.core.access import Access
from union_site.core.evaluation import rows, rows_struck_out
from union_site.core.indicators import Indicator
from union_site.core.models import AuditEvent, District
from union_site.core.periods import Period
from union_site.core.records import details, values
from union_site.core.registry import registers

NEWEST = 10  # changes shown
SHOWN = 3  # fields of a change
PEOPLE = 5  # of those who changed most


@dataclass(frozen=True)
class Changes:
    """What happened to the rows behind a figure from `since` on.

    added: rows entered since; changed: rows that were there and were corrected; struck_out: rows that counted until then.
    people: (name, rows) of those who wrote them; newest: the latest changes (row, and the event in words, if on the trail).
    """

    since: date
    added: int = 0
    changed: int = 0
    struck_out: int = 0
    people: list[tuple[str, int]] = field(default_factory=list)
    newest: list[dict] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.struck_out)


def since_end(
    indicator: Indicator,
    period: Period,
    access: Access,
    *,
    district: District,
    unit: Organization | None,
    tree_on: date | None = None,
) -> Changes:
    """The changes since the period's last day, in the reader's scope; of a running period there are none."""
    if access.today < period.end:
        return Changes(period.end)
    since = timezone.make_aware(datetime.combine(period.end, time.min))
    asked = {"district": district, "unit": unit, "tree_on": tree_on}
    behind = in_scope(rows(indicator, period, **asked), indicator, access)
    gone = in_scope(rows_struck_out(indicator, period, since, **asked), indicator, access)
    written = _written_since(indicator, since)
    counts = behind.aggregate(
        added=Count("pk", filter=Q(created_at__gte=since)),
        changed=Count("pk", filter=written & Q(created_at__lt=since)),
    )
    struck_out = gone.count()
    if not any(counts.values()) and not struck_out:
        return Changes(period.end)
    return Changes(
        period.end,
        counts["added"],
        counts["changed"],
        struck_out,
        _people(behind.filter(written), gone),
        _newest(indicator, behind.filter(written), gone, since),
    )


def _written_since(indicator: Indicator, since: datetime) -> Q:
    """The row was written, or the record that it belongs to."""
    condition = Q(updated_at__gte=since)
    if indicator.link:
        condition |= Q(**{f"{indicator.link}__updated_at__gte": since})
    return condition


def _people(written: QuerySet, gone: QuerySet) -> list[tuple[str, int]]:
    found: dict[str, int] = {}
    for changed, name in ((written, "updated_by__name"), (gone, "voided_by__name")):
        for who, number in changed.order_by().values_list(name).annotate(number=Count("pk")):
            found[who or "系统"] = found.get(who or "系统", 0) + number
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))[:PEOPLE]


def _newest(indicator: Indicator, written: QuerySet, gone: QuerySet, since: datetime) -> list[dict]:
    """The latest changes, each with the row's page and what the trail says of it."""
    related = ["updated_by", "voided_by", *filter(None, [indicator.link])]
    latest = [(row.updated_at, row) for row in written.select_related(*related).order_by("-updated_at", "-pk")[:NEWEST]]
    latest += [
        (row.voided_at or row.updated_at, row)
        for row in gone.select_related(*related).order_by(F("voided_at").desc(nulls_last=True), "-pk")[:NEWEST]
    ]
    latest = sorted(latest, key=lambda item: item[0], reverse=True)[:NEWEST]
    told = latest_told([row for _, row in latest], since)
    return [line(indicator, at, row, told.get(row.public_id, {})) for at, row in latest]


def line(indicator: Indicator, at: datetime, row, said: dict) -> dict:
    """A changed row as the page shows it; of a new record its values stand on its own page."""
    record, viewset = getattr(row, indicator.link) if indicator.link else row, registers[indicator.register]
    corrected = [change for change in said.get("changes", []) if change[1] != values.EMPTY or change[2] == values.EMPTY]
    return {
        "at": at,
        "who": said.get("who") or str(row.voided_by or row.updated_by or "系统"),
        "what": said.get("what") or ("作废" if row.voided_at else "录入或修改"),
        "shown": corrected[:SHOWN],
        "more": max(0, len(corrected) - SHOWN),
        "reason": row.void_reason,
        "label": viewset.label(record),
        "url": viewset.url("detail", record),
    }


def latest_told(found: list, since: datetime) -> dict:
    """{public id: its latest event since then, in words}; one statement, and one for each kind of key that events name."""
    if not found:
        return {}
    models = {row.public_id: type(row) for row in found}
    events = AuditEvent.objects.filter(object_id__in=list(models), at__gte=since).order_by("-id")[: NEWEST * 10]
    latest: dict = {}
    for said in details.told(list(events), dict.fromkeys(models, ""), models):
        latest.setdefault(said["object_id"], said)
    return latest
