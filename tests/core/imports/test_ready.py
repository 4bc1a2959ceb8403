"""New rows that were ready at the preview are written as if they had been judged again, or are judged again."""

from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from members.models import Member, Organization
from tests.core.imports.test_applying import CHENG, DUAN, THIRD, preview
from tests.core.imports.test_judging import MEMBER, changed
from tests.sheets import workbook
from union_site.core import registry
from union_site.core.audit import mac_of
from union_site.core.models import AuditEvent, DictionaryEntry, Grant, StagedRow
from union_site.core.spreadsheets import importing, staging

SAMPLE = Path(__file__).parents[2] / "data" / "yunchuan-2021"
ITS_OWN = {"id", "public_id", "created_at", "updated_at"}


def read(district, name):
    return [
        importing.preview(plan, district=district, user=None)[0]
        for plan in importing.read(SAMPLE / name, name)
        if plan.status == "ok"
    ]


def ready(batch):
    return sum("a" in staging.decode(payload) for payload in batch.staged_rows.values_list("payload", flat=True))


def stored(batch):
    """What an import of the batch stores, without keys and times; nothing stays."""
    model = registry.resources[batch.resource].main_target().model
    found = None
    with transaction.atomic():
        with CaptureQueriesContext(connection) as queries:
            importing.apply(batch, user=None)
        assert not [query for query in queries if query["sql"].startswith("ROLLBACK")]  # the database refused nothing
        records = [
            sorted((name, str(value)) for name, value in row.items() if name not in ITS_OWN)
            for row in model.objects.filter(batch=batch).values()
        ]
        events = AuditEvent.objects.filter(batch=batch, action="create")
        assert [event.mac for event in events] == [mac_of(event) for event in events]
        names = set(model.objects.filter(batch=batch).values_list("public_id", flat=True))
        assert {event.object_id for event in events} >= names
        said = events.values_list("register", "object_label", "organization", "actor_name", "changes", "reason")
        found = sorted(records), sorted(map(str, said)), (batch.new, batch.changed, batch.same, batch.rejected)
        transaction.set_rollback(True)
    batch.refresh_from_db()
    return found


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("03_会员_青石镇.xlsx", [407]),
        ("08_创新项目与成果.xlsx", [82, 52]),
        ("12_隐患随手拍.xlsx", [1300]),
        ("19_医疗互助报销.xlsx", [700]),
        ("21_集体合同与要约.xlsx", [110, 55]),
    ],
)
def test_both_ways_store_the_same(district, root, name, counts):
    for batch in read(district, "01_工会组织.xlsx"):
        importing.apply(batch, user=None)
    batches = read(district, name)
    assert [ready(batch) for batch in batches] == counts
    for batch in batches:
        as_staged = stored(batch)
        batch.mapping["known"] = "something else"
        assert as_staged == stored(batch)
        assert len(as_staged[0]) == batch.new


def test_ready_rows_are_written_without_looking_for_their_records(district, union):
    batch = preview(district, DUAN, CHENG, THIRD)
    assert ready(batch) == 3
    with CaptureQueriesContext(connection) as queries:
        importing.apply(batch, user=None)
    assert not [query for query in queries if query["sql"].startswith("SELECT") and "identity_index" in query["sql"]]
    assert Member.objects.count() == 3


def test_a_unit_that_was_struck_out_since_the_preview_takes_no_rows(district, root, union):
    batch = preview(district, DUAN, changed(CHENG, 所属工会=root.name))
    Organization.objects.filter(pk=union.pk).update(voided_at=batch.created_at)

    importing.apply(batch, user=None)

    assert list(Member.objects.values_list("name", flat=True)) == ["程帆帆"]
    rejected = batch.staged_rows.get(verdict=StagedRow.Verdict.REJECTED)
    assert [issue.code for issue in staging.issues(staging.decode(rejected.payload)["e"])] == ["out_of_scope"]


def test_a_unit_that_took_the_others_name_since_the_preview_takes_its_rows(district, union, other_union):
    batch = preview(district, DUAN)
    name = union.name
    Organization.objects.filter(pk=union.pk).update(name="云川旧工会")
    Organization.objects.filter(pk=other_union.pk).update(name=name)

    importing.apply(batch, user=None)

    assert Member.objects.get().organization == other_union


def test_rows_outside_a_scope_that_was_changed_since_the_preview_are_rejected(district, union, town_clerk, other_town):
    batch = preview(district, DUAN, user=town_clerk)
    assert ready(batch) == 1
    Grant.objects.filter(user=town_clerk).update(organization=other_town)

    importing.apply(batch, user=town_clerk)

    assert (Member.objects.count(), batch.new, batch.rejected) == (0, 0, 1)


def test_a_word_that_a_dictionary_learned_since_the_preview_counts(district, union):
    headings, row = (*MEMBER, "学历"), (*DUAN, "研修")
    plan = importing.read(workbook(headings, row, sheet="会员名册"), "x.xlsx")[0]
    batch = importing.preview(plan, district=district, user=None)[0]
    assert ready(batch) == 1
    DictionaryEntry.objects.create(district=district, dictionary="education", name="研修班", synonyms="研修")

    importing.apply(batch, user=None)

    assert Member.objects.get().education == "研修班"


def test_a_row_that_the_database_refuses_falls_alone(district, union):
    batch = preview(district, DUAN, CHENG)
    # As if an interrupted attempt had left it: stored by this batch itself.
    Member.objects.create(
        district=district, organization=union, name="段某", identity=DUAN[1], batch=batch, joined_on="2020-01-01"
    )

    importing.apply(batch, user=None)

    assert sorted(Member.objects.values_list("name", flat=True)) == ["段某", "程帆帆"]
    assert (batch.new, batch.rejected) == (1, 1)
