"""Numbers that are typed into a text: recognised, and true of the values of which they may be said."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.text.prose import sentences
from reports.text.spans import masked, spans
from reports.text.typed import base, chinese_value, numbers
from tests.reports.test_prose import TEXT
from union_site.core import wording


def said(text):
    return [(one.text, str(int(one.value)), one.unit) for one in numbers(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("困难职工206名，其中全国级3名", [("206名", "206", "人"), ("3名", "3", "人")]),
        ("上报560余件、近3400人次", [("560余件", "560", "件"), ("近3400人次", "3400", "人次")]),
        ("1.43万人，金额205.55万元，14,311人", [("1.43万人", "14300", "人"), ("205.55万元", "2055500", "元"), ("14,311人", "14311", "人")]),
        ("十余个领域，近千名职工，二十三家", [("十余个", "10", "个"), ("近千名", "1000", "人"), ("二十三家", "23", "个")]),
        ("2021年5月3日，第3届，第一名，3个月，9:30，30分钟", []),
        ("百人以上企业，《2021年12号文》，“100人计划”，A4纸", []),
        ("共有：12家", [("12家", "12", "个")]),
    ],
)  # fmt: skip
def test_numbers_are_found_and_days_are_none(text, found):
    assert said(text) == found


def test_tokens_are_no_typed_numbers():
    assert numbers(masked("会员{{register.members|万:1}}，其中12人")) == numbers(
        "会员" + "\0" * len("{{register.members|万:1}}") + "，其中12人"
    )
    assert [one.text for one in numbers(masked("会员{{register.members|万:1}}，其中12人"))] == ["12人"]


def one(text):
    (found,) = numbers(text)
    return found


def test_what_a_number_may_be_said_of():
    assert one("560余件").true_of(560) and one("560余件").true_of(569) and not one("560余件").true_of(571)
    assert not one("560余件").true_of(559)
    assert one("近600件").true_of(571) and not one("近600件").true_of(601) and not one("近600件").true_of(500)
    assert one("205.55万元").true_of(Decimal("2055479.03")) and not one("205.55万元").true_of(2055399)
    assert one("超过1万人").true_of(14311) and not one("超过1万人").true_of(9999)
    assert one("206名").contradicts(one("200名")) and not one("200余名").contradicts(one("206名"))
    assert chinese_value("三百二十") == 320 and chinese_value("二三") is None
    assert base(Decimal("205.55"), "万元") == (Decimal("2055500.00"), "元") and base(3, "家") == (Decimal(3), "个")


@given(st.integers(min_value=10, max_value=10_000_000))
def test_what_the_wordings_write_is_true_of_the_value(value):
    for words in (
        wording.more_than(value),
        wording.nearly(value),
        wording.about(value),
        wording.in_ten_thousands(value),
        f"{value:,}",
    ):
        assert one(words + "件").true_of(value), words


@given(st.text(alphabet="甲乙。，；！？ =\n{}ab.|余0123456789万人名第年月《》“”（）", max_size=80))
def test_places_lead_to_the_sentences(text):
    found = spans(text)
    assert [span.text for span in found] == sentences(text)
    assert all(text[span.start : span.end] == span.text for span in found)
    for number in numbers(masked(text)):
        assert masked(text)[number.start : number.end] == number.text


def test_places_of_the_example():
    assert [TEXT[span.start : span.end] for span in spans(TEXT)] == sentences(TEXT)
