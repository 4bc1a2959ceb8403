"""Chips of a section: what each token reads like, and what its panel offers."""

from datetime import date
from decimal import Decimal

import pytest

from reports.services import composing, papers, wordings
from reports.services.wordings import Token
from reports.text.tokens import TokenError, Trouble, Values, places_of, render, runs
from tests.factories import FACTORIES
from union_site.core.periods import Period
from union_site.core.registry import indicators
from welfare.models import HardshipCase, MutualAidEnrolment

PERIOD = Period.parse("2021H2")
TODAY = date(2022, 1, 5)


@pytest.fixture
def paper(editor, root, union, other_union):
    for _ in range(2):
        FACTORIES[HardshipCase](organization=union, opened_on=date(2021, 3, 1))
    FACTORIES[HardshipCase](organization=other_union, opened_on=date(2021, 9, 1))
    return papers.create(period=PERIOD, unit=root, today=TODAY, by=editor)


def words(paper, text):
    frame = composing.frame(Period.parse(paper.period), district=paper.district, unit=paper.organization)
    return "".join(
        run if isinstance(run, str) else f"〔{run.reason}〕" if isinstance(run, Trouble) else run.text
        for run in runs(text, composing.compose([text], frame, today=TODAY).values)
    )


def test_a_figure_of_the_period_before_and_of_another_unit(paper, editor, town):
    assert words(paper, "{{hardship.total}}，上半年{{hardship.total@上期}}") == "3名，上半年2名"
    assert words(paper, "青石镇{{hardship.total@青石镇}}、{{hardship.total@白鹭街道总工会|数}}") == "青石镇2名、1"
    assert words(paper, "{{hardship.total@上年}}") == "〔这项指标本期没有上报数据。〕"
    assert "“@乌有镇”无法识别" in words(paper, "{{hardship.total@乌有镇}}")
    assert "后面不能再写“同比”" in words(paper, "{{hardship.total@上期|同比}}")
    assert places_of("{{a.b@上年}}{{a.b@上期}}{{c.d@青石镇|数}}") == {"上期": {"a.b"}, "青石镇": {"c.d"}}
    own = papers.create(period=PERIOD, unit=town, today=TODAY, by=editor)
    assert "“@白鹭街道”无法识别" in words(own, "{{hardship.total@白鹭街道}}"), (
        "a town's paper tells nothing of another's"
    )


def test_a_link_leads_to_the_figure_of_which_the_token_speaks(paper, client_of, editor, town):
    section = paper.sections.first()
    text = "{{hardship.total@上期}}{{hardship.total@青石镇}}"
    papers.save_text(section=section, heading="", text=text, base=1, by=editor)
    page = client_of(editor).get(f"/papers/{paper.public_id}/").text
    assert f"/figures/hardship.total/?period=2021H1&amp;unit={paper.organization.public_id}" in page
    assert f"/figures/hardship.total/?period=2021H2&amp;unit={town.public_id}" in page


def test_names_are_joined_with_and():
    items = [{"name": name, "date": "2021-03-09"} for name in ("甲", "乙", "丙", "丁")]
    values = Values(indicators, {"organising.new_joint": items, "dispute.by_subject": PARTS}, {}, 2021)

    def said(token):
        return render(token, values).text

    assert said("{{organising.new_joint|名单}}") == "甲、乙、丙、丁"
    assert said("{{organising.new_joint|名单和}}") == "甲、乙、丙和丁"
    assert said("{{organising.new_joint|名单和:2}}") == "甲、乙等4家"
    assert said("{{organising.new_joint|名单:4}}") == "甲、乙、丙、丁"
    assert said("{{dispute.by_subject|分项和:1}}") == "劳动报酬8件和其他5件"
    values.now["organising.new_joint"] = items[:2]
    assert said("{{organising.new_joint|名单和}}") == "甲和乙"
    values.now["organising.new_joint"] = items[:1]
    assert said("{{organising.new_joint|名单和:3}}") == "甲"
    with pytest.raises(TokenError):
        said("{{organising.new_joint|名单和:两}}")


PARTS = [
    {"name": "劳动报酬", "count": Decimal(8)},
    {"name": "工伤", "count": Decimal(3)},
    {"name": "其它", "count": Decimal(2)},
]


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("{{hardship.total}}", Token("hardship.total")),
        ("{{ hardship.total@上期|余 }}", Token("hardship.total", "上期", "余")),
        ("{{own.7|其中:a=b|名单:3}}", Token("own.7", "", "其中:a=b|名单:3")),
        ("{{stated.职工书屋@上年}}", Token("stated.职工书屋", "上年")),
        ("{{hardship}}", None),
        ("hardship.total", None),
    ],
)
def test_a_token_in_its_parts(text, token):
    assert Token.parse(text) == token
    if token:
        assert Token.parse(str(token)) == token


def test_the_values_of_chips(paper, client_of, editor, leader, town_clerk):
    section = paper.sections.first()
    address = f"/papers/{paper.public_id}/{section.public_id}/chips/"
    text = "困难职工{{hardship.total}}、{{hardship.total@上期}}、{{hardship.totl}}、{{坏}}"
    assert client_of(editor).post(address, {"text": text}).json() == {
        "chips": {
            "{{hardship.total}}": {"said": "3名", "label": "困难职工", "trouble": ""},
            "{{hardship.total@上期}}": {"said": "2名", "label": "困难职工（上期）", "trouble": ""},
            "{{hardship.totl}}": {
                "said": "",
                "label": "hardship.totl",
                "trouble": "没有名为“hardship.totl”的指标，请检查文字模板。",
            },
            "{{坏}}": {"said": "", "label": "", "trouble": "这个标记无法识别，请删除后用“插入数字”重新插入。"},
        }
    }
    assert client_of(leader).post(address, {"text": text}).status_code == 403
    assert client_of(town_clerk).post(address, {"text": text}).status_code == 404


def test_the_panel_of_a_chip(paper, client_of, editor):
    section = paper.sections.first()
    address = f"/papers/{paper.public_id}/{section.public_id}/chip/"
    page = client_of(editor).get(address, {"token": "{{hardship.total|余}}"}).text
    assert "文中写作 <strong>3名</strong>" in page
    assert 'data-chip-choice="{{hardship.total}}" aria-pressed="false"' in page
    assert 'data-chip-choice="{{hardship.total|余}}" aria-pressed="true"' in page
    assert 'data-chip-choice="{{hardship.total@上期|余}}"' in page
    assert '<option value="{{hardship.total@青石镇|余}}">青石镇</option>' in page
    assert "口径" in page and "2021-12-31" in page
    assert f"/figures/hardship.total/?period=2021H2&amp;unit={paper.organization.public_id}#rows" in page
    assert "没有名为“no.such”的指标" in client_of(editor).get(address, {"token": "{{no.such}}"}).text
    assert "这个标记无法识别" in client_of(editor).get(address, {"token": "乱写"}).text
    assert "本期没有填报" in client_of(editor).get(address, {"token": "{{stated.职工书屋}}"}).text


def test_only_what_can_be_said_is_offered(paper, union):
    FACTORIES[MutualAidEnrolment](organization=union)
    frame = composing.frame(PERIOD, district=paper.district, unit=paper.organization)

    def offered(token):
        return [one.token for one in wordings.choices(Token.parse(token), frame, today=TODAY).wordings]

    assert "{{hardship.total|任务}}" not in offered("{{hardship.total}}"), "there is no target"
    assert "{{hardship.total|同比}}" not in offered("{{hardship.total}}"), "there is no year before"
    assert offered("{{hardship.total|万:3}}")[-1] == "{{hardship.total|万:3}}", "what stands there stays on offer"
    assert offered("{{hardship.total@上期}}")[0] == "{{hardship.total@上期}}"
