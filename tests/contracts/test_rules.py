"""One rule, said once: what a register forbids is refused in its form, in its sheets and by the database, alike.

Every rule that any model declares is broken here on purpose. A new kind of rule needs a line in BROKEN.
"""

from datetime import date
from io import BytesIO

import pytest
from django.db import IntegrityError, models, transaction

from tests.contracts.forms import typed
from tests.factories import make
from union_site.core import rules
from union_site.core.registry import registers
from union_site.core.spreadsheets import importing
from union_site.core.spreadsheets.workbook import write_rows

# What breaks a rule of a kind, in the order of the rule's fields: as days where they are days, else as numbers.
DAYS, NUMBERS = (date(2021, 6, 2), date(2021, 6, 1)), (2, 1)
BROKEN = {
    "NotAbove": (10, 11),
    "NotNegative": (-1,),
    "Positive": (0,),
    "Score": (101,),
    "Filled": ("",),
    "Year": (1066,),
    "Month": ("2021-13",),
    "InYear": (2021, date(2020, 12, 31)),
    "Different": ("同", "同"),
    "DoneWithItsDay": ("done", None),
    "PercentOfWhole": ("%", 101),
    "NameInText": ("职工{书屋}",),
}

GIVEN = ((models.DateField, DAYS[0]), (models.IntegerField, 1))

# What else a record must say for the broken rule to be the only one: {last field of the rule: values}.
HELD = {"state": "done", "held_on": date(2021, 6, 20)}
FITTING = {
    "submitted_on": {"valid_to": date(2030, 1, 1)},
    "filed_on": {"valid_to": date(2030, 1, 1)},
    "deceased_on": {"state": "deceased"},
    "outcome_note": {"state": "waiting", "done_on": None},
    "attended": HELD,
    "chair_votes": HELD,
}


def breaking(model, rule) -> dict:
    """{field: value} that break the rule."""
    first = model._meta.get_field(rule.fields[0])
    if isinstance(rule, rules.OnlyWhen):
        other = next(value for value, _ in first.flatchoices if value not in rule.states)
        detail = model._meta.get_field(rule.fields[1])
        given = next((value for kind, value in GIVEN if isinstance(detail, kind)), "有")
        return dict(zip(rule.fields, (other, given), strict=True))
    if isinstance(rule, rules.NeededWhen):
        return dict(zip(rule.fields, (rule.when[0], "" if rule.text else None), strict=True))
    if isinstance(rule, rules.AllowedWhen):
        given = rule.when[-1] if rule.when else DAYS[0] if isinstance(first, models.DateField) else 1
        return dict(zip(rule.fields, (given, not_allowed(model._meta.get_field(rule.fields[1]), rule)), strict=True))
    if isinstance(rule, rules.AnyGiven):
        return dict.fromkeys(rule.fields)
    ordered = DAYS if isinstance(first, models.DateField) else NUMBERS
    values = ordered if isinstance(rule, rules.NotBefore) else BROKEN[type(rule).__name__]
    return dict(zip(rule.fields, values, strict=True))


def not_allowed(field, rule):
    """A value of the field that the rule does not allow."""
    if field.choices:
        return next(value for value, _ in field.flatchoices if value not in rule.allowed)
    return rule.allowed[0] + 1 if isinstance(field, models.IntegerField) else "有"


OWN = [(key, rule) for key, viewset in sorted(registers.items()) for rule in getattr(viewset.model, "rules", ())]
CHILDREN = [
    (key, child.key, rule)
    for key, viewset in sorted(registers.items())
    for child in viewset.children
    if child.form
    for rule in getattr(child.model, "rules", ())
]


def name(value):
    return value if isinstance(value, str) else f"{type(value).__name__}-{'-'.join(value.fields)}"


def refused_by_the_database(record, values) -> bool:
    try:
        with transaction.atomic():
            type(record)._base_manager.filter(pk=record.pk).update(**values)
    except IntegrityError:
        return True
    return False


def asked(rule, fields) -> bool:
    """A form asks for all that the rule speaks of. What is simply required is said so by the form itself."""
    return set(rule.fields) <= set(fields) and not isinstance(rule, rules.Filled)


def text(value) -> str:
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def messages(form) -> list[str]:
    return [message for errors in form.errors.values() for message in errors]


@pytest.mark.parametrize(("key", "rule"), OWN, ids=name)
def test_a_register_refuses_what_its_rule_forbids(key, rule, district, union, org_officer, town_clerk, client_of):
    viewset = registers[key]
    fitting = {} if isinstance(rule, rules.OnlyWhen) else FITTING.get(rule.fields[-1], {})
    record = make(viewset.model, union, **fitting)
    values = breaking(viewset.model, rule)
    assert not rule.holds(values)
    assert rule.message in {str(c.violation_error_message) for c in viewset.model._meta.constraints}
    assert refused_by_the_database(record, values)
    if asked(rule, viewset.form_fields):
        client = client_of(org_officer if key == "affiliation" else town_clerk)
        data = typed(record, viewset.form_fields) | {field: text(value) for field, value in values.items()}
        data["version"] = record.updated_at.isoformat()
        answer = client.post(viewset.url("edit", record), data)
        assert answer.status_code == 200
        said = messages(answer.context["form"])
        assert rule.message in said or any("大于或等于" in words for words in said), said
    for resource in viewset.resources:
        headings = of_sheet(resource, viewset.model)
        if set(rule.fields) <= set(headings) and not isinstance(rule, rules.Filled | rules.Month):
            complete(resource, record, union)
            verdict, said = sheet(resource, district, record, {headings[field]: v for field, v in values.items()})
            assert (verdict, said) == ("rejected", [rule.message]), resource.key


@pytest.mark.parametrize(("key", "child_key", "rule"), CHILDREN, ids=name)
def test_a_child_refuses_what_its_rule_forbids(key, child_key, rule, union, town_clerk, client_of):
    viewset = registers[key]
    child = viewset.child(child_key)
    record = make(viewset.model, union)
    row = make(child.model, union, **{child.fk_name(viewset.model): record})
    values = breaking(child.model, rule)
    assert not rule.holds(values)
    assert refused_by_the_database(row, values)
    if asked(rule, child.form):
        data = typed(row, child.form) | {field: text(value) for field, value in values.items()}
        data["version"] = row.updated_at.isoformat()
        address = viewset.url("child-edit", record, child=child.key, child_id=row.public_id)
        answer = client_of(town_clerk).post(address, data)
        assert answer.status_code == 200
        said = messages(answer.context["form"])
        assert rule.message in said or any("大于或等于" in words for words in said), said


def of_sheet(resource, model) -> dict[str, str]:
    """{field of the model: heading} of what a sheet says in one cell of its own."""
    target = resource.primary_target()
    columns = {column.name: column for column in resource.columns}
    if target.model is not model:
        return {}
    return {
        attribute: columns[source].heading
        for attribute, source in target.sources.items()
        if isinstance(source, str) and source in columns and not columns[source].pattern
    }


def complete(resource, record, union) -> None:
    """Add what else a line of the sheet tells: rows that belong to the record."""
    primary = resource.primary_target().name
    for target in resource.targets:
        for attribute, parent in target.parents.items():
            if parent == primary and not target.model.objects.filter(**{attribute: record}).exists():
                make(target.model, union, **{attribute: record})


def sheet(resource, district, record, changed: dict) -> tuple[str, list[str]]:
    """Export the record, change cells, and bring it back: (verdict, what was said)."""
    records = type(record).objects.filter(pk=record.pk)
    made = resource()
    headings = made.export_headings(records)
    row = list(next(iter(made.export_rows(records))))
    for heading, value in changed.items():
        row[headings.index(heading)] = value
    file = BytesIO()
    write_rows(file, [(resource.title, headings, [row])])
    plan = importing.read(file.getvalue(), f"{resource.title}.xlsx")[0]
    assert plan.resource.key == resource.key
    _, judged = importing.preview(plan, district=district, user=None)
    return str(judged[0].verdict), [issue.message for issue in judged[0].errors]
