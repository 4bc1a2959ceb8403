"""What is due: hazards past their deadline, agreements that run out, and the renewal that begins where one ended."""

from datetime import date

from django.urls import reverse
from django.utils import timezone

from activities.models import HazardReport, Merchant, MerchantAgreement
from tests.factories import make
from tests.sheets import import_rows
from union_site.core.evaluation import evaluate
from union_site.core.periods import Period
from union_site.core.registry import indicators, registers

PERIOD = Period.parse("2021H1")
OPEN = {"state": "correcting", "handled_on": None}
HAZARD = ("编号", "上报日期", "隐患描述", "所属工会", "处理情况", "整改期限", "处理日期", "责任人", "整改措施")


def lines(client, key, day="2021-06-30", **query):
    answer = client.get(reverse("core:worklist", args=[key]), {"day": day, **query})
    return [(str(line["cells"][0][1]), line["note"]) for line in answer.context["lines"]]


def test_a_sheet_says_who_handled_it_and_how(district, union):
    row = ("SSP1", "2021-06-01", "应急灯损坏", union.name, "已整改", "2021-06-10", "2021-06-08", "周明", "更换应急灯")
    assert import_rows(district, HAZARD, row, sheet="隐患随手拍").errors == []
    found = HazardReport.objects.get()
    assert (found.state, found.handled_by, found.handling) == ("corrected", "周明", "更换应急灯")


def test_hazards_near_and_past_their_deadline(union, other_union, clerk, client_of):
    for code, deadline in (("甲", date(2021, 6, 29)), ("乙", date(2021, 6, 30)), ("丙", date(2021, 7, 7))):
        make(HazardReport, union, code=code, deadline=deadline, **OPEN)
    make(HazardReport, union, code="丁", deadline=date(2021, 7, 8), **OPEN)
    make(HazardReport, union, code="戊", deadline=None, **OPEN)
    make(HazardReport, union, code="己", deadline=date(2021, 6, 1), handled_on=date(2021, 6, 30))
    make(HazardReport, union, code="庚", deadline=date(2021, 6, 1), handled_on=date(2021, 7, 1))
    make(HazardReport, other_union, code="辛", deadline=date(2021, 6, 1), **OPEN)
    client = client_of(clerk)

    assert lines(client, "hazard_report.due") == [
        ("庚", "已逾期 29 天"),
        ("甲", "已逾期 1 天"),
        ("乙", "今天到期"),
        ("丙", "还有 7 天"),
    ]
    assert [code for code, _ in lines(client, "hazard_report.due", tab="overdue")] == ["庚", "甲"]
    assert [code for code, _ in lines(client, "hazard_report.due", tab="soon")] == ["乙", "丙"]


def test_the_figure_of_overdue_hazards(district, union):
    def value(period=PERIOD):
        return evaluate([indicators["hazard.overdue"]], [period], district=district)["hazard.overdue", period]

    assert value() is None
    make(HazardReport, union, deadline=date(2021, 6, 30), **OPEN)  # that day is not past
    assert value() is None
    make(HazardReport, union, deadline=date(2021, 6, 29), **OPEN)
    make(HazardReport, union, deadline=date(2021, 6, 1), handled_on=date(2021, 7, 1))
    make(HazardReport, union, deadline=date(2021, 6, 1), handled_on=date(2021, 6, 30))
    make(HazardReport, union, deadline=date(2021, 6, 1), voided_at=timezone.now(), **OPEN)
    make(HazardReport, union, deadline=date(2021, 6, 1), state="unfounded", handled_on=None)
    assert value() == 2


def agreement(union, name, last_day, from_day=date(2020, 7, 1), **fields):
    merchant = Merchant.objects.filter(name=name).first() or make(Merchant, union, name=name, code=name)
    return make(
        MerchantAgreement, merchant=merchant, organization=union, from_day=from_day, last_day=last_day, **fields
    )


def test_agreements_that_run_out(union, other_union, clerk, client_of):
    agreement(union, "药房", date(2021, 6, 29))
    agreement(union, "书店", date(2021, 6, 30))
    agreement(union, "餐饮", date(2021, 7, 30))
    agreement(union, "影院", date(2021, 9, 28))
    agreement(union, "超市", date(2021, 9, 29))
    agreement(union, "旧店", date(2021, 3, 31), from_day=date(2019, 1, 1))
    agreement(union, "茶馆", date(2021, 6, 29))
    agreement(union, "茶馆", date(2024, 6, 29), from_day=date(2021, 6, 30))
    agreement(union, "花店", None)
    agreement(other_union, "外店", date(2021, 6, 30))
    client = client_of(clerk)

    assert lines(client, "merchant.agreements") == [
        ("药房", "2021-06-29，已到期 1 天"),
        ("书店", "2021-06-30，今天到期"),
        ("餐饮", "2021-07-30，还有 30 天"),
        ("影院", "2021-09-28，还有 90 天"),
    ]
    assert [code for code, _ in lines(client, "merchant.agreements", tab="30")] == ["书店", "餐饮"]
    assert [code for code, _ in lines(client, "merchant.agreements", tab="ended")] == ["药房"]


def test_a_renewal_begins_where_the_last_one_ended(union, clerk, leader, client_of):
    viewset, client = registers["merchant"], client_of(clerk)
    merchant = agreement(union, "药房", date(2022, 2, 28), from_day=date(2020, 3, 1), offer="九折").merchant
    address = viewset.url("child-new", merchant, child="merchantagreement")
    assert "续签协议" in client.get(viewset.url("detail", merchant)).content.decode()
    assert "续签协议" not in client_of(leader).get(viewset.url("detail", merchant)).content.decode()

    form = client.get(address).context["form"]

    shown = [form[name].value() for name in ("from_day", "last_day", "offer")]
    assert shown == [date(2022, 3, 1), date(2024, 2, 29), "九折"]
    answer = client.post(address, {"from_day": "2022-03-01", "last_day": "2023-02-28", "offer": "八折"})
    assert answer.status_code == 302
    assert list(merchant.agreements.order_by("id").values_list("from_day", "offer")) == [
        (date(2020, 3, 1), "九折"),
        (date(2022, 3, 1), "八折"),
    ]


def test_a_first_agreement_begins_empty(union, clerk, client_of):
    viewset = registers["merchant"]
    merchant = make(Merchant, union)
    form = client_of(clerk).get(viewset.url("child-new", merchant, child="merchantagreement")).context["form"]
    assert [form[name].value() for name in ("from_day", "last_day", "offer")] == [None, None, ""]
    assert "续签协议" not in client_of(clerk).get(viewset.url("detail", merchant)).content.decode()
