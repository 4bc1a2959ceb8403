"""关注清单: rows that need attention on a day, within the reader's rights and scope."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import make
from union_site.core import worklists
from union_site.core.registry import registers
from union_site.core.registry import worklists as declared

ADDRESS = "/worklists/election.due/?day=2021-06-30"


@pytest.fixture
def terms(make_union, town, other_union):
    """Terms of four of the town's unions, by days to go, and one of another town."""
    model = registers["election"].model
    for number, due_on in enumerate((date(2021, 6, 1), date(2021, 7, 15), date(2021, 12, 30), date(2021, 12, 31))):
        one = make_union(f"云川第{number}工会", parent=town)
        make(model, one, round=f"{2021 + number}年换届", due_on=due_on, held_on=None, state="waiting", chair="")
    make(model, other_union, round="2021年换届", due_on=date(2021, 7, 1), held_on=None, state="waiting", chair="")


def test_it_lists_what_is_due_within_the_scope(terms, town_clerk, client_of):
    page = client_of(town_clerk).get(ADDRESS).content.decode()
    assert "已逾期 29 天" in page and "还有 15 天届满" in page and "还有 183 天届满" in page
    assert "2024年换届" not in page  # due a day after the six months
    assert "云川凯睿医药化工有限公司工会" not in page


def test_a_tab_is_a_part_of_it(terms, town_clerk, client_of):
    answer = client_of(town_clerk).get(ADDRESS + "&tab=overdue")
    assert [(tab.key, number) for tab, number, _ in answer.context["tabs"]] == [
        ("overdue", 1),
        ("1", 1),
        ("3", 0),
        ("6", 1),
    ]
    assert [line["note"] for line in answer.context["lines"]] == ["已逾期 29 天"]


def test_the_overview_and_the_first_page_count_alike(terms, town_clerk, leader, client_of):
    answer = client_of(town_clerk).get("/worklists/?day=2021-06-30")
    counts = {one.worklist.key: one.count for group in answer.context["groups"].values() for one in group}
    assert counts["election.due"] == 3
    answer = client_of(leader).get("/worklists/?day=2021-06-30")
    assert {one.worklist.key: one.count for group in answer.context["groups"].values() for one in group}[
        "election.due"
    ] == 4


def test_the_first_page_fetches_the_lists_with_rows(terms, town_clerk, district, client_of):
    district.current_period = "2021H1"
    district.save()
    client = client_of(town_clerk)
    assert reverse("core:worklists-panel") in client.get("/").content.decode()
    answer = client.get(reverse("core:worklists-panel"))
    assert {one.worklist.key: one.count for one in answer.context["waiting"]}["election.due"] == 3


@pytest.mark.parametrize("day", ["2021-02-30", "明天", "0001-01-01", "9999-12-31", "20210630x"])
def test_a_wrong_day_is_said(day, town_clerk, client_of):
    answer = client_of(town_clerk).get("/worklists/election.due/", {"day": day})
    assert answer.status_code == 200 and "请" in answer.context["problem"]


def test_only_of_registers_that_one_may_view(officer, client_of):
    client = client_of(officer)  # of the welfare department
    assert client.get(ADDRESS).status_code == 403
    assert "换届提醒" not in client.get(reverse("core:worklists")).content.decode()


@pytest.mark.parametrize("key", sorted(declared))
def test_each_list_opens_and_is_described(key, union, town_clerk, client_of):
    """A promise of every list: it has a register, says what to do, and its page opens with rows and without."""
    one = declared[key]
    assert one.help.endswith("。") and one.register in registers
    client = client_of(town_clerk)
    make(registers[one.register].model, union)
    for day in ("2020-02-29", "2021-06-30", "2026-11-30"):
        answer = client.get(reverse("core:worklist", args=[key]), {"day": day})
        assert answer.status_code == 200
        total = answer.context["count"]
        assert total == one.rows(answer.wsgi_request.access, date.fromisoformat(day)).count()
        for tab, _, _ in answer.context["tabs"]:
            assert client.get(reverse("core:worklist", args=[key]), {"day": day, "tab": tab.key}).status_code == 200


def test_the_usual_day_is_the_end_of_the_current_period(district, town_clerk):
    from union_site.core.access import Access

    assert worklists.usual_day(Access(town_clerk, date(2026, 1, 5))) == date(2026, 1, 5)
    district.current_period = "2021H1"
    district.save()
    town_clerk.refresh_from_db()
    assert worklists.usual_day(Access(town_clerk, date(2026, 1, 5))) == date(2021, 6, 30)
    assert worklists.usual_day(Access(town_clerk, date(2021, 5, 5))) == date(2021, 5, 5)
