"""The checks over the sample district: its own drafts stand, and a summary as an office wrote it is seen through."""

from datetime import date

import pytest

from members.models import Organization
from reports.services import checks, papers
from union_site.core.models import User
from union_site.core.periods import Period

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample")]
TODAY = date(2021, 7, 5)
WRITTEN = (
    "目前我区共有困难职工206名,其中,全国级X名，省级57名。全区百人以上企业全部建立工会。"
    "开展“安康杯”竞赛活动，全区{{ankang.organisations}}企事业单位、职工{{ankang.employees}}参与，参与的企业数、职工数逐年递增。"
    "我区今年{{mutual.insured}}参保，参保金额205.55万元，全面完成市总今年下达的参保任务。"
    "首次举办招聘会{{employment.fairs}}。上报安全隐患{{hazard.reports}}，处理率{{hazard.handled_share}}，全部处理完毕。"
)


def drafted(unit, period):
    return papers.create(period=Period.parse(period), unit=unit, today=TODAY, by=User.objects.get(username="editor"))


@pytest.mark.parametrize("period", ["2021H1", "2020H1"])
def test_a_fresh_draft_has_nothing_to_be_put_right(period):
    paper = drafted(Organization.objects.get(parent=None), period)
    found = checks.run(paper, today=TODAY)
    assert [(one.check.key, one.words) for one in found if one.tone == "bad"] == []
    assert {one.check.key for one in found if one.tone == "wait"} <= {"units", "rules"}


def test_a_towns_draft_as_well():
    paper = drafted(Organization.objects.get(name="青石镇总工会"), "2021H1")
    assert [(one.check.key, one.words) for one in checks.run(paper, today=TODAY) if one.tone == "bad"] == []


def test_a_summary_as_an_office_wrote_it():
    paper = drafted(Organization.objects.get(parent=None), "2021H1")
    first, *others = paper.sections.all()
    for section in others:
        section.delete()
    first.text = WRITTEN
    first.save()
    found = {(one.check.key, one.tone, one.found): one.words for one in checks.run(paper, today=TODAY)}
    assert found["gaps", "bad", "X"] == "“X名，省级”还没有填写。"
    assert found["typed", "wait", "206名"] == "“206名”是手打的，与指标“困难职工”（206名）相符，建议换成标记。"
    assert found["values", "wait", "205.55万元"].startswith("“205.55万元”与指标“医疗互助参保金额”（114.49万元）不符")
    assert found["values", "wait", "57名"].startswith("“57名”与指标“省级困难职工”（63名）不符")
    assert found["claims", "ok", "逐年递增"] == (
        "“逐年递增”属实：安康杯参赛企事业单位各年同期 87、111、130；安康杯参与职工各年同期 5925、7802、9520。"
    )
    assert found["claims", "ok", "全面完成"] == "“全面完成”属实：医疗互助参保任务完成率 102.96%。"
    assert found["claims", "bad", "首次"] == "“首次”不属实：招聘会在2020年已有 4场。"
    assert found["claims", "calm", "全部"] == "“全部”请写明依据，可参考：百人以上企业建会率 100%。"
    assert found["claims", "bad", "全部"].startswith("“全部”不属实：安全隐患处理率 ")
    assert found["marks", "wait", ","] == "半角的“,”改为全角。"
