"""Nobody joins, retires, dies or is honoured before birth: the same words in form, sheet and database."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from members.models import Honour, HonourTitle, Member, ModelWorker
from tests.contracts.forms import typed
from tests.factories import make
from tests.sheets import import_rows
from union_site.core.registry import registers

IDENTITY = "33990119800307001X"  # born on 1980-03-07
HONOURED = "表彰日期不能早于本人的出生日期。"
AWARDED = "授予日期不能早于获奖者的出生日期。"
COLLECTIVE = "集体荣誉不填写身份证号；属于个人的，请选择“个人”。"
JOINED = "入会日期不能早于出生日期。"


def errors(answer) -> dict[str, list[str]]:
    assert answer.status_code == 200
    return {name: list(found) for name, found in answer.context["form"].errors.items()}


@pytest.fixture
def worker(union):
    return make(ModelWorker, union, identity=IDENTITY, gender="male")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"kind": "person", "identity": IDENTITY, "awarded_on": "1980-03-06"}, {"awarded_on": [AWARDED]}),
        ({"kind": "collective", "identity": IDENTITY}, {"identity": [COLLECTIVE]}),
    ],
)
def test_honour_in_the_form(fields, expected, union, town_clerk, client_of):
    viewset = registers["honour"]
    row = make(Honour, union)
    data = {**typed(row, viewset.form_fields), "recipient": "朱雨英", **fields}
    assert errors(client_of(town_clerk).post(viewset.url("new"), data)) == expected


@pytest.mark.parametrize(
    ("kind", "identity", "day", "expected"),
    [
        ("个人", IDENTITY, "1980-03-06", [(4, "授予日期", "rule")]),
        ("集体", IDENTITY, "2021-05-01", [(4, "身份证号", "rule")]),
        ("个人", IDENTITY, "1980-03-07", []),
        ("个人", "", "1970-01-01", []),
    ],
)
def test_honour_in_a_sheet(kind, identity, day, expected, district, union):
    headings = ("荣誉级别", "集体/个人", "荣誉称号", "获奖者", "身份证号", "所属工会", "授予日期")
    row = ("市", kind, "五一巾帼标兵", "朱雨英", identity, union.name, day)
    result = import_rows(district, headings, row, sheet="荣誉")
    assert (result.key, result.unknown, result.errors) == ("honour", [], expected)
    born = [date(1980, 3, 7)] if identity else [None]
    assert list(Honour.objects.values_list("birth_on", flat=True)) == ([] if expected else born)


def test_honour_in_the_database(union):
    row = make(Honour, union, kind="person", identity=IDENTITY, birth_on=date(1980, 3, 7))
    for change in ({"awarded_on": date(1980, 3, 6)}, {"kind": "collective"}):
        with transaction.atomic(), pytest.raises(IntegrityError):
            Honour.objects.filter(pk=row.pk).update(**change)


def test_an_honour_of_a_model_worker(worker, town_clerk, client_of):
    viewset, client = registers["model_worker"], client_of(town_clerk)
    data = {"level": "city", "title": "劳动模范", "honoured_on": "1980-03-06"}
    answer = client.post(viewset.url("child-new", worker, child="honourtitle"), data)
    assert errors(answer) == {"honoured_on": [HONOURED]}
    assert client.post(viewset.url("child-new", worker, child="honourtitle"), {**data, "honoured_on": "2019-04-28"}).url
    title = HonourTitle.objects.get()
    assert title.birth_on == date(1980, 3, 7)
    with transaction.atomic(), pytest.raises(IntegrityError):
        HonourTitle.objects.filter(pk=title.pk).update(honoured_on=date(1980, 3, 6))


def test_a_corrected_number_carries_on_to_the_honours(worker, town_clerk, client_of):
    viewset, client = registers["model_worker"], client_of(town_clerk)
    title = make(HonourTitle, worker.organization, model_worker=worker, honoured_on=date(1985, 5, 1))
    data = typed(worker, viewset.form_fields) | {"version": worker.updated_at.isoformat()}
    later = {**data, "identity": "339901199003070014"}
    assert errors(client.post(viewset.url("edit", worker), later)) == {
        "identity": ["该身份证号的出生日期晚于已登记荣誉的表彰日期，请核对。"]
    }
    client.post(viewset.url("edit", worker), {**data, "identity": "339901197003070015"})
    title.refresh_from_db()
    assert title.birth_on == date(1970, 3, 7)


def test_a_sheet_of_model_workers(district, union):
    headings = ("姓名", "身份证号", "荣誉级别", "荣誉称号", "表彰日期", "所属工会", "现状", "退休日期", "去世日期")

    def row(honoured="2019-04-28", state="在职", retired="", deceased=""):
        return ("郑劳模", IDENTITY, "市", "劳动模范", honoured, union.name, state, retired, deceased)

    for wrong, expected in (
        (row(honoured="1980-03-06"), (4, "表彰日期", "rule")),
        (row(retired="2021-03-01"), (4, "退休日期", "rule")),
        (row(state="退休", retired="1980-03-06"), (4, "退休日期", "rule")),
        (row(state="去世", retired="2021-03-01", deceased="2021-02-28"), (4, "去世日期", "rule")),
    ):
        assert import_rows(district, headings, wrong, sheet="劳模名册").errors == [expected], wrong
    assert import_rows(district, headings, row(state="退休", retired="2021-03-01"), sheet="劳模名册").errors == []
    assert ModelWorker.objects.get().retired_on == date(2021, 3, 1)
    assert HonourTitle.objects.get().birth_on == date(1980, 3, 7)


def test_a_member_joins_after_birth(district, union, town_clerk, client_of):
    viewset = registers["member"]
    member = make(Member, union, identity=IDENTITY)
    data = {**typed(member, viewset.form_fields), "identity": "339901199003070014", "joined_on": "1990-03-06"}
    assert errors(client_of(town_clerk).post(viewset.url("new"), data)) == {"joined_on": [JOINED]}
    row = ("林会员", IDENTITY, union.name, "1980-03-06")
    result = import_rows(district, ("姓名", "身份证号码", "所属工会", "入会日期"), row, sheet="会员名册")
    assert result.errors == [(4, "入会日期", "rule")]
    with transaction.atomic(), pytest.raises(IntegrityError):
        Member.objects.filter(pk=member.pk).update(joined_on=date(1980, 3, 6))
