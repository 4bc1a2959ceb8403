"""A sheet in which something is uncertain is asked about, once; what was answered is followed, remembered, changed."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import Workbook

from members.models import Member
from tests.core.imports.test_judging import CHENG, DUAN, MEMBER
from tests.core.imports.test_pages import upload
from tests.sheets import workbook
from union_site.core.models import AuditEvent, Grant, ImportBatch, SheetLayout
from union_site.core.spreadsheets.loading import load
from welfare.models import FamilyMember, HardshipCase

STRANGE = ("经办", *MEMBER[1:])  # the first column is the name, which nobody can know


@pytest.fixture
def desk(client_of, org_officer):
    return client_of(org_officer)


def strange(*rows, headings=STRANGE):
    return workbook(headings, *rows, sheet="会员名册")


def page(client, name, batch, *more, **query):
    return client.get(reverse(f"core:{name}", args=[batch.public_id, *more]), query)


def answer(client, batch, **columns):
    """Post choices by letter: answer(desk, batch, B="name")."""
    data = {f"column-{ord(letter) - 65}": name for letter, name in columns.items()}
    return client.post(reverse("core:import-mapping", args=[batch.public_id]), data, follow=True)


def reasons():
    return list(AuditEvent.objects.filter(action="import").order_by("pk").values_list("reason", flat=True))


def test_an_uncertain_heading_is_asked_and_the_answer_leads_to_the_preview(desk, union):
    response = upload(desk, (strange(DUAN, CHENG), "会员.xlsx"))

    batch = ImportBatch.objects.get()
    assert (batch.state, batch.resource, batch.staged_rows.count()) == ("mapping", "member", 0)
    text = response.content.decode()
    assert response.redirect_chain[-1][0] == reverse("core:import-mapping", args=[batch.public_id])
    assert "对应列：会员名册" in text
    assert "下面 1 列的表头拿不准" in text
    assert '<label for="column-1">经办</label>' in text
    assert "段浩浩、程帆帆" in text
    assert '<option value="">请选择</option>' in text
    assert '<option value="name">姓名（必填）</option>' in text
    assert "其余 6 列已经对应好" in text
    assert '<option value="identity" selected>身份证号码（必填）</option>' in text
    assert "33************309X" in text
    assert "33990119880717309X" not in text
    assert "19700063575" not in text
    assert "33990119880717309X" not in str(batch.mapping)

    after = answer(desk, batch, B="name").content.decode()

    batch.refresh_from_db()
    assert (batch.state, batch.new, batch.rejected) == ("preview", 2, 0)
    assert "段浩浩" in after
    assert '<span class="wizard-word">对应列</span>' in after
    assert reasons() == ["上传", "对应列"]
    desk.post(reverse("core:import-confirm", args=[batch.public_id]))
    assert sorted(Member.objects.values_list("name", flat=True)) == ["段浩浩", "程帆帆"]


def test_a_sheet_half_of_which_is_strange_is_asked_about_and_not_refused(desk, union):
    headings = (*STRANGE, "备用电话", "配偶证件")
    upload(desk, (strange((*DUAN, "13812341234", "339901199308242892"), headings=headings), "会员.xlsx"))

    batch = ImportBatch.objects.get()
    assert (batch.state, batch.resource) == ("mapping", "member")
    text = page(desk, "import-mapping", batch).content.decode()
    assert "A列（无表头）" not in text
    assert "339901199308242892" not in text
    answer(desk, batch, B="name", I="-", J="-")
    batch.refresh_from_db()
    assert (batch.state, batch.new, batch.unknown_headings) == ("preview", 1, ["备用电话", "配偶证件"])


def test_what_was_answered_is_not_asked_again_and_can_be_changed_and_forgotten(desk, union):
    upload(desk, (strange(DUAN), "一月.xlsx"))
    answer(desk, ImportBatch.objects.get(), B="name")

    text = upload(desk, (strange(CHENG), "二月.xlsx")).content.decode()

    batch = ImportBatch.objects.first()
    assert (batch.state, batch.new) == ("preview", 1)
    assert "已按上次的对应读取" in text
    address = reverse("core:import-mapping", args=[batch.public_id])
    assert f'<a href="{address}">修改列对应</a>' in text
    text = desk.get(address).content.decode()
    assert "起记住了这种表头的对应（孙伟）" in text
    desk.post(address, {"forget": "1"})
    assert not SheetLayout.objects.exists()
    assert reasons()[-1] == "忘记列对应"
    assert "忘记上次的对应" not in desk.get(address).content.decode()

    upload(desk, (strange(DUAN), "三月.xlsx"))
    assert ImportBatch.objects.first().state == "mapping"


def test_the_memory_is_the_senders_unions_alone(desk, client_of, clerk, make_user, union, root):
    upload(desk, (strange(DUAN), "区.xlsx"))
    answer(desk, ImportBatch.objects.get(), B="name")
    assert SheetLayout.objects.get().organization == root

    own = client_of(clerk)
    upload(own, (strange(DUAN), "工会.xlsx"))
    batch = ImportBatch.objects.first()
    assert batch.state == "mapping"
    answer(own, batch, B="name")
    assert SheetLayout.objects.get(organization=union).answers["经办"] == "name"
    colleague = client_of(make_user("colleague", "钱进", "grassroots_clerk", union))
    upload(colleague, (strange(CHENG), "同事.xlsx"))
    assert ImportBatch.objects.first().state == "preview"


def test_a_memory_that_no_longer_fits_is_ignored(desk, union):
    upload(desk, (strange(DUAN), "一月.xlsx"))
    answer(desk, ImportBatch.objects.get(), B="name")
    layout = SheetLayout.objects.get()

    SheetLayout.objects.update(answers={**layout.answers, "经办": "gone"})
    upload(desk, (strange(DUAN), "列没有了.xlsx"))
    assert ImportBatch.objects.first().state == "mapping"
    SheetLayout.objects.update(answers=layout.answers, resource="gone")
    upload(desk, (strange(DUAN), "表式没有了.xlsx"))
    assert ImportBatch.objects.first().state == "mapping"


def test_a_sure_column_can_be_changed_from_the_preview(desk, union):
    headings = (*MEMBER, "备用电话")
    upload(desk, (strange((*DUAN, "13812341234"), headings=headings), "会员.xlsx"))
    batch = ImportBatch.objects.get()
    assert batch.state == "preview"
    address = reverse("core:import-mapping", args=[batch.public_id])
    preview = page(desk, "import-preview", batch).content.decode()
    assert f'<a class="btn" href="{address}">修改列对应</a>' in preview
    assert '<span class="wizard-word">对应列</span>' not in preview
    assert "各列的对应，如有不对可以改" in desk.get(address).content.decode()

    answer(desk, batch, D="-", I="phone")

    batch.refresh_from_db()
    assert (batch.state, batch.new, batch.unknown_headings) == ("preview", 1, ["手机号码"])
    desk.post(reverse("core:import-confirm", args=[batch.public_id]))
    assert Member.objects.get().phone == "13812341234"


REFUSED = {
    "nothing chosen": ({"B": ""}, "请选择“经办”是什么内容，或选“不导入这一列”。"),
    "column twice": ({"B": "name", "C": "name"}, "“姓名”同时选给了B列“经办”和C列“身份证号码”，请只留一个。"),
    "unknown column": ({"B": "salary"}, "“会员名册”没有所选的项目，请重新选择。"),
    "unknown heading": ({"B": "name", "Z": "phone"}, "表中没有所选的列，请刷新页面后重新选择。"),
    "required column left out": ({"B": "-"}, "还缺少必填的列：姓名。"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_answer_that_cannot_be_followed_says_why(desk, union, case):
    columns, words = REFUSED[case]
    upload(desk, (strange(DUAN), "会员.xlsx"))
    batch = ImportBatch.objects.get()

    response = answer(desk, batch, **columns)

    assert response.status_code == 400
    assert words in response.content.decode()
    batch.refresh_from_db()
    assert batch.state == "mapping"
    assert reasons() == ["上传", "对应列未成功"]
    assert not SheetLayout.objects.exists()


def test_a_right_that_was_lost_is_said(desk, org_officer, union, departments):
    upload(desk, (strange(DUAN), "会员.xlsx"))
    batch = ImportBatch.objects.get()
    Grant.objects.filter(user=org_officer).update(department=departments["权益保障部"])

    response = answer(desk, batch, B="name")

    assert "您已没有导入“会员名册”的权限，请联系管理员。" in response.content.decode()
    batch.refresh_from_db()
    assert batch.state == "mapping"


def test_a_sheet_of_somebody_else_does_not_exist(desk, client_of, clerk, union):
    upload(desk, (strange(DUAN), "会员.xlsx"))
    batch = ImportBatch.objects.get()
    other = client_of(clerk)

    for name, more in (("import-mapping", ()), ("import-register", (0,))):
        assert page(other, name, batch, *more).status_code == 404
        assert other.post(reverse(f"core:{name}", args=[batch.public_id, *more]), {}).status_code == 404
    assert page(desk, "import-register", batch, 7).status_code == 404


def test_a_sheet_that_is_written_cannot_be_mapped_any_more(desk, union):
    upload(desk, (strange(DUAN, headings=MEMBER), "会员.xlsx"))
    batch = ImportBatch.objects.get()
    desk.post(reverse("core:import-confirm", args=[batch.public_id]))

    response = answer(desk, batch, B="-")

    assert "这张表正在处理或已经导入，现在不能改它的对应。" in response.content.decode()
    batch.refresh_from_db()
    assert batch.state == "done"


def two_sheets(*second):
    book = Workbook()
    book.active.title = "会员名册"
    for row in (list(MEMBER), list(DUAN)):
        book.active.append(row)
    other = book.create_sheet("另一张")
    for row in second:
        other.append(list(row))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def test_sheets_without_questions_go_on_alone(desk, union):
    upload(desk, (two_sheets(STRANGE, CHENG), "会员.xlsx"))
    first, second = ImportBatch.objects.order_by("pk")
    assert (first.state, second.state) == ("preview", "mapping")
    text = page(desk, "import-preview", first).content.decode()
    assert "还有工作表要对应列：" in text

    response = desk.post(reverse("core:import-confirm", args=[first.public_id]), follow=True)

    assert "工作表“另一张”还没有对应列，这次没有导入；对应之后可以另行确认导入。" in response.content.decode()
    assert Member.objects.get().name == "段浩浩"
    answer(desk, second, B="-", A="name")
    second.refresh_from_db()
    assert (second.state, second.new) == ("mapping", 0)
    answer(desk, second, A="name")
    desk.post(reverse("core:import-confirm", args=[second.public_id]))
    assert Member.objects.count() == 2


def test_a_sheet_can_be_skipped(desk, union):
    upload(desk, (two_sheets(STRANGE, CHENG), "会员.xlsx"))
    first, second = ImportBatch.objects.order_by("pk")

    response = desk.post(reverse("core:import-mapping", args=[second.public_id]), {"skip": "1"}, follow=True)

    assert response.redirect_chain[-1][0] == reverse("core:import-preview", args=[first.public_id])
    assert "已跳过工作表“另一张”，它不会导入。" in response.content.decode()
    second.refresh_from_db()
    assert second.state == "abandoned"
    assert reasons()[-1] == "跳过工作表"


CARS = (("车主", "证件", "加入", "单位"), ("段浩浩", "33990119880717309X", "2021-06-30", "云川兴榆商贸有限公司工会"))


def test_a_sheet_of_no_register_is_given_one_by_hand(desk, union):
    text = upload(desk, (two_sheets(*CARS), "会员.xlsx")).content.decode()
    first = ImportBatch.objects.get()
    address = reverse("core:import-register", args=[first.public_id, 1])
    assert "不属于系统中的任何登记簿" in text
    assert f'<a class="btn" href="{address}">为“另一张”指定登记簿</a>' in text
    assert '<input type="radio" name="resource" value="member"' in desk.get(address).content.decode()
    assert "请选择这张表属于哪个登记簿。" in desk.post(address).content.decode()

    response = desk.post(address, {"resource": "member"}, follow=True)

    second = ImportBatch.objects.first()
    assert (second.state, second.resource, second.sheet_name) == ("mapping", "member", "另一张")
    assert "对应列：会员名册" in response.content.decode()
    answer(desk, second, A="name", B="identity", C="joined_on", D="organization")
    second.refresh_from_db()
    assert (second.state, second.rows, first.pk == second.pk) == ("preview", 1, False)
    desk.post(address, {"resource": "member"})
    assert ImportBatch.objects.count() == 2


def test_a_refused_file_is_given_a_register_by_hand(desk, officer, union):
    response = upload(desk, (workbook(*CARS, sheet="表"), "车.xlsx"))
    batch = ImportBatch.objects.get()
    assert (batch.state, "没有导入。" in response.content.decode()) == ("refused", True)
    address = reverse("core:import-register", args=[batch.public_id, 0])
    assert address in response.content.decode()

    denied = desk.post(address, {"resource": "hardship"})
    assert (denied.status_code, "您已没有导入“困难职工档案”的权限" in denied.content.decode()) == (400, True)
    desk.post(address, {"resource": "member"})
    batch.refresh_from_db()
    assert (batch.state, batch.message) == ("mapping", "")
    answer(desk, batch, B="name", C="identity", D="joined_on", E="organization")
    batch.refresh_from_db()
    assert (batch.state, batch.rows) == ("preview", 1)
    upload(desk, (workbook(*CARS, sheet="表"), "又一辆.xlsx"))
    assert ImportBatch.objects.first().state == "preview"


def test_a_sheet_that_later_ones_build_on_is_answered_last(client_of, officer, union):
    book = Workbook()
    cases = book.active
    cases.title = "档案"
    cases.append(["档案编号", "经办", "身份证号", "所属工会", "建档级别", "建档日期"])
    cases.append(["KN1", "段浩浩", "33990119880717309X", union.name, "区级", "2021-01-05"])
    family = book.create_sheet("家庭成员")
    family.append(["档案编号", "困难职工姓名", "成员姓名", "与职工关系", "身份证号", "健康状况"])
    family.append(["KN1", "段浩浩", "段小宝", "子女", "", "健康"])
    file = BytesIO()
    book.save(file)
    client = client_of(officer)
    upload(client, (file.getvalue(), "困难职工.xlsx"))
    first, second = ImportBatch.objects.order_by("pk")
    assert (first.state, second.state, second.rejected) == ("mapping", "preview", 1)

    answer(client, first, B="name")

    second.refresh_from_db()
    assert (second.state, second.new, second.rejected) == ("preview", 1, 0)
    client.post(reverse("core:import-confirm", args=[second.public_id]))
    assert (HardshipCase.objects.get().name, FamilyMember.objects.get().name) == ("段浩浩", "段小宝")


def test_answers_serve_where_nobody_can_be_asked(desk, org_officer, district, union, tmp_path):
    path = tmp_path / "会员.xlsx"
    path.write_bytes(strange(DUAN))
    (refused,) = load([path], district=district, user=org_officer, dry_run=True)
    assert (refused.status, "缺少必填的列：姓名" in refused.reason) == ("refused", True)
    upload(desk, (strange(CHENG), "会员.xlsx"))
    answer(desk, ImportBatch.objects.get(), B="name")

    (report,) = load([path], district=district, user=org_officer)

    assert (report.status, report.counts["new"]) == ("ok", 1)
    assert [notice.code for notice in report.notices] == ["layout_remembered"]
    (system,) = load([path], district=district, user=None, dry_run=True)
    assert system.status == "refused"


def test_two_headings_of_one_name_are_told_apart(desk, union):
    headings = ("经办", "身份证号码", "经办", *MEMBER[2:])
    upload(desk, (strange((DUAN[0], DUAN[1], "李经办", *DUAN[2:]), headings=headings), "会员.xlsx"))
    batch = ImportBatch.objects.get()
    assert '<label for="column-3">经办（第2个）</label>' in page(desk, "import-mapping", batch).content.decode()

    answer(desk, batch, B="-", D="name")
    desk.post(reverse("core:import-confirm", args=[batch.public_id]))

    assert Member.objects.get().name == "李经办"
