"""Templates of papers: what ships, what a district writes itself, and every mistake named with line and column."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from reports.models import Paper, TemplateRevision
from reports.services import composing, drafting, papers, template_check, templates
from reports.text import template
from tests.factories import FACTORIES
from union_site.core.models import AuditEvent
from union_site.core.periods import Period
from welfare.models import HardshipCase, MutualAidEnrolment

PERIOD = Period.parse("2021H1")
TODAY = date(2021, 7, 5)
HEAD = "名称：试用\n"


@pytest.fixture
def case(union):
    return FACTORIES[HardshipCase](organization=union, opened_on=date(2021, 3, 1))


def checked(text, district, unit):
    frame = composing.frame(PERIOD, district=district, unit=unit)
    lines = [line.text for line in template.lines(text) if line.kind == "sentence"]
    found = template_check.problems(text, composing.compose(lines, frame, today=TODAY))
    return [(one.line, one.column, one.message) for one in found]


@pytest.mark.parametrize("key", template.SHIPPED)
def test_what_ships_has_no_mistake(key, district, root, case):
    assert checked(template.shipped(key), district, root) == []
    made = template.load(key)
    assert made.name and made.sections and set(made.periods) <= set(template.PERIODS)


def test_what_ships_is_called_differently():
    assert [template.load(key).name for key in template.SHIPPED] == [
        "半年工作总结",
        "全年总结",
        "季度小结",
        "简要版",
        "信息简报",
        "讲话要点",
        "医疗互助专题",
        "安康杯专题",
    ]


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ("困难职工{{hardship.totl}}。", 5, "没有名为“hardship.totl”的指标"),
        ("  困难职工{{hardship.total|大约}}。", 7, "后面的“大约”无法识别"),
        ("困难职工{{hardship.total}。", 5, "“{{”没有结束"),
        ("困难职工{{hardship total}}。", 5, "不是数字标记"),
        ("困难职工{{hardship.total}}}。", 23, "多余的“}”"),
        ("{本期}，困难职工{{hardship.total}}。", 1, "没有“{本期}”这个词"),
        ("困难职工[{{hardship.total}}。", 5, "“[”没有结束"),
        ("困难职工{{hardship.total}}]。", 23, "多余的“]”"),
        ("困难职工[，[其中{{hardship.total}}]]。", 7, "不能再套方括号"),
        ("困难职工[较多]。", 5, "方括号里没有数字标记"),
        ("?hardship.total>很多 困难职工{{hardship.total}}。", 1, "条件写得不完整"),
        ("?hardship.none>0 困难职工。", 2, "没有名为“hardship.none”的指标"),
        ("?hardship.total=true 困难职工。", 2, "条件“=true”无法识别"),
        ("?hardship.total>0 ?mutual.target=3 困难职工。", 20, "条件“=3”无法识别"),
        ("?hardship.total>0 困难职工{{hardship.no}}。", 23, "没有名为“hardship.no”的指标"),
        ("=标题", 1, "标题的写法是"),
        ("{{hazard.reports|名单}}", 1, "后面的“名单”无法识别"),
        ("{{organising.new_joint|逐项:〔name〕在〔place〕}}。", 1, "名单中没有“place”这一项，可用：name、date。"),
        ("{{organising.new_joint|其中:kind=1|名单}}。", 1, "名单中没有“kind”这一项，可用：name、date。"),
    ],
)
def test_a_mistake_is_named_with_its_place(line, column, words, district, root, make_union):
    make_union("云川金融联合工会", "joint", root, founded_on=date(2021, 3, 9))
    found = checked(f"{HEAD}\n== 一\n{line}\n困难职工{{{{hardship.total}}}}。", district, root)
    assert [(number, at) for number, at, _ in found] == [(4, column)]
    assert words in found[0][2]


def test_mistakes_of_head_and_headings(district, root):
    text = "报告期：半年、每月\n单位：全部\n标题：{单位}[总结\n== {{hardship.total}}\n= 空\n== 末\n"
    assert [(line, column) for line, column, _ in checked(text, district, root)] == [
        (1, 1),  # no name
        (1, 1),  # no sentence
        (1, 8),  # 每月
        (3, 8),
        (4, 4),  # a figure in a heading
        (5, 3),  # nothing below
        (6, 4),
    ]


def test_a_title_keeps_its_bracket_where_the_last_section_stands(district, root, case):
    def title(text):
        return drafting.draft_of(template.parse(text), PERIOD, district=district, unit=root, today=TODAY).title

    text = HEAD + "标题：{单位}{期短}[和{下期}]要点\n== 一\n困难职工{{hardship.total}}。\n== 二\n"
    assert title(text + "困难职工{{hardship.total}}。\n") == "云川区总工会上半年和下半年要点"
    assert title(text + "招聘会{{employment.fairs}}。\n") == "云川区总工会上半年要点"


def test_one_paper_per_kind_unit_and_period(editor, root, town, union, case):
    FACTORIES[MutualAidEnrolment](organization=union)
    papers.create(period=PERIOD, unit=root, today=TODAY, by=editor)
    brief = papers.create(period=PERIOD, unit=root, kind="brief", today=TODAY, by=editor)
    assert brief.title == "云川区总工会2021年上半年工作情况（简要）"
    quarter = papers.create(period=Period.parse("2021Q1"), unit=town, kind="quarter", today=TODAY, by=editor)
    assert (quarter.title, quarter.period) == ("青石镇总工会2021年一季度工作小结", "2021Q1")
    assert any("在档困难职工{{hardship.total}}" in one.text for one in quarter.sections.all())
    year = papers.create(period=Period.parse("2021"), unit=root, kind="year", today=TODAY, by=editor)
    assert year.title == "云川区总工会2021年工作总结"
    topic = papers.create(period=Period.parse("2021"), unit=root, kind="mutual_aid", today=TODAY, by=editor)
    assert topic.title == "云川区总工会2021年职工医疗互助工作情况"
    with pytest.raises(ValidationError, match="“季度小结”用于季度，请另选报告期。"):
        papers.create(period=PERIOD, unit=root, kind="quarter", today=TODAY, by=editor)
    with pytest.raises(ValidationError, match="已经起草"):
        papers.create(period=PERIOD, unit=root, kind="brief", today=TODAY, by=editor)
    with pytest.raises(templates.UnknownTemplate):
        papers.create(period=PERIOD, unit=root, kind="own_9", today=TODAY, by=editor)
    assert Paper.objects.count() == 5


def test_the_newest_text_is_in_force_until_it_is_taken_out(district, root, editor, case):
    text = "名称：半年工作总结\n标题：{单位}小结\n困难职工{{hardship.total}}。\n"
    templates.save(district=district, key="half_year", text=text, base=0, by=editor)
    made = papers.create(period=PERIOD, unit=root, today=TODAY, by=editor)
    assert (made.title, made.sections.get().text) == ("云川区总工会小结", "困难职工{{hardship.total}}。")
    with pytest.raises(ValidationError, match="别人刚保存了"):
        templates.save(district=district, key="half_year", text=text + "工会。\n", base=0, by=editor)
    with pytest.raises(ValidationError, match="没有变化"):
        templates.save(district=district, key="half_year", text=text, base=1, by=editor)
    templates.restore(district=district, key="half_year", by=editor)
    assert templates.one(district, "half_year").state == "系统自带"
    assert [(one.revision, bool(one.text)) for one in templates.history(district, "half_year")] == [
        (2, False),
        (1, True),
    ]
    assert made.sections.get().text == "困难职工{{hardship.total}}。"


def test_a_sentence_whose_indicator_is_gone_is_left_out(district, root, case):
    made = drafting.draft_of(
        template.parse(HEAD + "困难职工{{hardship.total}}。\n共{{own.99}}。\n"),
        PERIOD,
        district=district,
        unit=root,
        today=TODAY,
    )
    assert made.sections[0].text == "困难职工{{hardship.total}}。"
    assert [(one.labels, one.line) for one in made.left_out] == [(("需要修订的句子",), "共{{own.99}}。")]


def test_pages_of_templates(client_of, editor, officer, leader, town_clerk, root, case):
    for user in (officer, leader, town_clerk):
        assert client_of(user).get("/papers/templates/").status_code == 403
    client = client_of(editor)
    assert client.get("/papers/templates/").text.count("系统自带") == len(template.SHIPPED)
    assert client.get("/papers/templates/nothing/").status_code == 404
    address = "/papers/templates/brief/"
    page = client.get(address)
    assert "名称：简要版" in page.text
    sent = {"base": "0", "period": "2021H1", "unit": str(root.public_id)}

    wrong = "名称：简要版\n困难职工{{hardship.totl}}，不能丢的话。\n"
    answer = client.post(address, {**sent, "text": wrong, "do": "save"})
    assert answer.status_code == 400
    assert "第2行第5列：没有名为“hardship.totl”的指标" in answer.text
    assert "不能丢的话" in answer.text and "有1处写错了，没有保存" in answer.text
    assert TemplateRevision.objects.count() == 0

    right = "名称：简要版\n标题：{单位}速览\n困难职工{{hardship.total}}。\n招聘会{{employment.fairs}}。\n"
    answer = client.post(address, {**sent, "text": right, "do": "preview"})
    assert answer.status_code == 200 and TemplateRevision.objects.count() == 0
    assert "云川区总工会速览" in answer.text and "1名</a>" in answer.text and "导语：招聘会" in answer.text

    assert client.post(address, {**sent, "text": right, "do": "save"}).status_code == 302
    assert AuditEvent.objects.filter(register="paper_template", action="change").count() == 1
    listed = client.get("/papers/templates/").text
    assert "已修改" in listed and "周文" in listed
    answer = client.post(address, {**sent, "text": right + "我的一句话。\n", "do": "save"})
    assert answer.status_code == 400
    assert "<del>我的一句话。</del>" in answer.text and 'name="base" value="1"' in answer.text
    history = client.get(address + "history/").text
    assert "<ins>困难职工{{hardship.total}}。</ins>" in history
    assert client.post(address + "restore/").status_code == 302
    assert "已修改" not in client.get("/papers/templates/").text
    assert "恢复系统自带" in client.get(address + "history/").text


def test_a_template_of_ones_own(client_of, editor, root, case):
    client = client_of(editor)
    assert client.post("/papers/templates/new/", {"copy_of": "brief", "name": "简要版"}).status_code == 302
    assert TemplateRevision.objects.count() == 0
    answer = client.post("/papers/templates/new/", {"copy_of": "brief", "name": "帮扶专报"})
    assert answer["Location"] == "/papers/templates/own_1/"
    row = TemplateRevision.objects.get()
    assert (row.key, row.name, template.parse(row.text).name) == ("own_1", "帮扶专报", "帮扶专报")
    assert "帮扶专报（半年、全年）" in client.get("/papers/").text
    sent = {"kind": "own_1", "period": "2021H1", "unit": str(root.public_id)}
    assert client.post("/papers/new/", sent).status_code == 302
    assert Paper.objects.get().kind == "own_1"
    client.post("/papers/templates/own_1/restore/")
    assert "帮扶专报（半年、全年）" not in client.get("/papers/").text
    assert "帮扶专报" in client.get("/papers/").text, "the paper still says of which kind it is"
    assert client.post("/papers/new/", {**sent, "period": "2020H1"}).status_code == 302
    assert Paper.objects.count() == 1
    again = {"base": "2", "text": row.text, "do": "save", "period": "2021H1", "unit": str(root.public_id)}
    assert client.post("/papers/templates/own_1/", again).status_code == 302
    assert "帮扶专报（半年、全年）" in client.get("/papers/").text


def test_what_was_left_out_is_taken_in_when_its_figures_are_there(client_of, editor, root, union, case):
    made = papers.create(period=PERIOD, unit=root, kind="mutual_aid", today=TODAY, by=editor)
    client = client_of(editor)
    page = client.get(f"/papers/{made.public_id}/")
    assert "未写入的句子" in page.text and "/figures/mutual.insured/?period=2021H1" in page.text
    holder, position, one = next(
        (section, place, one)
        for section in made.sections.all()
        for place, one in enumerate(section.left_out)
        if "mutual.insured" in one["keys"] and one["place"] == "参保情况"
    )
    address = f"/papers/{made.public_id}/{holder.public_id}/take-in/"
    sent = {"position": position, "line": one["line"]}
    refused = client.post(address, sent, follow=True)
    assert "还没有数据：" in refused.text and "请先在登记簿中录入" in refused.text
    FACTORIES[MutualAidEnrolment](organization=union)
    assert "已写入这个句子" in client.post(address, sent, follow=True).text
    section = made.sections.get(heading="参保情况")
    assert section.text.startswith(
        "截至2021年上半年末，本年度共有{{mutual.units|数}}家单位、{{mutual.insured}}参加医疗互助"
    )
    assert section.origins[section.text] == one["line"]
    holder.refresh_from_db()
    assert one["line"] not in [left["line"] for left in holder.left_out]
    assert "已经写入或移除" in client.post(address, sent, follow=True).text
    positions = [one.position for one in made.sections.order_by("position")]
    assert len(positions) == len(set(positions))


def test_a_sentence_is_put_behind_the_one_before_it(editor, root, union, case, district):
    from reports.services import left_out

    text = HEAD + "= 帮扶。\n困难职工{{hardship.total}}。\n参保{{mutual.insured}}。\n其中区级{{hardship.district}}。\n"
    templates.save(district=district, key="brief", text=text, base=0, by=editor)
    made = papers.create(period=PERIOD, unit=root, kind="brief", today=TODAY, by=editor)
    section = made.sections.get()
    assert section.text == "= 帮扶。\n困难职工{{hardship.total}}。其中区级{{hardship.district}}。"
    FACTORIES[MutualAidEnrolment](organization=union)
    left_out.take_in(section=section, position=0, line="参保{{mutual.insured}}。", today=TODAY, by=editor)
    section.refresh_from_db()
    assert (
        section.text == "= 帮扶。\n困难职工{{hardship.total}}。参保{{mutual.insured}}。其中区级{{hardship.district}}。"
    )
    assert (section.left_out, section.revision) == ([], 2)


def test_a_paper_tells_from_which_line_its_sentences_came(client_of, editor, root, case):
    made = papers.create(period=PERIOD, unit=root, kind="brief", today=TODAY, by=editor)
    section = next(one for one in made.sections.all() if "{{hardship.total}}" in one.text)
    papers.save_text(section=section, heading="维权服务", text=section.text + "另有一句。", base=1, by=editor)
    page = client_of(editor).get(f"/papers/{made.public_id}/?sources").text
    number = (
        template.shipped("brief")
        .splitlines()
        .index("在档困难职工{{hardship.total}}[；帮扶职工{{aid.people}}][，帮扶金额{{aid.money}}]。")
    )
    assert f"第 {number + 1} 行" in page and "在档困难职工1名。" in page
    assert page.count("手工编写或改写") == 1
    assert "句子的来源" not in client_of(editor).get(f"/papers/{made.public_id}/").text.replace("查看句子的来源", "")
