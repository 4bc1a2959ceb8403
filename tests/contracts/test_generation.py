"""Promises of `manage.py generate`: rows in every register, every rule kept, figures that speak, nothing else touched."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils.module_loading import autodiscover_modules

from members.models import Headcount, Member, Organization
from union_site.core import registry
from union_site.core.evaluation import evaluate
from union_site.core.generation import SeedTaken, district_name, generate
from union_site.core.identifiers import check_identity, check_uscc
from union_site.core.models import AuditEvent, District, User
from union_site.core.periods import Period
from union_site.core.registry import indicators, registers
from union_site.core.scope import RowModel

ROWS = [model for model in apps.get_models() if issubclass(model, RowModel)]


@pytest.fixture
def made(db):
    return generate(members=300, seed=7, year=2021)


def test_every_register_and_child_has_rows(made):
    empty = {model.__name__ for model in ROWS if not model.objects.filter(district=made.district).exists()}
    assert empty == set()
    assert Member.objects.filter(district=made.district).count() == 300


def test_a_register_without_a_generator_has_plain_rows(db, monkeypatch):
    """What is new has rows at once, and a newcomer need not write a generator."""
    autodiscover_modules("generation")
    left_out = {"contests", "documents", "visits", "hardship"}
    kept = [(order, function) for order, function in registry.generators if function.__name__ not in left_out]
    assert len(kept) < len(registry.generators)
    monkeypatch.setattr(registry, "generators", kept)
    made = generate(members=300, seed=7, year=2021)
    test_every_register_and_child_has_rows(made)
    test_every_rule_of_every_model_holds(made)


def test_every_rule_of_every_model_holds(made):
    checks = {viewset.model: viewset.check for viewset in registers.values()}
    wrong = []
    for model in ROWS:
        for row in model.objects.filter(district=made.district):
            filled = [f for f in model._meta.fields if not f.is_relation and getattr(row, f.name) not in f.empty_values]
            row.clean_fields(exclude={f.name for f in model._meta.fields} - {f.name for f in filled})
            given = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
            given |= {field.name: given[field.attname] for field in model._meta.concrete_fields}
            wrong += [(row, rule.message) for rule in getattr(model, "rules", ()) if not rule.holds(given)]
            wrong += [(row, message) for _, message in checks.get(model, lambda row: ())(row)]
    assert wrong == []


def test_numbers_are_valid_and_follow_from_each_other(made):
    members = list(Member.objects.filter(district=made.district))
    assert len({member.identity_index for member in members}) == 300
    for member in members:
        identity = check_identity(member.identity)
        assert (identity.birth, identity.gender) == (member.birth_on, member.get_gender_display())
        assert member.identity.startswith("339901")
    codes = Organization.objects.filter(district=made.district).values_list("uscc", flat=True)
    assert all(check_uscc(code).startswith("81") for code in codes)
    assert set(Headcount.objects.filter(district=made.district).values_list("year", flat=True)) == {2019, 2020, 2021}


def test_the_tree_is_whole_and_dated(made):
    unions = Organization.objects.filter(district=made.district)
    assert unions.filter(depth=0).count() == 1
    assert all(union.path.startswith(union.parent.path) for union in unions.exclude(parent=None))
    moved = unions.filter(affiliations__isnull=False).first()
    assert moved.placements.count() == 2 and len(set(moved.placements.values_list("town", flat=True))) == 2


def test_figures_speak_of_it(db):
    period = Period.parse("2021H1")
    values = evaluate(indicators.values(), [period], district=generate(members=2000, seed=7, year=2021).district)
    assert values["register.members", period] > 1200
    assert values["register.organisations", period] >= 6
    said = [key for (key, _), value in values.items() if value not in (None, [], 0)]
    assert len(said) > len(values) / 2


def snapshot(district) -> dict:
    """Everything that follows from the seed; keys of the database do not."""
    found = {}
    for model in ROWS:
        fields = [f.name for f in model._meta.concrete_fields if not f.is_relation and f.name not in {"id", "path"}]
        found[model.__name__] = list(model.objects.filter(district=district).order_by("public_id").values_list(*fields))
    return found


def test_the_same_seed_gives_the_same_district(db):
    taken = []
    for _ in range(2):
        with transaction.atomic():
            district = generate(members=60, seed=3, year=2020).district
            Organization.objects.filter(district=district, parent=None).update(public_id=district.public_id)
            rows = snapshot(district)
            rows["Organization"] = [row for row in rows["Organization"] if row[0] != district.public_id]
            taken.append(rows)
            transaction.set_rollback(True)
    assert taken[0] == taken[1]
    assert len(taken[0]["Member"]) == 60


def test_another_seed_makes_another_district_and_leaves_the_first_alone(made):
    before = snapshot(made.district)
    second = generate(members=100, seed=8, year=2021).district
    assert snapshot(made.district) == before
    assert (made.district.name, second.name) == ("竹湖区总工会", "松湖区总工会") and second != made.district
    with pytest.raises(SeedTaken) as refused:
        generate(members=100, seed=8, year=2021)
    assert refused.value.message == "已有“松湖区总工会”，不会改动。请换一个 --seed。"
    assert District.objects.count() == 2


def test_names_of_districts_do_not_repeat():
    assert len({district_name(seed) for seed in range(1000)}) == 1000


def test_the_command_makes_districts_with_accounts(db):
    out = StringIO()
    given = {"members": 40, "seed": 1, "districts": 2, "year": 2021, "password": "Yunchuan@2021"}
    call_command("generate", stdout=out, **given)
    assert [district.name for district in District.objects.all()] == ["清湖区总工会", "云湖区总工会"]
    assert District.objects.first().current_period == "2021H2"
    assert "  会员：40\n" in out.getvalue() and "  账号 leader-2  领导\n" in out.getvalue()
    assert User.objects.get(username="leader-1").check_password("Yunchuan@2021")
    assert User.objects.get(username="grassroots-clerk-1").grants.get().organization.depth == 2
    said = AuditEvent.objects.filter(reason="生成虚构的测试数据（种子1）")
    assert said.get().object_label == "清湖区总工会"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"members": 0}, "--members 应为 1 以上。"),
        ({"seed": -1}, "--seed 应为 0 以上。"),
        ({"districts": 0}, "--districts 应为 1 以上。"),
        ({"year": 1900}, "--year 应为 2005 至 2090 之间的年度。"),
    ],
)
def test_options_that_make_no_sense(db, options, words):
    with pytest.raises(CommandError, match=words):
        call_command("generate", **{"members": 10, "seed": 1, "year": 2021, **options})
    assert not District.objects.exists()


def test_a_plain_password_makes_nothing(db):
    with pytest.raises(CommandError):
        call_command("generate", members=10, seed=1, year=2021, password="1234")
    assert not District.objects.exists()


def test_never_in_production_without_being_forced(db, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="请加 --force-production"):
        call_command("generate", members=10, seed=1, year=2021)
    call_command("generate", members=10, seed=1, year=2021, force_production=True, stdout=StringIO())
    assert Member.objects.count() == 10
