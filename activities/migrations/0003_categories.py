"""The categories that figures ask for. Staff may add more and rename these; the codes stay."""

from django.db import migrations

BUILT_IN = (
    ("politics", "政治引领"),
    ("arts", "文艺"),
    ("reading", "阅读"),
    ("sports", "体育"),
    ("service", "技术服务"),
    ("safety", "安全"),
    ("legal", "法律宣传"),
    ("fair", "招聘会"),
    ("wage", "欠薪检查"),
    ("training", "普惠培训"),
    ("women", "女职工"),
    ("matchmaking", "联谊"),
    ("family", "亲子"),
    ("meeting", "培训会议"),
)


def add(apps, schema_editor):
    category = apps.get_model("activities", "ActivityCategory")
    for position, (code, name) in enumerate(BUILT_IN, start=1):
        category.objects.using(schema_editor.connection.alias).get_or_create(code=code, defaults={"name": name, "position": position})


class Migration(migrations.Migration):
    dependencies = [("activities", "0002_initial")]

    # Going back leaves them: activities may already use them.
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
