"""Every POST of every register leaves a row in the trail, whether it succeeds or is refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.contracts.forms import shown, typed
from tests.factories import make
from union_site.core.models import Attachment, AuditEvent
from union_site.core.registry import registers

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


@pytest.fixture
def trail():
    """trail() → the actions written since it was asked last."""
    seen = set(AuditEvent.objects.values_list("pk", flat=True))

    def since():
        events = AuditEvent.objects.exclude(pk__in=seen).order_by("pk")
        found = [event.action for event in events]
        seen.update(event.pk for event in events)
        return found

    return since


def forget(record):
    """Take a stored row away, to type it in by hand."""
    type(record)._base_manager.filter(pk=record.pk).delete()


@pytest.mark.parametrize("key", sorted(registers))
def test_life_of_a_record(key, org_officer, town_clerk, union, client_of, trail):
    viewset = registers[key]
    # A move that is struck out takes the union back under the district, where a town's clerk no longer sees it.
    client = client_of(org_officer if key == "affiliation" else town_clerk)
    trail()
    if viewset.can_create and key not in {"organization", "affiliation"}:
        model = make(viewset.model, union)
        data = typed(model, viewset.form_fields)
        forget(model)
        answer = client.post(viewset.url("new"), data)
        assert answer.status_code == 302, answer.context["form"].errors
        assert trail() == ["create"]
        record = viewset.model.objects.order_by("-id").first()
        assert record.created_by == town_clerk
        answer = client.post(viewset.url("new"), data)
        assert answer.status_code == 200 and answer.context["form"].errors
        assert trail() == ["denied"]
    else:
        record = make(viewset.model, union)
    page = client.get(viewset.url("edit", record))
    assert client.post(viewset.url("edit", record), shown(page)).status_code == 302
    assert "change" not in trail(), "sending a form back unchanged changes nothing"
    upload = {"file": SimpleUploadedFile("证明.png", PNG), "note": "扫描件"}
    client.post(viewset.url("attach", record), upload)
    assert trail() == ["change"]
    attachment = Attachment.objects.get(record_id=record.public_id)
    assert client.get(viewset.url("attachment", record, attachment_id=attachment.public_id)).content == PNG
    assert trail() == ["export"]
    client.post(viewset.url("attachment-void", record, attachment_id=attachment.public_id), {"reason": "传错"})
    assert trail() == ["change"]
    client.post(viewset.url("void", record), {"reason": ""})
    assert trail() == ["denied"]
    client.post(viewset.url("void", record), {"reason": "录错"})
    assert trail()[-1:] == ["void"]
    client.post(viewset.url("restore", record))
    assert trail()[-1:] == ["restore"]
    client.post(viewset.url("restore", record))
    assert trail() == ["denied"]
    client.post(viewset.url("export"))
    assert trail() == ["export"]


CHILDREN = [(key, child.key) for key, viewset in sorted(registers.items()) for child in viewset.children if child.form]


@pytest.mark.parametrize(("key", "child_key"), CHILDREN)
def test_life_of_a_child(key, child_key, town_clerk, union, client_of, trail):
    viewset, client = registers[key], client_of(town_clerk)
    child = viewset.child(child_key)
    record = make(viewset.model, union)
    row = make(child.model, union, **{child.fk_name(viewset.model): record})
    data = typed(row, child.form)
    forget(row)
    trail()
    answer = client.post(viewset.url("child-new", record, child=child.key), data)
    assert answer.status_code == 302, answer.context["form"].errors
    assert trail()[-1:] == ["create"]
    row = child.model.objects.get(**{child.fk_name(viewset.model): record})
    address = {"child": child.key, "child_id": row.public_id}
    page = client.get(viewset.url("child-edit", record, **address))
    assert client.post(viewset.url("child-edit", record, **address), shown(page)).status_code == 302
    assert trail() in ([], ["change"])
    client.post(viewset.url("child-void", record, **address), {"reason": ""})
    assert trail() == ["denied"]
    client.post(viewset.url("child-void", record, **address), {"reason": "录错"})
    assert trail()[-1:] == ["void"]
    row.refresh_from_db()
    assert row.void_reason == "录错"
