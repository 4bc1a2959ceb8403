"""Two people at the same row: the second one is told, and nobody's work is undone in silence."""

import pytest
from django.utils import timezone

from members.models import Member
from tests.factories import make
from union_site.core import audit
from union_site.core.access import Access
from union_site.core.models import AuditEvent
from union_site.core.records import services
from union_site.core.records.services import ChangedMeanwhile
from union_site.core.roles import Permission


@pytest.fixture
def opened(clerk, union):
    """opened() → the same member as one more request has loaded it, with what services.change wants to know."""
    pk = make(Member, union, education="大专").pk
    scope = Access(clerk, timezone.localdate()).full_scope(Permission.CHANGE, "member")

    def load():
        member = Member.objects.get(pk=pk)
        return member, {"before": audit.snapshot(member), "by": clerk, "register": "member", "scope": scope}

    return load


def test_a_change_does_not_undo_another(opened):
    (first, said_first), (second, said_second) = opened(), opened()
    first.education = "本科"
    second.political_status = "中共党员"
    services.change(first, **said_first)
    with pytest.raises(ChangedMeanwhile):
        services.change(second, **said_second)
    stored = opened()[0]
    assert (stored.education, stored.political_status) == ("本科", "")


def test_a_change_does_not_undo_a_strike_out(opened, clerk):
    (first, _), (second, said) = opened(), opened()
    services.void(first, reason="录错", by=clerk, register="member", scope=said["scope"])
    second.education = "本科"
    with pytest.raises(ChangedMeanwhile):
        services.change(second, **said)
    stored = opened()[0]
    assert (stored.is_void, stored.void_reason, stored.education) == (True, "录错", "大专")


def test_a_row_is_struck_out_and_restored_once(opened, clerk):
    (first, said), (second, _) = opened(), opened()
    common = {"by": clerk, "register": "member", "scope": said["scope"]}
    services.void(first, reason="录错", **common)
    with pytest.raises(ChangedMeanwhile):
        services.void(second, reason="重复", **common)
    (third, _), (fourth, _) = opened(), opened()
    services.restore(third, **common)
    with pytest.raises(ChangedMeanwhile):
        services.restore(fourth, **common)
    actions = AuditEvent.objects.filter(object_id=first.public_id).values_list("action", flat=True)
    assert sorted(actions) == ["restore", "void"]
