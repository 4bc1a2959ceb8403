"""建会: dated steps on the way to a union, the state that follows, and the large enterprises that have none."""

from datetime import date

import pytest

from members.models import Employer, Headcount, OrganizingStep
from members.services import organizing
from tests.factories import make
from tests.sheets import import_rows
from union_site.core.models import AuditEvent
from union_site.core.registry import registers

LIST = "/worklists/employer.without_union/"


@pytest.fixture
def employer(town):
    row = make(Employer, town, name="云川恒达机械有限公司", union=None, seat=town)
    make(Headcount, town, employer=row, year=2020, employees=99)
    make(Headcount, town, employer=row, year=2021, employees=100, women=40)
    return row


def listed(client, day="2021-06-30", **query):
    answer = client.get(LIST, {"day": day, **query})
    names = [line["cells"][0][1] for line in answer.context["lines"]]
    return names, {tab.key: number for tab, number, _ in answer.context["tabs"] if number}


def test_it_is_listed_from_the_year_in_which_it_reaches_a_hundred(employer, union, town_clerk, stranger, client_of):
    client = client_of(town_clerk)
    assert listed(client) == (["云川恒达机械有限公司"], {"none": 1})
    assert listed(client, day="2020-12-31") == ([], {})
    assert client.get(LIST, {"day": "2021-06-30"}).context["lines"][0]["note"] == "2021年职工 100 人"
    assert listed(client_of(stranger)) == ([], {})
    Employer.objects.filter(pk=employer.pk).update(kind="institution")
    assert listed(client) == ([], {})
    Employer.objects.filter(pk=employer.pk).update(kind="private", closed_on=date(2021, 7, 1))
    assert (listed(client)[0], listed(client, day="2021-07-01")[0]) == (["云川恒达机械有限公司"], [])


def test_a_union_takes_it_off_the_list_until_it_is_dissolved(employer, union, town_clerk, client_of):
    client = client_of(town_clerk)
    employer.union = union
    employer.save()
    assert (employer.organizing, listed(client)) == ("covered", ([], {}))
    union.dissolved_on = date(2021, 6, 30)
    union.save()
    assert listed(client) == (["云川恒达机械有限公司"], {"none": 1})
    assert listed(client, day="2021-06-29") == ([], {})
    organizing.follow_unions(date(2021, 6, 30))
    employer.refresh_from_db()
    assert employer.organizing == "none"


def test_the_state_follows_the_latest_step(employer, town_clerk, client_of):
    viewset, client = registers["employer"], client_of(town_clerk)
    address = viewset.url("child-new", employer, child="organizingstep")
    for state, on, expected in (
        ("preparing", "2021-05-20", "preparing"),
        ("offered", "2021-03-10", "preparing"),
        ("approved", "2021-06-01", "approved"),
    ):
        assert client.post(address, {"state": state, "on": on, "note": ""}).status_code == 302
        employer.refresh_from_db()
        assert employer.organizing == expected
    assert listed(client)[1] == {"approved": 1}
    event = AuditEvent.objects.filter(register="employer", reason="建会进展").first()
    assert event.changes == {"organizing": ["preparing", "approved"]}
    step = OrganizingStep.objects.get(state="approved")
    void = viewset.url("child-void", employer, child="organizingstep", child_id=step.public_id)
    client.post(void, {"reason": "录错"})
    employer.refresh_from_db()
    assert employer.organizing == "preparing"
    page = client.get(viewset.url("list"), {"organizing": "preparing"}).content.decode()
    assert "云川恒达机械有限公司" in page
    assert "云川恒达机械有限公司" not in client.get(viewset.url("list"), {"organizing": "none"}).content.decode()


def test_a_sheet_brings_the_step(district, town, union):
    headings = ("单位名称", "单位性质", "所在镇街（系统）", "2021年职工数", "所属工会", "建会进展", "建会进展日期")

    def row(name="云川新元包装有限公司", covered="", state="筹备中", on="2021-04-02"):
        return (name, "私营企业", "青石镇", 130, covered, state, on)

    assert import_rows(district, headings, row(), sheet="用人单位").errors == []
    assert Employer.objects.get().organizing == "preparing"
    assert import_rows(district, headings, row(), sheet="用人单位").verdicts == ["same"]
    later = row(state="已批复", on="2021-05-02")
    assert import_rows(district, headings, later, sheet="用人单位").verdicts == ["changed"]
    assert list(OrganizingStep.objects.values_list("state", flat=True)) == ["approved", "preparing"]
    covered = row(covered=union.name, state="", on="")
    assert import_rows(district, headings, covered, sheet="用人单位").verdicts == ["changed"]
    assert Employer.objects.get().organizing == "covered"
    assert import_rows(district, headings, row(on=""), sheet="用人单位").errors == [
        (4, "建会进展日期", "organizing_on_missing")
    ]
    assert import_rows(district, headings, row(state=""), sheet="用人单位").errors == [
        (4, "建会进展", "organizing_state_missing")
    ]
