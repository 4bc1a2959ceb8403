"""Whatever is typed, sent or put into an address: an answer in words, never a bare error.

Django's test client raises what a view does not catch, so reaching the end is the proof.
"""

import random
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.contracts.forms import shown
from tests.contracts.test_addresses import addresses
from tests.factories import make
from union_site.core.records.filters import filter_class
from union_site.core.registry import indicators, registers

GARBAGE = (
    "",
    "  ",
    "长" * 5000,
    "\x00",
    "甲\x00乙",
    "😀",
    "<script>alert(1)</script>",
    "=1+1",
    "-1",
    "0",
    "9" * 25,
    "1e400",
    "1e49",
    "NaN",
    "Infinity",
    "0001-01-01",
    "9999-12-31",
    "2021-13-45",
    "10000-01-01",
    "true",
    "00000000-0000-0000-0000-000000000000",
    "１２",
    "0.001",
    "2147483648",
    "9223372036854775808",
    "\u202e",
    "~",
    "~AAAA",
    "%",
    "2021H3",
)
HARD = ("9" * 25, "2147483648", "\x00", "甲\x00乙", "0001-01-01")  # what a database refuses
FIELDS = 6  # of a form that are spoilt one by one; then all of them at once
COMMON = (
    "page",
    "page_size",
    "sort",
    "after",
    "before",
    "period",
    "unit",
    "q",
    "tab",
    "field",
    "child",
    "resource",
    "node",
)
METHODS = ("put", "patch", "delete", "options", "head", "trace")
FILES = (
    ("a.pdf", b""),
    ("a.pdf", b"%PDF-1.4"),
    ("a\x00.pdf", b"%PDF-1.4"),
    ("长" * 300 + ".pdf", b"%PDF-1.4"),
    ("a.xlsx", b"PK\x03\x04"),
)


@pytest.fixture
def luck(request):
    """The same choice among the garbage on every run of a test, another one for each test."""
    return random.Random(request.node.nodeid)  # noqa: S311


def opened(client, method, address, data=None) -> int:
    status = getattr(client, method)(address, data or {}).status_code
    assert status in {200, 302, 400, 403, 404, 405, 429}, (method, address, status)
    return status


@pytest.mark.parametrize("key", sorted(registers))
def test_addresses_of_a_register(key, union, town_clerk, client_of, luck):
    viewset, client = registers[key], client_of(town_clerk)
    make(viewset.model, union)
    names = [*COMMON, *filter_class(viewset).base_filters]
    for name in dict.fromkeys(names):
        opened(client, "get", f"{viewset.url('list')}?{name}={quote(luck.choice(GARBAGE))}")
    opened(
        client,
        "post",
        f"{viewset.url('export')}?" + "&".join(f"{name}={quote(luck.choice(GARBAGE))}" for name in names),
    )
    for child, fields in (("", viewset.form_fields), *((child.key, child.form) for child in viewset.children)):
        for field in (*fields, "organization", "id"):
            text = quote(luck.choice(GARBAGE))
            opened(client, "get", f"{viewset.url('choices')}?field={field}&child={child}&q={text}")


@pytest.mark.parametrize("key", sorted(registers))
def test_forms_of_a_register(key, union, town_clerk, client_of, luck):
    viewset, client = registers[key], client_of(town_clerk)
    record = make(viewset.model, union)
    forms = []
    if viewset.form_fields:
        forms += [(viewset.url("new"), viewset.form_fields)] if viewset.can_create else []
        forms += [(viewset.url("edit", record), viewset.form_fields)]
    for child in viewset.children:
        if child.form:
            row = make(child.model, union, **{child.fk_name(viewset.model): record})
            where = {"child": child.key, "child_id": row.public_id}
            forms += [
                (viewset.url("child-new", record, child=child.key), child.form),
                (viewset.url("child-edit", record, **where), child.form),
            ]
    for address, names in forms:
        opened(client, "post", address)
        for name in luck.sample([*names, "version"], min(FIELDS, len(names))):
            page = client.get(address)
            if page.status_code != 200:  # moved out of the scope by what was typed before
                break
            text = luck.choice((luck.choice(GARBAGE), luck.choice(HARD)))
            opened(client, "post", address, {**shown(page), name: text})
        opened(client, "post", address, {name: luck.choice(GARBAGE) for name in names})
        opened(client, "post", address, {name: ["甲", "乙"] for name in names})
    for name, content in FILES:
        opened(
            client, "post", viewset.url("attach", record), {"file": SimpleUploadedFile(name, content), "note": "\x00"}
        )
    opened(client, "post", viewset.url("attach", record), {"file": "文字"})
    for action in ("void", "void", "restore", "restore"):
        opened(client, "post", viewset.url(action, record), {"reason": "甲\x00乙"})


@pytest.mark.parametrize("who", ("leader", "system_admin", "security_admin", "auditor"))
def test_other_addresses(who, cast, client_of, luck):
    client = client_of(cast[who])
    for name, arguments in addresses():
        if name.startswith("records:") or name == "core:logout":
            continue
        if name == "reports:figure":
            arguments = {"key": luck.choice(sorted(indicators))}
        address = reverse(name, kwargs=arguments)
        opened(client, luck.choice(METHODS), address)
        opened(client, "post", address)
        for text in luck.sample(GARBAGE, 3):
            query = "&".join(f"{name}={quote(text)}" for name in (*luck.sample(COMMON, 4), "next", "from_day", "role"))
            opened(client, luck.choice(("get", "post")), f"{address}?{query}", {"q": text, "reason": text})


def test_accounts_departments_and_grants(system_admin, security_admin, clerk, town, client_of, luck):
    system, security = client_of(system_admin), client_of(security_admin)
    account = {"public_id": clerk.public_id}
    grant = {**account, "grant_id": clerk.grants.get().public_id}
    given = {"role": "town_clerk", "organization": str(town.public_id), "from_day": "2021-01-01"}
    for text in GARBAGE:
        for name in ("username", "name"):
            opened(system, "post", reverse("core:account-new"), {"username": "somebody", "name": "某人", name: text})
        opened(system, "post", reverse("core:account-disable", kwargs=account), {"reason": text})
        for name in ("name", "position", "registers"):
            opened(system, "post", reverse("core:department-new"), {"name": "某部", "position": "1", name: text})
        name = luck.choice(("role", "organization", "department", "from_day", "to_day"))
        opened(security, "post", reverse("core:grant-new", kwargs=account), {**given, name: text})
        opened(security, "post", reverse("core:grant-end", kwargs=grant), {"last_day": text})


def test_signing_in(client, clerk, client_of):
    for text in GARBAGE[:16]:
        opened(client, "post", f"{reverse('core:login')}?next={quote(text)}", {"username": text, "password": text})
    for text in GARBAGE:
        inside = client_of(clerk)
        opened(inside, "post", reverse("core:password-change"), {"old": text, "new": text, "again": text})
        inside = client_of(clerk)
        opened(inside, "post", reverse("core:switch-unit"), {"unit": text, "next": text})
        opened(inside, "post", reverse("core:search"), {"q": text})


@pytest.mark.parametrize(
    "text", ("/%00/", "/%ff/", "/records/member/%00/", "/figures/%00/", "/figures/" + "x" * 3000 + "/", "//evil.com/")
)
def test_broken_addresses(text, leader, auditor, client_of):
    opened(client_of(leader), "get", text)
    opened(client_of(auditor), "get", text)  # whose refusals are written down with the address


@pytest.mark.parametrize(
    "target", ("//evil.com", "https://evil.com", "/\\evil.com", "javascript:alert(1)", "/%0d%0aX: y", "///evil.com")
)
def test_signing_in_leads_nowhere_else(target, client, clerk):
    from tests.conftest import PASSWORD

    answer = client.post(reverse("core:login"), {"username": "clerk", "password": PASSWORD, "next": target})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/") and not answer["Location"].startswith(("//", "/\\"))
