"""The number of statements of a list page is a literal number per register, the same for 3 rows and for 30.

UPDATE_QUERY_COUNTS=1 writes the measured numbers into query_counts.json; look at the difference before committing it.
"""

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make
from union_site.core.registry import registers

FILE = Path(__file__).with_name("query_counts.json")


def statements(client, address: str) -> list[str]:
    client.get(address)  # the session notes the first visit
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.parametrize("key", sorted(registers))
def test_list_page(key, town_clerk, union, client_of):
    viewset, client = registers[key], client_of(town_clerk)
    for _ in range(3):
        make(viewset.model, union)
    few = statements(client, viewset.url("list") + "?page_size=50")
    for _ in range(27):
        make(viewset.model, union)
    many = statements(client, viewset.url("list") + "?page_size=50")
    assert len(many) == len(few), "\n".join(many)
    counts = json.loads(FILE.read_text())
    if os.environ.get("UPDATE_QUERY_COUNTS"):
        counts[key] = len(many)
        FILE.write_text(json.dumps(dict(sorted(counts.items())), indent=2) + "\n")
    assert len(many) == counts.get(key), "\n".join(many)


@pytest.mark.parametrize("key", sorted(registers))
def test_record_page(key, town_clerk, union, client_of):
    """A record's page costs the same however many children it has."""
    viewset, client = registers[key], client_of(town_clerk)
    record = make(viewset.model, union)
    address = viewset.url("detail", record)
    few = statements(client, address)
    assert len(few) <= 22 + len(viewset.children)
