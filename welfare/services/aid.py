"""帮扶发放 and hardship files: whose file a payment belongs to, and payments that follow their file."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q, QuerySet

from union_site.core import audit
from union_site.core.crypto import blind_index
from union_site.core.indicators import in_force
from union_site.core.scope import Scope
from welfare.models import AidPayment, HardshipCase


def files_of(identity: str, day: date, scope: Scope) -> list[HardshipCase]:
    """The files of the person of that identity number that are on file on `day`, within `scope`."""
    if not identity or day is None:
        return []
    files = HardshipCase.objects.within(scope).current().select_related("organization")
    index = blind_index(identity, "identity")
    return list(files.filter(in_force(day, "opened_on", "closed_on"), identity_index=index)[:2])


def files_by_person(identities: Iterable[str], scope: Scope) -> dict[str, list[HardshipCase]]:
    """{identity number: its files within `scope`, whenever they were open}, in one statement a thousand numbers."""
    by_index = {blind_index(number, "identity"): number for number in identities}
    found: dict[str, list[HardshipCase]] = {}
    indexes = list(by_index)
    for start in range(0, len(indexes), 1000):
        files = HardshipCase.objects.within(scope).current().order_by("opened_on")
        for file in files.filter(identity_index__in=indexes[start : start + 1000]):
            found.setdefault(by_index[file.identity_index], []).append(file)
    return found


def on_file(files: Iterable[HardshipCase], day: date) -> list[HardshipCase]:
    """Those of the files that are open on `day` (a closing day no longer counts)."""
    return [file for file in files if file.opened_on <= day and (file.closed_on is None or file.closed_on > day)]


def follow_files(files: QuerySet, *, by) -> int:
    """Payments take over union, name and identity number of their changed files. Returns how many did."""
    same = Q(organization=F("case__organization"), name=F("case__name"), identity_index=F("case__identity_index"))
    payments = AidPayment.objects.filter(case__in=files).exclude(same).select_related("case")
    changed = 0
    for payment in payments:
        before = audit.snapshot(payment)
        payment.updated_by = by
        payment.updated_at = payment.case.updated_at
        payment.save()
        audit.write(
            audit.Action.CHANGE,
            user=by,
            record=payment,
            register="aid_payment",
            changes=audit.differences(before, payment),
            reason="随困难职工档案更正",
        )
        changed += 1
    return changed
