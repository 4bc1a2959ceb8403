"""The tree page: top of the scope first, children when asked for, nothing outside."""

import uuid

from django.urls import reverse

PAGE = "/records/organization/tree/"


def test_top_of_the_scope(clerk, leader, editor, officer, root, union, town, client_of):
    page = client_of(leader).get(PAGE).content.decode()
    assert "云川区总工会" in page and union.name not in page
    assert f"{PAGE}?node={root.public_id}" in page
    page = client_of(clerk).get(PAGE).content.decode()
    assert union.name in page and town.name not in page.split('<ul class="tree">')[1]
    assert client_of(officer).get(PAGE).status_code == 403


def test_children(leader, town_clerk, town, other_town, union, other_union, root, client_of):
    part = client_of(leader).get(PAGE, {"node": root.public_id}).content.decode()
    assert town.name in part and other_town.name in part and "<html" not in part
    assert union.name not in part
    part = client_of(town_clerk).get(PAGE, {"node": town.public_id}).content.decode()
    assert union.name in part and reverse("records:organization-detail", args=[union.public_id]) in part
    for unknown in (other_town.public_id, uuid.uuid4(), "12"):
        assert client_of(town_clerk).get(PAGE, {"node": unknown}).status_code == 404
