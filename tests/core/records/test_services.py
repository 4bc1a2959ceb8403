"""Writing rows: each write has its event, a refused one leaves nothing."""

import pytest

from members.models import Member
from tests.factories import make
from union_site.core import audit
from union_site.core.models import AuditEvent
from union_site.core.records import services
from union_site.core.scope import Scope


@pytest.fixture
def scope(clerk, union):
    return Scope(clerk.district_id, (union.path,))


def test_a_row_outside_the_scope_is_not_written(clerk, union, other_union, scope):
    member = make(Member, union)
    before = audit.snapshot(member)
    member.organization = other_union
    with pytest.raises(services.OutsideScope):
        services.change(member, before=before, by=clerk, register="member", scope=scope)
    assert Member.objects.get().organization == union
    assert not AuditEvent.objects.exists()


def test_nothing_changed_is_not_written(clerk, union, scope):
    member = make(Member, union)
    assert services.change(member, before=audit.snapshot(member), by=clerk, register="member", scope=scope) == {}
    assert not AuditEvent.objects.exists()


def test_an_event_says_who_what_and_why(clerk, union, scope):
    member = make(Member, union, name="林职工")
    services.void(member, reason=" 重复录入 ", by=clerk, register="member", scope=scope, ip_address="10.0.0.8")
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.reason, event.ip_address) == ("void", clerk, "重复录入", "10.0.0.8")
    assert (event.object_id, event.object_label, event.organization) == (member.public_id, "林职工", union)
    assert event.mac == audit.mac_of(event)
    assert not Member.objects.current().exists()
    services.restore(member, by=clerk, register="member", scope=scope)
    assert Member.objects.current().get().void_reason == ""
    assert AuditEvent.objects.filter(action="restore").get().reason == "重复录入"


def test_no_strike_out_without_a_reason(clerk, union, scope):
    member = make(Member, union)
    with pytest.raises(services.ReasonMissing):
        services.void(member, reason="  ", by=clerk, register="member", scope=scope)
    assert not Member.objects.get().is_void


def test_what_follows_is_part_of_the_write(clerk, union, scope):
    member = make(Member, union)

    def fail(record, action):
        raise RuntimeError(action)

    with pytest.raises(RuntimeError, match="void"):
        services.void(member, reason="录错", by=clerk, register="member", scope=scope, saved=fail)
    assert not Member.objects.get().is_void
    assert not AuditEvent.objects.exists()


def test_what_follows_may_not_lead_out_of_the_scope(clerk, union, other_union, scope):
    member = make(Member, union)

    def move_away(record, action):
        Member.objects.filter(pk=record.pk).update(organization=other_union)

    with pytest.raises(services.OutsideScope):
        services.void(member, reason="录错", by=clerk, register="member", scope=scope, saved=move_away)
    stored = Member.objects.get()
    assert (stored.is_void, stored.organization) == (False, union)
    assert not AuditEvent.objects.exists()
