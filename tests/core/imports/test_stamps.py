"""A form that was downloaded here says for whom, for what and for when it was made, before its rows are read."""

import io
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from openpyxl.packaging.custom import StringProperty

from tests.core.imports.test_judging import DUAN
from tests.core.imports.test_pages import upload
from union_site.core.models import ImportBatch
from union_site.core.periods import Period
from union_site.core.registry import registers
from union_site.core.spreadsheets import importing
from union_site.core.spreadsheets.child_stamp import stamp_of
from union_site.core.spreadsheets.importing import FileRefused
from union_site.core.spreadsheets.reader import read_workbook
from union_site.core.spreadsheets.stamps import PROPERTY, Stamp

VALUES = dict(zip(("姓名*", "身份证号码*", "手机号码", "所属工会*", "入会日期*"), DUAN[:5], strict=True))


def filled(client, values=VALUES, register="member", **query):
    """The form of a register with one row filled in, saved again as a spreadsheet program does."""
    content = client.get(registers[register].url("template"), query).content
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    for cell in sheet[3]:
        if cell.value in values:
            sheet.cell(4, cell.column, values[cell.value])
    return saved(book)


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def restamped(content, stamp):
    book = load_workbook(io.BytesIO(content))
    del book.custom_doc_props[PROPERTY]
    book.custom_doc_props.append(StringProperty(name=PROPERTY, value=str(stamp)))
    return saved(book)


def test_a_form_of_ones_own_is_read_without_a_word(client_of, clerk, union):
    client = client_of(clerk)

    upload(client, (filled(client), "会员.xlsx"))

    batch = ImportBatch.objects.get()
    assert (batch.state, batch.resource, batch.new) == ("preview", "member", 1)
    assert (batch.notices, batch.message, batch.unknown_headings) == ([], "", [])


def test_the_register_of_the_stamp_is_said_before_the_rows_are_read(client_of, clerk, union):
    client = client_of(clerk)

    response = upload(client, (filled(client), "会员.xlsx"), register="employer")

    assert "这张表是“会员名册”，不是“用人单位”。" in response.content.decode()
    assert ImportBatch.objects.get().mapping == {}


def test_a_form_of_another_unit_is_refused_without_naming_it(client_of, clerk, stranger, union, other_union):
    theirs = filled(client_of(stranger))

    response = upload(client_of(clerk), (theirs, "会员.xlsx"))

    text = response.content.decode()
    assert "这份表格是其他单位下载的模板，不是本单位的。" in text
    assert other_union.name not in text
    assert ImportBatch.objects.get().state == "refused"


def test_a_form_that_a_superior_union_handed_down_is_taken(client_of, clerk, town_clerk, union):
    upload(client_of(clerk), (filled(client_of(town_clerk)), "会员.xlsx"))

    assert (ImportBatch.objects.get().state, ImportBatch.objects.get().new) == ("preview", 1)


def test_another_unit_than_the_chosen_one_is_said(client_of, org_officer, town, other_town, union):
    client = client_of(org_officer)
    client.post(reverse("core:switch-unit"), {"unit": str(town.public_id)})
    form = filled(client)
    client.post(reverse("core:switch-unit"), {"unit": str(other_town.public_id)})

    text = upload(client, (form, "会员.xlsx")).content.decode()

    assert "这份表格是“青石镇总工会”的模板，而您现在选择的单位是“白鹭街道总工会”，请核对是否选错了文件。" in text
    assert ImportBatch.objects.get().state == "preview"


def test_a_form_of_another_period_is_taken_with_a_notice(client_of, clerk, union):
    client, current = client_of(clerk), Period.half_of(timezone.localdate())

    text = upload(client, (filled(client, period="2021H1"), "会员.xlsx")).content.decode()

    assert f"这份表格是2021年上半年的模板，现在是{current}，请核对是否用了以前的模板。" in text
    assert ImportBatch.objects.get().new == 1
    upload(client, (filled(client, period=str(current.year)), "全年.xlsx"))
    assert ImportBatch.objects.first().notices == []


def test_the_notice_of_the_period_stays_when_columns_are_asked(client_of, clerk, union):
    client = client_of(clerk)
    book = load_workbook(io.BytesIO(filled(client, period="2021H1")))
    book.worksheets[0]["B3"] = "经办"
    text = upload(client, (saved(book), "会员.xlsx")).content.decode()
    batch = ImportBatch.objects.get()
    assert (batch.state, "2021年上半年的模板" in text) == ("mapping", True)

    client.post(reverse("core:import-mapping", args=[batch.public_id]), {"column-1": "name"})

    batch.refresh_from_db()
    assert (batch.state, [code for code, _ in batch.notices]) == ("preview", ["stamp_period"])


def test_no_other_period_than_there_is(client_of, clerk):
    assert client_of(clerk).get(registers["member"].url("template"), {"period": "昨天"}).status_code == 404


def test_a_stamp_that_was_written_by_hand_does_not_count(client_of, clerk, union, other_union):
    client, form = client_of(clerk), filled(client_of(clerk))
    genuine = str(Stamp("member", union.public_id, "2021H1"))
    forged = genuine.replace(union.public_id.hex, other_union.public_id.hex)
    assert Stamp.read(genuine) == Stamp("member", union.public_id, "2021H1")
    assert Stamp.read(forged) is None
    assert Stamp.read("") is None

    upload(client, (restamped(form, forged), "会员.xlsx"))

    assert ImportBatch.objects.get().state == "preview"


def test_the_form_of_the_whole_district_is_of_no_unit(client_of, org_officer, clerk, union):
    content = client_of(org_officer).get(registers["member"].url("template"), {"period": "2021"}).content
    book = load_workbook(io.BytesIO(content))
    assert book.worksheets[0]["A2"].value == "报告期：2021年        填报单位：        填报日期："
    assert Stamp.read(book.custom_doc_props[PROPERTY].value) == Stamp("member", None, "2021")


def test_a_stamp_settles_what_the_headings_leave_open(client_of, clerk, union):
    """Half of the headings, none of which tells registers apart."""
    client = client_of(clerk)
    book = load_workbook(io.BytesIO(filled(client)))
    sheet = book.worksheets[0]
    for column in range(sheet.max_column, 1, -1):
        if sheet.cell(3, column).value not in ("姓名*", "身份证号码*", "所属工会*", "入会日期*"):
            sheet.delete_cols(column)
    upload(client, (saved(book), "会员.xlsx"))
    assert (ImportBatch.objects.get().resource, ImportBatch.objects.get().new) == ("member", 1)


def test_a_stamp_is_told_before_the_rows_and_may_end_the_reading(client_of, clerk):
    content, order = filled(client_of(clerk)), []

    def refuse(text):
        order.append(text)
        raise FileRefused("stamp", "不读了。")

    with pytest.raises(FileRefused):
        importing.read(content, "x.xlsx", stamp=refuse)
    assert [Stamp.read(text).resource for text in order] == ["member"]
    assert read_workbook(content)[0].rows[2][1] == "姓名*"


STAMP = "form1.member.0123456789abcdef0123456789abcdef.2021H1.0123456789abcdef0123"


def package(name, content):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("kind", "source", "found"),
    [
        ("xlsx", package("docProps/custom.xml", f"<vt:lpwstr>{STAMP}</vt:lpwstr>"), STAMP),
        ("xlsx", package("docProps/Custom.xml", f"<vt:lpwstr>{STAMP}</vt:lpwstr>"), STAMP),
        ("ods", package("meta.xml", f"<meta:user-defined>{STAMP}</meta:user-defined>"), STAMP),
        ("xlsx", package("xl/workbook.xml", STAMP), ""),
        ("xlsx", package("docProps/custom.xml", " " * 70_000 + STAMP), ""),
        ("xlsx", b"PK\x03\x04", ""),
        ("xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ""),
        ("csv", STAMP.encode(), ""),
    ],
)
def test_where_a_stamp_is_looked_for(kind, source, found):
    assert stamp_of(source, kind) == found
