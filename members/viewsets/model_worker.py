"""劳模工匠: people with one or more honours of this kind, and the care given to them."""

from members.models import Care, HonourTitle, ModelWorker
from members.viewsets.shared import (
    LEVEL_WORDS,
    birth_column,
    birth_differs,
    birth_of,
    employer_name_column,
    gender_column,
    gender_differs,
    gender_of,
    identity_column,
    likely_person,
    name_column,
    phone_column,
    union_column,
)
from union_site.core.records.viewset import Child, RecordViewSet
from union_site.core.registry import register
from union_site.core.spreadsheets.resource import ROW_ID, Column, Lookup, RegisterResource, RowError, Target
from union_site.core.spreadsheets.rows import Keep, StaysAsItIs


def known_birth_of(values: dict):
    """The birth date for an honour: out of the number, or the stored one where the number came back masked."""
    return values.get("known_birth_on") if type(values.get("identity")) is Keep else birth_of(values)


def employer_then(values: dict):
    """The unit at the time of the honour. An export names that of today: an honour that comes back in one keeps its own."""
    if values.get(ROW_ID):
        raise StaysAsItIs
    return values.get("employer_name") or ""


class ModelWorkerResource(RegisterResource):
    """劳模名册: one line an honour; a person honoured twice has two lines."""

    key = register = "model_worker"
    order = 50
    title = "劳模名册"
    sheet_titles = ("劳模名册", "劳动模范名册", "劳模工匠名册", "劳动模范", "劳模登记", "劳模档案")
    columns = (
        name_column(),
        gender_column(ModelWorker.Gender),
        identity_column("身份证号"),
        birth_column(),
        Column(
            "level",
            "荣誉级别",
            kind="choice",
            choices=HonourTitle.Level,
            required=True,
            synonyms=("劳模级别", "级别", "荣誉等级", "表彰级别", "劳模层次"),
            synonyms_of_choices=LEVEL_WORDS,
        ),
        Column("title", "荣誉称号", required=True, synonyms=("称号", "劳模称号", "荣誉名称", "获得荣誉", "表彰称号")),
        Column(
            "honoured_on",
            "表彰日期",
            kind="date",
            required=True,
            synonyms=("表彰时间", "授予日期", "授予时间", "获评日期", "获评时间"),
        ),
        Column("document_number", "表彰文号", synonyms=("文号", "表彰文件", "表彰文件号", "文件号", "表彰决定文号")),
        employer_name_column(),
        union_column(),
        phone_column(),
        Column(
            "state",
            "现状",
            kind="choice",
            choices=ModelWorker.State,
            default="working",
            synonyms=("目前状态", "在职状态", "状态", "人员状态", "目前状况"),
            synonyms_of_choices={
                "在岗": "working",
                "在职在岗": "working",
                "退休人员": "retired",
                "离退休": "retired",
                "离休": "retired",
                "已退休": "retired",
                "已故": "deceased",
                "已去世": "deceased",
                "逝世": "deceased",
                "死亡": "deceased",
            },
        ),
        Column(
            "retired_on", "退休日期", kind="date", synonyms=("退休时间", "离退休日期", "离退休时间", "办理退休日期")
        ),
        Column("deceased_on", "去世日期", kind="date", synonyms=("去世时间", "逝世日期", "逝世时间", "死亡日期")),
    )
    targets = (
        Target(
            "model_worker",
            ModelWorker,
            key=("identity",),
            fields=(
                "name",
                {"gender": gender_of, "birth_on": birth_of},
                "identity",
                "employer_name",
                "organization",
                "phone",
                "state",
                "retired_on",
                "deceased_on",
            ),
        ),
        Target(
            "honour",
            HonourTitle,
            key=("model_worker", "title", "honoured_on"),
            parents={"model_worker": "model_worker"},
            fields=(
                "level",
                "title",
                "honoured_on",
                "document_number",
                {"employer_name": employer_then, "birth_on": known_birth_of},
            ),
        ),
    )
    likely = likely_person("organization", "employer_name")
    help = "一行一项荣誉：同一人有多项荣誉的写多行，身份证号相同即为同一人。"

    def clean_row(self, values, context):
        yield from gender_differs(values)
        yield from birth_differs(values)
        if type(values.get("identity")) is Keep:
            known = ModelWorker.objects.filter(district=context.district, public_id=values.get(ROW_ID))
            values["known_birth_on"] = known.values_list("birth_on", flat=True).first()
        if values.get("deceased_on") and values.get("state") != ModelWorker.State.DECEASED:
            yield RowError("state", "state_deceased", "填写了去世日期的，现状应为“去世”。")


CARE_WORDS = {
    "慰问": "visit",
    "走访": "visit",
    "春节慰问": "visit",
    "走访慰问金": "visit",
    "医疗补助金": "medical",
    "医疗救助": "medical",
    "大病补助": "medical",
    "困难帮扶": "hardship",
    "困难补助金": "hardship",
    "特殊困难补助": "hardship",
    "体检": "checkup",
    "健康检查": "checkup",
    "疗养": "recuperation",
    "休养": "recuperation",
}


class CareResource(RegisterResource):
    """劳模关爱: one line an occasion; the person is found by identity number."""

    key = register = "care"
    order = 60
    title = "劳模关爱"
    sheet_titles = ("劳模关爱", "劳模关爱服务", "劳模慰问", "劳模帮扶")
    columns = (
        Column("name", "姓名", kind="name", synonyms=("劳模姓名",), export="model_worker.name"),
        Column(
            "model_worker",
            "身份证号",
            kind="reference",
            lookup=Lookup(ModelWorker, "identity", also=("name",)),
            required=True,
            synonyms=("身份证号码", "身份证", "公民身份号码", "证件号码", "劳模身份证号"),
            help="须是已登记的劳模。",
        ),
        Column("honour_level", "荣誉级别", synonyms=("劳模级别", "级别"), ignored=True),
        Column(
            "kind",
            "关爱类别",
            kind="choice",
            choices=Care.Kind,
            required=True,
            synonyms=("关爱项目", "慰问类别", "服务类别", "关爱类型", "补助类别"),
            synonyms_of_choices=CARE_WORDS,
        ),
        Column(
            "on", "日期", kind="date", required=True, synonyms=("关爱日期", "慰问日期", "发放日期", "服务日期", "时间")
        ),
        Column(
            "amount",
            "金额（元）",
            kind="money",
            synonyms=("金额", "慰问金", "慰问金额", "补助金额", "发放金额"),
            help="健康体检、疗休养可不填。",
        ),
        Column("note", "备注", synonyms=("说明",)),
    )
    targets = (
        Target(
            "care", Care, key=("model_worker", "kind", "on"), fields=("model_worker", "kind", "on", "amount", "note")
        ),
    )
    help = "一行一次关爱服务。请先登记劳模名册，再导入本表；同一劳模同一天的同类关爱只登记一次。"

    def clean_row(self, values, context):
        if values.get("name") and values.get("model_worker__name") and values["name"] != values["model_worker__name"]:
            yield RowError("name", "name_mismatch", "姓名与这个身份证号登记的劳模姓名不一致，请核对。")


@register
class ModelWorkerViewSet(RecordViewSet):
    key = "model_worker"
    model = ModelWorker
    title = "劳模工匠"
    menu_group = "组织和人员"
    icon = "medal"
    list_display = ("name", "gender", "identity", "employer_name", "organization", "phone", "state")
    list_filter = ("organization", "state", "gender")
    search_fields = ("name", "employer_name")
    fieldsets = (
        ("基本信息", ("name", "identity", "gender", "phone")),
        ("单位和工会", ("employer_name", "organization")),
        ("现状", ("state", "retired_on", "deceased_on")),
    )
    children = (
        Child(
            HonourTitle,
            title="荣誉",
            columns=("honoured_on", "level", "title", "document_number", "employer_name"),
            form=("level", "title", "honoured_on", "document_number", "employer_name"),
        ),
        Child(Care, title="关爱记录", columns=("on", "kind", "amount", "note"), form=("kind", "on", "amount", "note")),
    )
    resources = (ModelWorkerResource,)
    help = "一人一条，多项荣誉登记在同一人之下。退休、去世的劳模请改现状并填写日期，自该日起不再列入在职或全部的应关爱名单，不要作废。"
    tones = {"state": {"working": "ok", "retired": "note", "deceased": "calm"}}

    def check(self, record):
        if record.pk and record.birth_on and record.honours.filter(honoured_on__lt=record.birth_on).exists():
            yield "identity", "该身份证号的出生日期晚于已登记荣誉的表彰日期，请核对。"

    def store(self, record, *, by):
        record.save()
        record.honours.exclude(birth_on=record.birth_on).update(birth_on=record.birth_on)


@register
class CareViewSet(RecordViewSet):
    key = "care"
    model = Care
    title = "劳模关爱"
    menu_group = "组织和人员"
    icon = "heart"
    list_display = ("on", "model_worker", "model_worker__organization", "kind", "amount", "note")
    list_filter = ("organization", "kind", "on")
    ordering = ("-on", "-id")
    totals = ("amount",)
    fieldsets = (("关爱记录", ("model_worker", "kind", "on", "amount", "note")),)
    resources = (CareResource,)
    help = "走访慰问、医疗补助、困难补助、健康体检和疗休养的记录。金额以元为单位，没有金额的留空，不要填 0。"
