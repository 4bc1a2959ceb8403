"""The rows at the edges of the sample district: cases, hardship files and mutual aid, each with literal numbers."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Count

from union_site.core.evaluation import evaluate, rows
from union_site.core.models import District
from union_site.core.periods import Period
from union_site.core.registry import indicators, registers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample")]


def counted(key: str, period: str, **row) -> int:
    """How many of the rows behind a figure are these."""
    return rows(indicators[key], Period.parse(period), district=District.objects.get()).filter(**row).count()


def figures(*arguments):
    out = StringIO()
    call_command("figures", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


CASES = [  # number: accepted in 2020H2, closed in 2020H2, accepted in 2021H1, closed in 2021H1, accepted in 2021H2
    ("2020", "028", (1, 0, 0, 1, 0)),  # accepted in 2020, closed in 2021
    ("2021", "013", (0, 0, 1, 0, 0)),  # accepted and open
    ("2021", "025", (0, 0, 1, 0, 0)),  # accepted on the last day
    ("2021", "026", (0, 0, 0, 0, 1)),  # accepted on the day after
]


@pytest.mark.parametrize(("year", "number", "expected"), CASES)
def test_cases(year, number, expected):
    case = {"number__contains": f"{year}", "number__endswith": f"云川工援字第{number}号"}
    asked = (
        ("dispute.accepted", "2020H2"),
        ("dispute.closed", "2020H2"),
        ("dispute.accepted", "2021H1"),
        ("dispute.closed", "2021H1"),
        ("dispute.accepted", "2021H2"),
    )
    assert tuple(counted(key, period, **case) for key, period in asked) == expected


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (("KN20160088", "KN20160091"), 0),  # closed on 2021-06-30
        (("KN20210298", "KN20210299"), 2),  # opened on 2021-06-30
        (("KN20160056",), 1),  # closed on 2021-07-01
    ],
)
def test_files_opened_and_closed_on_the_last_day(codes, expected):
    assert counted("hardship.total", "2021H1", code__in=codes) == expected


def levels(code: str, period: str) -> tuple[int, int, int]:
    keys = ("hardship.national", "hardship.provincial", "hardship.district")
    return tuple(counted(key, period, code=code) for key in keys)


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("KN20180145", (0, 1, 0), (0, 0, 1)),  # provincial to district on 2021-06-30: the new level counts
        ("KN20150027", (0, 0, 1), (0, 0, 1)),  # district to provincial on 2021-07-01: the old level counts
        ("KN20180138", (0, 1, 0), (1, 0, 0)),  # twice: district to provincial 2020-03-09, to national 2021-05-12
    ],
)
def test_the_level_is_that_of_the_last_day(code, before, after):
    assert (levels(code, "2020H2"), levels(code, "2021H1")) == (before, after)


def test_the_level_of_the_day_after_counts_in_the_next_half_year():
    assert levels("KN20150027", "2021H2") == (0, 1, 0)


def test_a_person_with_a_closed_file_and_a_new_one_counts_once():
    files = registers["hardship"].model.objects
    twice = files.values("identity_index").annotate(files=Count("pk")).filter(files=2).values_list("identity_index")
    names = files.filter(identity_index__in=twice).values_list("name", flat=True).distinct()
    assert {"夏萍", "萧晨秀", "顾诗艳"} <= set(names)
    for name in ("夏萍", "萧晨秀", "顾诗艳"):
        assert counted("hardship.total", "2021H1", name=name, identity_index__in=twice) == 1


def test_people_added_later_to_an_enrolment_are_of_the_same_unit():
    added = {"policy_year": 2021, "round": "追加"}
    assert registers["enrolment"].model.objects.filter(**added).count() == 13
    found = figures("2021H1")
    assert (found["mutual.units"], found["mutual.insured"], found["mutual.premium"]) == (202, 14311, "114.488")


def test_the_sample_beyond_the_summary():
    """Counted apart, straight from the workbooks 16, 17, 20 and 21."""
    period = Period.parse("2021H1")
    expected = {
        "aid.people": 135,
        "aid.visits": 135,
        "aid.money": "23.65",
        "aid_winter.people": None,
        "hardship.closed": 25,
        "hardship.lifted": 5,
        "dispute.recovered": "170.909916",
        "bargaining.contracts": 71,
        "bargaining.offers": 16,
        "bargaining.answered": "100",
    }
    chosen = [indicators[key] for key in expected]
    found = evaluate(chosen, [period], district=District.objects.get())
    assert {one.key: one.canonical(found[one.key, period]) for one in chosen} == expected
