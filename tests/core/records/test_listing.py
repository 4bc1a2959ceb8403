"""Lists: conditions, sorting, paging, totals, exact and capped counts."""

from datetime import date
from decimal import Decimal

import pytest

from members.models import Member
from tests.factories import make
from tests.factories.base import identity_number
from union_site.core.access import Access
from union_site.core.models import AuditEvent
from union_site.core.records.listing import Listing
from union_site.core.records.values import display, plain
from union_site.core.registry import registers
from welfare.models import AidPayment, HardshipCase

LIST = "/records/member/"


@pytest.fixture
def listed(clerk, client_of):
    """listed(**query) → the names on the page."""

    def names(**query):
        answer = client_of(clerk).get(LIST, query)
        return [record.name for record in answer.context["listing"].records]

    return names


def test_conditions(union, make_union, listed):
    below = make_union("云川兴榆商贸有限公司工会一分会", parent=union)
    make(
        Member,
        union,
        name="王一",
        status="left",
        status_on=date(2020, 1, 1),
        migrant_worker=True,
        joined_on=date(2015, 1, 1),
    )
    make(Member, union, name="王二", joined_on=date(2016, 6, 30), identity=identity_number(70), phone="13912340070")
    make(Member, below, name="张三", joined_on=date(2016, 7, 1))
    assert listed() == ["张三", "王二", "王一"]
    assert listed(q="王") == ["王二", "王一"]
    assert listed(q=identity_number(70)) == ["王二"]
    assert listed(q="139 1234 0070") == ["王二"]
    assert listed(q=identity_number(70)[:6] + identity_number(70)[8:17]) == ["王二"], "the number of an old card"
    assert listed(q="1391234") == []
    assert listed(status="left") == ["王一"]
    assert listed(migrant_worker="yes") == ["王一"]
    assert listed(joined_on_from="2016-01-01", joined_on_to="2016-06-30") == ["王二"]
    assert listed(organization=str(below.public_id)) == ["张三"]
    assert listed(organization=str(union.public_id)) == ["张三", "王二", "王一"]


def test_condition_that_cannot_be_understood_is_said(union, clerk, client_of):
    make(Member, union)
    answer = client_of(clerk).get(
        LIST, {"joined_on_from": "去年", "organization": "123", "page": "最后", "sort": "identity"}
    )
    assert answer.status_code == 200
    assert answer.context["filter_form"].errors == {
        "joined_on_from": ["输入一个有效的日期。"],
        "organization": ["没有找到这个工会，请重新选择。"],
    }
    assert len(answer.context["rows"]) == 1


def test_union_outside_the_scope_as_condition_tells_nothing(other_union, union, listed):
    make(Member, other_union, name="外人")
    make(Member, union, name="自己")
    assert listed(organization=str(other_union.public_id)) == ["自己"]


def test_sorting_and_pages(union, clerk, client_of, listed):
    for number in range(45):
        make(Member, union, name=f"{number:02d}号")
    assert listed(sort="name")[:2] == ["00号", "01号"]
    assert listed(sort="-name", page=3) == ["04号", "03号", "02号", "01号", "00号"]
    page = client_of(clerk).get(LIST, {"page": 2}).content.decode()
    assert "共 45 条，第 2/3 页" in page
    assert '<td class="col-index">21</td>' in page
    assert len(listed(page_size=50)) == 45
    assert len(listed(page_size=7)) == 20


def test_long_lists_are_paged_by_key(union, clerk):
    for number in range(12):
        make(Member, union, name=f"{number:02d}号")
    viewset, access = registers["member"], Access(clerk, date(2021, 6, 30))

    def stretch(**query):
        listing = Listing(viewset, viewset.rows(access), {"page_size": "20", **query}, limit=10)
        listing.page_size = 5
        return listing

    first = stretch()
    assert (first.is_long, first.page, first.sort) == (True, None, "")
    assert [record.name for record in first.records] == ["11号", "10号", "09号", "08号", "07号"]
    assert (first.before, bool(first.after)) == ("", True)
    second = stretch(after=first.after)
    assert [record.name for record in second.records] == ["06号", "05号", "04号", "03号", "02号"]
    last = stretch(after=second.after)
    assert [record.name for record in last.records] == ["01号", "00号"]
    assert last.after == ""
    assert [record.name for record in stretch(before=last.before).records] == ["06号", "05号", "04号", "03号", "02号"]
    assert [record.name for record in stretch(after="不是标识").records][:1] == ["11号"]


def test_keys_of_several_parts(union, clerk):
    """By day, newest first: rows of one day keep their order across pages."""
    for day in (1, 2, 2, 2, 3):
        make(HardshipCase, union, opened_on=date(2021, 1, day))
    viewset, access = registers["hardship"], Access(clerk, date(2021, 6, 30))
    expected = [record.pk for record in viewset.rows(access).order_by("-opened_on", "-id")]
    seen, after = [], ""
    while True:
        listing = Listing(viewset, viewset.rows(access), {"after": after}, limit=2)
        listing.page_size = 2
        seen += [record.pk for record in listing.records]
        after = listing.after
        if not after:
            break
    assert seen == expected


def test_words_of_a_long_list(union, clerk):
    listing = Listing(registers["member"], Member.objects.all(), {}, limit=100_000)
    listing.count = 100_001
    assert listing.count_words == "10万+"


def test_totals_cover_all_pages(union, clerk, client_of):
    for _ in range(25):
        make(AidPayment, union, amount=Decimal("100.10"))
    page = client_of(clerk).get("/records/aid_payment/").content.decode()
    assert "合计" in page and "2,502.50" in page


def test_values_in_words():
    assert [plain(value) for value in (None, "", True, False, 12345, Decimal("1234.50"), date(2021, 6, 30))] == [
        "—",
        "—",
        "是",
        "否",
        "12,345",
        "1,234.50",
        "2021-06-30",
    ]
    field = Member._meta.get_field
    assert display(field("status"), "kept") == '<span class="state state-note">保留会籍</span>'
    assert display(field("gender"), "male") == "男"
    assert display(field("identity"), identity_number(1)) == "33************" + identity_number(1)[-4:]
    assert display(HardshipCase._meta.get_field("causes"), "本人患病") == "已填写（隐藏）"


def test_a_number_searched_for_does_not_stand_in_the_address(union, clerk, client_of):
    make(Member, union, name="王二", identity=identity_number(70))
    client = client_of(clerk)
    answer = client.post(LIST, {"q": identity_number(70), "status": "normal", "card": ""})
    assert answer.status_code == 302 and answer["Location"].startswith("/records/member/?q=~")
    assert identity_number(70) not in answer["Location"] and answer["Location"].endswith("&status=normal")
    page = client.get(answer["Location"])
    assert [record.name for record in page.context["listing"].records] == ["王二"]
    assert AuditEvent.objects.get(action="view").reason == "按姓名、名称或号码查询"
    assert client.get(LIST, {"q": "~AAAA"}).context["listing"].records == []
    assert client.post(LIST, {"q": "王"})["Location"] == "/records/member/?q=%E7%8E%8B"
