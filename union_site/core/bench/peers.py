"""What we compare with: django-import-export as documented, and doing the unavoidable with nothing else."""

import pickle
from pathlib import Path

from django.apps import apps
from django.db import connection, transaction
from import_export import fields, resources, widgets
from openpyxl import Workbook
from tablib import Dataset

from union_site.core import registry
from union_site.core.bench import Measured, measured_here, members

TRAIL = ("members.Member", "core.AuditEvent")


def stock_resource():
    """A resource for members with import-export, without staging, history or audit of its own."""
    member = apps.get_model("members.Member")
    organization = apps.get_model("members.Organization")
    district = members.found()
    words = {
        field: {str(label): value for value, label in member._meta.get_field(field).flatchoices}
        for field in ("gender", "status", "card")
    }

    class StockMember(resources.ModelResource):
        identity_index = fields.Field("identity_index", "identity_index")
        organization_name = fields.Field("organization", "所属工会", widgets.ForeignKeyWidget(organization, "name"))
        name = fields.Field("name", "姓名")
        gender = fields.Field("gender", "性别")
        identity = fields.Field("identity", "身份证号码")
        phone = fields.Field("phone", "手机号码")
        employer_name = fields.Field("employer_name", "工作单位")
        education = fields.Field("education", "学历")
        political_status = fields.Field("political_status", "政治面貌")
        joined_on = fields.Field("joined_on", "入会日期", widgets.DateWidget("%Y-%m-%d"))
        status = fields.Field("status", "会籍状态")
        card = fields.Field("card", "电子会员卡")
        card_on = fields.Field("card_on", "申领日期", widgets.DateWidget("%Y-%m-%d"))

        class Meta:
            model = member
            fields = (
                "identity_index",
                "organization_name",
                "name",
                "gender",
                "identity",
                "phone",
                "employer_name",
                "education",
                "political_status",
            )
            fields += ("joined_on", "status", "card", "card_on")
            import_id_fields = ("identity_index",)
            skip_unchanged = True

        def before_import_row(self, row, **kwargs):
            row["性别"] = words["gender"][row["性别"]]
            row["会籍状态"] = words["status"][row["会籍状态"]]
            row["电子会员卡"] = words["card"][row["电子会员卡"]]

        def before_save_instance(self, instance, row, **kwargs):
            instance.district = district

    return StockMember()


def stock_import(path: str) -> Measured:
    """openpyxl, a dry run, an import."""
    content, resource = Path(path).read_bytes(), stock_resource()
    index = apps.get_model("members.Member")._meta.get_field("identity_index")
    with measured_here() as measured:
        data = Dataset().load(content, format="xlsx")
        data.append_col([index.index(number) for number in data["身份证号码"]], header="identity_index")
        for dry_run in (True, False):
            result = resource.import_data(data, dry_run=dry_run)
    if result.totals["new"] != len(data) - len(data) // members.BAD:
        raise RuntimeError("not every good row was imported")
    return measured


def stock_export(path: str, rows: int) -> Measured:
    """The resource's rows, written by openpyxl."""
    records, resource = apps.get_model("members.Member").objects.order_by("pk")[:rows], stock_resource()
    with measured_here() as measured:
        data = resource.export(records)
        book = Workbook()
        sheet = book.active
        sheet.append(data.headers)
        for row in data:
            sheet.append(row)
        book.save(path)
    return measured


def take_out(path: str) -> Measured:
    """Move the finished rows of the last import, members and events, from the database into a file."""
    batch = apps.get_model("core.ImportBatch").objects.latest("pk").pk
    with measured_here() as measured, transaction.atomic(), connection.cursor() as cursor:
        for label in reversed(TRAIL):
            model = apps.get_model(label)
            table, part = model._meta.db_table, f"{path}.{model.__name__}"
            columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
            where = f'"{table}" WHERE batch_id = {batch:d}'
            if connection.vendor == "postgresql":
                with open(part, "wb") as file:
                    cursor.cursor.copy_expert(f"COPY (SELECT {columns} FROM {where}) TO STDOUT", file)  # noqa: S608
            else:
                cursor.execute(f"SELECT {columns} FROM {where}")  # noqa: S608
                Path(part).write_bytes(pickle.dumps(cursor.fetchall()))
            cursor.execute(f"DELETE FROM {where}")  # noqa: S608
    return measured


def raw_write(path: str) -> Measured:
    """Put the rows that `take_out` kept back, with one executemany or COPY a table, and nothing else."""
    kept = {}
    for label in TRAIL:
        part = f"{path}.{apps.get_model(label).__name__}"
        kept[label] = open(part, "rb") if connection.vendor == "postgresql" else pickle.loads(Path(part).read_bytes())  # noqa: SIM115, S301 - our own file
    with measured_here() as measured, transaction.atomic(), connection.cursor() as cursor:
        for label, rows in kept.items():
            model = apps.get_model(label)
            columns = [f'"{field.column}"' for field in model._meta.concrete_fields]
            target = f'"{model._meta.db_table}" ({", ".join(columns)})'
            if connection.vendor == "postgresql":
                cursor.cursor.copy_expert(f"COPY {target} FROM STDIN", rows)
            else:
                places = ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {target} VALUES ({places})", rows)  # noqa: S608
    return measured


def raw_read(rows: int) -> Measured:
    """Fetch the columns of the export from the database, and nothing else."""
    member, resource = apps.get_model("members.Member"), registry.resources["member"]
    fields = {field.name for field in member._meta.concrete_fields} - {"organization"}
    names = [column.name for column in resource.template_columns() if column.name in fields]
    query = member.objects.order_by("pk").values_list("pk", "public_id", *names, "organization__name")[:rows]
    statement, values = query.query.sql_with_params()
    with measured_here() as measured, connection.cursor() as cursor:
        cursor.execute(statement, values)
        while cursor.fetchmany(2000):
            pass
    return measured
