"""The name of an uploaded file may be somebody's number; it is masked before anything is written down."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.sheets import workbook
from union_site.core.crypto import mask_numbers
from union_site.core.models import AuditEvent, Job, StoredFile

IDENTITY = "339901199308242892"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        (f"{IDENTITY}.xlsx", "33************2892.xlsx"),
        ("段浩33990119880717309X转会.xlsx", "段浩33************309X转会.xlsx"),
        ("339901880717309.pdf", "33*********7309.pdf"),
        ("13812341234 名单.xlsx", "138****1234 名单.xlsx"),
        ("卡号6299990000000012345.xlsx", "卡号***************2345.xlsx"),
        ("2021年上半年会员.xlsx", "2021年上半年会员.xlsx"),
        ("20210630123456.xlsx", "20210630123456.xlsx"),
    ],
)
def test_numbers_of_people_are_masked_and_others_kept(name, masked):
    assert mask_numbers(name) == masked


@pytest.mark.django_db
def test_an_import_keeps_no_number_in_its_name(client_of, clerk, union):
    sheet = workbook(
        ("姓名", "身份证号码", "所属工会", "入会日期"), ["段浩", IDENTITY, union.name, "2020-01-01"], sheet="会员名册"
    )
    client_of(clerk).post(reverse("core:import-start"), {"file": SimpleUploadedFile(f"{IDENTITY}.xlsx", sheet)})

    assert StoredFile.objects.get().name == "33************2892.xlsx"
    said = [*Job.objects.values_list("title", "message"), *AuditEvent.objects.values_list("object_label", "changes")]
    assert said
    assert IDENTITY not in str(said)
