"""The audit trail, for the audit administrator."""

from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils import timezone

from union_site.core import audit, jobs
from union_site.core.forms.settings import AuditFilter
from union_site.core.models import AuditEvent
from union_site.core.roles import Permission
from union_site.core.services.audit_words import CHECK, changes, register_title, sentence
from union_site.core.views.tools import allowed, post_only

PAGE = 50
FIRST, LAST = date(1990, 1, 1), date(2999, 12, 31)  # days asked for beyond these mean the same
TONES = {"denied": "bad", "locked": "bad", "sign_in_failed": "wait", "void": "wait", "export": "note", "grant": "rare"}


@allowed(Permission.AUDIT)
def audit_list(request):
    """What was done, newest first; pages go on from a row's number, so that rows written meanwhile shift nothing."""
    form = AuditFilter(request.GET or None)
    events = AuditEvent.objects.filter(Q(district=request.user.district_id) | Q(district=None))
    if form.is_valid():
        events = _filtered(events, form.cleaned_data)
    before, after = _number(request.GET.get("before")), _number(request.GET.get("after"))
    rows = events.select_related("organization")
    if after:
        found = list(rows.filter(pk__gt=after).order_by("pk")[: PAGE + 1])
        newer, older = len(found) > PAGE, True
        found = found[:PAGE][::-1]
    else:
        found = list((rows.filter(pk__lt=before) if before else rows).order_by("-pk")[: PAGE + 1])
        newer, older = bool(before), len(found) > PAGE
        found = found[:PAGE]
    context = {
        "form": form,
        "rows": [_shown(event) for event in found],
        "newer": _query(request, after=found[0].pk) if found and newer else "",
        "older": _query(request, before=found[-1].pk) if found and older else "",
    }
    return render(request, "core/audit.html", context)


@post_only
@allowed(Permission.AUDIT)
def audit_check(request):
    """Check the codes of all rows, as a job."""
    audit.write(audit.Action.VIEW, request=request, reason="核对审计记录的校验码")
    job = jobs.enqueue(CHECK, title="核对审计记录", user=request.user)
    return redirect("core:job", job.public_id)


def _filtered(events, words: dict):
    if words["from_day"]:
        events = events.filter(at__gte=_midnight(words["from_day"]))
    if words["to_day"]:
        events = events.filter(at__lt=_midnight(min(words["to_day"], LAST) + timedelta(days=1)))
    if words["person"]:
        text = words["person"].strip()
        events = events.filter(Q(actor_name__startswith=text) | Q(actor__username=text))
    if words["action"]:
        events = events.filter(action=words["action"])
    if words["register"]:
        events = events.filter(register=words["register"])
    if words["label"]:
        events = events.filter(object_label__startswith=words["label"].strip())
    return events


def _midnight(day):
    return timezone.make_aware(datetime.combine(min(max(day, FIRST), LAST), time.min))


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


def _query(request, **position) -> str:
    kept = [(key, value) for key, value in request.GET.items() if key not in {"before", "after"}]
    return "?" + urlencode([*kept, *position.items()])


def _shown(event: AuditEvent) -> dict:
    return {
        "event": event,
        "register": register_title(event.register),
        "tone": TONES.get(event.action, "calm"),
        "sentence": sentence(event),
        "changes": changes(event),
    }
