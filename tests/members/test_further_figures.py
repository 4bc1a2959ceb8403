"""Figures beyond the summary's: members, coverage, model workers by level, posts, studios, honours, elections."""

from datetime import date

import pytest
from django.utils import timezone

from members.models import (
    Election,
    Employer,
    Headcount,
    Honour,
    HonourTitle,
    Member,
    ModelWorker,
    Organization,
    Post,
    Studio,
)
from reports.services.figures import shown
from tests.factories import make
from union_site.core.evaluation import evaluate, evaluate_by_town
from union_site.core.periods import Period
from union_site.core.registry import indicators

pytestmark = pytest.mark.django_db
H1, BEFORE = Period.parse("2021H1"), Period.parse("2020H1")


def values(district, *keys, period=H1, unit=None):
    found = evaluate([indicators[key] for key in keys], [period], district=district, unit=unit)
    return [found[key, period] for key in keys]


def by_town(district, key, period=H1):
    return evaluate_by_town([indicators[key]], period, district=district)[key]


def test_newly_recruited_members(district, union, other_union):
    keys = [f"register.recruited{part}" for part in ("", "_women", "_migrant_workers", "_new_employment")]
    assert values(district, *keys) == [None, None, None, None]
    make(Member, union, joined_on=date(2021, 1, 1), gender="female", migrant_worker=True)
    make(Member, union, joined_on=date(2021, 6, 30), gender="male", new_employment="快递员")
    make(Member, union, joined_on=date(2021, 3, 1), gender="male", status="left", status_on=date(2021, 5, 1))
    make(Member, union, joined_on=date(2021, 7, 1), gender="female")
    make(Member, union, joined_on=date(2020, 12, 31), gender="female")
    make(Member, union, joined_on=date(2021, 3, 1), gender="female", voided_at=timezone.now())
    make(Member, other_union, joined_on=date(2021, 3, 1), gender="female", migrant_worker=None)
    assert values(district, *keys) == [4, 2, 1, 1]
    assert values(district, *keys, unit=union) == [3, 1, 1, 1]
    assert by_town(district, "register.recruited") == {"青石镇": 3, "白鹭街道": 1}


def test_members_by_kind_of_the_union_of_the_day(district, make_union, town, union):
    joint = make_union("云川联合工会", Organization.Kind.JOINT, town)
    moved = make(Member, joint, joined_on=date(2019, 1, 1), gender="female", employer_name="云川兴榆商贸有限公司")
    moved.transfers.create(district=district, from_organization=union, to_organization=joint, on=date(2021, 7, 1))
    make(Member, joint, joined_on=date(2019, 1, 1), employer_name="云川兴榆商贸有限公司", new_employment="快递员")
    make(Member, union, joined_on=date(2019, 1, 1), employer_name="没有登记的单位", new_employment="快递员")
    make(Member, union, joined_on=date(2019, 1, 1), status="kept", status_on=date(2021, 6, 30))
    make(Employer, union, name="云川兴榆商贸有限公司", industry="批发和零售业")
    kinds, industries, jobs = values(
        district, "register.members_by_kind", "register.members_by_industry", "register.new_employment_by_kind"
    )
    assert kinds == [{"name": "单建基层工会", "count": 2}, {"name": "联合基层工会", "count": 1}]
    assert industries == [{"name": "批发和零售业", "count": 2}, {"name": "未登记行业", "count": 1}]
    assert jobs == [{"name": "快递员", "count": 2}]
    assert values(district, "register.members_by_kind", period=Period.parse("2021H2")) == [
        [{"name": "联合基层工会", "count": 2}, {"name": "单建基层工会", "count": 1}]
    ]
    assert values(district, "register.members_by_kind", unit=joint) == [[{"name": "联合基层工会", "count": 1}]]
    assert values(district, "register.members", "register.women") == [3, 1]


def test_a_breakdown_is_as_much_as_its_parts(district, union, other_union):
    for organization in (union, union, other_union):
        make(Member, organization, joined_on=date(2019, 1, 1))
    indicator = indicators["register.members_by_kind"]
    found = evaluate([indicator], [H1, H1.year_before], district=district, listed=[H1])
    assert found[indicator.key, H1] == [{"name": "单建基层工会", "count": 3}]
    assert found[indicator.key, H1.year_before] == 3
    assert [shown(value, indicator) for value in found.values()] == ["3", "3"]
    assert by_town(district, indicator.key) == {"青石镇": 2, "白鹭街道": 1}


def test_legal_entities_and_employees_covered(district, union, other_union, town):
    first = make(Employer, union, industry="制造业")
    make(Headcount, union, employer=first, year=2021, employees=120, women=55)
    make(Headcount, union, employer=first, year=2020, employees=100, women=None)
    second = make(Employer, union, kind="institution", industry="")
    make(Headcount, union, employer=second, year=2021, employees=30, women=None)
    closed = make(Employer, union, closed_on=date(2021, 6, 30))
    make(Headcount, union, employer=closed, year=2021, employees=500, women=5)
    make(Employer, town, union=None, seat=town)
    keys = ("organising.entities_covered", "organising.employees_covered", "organising.women_covered")
    assert values(district, *keys) == [2, 150, 55]
    assert values(district, *keys, period=BEFORE) == [3, 100, None]
    assert values(district, *keys, unit=other_union) == [None, None, None]
    kinds, industries, employees = values(
        district,
        "organising.entities_by_kind",
        "organising.entities_by_industry",
        "organising.employees_by_industry",
    )
    assert kinds == [{"name": "事业单位", "count": 1}, {"name": "私营企业", "count": 1}]
    assert industries == [{"name": "制造业", "count": 1}, {"name": "未填写", "count": 1}]
    assert employees == [{"name": "制造业", "count": 120}, {"name": "未填写", "count": 30}]
    Organization.objects.filter(pk=union.pk).update(dissolved_on=date(2021, 6, 30))
    assert values(district, *keys) == [None, None, None]


def test_womens_committees(district, union, other_union, town):
    keys = ("organising.new_women_committees", "organising.women_committees")
    assert values(district, *keys) == [None, None]
    for organization, day in ((union, "2021-06-30"), (other_union, "2021-07-01"), (town, "2020-12-31")):
        Organization.objects.filter(pk=organization.pk).update(women_committee_on=day)
    assert values(district, *keys) == [1, 2]
    Organization.objects.filter(pk=union.pk).update(dissolved_on=date(2021, 6, 30))
    assert values(district, *keys) == [1, 1]


def test_unions_by_kind(district, root, town, other_town, union):
    assert values(district, "register.organisations_by_kind") == [
        [
            {"name": "区总工会", "count": 1},
            {"name": "单建基层工会", "count": 1},
            {"name": "街道总工会", "count": 1},
            {"name": "镇总工会", "count": 1},
        ]
    ]


def test_grassroots_unions_by_industry(district, town, union, other_union):
    Organization.objects.filter(pk=union.pk).update(industry="制造业")
    key = "register.grassroots_by_industry"
    assert values(district, key) == [[{"name": "制造业", "count": 1}, {"name": "未登记行业", "count": 1}]]
    Organization.objects.filter(pk=other_union.pk).update(dissolved_on=date(2021, 6, 30))
    assert values(district, key) == [[{"name": "制造业", "count": 1}]]


def test_model_workers_count_once_by_their_highest_honour(district, union):
    both = make(ModelWorker, union)
    make(HonourTitle, union, model_worker=both, level="city", honoured_on=date(2015, 4, 28))
    make(HonourTitle, union, model_worker=both, level="national", honoured_on=date(2021, 6, 30))
    died = make(ModelWorker, union, state="deceased", deceased_on=date(2021, 6, 30))
    make(HonourTitle, union, model_worker=died, level="provincial")
    make(HonourTitle, union, level="district")
    make(HonourTitle, union, level="district", honoured_on=date(2021, 7, 1))
    make(ModelWorker, union)  # no honour on record
    keys = [f"model.{level}" for level in ("total", "national", "provincial", "city", "district")]
    assert values(district, *keys) == [2, 1, None, None, 1]
    assert values(district, *keys, period=BEFORE) == [3, None, 1, 1, 1]


def test_studios_honours_and_posts(district, union):
    make(Studio, union, kind="model_worker", level="city", listed_on=date(2021, 6, 30))
    make(Studio, union, kind="craftsman", level="district")
    make(Studio, union, kind="craftsman", level="district", delisted_on=date(2021, 6, 30))
    assert values(district, "studio.in_operation", "studio.by_kind", "studio.by_level") == [
        2,
        [{"name": "劳模创新工作室", "count": 1}, {"name": "工匠创新工作室", "count": 1}],
        [{"name": "区级", "count": 1}, {"name": "市级", "count": 1}],
    ]
    make(Honour, union, level="national", awarded_on=date(2021, 1, 1))
    make(Honour, union, level="district", awarded_on=date(2021, 6, 30))
    make(Honour, union, level="district", awarded_on=date(2021, 7, 1))
    assert values(district, "honours.all", "honours.by_level") == [
        2,
        [{"name": "全国级", "count": 1}, {"name": "区级", "count": 1}],
    ]
    make(Post, union, title="chair", appointed_on=date(2021, 6, 30))
    make(Post, union, title="vice_chair", left_on=date(2021, 6, 30))
    make(Post, union, title="vice_chair", left_on=date(2021, 7, 1))
    assert values(district, "post.in_office", "post.by_title") == [
        2,
        [{"name": "主席", "count": 1}, {"name": "副主席", "count": 1}],
    ]


def test_elections_of_the_grassroots(district, union, other_union, town):
    keys = ("election.grassroots_due", "election.grassroots_done", "election.grassroots_share")
    assert values(district, *keys) == [None, None, None]
    make(Election, union, due_on=date(2021, 6, 30), held_on=date(2021, 6, 30), state="done")
    make(Election, other_union, due_on=date(2021, 1, 1), held_on=date(2021, 7, 1), state="done")
    make(Election, union, due_on=date(2020, 12, 31), held_on=date(2021, 2, 1), state="done")
    make(Election, town, level="town", due_on=date(2021, 3, 1), held_on=date(2021, 3, 1), state="done")
    found = values(district, *keys)
    assert found == [2, 2, 50]
