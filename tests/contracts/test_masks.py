"""No identity, telephone or card number in clear, on any page or in any export: a walk with the numbers that were stored."""

import io
import re

import pytest
from openpyxl import load_workbook

from tests.factories import make
from tests.factories.base import identity_number
from union_site.core.crypto import EncryptedTextField
from union_site.core.models import AuditEvent
from union_site.core.registry import registers

IDENTITY = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{9}[\dXx](?![0-9A-Za-z])")
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
CARD = re.compile(r"(?<![0-9A-Za-z])6\d{15,18}(?![0-9A-Za-z])")
SECRETS = ("本人患病", "良好")


def clear(text: str) -> list[str]:
    return (
        IDENTITY.findall(text) + MOBILE.findall(text) + CARD.findall(text) + [word for word in SECRETS if word in text]
    )


def secrets_of(model) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]


@pytest.mark.parametrize("key", sorted(registers))
def test_pages_and_exports(key, clerk, union, client_of):
    viewset, client = registers[key], client_of(clerk)
    record = make(viewset.model, union)
    for child in viewset.children:
        if child.fk_name(viewset.model) != "organization":
            make(child.model, union, **{child.fk_name(viewset.model): record})
        elif child.key != "affiliation":
            make(child.model, record)
    pages = [
        viewset.url("list"),
        viewset.url("detail", record),
        viewset.url("edit", record),
        viewset.url("void", record),
    ]
    for child in viewset.children:
        for row in child.model.objects.filter(**{child.fk_name(viewset.model): record}):
            if child.form:
                pages.append(viewset.url("child-edit", record, child=child.key, child_id=row.public_id))
    for address in pages:
        answer = client.get(address)
        assert answer.status_code == 200
        assert clear(answer.content.decode()) == [], address
    answer = client.post(viewset.url("export"))
    book = load_workbook(io.BytesIO(answer.content))
    cells = [
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None
    ]
    assert clear("\n".join(cells)) == []
    assert str(record.public_id) in cells


ASKED = [key for key, viewset in sorted(registers.items()) if set(secrets_of(viewset.model)) & set(viewset.form_fields)]


@pytest.mark.parametrize("key", ASKED)
def test_choices_and_trail(key, clerk, union, client_of):
    viewset, client = registers[key], client_of(clerk)
    record = make(viewset.model, union)
    address = viewset.url("edit", record)
    form = client.get(address).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    name = "phone" if "phone" in form.fields else next(n for n in form.fields if n.endswith("identity"))
    data[name] = "13700001111" if name == "phone" else identity_number(7777)
    client.post(address, {name: str(value) for name, value in data.items()})
    events = AuditEvent.objects.filter(object_id=record.public_id)
    assert events.exists()
    assert clear(" ".join(f"{event.changes} {event.object_label} {event.reason}" for event in events)) == []
    assert clear(client.get(viewset.url("detail", record)).content.decode()) == []
