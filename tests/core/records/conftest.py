"""The member register on a small scale: what a clerk types."""

import pytest

from tests.factories.base import identity_number, phone_number


@pytest.fixture
def typed(union):
    """typed(number, **changes) → the form of a new member, as text."""

    def make(number: int, **changes):
        data = {
            "name": f"何职工{number}",
            "identity": identity_number(number),
            "phone": phone_number(number),
            "organization": str(union.public_id),
            "joined_on": "2019-05-01",
            "status": "normal",
            "card": "none",
        }
        return {**data, **changes}

    return make
