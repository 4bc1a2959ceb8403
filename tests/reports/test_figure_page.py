"""A figure's own page and the catalogue: months, years, breakdowns, targets, findings, later changes, rows to take along."""

import datetime as dt
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from members.models import Care, Employer, Headcount, Member, ModelWorker, Organization
from reports.models import AnnualTarget, PlanItem
from reports.services import rows_export
from tests.factories import make
from union_site.core import audit
from union_site.core.models import AuditEvent, Job
from union_site.core.records import services
from union_site.core.scope import Scope
from welfare.models import HardshipCase, LegalCase, MutualAidEnrolment

pytestmark = pytest.mark.django_db
PERIOD = "?period=2021H1"
BEFORE_THE_END = timezone.make_aware(dt.datetime(2021, 6, 30, 12))


def page(client, key, query=PERIOD):
    response = client.get(reverse("reports:figure", args=[key]) + query)
    assert response.status_code == 200
    return response


def bars(option):
    """{series: [values]} of a chart's option."""
    return {one["name"]: [v["value"] if isinstance(v, dict) else v for v in one["data"]] for one in option["series"]}


def entered_in_time(*rows):
    for row in rows:
        type(row).objects.filter(pk=row.pk).update(created_at=BEFORE_THE_END, updated_at=BEFORE_THE_END)
        row.refresh_from_db()


# --- months, years, breakdowns -----------------------------------------------------------------------------------


def test_a_flow_by_month_and_year(client_of, leader, union):
    for day in ("2021-01-31", "2021-02-01", "2021-06-30", "2021-07-01", "2020-02-29", "2019-06-01"):
        make(LegalCase, union, accepted_on=date.fromisoformat(day))
    context = page(client_of(leader), "dispute.accepted").context
    assert bars(context["months_chart"]) == {
        "2021年": [1, 1, None, None, None, 1],
        "2020年": [None, 1, None, None, None, None],
    }
    assert context["months_note"] == "各月发生数"
    assert [number for _, number in context["years"]] == ["3", "1", "1", "—", "—"]
    assert bars(context["years_chart"]) == {"受理劳动争议案件": [None, None, 1, 1, 3]}


def test_a_stock_at_the_end_of_each_month(client_of, leader, union):
    make(Member, union, joined_on=date(2021, 2, 28))
    make(Member, union, joined_on=date(2020, 6, 30), status="left", status_on=date(2021, 4, 30))
    context = page(client_of(leader), "register.members").context
    assert bars(context["months_chart"]) == {"2021年": [1, 2, 2, 1, 1, 1], "2020年": [None, None, None, None, None, 1]}
    assert context["months_note"] == "各月末在册数"


def test_months_of_a_unit_that_moved(client_of, leader, district, other_town, union):
    """Its rows are those of the tree of each month's end."""
    from members.services import tree

    make(Member, union, joined_on=date(2020, 1, 1))
    tree.move(union, parent=other_town, on=date(2021, 4, 1), today=date(2021, 9, 1))
    context = page(client_of(leader), "register.members", f"{PERIOD}&unit={other_town.public_id}").context
    assert bars(context["months_chart"])["2021年"] == [None, None, None, 1, 1, 1]
    context = page(client_of(leader), "register.members", f"{PERIOD}&unit={other_town.public_id}&tree=today").context
    assert bars(context["months_chart"])["2021年"] == [1, 1, 1, 1, 1, 1]


def test_plans_and_claims_have_no_months(client_of, leader, root):
    make(PlanItem, root, period="2021H2", state="waiting", done_on=None)
    for key in ("plan.items", "plan.previous_done", "mutual.target", "model.checkup_month", "recuperation.days"):
        assert page(client_of(leader), key).context["months_chart"] is None


def test_a_figure_with_its_breakdowns(client_of, leader, union, other_union, make_union, town):
    joint = make_union("云川联合工会", Organization.Kind.JOINT, town)
    for organization in (union, union, other_union, joint):
        make(Member, organization, joined_on=date(2020, 1, 1))
    context = page(client_of(leader), "register.members").context
    kinds = context["breakdowns"][0]
    assert kinds["indicator"].label == "会员（按工会类别）"
    assert kinds["parts"] == [("单建基层工会", 3, 75.0), ("联合基层工会", 1, 25.0)]
    response = page(client_of(leader), "register.members_by_kind")
    assert "<strong>4</strong>" in response.content.decode()
    assert [parts["total"] for parts in response.context["breakdowns"]] == [4]


def test_a_breakdown_of_sums(client_of, leader, union):
    for industry, employees in (("制造业", 120), ("教育", 30)):
        make(Headcount, union, employer=make(Employer, union, industry=industry), employees=employees, women=None)
    parts = page(client_of(leader), "organising.employees_by_industry").context["breakdowns"][0]["parts"]
    assert parts == [("制造业", 120, 80.0), ("教育", 30, 20.0)]


def test_the_registers_that_feed_it_and_the_numbers_of_a_claim(client_of, leader, root, union):
    make(
        AnnualTarget,
        root,
        indicator_name="医疗互助参保人数",
        indicator_key="mutual.insured",
        set_by="江临市总工会",
        value=50,
        unit="人",
    )
    make(MutualAidEnrolment, union, people=40)
    response = page(client_of(leader), "mutual.target")
    assert [source["title"] for source in response.context["sources"]] == ["年度目标任务", "医疗互助参保"]
    assert "40 / 50" in response.content.decode() and "不成立" in response.content.decode()


# --- targets -----------------------------------------------------------------------------------------------------


def test_completion_of_the_years_target(client_of, leader, root, town, union):
    make(AnnualTarget, root, indicator_name="新发展会员", indicator_key="register.recruited", value=4, unit="人")
    make(AnnualTarget, town, indicator_name="新发展会员", indicator_key="register.recruited", value=10, unit="")
    make(AnnualTarget, union, indicator_name="新发展会员", indicator_key="register.recruited", value=10, unit="人次")
    for day in ("2021-03-01", "2021-06-30", "2021-08-01"):
        make(Member, union, joined_on=date.fromisoformat(day))

    def percent(period, unit=None):
        query = f"?period={period}" + (f"&unit={unit.public_id}" if unit else "")
        found = page(client_of(leader), "register.recruited", query).context["progress"]
        return found and (found.value_words, found.reached, found.percent)

    assert percent("2021H1") == ("4", 2, Decimal("50.00"))
    assert percent("2021H2") == ("4", 3, Decimal("75.00"))  # what happens in a year is added up
    assert percent("2021Q2") == ("4", 2, Decimal("50.00"))
    assert percent("2021H1", town) == ("10", 2, Decimal("20.00"))
    assert percent("2021H1", union) is None  # 人次 is not 人
    assert percent("2020H1") is None
    text = client_of(leader).get(reverse("reports:figures") + PERIOD + "&q=register.recruited").content.decode()
    assert "50%" in text


# --- what happened since -----------------------------------------------------------------------------------------


def test_changes_since_the_end_of_the_period(client_of, officer, union):
    kept, corrected, struck, late = (
        make(LegalCase, union, number=f"云工调〔2021〕第{name}号", accepted_on=date(2021, 3, 1), workers=3)
        for name in "甲乙丙丁"
    )
    entered_in_time(kept, corrected, struck)
    scope = Scope.everything(union.district_id)
    before = audit.snapshot(corrected)
    corrected.workers = 5
    services.change(corrected, before=before, by=officer, register="legal_case", scope=scope)
    services.void(struck, reason="重复登记", by=officer, register="legal_case", scope=scope)
    response = page(client_of(officer), "dispute.accepted")
    found = response.context["changes"]
    assert (found.added, found.changed, found.struck_out) == (1, 1, 1)
    assert found.people == [("赵敏", 2), ("系统", 1)]
    assert [(line["label"], line["what"]) for line in found.newest] == [
        ("云工调〔2021〕第丙号", "作废"),
        ("云工调〔2021〕第乙号", "修改"),
        ("云工调〔2021〕第丁号", "录入或修改"),
    ]
    text = response.content.decode()
    assert "涉及职工人数：3 → 5" in text and "重复登记" in text
    assert late.number in text


def test_a_row_struck_out_with_its_record(client_of, leader, union):
    worker = make(ModelWorker, union, name="曾涵")
    care = make(Care, union, model_worker=worker)
    entered_in_time(worker, care)
    assert not page(client_of(leader), "model.visited").context["changes"]
    ModelWorker.objects.filter(pk=worker.pk).update(voided_at=timezone.now(), void_reason="重复")
    found = page(client_of(leader), "model.visited").context["changes"]
    assert (found.added, found.changed, found.struck_out) == (0, 0, 1)
    assert [line["label"] for line in found.newest] == ["曾涵"]


def test_a_row_struck_out_before_the_end_or_outside_the_scope_is_not_said(client_of, stranger, leader, union):
    row = make(LegalCase, union, accepted_on=date(2021, 3, 1))
    entered_in_time(row)
    LegalCase.objects.filter(pk=row.pk).update(voided_at=BEFORE_THE_END)
    assert not page(client_of(leader), "dispute.accepted").context["changes"]
    LegalCase.objects.filter(pk=row.pk).update(voided_at=timezone.now())
    assert page(client_of(leader), "dispute.accepted").context["changes"].struck_out == 1
    assert not page(client_of(stranger), "dispute.accepted").context["changes"]


def test_a_running_period_has_no_later_changes(client_of, leader, union):
    make(LegalCase, union, accepted_on=timezone.localdate())
    this_year = f"?period={timezone.localdate().year}"
    assert not page(client_of(leader), "dispute.accepted", this_year).context["changes"]


def test_who_may_not_see_the_register_sees_no_changes(client_of, org_officer, union):
    make(LegalCase, union, accepted_on=date(2021, 3, 1))
    response = page(client_of(org_officer), "dispute.accepted")
    assert response.context["changes"] is None
    assert "期末以后的变动" not in response.content.decode()


# --- rows to take along ------------------------------------------------------------------------------------------


def exported(client, key, query=PERIOD):
    return client.post(reverse("reports:figure-rows", args=[key]) + query)


def cells(response):
    sheet = load_workbook(BytesIO(response.content)).active
    return [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]


def test_rows_are_exported_masked_and_told(client_of, officer, union):
    make(HardshipCase, union, code="KN1", name="于俊", identity="339901198707140485", opened_on=date(2020, 1, 1))
    make(HardshipCase, union, code="KN2", opened_on=date(2021, 7, 1))
    response = exported(client_of(officer), "hardship.total")
    assert response.status_code == 200 and "xlsx" in response["Content-Disposition"]
    lines = cells(response)
    assert lines[-2] == ["序号", "档案编号", "姓名", "身份证号", "所属工会", "建档级别", "建档日期", "撤档日期"]
    assert lines[-1][:6] == [1, "KN1", "于俊", "33************0485", union.name, "区级"]
    event = AuditEvent.objects.get(action="export")
    assert (event.register, event.object_label, event.changes) == (
        "hardship",
        "指标明细：困难职工（2021年上半年）",
        {"rows": [None, 1]},
    )


def test_rows_of_a_child_are_exported_with_their_record(client_of, town_clerk, union):
    make(Care, union, model_worker=make(ModelWorker, union, name="曾涵"), on=date(2021, 2, 3), amount=Decimal(800))
    lines = cells(exported(client_of(town_clerk), "model.visited"))
    assert lines[-1][:3] == [1, "曾涵", "走访慰问"] and lines[-1][-1] == 800


def test_who_may_export(client_of, leader, org_officer, editor, stranger, union):
    make(LegalCase, union, accepted_on=date(2021, 3, 1))
    assert exported(client_of(leader), "dispute.accepted").status_code == 403
    assert exported(client_of(org_officer), "dispute.accepted").status_code == 403
    assert "导出明细" not in page(client_of(leader), "dispute.accepted").content.decode()
    assert "导出明细" in page(client_of(editor), "dispute.accepted").content.decode()
    assert (
        len(cells(exported(client_of(editor), "dispute.accepted")))
        == len(cells(exported(client_of(stranger), "dispute.accepted"))) + 1
    )
    outside = exported(client_of(stranger), "dispute.accepted", f"{PERIOD}&unit={union.public_id}")
    assert outside.status_code == 404
    assert client_of(leader).get(reverse("reports:figure-rows", args=["dispute.accepted"])).status_code == 405


def test_many_rows_are_exported_in_the_background(client_of, editor, union, monkeypatch):
    monkeypatch.setattr(rows_export, "AT_ONCE", 1)
    for _ in range(2):
        make(LegalCase, union, accepted_on=date(2021, 3, 1))
    assert exported(client_of(editor), "dispute.accepted").status_code == 302
    job = Job.objects.get()
    assert (job.state, job.message, job.result_file.name) == (
        "done",
        "已导出 2 条。",
        "受理劳动争议案件_2021H1_明细.xlsx",
    )


# --- the catalogue -----------------------------------------------------------------------------------------------


def labels(client, query):
    groups = client.get(reverse("reports:figures") + PERIOD + query).context["groups"]
    return [line["value"].indicator.label for lines in groups.values() for line in lines]


def test_the_catalogue_is_filtered_and_searched(client_of, leader, root):
    client = client_of(leader)
    assert labels(client, "&q=49") == ["受理劳动争议案件"]
    assert labels(client, "&q=DISPUTE.closed") == ["结案"]
    assert labels(client, "&register=mentor_pair") == ["师徒结对"]
    assert labels(client, "&kind=claim") == [
        "安康杯参与企业数与职工数逐年递增",
        "医疗互助参保任务完成",
        "本期工作打算完成情况",
    ]
    assert labels(client, "&section=印发文件") == ["印发文件"]
    assert "困难职工" in labels(client, "&q=困难职工 期末&section=服务保障&kind=stock")
    assert labels(client, "&q=没有这样的指标") == []
    assert labels(client, "&kind=none") == []


def test_doubtful_figures_are_marked(client_of, leader, union):
    for level in ("national", "district"):
        make(HardshipCase, union, identity="339901198707140485", opening_level=level, opened_on=date(2020, 1, 1))
    response = client_of(leader).get(reverse("reports:figures") + PERIOD + "&register=hardship")
    lines = [line for lines in response.context["groups"].values() for line in lines]
    marked = {line["value"].indicator.key for line in lines if line["finding"]}
    assert {"hardship.total", "hardship.national", "hardship.provincial", "hardship.district"} <= marked
    text = page(client_of(leader), "hardship.total").content.decode()
    assert "核对发现的问题" in text and "1 + 0 + 1 = 2 ≠ 1" in text
    assert "核对发现的问题" not in page(client_of(leader), "hardship.total", "?period=2019H1").content.decode()


# --- speed -------------------------------------------------------------------------------------------------------


def test_statements_of_a_page_with_everything(client_of, leader, union):
    """Breakdowns, findings, a target and later changes: as many statements for three rows as for thirty."""
    client, address = client_of(leader), reverse("reports:figure", args=["register.members"]) + PERIOD
    counts = []
    for number in (3, 27):
        for _ in range(number):
            make(Member, union, joined_on=date(2021, 1, 1))
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        control = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
        counts.append(len([q for q in captured.captured_queries if not q["sql"].startswith(control)]))
    assert counts == [27, 27]
