"""Moving, merging, splitting and dissolving unions on a day: what passes, what stays, what periods say, and back again."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.models import (
    Affiliation,
    CoverageChange,
    Employer,
    Member,
    Organization,
    Restructuring,
    Transfer,
)
from members.services import restructure
from members.services.journal import CannotUndo
from members.services.rehearsal import rehearse
from tests.factories import make
from tests.factories.base import identity_number
from union_site.core import jobs
from union_site.core.evaluation import evaluate, evaluate_by_town
from union_site.core.models import AuditEvent
from union_site.core.periods import Period
from union_site.core.registry import indicators
from union_site.core.scope import Scope

pytestmark = pytest.mark.django_db
TODAY, DAY = date(2021, 9, 1), date(2021, 4, 1)
BEFORE, AFTER = Period.parse("2020H2"), Period.parse("2021H1")
MEMBERS = indicators["register.members"]
UNIONS = indicators["register.organisations"]
COVERED = indicators["organising.large_covered"]
Kind, State = Restructuring.Kind, Restructuring.State


@pytest.fixture
def order(district):
    """order(kind, union, other=…, on=…, **options) carries a restructuring out."""

    def carry(kind, union, other=None, /, *, on=DAY, scope=None, today=TODAY, **options):
        record = Restructuring(
            district=district, organization=union, kind=kind, other=other, on=on, reason="企业合并", options=options
        )
        return restructure.order(record, scope=scope or Scope.everything(district.pk), today=today)

    return carry


@pytest.fixture
def undo(district):
    def back(record):
        restructure.undo(record, reason="办错", scope=Scope.everything(district.pk), today=TODAY)

    return back


@pytest.fixture
def firm(union):
    """An enterprise of 120 people that `union` covers, with two members there and one elsewhere."""
    firm = make(Employer, union, name="云川兴榆商贸有限公司", founded_on=date(2010, 1, 1))
    make_headcounts(firm)
    for number, place in ((1, firm.name), (2, firm.name), (3, "云川别处有限公司")):
        make(Member, union, identity=identity_number(number), employer_name=place)
    return firm


def make_headcounts(firm):
    for year in (2020, 2021):
        firm.headcounts.create(district=firm.district, year=year, employees=120)


def by_town(indicator, period):
    return evaluate_by_town([indicator], period, district=Organization.objects.first().district)[indicator.key]


def snapshot():
    """All that a restructuring may touch, less what it leaves behind struck out."""
    return (
        list(Organization.objects.current().order_by("pk").values_list("pk", "parent", "path", "dissolved_on")),
        list(Member.objects.order_by("pk").values_list("pk", "organization")),
        list(Employer.objects.order_by("pk").values_list("pk", "union", "organization", "organizing")),
        list(Transfer.objects.current().order_by("pk").values_list("pk", "from_organization", "to_organization", "on")),
        list(Affiliation.objects.current().order_by("pk").values_list("pk", "parent", "on")),
        list(CoverageChange.objects.current().values_list("pk", "union", "on")),
        [(p, by_town(i, p)) for i in (MEMBERS, UNIONS, COVERED) for p in (BEFORE, AFTER)],
    )


def test_a_move_counts_from_its_day_and_is_taken_back(order, undo, union, other_town, firm):
    before = snapshot()
    record = order(Kind.MOVE, union, other_town)
    assert (record.state, record.summary) == (State.DONE, [["改隶的工会", 1], ["随同的下级工会", 0]])
    assert by_town(MEMBERS, BEFORE) == {"青石镇": 3}
    assert by_town(MEMBERS, AFTER) == {"白鹭街道": 3}
    undo(record)
    assert snapshot() == before
    assert record.state == State.UNDONE
    order(Kind.MOVE, union, other_town)  # once taken back, it can be ordered again
    assert by_town(MEMBERS, AFTER) == {"白鹭街道": 3}


def test_a_merged_union_gives_over_what_it_has_and_keeps_its_past(order, undo, make_union, union, other_union, firm):
    below = make_union("云川兴榆商贸有限公司门店工会", parent=union)
    late = make(Member, union, identity=identity_number(4), joined_on=date(2021, 5, 6))
    left = make(Member, union, identity=identity_number(5), status="left", status_on=date(2020, 12, 1))
    before = snapshot()
    assert by_town(COVERED, AFTER) == {"青石镇": 100}

    record = order(Kind.MERGE, other_union, absorbed=[union.pk])

    assert record.summary == [["并入并撤销的工会", 1], ["下级工会", 1], ["用人单位", 1], ["会员", 4]]
    union.refresh_from_db()
    below.refresh_from_db()
    firm.refresh_from_db()
    assert union.dissolved_on == DAY
    assert (below.parent, firm.union, firm.organization) == (other_union, other_union, other_union)
    assert Transfer.objects.get(member=late).on == date(2021, 5, 6)
    assert set(Transfer.objects.exclude(member=late).values_list("on", flat=True)) == {DAY}
    left.refresh_from_db()
    assert left.organization == union
    assert by_town(MEMBERS, BEFORE) == {"青石镇": 3}
    assert by_town(MEMBERS, AFTER) == {"白鹭街道": 4}
    assert by_town(UNIONS, BEFORE) == {"区本级": 1, "青石镇": 3, "白鹭街道": 2}
    assert by_town(UNIONS, AFTER) == {"区本级": 1, "青石镇": 1, "白鹭街道": 3}
    assert by_town(COVERED, BEFORE) == {"青石镇": 100}
    assert by_town(COVERED, AFTER) == {"白鹭街道": 100}
    assert AuditEvent.objects.filter(object_id=firm.public_id, reason="组织调整（合并）：企业合并").exists()

    undo(record)
    assert snapshot() == before


def test_a_member_who_went_elsewhere_since_was_the_successors_in_between(order, undo, union, other_union, town, firm):
    gone = Member.objects.order_by("pk").first()
    make(Transfer, other_union, member=gone, from_organization=union, to_organization=town, on=date(2021, 8, 1))
    Member.objects.filter(pk=gone.pk).update(organization=town)
    before = snapshot()
    record = order(Kind.MERGE, other_union, absorbed=[union.pk])
    assert list(gone.transfers.order_by("on").values_list("from_organization", "to_organization", "on")) == [
        (union.pk, other_union.pk, DAY),
        (other_union.pk, town.pk, date(2021, 8, 1)),
    ]
    assert by_town(MEMBERS, AFTER) == {"白鹭街道": 3}
    assert by_town(MEMBERS, Period.parse("2021H2")) == {"青石镇": 1, "白鹭街道": 2}
    undo(record)
    assert snapshot() == before


def test_a_split_founds_a_union_that_takes_what_was_chosen(order, undo, make_union, union, town, firm, district):
    below = make_union("门店一工会", parent=union)
    stays = make_union("门店二工会", parent=union)
    before = snapshot()
    wanted = {"name": "云川兴榆物流有限公司工会", "kind": "single", "children": [below.pk], "employers": [firm.pk]}
    record = order(Kind.SPLIT, union, **wanted)
    assert record.summary == [["新成立的工会", 1], ["下级工会", 1], ["用人单位", 1], ["会员", 2]]
    made = Organization.objects.get(name="云川兴榆物流有限公司工会")
    assert (made.parent, made.founded_on, record.other) == (town, DAY, made)
    for row in (below, stays, firm):
        row.refresh_from_db()
    assert (below.parent, stays.parent, firm.union) == (made, union, made)

    def of(unit, period):
        return evaluate([MEMBERS], [period], district=district, unit=unit)[MEMBERS.key, period]

    assert (of(union, BEFORE), of(made, BEFORE), of(union, AFTER), of(made, AFTER)) == (3, None, 1, 2)
    assert by_town(COVERED, BEFORE) == {"青石镇": 100}, "the new union did not stand, but the old one covered the firm"
    undo(record)
    assert snapshot() == before
    again = order(Kind.SPLIT, union, **wanted)
    assert again.other == made and not Organization.objects.get(pk=made.pk).is_void


def test_a_dissolved_union_without_successor_keeps_what_it_had(order, undo, union, firm):
    record = order(Kind.DISSOLVE, union)
    assert record.summary == [["撤销的工会", 1]]
    assert by_town(UNIONS, AFTER) == {"区本级": 1, "青石镇": 1}
    assert Member.objects.filter(organization=union).count() == 3
    firm.refresh_from_db()
    assert (firm.union, firm.organizing) == (union, "none")
    undo(record)
    firm.refresh_from_db()
    assert firm.organizing == "covered"


def test_a_dissolved_union_with_successor_gives_over_what_it_has(order, union, town, firm):
    order(Kind.DISSOLVE, union, town)
    assert set(Member.objects.values_list("organization__name", flat=True)) == {"青石镇总工会"}


def test_one_of_a_day_to_come_waits_for_it(order, union, other_union, firm):
    record = order(Kind.MERGE, other_union, on=date(2021, 10, 1), absorbed=[union.pk])
    assert (record.state, Transfer.objects.count()) == (State.PLANNED, 0)
    jobs.new_day(date(2021, 9, 30))
    assert Transfer.objects.count() == 0
    jobs.new_day(date(2021, 10, 1))
    record.refresh_from_db()
    assert (record.state, Transfer.objects.count()) == (State.DONE, 3)
    jobs.new_day(date(2021, 10, 2))
    assert Transfer.objects.count() == 3


def test_what_has_become_impossible_by_its_day_says_why(order, union, other_union):
    record = order(Kind.MERGE, other_union, on=date(2021, 10, 1), absorbed=[union.pk])
    Organization.objects.filter(pk=union.pk).update(dissolved_on=date(2021, 9, 15))
    jobs.new_day(date(2021, 10, 1))
    record.refresh_from_db()
    assert (record.state, record.note) == (State.FAILED, "“云川兴榆商贸有限公司工会”已于 2021-09-15 撤销。")


def test_one_that_waits_is_cancelled(order, undo, union):
    record = order(Kind.DISSOLVE, union, on=date(2021, 10, 1))
    undo(record)
    jobs.new_day(date(2021, 10, 1))
    union.refresh_from_db()
    assert union.dissolved_on is None


def test_what_happened_since_stands_in_the_way_of_an_undo(order, undo, root, union, other_union, town, firm):
    record = order(Kind.MERGE, other_union, absorbed=[union.pk])
    gone = Member.objects.order_by("pk").first()
    Member.objects.filter(pk=gone.pk).update(organization=town)
    before = snapshot()
    with pytest.raises(CannotUndo, match=f"会员“{gone.name}”此后又有变动，不能撤回"):
        undo(record)
    assert snapshot() == before
    Member.objects.filter(pk=gone.pk).update(organization=other_union)
    later = order(Kind.DISSOLVE, other_union, town, on=date(2021, 8, 1))
    with pytest.raises(CannotUndo, match="此后还办理了“撤销：云川凯睿医药化工有限公司工会”"):
        undo(record)
    undo(later)
    undo(record)
    assert Organization.objects.get(pk=union.pk).dissolved_on is None


def test_a_new_union_that_has_rows_of_its_own_is_not_taken_back(order, undo, union, firm):
    record = order(Kind.SPLIT, union, name="新工会", kind="single", children=[], employers=[firm.pk])
    make(Member, record.other, identity=identity_number(9))
    with pytest.raises(CannotUndo, match="新成立的“新工会”已有会员的记录"):
        undo(record)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (lambda u, o, t, r: (Kind.MOVE, r, o), "区总工会不能改隶"),
        (lambda u, o, t, r: (Kind.MOVE, t, u), "它自己或它的下级"),
        (lambda u, o, t, r: (Kind.MOVE, u, t), "已在这个上级之下"),
        (lambda u, o, t, r: (Kind.DISSOLVE, t, u), "是“青石镇总工会”或它的下级"),
    ],
)
def test_the_impossible_is_refused_and_changes_nothing(order, root, town, union, other_union, wanted, words):
    before = snapshot()
    kind, one, other = wanted(union, other_union, town, root)
    with pytest.raises(Exception, match=words):
        order(kind, one, other)
    assert snapshot() == before and not Restructuring.objects.exists()


def test_days_outside_a_unions_life_are_refused(order, union, other_union):
    with pytest.raises(restructure.Refused, match="2010-01-01 才成立"):
        order(Kind.MERGE, other_union, on=date(2009, 12, 31), absorbed=[union.pk])
    Organization.objects.filter(pk=union.pk).update(dissolved_on=date(2020, 1, 1))
    with pytest.raises(restructure.Refused, match="已于 2020-01-01 撤销"):
        order(Kind.MERGE, other_union, absorbed=[union.pk])


def test_all_unions_concerned_must_lie_in_the_scope(order, district, town, union, other_union, other_town, make_union):
    own = Scope(district.pk, (town.path,))
    for kind, one, other, options in (
        (Kind.MOVE, union, other_town, {}),
        (Kind.DISSOLVE, town, None, {}),
        (Kind.MERGE, union, None, {"absorbed": [other_union.pk]}),
    ):
        with pytest.raises(restructure.Refused, match="您管理范围以外的工会"):
            order(kind, one, other, scope=own, **options)
    below = make_union("青石镇园林联合工会", parent=town)
    order(Kind.MOVE, union, below, scope=own)


def test_a_rehearsal_says_what_would_change_and_changes_nothing(district, union, other_union, firm):
    before = snapshot()
    record = Restructuring(
        district=district,
        organization=other_union,
        kind=Kind.MERGE,
        on=DAY,
        reason="企业合并",
        options={"absorbed": [union.pk]},
    )
    found = rehearse(record, scope=Scope.everything(district.pk), today=TODAY)
    assert snapshot() == before and not Restructuring.objects.exists() and not AuditEvent.objects.exists()
    assert found.passing["用人单位"] == ["云川兴榆商贸有限公司"]
    assert [str(period) for period in found.periods] == ["2021年上半年", "2021年下半年"]
    said = [
        (change.town, change.before, change.after)
        for change in found.figures
        if change.indicator is MEMBERS and change.period == AFTER
    ]
    assert said == [("青石镇", "3", "—"), ("白鹭街道", "—", "3")]


def test_the_number_of_statements_does_not_grow_with_the_members(order, union, other_union, undo):
    def statements(work):
        with CaptureQueriesContext(connection) as captured:
            result = work()
        return result, len(captured)

    make(Member, union, identity=identity_number(1))
    first, few = statements(lambda: order(Kind.MERGE, other_union, absorbed=[union.pk]))
    _, few_back = statements(lambda: undo(first))
    for number in range(2, 40):
        make(Member, union, identity=identity_number(number))
    second, many = statements(lambda: order(Kind.MERGE, other_union, absorbed=[union.pk]))
    _, many_back = statements(lambda: undo(second))
    assert many - few <= 1  # a union that was revived is updated beside those that are made
    assert many_back == few_back


# Pages


def typed(**more):
    return {"on": "2021-04-01", "reason": "企业合并", "document_number": "云川工发〔2021〕9号", **more}


def test_the_pages_from_form_to_undo(client_of, org_officer, union, other_town, firm):
    client = client_of(org_officer)
    address = f"/records/organization/{union.public_id}/move/"
    assert address in client.get(f"/records/organization/{union.public_id}/").content.decode()
    assert "下一步：核对影响" in client.get(address).content.decode()
    shown = client.post(address, typed(other=str(other_town.public_id)))
    page = shown.content.decode()
    assert "哪些数字会改变" in page and "实名采集会员" in page
    assert not Restructuring.objects.exists()
    digest = shown.context["found"].digest
    done = client.post(address, typed(other=str(other_town.public_id), step="confirm", digest=digest))
    record = Restructuring.objects.get()
    assert (done.status_code, record.state, record.created_by) == (302, "done", org_officer)
    detail = client.get(done["Location"]).content.decode()
    assert "改隶到白鹭街道总工会" in detail and "云川工发〔2021〕9号" in detail
    assert "改隶到白鹭街道总工会" in client.get("/records/organization/restructurings/").content.decode()
    assert "企业合并" in client.get(f"/records/organization/{union.public_id}/").content.decode()
    assert "请填写撤回原因。" in client.post(done["Location"] + "undo/", {"reason": " "}).content.decode()
    assert client.post(done["Location"] + "undo/", {"reason": "办错"}).status_code == 302
    record.refresh_from_db()
    assert (record.state, record.undone_by) == ("undone", org_officer)


def test_what_changed_after_the_preview_is_shown_again(client_of, org_officer, union, other_union, firm):
    client, address = client_of(org_officer), f"/records/organization/{other_union.public_id}/merge/"
    data = typed(absorbed=[str(union.public_id)])
    digest = client.post(address, data).context["found"].digest
    make(Member, union, identity=identity_number(8))
    answer = client.post(address, {**data, "step": "confirm", "digest": digest})
    assert "请按最新的内容重新核对" in answer.content.decode()
    assert not Restructuring.objects.exists() and not Transfer.objects.exists()


def test_bad_input_is_said_beside_its_input(client_of, org_officer, union):
    client = client_of(org_officer)
    for kind in ("move", "merge", "split"):
        answer = client.post(f"/records/organization/{union.public_id}/{kind}/", {"on": "昨天", "other": "x"})
        assert answer.status_code == 200
        assert {"on", "reason"} <= set(answer.context["form"].errors)
    answer = client.post(
        f"/records/organization/{union.public_id}/split/", typed(name="青石镇总工会", union_kind="single")
    )
    assert "已有名为“青石镇总工会”的工会" in answer.content.decode()


def test_a_clerk_cannot_restructure_beyond_her_scope(client_of, clerk, stranger, union, other_union, other_town):
    client = client_of(clerk)
    answer = client.post(f"/records/organization/{union.public_id}/move/", typed(other=str(other_town.public_id)))
    assert list(answer.context["form"].errors) == ["other"]
    answer = client.post(f"/records/organization/{union.public_id}/dissolve/", typed())
    assert "您管理范围以外的工会" in answer.content.decode()
    assert client.get(f"/records/organization/{other_union.public_id}/move/").status_code == 404
    assert not Restructuring.objects.exists()


def test_restructurings_are_seen_by_whom_they_concern(client_of, clerk, stranger, leader, town_clerk, union):
    record = make(Restructuring, union)
    address = f"/records/organization/restructurings/{record.public_id}/"
    seen = {user.username: client_of(user).get(address).status_code for user in (clerk, stranger, leader, town_clerk)}
    assert seen == {"clerk": 200, "stranger": 404, "leader": 200, "town_clerk": 200}
    assert client_of(leader).get(address + "undo/").status_code == 403
    assert "企业注销" not in client_of(stranger).get("/records/organization/restructurings/").content.decode()
