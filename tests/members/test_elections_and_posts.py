"""Elections and posts: their sheets, their forms, what the database refuses, and the figures on their edges."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from members.models import Election, Organization, Post, UnionLevel
from tests.factories import make
from tests.sheets import import_rows
from union_site.core.evaluation import evaluate, evaluate_by_town
from union_site.core.periods import Period
from union_site.core.registry import indicators, registers

ELECTION = ("工会名称", "层级", "换届轮次", "届满日期", "计划换届月份", "换届日期", "当选主席")
POST = ("姓名", "性别", "任职工会", "层级", "职务", "任职日期", "离任日期")
H1, BEFORE = Period.parse("2021H1"), Period.parse("2020H1")


def values(district, period, *keys):
    found = evaluate([indicators[key] for key in keys], [period], district=district)
    return [found[key, period] for key in keys]


def errors(response) -> dict:
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def test_elections_of_a_sheet(district, town, other_town):
    rows = (
        (town.name, "镇(街道)", "2021年换届", "2021-07-31", "2021年6月", "2021-06-30", "孟凯"),
        (other_town.name, "镇街", "2021年换届", "2021-07-31", "2021.07", "", ""),
    )
    result = import_rows(district, ELECTION, *rows, sheet="换届选举")

    assert (result.key, result.verdicts, result.unknown) == ("election", ["new", "new"], [])
    assert list(Election.objects.order_by("id").values_list("level", "planned_month", "held_on", "chair", "state")) == [
        ("town", "2021-06", date(2021, 6, 30), "孟凯", "done"),
        ("town", "2021-07", None, "", "waiting"),
    ]
    assert import_rows(district, ELECTION, *rows, sheet="换届选举").verdicts == ["same", "same"]


def test_elections_in_other_words(district, town):
    result = import_rows(
        district,
        ("换届单位", "工会层级", "轮次", "任期届满日期", "拟换届时间", "换届时间", "新任主席", "换届情况", "届次"),
        (town.name, "镇级", "2021年换届", "2021.7.31", "202107", "", "", "筹备中", "第五届"),
        sheet="换届",
    )

    assert (result.key, result.errors, result.unknown) == ("election", [], [])
    election = Election.objects.get()
    assert (election.state, election.term, election.planned_month) == ("preparing", "第五届", "2021-07")


def test_sheet_without_the_state_leaves_it(district, town):
    make(Election, town, round="2021年换届", state="postponed", level="town", term="")

    result = import_rows(
        district, ELECTION, (town.name, "镇(街道)", "2021年换届", "2021-07-31", "2021-08", "", ""), sheet="换届选举"
    )
    assert result.verdicts == ["changed"]
    assert Election.objects.get().state == "postponed"

    import_rows(
        district,
        ELECTION,
        (town.name, "镇(街道)", "2021年换届", "2021-07-31", "2021-08", "2021-08-02", "孟凯"),
        sheet="换届选举",
    )
    assert Election.objects.get().state == "done"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("2021年换届", "2021-07-31", "2021年6月", "", "孟凯", ""), (4, "当选主席", "held_on_missing")),
        (("2021年换届", "2021-07-31", "2021年6月", "", "", "已换届"), (4, "状态", "held_on_missing")),
        (("2021年换届", "2021-07-31", "六月底", "", "", ""), (4, "计划换届月份", "date_year_missing")),
        (("", "2021-07-31", "", "", "", ""), (4, "换届轮次", "required")),
    ],
)
def test_contradictions_of_a_sheet_are_refused(district, town, row, expected):
    result = import_rows(district, (*ELECTION, "状态"), (town.name, "镇(街道)", *row), sheet="换届选举")

    assert result.errors == [expected]
    assert not Election.objects.exists()


def test_a_union_has_one_election_a_round(district, town):
    row = (town.name, "镇(街道)", "2021年换届", "2021-07-31", "", "", "")

    assert import_rows(district, ELECTION, row, row, sheet="换届选举").verdicts == ["new", "rejected"]


@pytest.fixture
def office(client_of, org_officer):
    return client_of(org_officer)


def election_form(union, **data):
    data = {"level": "grassroots", "round": "2021年换届", "due_on": "2021-07-31", "state": "waiting", **data}
    return {"version": "", "organization": union.public_id, **data}


def test_a_form_takes_the_month_as_people_write_it(office, union):
    response = office.post(registers["election"].url("new"), election_form(union, planned_month="2021年6月"))

    assert response.status_code == 302
    assert Election.objects.get().planned_month == "2021-06"


def test_the_day_of_the_election_makes_it_done(office, union):
    office.post(registers["election"].url("new"), election_form(union, held_on="2021-06-30", chair="孟凯"))

    assert Election.objects.get().state == "done"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"state": "done"}, {"__all__": ["状态为“已完成”的，应填写换届日期；没有换届日期的，请选择其他状态。"]}),
        ({"chair": "孟凯"}, {"__all__": ["填写了当选主席的，请填写换届日期。"]}),
        (
            {"planned_month": "六月底"},
            {"planned_month": ["请填写年和月，如 2021-07。"]},
        ),
    ],
)
def test_contradictions_of_a_form_are_refused(office, union, data, expected):
    response = office.post(registers["election"].url("new"), election_form(union, **data))

    assert errors(response) == expected
    assert not Election.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "done"},
        {"held_on": date(2021, 6, 30)},
        {"chair": "孟凯"},
        {"round": ""},
        {"planned_month": "2021年6月"},
        {"planned_month": "2021-13"},
    ],
)
def test_the_database_refuses_them_too(union, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make(Election, union, **fields)


def test_the_round_of_the_year_counts_towns_on_their_last_day(district, root, town, other_town, union, make_union):
    """Held on 30 June is done, on 2 July pending; systems, grassroots and earlier rounds do not count."""
    late = make_union("临湾镇总工会", Organization.Kind.TOWN, root)
    system = make_union("云川区教育系统工会", Organization.Kind.SYSTEM, root)
    for owner, level, name, held_on in (
        (town, "town", "2021年换届", date(2021, 6, 30)),
        (other_town, "town", "2021年换届", date(2021, 7, 2)),
        (late, "town", "2021年换届", None),
        (town, "town", "2016年换届", date(2016, 7, 3)),
        (system, "system", "2021年换届", date(2021, 5, 20)),
        (union, "grassroots", "2021年换届", None),
    ):
        make(
            Election,
            owner,
            level=level,
            round=name,
            held_on=held_on,
            state="done" if held_on else "waiting",
            planned_month="2021-07",
        )
    keys = ("election.towns_done", "election.towns_pending")

    assert values(district, H1, *keys) == [1, 2]
    assert values(district, BEFORE, *keys) == [None, None]
    assert values(district, Period.parse("2021H2"), *keys) == [2, 1]
    assert values(district, H1, "election.pending_names") == [
        [
            {"name": "白鹭街道总工会", "planned_month": "2021-07", "month": 7},
            {"name": "临湾镇总工会", "planned_month": "2021-07", "month": 7},
        ]
    ]
    assert evaluate_by_town([indicators["election.towns_pending"]], H1, district=district) == {
        "election.towns_pending": {"白鹭街道": 1, "临湾镇": 1}
    }


def test_posts_of_a_sheet(district, root, town):
    rows = (
        ("郭雨", "女", root.name, "区", "专职集体协商指导员", "2021.04.12", ""),
        ("张兰涵", "女", town.name, "镇(街道)", "兼职指导员", "2018.08.22", "2021.05.07"),
        ("孟凯", "男", town.name, "镇街", "工会主席", "2021.06.30", ""),
    )
    result = import_rows(district, POST, *rows, sheet="任职情况")

    assert (result.key, result.errors, result.unknown) == ("post", [], [])
    assert list(Post.objects.order_by("id").values_list("name", "level", "title", "left_on")) == [
        ("郭雨", "district", "advisor_full", None),
        ("张兰涵", "town", "advisor_part", date(2021, 5, 7)),
        ("孟凯", "town", "chair", None),
    ]
    assert import_rows(district, POST, *rows, sheet="任职情况").verdicts == ["same", "same", "same"]


def test_leaving_before_the_appointment_is_refused(district, town, office):
    row = ("张兰涵", "女", town.name, "镇(街道)", "副主席", "2021.05.07", "2021.05.06")
    result = import_rows(district, POST, row, sheet="任职情况")
    assert result.errors == [(4, "离任日期", "rule")]

    response = office.post(
        registers["post"].url("new"),
        {
            "version": "",
            "name": "张兰涵",
            "organization": town.public_id,
            "level": "town",
            "title": "vice_chair",
            "appointed_on": "2021-05-07",
            "left_on": "2021-05-06",
        },
    )
    assert errors(response) == {"left_on": ["离任日期不能早于任职日期。"]}

    with pytest.raises(IntegrityError), transaction.atomic():
        make(Post, town, appointed_on=date(2021, 5, 7), left_on=date(2021, 5, 6))


def test_advisors_in_office_and_appointed(district, root, town, union):
    """Whoever leaves on the last day is no longer in office; advisors of the grassroots are in neither figure."""
    for owner, level, title, appointed_on, left_on in (
        (root, UnionLevel.DISTRICT, "advisor_full", date(2018, 3, 1), None),
        (root, UnionLevel.DISTRICT, "advisor_full", date(2018, 3, 1), date(2021, 6, 30)),
        (root, UnionLevel.DISTRICT, "advisor_full", date(2018, 3, 1), date(2021, 7, 1)),
        (root, UnionLevel.DISTRICT, "advisor_full", date(2021, 6, 30), None),
        (root, UnionLevel.DISTRICT, "advisor_full", date(2021, 7, 1), None),
        (town, UnionLevel.TOWN, "advisor_part", date(2021, 6, 30), None),
        (town, UnionLevel.TOWN, "advisor_part", date(2021, 7, 1), None),
        (town, UnionLevel.TOWN, "advisor_part", date(2020, 4, 15), None),
        (union, UnionLevel.GRASSROOTS, "advisor_part", date(2021, 3, 15), None),
        (town, UnionLevel.TOWN, "chair", date(2021, 3, 15), None),
    ):
        make(Post, owner, level=level, title=title, appointed_on=appointed_on, left_on=left_on)
    keys = ("bargaining.advisors_full", "bargaining.advisors_part")

    assert values(district, H1, *keys) == [3, 1]
    assert values(district, BEFORE, *keys) == [3, 1]
