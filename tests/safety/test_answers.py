"""What every answer carries, and forms that are sent twice at the same moment."""

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from members.models import Member
from tests.contracts.test_addresses import addresses
from tests.core.imports.test_judging import DUAN, MEMBER
from tests.sheets import workbook
from union_site.core.models import ImportBatch, Job

PAGES = ("/", "/records/member/", "/search/?q=会员", "/figures/", "/jobs/", "/nowhere/", "/accounts/")


@pytest.mark.parametrize("address", PAGES)
def test_headers(address, clerk, client_of):
    headers = client_of(clerk).get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert "no-store" in headers["Cache-Control"] and "private" in headers["Cache-Control"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_no_form_is_taken_from_another_site(town_clerk):
    client = Client(enforce_csrf_checks=True)
    client.force_login(town_clerk, backend="django.contrib.auth.backends.ModelBackend")
    taken = [name for name, arguments in addresses() if client.post(reverse(name, kwargs=arguments)).status_code != 403]
    assert taken == []


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_once_write_once(clerk, union, client_of):
    sheet = SimpleUploadedFile("会员.xlsx", workbook(MEMBER, DUAN, sheet="会员名册"))
    client_of(clerk).post(reverse("core:import-start"), {"file": sheet})
    batch = ImportBatch.objects.get()
    together, answers = threading.Barrier(2), []

    def confirm(client):
        together.wait()
        answers.append(client.post(reverse("core:import-confirm", args=[batch.public_id])).status_code)
        connection.close()

    threads = [threading.Thread(target=confirm, args=[client_of(clerk)]) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    batch.refresh_from_db()
    assert answers == [302, 302]
    assert Job.objects.filter(kind="import.apply").count() == 1
    assert (batch.state, batch.new, batch.rejected, Member.objects.count()) == ("done", 1, 0, 1)
