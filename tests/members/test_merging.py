"""Merging duplicate persons, unions and employers: what passes over, what is struck out, who may, and back again."""

from datetime import date

import pytest

from members.models import (
    Affiliation,
    Employer,
    Headcount,
    Member,
    Merger,
    MergerStep,
    Organization,
    OrganizingStep,
    Transfer,
)
from members.services import merge, restructure
from members.services.journal import CannotUndo
from tests.factories import make
from tests.factories.base import identity_number, phone_number
from union_site.core.evaluation import evaluate_by_town
from union_site.core.models import AuditEvent, Grant
from union_site.core.periods import Period
from union_site.core.registry import indicators
from union_site.core.scope import Scope
from welfare.models import CollectiveContract, LegalCase

pytestmark = pytest.mark.django_db
TODAY, PERIOD = date(2021, 9, 1), Period.parse("2021H1")


@pytest.fixture
def join(district):
    """join(kept, merged) merges the second into the first."""

    def do(kept, merged, **more):
        more.setdefault("scope", Scope.everything(district.pk))
        return merge.merge(kept, merged, reason="重复登记", today=TODAY, **more)

    return do


@pytest.fixture
def undo(district):
    def back(record):
        merge.undo(record, reason="不是同一个", scope=Scope.everything(district.pk), today=TODAY)

    return back


def by_town(key):
    indicator = indicators[key]
    return evaluate_by_town([indicator], PERIOD, district=Organization.objects.first().district)[key]


def snapshot():
    """All that a merger may touch."""
    stamps = {"updated_at", "updated_by", "phone", "identity"}
    models = (Member, Organization, Employer, Transfer, Affiliation, Headcount, OrganizingStep, CollectiveContract)
    return [
        list(
            model.objects.order_by("pk").values_list(
                *(f.name for f in model._meta.concrete_fields if f.name not in stamps)
            )
        )
        for model in (*models, LegalCase)
    ] + [list(Member.objects.order_by("pk").values_list("phone", flat=True))]


@pytest.fixture
def firms(union, other_union, town):
    """A firm of 120 people that was registered twice: the second time with its code, and with a union."""
    kept = make(Employer, union, name="云川兴榆商贸有限公司", uscc="", union=None, industry="", seat=town)
    merged = make(Employer, union, name="云川兴榆商贸公司", uscc="91339901000000017R", industry="批发和零售业")
    for firm, year, employees in ((kept, 2020, 110), (merged, 2020, 115), (merged, 2021, 120)):
        firm.headcounts.create(district=firm.district, year=year, employees=employees)
    make(OrganizingStep, union, employer=merged, state="offered", on=date(2021, 2, 3))
    make(LegalCase, other_union, employer=merged)
    return kept, merged


def test_an_employer_gets_what_the_other_had(firms, union, join):
    kept, merged = firms
    record = join(kept, merged)
    kept.refresh_from_db()
    merged.refresh_from_db()
    assert (kept.uscc, kept.industry) == ("91339901000000017R", "批发和零售业")
    assert (kept.union, kept.organization, kept.organizing) == (union, union, "covered")
    assert list(kept.headcounts.current().values_list("year", "employees")) == [(2021, 120), (2020, 110)]
    assert kept.organizing_steps.count() == 1 and LegalCase.objects.get().employer == kept
    assert merged.is_void and merged.void_reason == "与“云川兴榆商贸有限公司”重复，已合并"
    doubled = merged.headcounts.get()
    assert (doubled.year, doubled.is_void) == (2020, True)
    assert doubled.void_reason == "“云川兴榆商贸公司”并入“云川兴榆商贸有限公司”，与已有的记录相同"
    assert sorted(record.summary) == [["劳动争议案件", 1, 0], ["建会进展", 1, 0], ["职工人数", 1, 1]]
    assert AuditEvent.objects.filter(object_id=merged.public_id, action="void").count() == 1
    assert AuditEvent.objects.filter(object_id=kept.public_id, reason="“云川兴榆商贸公司”已并入：重复登记").exists()


def test_a_preview_says_so_and_writes_nothing(firms, district):
    kept, merged = firms
    before = snapshot()
    found = merge.preview(kept, merged, scope=Scope.everything(district.pk))
    assert {one.title: (one.count, len(one.doubled)) for one in found.passing} == {
        "劳动争议案件": (1, 0),
        "建会进展": (1, 0),
        "职工人数": (1, 1),
    }
    assert [field.name for field, _, _, taken in found.fields if taken] == ["uscc", "industry", "union"]
    assert snapshot() == before and not Merger.objects.exists()


def test_an_employer_counts_once_and_the_undo_is_exact(firms, join, undo, union):
    Employer.objects.filter(pk=firms[0].pk).update(union=union, organization=union, organizing="covered")
    before = snapshot()
    assert by_town("organising.entities_covered") == {"青石镇": 2}
    record = join(*firms)
    assert by_town("organising.entities_covered") == {"青石镇": 1}
    assert Employer.objects.current().count() == 1
    undo(record)
    assert snapshot() == before
    assert (record.state, record.note) == ("undone", "不是同一个")
    with pytest.raises(merge.Refused, match="已经撤回"):
        undo(record)
    join(*firms)
    assert Employer.objects.current().count() == 1


def test_a_person_is_counted_once_where_the_last_transfer_led(join, undo, union, other_union, district):
    kept = make(Member, union, name="林秋", identity=identity_number(1), phone="", education="")
    merged = make(
        Member, other_union, name="林秋", identity=identity_number(2), phone=phone_number(7), education="大专"
    )
    make(
        Transfer, other_union, member=merged, from_organization=union, to_organization=other_union, on=date(2021, 3, 1)
    )
    before = snapshot()
    assert by_town("register.members") == {"青石镇": 1, "白鹭街道": 1}
    shown = merge.preview(kept, merged, scope=Scope.everything(district.pk)).fields
    assert [field.name for field, _, _, taken in shown if taken] == ["phone", "education", "organization"]
    record = join(kept, merged)
    kept.refresh_from_db()
    assert (kept.organization, kept.phone, kept.education) == (other_union, phone_number(7), "大专")
    assert kept.identity == identity_number(1)
    assert Member.objects.get(phone_index=kept.phone_index, voided_at=None) == kept
    assert by_town("register.members") == {"白鹭街道": 1}
    assert record.copied == ["phone"]
    said = str(list(MergerStep.objects.values())) + str(list(AuditEvent.objects.values("changes", "reason")))
    assert phone_number(7) not in said and identity_number(2) not in said
    undo(record)
    assert snapshot() == before


def test_a_changed_phone_stands_in_the_way_of_an_undo(join, undo, union):
    kept = make(Member, union, identity=identity_number(1), phone="")
    record = join(kept, make(Member, union, identity=identity_number(2), phone=phone_number(7)))
    kept.phone = phone_number(8)
    kept.save()
    before = snapshot()
    with pytest.raises(CannotUndo, match="手机号码此后又有变动"):
        undo(record)
    assert snapshot() == before


@pytest.fixture
def unions(make_union, town, other_town, union, other_union):
    """A union that was registered twice, in two towns; the second has a code, a sub-union, people and a contract."""
    kept = make_union("云川金栎贸易有限公司工会", parent=town)
    merged = make_union("云川金栎贸易公司工会", parent=other_town, uscc="81339901000000019B")
    below = make_union("云川金栎门店工会", parent=merged)
    make(Member, merged, identity=identity_number(1))
    make(Member, below, identity=identity_number(2))
    make(Employer, merged, name="云川金栎贸易有限公司")
    moved = make(Member, kept, identity=identity_number(3))
    make(Transfer, kept, member=moved, from_organization=merged, to_organization=kept, on=date(2021, 2, 1))
    for row in (kept, merged):
        make(CollectiveContract, row, kind="comprehensive", signed_on=date(2020, 5, 6))
    make(CollectiveContract, merged, kind="wage", signed_on=date(2020, 5, 6))
    return kept, merged, below


def test_a_union_gets_what_the_other_had_and_the_tree_follows(unions, join, undo):
    kept, merged, below = unions
    before = snapshot()
    assert by_town("register.members") == {"青石镇": 1, "白鹭街道": 2}
    assert by_town("register.organisations") == {"区本级": 1, "青石镇": 3, "白鹭街道": 4}

    record = join(kept, merged)

    for row in unions:
        row.refresh_from_db()
    assert (kept.uscc, merged.uscc, merged.is_void) == ("81339901000000019B", "", True)
    assert (below.parent, below.path.startswith(kept.path)) == (kept, True)
    employer = Employer.objects.get(name="云川金栎贸易有限公司")
    assert (employer.union, employer.organization) == (kept, kept)
    assert (
        Transfer.objects.get().void_reason == "“云川金栎贸易公司工会”并入“云川金栎贸易有限公司工会”，与已有的记录相同"
    )
    assert list(CollectiveContract.objects.current().order_by("kind").values_list("organization", "kind")) == [
        (kept.pk, "comprehensive"),
        (kept.pk, "wage"),
    ]
    assert by_town("register.members") == {"青石镇": 3}
    assert by_town("register.organisations") == {"区本级": 1, "青石镇": 4, "白鹭街道": 2}

    undo(record)
    assert snapshot() == before


def test_what_happened_since_stands_in_the_way_of_an_undo(unions, join, undo, union):
    kept, merged, _ = unions
    record = join(kept, merged)
    later = join(union, kept)
    with pytest.raises(CannotUndo, match="请先撤回那一次合并"):
        undo(record)
    undo(later)
    member = Member.objects.get(identity_index=Member._meta.get_field("identity_index").index(identity_number(1)))
    Member.objects.filter(pk=member.pk).update(organization=union)
    before = snapshot()
    with pytest.raises(CannotUndo, match=f"会员“{member.name}”此后又有变动"):
        undo(record)
    assert snapshot() == before


def test_a_row_struck_out_that_takes_the_place_is_named(firms, join):
    kept, merged = firms
    kept.headcounts.update(voided_at=merged.updated_at)
    with pytest.raises(merge.Refused, match="有一条已作废的职工人数与“2020年 115人”相同，请先恢复那一条"):
        join(kept, merged)
    assert not Merger.objects.exists()


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        (lambda u, o, t, r: (u, u), "请选择另一条工会组织记录"),
        (lambda u, o, t, r: (u, r), "区总工会不能合并"),
        (lambda u, o, t, r: (r, u), "区总工会不能合并"),
        (lambda u, o, t, r: (u, t), "是上下级，不能合并"),
        (lambda u, o, t, r: (t, u), "是上下级，不能合并"),
    ],
)
def test_the_impossible_is_refused_and_changes_nothing(join, root, town, union, other_union, pair, words):
    before = snapshot()
    with pytest.raises(merge.Refused, match=words):
        join(*pair(union, other_union, town, root))
    assert snapshot() == before


def test_rows_that_are_struck_out_or_elsewhere_are_refused(join, district, town, union, other_union, clerk):
    with pytest.raises(merge.Refused, match="在您管理范围以外"):
        join(union, other_union, scope=Scope(district.pk, (town.path,)))
    with pytest.raises(merge.Refused, match="名下有账号授权"):
        join(other_union, union)
    Grant.objects.all().delete()
    restructure.order(
        restructure.Restructuring(
            district=district, organization=union, kind="dissolve", on=date(2022, 1, 1), reason="企业注销"
        ),
        scope=Scope.everything(district.pk),
        today=TODAY,
    )
    with pytest.raises(merge.Refused, match="有待生效的组织调整"):
        join(other_union, union)
    Organization.objects.filter(pk=other_union.pk).update(voided_at=union.updated_at)
    with pytest.raises(merge.Refused, match="已作废"):
        join(union, other_union)


def test_what_is_filled_in_must_keep_the_rules(join, union):
    kept = make(Employer, union, name="甲公司", founded_on=None, closed_on=date(2015, 1, 1))
    merged = make(Employer, union, name="乙公司", founded_on=date(2016, 1, 1))
    with pytest.raises(merge.Refused, match="注销日期不能早于成立日期。请先改正其中一条"):
        join(kept, merged)


# Pages


def test_the_pages_from_search_to_undo(client_of, org_officer, union, other_union):
    kept = make(Member, union, name="林秋", identity=identity_number(1), phone="")
    merged = make(Member, other_union, name="林秋", identity=identity_number(2), phone=phone_number(7))
    client, address = client_of(org_officer), f"/records/member/{kept.public_id}/duplicate/"
    assert address in client.get(f"/records/member/{kept.public_id}/").content.decode()
    choice = f"{address}?other={merged.public_id}"
    for typed in (identity_number(2), "林秋"):
        assert choice in client.post(address, {"q": typed}).content.decode()
    assert choice not in client.post(address, {"q": "林"}).content.decode()
    shown = client.get(choice)
    page = shown.content.decode()
    assert "取自另一条" in page and identity_number(2) not in page and phone_number(7) not in page
    data = {"other": str(merged.public_id), "digest": shown.context["digest"], "reason": " "}
    assert "请填写合并原因。" in client.post(address, data).content.decode()
    assert not Merger.objects.exists()
    done = client.post(address, data | {"reason": "身份证号码录错"})
    record = Merger.objects.get()
    assert (done.status_code, record.created_by, record.kept_id) == (302, org_officer, kept.public_id)
    assert "另一条“林秋”已并入这条记录" in client.get(done["Location"]).content.decode()
    assert "这条记录已并入“林秋”" in client.get(f"/records/member/{merged.public_id}/").content.decode()
    back = f"/records/member/mergers/{record.public_id}/undo/"
    assert back in client.get("/records/member/mergers/").content.decode()
    assert "请填写撤回原因。" in client.post(back, {"reason": ""}).content.decode()
    assert client.post(back, {"reason": "不是同一人"}).status_code == 302
    record.refresh_from_db()
    assert (record.state, record.undone_by) == ("undone", org_officer)
    assert Member.objects.current().count() == 2


def test_a_union_has_pages_for_duplicates_beside_those_of_its_restructuring(client_of, org_officer, unions):
    kept, merged, _ = unions
    client, own = client_of(org_officer), f"/records/organization/{kept.public_id}/"
    page = client.get(own).content.decode()
    assert f"{own}duplicate/" in page and f"{own}merge/" in page
    choice = f"{own}duplicate/?other={merged.public_id}"
    assert choice in client.post(f"{own}duplicate/", {"q": "金栎贸易公司"}).content.decode()
    shown = client.get(choice)
    assert "81339901000000019B" in shown.content.decode()
    data = {"other": str(merged.public_id), "digest": shown.context["digest"], "reason": "重复登记"}
    assert client.post(f"{own}duplicate/", data).status_code == 302
    assert "已并入这条记录" in client.get(own).content.decode()
    assert Organization.objects.get(pk=merged.pk).is_void


def test_likely_duplicates_are_offered_within_the_scope_only(client_of, clerk, union, other_union):
    kept = make(Employer, union, name="云川兴榆商贸有限公司（总部）")
    alike = make(Employer, union, name="云川兴榆商贸 有限公司(总部)")
    hidden = make(Employer, other_union, name="云川兴榆商贸有限公司(总部)")
    page = client_of(clerk).get(f"/records/employer/{kept.public_id}/duplicate/").content.decode()
    assert str(alike.public_id) in page and str(hidden.public_id) not in page


def test_what_changed_after_the_preview_is_shown_again(client_of, org_officer, firms):
    kept, merged = firms
    client, address = client_of(org_officer), f"/records/employer/{kept.public_id}/duplicate/"
    digest = client.get(f"{address}?other={merged.public_id}").context["digest"]
    merged.headcounts.create(district=merged.district, year=2019, employees=90)
    answer = client.post(address, {"other": str(merged.public_id), "digest": digest, "reason": "重复登记"})
    assert "请按最新的内容重新核对" in answer.content.decode()
    assert not Merger.objects.exists()


def test_rows_outside_the_scope_are_not_there(client_of, clerk, stranger, leader, union, other_union):
    own, foreign = (
        make(Member, union, identity=identity_number(1)),
        make(Member, other_union, identity=identity_number(2)),
    )
    client, address = client_of(clerk), f"/records/member/{own.public_id}/duplicate/"
    assert client.get(address).status_code == 200
    assert client.get(f"{address}?other={foreign.public_id}").status_code == 404
    assert client.get(f"{address}?other=x").status_code == 404
    assert client.post(address, {"other": str(foreign.public_id), "reason": "重复"}).status_code == 404
    assert str(foreign.public_id) not in client.post(address, {"q": identity_number(2)}).content.decode()
    assert client.get(f"/records/member/{foreign.public_id}/duplicate/").status_code == 404
    assert client_of(leader).get(address).status_code == 403
    assert "合并重复" not in client_of(leader).get(f"/records/member/{own.public_id}/").content.decode()


def test_mergers_are_seen_and_taken_back_by_whom_they_concern(client_of, clerk, stranger, leader, firms, join):
    record = join(*firms)
    for user, listed, undone in ((clerk, True, 200), (stranger, False, 404), (leader, True, 403)):
        client = client_of(user)
        assert ("重复登记" in client.get("/records/employer/mergers/").content.decode()) is listed
        assert client.get(f"/records/employer/mergers/{record.public_id}/undo/").status_code == undone
    assert client_of(clerk).get(f"/records/member/mergers/{record.public_id}/undo/").status_code == 404
