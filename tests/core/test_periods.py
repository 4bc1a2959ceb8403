"""Periods: their days, their names, and the ones before."""

from datetime import date

import pytest

from union_site.core.periods import Period, PeriodError


def test_a_half_year_begins_and_ends():
    period = Period.parse("2021H1")
    assert (period.start, period.end, period.last_day) == (date(2021, 1, 1), date(2021, 7, 1), date(2021, 6, 30))
    assert (period.key, period.label) == ("2021H1", "2021年上半年")
    assert Period.parse("2021H2").end == date(2022, 1, 1)


def test_other_forms():
    assert Period.parse("2021年下半年") == Period.parse("2021h2")
    assert Period.parse("2021Q4").start == date(2021, 10, 1)
    assert Period.parse("2021").label == "2021年"
    assert Period.half_of(date(2021, 7, 1)).key == "2021H2"


def test_the_same_period_of_the_year_before_and_the_next():
    assert Period.parse("2021H1").year_before.key == "2020H1"
    assert (Period.parse("2021H2") + 1).key == "2022H1"
    assert (Period.parse("2021H1") + -1).key == "2020H2"


@pytest.mark.parametrize("text", ["2021H3", "21H1", "", "上半年", "0021H1", "2021Q5", "2021H1x"])
def test_what_is_no_period_is_refused_with_the_forms_that_are(text):
    with pytest.raises(PeriodError, match="2021H1"):
        Period.parse(text)
