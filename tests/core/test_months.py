"""Months and years as rules: one form in the database, any usual notation in a form."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from union_site.core.months import MonthField, MonthInput, months_after
from union_site.core.rules import Month, Year


@pytest.mark.parametrize("text", ["2021-06", "2021年6月", "2021.6", "2021/06", "202106", "2021年6月份"])
def test_a_month_in_any_notation(text):
    assert MonthInput().clean(text) == "2021-06"


@pytest.mark.parametrize("text", ["六月", "2021-13", "2021", "0021-06"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(ValidationError, match="请填写年和月"):
        MonthInput().clean(text)


def test_no_month_stays_empty():
    assert MonthInput(required=False).clean("") == ""
    assert MonthField("月份").max_length == 7


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2021-06", True), ("", True), (None, True), ("2021-6", False), ("2021-13", False), ("2021年6月", False)],
)
def test_the_rule_of_a_month(text, expected):
    assert Month(("due",), "月份不对。").holds({"due": text}) is expected


@pytest.mark.parametrize(("year", "expected"), [(1990, True), (2099, True), (None, True), (21, False), (20210, False)])
def test_the_rule_of_a_year(year, expected):
    assert Year(("year",), "年度不对。").holds({"year": year}) is expected


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ((2021, 8, 31), 6, (2022, 2, 28)),
        ((2019, 8, 31), 6, (2020, 2, 29)),
        ((2021, 6, 30), -6, (2020, 12, 30)),
        ((2021, 6, 20), 36, (2024, 6, 20)),
        ((2021, 12, 1), 1, (2022, 1, 1)),
    ],
)
def test_months_later(day, months, expected):
    assert months_after(date(*day), months) == date(*expected)
