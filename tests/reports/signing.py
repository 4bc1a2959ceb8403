"""A district whose paper can be signed, and everything that may happen to it afterwards."""

from datetime import date
from decimal import Decimal

from members.models import Organization
from members.services import tree
from tests.factories import FACTORIES, make
from union_site.core.records import services as records
from union_site.core.scope import Scope
from welfare.models import HardshipCase, LegalCase

TODAY = date(2021, 7, 5)
# Jobs stay in the queue: for tests that need no files.
WAITING = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "ENQUEUE_ON_COMMIT": False}}


def void(row, by, reason="重复"):
    """Strike a row out as its page does."""
    records.void(row, reason=reason, by=by, register="hardship", scope=Scope.everything(row.district_id))


def everything_changes(cases, union, other_town, by):
    """A row is corrected, one struck out, two come, the union moves and is dissolved, its town is called otherwise."""
    HardshipCase.objects.filter(pk=cases[0].pk).update(opened_on=date(2021, 7, 1))
    void(cases[1], by)
    FACTORIES[HardshipCase](organization=union, opened_on=date(2021, 2, 1))
    make(LegalCase, union, number="9号", accepted_on=date(2021, 3, 1), workers=2, amount=Decimal(10000))
    Organization.objects.filter(pk=union.parent_id).update(name="改名后的镇总工会")
    tree.move(union, parent=other_town, on=date(2021, 2, 1), today=TODAY, by=by)
    Organization.objects.filter(pk=union.pk).update(dissolved_on=date(2021, 6, 1))
