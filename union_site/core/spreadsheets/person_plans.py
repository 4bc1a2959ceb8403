"""Which plan (of recognition.py) a sheet follows that may be read in several ways: as one-person forms or as a table."""

from collections.abc import Iterable
from typing import Any


def first_whole(plans: Iterable[Any]) -> Any:
    """The first plan that can be followed at once, else the first one."""
    first = None
    for plan in plans:
        first = first or plan
        if plan.status == "ok":
            return plan
    return first


def is_rather(forms: Any, sheet: Any) -> bool:
    """Whether a sheet is one-person forms and not a table with headings: by the columns that either way would find."""
    if sheet.resource is None:
        return forms.resource is not None or sheet.status != "ask"
    return len(forms.places) > len(sheet.places)
