"""Check constraints evaluated in Python, so that a row that the database would refuse is rejected in the preview.

SQL's logic of three values is kept: None means unknown, and an unknown condition is no violation.
"""

import operator
from typing import Any

from django.db import models
from django.db.models import F, Q

from union_site.core.spreadsheets.resource import Column, RegisterResource

_COMPARE = {"exact": operator.eq, "gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le}


class NotEvaluated(Exception):
    """The condition uses something that only the database can say."""


def evaluate(condition: Q, values: dict[str, Any]) -> bool | None:
    """True, False or None (unknown). `values` by attname; raises NotEvaluated where a field or lookup is missing."""
    results = [
        evaluate(child, values) if isinstance(child, Q) else _compare(*child, values) for child in condition.children
    ]
    if condition.connector == Q.AND:
        result = False if False in results else (None if None in results else True)
    elif condition.connector == Q.OR:
        result = True if True in results else (None if None in results else False)
    else:
        raise NotEvaluated(condition.connector)
    return (not result) if condition.negated and result is not None else result


def _value(name: str, values: dict[str, Any]) -> Any:
    for key in (name, f"{name}_id"):
        if key in values:
            return values[key]
    raise NotEvaluated(name)


def _compare(lookup: str, wanted: Any, values: dict[str, Any]) -> bool | None:
    name, _, kind = lookup.partition("__")
    own = _value(name, values)
    if isinstance(wanted, F):
        wanted = _value(wanted.name, values)
    elif hasattr(wanted, "resolve_expression"):
        raise NotEvaluated(lookup)
    if kind == "isnull" or (kind in ("", "exact") and wanted is None and own is None):
        return (own is None) == (wanted if kind == "isnull" else True)
    if kind in ("", "exact") and wanted is None:
        return False  # Django's `field=None` means IS NULL
    if kind == "in":
        return None if own is None else own in wanted
    if (kind or "exact") not in _COMPARE:
        raise NotEvaluated(lookup)
    return None if own is None or wanted is None else _COMPARE[kind or "exact"](own, wanted)


def names_of(condition: Q) -> set[str]:
    """The fields of which a condition speaks; raises NotEvaluated where it compares more than fields and values."""
    names: set[str] = set()
    for child in condition.children:
        if isinstance(child, Q):
            names |= names_of(child)
        elif isinstance(child, tuple):
            lookup, wanted = child
            names.add(lookup.partition("__")[0])
            if isinstance(wanted, F):
                names.add(wanted.name)
        else:
            raise NotEvaluated(child)
    return names


def any_given(condition: Q) -> tuple[str, ...]:
    """The fields of which at least one has to be given, if that is what the condition says; else none."""
    asked = [child[0] if isinstance(child, tuple) and child[1] is False else "" for child in condition.children]
    if condition.connector != Q.OR or condition.negated or not all(one.endswith("__isnull") for one in asked):
        return ()
    return tuple(one.removesuffix("__isnull") for one in asked)


def checks_of(model: type[models.Model]) -> list[tuple[Q, str]]:
    """(condition, Chinese message) of the model's check constraints that are not said as rules already."""
    said = {rule.message for rule in getattr(model, "rules", ())}
    return [
        (constraint.condition, str(constraint.violation_error_message))
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint) and str(constraint.violation_error_message) not in said
    ]


def violated(checks: list[tuple[Q, str]], values: dict[str, Any]) -> str:
    """The message of the first condition that is false, or ""."""
    for condition, message in checks:
        try:
            if evaluate(condition, values) is False:
                return message
        except NotEvaluated:
            continue
    return ""


def alternatives(resource: type[RegisterResource]) -> list[tuple[list[Column], str]]:
    """(columns, message) of each constraint that wants at least one of several columns of the resource to be filled."""
    columns = {column.name: column for column in resource.columns}
    found = []
    for target in resource.targets:
        if target.each or target.when is not None:
            continue  # there may be no such record
        for constraint in target.model._meta.constraints:
            names = any_given(constraint.condition) if isinstance(constraint, models.CheckConstraint) else ()
            sources = [target.sources.get(name) for name in names]
            if len(names) > 1 and all(isinstance(source, str) and source in columns for source in sources):
                named = [column for name, column in columns.items() if name in sources]
                found.append((named, str(constraint.violation_error_message)))
    return found
