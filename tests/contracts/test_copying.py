"""A copy of a record: the form of each register opens filled, without personal data; foreign records stay unknown."""

import pytest

from activities.models import Activity, Contest, SafetyCupEntry
from tests.factories import make
from union_site.core.crypto import EncryptedTextField
from union_site.core.models import AuditEvent
from union_site.core.records.copying import copied_fields
from union_site.core.registry import registers

COPIED = [key for key, viewset in registers.items() if viewset.can_create and viewset.form_fields]


@pytest.mark.parametrize("key", COPIED)
def test_the_copy_of_a_record_holds_nothing_personal(key, town_clerk, union, client_of):
    viewset = registers[key]
    record = make(viewset.model, union)
    client = client_of(town_clerk)
    assert f"{viewset.url('new')}?copy={record.public_id}" in client.get(viewset.url("detail", record)).content.decode()
    form = client.get(f"{viewset.url('new')}?copy={record.public_id}").context["form"]
    page = str(form)
    for field in viewset.model._meta.concrete_fields:
        if isinstance(field, EncryptedTextField) and getattr(record, field.name):
            assert getattr(record, field.name) not in page
            assert not form[field.name].value() if field.name in form.fields else True


@pytest.mark.parametrize("key", COPIED)
def test_a_record_outside_the_scope_is_not_copied(key, stranger, union, client_of):
    record = make(registers[key].model, union)
    client = client_of(stranger)
    for named in (record.public_id, "unknown", "01890000-0000-7000-8000-000000000000"):
        assert client.get(f"{registers[key].url('new')}?copy={named}").status_code == 404


def test_what_recurs_is_copied_and_what_happened_is_not(clerk, union, client_of):
    source = make(Activity, union, series="职工大学堂", award="一等奖")
    address = f"/records/activity/new/?copy={source.public_id}"
    form = client_of(clerk).get(address).context["form"]
    shown = {name: form[name].value() for name in ("name", "series", "code", "started_on", "participations", "award")}
    kept = {"name": source.name, "series": "职工大学堂", "code": "", "started_on": None, "participations": None}
    assert shown == kept | {"award": ""}
    typed = {"code": "HD2022", "name": "新一期", "category": source.category_id, "organization": str(union.public_id)}
    answer = client_of(clerk).post(address, typed | {"started_on": "2022-05-01", "sessions": "1"})
    assert answer.status_code == 302
    made = Activity.objects.get(code="HD2022")
    assert (made.name, made.series) == ("新一期", "")  # what was cleared in the form stays empty
    event = AuditEvent.objects.get(action="create", object_id=made.public_id)
    assert event.reason == f"复制自：{source.name}"
    source.refresh_from_db()
    assert source.series == "职工大学堂"


def test_a_year_becomes_the_next(clerk, union, client_of):
    source = make(SafetyCupEntry, union, year=2021)
    form = client_of(clerk).get(f"/records/safety_cup/new/?copy={source.public_id}").context["form"]
    assert (form["year"].value(), form["employer_name"].value()) == (2022, source.employer_name)
    assert "code" not in {field.name for field in copied_fields(registers["contest"])}
    assert Contest.objects.count() == 0
