"""Every register's form can be filled in without knowing codes, and its export comes back as it went."""

import io

import pytest
from openpyxl import load_workbook

from tests.factories import make
from union_site.core.models import DictionaryEntry
from union_site.core.records.export import workbook
from union_site.core.registry import registers, resources
from union_site.core.spreadsheets import importing
from union_site.core.spreadsheets.form_columns import form_columns
from union_site.core.spreadsheets.stamps import PROPERTY, Stamp, resource_of
from union_site.core.spreadsheets.tables import CHOICES_SHEET, NOTES_SHEET

TEXT = {"identity", "phone", "bank_card", "uscc", "text", "name", "date", "month", "choice", "list", "yes_no"}


def form(client, key):
    """The bytes of the form of a resource, as the page gives it."""
    answer = client.get(registers[resources[key].register].url("template"), {"resource": key, "period": "2021H1"})
    assert answer.status_code == 200
    return answer.content


@pytest.mark.parametrize("key", sorted(resources))
def test_a_form_says_what_may_be_entered(key, clerk, union, district, client_of):
    resource, content = resources[key], form(client_of(clerk), key)
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    assert [page.title for page in book] == [resource.title[:31], NOTES_SHEET, CHOICES_SHEET]
    assert sheet["A2"].value == "报告期：2021年上半年        填报单位：云川兴榆商贸有限公司工会        填报日期："
    assert Stamp.read(book.custom_doc_props[PROPERTY].value) == Stamp(key, union.public_id, "2021H1")
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    lists = book[CHOICES_SHEET]
    explained = {row[0]: row for row in book[NOTES_SHEET].iter_rows(values_only=True)}
    wrong = []
    for place, column in enumerate(form_columns(resource, district, clerk.created_at.date()), start=2):
        cell = sheet.cell(3, place)
        letter = cell.column_letter
        if cell.value != column.headings[0] + ("*" if column.required else ""):
            wrong.append((letter, "heading", cell.value))
        if column.kind in TEXT and sheet.column_dimensions[letter].number_format != "@":
            wrong.append((letter, "text format", column.kind))
        if (
            column.kind in {"identity", "uscc", "phone", "bank_card", "date", "month", "integer", "money"}
            and not cell.comment
        ):
            wrong.append((letter, "note", column.kind))
        if column.headings[0] not in explained:
            wrong.append((letter, "explanation", column.headings[0]))
        labels = column.labels or (("是", "否") if column.kind == "yes_no" else ())
        rule = rules.get(f"{letter}4")
        offered = ()
        if rule:
            reach = rule.formula1.split("!")[1].replace("$", "")
            offered = tuple(row[0].value for row in lists[reach])
        if offered != labels:
            wrong.append((letter, "list", offered))
        if rule and rule.showErrorMessage != column.closed and column.kind != "yes_no":
            wrong.append((letter, "stops", rule.showErrorMessage))
    assert wrong == []


@pytest.mark.parametrize("key", sorted(resources))
def test_a_form_is_known_by_its_stamp(key, clerk, client_of):
    plans = importing.read(form(client_of(clerk), key), "表.xlsx", stamp=resource_of)
    assert (plans[0].resource, plans[0].reason) == (resources[key], "表中只有表头，没有数据行。")
    assert [plan.silent for plan in plans] == [False, True, True]


def test_the_words_of_dictionaries_are_offered_with_the_districts_own(clerk, district, client_of):
    DictionaryEntry.objects.create(district=district, dictionary="education", name="研修班")
    book = load_workbook(io.BytesIO(form(client_of(clerk), "member")))
    offered = {
        column[0].value: [cell.value for cell in column[1:] if cell.value] for column in book[CHOICES_SHEET].columns
    }
    assert offered["学历"][-1] == "研修班"
    assert "大专" in offered["学历"]
    assert offered["会籍状态"] == ["正常", "保留会籍", "转出", "注销"]


@pytest.mark.parametrize("key", sorted(registers))
def test_an_export_that_comes_back_changes_nothing(key, clerk, union, district):
    viewset = registers[key]
    records = [make(viewset.model, union) for _ in range(2)]
    for record in records:
        for child in viewset.children:
            if child.fk_name(viewset.model) != "organization":
                make(child.model, union, **{child.fk_name(viewset.model): record})
    rows = viewset.model.objects.filter(pk__in=[record.pk for record in records]).order_by("pk")
    content = workbook(viewset, rows, by=clerk)
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert sheet.protection.sheet

    (plan,) = importing.read(content, "导出.xlsx")
    assert (plan.status, plan.resource, plan.reason) == ("ok", viewset.resources[0], "")
    _, judged = importing.preview(plan, district=district, user=None)

    found = [
        (str(row.verdict), [(issue.heading, issue.value, issue.message) for issue in row.errors])
        + tuple(str(entry.differences()) for entry in row.entries if str(entry.state) == "changed")
        for row in judged
    ]
    assert {str(row.verdict) for row in judged} == {"same"}, found
