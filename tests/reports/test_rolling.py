"""Rolling forward, comparing sentence by sentence, what was carried over, and papers that contradict each other."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from reports.models import ClaimEvidence, Freeze, Paper
from reports.services import checks, comparing, contradictions, papers, rolling
from reports.services.checks import remedies
from tests.factories import FACTORIES
from union_site.core.models import AuditEvent
from union_site.core.periods import Period
from welfare.models import HardshipCase

LAST, THIS = Period.parse("2020H1"), Period.parse("2021H1")
TODAY = date(2021, 7, 5)
TEXT = (
    "2020年上半年，工会工作取得进展。\n= 帮扶。\n"
    "在档困难职工{{hardship.total}}，走访劳模{{model.visited}}。较2020年上半年的安排没有变化。5月在凉溪村举办联谊活动。"
    "新增一句不变的话。"
)


@pytest.fixture
def last(editor, root, union, departments):
    """Last year's paper with one section by hand; two files of hardship last year, three this year."""
    for year in (2020, 2020, 2021):
        FACTORIES[HardshipCase](organization=union, opened_on=date(year, 3, 1))
    made = papers.create(period=LAST, unit=root, today=TODAY, by=editor)
    first, second, *others = made.sections.all()
    for section in others:
        section.delete()
    first.text, first.heading, first.department = TEXT, "2020年上半年工作", departments["权益保障部"]
    first.origins = {"在档困难职工{{hardship.total}}，走访劳模{{model.visited}}。": "在档困难职工{{hardship.total}}。"}
    first.save()
    second.heading, second.text = "下半年工作打算", "{{plan.items|数}}项。"
    second.save()
    return made


@pytest.fixture
def rolled(last, editor, root):
    return rolling.roll_forward(period=THIS, unit=root, today=TODAY, by=editor)


def test_a_new_period_starts_from_the_last_text(rolled, last, departments):
    paper = rolled.paper
    assert (paper.title, paper.carried_from, paper.kind) == ("云川区总工会2021年上半年工作总结", last, "half_year")
    first, second = paper.sections.all()
    assert (first.heading, first.department, first.revision) == ("2021年上半年工作", departments["权益保障部"], 1)
    assert first.text == TEXT.replace("2020年上半年，", "2021年上半年，")
    assert "较2020年上半年的安排" in first.text  # somebody's own words of that very period
    assert list(first.origins) == ["在档困难职工{{hardship.total}}，走访劳模{{model.visited}}。"]
    assert second.heading == "下半年工作打算"
    assert [one.text for one in first.texts.all()] == [first.text]
    assert AuditEvent.objects.filter(register="paper", action="create").count() == 2


def test_sentences_that_cannot_be_said_are_listed(rolled):
    # What only waits for the next plan is none of them.
    assert [(one.section, one.sentence, one.reasons) for one in rolled.unsaid] == [
        (
            "2021年上半年工作",
            "在档困难职工{{hardship.total}}，走访劳模{{model.visited}}。",
            ("走访慰问劳模：这项指标本期没有上报数据。",),
        ),
    ]


def test_words_of_the_period_follow_where_the_template_names_it():
    words = rolling.replacements(Period.parse("2021H1"), Period.parse("2021H2"))
    assert words == {"2021年上半年": "2021年下半年", "上半年": "下半年", "下半年": "2022年上半年"}
    origins = {"上半年调整指导员{{bargaining.advisors_part}}。": "{期短}调整指导员{{bargaining.advisors_part}}。"}
    text = "上半年调整指导员{{bargaining.advisors_part}}。上半年，一切顺利。说到上半年。"
    assert rolling.rolled_text(text, origins, words) == (
        "下半年调整指导员{{bargaining.advisors_part}}。下半年，一切顺利。说到上半年。",
        {"下半年调整指导员{{bargaining.advisors_part}}。": "{期短}调整指导员{{bargaining.advisors_part}}。"},
    )
    assert rolling.rolled_text("{{stated.上半年}}。", {}, {"上半年": "下半年"})[0] == "{{stated.上半年}}。"


def test_rolling_asks_for_an_earlier_paper_and_makes_one_only(last, rolled, editor, root, town):
    with pytest.raises(ValidationError, match="青石镇总工会以前没有这种材料"):
        rolling.roll_forward(period=THIS, unit=town, today=TODAY, by=editor)
    with pytest.raises(ValidationError, match="已经起草"):
        rolling.roll_forward(period=THIS, unit=root, today=TODAY, by=editor)
    assert Paper.objects.count() == 2


def test_the_form_starts_from_the_last_paper(last, client_of, editor, root, town):
    client = client_of(editor)
    assert "从上一期沿用" in client.get("/papers/").text
    form = {"period": "2021H1", "unit": str(root.public_id), "start": "carry"}
    answer = client.post("/papers/new/", form, follow=True)
    paper = Paper.objects.get(period="2021H1")
    assert answer.redirect_chain[0][0] == f"/papers/{paper.public_id}/checks/"
    assert (
        "已沿用《云川区总工会2020年上半年工作总结》的文字" in answer.text and "有 1 句的数字本期写不出来" in answer.text
    )
    answer = client.post("/papers/new/", {**form, "unit": str(town.public_id)}, follow=True)
    assert "青石镇总工会以前没有这种材料" in answer.text
    assert Paper.objects.count() == 2


def carried(paper):
    return [one for one in checks.run(paper, today=TODAY) if one.check.key == "carried"]


def test_what_was_carried_over_is_asked_about(rolled, editor):
    found = carried(rolled.paper)
    assert [(one.tone, one.words) for one in found] == [
        ("wait", "文中写着上一份材料的报告期“2020年上半年”，请看是否要改。"),
        ("calm", "这一句与上一期一字不差，是否仍然如此？"),
        ("calm", "这一句与上一期一字不差，是否仍然如此？"),
    ]
    assert found[1].sentence == "5月在凉溪村举办联谊活动。"
    remedies.explain(rolled.paper, found[1].id, "", today=TODAY, by=editor)
    assert ClaimEvidence.objects.get().word == "沿用"
    assert [one.explained for one in carried(rolled.paper)] == [False, True, False]
    assert not any(one.blocks for one in found)


def test_names_months_and_places_in_a_changed_sentence(rolled):
    section = rolled.paper.sections.first()
    section.text = "5月在凉溪村又举办“遇见缘”交友活动两场。11月在石桥村。"
    section.save()
    assert [one.words for one in carried(rolled.paper)] == ["“5月”、“凉溪村”与上一期相同，是否仍然如此？"]


def test_typed_numbers_that_did_not_change(rolled, last):
    last.sections.filter(position=1).update(text="在档{{hardship.total}}，职工书屋共有12家、影院3家。")
    section = rolled.paper.sections.first()
    section.text = "目前在档{{hardship.total}}，职工书屋共有12家、影院4家。"
    section.save()
    assert [one.words for one in carried(rolled.paper)] == ["“职工书屋共有12家”与上一期相同，是否仍然如此？"]


def test_sentences_beside_each_other(rolled, last):
    section = rolled.paper.sections.first()
    section.text = section.text.replace("新增一句不变的话。", "本期另有一句新话。").replace(
        "，走访劳模{{model.visited}}", ""
    )
    section.save()
    last.sections.filter(position=1).update(text=TEXT.replace("，走访劳模{{model.visited}}", ""))
    first, second = comparing.compare(comparing.said(rolled.paper, today=TODAY), comparing.said(last, today=TODAY))
    shown = [(one.kind, one.new and one.new.text, one.old and one.old.text) for one in first.pairs]
    assert (first.heading, first.other) == ("2021年上半年工作", "2020年上半年工作")
    assert shown == [
        ("changed", "2021年上半年，工会工作取得进展。", "2020年上半年，工会工作取得进展。"),
        ("same", "帮扶。", "帮扶。"),
        ("values", "在档困难职工3名。", "在档困难职工2名。"),
        ("same", "较2020年上半年的安排没有变化。", "较2020年上半年的安排没有变化。"),
        ("same", "5月在凉溪村举办联谊活动。", "5月在凉溪村举办联谊活动。"),
        ("added", "本期另有一句新话。", None),
        ("removed", None, "新增一句不变的话。"),
    ]
    assert [(new.text, old.text) for new, old in first.pairs[2].figures] == [("3名", "2名")]
    assert second.heading == "下半年工作打算"


def test_sections_of_the_same_name_are_each_compared_once():
    def section(heading, text):
        sentence = comparing.SaidSentence(text, (text,))
        return comparing.SaidSection(heading, text, (sentence,))

    new = [section("", "甲。"), section("", "乙。"), section("保障", "丙丁戊己庚。")]
    old = [section("", "甲。"), section("", "乙。"), section("服务保障", "丙丁戊己庚。"), section("附", "另有。")]
    found = comparing.compare(new, old)
    assert [(one.heading, one.other, [pair.kind for pair in one.pairs]) for one in found] == [
        ("", "", ["same"]),
        ("", "", ["same"]),
        ("保障", "服务保障", ["same"]),
        ("", "附", ["removed"]),
    ]


def test_what_differs_in_a_rewritten_sentence():
    assert comparing.differences("2021年上半年，进展好。", "2020年上半年，进展。") == (
        [("202", False), ("1", True), ("年上半年，进展", False), ("好", True), ("。", False)],
        [("202", False), ("0", True), ("年上半年，进展", False), ("。", False)],
    )


def test_a_frozen_paper_reads_as_it_was_frozen(last, editor):
    text = "在档困难职工{{hardship.total}}，走访{{model.visited}}。"
    Freeze.objects.create(
        paper=last,
        title=last.title,
        as_of=LAST.last_day,
        sections=[
            {
                "heading": "一、工作",
                "paragraphs": [
                    {
                        "lead": "",
                        "runs": [
                            "在档困难职工",
                            {"text": "99名", "key": "hardship.total", "at": ""},
                            "，走访",
                            {
                                "text": "{{model.visited}}",
                                "key": "model.visited",
                                "trouble": "没有上报",
                                "nothing": True,
                            },
                            "。",
                        ],
                    }
                ],
            }
        ],
        stored=[{"heading": "工作", "text": text}],
        tree=[],
        content_hash="0" * 64,
        frozen_by=editor,
    )
    (section,) = comparing.said(last, today=TODAY)
    assert [one.text for one in section.sentences] == ["在档困难职工99名，走访{{model.visited}}。"]


def test_the_page_of_a_comparison(rolled, last, client_of, leader, editor, town_clerk):
    address = f"/papers/{rolled.paper.public_id}/compare/"
    page = client_of(leader).get(address).text
    assert "上一期、上年同期：云川区总工会2020年上半年工作总结" in page
    assert '<mark class="compare-figure">3名</mark>' in page and '<mark class="compare-figure">2名</mark>' in page
    only = client_of(leader).get(address + "?only=changed").text
    assert "一致，没有列出" in only and "5月在凉溪村" not in only
    assert client_of(leader).get(address + f"?with={last.public_id}").status_code == 200
    assert client_of(leader).get(address + "?with=nonsense").status_code == 404
    assert client_of(leader).get(address + f"?with={rolled.paper.public_id}").status_code == 404
    assert client_of(town_clerk).get(address).status_code == 404
    assert "没有可以对照的材料" not in page


# --- contradictions -----------------------------------------------------------------------------------------------


@pytest.fixture
def write(editor):
    """write(unit, text, kind) → a paper of 2021H1 whose only text this is."""

    def make(unit, text, kind="half_year", period="2021H1"):
        paper = Paper.objects.create(
            district=unit.district,
            organization=unit,
            period=period,
            kind=kind,
            title=f"{unit.name}{kind}",
            created_by=editor,
        )
        paper.sections.create(position=1, heading="帮扶", text=text)
        return paper

    return make


def contradicted(*chosen):
    return [
        (one.tone, one.subject, one.unit, [said.words for said in one.statements])
        for one in contradictions.find(list(chosen), today=TODAY)
    ]


@pytest.fixture
def files(union):
    for _ in range(3):
        FACTORIES[HardshipCase](organization=union, opened_on=date(2021, 3, 1))


def test_typed_numbers_that_contradict_a_figure_of_another_paper(files, root, write):
    half = write(root, "在档困难职工{{hardship.total}}。职工书屋共有12家。")
    topic = write(root, "困难职工5名得到帮扶。职工书屋共有15家。职工影院共有2家。", "topic")
    assert contradicted(half, topic) == [
        ("bad", "困难职工", "云川区总工会", ["3名", "5名"]),
        ("bad", "职工书屋", "云川区总工会", ["12家", "15家"]),
    ]
    same = write(root, "困难职工3名。", "brief")
    assert contradicted(half, same) == []
    assert contradicted(half) == []


def test_papers_of_other_periods_and_units_do_not_contradict(files, root, town, write):
    half = write(root, "困难职工3名。职工书屋共有12家。")
    assert contradicted(half, write(root, "困难职工5名。", period="2020H1")) == []
    assert contradicted(half, write(town, "职工书屋共有15家。")) == []


def test_a_town_against_the_breakdown_of_the_district(files, root, town, write):
    half = write(root, "在档困难职工{{hardship.total}}。")
    assert contradicted(half, write(town, "在档困难职工{{hardship.total}}。")) == []
    typed = write(town, "在档困难职工4名。", "topic")
    found = contradictions.find([half, typed], today=TODAY)
    assert [(one.tone, one.unit, one.note) for one in found] == [
        ("bad", "青石镇总工会", "全区分单位的数中，青石镇是3名。")
    ]


def test_wordings_that_are_both_true_are_no_contradiction(root, union, write):
    for _ in range(11):
        FACTORIES[HardshipCase](organization=union, opened_on=date(2021, 3, 1))
    half = write(root, "在档困难职工{{hardship.total}}。")
    assert contradicted(half, write(root, "困难职工10余名。", "topic")) == [
        ("calm", "困难职工", "云川区总工会", ["11名", "10余名"])
    ]


def test_a_contradiction_about_the_year_before_leads_to_that_year(root, union, write, client_of, leader):
    FACTORIES[HardshipCase](organization=union, opened_on=date(2020, 3, 1))
    half = write(root, "上年在档困难职工{{hardship.total@上年}}。")
    topic = write(root, "上年在档困难职工共{{hardship.total@上年|数}}名。", "topic")
    page = client_of(leader).get(f"/papers/contradictions/?paper={half.public_id}&paper={topic.public_id}").text
    assert "（云川区总工会，2020年上半年）" in page
    assert f"/figures/hardship.total/?period=2020H1&amp;unit={root.public_id}" in page


def test_the_page_of_contradictions(files, root, town, write, client_of, leader, town_clerk):
    half = write(root, "在档困难职工{{hardship.total}}。")
    topic = write(root, "困难职工5名得到帮扶。", "topic")
    client = client_of(leader)
    assert "查找矛盾" in client.get("/papers/contradictions/").text
    page = client.get(f"/papers/contradictions/?paper={half.public_id}&paper={topic.public_id}").text
    assert "互相矛盾" in page and "困难职工</a>（云川区总工会，2021年上半年）" in page
    assert "请至少选两份材料" in client.get(f"/papers/contradictions/?paper={half.public_id}").text
    # A paper outside the scope does not exist.
    hidden = client_of(town_clerk).get(f"/papers/contradictions/?paper={half.public_id}&paper={topic.public_id}").text
    assert "互相矛盾" not in hidden and half.title not in hidden
