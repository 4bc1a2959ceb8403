"""Who of the model workers is due what, by the highest level; what else runs out; honours on the pages of person and union."""

from datetime import date

import pytest
from django.urls import reverse

from members.models import Care, CareRule, Honour, HonourTitle, Member, ModelWorker, Organization, Post
from tests.factories import make
from union_site.core.registry import registers

DAY = "2021-06-30"


def listed(client, key="model.due_checkup", day=DAY, **query):
    """({name: note} of the first page, {tab: number} without empty tabs)."""
    answer = client.get(reverse("core:worklist", args=[key]), {"day": day, **query})
    rows = {str(line["cells"][0][1]): line["note"] for line in answer.context["lines"]}
    return rows, {tab.key: number for tab, number, _ in answer.context["tabs"] if number}


@pytest.fixture
def worker(union, root):
    """A model worker of the city with a rule of a check-up every two years."""
    make(CareRule, root, level="city", kind="checkup", every_years=2, from_day=date(2015, 1, 1))
    row = make(ModelWorker, union, name="郑劳模")
    make(HonourTitle, union, model_worker=row, level="city", honoured_on=date(2020, 4, 28))
    return row


def test_due_until_it_was_done(worker, union, town_clerk, stranger, client_of):
    client = client_of(town_clerk)
    assert listed(client) == ({"郑劳模": "市级，每2年一次，还没有安排过"}, {"city": 1})
    assert listed(client, day="2020-04-27") == ({}, {})  # not yet honoured
    assert listed(client_of(stranger)) == ({}, {})
    care = make(Care, union, model_worker=worker, kind="checkup", on=date(2020, 5, 12))
    assert listed(client) == ({}, {})
    assert listed(client, day="2022-01-01") == ({"郑劳模": "市级，每2年一次，上次 2020-05-12"}, {"city": 1})
    assert listed(client, day="2024-01-01")[1] == {"city": 1, "missed": 1}
    Care.objects.filter(pk=care.pk).update(kind="visit")
    assert listed(client)[1] == {"city": 1}
    assert listed(client, day="2022-01-01")[1] == {"city": 1, "missed": 1}
    assert list(listed(client, day="2022-01-01", tab="missed")[0]) == ["郑劳模"]


@pytest.mark.parametrize(
    ("fields", "last_day", "first_day_off"),
    [
        ({"state": "retired", "retired_on": date(2021, 6, 30)}, "2021-06-29", "2021-06-30"),
        ({"state": "deceased", "deceased_on": date(2021, 6, 30)}, "2021-06-29", "2021-06-30"),
        ({"state": "retired", "retired_on": None}, None, "2021-06-30"),
    ],
)
def test_off_the_list_from_the_day(fields, last_day, first_day_off, worker, town_clerk, client_of):
    ModelWorker.objects.filter(pk=worker.pk).update(**fields)
    client = client_of(town_clerk)
    assert listed(client, day=first_day_off) == ({}, {})
    if last_day:
        assert list(listed(client, day=last_day)[0]) == ["郑劳模"]


def test_a_rule_may_include_the_retired_but_not_the_dead(worker, town_clerk, client_of):
    CareRule.objects.update(includes_retired=True)
    ModelWorker.objects.filter(pk=worker.pk).update(state="retired", retired_on=date(2020, 1, 1))
    assert list(listed(client_of(town_clerk))[0]) == ["郑劳模"]
    ModelWorker.objects.filter(pk=worker.pk).update(state="deceased", deceased_on=date(2021, 1, 1))
    assert listed(client_of(town_clerk))[0] == {}


def test_the_highest_level_counts_and_the_nearest_rule(worker, union, root, town, town_clerk, client_of):
    client = client_of(town_clerk)
    make(HonourTitle, union, model_worker=worker, level="national", honoured_on=date(2021, 5, 1), title="全国劳动模范")
    assert listed(client) == ({}, {})  # no rule for the level
    make(
        CareRule,
        root,
        level="national",
        kind="checkup",
        every_years=1,
        from_day=date(2020, 1, 1),
        to_day=date(2022, 1, 1),
    )
    assert listed(client) == ({"郑劳模": "全国级，每1年一次，还没有安排过"}, {"national": 1, "missed": 1})
    assert listed(client, day="2022-01-01") == ({}, {})
    make(CareRule, town, level="national", kind="checkup", every_years=3, from_day=date(2021, 1, 1))
    assert listed(client)[0] == {"郑劳模": "全国级，每3年一次，还没有安排过"}
    assert listed(client, "model.due_visit") == ({}, {})


def test_posts_and_certificates_that_run_out(union, town_clerk, client_of):
    client = client_of(town_clerk)
    make(Post, union, name="冯甲", term_ends_on=date(2021, 9, 30))
    make(Post, union, name="冯乙", term_ends_on=date(2021, 6, 29))
    make(Post, union, name="冯丙", term_ends_on=date(2021, 10, 1))
    make(Post, union, name="冯丁", term_ends_on=date(2021, 6, 29), left_on=date(2021, 6, 30))
    assert (list(listed(client, "post.term")[0]), listed(client, "post.term")[1]) == (
        ["冯乙", "冯甲"],
        {"over": 1, "soon": 1},
    )
    registered = {"legal_state": Organization.LegalState.REGISTERED, "legal_registered_on": date(2018, 7, 1)}
    Organization.objects.filter(pk=union.pk).update(legal_valid_to=date(2021, 6, 29), **registered)
    assert list(listed(client, "organization.legal_expiry")[0]) == [union.name]
    assert listed(client, "organization.legal_expiry", day="2021-03-28") == ({}, {})


def test_members_with_something_missing(union, town_clerk, client_of):
    make(Member, union, name="林甲")
    make(Member, union, name="林乙", phone="", employer_name="")
    gone = make(Member, union, name="林丙", phone="", status="left", status_on=date(2021, 6, 30))
    client = client_of(town_clerk)
    assert listed(client, "member.defects") == (
        {"林乙": "缺手机号码、工作单位"},
        {"phone_index": 1, "employer_name": 1},
    )
    assert gone.name in listed(client, "member.defects", day="2021-06-29")[0]


def test_an_honour_shows_on_the_person_and_the_union(union, other_union, town_clerk, officer, org_officer, client_of):
    member = make(Member, union)
    born = {"identity": member.identity, "birth_on": member.birth_on, "kind": "person"}
    make(Honour, union, title="五一巾帼标兵", recipient=member.name, **born)
    make(Honour, other_union, title="优秀工会积极分子", recipient=member.name, **born)
    client = client_of(town_clerk)
    page = client.get(registers["member"].url("detail", member))
    assert [row.label for row in page.context["related"]] == [f"五一巾帼标兵 {member.name}"]
    assert "五一巾帼标兵" in client.get(registers["organization"].url("detail", union)).content.decode()
    # Who may not read honours sees none of them, neither with the person nor with the union.
    other = client_of(org_officer)
    assert other.get(registers["member"].url("detail", member)).context["related"] == []
    assert "五一巾帼标兵" not in other.get(registers["organization"].url("detail", union)).content.decode()
