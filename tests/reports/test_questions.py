"""Questions and conditions that cannot be asked, each with its message."""

import pytest

from reports.services.questions import QuestionError
from tests.reports.asking import question


@pytest.mark.parametrize(
    ("said", "name", "message"),
    [
        ({"source": "no_such"}, "source", "没有这本登记簿，请重新选择。"),
        ({"measure": "average"}, "measure", "请选择统计方式。"),
        ({"measure": "sum"}, "measure", "请选择要合计的字段。"),
        ({"measure": "sum", "field": "identity_index"}, "measure", "请选择要合计的字段。"),
        ({"measure": "people", "unit": "人次"}, "unit", "按身份证号码计人的，计量单位是“人”或“名”。"),
        ({"unit": ""}, "unit", "请填写计量单位。"),
        ({"unit": "%"}, "unit", "占比的计量单位是“%”，其他统计方式不能用“%”。"),
        ({"unit": "万元"}, "unit", "“万元”只用于金额的合计。"),
        ({"kind": "claim"}, "kind", "请选择指标类型。"),
        ({"begun": "created_at"}, "begun", "请选择日期字段。"),
        ({"begun": "birth_on"}, "begun", "请选择日期字段。"),
        ({"kind": "stock", "ended": "joined_on"}, "ended", "结束日期不能与开始日期是同一个字段。"),
        ({"kind": "stock", "ended": "voided_at"}, "ended", "请重新选择结束日期字段。"),
        ({"breakdown": "identity"}, "breakdown", "不能按这个字段分组，请重新选择。"),
        ({"measure": "share", "unit": "%"}, "part", "请至少添加一个“其中”条件，说明占比的分子。"),
        ({"conditions": [("education", "is", ("本科",))] * 13}, "conditions", "条件最多 12 个，请删去一些。"),
    ],
)
def test_a_question_that_cannot_be_asked(said, name, message):
    with pytest.raises(QuestionError) as refused:
        question(**said).checked()
    assert refused.value.errors[name] == message


def test_person_times_are_not_persons():
    asked = question("activity", measure="sum", unit="人", begun="started_on", field="participations")
    with pytest.raises(QuestionError, match="“参加人次”是人次，不能以“人”为计量单位。"):
        asked.checked()


def test_a_register_without_identity_numbers_counts_no_people():
    with pytest.raises(QuestionError, match="这本登记簿没有登记身份证号码，不能按人去重"):
        question("activity", measure="people", begun="started_on").checked()


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (("identity", "is", ("339901198707140485",)), "条件中的字段不存在或不能用作条件"),
        (("identity_index", "is", ("x",)), "条件中的字段不存在或不能用作条件"),
        (("phone", "has", ("139",)), "条件中的字段不存在或不能用作条件"),
        (("name", "is", ("张三",)), "条件中的字段不存在或不能用作条件"),
        (("birth_on", "from", ("1980-01-01",)), "条件中的字段不存在或不能用作条件"),
        (("political_status", "is", ("党员",)), "条件中的字段不存在或不能用作条件"),
        (("organization__district__name", "is", ("x",)), "条件中的字段不存在或不能用作条件"),
        (("created_by__password", "has", ("a",)), "条件中的字段不存在或不能用作条件"),
        (("education", "regex", (".*",)), "“学历”不能这样比较"),
        (("education", "from", ("2021-01-01",)), "“学历”不能这样比较"),
        (("education", "is", ("", " ")), "请填写“学历”的值。"),
        (("education", "is", tuple(map(str, range(21)))), "“学历”的值最多 20 个。"),
        (("education", "is", ("长" * 61,)), "“学历”的值最长 60 个字。"),
        (("gender", "is", ("robot",)), "“性别”没有所选的选项"),
        (("joined_on", "from", ("昨天",)), "“入会日期”应填写日期，如 2021-06-30。"),
    ],
)
def test_a_condition_that_cannot_be_asked(condition, message):
    with pytest.raises(QuestionError) as refused:
        question(conditions=[condition]).checked()
    assert refused.value.errors["conditions"].startswith(message)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("许多", "“涉及职工人数”应填写数字。"),
        ("NaN", "“涉及职工人数”的数字超出范围。"),
        ("1e400", "“涉及职工人数”的数字超出范围。"),
        ("99999999999", "“涉及职工人数”的数字超出范围。"),
        ("1.5", "“涉及职工人数”应填写整数。"),
    ],
)
def test_numbers_that_are_none(value, message):
    asked = question("legal_case", unit="起", begun="accepted_on", conditions=[("workers", "ge", (value,))])
    with pytest.raises(QuestionError) as refused:
        asked.checked()
    assert refused.value.errors["conditions"] == message
