"""Rules of papers that hold from whichever page one comes: whose a section is, what is signed, what was sent twice."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models.signals import pre_save
from django.test.utils import CaptureQueriesContext

from members.models import Organization
from reports.models import ClaimEvidence, Paper, SectionText, TemplateRevision
from reports.services import checks, composing, drift, freezing, left_out, papers, rolling, templates, workflow
from reports.services.checks import remedies
from reports.services.templates import UnknownTemplate
from reports.text.tokens import TOKEN, Trouble, Values, runs
from tests.factories import FACTORIES
from tests.factories.reports import StatementFactory
from tests.reports.signing import WAITING, void
from tests.reports.writing import part, write
from union_site.core.access import Access
from union_site.core.models import AuditEvent, Department
from union_site.core.periods import Period
from union_site.core.registry import indicators
from welfare.models import HardshipCase, MutualAidEnrolment

TODAY = date(2021, 7, 5)
PERIOD = Period.parse("2021H1")

MISFIT = "这个标记的写法不适用于这项指标，请重新插入。"


@pytest.fixture
def cases(union, other_union):
    """Three files of hardship: two of 青石镇, one of 白鹭街道."""
    return [
        FACTORIES[HardshipCase](organization=one, opened_on=date(2021, 3, 1)) for one in (union, union, other_union)
    ]


@pytest.fixture
def shared(editor, root, cases, departments, district):
    """A district's paper: each of its two departments writes a section, and both have something to mend."""
    Department.objects.create(district=district, code="office", name="办公室", position=9)
    texts = {
        "服务保障": "在档困难职工{{hardship.total}}。困难职工15名得到帮扶,工作有力。",
        "组织建设": "单位{{organising.new_single}}家,新建有序,困难职工16名。",
    }
    made = write(root, editor, "云川区上半年总结", texts)
    for heading, name in (("服务保障", "权益保障部"), ("组织建设", "基层工作部")):
        made.sections.filter(heading=heading).update(department=departments[name])
    return made


def found(paper, check, heading):
    return next(one for one in checks.run(paper, today=TODAY) if one.check.key == check and str(one.section) == heading)


def test_what_another_department_wrote_is_neither_explained_nor_mended(shared, officer, org_officer):
    theirs = found(shared, "values", "服务保障")
    with pytest.raises(ValidationError, match="由权益保障部负责"):
        remedies.explain(shared, theirs.id, "就这样", today=TODAY, by=org_officer)
    with pytest.raises(ValidationError, match="由权益保障部负责"):
        remedies.apply(shared, theirs.id, 0, today=TODAY, by=org_officer)
    assert (ClaimEvidence.objects.count(), SectionText.objects.filter(taken=False).count()) == (0, 0)
    assert remedies.explain(shared, theirs.id, "含外区", today=TODAY, by=officer).by == officer


def test_punctuation_is_mended_as_far_as_it_is_ones_own(shared, org_officer):
    assert remedies.mend_marks(shared, today=TODAY, by=org_officer) == 1
    assert "，新建有序，" in part(shared, "组织建设").text and ",工作" in part(shared, "服务保障").text
    with pytest.raises(ValidationError, match="由权益保障部负责"):
        remedies.mend_marks(shared, today=TODAY, by=org_officer)


def test_the_checks_offer_what_one_may_do(shared, client_of, officer, editor):
    address = f"/papers/{shared.public_id}/checks/"
    page = client_of(officer).get(address).text
    assert "到“服务保障”修改" in page and "到“组织建设”修改" not in page
    Paper.objects.update(state=Paper.State.SIGNING)
    page = client_of(editor).get(address).text
    assert "修改</a>" not in page and "保存说明" not in page and "全文一次改好" not in page


def test_a_sentence_that_was_left_out_is_offered_to_whoever_writes_its_section(shared, client_of, officer, org_officer):
    one = {"place": "服务保障", "labels": ["参保人数"], "keys": ["mutual.insured"], "line": "参保{{mutual.insured}}。"}
    shared.sections.filter(heading="服务保障").update(left_out=[one])
    address = f"/papers/{shared.public_id}/"
    assert "写入：服务保障" in client_of(officer).get(address).text
    page = client_of(org_officer).get(address).text
    assert "未写入的句子（1）" in page and "写入：服务保障" not in page


def test_a_sentence_that_could_not_be_taken_in_is_told_to_the_trail(shared, client_of, officer):
    address = f"/papers/{shared.public_id}/{part(shared, '服务保障').public_id}/take-in/"
    answer = client_of(officer).post(address, {"position": "9", "line": "没有的话。"}, follow=True)
    assert "已经写入或移除" in answer.text
    last = AuditEvent.objects.filter(action="denied").get()
    assert (last.register, last.object_id) == ("paper", shared.public_id)


def test_nothing_is_explained_while_the_leader_has_the_paper(shared, editor):
    theirs = found(shared, "values", "服务保障")
    Paper.objects.update(state=Paper.State.SIGNING)
    shared.refresh_from_db()
    with pytest.raises(ValidationError, match="正在领导审签"):
        remedies.explain(shared, theirs.id, "就这样", today=TODAY, by=editor)


def test_what_cannot_be_said_any_more_is_not_signed(editor, leader, root, cases):
    made = write(root, editor, "总结", {"服务保障": "帮扶{{stated.职工书屋}}。"})
    row = StatementFactory(organization=root, name="职工书屋", value="30")
    workflow.move_paper(paper=made, step="take-over", by=editor, today=TODAY)
    workflow.move_paper(paper=made, step="submit", by=editor, today=TODAY)
    type(row).objects.update(period="2020H1")
    with pytest.raises(ValidationError, match="送审以后又有1处"):
        workflow.move_paper(paper=made, step="sign", by=leader, today=TODAY)
    made.refresh_from_db()
    assert made.state == "signing"


@pytest.mark.parametrize(
    ("token", "value", "reason"),
    [
        ("{{dispute.by_subject|分别为}}", [], "本期没有可写的内容。"),
        ("{{organising.new_joint|逐项:《〔name〕》}}", [{"name": None}], MISFIT),
        ("{{mutual.target}}", {"value": False, "numbers": []}, MISFIT),
    ],
)
def test_a_token_that_does_not_fit_its_value_spoils_nothing(token, value, reason):
    key = token[2:-2].partition("|")[0]
    said = runs(f"前{token}后", Values(indicators, {key: value}, {}, 2021))
    assert [one.reason if isinstance(one, Trouble) else one for one in said] == ["前", reason, "后"]


def test_a_claim_whose_condition_can_no_longer_be_asked_is_open(editor, root, cases):
    sentence = "帮扶工作全面覆盖，在档{{hardship.total}}。"
    made = write(root, editor, "总结", {"服务保障": sentence})
    made.sections.update(origins={sentence: "?own.9=3 " + sentence})
    claim = found(made, "claims", "服务保障")
    assert (claim.tone, claim.asks) == ("calm", "evidence")


def test_a_section_that_came_meanwhile_keeps_its_department(shared, client_of, editor, departments):
    first, second = shared.sections.all()
    client_of(editor).post(
        f"/papers/{shared.public_id}/sections/",
        {f"department-{first.pk}": str(departments["基层工作部"].pk), f"due-{first.pk}": "", "all_due_on": ""},
    )
    kept = dict(shared.sections.values_list("pk", "department__name"))
    assert kept == {first.pk: "基层工作部", second.pk: "基层工作部"}


@pytest.fixture
def freeze_of(editor, leader, root, cases, settings):
    """freeze_of(text) → the freeze of a district's paper that says so."""
    settings.TASKS = WAITING

    def make(text):
        made = write(root, editor, "总结", {"服务保障": text})
        return freezing.freeze(made, by=leader, today=TODAY)

    return make


def test_a_figure_stated_for_the_period_before_does_not_drift_by_itself(freeze_of, root, editor):
    StatementFactory(organization=root, name="职工书屋", value="30", period="2021H1")
    StatementFactory(organization=root, name="职工书屋", value="28", period="2020H2")
    freeze = freeze_of("书屋{{stated.职工书屋}}，上期{{stated.职工书屋@上期}}。")
    assert drift.of(freeze, Access(editor, TODAY)).figures == []


def test_a_unit_that_bears_its_name_no_more_is_not_mistaken_for_the_papers_own(freeze_of, town, root, editor):
    StatementFactory(organization=town, name="职工书屋", value="3")
    StatementFactory(organization=root, name="职工书屋", value="30")
    freeze = freeze_of("青石镇{{hardship.total@青石镇}}、{{stated.职工书屋@青石镇}}。")
    Organization.objects.filter(pk=town.pk).update(name="新石镇总工会", short_name="新石镇")
    figures = [one for one in drift.of(freeze, Access(editor, TODAY)).figures if one.place]
    assert [(one.figure.key, one.now, one.reason) for one in figures] == [
        ("hardship.total", "—", "现在没有名为“青石镇”的下属单位。"),
        ("stated.职工书屋", "—", "现在没有名为“青石镇”的下属单位。"),
    ]
    assert not any(one.rows for one in figures)


def test_what_drifted_of_another_unit_is_told_of_that_unit(freeze_of, client_of, town, cases, editor):
    freeze = freeze_of("青石镇{{hardship.total@青石镇}}。")
    void(cases[0], editor)
    page = client_of(editor).get(f"/papers/{freeze.paper.public_id}/drift/").text
    assert f'/figures/hardship.total/?period=2021H1&amp;unit={town.public_id}">困难职工</a>（青石镇）' in page
    assert "困难职工（青石镇，2021年上半年）：2 → 1" in page


def test_a_panel_tells_what_the_unit_of_the_token_stated(client_of, editor, root, town, cases):
    made = write(root, editor, "总结", {"服务保障": "书屋。"})
    StatementFactory(organization=root, name="职工书屋", value="30", unit="家")
    StatementFactory(organization=town, name="职工书屋", value="4", unit="家")
    StatementFactory(organization=root, name="职工书屋", value="28", unit="家", period="2020H2")
    address = f"/papers/{made.public_id}/{made.sections.get().public_id}/chip/"

    def told(token):
        return client_of(editor).get(address, {"token": token}).text

    assert "<dd>4家（手工填报）</dd>" in told("{{stated.职工书屋@青石镇}}")
    assert "<dd>28家（手工填报）</dd>" in told("{{stated.职工书屋@上期}}")
    assert "这个标记无法识别" in told("{{stated.职工/书屋}}"), "no name holds what would end an address"
    assert TOKEN.search("{{stated.职工/书屋}}") is None


def test_a_unit_that_was_struck_out_does_not_stand_in_the_way_of_its_name(make_union, root, town, cases):
    double = make_union("青石镇工会", kind=town.kind, parent=root)
    struck = datetime(2021, 7, 1, tzinfo=UTC)
    Organization.objects.filter(pk=double.pk).update(short_name=town.short_name, voided_at=struck)
    frame = composing.frame(PERIOD, district=root.district, unit=root)
    assert composing.compose(["{{hardship.total@青石镇}}"], frame, today=TODAY).units == {"青石镇": town}


def overtaken(model, make):
    """Let somebody else be quicker, once: `make` runs just before the next row of the model is written."""

    def first(instance, **kwargs):
        pre_save.disconnect(first, sender=model)
        make(instance)

    pre_save.connect(first, sender=model, weak=False)


def test_two_who_draft_at_once_get_one_paper(editor, root, cases):
    def other(paper):
        same = {name: getattr(paper, name) for name in ("district", "organization", "period", "kind", "title")}
        Paper.objects.bulk_create([Paper(**same, created_by=editor)])

    overtaken(Paper, other)
    with pytest.raises(ValidationError, match="已经起草，请打开继续编写"):
        papers.create(period=PERIOD, unit=root, today=TODAY, by=editor)


def test_two_who_save_a_template_at_once(editor, district):
    def other(row):
        same = {name: getattr(row, name) for name in ("district", "key", "revision", "name")}
        TemplateRevision.objects.bulk_create([TemplateRevision(**same, text="别人的", by=editor)])

    overtaken(TemplateRevision, other)
    text = templates.one(district, "brief").text + "另有一句。\n"
    with pytest.raises(ValidationError, match="别人刚保存了这个模板"):
        templates.save(district=district, key="brief", text=text, base=0, by=editor)


def test_a_paper_is_carried_only_into_a_period_and_kind_that_there_is(editor, root, cases, district):
    papers.create(period=Period.parse("2020H1"), unit=root, today=TODAY, by=editor)
    with pytest.raises(ValidationError, match="用于"):
        rolling.roll_forward(period=Period.parse("2021Q1"), unit=root, today=TODAY, by=editor)
    with pytest.raises(ValidationError):
        rolling.roll_forward(period=Period.parse("2055H1"), unit=root, today=TODAY, by=editor)
    own = templates.create(district=district, copy_of=templates.one(district, "brief"), name="专报", by=editor)
    papers.create(period=Period.parse("2020H1"), unit=root, kind=own.key, today=TODAY, by=editor)
    templates.restore(district=district, key=own.key, by=editor)
    with pytest.raises(UnknownTemplate):
        rolling.roll_forward(period=PERIOD, unit=root, kind=own.key, today=TODAY, by=editor)
    assert set(Paper.objects.values_list("period", flat=True)) == {"2020H1"}


def test_whoever_takes_a_sentence_in_holds_the_paper_first(editor, root, union, cases, district):
    text = "名称：简要版\n标题：{单位}速览\n# 服务\n困难职工{{hardship.total}}。\n参保{{mutual.insured}}。\n"
    templates.save(district=district, key="brief", text=text, base=0, by=editor)
    made = papers.create(period=PERIOD, unit=root, kind="brief", today=TODAY, by=editor)
    FACTORIES[MutualAidEnrolment](organization=union)
    (section,) = made.sections.all()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        left_out.take_in(section=section, position=0, line="参保{{mutual.insured}}。", today=TODAY, by=editor)
    tables = ("reports_paper", "reports_papersection")
    read = [one["sql"] for one in asked if one["sql"].startswith("SELECT")]
    order = [next((t for t in tables[::-1] if f'FROM "{t}"' in sql), "") for sql in read]
    assert order.index("reports_paper") < order.index("reports_papersection")


def test_no_text_holds_what_no_database_keeps(client_of, editor, root, cases):
    made = write(root, editor, "总结", {"服务保障": "旧文。"})
    section = made.sections.get()
    address = f"/papers/{made.public_id}/{section.public_id}/"
    client = client_of(editor)
    client.post(address + "save/", {"heading": "服\0务", "text": "新\0文。", "base": "1"})
    client.post(address + "comments/", {"sentence": "", "text": "太\0短"})
    client.post(f"/papers/{made.public_id}/sections/add/", {"heading": "打\0算"})
    section.refresh_from_db()
    assert (section.heading, section.text) == ("服务", "新文。")
    assert [one.text for one in section.comments.all()] == ["太短"]
    assert made.sections.last().heading == "打算"
