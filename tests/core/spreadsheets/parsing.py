"""A cell given to the parser of a kind, for the tests of parsers."""

import pytest

from union_site.core.spreadsheets.parsers import PARSERS, CellError, Context


def parse(kind, value, **options):
    return PARSERS[kind](value, Context(**options))


def value_of(kind, value, **options):
    parsed, warning = parse(kind, value, **options)
    assert warning is None
    return parsed


def error_of(kind, value, **options):
    with pytest.raises(CellError) as error:
        parse(kind, value, **options)
    assert error.value.message
    return error.value.code
