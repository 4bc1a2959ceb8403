"""The summary's frame: numbers of headings follow what is there, words follow the unit."""

from datetime import date
from decimal import Decimal

import pytest

from reports.documents.blocks import Appendix, Heading, Lead
from reports.services import papers
from reports.services.paper import document
from reports.services.summary import assemble
from tests.factories import make
from tests.factories.reports import PlanItemFactory
from union_site.core.periods import Period
from welfare.models import LegalCase

pytestmark = pytest.mark.django_db
PERIOD, TODAY = Period.parse("2021H1"), date(2021, 9, 1)


@pytest.fixture
def case(union):
    return make(
        LegalCase,
        union,
        number="1号",
        accepted_on=date(2021, 3, 1),
        workers=2,
        amount=Decimal(10000),
    )


def text_of(summary):
    return "\n".join(
        "".join([part.lead, *(run if isinstance(run, str) else run.text for run in part.runs)])
        for section in summary.sections
        for part in section.paragraphs
    )


def test_headings_are_numbered_by_what_is_there(district, root, case):
    summary = assemble(PERIOD, district=district, unit=None, today=TODAY)
    assert [section.heading for section in summary.sections] == ["", "一、组织建设夯实基础", "二、服务保障用心用情"]
    assert "做好职工法律援助，受理劳动争议案件1起，涉及职工2人，涉及金额1万元。" in text_of(summary)
    assert "扩大组织覆盖。目前，全区共有工会组织3个，与上年同期持平。" in text_of(summary)
    assert "（一）" not in text_of(summary)


def test_a_town_speaks_for_itself(district, town, case):
    summary = assemble(PERIOD, district=district, unit=town, today=TODAY)
    assert summary.title == "青石镇总工会2021年上半年工作总结"
    assert text_of(summary).startswith("2021年上半年，青石镇总工会在云川区总工会的正确领导下")


def test_sentences_without_figures_are_listed_with_their_labels(district, root, case):
    left_out = assemble(PERIOD, district=district, unit=None, today=TODAY).left_out
    assert ("服务保障用心用情：依法维护权益", ("招聘会",)) in [(left.place, left.labels) for left in left_out]
    assert not any("受理劳动争议案件" in left.labels for left in left_out)


def test_the_paper_has_text_signature_and_an_appendix_of_figures(district, root, case):
    paper = document(assemble(PERIOD, district=district, unit=None, today=TODAY))
    assert paper.title == "云川区总工会2021年上半年工作总结"
    assert [block.text for block in paper.body if isinstance(block, Heading)] == [
        "一、组织建设夯实基础",
        "二、服务保障用心用情",
    ]
    assert any(isinstance(run, Lead) for block in paper.body if hasattr(block, "runs") for run in block.runs)
    assert paper.signature.date_text == "2021年6月30日"
    (appendix,) = paper.blocks[-1:]
    assert isinstance(appendix, Appendix)
    table = appendix.blocks[0]
    assert ["受理劳动争议案件", "起", "1", None, None] in [
        [getattr(cell, "text", cell) for cell in row] for row in table.rows if isinstance(row, tuple)
    ]


def test_a_running_period_is_dated_today(district, root, case):
    assert assemble(PERIOD, district=district, unit=None, today=date(2021, 5, 4)).as_of == date(2021, 5, 4)


def planned(unit, task, **fields):
    return PlanItemFactory(organization=unit, task=task, **{"state": "waiting", "done_on": None, **fields})


def test_a_plan_follows_and_stands_in_the_title(district, root, case):
    planned(root, "新建职工书屋", goal="10家", due="2021-08")
    planned(root, "完成困难职工复核", section="welfare", goal="100%", department="权益保障部", due="2021-12")
    summary = assemble(PERIOD, district=district, unit=None, today=TODAY)
    assert summary.title == "云川区总工会2021年上半年工作总结和下半年工作打算"
    assert summary.sections[-1].heading == "三、下半年工作打算"
    assert text_of(summary).endswith(
        "（一）思想引领。新建职工书屋（目标10家，8月底前完成，宣教部负责）。\n"
        "（二）服务保障。完成困难职工复核（目标100%，12月底前完成，权益保障部负责）。"
    )


def test_the_plan_of_the_next_year(district, root, case):
    planned(root, "新建职工书屋", period="2022H1", goal="10家", due="2022-03")
    summary = assemble(Period.parse("2021H2"), district=district, unit=None, today=TODAY)
    assert summary.title == "云川区总工会2021年下半年工作总结和2022年上半年工作打算"
    assert "（目标10家，2022年3月底前完成，宣教部负责）" in text_of(summary)


def test_it_opens_with_what_became_of_the_plan(district, root, case):
    planned(root, "送温暖", period="2021H1", state="done", done_on=date(2021, 2, 5))
    planned(root, "技能比武", period="2021H1")
    planned(root, "读书会", period="2021H1", state="partly", outcome_note="举办8场，因场地改造少办2场。")
    planned(root, "建分中心", period="2021H1", section="welfare", state="done", done_on=date(2021, 7, 1))
    planned(root, "新建书屋", period="2021H1", state="proposed")
    opening = text_of(assemble(PERIOD, district=district, unit=None, today=TODAY)).split("\n")[0]
    assert opening.endswith(
        "本期工作打算确定的4项重点任务已完成1项，完成率25%，部分完成1项，没有完成2项。"
        "部分完成的是：读书会（举办8场，因场地改造少办2场）。"
        "没有完成的是：技能比武（尚未开始）、建分中心（7月1日完成）。"
    )


def test_where_all_was_kept_nothing_is_explained(district, root, case):
    planned(root, "送温暖", period="2021H1", state="done", done_on=date(2021, 2, 5))
    opening = text_of(assemble(PERIOD, district=district, unit=None, today=TODAY)).split("\n")[0]
    assert opening.endswith("本期工作打算确定的1项重点任务已完成1项，完成率100%。")


def test_a_paper_shows_what_is_adopted_after_its_draft(district, root, case, editor):
    made = papers.create(period=PERIOD, unit=root, today=TODAY, by=editor)
    before = text_of(papers.read(made, today=TODAY))
    proposed = planned(root, "新建职工书屋", state="proposed", goal="10家", due="2021-08")
    assert "打算" not in before and text_of(papers.read(made, today=TODAY)) == before
    type(proposed).objects.update(state="waiting")
    planned(root, "完成困难职工复核", section="welfare", goal="", department="", due="")
    summary = papers.read(made, today=TODAY)
    assert summary.sections[-1].heading == "三、下半年工作打算"
    assert text_of(summary).endswith(
        "（一）思想引领。新建职工书屋（目标10家，8月底前完成，宣教部负责）。\n（二）服务保障。完成困难职工复核。"
    )
    assert text_of(summary).startswith(before)


def test_without_a_plan_there_is_no_word_of_it(district, root, case):
    summary = assemble(PERIOD, district=district, unit=None, today=TODAY)
    assert summary.title == "云川区总工会2021年上半年工作总结"
    assert "打算" not in text_of(summary)
    assert ("导语", ("本期工作打算完成情况",)) in [(left.place, left.labels) for left in summary.left_out]
