"""The checks of a paper: each finds what it is for, names the place, offers a way out, and lets what is right alone."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from activities.models import HazardReport
from reports.models import ClaimEvidence
from reports.services import checks, papers
from reports.services.checks import remedies
from reports.services.checks.wording import mended
from tests.factories import FACTORIES
from union_site.core.periods import Period
from welfare.models import HardshipCase, MutualAidEnrolment

PERIOD = Period.parse("2021H1")
TODAY = date(2021, 7, 5)


@pytest.fixture
def rows(union):
    """12 hardship files (3 of them opened this year), 12 hazards, one enrolment of 156 people."""
    for number in range(12):
        FACTORIES[HardshipCase](organization=union, opened_on=date(2021 if number < 3 else 2020, 3, 1))
        day = date(2021, 4, 1 + number)
        FACTORIES[HazardReport](organization=union, reported_on=day, handled_on=day)
    FACTORIES[MutualAidEnrolment](
        organization=union, policy_year=2021, paid_on=date(2021, 2, 1), people=156, fee=80, premium=Decimal("12480.00")
    )


@pytest.fixture
def paper(editor, root, rows):
    return papers.create(period=PERIOD, unit=root, today=TODAY, by=editor)


@pytest.fixture
def written(paper, editor):
    """written(text) → what the checks find in a paper whose only text this is: [(check, tone, words)]."""

    def ask(text, **origins):
        first, *others = paper.sections.all()
        for section in others:
            section.delete()
        first.text, first.origins = text, origins.get("origins", {})
        first.save()
        return checks.run(paper, today=TODAY)

    return ask


def brief(found):
    return [(one.check.key, one.tone, one.words) for one in found if one.check.key != "units"]


def test_a_fresh_draft_has_nothing_against_it(paper):
    assert [one for one in brief(checks.run(paper, today=TODAY)) if one[1] in ("bad", "wait")] == []
    assert checks.blocking(paper, TODAY) == []


def test_tokens_that_cannot_be_said(written):
    found = written("疗休养{{no.such}}。走访{{model.visited}}。坏{{标记。")
    assert brief(found) == [
        ("tokens", "bad", "没有名为“no.such”的指标，请检查文字模板。"),
        ("tokens", "bad", "“走访慰问劳模”：这项指标本期没有上报数据。"),
        ("tokens", "bad", "这个标记无法识别，请删除后用“插入数字”重新插入。"),
    ]
    assert [(one.sentence, one.found) for one in found] == [
        ("疗休养{{no.such}}。", "{{no.such}}"),
        ("走访{{model.visited}}。", "{{model.visited}}"),
        ("坏{{标记。", "{{标记。"),
    ]
    assert [remedy.sentence for remedy in found[1].remedies] == [""]


@pytest.mark.parametrize(
    "text",
    [
        "新建工会X家。",
        "××镇召开会议。",
        "走访XX名劳模。",
        "获奖〔待补〕。",
        "新建工会Ｘ家。",
        "在x镇召开会议。",
        "由____负责。",
    ],
)
def test_gaps_that_were_to_be_filled(written, text):
    assert [one[:2] for one in brief(written(text))] == [("gaps", "bad")]


@pytest.mark.parametrize("text", ["组织职工X光检查。", "学习MAX软件和XML格式。", "长3×5米的展板。", "采用Xi-1型设备。"])
def test_letters_are_no_gaps(written, text):
    assert [one for one in brief(written(text)) if one[0] == "gaps"] == []


def test_a_typed_number_is_offered_its_token(written, paper, editor):
    (found,) = written("目前在档困难职工12名。")
    assert (found.check.key, found.tone, found.found) == ("typed", "wait", "12名")
    assert found.words == "“12名”是手打的，与指标“困难职工”（12名）相符，建议换成标记。"
    assert [remedy.sentence for remedy in found.remedies] == ["目前在档困难职工{{hardship.total}}。"]
    remedies.apply(paper, found.id, 0, today=TODAY, by=editor)
    section = paper.sections.get()
    assert (section.text, section.revision) == ("目前在档困难职工{{hardship.total}}。", 2)
    assert checks.run(paper, today=TODAY) == []
    with pytest.raises(ValidationError, match="已经改过"):
        remedies.apply(paper, found.id, 0, today=TODAY, by=editor)


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("线上上报安全隐患随手拍10余件。", ["线上上报安全隐患随手拍{{hazard.reports|余}}。"]),
        ("参保金额1.25万元。", ["参保金额{{mutual.premium}}。"]),
        ("12名困难职工得到帮助。", ["{{hardship.total}}困难职工得到帮助。"]),
        ("共156人参加。", ["共{{mutual.insured}}参加。"]),
        ("困难职工总数为12。", ["困难职工总数为{{hardship.total|数}}。"]),
    ],
)
def test_typed_numbers_in_several_words(written, text, offered):
    (found,) = [one for one in written(text) if one.check.key == "typed"]
    assert [remedy.sentence for remedy in found.remedies][:1] == offered


@pytest.mark.parametrize(
    "text",
    [
        "2021年3月12日召开第12次会议。",
        "全年目标是帮助困难职工12名。",
        "《关于表彰12名先进的决定》已印发。",
        "分3组、5次开展工作。",
        "线上上报安全隐患随手拍{{hazard.reports}}。",
        "举办活动777场。",
    ],
)
def test_numbers_that_are_no_figures_are_let_alone(written, text):
    assert [one for one in brief(written(text)) if one[0] in ("typed", "values")] == []


def test_a_number_near_to_a_figure_is_pointed_at(written):
    (found,) = written("共有157人参加。")
    assert (found.check.key, found.tone) == ("typed", "calm")
    assert found.words == "“157人”是手打的，与指标“医疗互助参保人数”（156人）相近，建议换成标记。"


def test_two_values_of_one_figure(written):
    found = written("在档困难职工{{hardship.total}}。困难职工15名得到帮扶。")
    assert brief(found) == [
        ("values", "bad", "“15名”与指标“困难职工”（12名）不符，而这一部分另有这项指标，出现了两个数。")
    ]
    assert found[0].remedies[0].sentence == "困难职工{{hardship.total}}得到帮扶。"
    assert brief(written("困难职工15名得到帮扶。")) == [
        ("values", "wait", "“15名”与指标“困难职工”（12名）不符，请核实，或换成标记。")
    ]
    assert brief(written("职工书屋12家。后来说起，职工书屋15家。")) == [
        ("values", "wait", "“职工书屋15家”与前面的“职工书屋12家”不一致。")
    ]
    assert brief(written("共有{{mutual.insured}}参保。今年参保{{mutual.insured|余}}。")) == [
        ("values", "calm", "指标“医疗互助参保人数”在文中有“156人”、“150余人”几种写法，请看是否要统一。")
    ]
    assert brief(written("共有{{mutual.insured}}参保。今年参保{{mutual.insured}}。")) == []


def test_figures_of_different_kinds(written):
    assert brief(written("在档困难职工{{hardship.total}}，其中新建档{{hardship.opened}}。")) == [
        ("kinds", "wait", "“困难职工”与“新建档困难职工”不宜用“其中”相连：前者是期末在册数，后者是期间发生数。")
    ]
    assert brief(written("困难职工{{hardship.total}}、随手拍{{hazard.reports}}，合计24。"))[0][:2] == ("kinds", "wait")
    assert brief(written("上报随手拍{{hazard.reports}}，其中已处理{{hazard.handled}}。")) == []
    assert brief(written("在档困难职工{{hardship.total}}。新建档{{hardship.opened}}。")) == []


def test_broken_rules_of_figures_in_the_text(written, union):
    FACTORIES[MutualAidEnrolment](
        organization=union, round="追加", paid_on=date(2021, 2, 1), people=40, fee=100, premium=Decimal("4001.00")
    )
    (doubtful,) = [one for one in written("参保人数{{mutual.insured}}。") if one.check.key == "rules"]
    assert (doubtful.tone, doubtful.sentence) == ("wait", "参保人数{{mutual.insured}}。")
    assert doubtful.words.startswith("应当：参保金额等于参保人数乘以缴费标准。现在：1 行不符。")
    assert doubtful.links[0][1].startswith("/consistency/mutual.premium/?period=2021H1&unit=")
    assert [one for one in written("困难职工{{hardship.total}}。") if one.check.key == "rules"] == []
    for level in ("district", "national"):
        FACTORIES[HardshipCase](organization=union, identity="339901198707140485", opening_level=level)
    found = [one for one in written("困难职工{{hardship.total}}。") if one.check.key == "rules"]
    assert [(one.tone, one.blocks) for one in found][0] == ("bad", True)
    assert "1 + 0 + 13 = 14 ≠ 13" in found[0].words


def test_units_that_have_not_reported(written, other_town):
    (found,) = written("上报随手拍{{hazard.reports}}。")
    assert found.words == "本部分的1项指标，已报 1/2；没有任何记录的：白鹭街道。"
    assert (found.check.key, found.tone, found.sentence) == ("units", "wait", "")
    assert written("困难职工{{hardship.total}}。") == []  # a stock is everybody's, reported or not


def test_half_width_punctuation_is_mended_in_one_go(written, paper, editor):
    text = "= 开头:\n困难职工{{hardship.total|余}},其中(新)3,000人;时间9:30。\n好。"
    found = [one for one in written(text) if one.check.key == "marks"]
    assert [one.words for one in found] == ["半角的“:”改为全角。", "半角的“,();”改为全角。"]
    assert remedies.mend_marks(paper, today=TODAY, by=editor) == 1
    section = paper.sections.get()
    assert section.text == "= 开头：\n困难职工{{hardship.total|余}}，其中（新）3,000人；时间9:30。\n好。"
    assert remedies.mend_marks(paper, today=TODAY, by=editor) == 0
    assert mended("{{a.b|逐项:〔name〕,(x)}}") == "{{a.b|逐项:〔name〕,(x)}}"


def test_characters_that_no_font_has(written):
    from reports.documents.fonts import FontsMissing, document_fonts

    try:
        document_fonts()
    except FontsMissing:
        pytest.skip("no Chinese font on this machine")
    (found,) = written("会员张\U0002ff00先生。")
    assert found.words == "字库中没有“\U0002ff00”，印出来是“〓”，请换一个字，或请管理员安装含有它的字体。"
    assert written("会员张喆、李犇。") == []


def test_what_is_explained_does_not_block_any_more(written, paper, editor):
    written("在档困难职工{{hardship.total}}。困难职工15名得到帮扶。")
    (found,) = checks.blocking(paper, TODAY)
    kept = remedies.explain(paper, found.id, " 含 3 名外区职工 ", today=TODAY, by=editor)
    assert (kept.word, kept.evidence, kept.sentence) == ("15名", "含 3 名外区职工", "困难职工15名得到帮扶。")
    assert checks.blocking(paper, TODAY) == []
    (again,) = checks.run(paper, today=TODAY)
    assert again.explained and again.evidence == kept
    # Another sentence is another matter.
    written("在档困难职工{{hardship.total}}。困难职工16名得到帮扶。")
    assert len(checks.blocking(paper, TODAY)) == 1


def test_what_cannot_be_said_cannot_be_explained_away(written, paper, editor):
    (found,) = written("疗休养{{no.such}}。")
    with pytest.raises(ValidationError, match="先改正"):
        remedies.explain(paper, found.id, "就这样", today=TODAY, by=editor)
    with pytest.raises(ValidationError, match="请写明依据"):
        remedies.explain(paper, written("困难职工15名。")[0].id, " ", today=TODAY, by=editor)
    assert ClaimEvidence.objects.count() == 0


def test_a_remedy_overwrites_nobody(written, paper, editor):
    (found,) = written("目前在档困难职工12名。")
    section = paper.sections.get()
    papers.save_text(section=section, heading="", text="目前在档困难职工12名。另一句。", base=1, by=editor)
    remedies.apply(paper, found.id, 0, today=TODAY, by=editor)
    section.refresh_from_db()
    assert section.text == "目前在档困难职工{{hardship.total}}。另一句。"


def test_a_signed_paper_is_not_touched(written, paper, editor, client_of):
    (found,) = written("目前在档困难职工12名。")
    paper.state = "final"
    paper.save()
    with pytest.raises(ValidationError, match="请办理更正"):
        remedies.apply(paper, found.id, 0, today=TODAY, by=editor)
    with pytest.raises(ValidationError, match="请办理更正"):
        remedies.mend_marks(paper, today=TODAY, by=editor)
    assert "换成“困难职工”" not in client_of(editor).get(f"/papers/{paper.public_id}/checks/").text


def test_the_page(written, paper, client_of, editor, leader, town_clerk):
    written("在档困难职工{{hardship.total}}。困难职工15名得到帮扶,工作全部完成。")
    address = f"/papers/{paper.public_id}/checks/"
    page = client_of(leader).get(address)
    assert page.status_code == 200
    assert "必须改正 1 处" in page.text and "同一指标两个数（1）" in page.text
    assert "换成“困难职工”" not in page.text  # who may not write is offered nothing
    assert client_of(town_clerk).get(address).status_code == 404
    client = client_of(editor)
    page = client.get(address).text
    section = paper.sections.get()
    assert f"/papers/{paper.public_id}/{section.public_id}/?find=15%E5%90%8D#text" in page
    assert '<mark class="finding-piece">15名</mark>' in page
    assert "全文一次改好" in page
    summary = client.get(address + "summary/").text
    assert "必须改正 1 处" in summary and "与指标“困难职工”（12名）不符" in summary
    found = next(one for one in checks.run(paper, today=TODAY) if one.check.key == "values")
    answer = client.post(address + "apply/", {"finding": found.id, "choice": "0"}, follow=True)
    assert "已改好" in answer.text
    answer = client.post(address + "apply/", {"finding": found.id, "choice": "0"}, follow=True)
    assert "这一处的文字已经改过" in answer.text
    assert client.post(address + "apply/", {"finding": "?", "choice": "x"}).status_code == 302
    client.post(address + "marks/")
    section.refresh_from_db()
    assert section.text == "在档困难职工{{hardship.total}}。困难职工{{hardship.total}}得到帮扶，工作全部完成。"
    claim = next(one for one in checks.run(paper, today=TODAY) if one.check.key == "claims")
    answer = client.post(address + "explain/", {"finding": claim.id, "evidence": "据区总台账"}, follow=True)
    assert "已记下“全部完成”的说明：据区总台账" in answer.text and "已说明 1 处" in answer.text
    assert client_of(leader).post(address + "marks/").status_code == 403


def test_statements_of_the_database_do_not_grow_with_the_text(written, paper, django_assert_max_num_queries):
    long = "在档困难职工{{hardship.total}}。困难职工15名得到帮扶,工作全部完成。首次上报随手拍{{hazard.reports}}，逐年递增。"
    written(long)
    with django_assert_max_num_queries(200) as few:
        checks.run(paper, today=TODAY)
    section = paper.sections.get()
    section.text = long * 40
    section.save()
    with django_assert_max_num_queries(len(few)):
        checks.run(paper, today=TODAY)
