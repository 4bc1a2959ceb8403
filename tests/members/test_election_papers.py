"""换届: terms that run out, the progress of a round, the steps and the papers of an election."""

from datetime import date
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from docx import Document as Word

from members.models import Election, ElectionStep
from tests.contracts.forms import typed
from tests.factories import make
from tests.sheets import import_rows
from union_site.core.models import AuditEvent, Job
from union_site.core.registry import registers

DUE = "/worklists/election.due/?day=2021-06-30"
HELD = {
    "held_on": date(2021, 6, 20),
    "state": "done",
    "term_years": 5,
    "meeting": "delegates",
    "committee_size": 7,
    "candidates": 8,
    "audit_size": 3,
    "entitled": 120,
    "attended": 110,
    "chair": "周建国",
    "chair_votes": 108,
    "vice_chairs": "林小敏、陈大海",
    "committee": "周建国、林小敏、陈大海、吴平、郑云、何志、许芳",
    "audit_chair": "吴平",
    "women_chair": "许芳",
    "document_number": "青工〔2021〕3号",
}


@pytest.fixture
def election(union):
    return make(Election, union, round="2021年换届", due_on=date(2021, 7, 31), planned_month="2021-06")


@pytest.fixture
def held(union):
    return make(Election, union, round="2021年换届", due_on=date(2021, 7, 31), **HELD)


def notes(client, address=DUE):
    return [line["note"] for line in client.get(address).context["lines"]]


def test_the_next_term_is_due_when_this_one_runs_out(union, town_clerk, client_of):
    row = make(Election, union, round="2018年换届", due_on=date(2018, 8, 1), **{**HELD, "held_on": date(2018, 7, 15)})
    client = client_of(town_clerk)
    assert row.expires_on == date(2023, 7, 15)
    assert notes(client) == []
    assert notes(client, "/worklists/election.due/?day=2023-06-30") == ["还有 15 天届满，请登记新一轮换届"]
    assert notes(client, "/worklists/election.due/?day=2018-06-30") == ["还有 32 天届满"]
    make(Election, union, round="2023年换届", due_on=date(2023, 7, 15))
    assert notes(client, "/worklists/election.due/?day=2023-06-30") == ["还有 15 天届满"]


def test_a_dissolved_union_has_no_term(election, union, town_clerk, client_of):
    client = client_of(town_clerk)
    assert notes(client) == ["还有 31 天届满"]
    union.dissolved_on = date(2021, 6, 30)
    union.save()
    assert notes(client) == []


@pytest.mark.parametrize(
    ("fields", "wrong", "message"),
    [
        ({"attended": "121"}, "attended", "实到会人数不能大于应到会人数。"),
        ({"chair_votes": "111"}, "chair_votes", "主席得票数不能大于实到会人数。"),
        ({"candidates": "6"}, "committee_size", "委员名额不能大于委员候选人数。"),
        ({"committee_size": "0"}, "committee_size", "委员名额应大于0。"),
        ({"term_years": "4"}, "term_years", "选择一个有效的选项。 4 不在可用的选项中。"),
    ],
)
def test_refused_in_the_form(fields, wrong, message, held, town_clerk, client_of):
    viewset = registers["election"]
    data = typed(held, viewset.form_fields) | {"version": held.updated_at.isoformat()} | fields
    errors = client_of(town_clerk).post(viewset.url("edit", held), data).context["form"].errors
    assert list(errors) == [wrong]
    assert [text.replace(" ", "") for text in errors[wrong]] == [message.replace(" ", "")]


@pytest.mark.parametrize(
    "change", [{"attended": 121}, {"chair_votes": 111}, {"candidates": 6}, {"term_years": 4}, {"entitled": 0}]
)
def test_refused_by_the_database(change, held):
    with transaction.atomic(), pytest.raises(IntegrityError):
        Election.objects.filter(pk=held.pk).update(**change)


def test_a_sheet_with_the_term_and_the_votes(district, union):
    headings = ("工会名称", "层级", "换届轮次", "届满日期", "换届日期", "任期", "应到人数", "实到人数", "主席得票")
    row = (union.name, "基层", "2021年换届", "2021-07-31", "2021-06-20", "5年", "120", "110", "108")
    assert import_rows(district, headings, row, sheet="换届选举").errors == []
    found = Election.objects.get()
    assert (found.term_years, found.expires_on, found.chair_votes) == (5, date(2026, 6, 20), 108)
    assert import_rows(district, headings, row, sheet="换届选举").verdicts == ["same"]
    wrong = (*row[:7], "121", "108")
    assert import_rows(district, headings, wrong, sheet="换届选举").errors == [(4, "实到人数", "rule")]


def test_a_later_sheet_brings_the_day(district, union):
    make(Election, union, round="2021年换届", due_on=date(2021, 7, 31), term_years=3)
    headings = ("工会名称", "层级", "换届轮次", "届满日期", "换届日期")
    row = (union.name, "基层", "2021年换届", "2021-07-31", "2021-06-20")
    assert import_rows(district, headings, row, sheet="换届选举").verdicts == ["changed"]
    assert Election.objects.get().expires_on == date(2024, 6, 20)


def test_progress_by_town(election, make_union, town, root, other_union, leader, town_clerk, client_of):
    make(
        Election,
        make_union("云川甲工会", parent=town),
        round="2021年换届（二）",
        due_on=date(2021, 6, 1),
        state="postponed",
    )
    make(Election, other_union, round="2021年换届", due_on=date(2021, 7, 1), **HELD)
    make(Election, other_union, round="2016年换届", due_on=date(2016, 7, 1), **{**HELD, "held_on": date(2016, 6, 1)})
    address = registers["election"].url("progress")
    district = root.district
    district.current_period = "2021H1"
    district.save()
    page = client_of(leader).get(address, {"year": "2021"}).context
    assert [(line["name"], [number for _, number in line["cells"]]) for line in page["lines"]] == [
        ("青石镇总工会", [2, 0, 0, 1, 1, 1]),
        ("白鹭街道总工会", [1, 1, 0, 0, 0, 0]),
    ]
    assert [number for _, number in page["total"]] == [3, 1, 0, 1, 1, 1]
    assert (page["years"], page["year"]) == (["2021", "2016"], "2021")
    assert [line["name"] for line in client_of(town_clerk).get(address).context["lines"]] == ["青石镇总工会"]
    assert client_of(leader).get(address, {"year": "x", "level": "town"}).context["lines"] == []


def test_the_steps_and_what_contradicts(held, union, town_clerk, client_of):
    make(ElectionStep, union, election=held, step="request", done_on=date(2021, 5, 10), note="云榆工〔2021〕2号")
    make(ElectionStep, union, election=held, step="approval", done_on=date(2021, 5, 8))
    Election.objects.filter(pk=held.pk).update(attended=79, chair_votes=60)
    page = client_of(town_clerk).get(reverse("reports:election-papers", args=[held.public_id])).context
    assert [(str(s.step), s.done_on, s.warning) for s in page["steps"] if s.done_on] == [
        ("request", date(2021, 5, 10), ""),
        ("approval", date(2021, 5, 8), "日期早于前面的步骤，请核对。"),
        (
            "congress",
            date(2021, 6, 20),
            "实到会人数不足应到会人数的三分之二，请核对。主席得票数没有超过应到会人数的一半，请核对。",
        ),
    ]
    assert len(page["steps"]) == 11
    Election.objects.filter(pk=held.pk).update(meeting="members", attended=80, chair_votes=61)
    page = client_of(town_clerk).get(reverse("reports:election-papers", args=[held.public_id])).context
    assert "delegates" not in [str(state.step) for state in page["steps"]]
    assert [s.warning for s in page["steps"] if s.step == "congress"] == [""]


def paper_text(client, election, paper) -> list[str]:
    answer = client.post(reverse("reports:election-paper", args=[election.public_id, paper, "docx"]))
    job = Job.objects.order_by("-pk").first()
    assert answer.url == reverse("core:job", args=[job.public_id]) and job.state == Job.State.DONE, job.message
    data = client.get(reverse("core:job-file", args=[job.public_id])).content
    return [paragraph.text for paragraph in Word(BytesIO(data)).paragraphs if paragraph.text.strip()]


def test_the_request_is_filled_from_the_record(election, clerk, client_of):
    lines = paper_text(client_of(clerk), election, "request")
    assert "云川兴榆商贸有限公司工会关于召开换届选举大会的请示" in lines[0].replace("\n", "")
    assert "青石镇总工会：" in lines
    opening = next(line for line in lines if "任期届满" in line)
    assert "将于2021年7月31日任期届满" in opening and "拟于2021年6月召开会员（代表）大会" in opening
    assert any("第五届工会委员会拟由＿＿＿名委员组成" in line for line in lines)
    assert lines[-2:][0].strip() == "云川兴榆商贸有限公司工会"


def test_the_result_is_filled_from_the_record(held, clerk, client_of):
    lines = paper_text(client_of(clerk), held, "result")
    assert any(
        "经青石镇总工会批复同意（青工〔2021〕3号），我会于2021年6月20日召开会员代表大会" in line for line in lines
    )
    assert any("大会应到120人，实到110人" in line for line in lines)
    assert any("由7名委员组成。主席：周建国（得票108票）。副主席：林小敏、陈大海。" in line for line in lines)
    assert any("本届任期五年，自选举之日起计算，至2026年6月19日止。" in line for line in lines)
    assert AuditEvent.objects.filter(register="election", action="export", object_id=held.public_id).count() == 1


def test_the_list_of_steps(held, clerk, client_of):
    answer = client_of(clerk).post(reverse("reports:election-paper", args=[held.public_id, "steps", "pdf"]))
    job = Job.objects.get()
    assert answer.url == reverse("core:job", args=[job.public_id])
    assert (job.state, job.result_file.name) == ("done", "云川兴榆商贸有限公司工会换届选举工作程序表.pdf")


def test_no_result_before_the_election(election, clerk, client_of):
    client = client_of(clerk)
    page = reverse("reports:election-papers", args=[election.public_id])
    answer = client.post(reverse("reports:election-paper", args=[election.public_id, "result", "pdf"]), follow=True)
    assert answer.redirect_chain == [(page, 302)]
    assert "还没有登记换届日期" in answer.content.decode() and not Job.objects.exists()


@pytest.mark.parametrize(("paper", "form"), [("unknown", "pdf"), ("request", "exe")])
def test_unknown_papers(paper, form, election, clerk, client_of):
    assert (
        client_of(clerk).post(reverse("reports:election-paper", args=[election.public_id, paper, form])).status_code
        == 404
    )


def test_others_see_nothing_of_it(election, stranger, leader, client_of):
    page = reverse("reports:election-papers", args=[election.public_id])
    paper = reverse("reports:election-paper", args=[election.public_id, "request", "pdf"])
    assert client_of(stranger).get(page).status_code == client_of(stranger).post(paper).status_code == 404
    assert client_of(leader).get(page).status_code == 200
    assert client_of(leader).post(paper).status_code == 403
    assert not Job.objects.exists()
