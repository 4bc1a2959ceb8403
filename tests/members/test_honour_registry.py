"""登记为劳模工匠: from a person's honour to the registry of model workers, found by identity number, never doubled."""

from datetime import date

import pytest

from members.models import Honour, HonourTitle, ModelWorker
from members.services import honours
from tests.factories import make
from tests.factories.base import identity_number
from union_site.core.models import AuditEvent
from union_site.core.registry import registers

NUMBER = identity_number(5000)


@pytest.fixture
def honour(union):
    return make(
        Honour,
        union,
        kind="person",
        title="江临市劳动模范",
        recipient="陆建",
        level="city",
        awarded_on=date(2021, 4, 28),
        employer_name="云川兴榆商贸有限公司",
        document_number="江政〔2021〕8号",
    )


def page(client, honour, **data):
    address = registers["honour"].url("registry", honour)
    return client.post(address, data) if data else client.get(address)


@pytest.mark.parametrize(
    ("kind", "title", "makes"),
    [
        ("person", "全国劳动模范", True),
        ("person", "浙海工匠", True),
        ("person", "江临市先进工作者", True),
        ("person", "五一劳动奖章", True),
        ("person", "五一巾帼标兵", False),
        ("collective", "先进工作者集体", False),
    ],
)
def test_which_honours_make_a_model_worker(union, kind, title, makes):
    assert honours.makes_model_worker(make(Honour, union, kind=kind, title=title)) is makes


def test_a_new_person_enters_with_the_honour(honour, union, town_clerk, client_of):
    client = client_of(town_clerk)
    assert "登记为劳模工匠" in client.get(registers["honour"].url("detail", honour)).content.decode()

    answer = page(client, honour, identity=NUMBER)

    worker = ModelWorker.objects.get()
    assert answer["Location"] == registers["model_worker"].url("detail", worker)
    assert (worker.name, worker.identity, worker.gender, worker.birth_on) == (
        "陆建",
        NUMBER,
        "male",
        date(1973, 9, 9),
    )
    assert (worker.organization, worker.employer_name, worker.state) == (union, "云川兴榆商贸有限公司", "working")
    title = HonourTitle.objects.get()
    assert (title.model_worker, title.level, title.title, title.honoured_on, title.document_number) == (
        worker,
        "city",
        "江临市劳动模范",
        date(2021, 4, 28),
        "江政〔2021〕8号",
    )
    honour.refresh_from_db()
    assert honour.identity == NUMBER
    assert list(AuditEvent.objects.exclude(register="").order_by("id").values_list("action", "register")) == [
        ("change", "honour"),
        ("create", "model_worker"),
        ("create", "model_worker"),
    ]
    detail = client.get(registers["honour"].url("detail", honour)).content.decode()
    assert "查看劳模登记" in detail and registers["honour"].url("registry", honour) not in detail


def test_twice_is_once(honour, town_clerk, client_of):
    client = client_of(town_clerk)
    page(client, honour, identity=NUMBER)
    page(client, honour, go="")
    assert (ModelWorker.objects.count(), HonourTitle.objects.count()) == (1, 1)


def test_a_known_person_gets_the_honour_added(honour, other_union, union, editor, town_clerk, client_of):
    worker = make(ModelWorker, union, name="陆建", identity=NUMBER)
    make(HonourTitle, model_worker=worker, organization=union, title="工匠", level="district")
    page(client_of(town_clerk), honour, identity=NUMBER)
    assert ModelWorker.objects.get() == worker
    assert list(worker.honours.order_by("honoured_on").values_list("title", flat=True)) == ["工匠", "江临市劳动模范"]


def test_an_honour_that_stands_under_its_short_name_is_not_doubled(honour, union, town_clerk, client_of):
    worker = make(ModelWorker, union, name="陆建", identity=NUMBER)
    make(HonourTitle, model_worker=worker, organization=union, title="劳动模范", honoured_on=date(2021, 4, 28))
    page(client_of(town_clerk), honour, identity=NUMBER)
    assert HonourTitle.objects.count() == 1


@pytest.mark.parametrize(
    ("identity", "message"),
    [
        ("", "请填写身份证号。"),
        ("12345", "身份证号码应为18位"),
        (identity_number(13990), "该身份证号登记的劳模工匠与获奖者姓名不一致，请核对。"),
    ],
)
def test_wrong_numbers_are_refused_with_words(honour, union, town_clerk, client_of, identity, message):
    make(ModelWorker, union, name="别人", identity=identity_number(13990))
    answer = page(client_of(town_clerk), honour, identity=identity)
    assert message in str(answer.context["form"].errors["identity"])
    assert (ModelWorker.objects.count(), HonourTitle.objects.count()) == (1, 0)
    assert Honour.objects.get().identity == ""


def test_an_honour_before_birth_is_refused(honour, town_clerk, client_of):
    Honour.objects.update(awarded_on=date(1970, 1, 1))
    answer = page(client_of(town_clerk), honour, identity=NUMBER)
    assert answer.context["form"].errors == {"identity": ["授予日期不能早于获奖者的出生日期。"]}


def test_somebody_elses_model_worker_is_not_spoken_of(honour, other_union, town_clerk, client_of):
    make(ModelWorker, other_union, name="陆建", identity=NUMBER)
    answer = page(client_of(town_clerk), honour, identity=NUMBER)
    assert answer.context["form"].non_field_errors() == ["这条记录无法保存，请联系上级工会核对。"]
    assert Honour.objects.get().identity == ""


def test_a_title_struck_out_comes_back_and_a_person_struck_out_is_restored_first(honour, town_clerk, client_of):
    client, viewset = client_of(town_clerk), registers["model_worker"]
    page(client, honour, identity=NUMBER)
    worker, title = ModelWorker.objects.get(), HonourTitle.objects.get()
    client.post(viewset.url("child-void", worker, child="honourtitle", child_id=title.public_id), {"reason": "录错"})
    page(client, honour, go="")
    assert HonourTitle.objects.get().is_void is False
    client.post(viewset.url("void", worker), {"reason": "录错"})
    assert "请先在“劳模工匠”登记簿中恢复" in str(page(client, honour, go="").context["form"].errors)


def test_who_may(honour, union, stranger, leader, officer, client_of):
    assert [page(client_of(user), honour).status_code for user in (stranger, leader, officer)] == [404, 403, 403]
    detail = client_of(leader).get(registers["honour"].url("detail", honour)).content.decode()
    assert registers["honour"].url("registry", honour) not in detail


def test_other_honours_have_no_such_page(union, town_clerk, client_of):
    collective = make(Honour, union, kind="collective", title="工人先锋号")
    assert page(client_of(town_clerk), collective).status_code == 404
