"""The grammar of summary text: figures in words, and silence where nothing was reported."""

from decimal import Decimal

import pytest

from reports.text.tokens import FigureRun, TokenError, Values, keys_of, render
from union_site.core.registry import indicators

VALUES = Values(
    indicators,
    {
        "hardship.total": 206,
        "safety.brochures": 3290,
        "women.participants": 3311,
        "mutual.insured": 14311,
        "dispute.amount": Decimal("205.547903"),
        "organising.large_covered": Decimal("100.00"),
        "model.checkup_month": [4, 5],
        "organising.new_joint": [
            {"name": "金泽镇园林联合工会", "date": "2021-03-09"},
            {"name": "云川区房产中介联合工会", "date": "2021-04-22"},
        ],
        "model.newly_honoured": [
            {"name": "陆宇军", "title": "浙海省劳动模范"},
            {"name": "顾明龙", "title": "浙海省劳动模范"},
            {"name": "邓华建", "title": "江临市劳动模范"},
        ],
        "model.visited": None,
    },
    {"hardship.total": 198},
)


def words(source):
    return render(source, VALUES).text


def test_a_figure_carries_its_unit_and_its_key():
    assert render("共有困难职工{{hardship.total}}。", VALUES).runs == (
        "共有困难职工",
        FigureRun("206名", "hardship.total"),
        "。",
    )


def test_wording_of_numbers():
    assert words("{{safety.brochures|余}}") == "3200余份"
    assert words("{{women.participants|近}}") == "近3400人次"
    assert words("{{mutual.insured|万}}") == "1.43万人"
    assert words("{{mutual.insured|万:1}}") == "1.4万人"
    assert words("{{hardship.total|数}}") == "206"
    assert words("{{dispute.amount}}") == "205.55万元"
    assert words("{{hardship.total|同比}}") == "同比增长4%"
    assert words("{{hardship.total@上年}}") == "198名"


def test_lists():
    assert words("{{model.checkup_month}}") == "4、5月"
    assert words("{{organising.new_joint|名单}}") == "金泽镇园林联合工会、云川区房产中介联合工会"
    assert words("{{organising.new_joint|名单:1}}") == "金泽镇园林联合工会等2家"
    assert words("{{organising.new_joint|逐项:〔name〕于〔date〕成立}}") == (
        "金泽镇园林联合工会于3月9日成立、云川区房产中介联合工会于4月22日成立"
    )
    assert words("{{model.newly_honoured|归并:〔name〕被评为〔title〕}}") == (
        "陆宇军、顾明龙被评为浙海省劳动模范，邓华建被评为江临市劳动模范"
    )


def test_what_was_not_reported_is_left_out_and_never_printed():
    assert render("走访慰问劳模{{model.visited}}。", VALUES).missing == ("model.visited",)
    assert words("困难职工{{hardship.total}}[，走访劳模{{model.visited}}]。") == "困难职工206名。"


def test_conditions():
    assert words("?organising.large_covered=100 百人以上企业全部建立工会。") == "百人以上企业全部建立工会。"
    assert render("?organising.large_covered<100 建会率{{organising.large_covered}}。", VALUES) is None
    assert render("?model.visited>0 走访。", VALUES) is None


@pytest.mark.parametrize(
    "source", ["{{no.such_figure}}", "{{hardship.total|大约}}", "{{hardship total}}", "{{hardship.total"]
)
def test_a_wrong_token_is_named(source):
    with pytest.raises(TokenError):
        render(source, VALUES)


def test_keys_of_a_text():
    assert keys_of("?a.b>1 {{hardship.total|余}}和{{mutual.insured@上年}}") == {
        "a.b",
        "hardship.total",
        "mutual.insured",
    }
