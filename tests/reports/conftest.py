"""The whole sample district, loaded once for the modules that ask about its figures."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction

from union_site.core.models import Department

SAMPLE = Path(__file__).parent.parent / "data" / "yunchuan-2021"


@pytest.fixture(scope="module")
def sample(django_db_setup, django_db_blocker, tmp_path_factory):
    """The sample district in the database for the length of a module, rolled back at its end."""
    from django.conf import settings

    storages = settings.STORAGES
    settings.STORAGES = {
        **storages,
        "default": {**storages["default"], "OPTIONS": {"location": tmp_path_factory.mktemp("files")}},
    }
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            call_command("demo", verbosity=0)
            yield
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
            settings.STORAGES = storages


@pytest.fixture(scope="session")
def expected():
    return json.loads((SAMPLE / "expected-figures.json").read_text(encoding="utf-8"))


@pytest.fixture
def office(district, departments):
    return Department.objects.create(district=district, code="office", name="办公室", position=9)


@pytest.fixture
def colleague(make_user, root, departments):
    return make_user("colleague", "钱进", "district_officer", root, departments["权益保障部"])
