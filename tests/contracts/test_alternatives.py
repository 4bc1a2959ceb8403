"""Where a register wants one of several fields, a sheet without any of their columns is refused before it is written.

Every such constraint of every sheet is held to that here. A new one needs a line in SHEETS: a row without the columns.
"""

import pytest
from django.db import models

from tests.sheets import workbook
from union_site.core.registry import resources
from union_site.core.spreadsheets import importing
from union_site.core.spreadsheets.conditions import alternatives, any_given

UNION = "云川兴榆商贸有限公司工会"
SHEETS = {
    "aid_payment": {"姓名": "安娜", "救助类别": "大病救助", "发放日期": "2021-03-05", "所属工会": UNION, "人次": 1},
    "seasonal_aid": {"慰问对象": "安娜", "慰问类别": "送温暖", "慰问日期": "2021-01-20", "所属工会": UNION, "人次": 1},
    "safety_quota": {"年度": 2021, "所属工会": UNION, "下达文号": "云工〔2021〕3号"},
}
HELD = [
    (key, tuple(column.heading for column in columns), why)
    for key, resource in sorted(resources.items())
    for columns, why in alternatives(resource)
]


def asked_for(model) -> list[str]:
    """The names of the model's constraints that want one of several fields."""
    checks = [one for one in model._meta.constraints if isinstance(one, models.CheckConstraint)]
    return [one.name for one in checks if len(any_given(one.condition)) > 1]


def without(key, headings):
    """A sheet of the resource that has a row, and none of these columns."""
    row = SHEETS[key]
    assert not set(row) & set(headings)
    return workbook(tuple(row), tuple(row.values()), sheet=resources[key].title)


def test_every_constraint_of_several_fields_is_known_to_the_sheets():
    kept = {target.model for resource in resources.values() for target in resource.targets}
    assert {name for model in kept for name in asked_for(model)} == {
        "aid_payment_anygiven_goods_value_amount",
        "safety_quota_filled",
    }
    assert sorted(key for key, *_ in HELD) == sorted(SHEETS)


@pytest.mark.parametrize(("key", "headings", "why"), HELD, ids=[key for key, *_ in HELD])
def test_a_sheet_without_the_columns_is_refused_in_the_preview(key, headings, why, district, union):
    plan = importing.read(without(key, headings), "表.xlsx")[0]
    assert (plan.status, plan.resource.key) == ("ok", key)

    batch, (row,) = importing.preview(plan, district=district, user=None)

    assert str(row.verdict) == "rejected"
    assert [code for code, _ in batch.notices if code == "one_of_lacking"] == ["one_of_lacking"]
    said = dict(batch.notices)["one_of_lacking"]
    assert all(f"“{heading}”" in said for heading in headings)
    assert why in said
    importing.apply(batch, user=None)
    assert [issue.code for issue in row.errors] in (["rule"], ["quota_missing"])
    assert batch.staged_rows.get().verdict == "rejected"
    assert not any(target.model.objects.exists() for target in resources[key].targets)
