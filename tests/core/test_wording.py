"""Words around numbers are true, whatever the number."""

import re
from decimal import Decimal

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
