"""Pictures among the attachments: shown small, by kind, and only to those who may see the record."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from activities.models import HazardReport
from tests.factories import make
from union_site.core.models import Attachment
from union_site.core.registry import registers

BROKEN = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
VIEWSET = registers["hazard_report"]


def picture(width=1200, height=900, form="JPEG") -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height), "red").save(file, form)
    return file.getvalue()


@pytest.fixture
def hazard(union):
    return make(HazardReport, union)


def attach(client, record, name, data, **said):
    client.post(VIEWSET.url("attach", record), {"file": SimpleUploadedFile(name, data), **said})
    return Attachment.objects.order_by("-id").first()


def small(client, record, attachment):
    return client.get(VIEWSET.url("attachment-thumbnail", record, attachment_id=attachment.public_id))


def test_pictures_stand_before_and_after(hazard, clerk, client_of):
    client = client_of(clerk)
    after = attach(client, hazard, "整改后.png", picture(form="PNG"), kind="after", note="已更换")
    before = attach(client, hazard, "整改前.jpg", picture(), kind="before")
    attach(client, hazard, "通知.pdf", b"%PDF-1.4", kind="before")
    strange = attach(client, hazard, "其他.jpg", picture(), kind="没有这一类")

    answer = client.get(VIEWSET.url("detail", hazard))

    assert answer.context["galleries"] == [("整改前", [before]), ("整改后", [after]), ("其他图片", [strange])]
    assert strange.kind == ""
    page = answer.content.decode()
    assert f"{before.public_id}/thumbnail/" in page and "style=" not in page
    for words in ("整改前", "整改后", "其他"):
        assert f">{words}</option>" in page


def test_a_thumbnail_is_small_and_private(hazard, clerk, client_of):
    client = client_of(clerk)
    answer = small(client, hazard, attach(client, hazard, "照片.jpg", picture()))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["X-Content-Type-Options"] == "nosniff" and "no-store" in answer["Cache-Control"]
    assert Image.open(BytesIO(answer.content)).size == (320, 240)


def test_what_is_no_readable_picture_has_none(hazard, clerk, client_of):
    client = client_of(clerk)
    for name, data in (("文件.pdf", b"%PDF-1.4"), ("坏的.png", BROKEN), ("太大.png", picture(10000, 6001, "PNG"))):
        assert small(client, hazard, attach(client, hazard, name, data)).status_code == 404, name


def test_only_for_those_who_may_see_the_record(hazard, clerk, stranger, officer, leader, client_of):
    found = attach(client_of(clerk), hazard, "照片.jpg", picture(40, 30))
    statuses = [small(client_of(user), hazard, found).status_code for user in (stranger, officer, leader)]
    assert statuses == [404, 403, 200]
    client_of(clerk).post(VIEWSET.url("attachment-void", hazard, attachment_id=found.public_id), {"reason": "传错"})
    assert small(client_of(clerk), hazard, found).status_code == 404


def test_registers_without_kinds_do_not_ask(union, clerk, client_of):
    viewset = registers["safety_cup"]
    page = client_of(clerk).get(viewset.url("detail", make(viewset.model, union))).content.decode()
    assert "attachment-kind" not in page and "上传附件" in page
