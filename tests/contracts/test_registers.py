"""Every register, every page, every member of the cast: who may, who is refused (403), who must not know (404)."""

import uuid

import pytest

from tests.contracts.rights import ADD, CHANGE, EXPORT, IMPORT, VIEW, VOID, may
from tests.factories import FACTORIES, make
from union_site.core.registry import registers
from union_site.core.services import departments

# (name, right, method, does the address name a record)
PAGES = (
    ("list", VIEW, "get", False),
    ("choices", VIEW, "get", False),
    ("new", ADD, "get", False),
    ("export", EXPORT, "post", False),
    ("template", IMPORT, "get", False),
    ("detail", VIEW, "get", True),
    ("edit", CHANGE, "get", True),
    ("void", VOID, "get", True),
)
OUTSIDERS = {"stranger"}


def open_page(client, viewset, name, method, record):
    return getattr(client, method)(viewset.url(name, record))


@pytest.mark.parametrize("key", sorted(registers))
def test_rights(key, cast, union, client_of):
    viewset = registers[key]
    record = make(viewset.model, union)
    wrong = []
    for username, user in cast.items():
        client = client_of(user)
        for name, right, method, names_record in PAGES:
            answer = open_page(client, viewset, name, method, record if names_record else None)
            expected = 403
            if right in may(username, key):
                expected = 404 if names_record and username in OUTSIDERS else 200
            if answer.status_code != expected:
                wrong.append((username, name, answer.status_code, expected))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("key", sorted(registers))
def test_rows_outside_the_scope_do_not_exist(key, union, stranger, client_of):
    viewset = registers[key]
    record = make(viewset.model, union)
    client = client_of(stranger)
    before = viewset.model.objects.values().get(pk=record.pk)
    for name, method in (("restore", "post"), ("attach", "post"), ("void", "post"), ("edit", "post")):
        assert getattr(client, method)(viewset.url(name, record), {"reason": "测试"}).status_code == 404, name
    for child in viewset.children:
        address = viewset.url("child-new", record, child=child.key)
        assert client.get(address).status_code == (404 if child.form else 403), child.key
    assert viewset.model.objects.values().get(pk=record.pk) == before
    assert str(record.public_id) not in client.get(viewset.url("list")).content.decode()


@pytest.mark.parametrize("key", sorted(registers))
def test_unknown_record_is_not_found(key, clerk, client_of):
    viewset, client = registers[key], client_of(clerk)
    for name in ("detail", "edit", "void"):
        assert client.get(viewset.url(name, public_id=uuid.uuid4())).status_code == 404
    assert client.get(f"/records/{key}/12345/").status_code == 404


@pytest.mark.parametrize("key", sorted(registers))
def test_empty_list_says_what_to_do(key, clerk, leader, client_of):
    viewset = registers[key]
    viewset.model.objects.all().delete() if key != "organization" else None
    page = client_of(clerk).get(viewset.url("list"), {"q": "没有这样的记录", "void": "on"}).content.decode()
    if key == "organization" or viewset.is_searchable:
        assert "没有符合条件的记录" in page
    else:
        assert "没有符合条件的记录" in page or "还没有记录" in page


@pytest.mark.parametrize("key", sorted(registers))
def test_list_shows_exactly_the_scope(key, clerk, town_clerk, leader, union, other_union, client_of):
    """The clerk sees her own row, not the other town's; struck-out rows only when asked for."""
    viewset = registers[key]
    mine, theirs = make(viewset.model, union), make(viewset.model, other_union)

    def listed(user, **query):
        page = client_of(user).get(viewset.url("list"), {"page_size": 100, **query}).content.decode()
        return {row.pk for row in (mine, theirs) if f"/records/{key}/{row.public_id}/" in page}

    assert listed(clerk) == listed(town_clerk) == {mine.pk}
    right = {mine.pk, theirs.pk} if VIEW in may("leader", key) else set()
    assert listed(leader) == right
    client_of(clerk).post(viewset.url("void", mine), {"reason": "录错"})
    mine.refresh_from_db()
    if mine.is_void:
        assert listed(clerk) == set()
        assert listed(clerk, void="on") == {mine.pk}


def test_each_register_has_a_factory():
    assert {viewset.model for viewset in registers.values()} <= set(FACTORIES)
    assert {child.model for viewset in registers.values() for child in viewset.children} <= set(FACTORIES)


@pytest.mark.parametrize("key", sorted(registers))
def test_declared_names_exist(key):
    """A misspelt column or input would only be noticed by a user."""
    viewset = registers[key]
    names = {field.name for field in viewset.model._meta.get_fields()}
    for name in (*viewset.list_display, *viewset.totals, *(n for _, group in viewset.fieldsets for n in group)):
        assert name.split("__")[0] in names or callable(getattr(viewset, name, None)), name
    for name in viewset.list_filter:
        assert name.split("__")[0] in names | {"organization"}, name
    assert viewset.title and viewset.help and viewset.menu_group


def test_each_register_is_kept_by_a_usual_department():
    """Else a new district's officers would have neither its menu entry nor its pages."""
    kept = {key for _, _, keys in departments.DEFAULTS for key in keys}
    assert set(registers) - kept == set()
