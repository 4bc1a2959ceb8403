"""Statements a page of figures sends: the same number however many unions and rows there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from union_site.core.consistency import asked_by
from union_site.core.indicators import nothing_annotated
from union_site.core.registry import consistency_rules, indicators

pytestmark = pytest.mark.django_db

# Statements for the district, and for a town; of the catalogue those beside the counting itself.
PAGES = {
    "home": (("home",), (31, 24)),
    "catalogue": (("reports:figures",), (17, 19)),
    "figure": (("reports:figure", None, ["register.organisations"]), (25, 29)),
    "summary": (("reports:summary",), (70, 68)),
}


def tables():
    """The statements that count all figures, and what the rules ask: one a table, one more where rows are annotated."""
    return sum(
        len({(i.model, i.owner, i.owner_on, i.annotate is nothing_annotated) for i in found})
        for found in (indicators.values(), asked_by(consistency_rules.values()))
    )


def statements(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    control = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(control)]


@pytest.mark.parametrize("whole", [True, False], ids=["district", "town"])
@pytest.mark.parametrize("name", PAGES)
def test_statements_do_not_grow(client_of, leader, make_union, town, name, whole):
    arguments, most = PAGES[name]
    client, url = (
        client_of(leader),
        reverse(*arguments) + "?period=2021H1" + ("" if whole else f"&unit={town.public_id}"),
    )
    client.get(url)  # the session is written once
    few = statements(client, url)
    for number in range(30):
        make_union(f"云川第{number}工会", parent=town)
    many = statements(client, url)
    assert len(many) == len(few)
    beside = len(few) - tables() if name == "catalogue" else len(few)
    assert beside == most[not whole], "\n".join(sql[:150] for sql in few)
