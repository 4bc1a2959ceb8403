"""Pages of figures: within the reader's scope, masked, and silent about the rest."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from members.models import Care, Member, ModelWorker
from tests.factories import make
from union_site.core.models import AuditEvent, Job
from welfare.models import HardshipCase, LegalCase

pytestmark = pytest.mark.django_db
PERIOD = "?period=2021H1"
IDENTITY = "339901198707140485"
OTHER_IDENTITY = "339901199308242892"


@pytest.fixture
def members(district, union, other_union):
    """Two members here, one there."""
    rows = [("程雪", IDENTITY, union), ("段浩", OTHER_IDENTITY, union), ("董东", "339901198408238917", other_union)]
    return [
        Member.objects.create(
            district=district, organization=organization, name=name, identity=identity, joined_on=date(2020, 5, 1)
        )
        for name, identity, organization in rows
    ]


def page(client, name, *arguments, query=PERIOD):
    response = client.get(reverse(name, args=arguments) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_leader_sees_the_whole_district(client_of, leader, members):
    text = page(client_of(leader), "reports:figure", "register.members")
    assert "<strong>3</strong>" in text
    assert "程雪" in text and "董东" in text
    assert IDENTITY not in text
    assert "33************0485" in text


def test_a_clerk_sees_her_own_union(client_of, clerk, members):
    text = page(client_of(clerk), "reports:figure", "register.members")
    assert "<strong>2</strong>" in text
    assert "董东" not in text


def test_a_unit_outside_the_scope_does_not_exist(client_of, clerk, other_union, members):
    response = client_of(clerk).get(
        reverse("reports:figure", args=["register.members"]) + f"{PERIOD}&unit={other_union.public_id}"
    )
    assert response.status_code == 404


def test_an_officer_of_another_department_sees_the_number_but_not_the_rows(client_of, officer, members):
    text = page(client_of(officer), "reports:figure", "register.members")
    assert "<strong>3</strong>" in text
    assert "程雪" not in text
    assert "没有查看这张登记簿明细的权限" in text


@pytest.mark.parametrize("query", ["?period=2021H3", "?period=abc", "?period=2021H1&unit=not-a-unit"])
def test_a_period_or_unit_that_does_not_exist_is_a_plain_404(client_of, leader, members, query):
    assert client_of(leader).get(reverse("reports:figure", args=["register.members"]) + query).status_code == 404


def test_an_unknown_figure_is_a_404(client_of, leader, members):
    assert client_of(leader).get(reverse("reports:figure", args=["no.such"]) + PERIOD).status_code == 404


def test_administrators_see_no_figures(client_of, system_admin, auditor, members):
    for user in (system_admin, auditor):
        assert client_of(user).get(reverse("reports:figures") + PERIOD).status_code == 403
        assert client_of(user).get(reverse("home")).status_code == 302


def test_nothing_reported_is_said_so_and_is_not_zero(client_of, leader, root):
    text = page(client_of(leader), "reports:figure", "dispute.accepted")
    assert "<strong>—</strong>" in text
    assert "不等于 0" in text


def test_struck_out_rows_do_not_count(client_of, leader, members):
    members[0].voided_at = members[0].created_at
    members[0].save()
    assert "<strong>2</strong>" in page(client_of(leader), "reports:figure", "register.members")


def test_rows_of_a_struck_out_record_do_not_count(client_of, leader, district, union):
    worker = ModelWorker.objects.create(district=district, organization=union, name="高超", identity=IDENTITY)
    Care.objects.create(district=district, model_worker=worker, kind="visit", on=date(2021, 2, 1), amount=Decimal(500))
    assert "<strong>500</strong>" in page(client_of(leader), "reports:figure", "model.consolation_total")
    worker.voided_at = worker.created_at
    worker.save()
    assert "<strong>—</strong>" in page(client_of(leader), "reports:figure", "model.consolation_total")


def test_the_summary_links_its_figures_and_leaves_out_what_is_missing(client_of, leader, district, union):
    make(
        LegalCase,
        union,
        number="（2021）云川工援字第001号",
        accepted_on=date(2021, 3, 1),
        workers=2,
        amount=Decimal("20554.79"),
    )
    text = page(client_of(leader), "reports:summary")
    assert "受理劳动争议案件" in text
    assert ">1起</a>" in text
    assert ">2.06万元</a>" in text
    assert "结案" not in text.split('class="card paper"')[1].split("</article>")[0]
    assert "招聘会" in text.split("未列入的句子")[1]
    assert "None" not in text


def test_hardship_level_is_that_of_the_day(client_of, leader, district, union):
    case = HardshipCase.objects.create(
        district=district,
        organization=union,
        code="KN1",
        name="于俊",
        identity=IDENTITY,
        opening_level="district",
        opened_on=date(2020, 1, 1),
    )
    case.level_changes.create(district=district, on=date(2021, 6, 30), previous_level="district", level="national")
    client = client_of(leader)
    assert "<strong>1</strong>" in page(client, "reports:figure", "hardship.national")
    assert "<strong>—</strong>" in page(client, "reports:figure", "hardship.national", query="?period=2020H2")
    assert "<strong>1</strong>" in page(client, "reports:figure", "hardship.district", query="?period=2020H2")


def test_the_catalogue_is_searched(client_of, leader, members):
    text = page(client_of(leader), "reports:figures", query=PERIOD + "&q=劳动争议")
    assert "受理劳动争议案件" in text
    assert "实名采集会员" not in text


def test_the_dashboard_opens_every_figure(client_of, leader, members):
    text = page(client_of(leader), "home")
    assert "实名采集会员" in text
    assert reverse("reports:figure", args=["register.members"]) in text
    assert "截至 2021-06-30" in text


def test_a_word_file_is_made_in_the_background(client_of, leader, members):
    response = client_of(leader).post(reverse("reports:summary-docx") + PERIOD)
    job = Job.objects.get()
    assert response.status_code == 302
    assert (job.state, job.result_file.name) == ("done", "云川区总工会2021年上半年工作总结.docx")
    assert AuditEvent.objects.filter(action="export", register="summary").exists()


def test_clerks_may_not_export_the_summary(client_of, clerk, members):
    assert client_of(clerk).post(reverse("reports:summary-docx") + PERIOD).status_code == 403
