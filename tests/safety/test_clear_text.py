"""A whole import, from the upload to its undoing, leaves nothing of a person in clear: not in the database and its log, not
among the stored files, not in what programs write or say meanwhile. Names of taken people alone stand in the registers.
"""

import logging
import random
import tempfile
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from openpyxl import load_workbook

from members.models import Member
from tests.core.imports.test_editing import IDENTITY, edit
from tests.core.imports.test_judging import MEMBER, UNION
from tests.core.imports.test_pages import upload
from tests.factories.base import identity_number, phone_number
from tests.safety.workers import work
from tests.sheets import workbook
from union_site.core.models import ImportBatch, Job, ReplacedRow

pytestmark = pytest.mark.django_db(transaction=True)

TAKEN, REJECTED, NOTED = "靐齉明", "龘麤华", "爨癵芳"
IDENTITIES = [identity_number(number) for number in (7001, 7002, 7003, 7004)]
WRONG = IDENTITIES[2][:-1] + ("1" if IDENTITIES[2][-1] != "1" else "2")
PHONES = [phone_number(number) for number in (70010001, 70020002, 70030003, 70040004, 70050005)]
SECRETS = [*IDENTITIES, WRONG, *PHONES, REJECTED]


def sheet(*rows):
    """A workbook of more than 2.5 MB, which Django by itself would lay into the folder for temporary files."""
    file = BytesIO(workbook(MEMBER, *rows, sheet="会员名册"))
    with ZipFile(file, "a") as package:
        package.writestr("xl/media/image1.bin", random.Random(1).randbytes(3_000_000))
    return file.getvalue()


def member(name, identity, phone):
    return (name, identity, phone, UNION, "2021-06-30", "正常", "")


@pytest.fixture
def desk(client_of, org_officer, union, settings):
    """A client whose jobs wait for a worker, as in production."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "ENQUEUE_ON_COMMIT": True}}
    return client_of(org_officer)


def forms(secret):
    """A secret as different programs would write it."""
    return {secret.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")}


def written(folder):
    """Everything that lies in the folder of the test, in the database's own, and in the tables, by where it was found."""
    folders = [folder]
    if connection.vendor == "sqlite":
        folders.append(Path(connection.settings_dict["NAME"]).parent)
    found = {str(path): path.read_bytes() for one in folders for path in one.rglob("*") if path.is_file()}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT * FROM {table}")
            found[table] = b"\n".join(_bytes(value) for row in cursor.fetchall() for value in row)
    return found


def _bytes(value):
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def places_of(secret, found):
    return sorted(place for place, content in found.items() if any(form in content for form in forms(secret)))


def test_an_import_leaves_nothing_of_people_in_clear(desk, tmp_path, monkeypatch, caplog, capfd):
    caplog.set_level(logging.INFO)
    first = sheet(
        member(TAKEN, IDENTITIES[0], PHONES[0]),
        member(NOTED, IDENTITIES[1], PHONES[1]),
        member(REJECTED, WRONG, PHONES[2]),
        member("赵明", WRONG, PHONES[3]),
    )
    second = sheet(member(TAKEN, IDENTITIES[0], PHONES[4]))
    # Whoever wants to write a temporary file finds no folder for it.
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "there is none"))

    upload(desk, (first, f"名册{IDENTITIES[3]}.xlsx"))
    work()
    batch = ImportBatch.objects.get()
    address = reverse("core:import-preview", args=[batch.public_id])
    assert (batch.new, batch.rejected) == (2, 2)
    for tab in ("new", "rejected"):
        assert TAKEN in desk.get(address, {"tab": tab}).content.decode() or tab == "rejected"
    before = written(tmp_path)
    edit(desk, batch, 7, IDENTITY, IDENTITIES[3])
    desk.post(reverse("core:import-confirm", args=[batch.public_id]))
    work()
    desk.post(reverse("core:import-marked", args=[batch.public_id]))
    work()
    made = Job.objects.get(kind="import.mark")
    marked = desk.get(reverse("core:job-file", args=[made.public_id])).content
    desk.get(reverse("core:job", args=[ImportBatch.objects.get().job.public_id]))
    upload(desk, (second, "会员.xlsx"))
    work()
    change = ImportBatch.objects.first()
    desk.post(reverse("core:import-confirm", args=[change.public_id]))
    work()
    change.refresh_from_db()
    assert (change.state, change.changed, ReplacedRow.objects.count()) == ("done", 1, 1)
    during = written(tmp_path)
    desk.post(reverse("core:import-undo", args=[change.public_id]))
    work()
    change.refresh_from_db()
    assert change.state == "undone"
    after = written(tmp_path)
    monkeypatch.undo()

    # All of it went through: what was taken is there, what was not comes back.
    assert {one.identity for one in Member.objects.all()} == {IDENTITIES[0], IDENTITIES[1], IDENTITIES[3]}
    assert Member.objects.get(name=TAKEN).phone == PHONES[0]
    returned = load_workbook(BytesIO(marked)).active.iter_rows(values_only=True)
    assert [row[-1] is not None for row in returned if REJECTED in row] == [True]
    # And it can be found where it stands in clear.
    assert '"members_member"' in places_of(TAKEN, during)
    assert before.keys() < during.keys()
    for found in (before, during, after):
        assert {secret: places_of(secret, found) for secret in SECRETS} == {secret: [] for secret in SECRETS}
    assert places_of(TAKEN, before) == []
    said = "".join([caplog.text, *capfd.readouterr()])
    assert [secret for secret in (*SECRETS, TAKEN) if secret in said] == []
