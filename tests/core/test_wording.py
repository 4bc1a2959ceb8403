"""Words around numbers are true, whatever the number."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from union_site.core import wording

NUMBERS = st.one_of(
    st.integers(min_value=0, max_value=10**9), st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False)
)


def number(text: str) -> Decimal:
    return Decimal(re.sub(r"[^\d.]", "", text))


@given(NUMBERS)
def test_more_than_never_exceeds_the_value(value):
    words = wording.more_than(value)
    if words.endswith("余"):
        assert number(words) < value
    else:
        assert number(words) == value


@given(NUMBERS)
def test_nearly_never_falls_below_and_stays_within_a_twentieth(value):
    words = wording.nearly(value)
    if words.startswith("近"):
        assert value < number(words) <= Decimal(value) * Decimal("1.05")
    else:
        assert number(words) == value


@given(NUMBERS)
def test_about_stays_within_a_twentieth(value):
    words = wording.about(value)
    if words.startswith("约"):
        assert abs(number(words) - Decimal(value)) <= Decimal(value) * Decimal("0.05")
    else:
        assert number(words) == value


def test_examples():
    assert wording.more_than(561) == "560余"
    assert wording.more_than(3290) == "3200余"
    assert wording.more_than(500) == "500"
    assert wording.more_than(7) == "7"
    assert wording.nearly(3311) == "近3400"
    assert wording.nearly(980) == "近1000"
    assert wording.nearly(1060) == "近1100"
    assert wording.nearly(1040) == "1040"
    assert wording.nearly(1000) == "1000"
    assert wording.about(1234) == "约1200"
    assert wording.in_ten_thousands(14311) == "1.43万"
    assert wording.in_ten_thousands(9520) == "9520"
    assert wording.rounded(Decimal("205.547903")) == "205.55"
    assert wording.exactly(Decimal("150800.00")) == "150800"


def test_year_on_year():
    assert wording.year_on_year(5652, 4564) == "同比增长23.8%"
    assert wording.year_on_year(84, 142) == "同比下降40.8%"
    assert wording.year_on_year(20, 20) == "与上年同期持平"
    assert wording.year_on_year(Decimal("93.32"), Decimal("92.94"), percent=True) == "同比提高0.38个百分点"


def test_no_percentage_on_a_small_or_empty_base():
    assert wording.year_on_year(5, 1) == "同比增加4"
    assert wording.year_on_year(29, 4) == "同比增加25"
    assert wording.year_on_year(3, 0) == "同比增加3"
    assert wording.year_on_year(None, 4) == ""
    assert wording.year_on_year(4, None) == ""


def test_names_are_joined():
    assert wording.joined(["甲"]) == "甲"
    assert wording.joined(["甲", "乙", "丙"]) == "甲、乙、丙"
    assert wording.joined(["甲", "乙", "丙"], last="和") == "甲、乙和丙"


@given(st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=12), st.integers(0, 2))
def test_shares_add_up_to_a_hundred_and_stay_within_a_step(amounts, decimals):
    shares = [Decimal(share) for share in wording.shares(amounts, decimals)]
    if not sum(amounts):
        assert shares == []
        return
    assert sum(shares) == 100
    step = Decimal(1).scaleb(-decimals)
    for share, amount in zip(shares, amounts, strict=True):
        assert abs(share - Decimal(amount) * 100 / sum(amounts)) < step


def test_shares_of_a_whole():
    assert wording.shares([1, 1, 1]) == ["33.4", "33.3", "33.3"]
    assert wording.shares([2, 1], 0) == ["67", "33"]
    assert wording.shares([None, 4]) == ["0", "100"]
    with pytest.raises(ValueError):
        wording.shares([3, -1])


def test_share_of_the_target_and_values_side_by_side():
    assert wording.of_the_target(Decimal("102.96")) == "完成年度任务的102.96%"
    assert wording.of_the_target(None) == ""
    assert wording.side_by_side([3, 57, Decimal("8.50")], "名") == "3名、57名和8.5名"
