"""获奖选手: their sheet and form, the honours made of them once, and the figures and findings about them."""

from datetime import date

import pytest
from django.utils import timezone

from activities.models import Contest, ContestTrade, ContestWinner
from activities.services import honours
from members.models import Honour
from tests.contracts.forms import typed
from tests.factories import make
from tests.factories.base import identity_number
from tests.sheets import import_rows
from union_site.core.consistency import RowRule
from union_site.core.evaluation import evaluate
from union_site.core.models import AuditEvent
from union_site.core.periods import Period
from union_site.core.registry import consistency_rules, indicators, registers

PERIOD = Period.parse("2021H1")
SHEET = ("比武编号", "比武名称", "工种", "名次", "姓名", "身份证号码", "单位", "所属工会", "技能等级")
WELDER = identity_number(5000)
ASKED = {"title": "技术能手", "level": "district", "awarded_on": "2021-06-30"}


@pytest.fixture
def contest(town):
    return make(Contest, town, code="BW1", host_level="town", started_on=date(2021, 6, 28), ended_on=date(2021, 6, 30))


@pytest.fixture
def winners(contest, union):
    """陆建 with an identity number, in a union of the town; 叶青 without either."""
    return [
        make(ContestWinner, contest=contest, organization=union, name="陆建", identity=WELDER, union=union),
        make(ContestWinner, contest=contest, organization=union, name="叶青", identity="", rank="二等奖", union=None),
    ]


def post(client, contest, chosen, **changed):
    data = {**ASKED, "winners": [str(winner.public_id) for winner in chosen], **changed}
    return client.post(registers["contest"].url("honours", contest), data)


def test_winners_come_by_sheet(district, contest, union):
    result = import_rows(
        district,
        SHEET,
        ("BW1", "随便", "焊工", "一等奖", "陆建", WELDER, "云川兴榆", union.name, "三级工"),
        ("BW1", "", "焊工", "二等奖", "叶青", "", "", "", ""),
        ("BW9", "", "焊工", "二等奖", "叶青", "", "", "", ""),
        ("BW1", "", "焊工", "二等奖", "", "", "", "", ""),
        sheet="获奖选手",
    )

    assert result.key == "contest_winner"
    assert [(row, heading) for row, heading, _ in result.errors] == [(6, "比武编号"), (7, "姓名")]
    first, second = ContestWinner.objects.order_by("id")
    assert (first.contest, first.trade, first.rank, first.identity) == (contest, "焊工", "一等奖", WELDER)
    assert (first.union, first.skill_level, second.union, second.identity_index) == (union, "senior", None, "")


def test_the_same_sheet_again_changes_nothing(district, contest, union):
    row = ("BW1", "", "焊工", "一等奖", "陆建", WELDER, "云川兴榆", union.name, "三级工")
    import_rows(district, SHEET, row, sheet="获奖选手")
    assert import_rows(district, SHEET, row, sheet="获奖选手").verdicts == ["same"]


def test_a_winner_is_entered_once_a_trade(contest, winners, town_clerk, client_of):
    viewset = registers["contest_winner"]
    answer = client_of(town_clerk).post(viewset.url("new"), typed(winners[0], viewset.form_fields))
    assert "该选手在这次比武的此工种已登记。" in str(answer.context["form"].errors)


def test_more_promotions_than_contestants_are_refused(contest, town, town_clerk, client_of):
    viewset = registers["contest"]
    address = viewset.url("child-new", contest, child="contesttrade")
    answer = client_of(town_clerk).post(address, {"trade": "焊工", "contestants": "3", "promotions": "4"})
    assert answer.context["form"].errors == {"promotions": ["技能晋级人数不能大于参赛人数。"]}


def test_chosen_winners_become_honours(contest, winners, union, town, town_clerk, client_of):
    client = client_of(town_clerk)
    page = client.get(registers["contest"].url("honours", contest))
    assert [winner.name for winner, chosen in page.context["lines"] if chosen] == ["陆建", "叶青"]

    answer = post(
        client, contest, winners, awarded_by="青石镇总工会", document_number="青工〔2021〕3号", with_rank="on"
    )

    assert answer.status_code == 302
    first, second = Honour.objects.order_by("id")
    assert (first.title, first.recipient, first.kind, first.level) == ("技术能手一等奖", "陆建", "person", "district")
    assert (first.organization, first.awarded_on, first.document_number) == (
        union,
        date(2021, 6, 30),
        "青工〔2021〕3号",
    )
    assert (first.identity, first.birth_on) == (WELDER, date(1973, 9, 9))
    assert (second.title, second.organization, second.identity, second.created_by) == (
        "技术能手二等奖",
        town,
        "",
        town_clerk,
    )
    assert [winner.honour for winner in ContestWinner.objects.order_by("id")] == [first, second]
    assert list(AuditEvent.objects.exclude(register="").order_by("id").values_list("action", "register")) == [
        ("create", "honour"),
        ("change", "contest_winner"),
        ("create", "honour"),
        ("change", "contest_winner"),
    ]


def test_never_twice(contest, winners, town_clerk, client_of):
    client = client_of(town_clerk)
    post(client, contest, winners[:1])
    page = client.get(registers["contest"].url("honours", contest))
    assert [winner.name for winner, _ in page.context["lines"]] == ["叶青"]
    answer = post(client, contest, winners[:1], title="别的称号")
    assert answer.context["form"].errors["winners"]
    scope = page.wsgi_request.access.full_scope()
    said = {**ASKED, "title": "别的称号", "awarded_on": date(2021, 6, 30)}
    done = honours.award(contest, winners, by=town_clerk, scope=scope, **said)
    assert ([winner.name for winner in done.kept], [honour.recipient for honour in done.made]) == (["陆建"], ["叶青"])
    assert Honour.objects.count() == 2


def test_an_honour_that_stands_already_is_linked(contest, winners, union, town_clerk, client_of):
    known = make(Honour, union, kind="person", title="技术能手", recipient="陆建", awarded_on=date(2021, 6, 30))
    post(client_of(town_clerk), contest, winners[:1])
    assert list(Honour.objects.all()) == [known]
    assert ContestWinner.objects.get(name="陆建").honour == known


def test_striking_the_honour_out_undoes_it(contest, winners, town_clerk, client_of):
    client = client_of(town_clerk)
    post(client, contest, winners[:1])
    honour = Honour.objects.get()
    client.post(registers["honour"].url("void", honour), {"reason": "级别填错"})
    page = client.get(registers["contest"].url("honours", contest))
    assert [winner.name for winner, _ in page.context["lines"]] == ["陆建", "叶青"]
    answer = post(client, contest, winners[:1])
    assert "已登记并作废" in str(answer.context["form"].errors["winners"])
    assert post(client, contest, winners[:1], title="技术标兵").status_code == 302
    assert ContestWinner.objects.get(name="陆建").honour.title == "技术标兵"


@pytest.mark.parametrize(
    ("changed", "name", "message"),
    [
        ({"awarded_on": "2021-06-27"}, "awarded_on", "授予日期不能早于比武的开始日期。"),
        ({"title": ""}, "title", "请填写荣誉称号。"),
        ({"level": ""}, "level", "请填写荣誉级别。"),
        ({"winners": []}, "winners", "请至少选择一名选手。"),
        ({"title": "长" * 59, "with_rank": "on"}, "title", f"荣誉称号“{'长' * 59}一等奖”超过 60 个字，请缩短。"),
    ],
)
def test_bad_input_is_named_and_nothing_is_made(contest, winners, town_clerk, client_of, changed, name, message):
    answer = post(client_of(town_clerk), contest, winners, **changed)
    assert answer.context["form"].errors == {name: [message]}
    assert not Honour.objects.exists()
    assert AuditEvent.objects.filter(action="denied", register="honour").exists()


def test_a_winner_born_later_is_refused_with_all_others(contest, winners, town_clerk, client_of):
    ContestWinner.objects.filter(name="叶青").update(identity=identity_number(9000))
    Contest.objects.update(started_on=date(1974, 1, 1))
    answer = post(client_of(town_clerk), contest, winners, awarded_on="1980-01-01")
    assert answer.context["form"].errors == {"awarded_on": ["叶青：授予日期不能早于获奖者的出生日期。"]}
    assert not Honour.objects.exists()


def test_the_page_is_for_those_who_may_change_the_contest(
    contest, winners, stranger, leader, officer, town_clerk, client_of
):
    address = registers["contest"].url("honours", contest)
    assert [client_of(user).get(address).status_code for user in (stranger, leader, officer)] == [404, 403, 403]
    detail = registers["contest"].url("detail", contest)
    assert address in client_of(town_clerk).get(detail).content.decode()
    assert address not in client_of(leader).get(detail).content.decode()


def test_a_contest_without_winners_says_what_to_do(contest, town_clerk, client_of):
    page = client_of(town_clerk).get(registers["contest"].url("honours", contest)).content.decode()
    assert "还没有获奖选手" in page


def test_figures_of_winners_and_promotions(district, contest, winners, town):
    make(ContestTrade, contest=contest, organization=town, trade="焊工", contestants=20, promotions=3)
    make(ContestTrade, contest=contest, organization=town, trade="电工", contestants=20, promotions=None)
    later = make(Contest, town, started_on=date(2021, 7, 1))
    make(ContestTrade, contest=later, organization=town, promotions=9)
    make(ContestWinner, contest=later, organization=town)
    make(ContestWinner, contest=contest, organization=town, voided_at=timezone.now())
    keys = ("contest.winners", "contest.promotions")
    found = evaluate([indicators[key] for key in keys], [PERIOD, PERIOD.year_before], district=district)
    assert [found[key, PERIOD] for key in keys] == [2, 3]
    assert [found[key, PERIOD.year_before] for key in keys] == [None, None]


def test_doubtful_winners_are_found(district, contest, winners, town):
    trade = make(ContestTrade, contest=contest, organization=town, trade="焊工", contestants=2, promotions=0)

    def broken(key):
        rule = consistency_rules[key]
        assert isinstance(rule, RowRule)
        return list(rule.model.objects.current().filter(rule.broken(PERIOD)))

    assert broken("contest.more_winners_than_contestants") == []
    ContestTrade.objects.update(contestants=1, promotions=None)
    assert broken("contest.more_winners_than_contestants") == [trade]
    assert broken("contest.winner_of_unknown_trade") == []
    ContestWinner.objects.filter(name="叶青").update(trade="焊接工")
    assert broken("contest.winner_of_unknown_trade") == [winners[1]]
    assert broken("contest.more_winners_than_contestants") == []
