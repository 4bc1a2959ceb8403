"""The summary's frame: numbers of headings follow what is there, words follow the unit."""

from datetime import date
from decimal import Decimal

import pytest

from reports.documents.blocks import Appendix, Heading, Lead
from reports.services.paper import document
from reports.services.summary import assemble
from union_site.core.periods import Period
from welfare.models import LegalCase

pytestmark = pytest.mark.django_db
PERIOD, TODAY = Period.parse("2021H1"), date(2021, 9, 1)


@pytest.fixture
def case(district, union):
    return LegalCase.objects.create(
        district=district,
        organization=union,
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
