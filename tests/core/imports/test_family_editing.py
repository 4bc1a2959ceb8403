"""A line below a person is put right in the preview like the person's own row, and judged with it at once."""

import pytest
from django.urls import reverse

from tests.core.imports.shapes import book
from tests.core.imports.test_family_rows import BOTH, DENG, FILE, LI, MEMBER, NONE, TITLE, WANG, YU, family
from tests.core.imports.test_pages import upload
from union_site.core.models import AuditEvent, ImportBatch
from union_site.core.spreadsheets import staging
from union_site.core.spreadsheets.presenting import Presenter
from welfare.models import FamilyMember

NAME, RELATION, NUMBER, HEALTH = 6, 7, 8, 9
GOOD = "339901198812156024"


@pytest.fixture
def desk(client_of, officer, union):
    return client_of(officer)


@pytest.fixture
def sent(desk):
    """sent(rows…) uploads them below title and headings (the first is row 3) and returns the batch."""

    def send(*rows, heads=FILE + MEMBER):
        upload(desk, (book(TITLE, heads, *rows), "档案.xlsx"))
        return ImportBatch.objects.get()

    return send


def address(batch, number, index):
    return reverse("core:import-cell", args=[batch.public_id, number, index])


def verdicts(batch):
    return list(batch.staged_rows.order_by("number").values_list("number", "verdict", "edited"))


def shown(batch):
    return Presenter(batch).rows(list(batch.staged_rows.order_by("number")))


def test_a_wrong_cell_of_a_line_is_put_right_and_the_person_is_taken(desk, sent):
    batch = sent(DENG + WANG, NONE + ["邓小明", "子", "123", "健康", "在校学生"], YU)
    assert verdicts(batch) == [(3, "rejected", False), (5, "new", False)]
    (line,) = shown(batch)[0].lines
    assert line.cells[NUMBER].problem.startswith("身份证号码应为18位")

    answer = desk.post(address(batch, 4, NUMBER), {"text": GOOD}, headers={"HX-Request": "true"})

    assert "第 4 行已改，第 3 行现在是“新增”。" in answer.content.decode()
    assert verdicts(batch) == [(3, "new", True), (5, "new", False)]
    desk.post(reverse("core:import-confirm", args=[batch.public_id]))
    assert family() == BOTH
    assert FamilyMember.objects.get(name="邓小明").identity == GOOD


def test_a_line_of_a_good_person_can_be_made_wrong_and_good_again(desk, sent):
    batch = sent(DENG + WANG, NONE + LI)

    desk.post(address(batch, 4, NUMBER), {"text": "123"})
    assert verdicts(batch) == [(3, "rejected", True)]
    (row,) = shown(batch)
    assert [cell.text for cell in row.lines[0].cells[NAME:]] == ["邓小明", "子", "***", "已填写（隐藏）", "在校学生"]
    payload = staging.decode(batch.staged_rows.get().payload)
    assert payload["b"] == [[4, ["", "", "", "", "", "", "邓小明", "子", "123", "健康", "在校学生"]]]

    desk.post(address(batch, 4, NUMBER), {"text": ""})
    desk.post(address(batch, 4, HEALTH), {"text": "大病"})
    assert verdicts(batch) == [(3, "new", True)]
    desk.post(reverse("core:import-confirm", args=[batch.public_id]))
    assert family() == [BOTH[0], ("KN1", "邓小明", "子", "大病", "在校学生")]


def test_the_persons_own_line_and_the_other_lines_stay_as_they_are(desk, sent):
    batch = sent(DENG + WANG, NONE + LI, NONE + ["邓小红", "女", "", "", ""])

    desk.post(address(batch, 5, NAME), {"text": "邓红"})
    desk.post(address(batch, 5, HEALTH), {"text": "健康"})
    desk.post(reverse("core:import-confirm", args=[batch.public_id]))

    assert family() == [*BOTH, ("KN1", "邓红", "女", "健康", "")]


def test_a_name_that_is_taken_away_is_asked_for_in_the_line(desk, sent):
    batch = sent(DENG + WANG, NONE + LI)

    desk.post(address(batch, 4, NAME), {"text": ""})

    (row,) = shown(batch)
    assert row.verdict == "rejected"
    assert [cell.problem for cell in row.cells if cell.problem] == []
    assert row.lines[0].cells[NAME].problem == "此项必填，请补充。"


def test_a_line_in_the_persons_own_columns(desk, sent):
    batch = sent(
        [*DENG, "本人", "大病"],
        ["", "王芳", "12", "", "", "", "配偶", "残疾"],
        heads=[*FILE, "与户主关系", "健康状况"],
    )
    assert verdicts(batch) == [(3, "rejected", False)]

    desk.post(address(batch, 4, 2), {"text": GOOD})
    desk.post(address(batch, 4, 6), {"text": "妻"})
    assert desk.post(address(batch, 4, 0), {"text": "KN9"}).status_code == 404  # the file's number stands above
    desk.post(reverse("core:import-confirm", args=[batch.public_id]))

    assert family() == [("KN1", "王芳", "妻", "残疾", "")]
    assert FamilyMember.objects.get().identity == GOOD


def test_a_relation_before_the_name_stands_in_a_column_of_its_own(desk, sent):
    batch = sent(DENG, ["", "妻：王芳", "", "", "", ""], heads=FILE)
    (row,) = shown(batch)
    assert Presenter(batch).headings()[-1] == ("", "与职工关系")
    assert (row.cells[-1], row.lines[0].cells[1].text, row.lines[0].cells[-1].text) == (None, "王芳", "妻")

    desk.post(address(batch, 4, row.lines[0].cells[-1].index), {"text": "配偶"})
    desk.post(reverse("core:import-confirm", args=[batch.public_id]))

    assert [entry[:3] for entry in family()] == [("KN1", "王芳", "配偶")]


def test_the_number_of_a_relative_is_masked_until_it_is_asked_for(desk, sent):
    batch = sent(DENG + WANG, NONE + ["邓小明", "子", GOOD, "健康", ""])
    where = address(batch, 4, NUMBER)

    form = desk.get(where, headers={"HX-Request": "true"}).content.decode()
    assert GOOD not in form
    assert 'placeholder="33************6024"' in form
    assert "第 4 行 成员身份证号" in form
    assert f'value="{GOOD}"' in desk.post(where, {"reveal": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert AuditEvent.objects.get(action="reveal").object_label == "Sheet1 I4"


def test_lines_of_others_and_of_nowhere_do_not_exist(desk, sent, client_of, clerk):
    batch = sent(DENG + WANG, NONE + LI, YU)

    assert client_of(clerk).post(address(batch, 4, NAME), {"text": "甲乙"}).status_code == 404
    assert desk.post(address(batch, 6, NAME), {"text": "甲乙"}).status_code == 404
    assert desk.post(address(batch, 4, 1), {"text": "甲乙"}).status_code == 404
    assert verdicts(batch) == [(3, "new", False), (5, "new", False)]
