"""Many who write at once, and an import in the middle of them: nobody is turned away, nothing is lost.

WRITE_SECONDS: how long at least (0; before a release 20).
"""

import os
import threading
import time

import pytest
from django.db import connection
from django.utils import timezone

from members.models import Member
from tests.core.imports.test_judging import MEMBER, UNION
from tests.factories import make
from tests.factories.base import identity_number, phone_number
from tests.sheets import workbook
from union_site.core import audit
from union_site.core.access import Access
from union_site.core.models import AuditEvent
from union_site.core.records import services
from union_site.core.roles import Permission
from union_site.core.spreadsheets import importing, staging

WRITERS, ROUNDS, ROWS = 6, 15, 1500
SECONDS = float(os.environ.get("WRITE_SECONDS", "0"))


@pytest.mark.django_db(transaction=True)
def test_nobody_is_locked_out(clerk, district, union, monkeypatch):
    monkeypatch.setattr(staging, "CHUNK", 100)
    people = [make(Member, union, education="大专").pk for _ in range(WRITERS)]
    scope = Access(clerk, timezone.localdate()).full_scope(Permission.CHANGE, "member")
    together, failures, written = threading.Barrier(WRITERS + 1), [], []

    def write(pk):
        together.wait()
        until, count = time.monotonic() + SECONDS, 0
        try:
            while count < ROUNDS or time.monotonic() < until:
                member = Member.objects.get(pk=pk)
                before = audit.snapshot(member)
                member.education = "本科" if count % 2 == 0 else "大专"
                services.change(member, before=before, by=clerk, register="member", scope=scope)
                count += 1
        except Exception as error:
            failures.append(error)
        finally:
            written.append(count)
            connection.close()

    threads = [threading.Thread(target=write, args=[pk]) for pk in people]
    for thread in threads:
        thread.start()
    rows = [
        (f"王{chr(0x4E00 + n)}", identity_number(9000 + n), phone_number(n), UNION, "2021-06-30", "正常", "")
        for n in range(ROWS)
    ]
    plan = importing.read(workbook(MEMBER, *rows, sheet="会员名册"), "会员.xlsx")[0]
    batch, _ = importing.preview(plan, district=district, user=None)
    together.wait()
    importing.apply(batch, user=None)
    for thread in threads:
        thread.join()

    assert failures == []
    assert (batch.new, batch.rejected, Member.objects.count()) == (ROWS, 0, ROWS + WRITERS)
    assert AuditEvent.objects.filter(action="change").count() == sum(written) >= WRITERS * ROUNDS
