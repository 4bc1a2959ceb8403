"""Sheets of innovation projects, results, and mentors with apprentices."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from activities.models import InnovationProject, InnovationResult, MentorPair, MentorPairPerson
from tests.contracts.forms import typed
from tests.factories import make
from tests.factories.base import identity_number
from tests.sheets import import_rows
from union_site.core.evaluation import evaluate, evaluate_by_town
from union_site.core.periods import Period
from union_site.core.registry import indicators, registers

PERIOD = Period.parse("2021H1")
PAIR = ("师傅姓名", "师傅身份证号", "徒弟姓名", "徒弟身份证号", "所属工会", "工种", "签约日期", "结对期满")
ONE, TWO, THREE, FOUR = (identity_number(number) for number in (1, 2, 3, 4))


def people(district, unit=None, period=PERIOD):
    return evaluate([indicators["mentoring.people"]], [period], district=district, unit=unit)[
        "mentoring.people", period
    ]


def test_projects_in_the_words_of_clerks(district, union):
    result = import_rows(
        district,
        ("项目名称", "项目类别", "申报单位", "所属工会", "立项时间", "参与职工数", "项目进展"),
        ("焊接检测流程攻关", "QC小组", "云川兴榆商贸有限公司", union.name, "2021/6/30", 14, "结题"),
        ("烹饪工装夹具研究", "合理化建议", "云川兴榆商贸有限公司", union.name, "2021/7/1", "", "进行中"),
        sheet="创新项目",
    )

    assert (result.key, result.verdicts, result.errors) == ("innovation_project", ["new", "new"], [])
    assert list(InnovationProject.objects.order_by("id").values_list("approved_on", "participants", "state")) == [
        (date(2021, 6, 30), 14, "finished"),
        (date(2021, 7, 1), None, "ongoing"),
    ]
    keys = ("innovation.projects", "innovation.participants")
    values = evaluate([indicators[key] for key in keys], [PERIOD, PERIOD + 1], district=district)
    assert [values[key, PERIOD] for key in keys] == [1, 14]
    assert [values[key, PERIOD + 1] for key in keys] == [1, None]  # no number was given: not 0


def test_a_project_with_nobody_is_refused(district, union):
    result = import_rows(
        district,
        ("项目名称", "项目类型", "申报单位", "所属工会", "立项日期", "参与人数", "进展"),
        ("焊接检测流程攻关", "QC小组", "某单位", union.name, "2021-06-30", -3, "实施中"),
        ("焊接检测流程攻关", "QC小组", "某单位", union.name, "2021-07-01", 0, "实施中"),
        sheet="创新项目",
    )

    assert [(row, heading) for row, heading, _ in result.errors] == [(4, "参与人数"), (5, "参与人数")]


@pytest.mark.parametrize(("heading", "stored"), [("经济效益(万元)", "740000.00"), ("经济效益（元）", "74.00")])
def test_benefit_of_a_result_by_the_unit_of_its_heading(district, union, heading, stored):
    result = import_rows(
        district,
        ("成果名称", "成果类型", "完成单位", "所属工会", "取得日期", heading, "依托工作室"),
        ("园林工艺", "工法", "云川博宸汽车零部件有限公司", union.name, "2019/2/15", 74, ""),
        ("消防工艺", "技术改进", "云川博宸汽车零部件有限公司", union.name, "2019/3/19", "", "朱雨英劳模创新工作室"),
        sheet="创新成果",
    )

    assert (result.key, result.errors) == ("innovation_result", [])
    assert list(InnovationResult.objects.order_by("id").values_list("benefit", flat=True)) == [Decimal(stored), None]


def test_people_of_pairs_count_once(district, union):
    """A mentor of two, whose one apprentice is a mentor as well: four people."""
    result = import_rows(
        district,
        PAIR,
        ("范雅蕾", ONE, "任文军", TWO, union.name, "数控铣工", "2021-02-22", "2023-02-22"),
        ("范雅蕾", ONE, "薛芳舒", THREE, union.name, "数控铣工", "2021-02-22", "2023-02-22"),
        ("薛芳舒", THREE, "吴晶", FOUR, union.name, "插花", "2021-06-30", "2023-06-30"),
        ("薛芳舒", THREE, "吴晶", FOUR, union.name, "插花", "2021-07-01", "2023-07-01"),
        sheet="师徒结对",
    )

    assert (result.key, result.verdicts, result.errors) == ("mentor_pair", ["new"] * 4, [])
    assert MentorPairPerson.objects.count() == 8
    assert people(district) == 4
    assert people(district, union) == 4
    assert people(district, period=PERIOD + 1) == 2
    assert people(district, period=PERIOD.year_before) is None
    by_town = evaluate_by_town([indicators["mentoring.people"]], PERIOD, district=district)
    assert by_town == {"mentoring.people": {"青石镇": 4}}


def test_numbers_lie_encrypted_and_a_second_import_changes_nothing(district, union):
    rows = (PAIR, ("范雅蕾", ONE, "任文军", TWO, union.name, "数控铣工", "2021-02-22", "2023-02-22"))
    import_rows(district, *rows, sheet="师徒结对")

    assert import_rows(district, *rows, sheet="师徒结对").verdicts == ["same"]
    assert MentorPairPerson.objects.count() == 2
    pair = MentorPair.objects.get()
    assert (pair.mentor_identity, pair.apprentice_identity) == (ONE, TWO)
    search = registers["mentor_pair"].search_condition
    assert MentorPair.objects.filter(search(TWO)).exists() and MentorPair.objects.filter(search(ONE)).exists()
    assert not MentorPair.objects.filter(search(THREE)).exists()


def test_bad_pairs_are_refused_in_the_sheet(district, union):
    result = import_rows(
        district,
        PAIR,
        ("范雅蕾", ONE, "范雅蕾", ONE, union.name, "数控铣工", "2021-02-22", "2023-02-22"),
        ("范雅蕾", ONE, "任文军", TWO, union.name, "数控铣工", "2021-02-22", "2021-02-21"),
        ("范雅蕾", ONE, "任文军", "339901197605173151", union.name, "数控铣工", "2021-02-22", "2023-02-22"),
        ("范雅蕾", ONE, "薛芳舒", THREE, union.name, "数控铣工", "2021-02-22", "2023-02-22"),
        ("范雅蕾", ONE, "薛芳舒", THREE, union.name, "插花", "2021-02-22", "2023-02-22"),
        sheet="师徒结对",
    )

    assert result.errors == [
        (4, "徒弟身份证号", "rule"),
        (5, "结对期满", "rule"),
        (6, "徒弟身份证号", "id_check"),
        (8, "签约日期", "signed_on_duplicate"),
    ]


def test_the_form_refuses_and_follows(district, union, clerk, client_of):
    viewset, client = registers["mentor_pair"], client_of(clerk)
    pair = make(MentorPair, union, mentor_identity=ONE, apprentice_identity=TWO)
    data = typed(pair, viewset.form_fields)
    MentorPair.objects.all().delete()

    refused = client.post(viewset.url("new"), {**data, "apprentice_identity": ONE})
    assert refused.context["form"].errors == {"apprentice_identity": ["师傅和徒弟不能是同一人。"]}

    assert client.post(viewset.url("new"), data).status_code == 302
    assert people(district) == 2
    pair = MentorPair.objects.get()
    page = client.get(viewset.url("edit", pair)).context["form"]
    changed = {name: page[name].value() or "" for name in page.fields} | {"apprentice_identity": THREE}
    assert client.post(viewset.url("edit", pair), changed).status_code == 302
    found = set(MentorPairPerson.objects.values_list("role", "identity_index"))
    pair.refresh_from_db()
    assert found == {("mentor", pair.mentor_identity_index), ("apprentice", pair.apprentice_identity_index)}
    client.post(viewset.url("void", pair), {"reason": "录错"})
    assert people(district) is None


def test_the_database_refuses_too(union):
    with pytest.raises(IntegrityError), transaction.atomic():
        make(MentorPair, union, mentor_identity=ONE, apprentice_identity=ONE)
    with pytest.raises(IntegrityError), transaction.atomic():
        make(MentorPair, union, signed_on=date(2021, 2, 2), ends_on=date(2021, 2, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        make(InnovationResult, union, benefit=-1)
