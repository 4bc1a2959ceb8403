"""A register that declares no sheet has one like its form."""

import pytest

from union_site.core.registry import registers
from union_site.core.spreadsheets.plain import plain_resource


def test_a_column_for_each_field_of_the_form():
    resource = plain_resource(registers["visit"])
    assert (resource.key, resource.register, resource.title) == ("visit", "visit", "来访调研")
    assert [(column.heading, column.kind, column.required) for column in resource.columns] == [
        ("来访日期", "date", True),
        ("来访单位", "text", True),
        ("来访层级", "choice", True),
        ("人数", "integer", False),
        ("接待单位", "organization", True),
        ("调研主题", "text", False),
        ("评价", "text", False),
    ]
    assert resource.targets[0].key == ("organization", "visited_on", "visitor")


def test_people_and_months_are_read_as_such():
    kinds = {column.name: column.kind for column in plain_resource(registers["model_worker"]).columns}
    assert (kinds["identity"], kinds["phone"], kinds["deceased_on"]) == ("identity", "phone", "date")
    columns = {column.name: column for column in plain_resource(registers["election"]).columns}
    assert columns["planned_month"].kind == "month"


def test_rows_that_nothing_tells_apart_have_no_sheet():
    viewset = type(registers["visit"])()
    viewset.fieldsets = (("来访", ("visitor", "people")),)
    viewset.__dict__.pop("form_fields", None)
    with pytest.raises(TypeError, match="unique constraint"):
        plain_resource(viewset)
