"""帮扶发放: the register of aid, and its two sheets: payments to files, and aid of the season to anybody."""

from members.viewsets.shared import bank_card_column, employer_name_column, identity_column, name_column, union_column
from union_site.core.records.viewset import RecordViewSet
from union_site.core.registry import register
from union_site.core.roles import Permission
from union_site.core.spreadsheets.resource import Column, CrossTab, RegisterResource, RowError, Target
from union_site.core.spreadsheets.rows import Keep
from welfare.models import AidPayment
from welfare.models.aid import BEFORE_OPENING
from welfare.services import aid, people
from welfare.viewsets.case_columns import case_column

Recipient = AidPayment.Recipient
KIND_WORDS = {
    "生活": "living",
    "生活补助": "living",
    "生活困难救助": "living",
    "医疗": "medical",
    "医疗补助": "medical",
    "大病": "illness",
    "重大疾病救助": "illness",
    "大病帮扶": "illness",
    "助学": "study",
    "子女助学": "study",
    "助学补助": "study",
    "慰问金": "consolation",
    "走访慰问": "consolation",
    "节日慰问": "consolation",
    "春节慰问": "consolation",
    "中秋慰问": "consolation",
    "冬送温暖": "winter",
    "两节送温暖": "winter",
    "春节送温暖": "winter",
    "夏送清凉": "summer",
    "高温慰问": "summer",
    "夏季送清凉": "summer",
    "秋送助学": "autumn",
    "金秋助学金": "autumn",
}
RECIPIENT_WORDS = {
    "在档": "filed",
    "困难职工": "filed",
    "建档困难职工": "filed",
    "档外": "outside",
    "非在档": "outside",
    "非建档职工": "outside",
    "个人": "outside",
    "职工": "outside",
    "一线职工": "outside",
    "单位": "collective",
    "班组": "collective",
    "企业": "collective",
    "户外劳动者": "collective",
    "户外劳动者站点": "collective",
    "项目工地": "collective",
}


def recipient_of(values: dict) -> str:
    """What kind of recipient a line speaks of: as written; else a file, a person, or more than one person."""
    if values.get("case_id") is not None:
        return Recipient.FILED
    if values.get("recipient"):
        return values["recipient"]
    return Recipient.COLLECTIVE if (values.get("people") or 1) > 1 else Recipient.OUTSIDE


def from_case(name: str):
    """The file's union, name or identity number where the line belongs to a file, else the line's own."""

    def value(values: dict):
        return values[f"case__{name}"] if values.get("case_id") is not None else values.get(name)

    return value


def kind_column() -> Column:
    return Column(
        "kind",
        "发放类别",
        kind="choice",
        choices=AidPayment.Kind,
        required=True,
        synonyms=(
            "救助类别",
            "帮扶类别",
            "救助类型",
            "帮扶项目",
            "救助项目",
            "帮扶类型",
            "慰问类别",
            "慰问类型",
            "慰问项目",
        ),
        synonyms_of_choices=KIND_WORDS,
    )


def payment_columns() -> tuple[Column, ...]:
    """When, how much, out of which money, and into which account: the same in both sheets."""
    return (
        Column(
            "paid_on",
            "发放日期",
            kind="date",
            required=True,
            synonyms=("发放时间", "救助日期", "救助时间", "帮扶日期", "支付日期", "慰问日期", "慰问时间"),
        ),
        Column(
            "amount",
            "发放金额（元）",
            kind="money",
            synonyms=(
                "救助金额",
                "发放金额",
                "金额",
                "帮扶金额",
                "救助金",
                "慰问金额",
                "慰问金",
                "现金",
            ),
            help="没有发放现金的留空。",
        ),
        Column("goods", "慰问品", synonyms=("慰问物资", "物资", "发放物资", "物品", "实物"), help="品名和数量。"),
        Column(
            "goods_value",
            "慰问品折价（元）",
            kind="money",
            synonyms=("物资折价", "慰问品价值", "物资价值", "实物折价", "折合金额", "物资金额"),
        ),
        Column("campaign", "活动批次", synonyms=("批次", "慰问活动", "活动名称", "系列", "专项活动")),
        Column("source", "资金来源", synonyms=("经费来源", "来源", "资金渠道")),
        bank_card_column(help="发放到卡的填写收款人的卡号，请保持文本格式，否则末尾几位会丢失。"),
    )


def people_column() -> Column:
    return Column(
        "people",
        "人次",
        kind="integer",
        default=1,
        synonyms=("慰问人次", "慰问人数", "发放人次", "受益人次", "惠及人次", "人数"),
        help="集体填写慰问到的人次，个人为 1。",
    )


def recipient_column() -> Column:
    return Column(
        "recipient",
        "发放对象",
        kind="choice",
        choices=Recipient,
        synonyms=("发放对象类别", "慰问对象类别", "对象类别", "对象类型", "人员类别"),
        synonyms_of_choices=RECIPIENT_WORDS,
    )


class OfPersonOrCollective:
    """What both sheets check: a line finds its file by identity number, and says clearly to whom it was given."""

    def look_up(self, rows, context):
        """The file of the person who has one on the day of the payment; the clerk's scope bounds what is found."""
        open_lines = [values for values in rows if values.get("case_id") is None and _number(values)]
        files = aid.files_by_person({_number(values) for values in open_lines}, context.scope)
        for values in open_lines:
            if values.get("paid_on") is None or values.get("recipient") == Recipient.COLLECTIVE:
                continue
            found = aid.on_file(files.get(_number(values), ()), values["paid_on"])
            values["files_found"] = len(found)
            if len(found) == 1:
                file = found[0]
                values["case_id"], values["case__name"] = file.pk, file.name
                values["case__organization_id"], values["case__identity"] = file.organization_id, file.identity
                values["case__opened_on"] = file.opened_on

    def clean_row(self, values, context):
        if values.get("case_id") is not None:
            yield from _differs_from_file(values)
            return
        if values.get("recipient") == Recipient.FILED:
            message = "没有找到这个人在发放日期在档的困难职工档案。请填写档案编号，或把发放对象改为“档外职工”。"
            yield RowError("recipient", "file_unknown", message)
        if values.get("files_found", 0) > 1:
            message = "这个身份证号有两份在档的档案，未能自动关联，按档外职工登记。请核对档案，或填写档案编号。"
            yield RowError("identity", "file_ambiguous", message, warning=True)
        if not values.get("name"):
            yield RowError("name", "required", "请填写发放对象的姓名或名称；发给在档困难职工的，填写档案编号。")
        if values.get("organization_id") is None:
            yield RowError("organization", "required", "请填写所属工会；发给在档困难职工的，填写档案编号。")


def _number(values: dict) -> str:
    """The identity number of a line, unless it is masked."""
    number = values.get("identity")
    return number if number and type(number) is not Keep else ""


def _differs_from_file(values: dict):
    """A line that names a file and a person must mean the same person, and a day on which there was a file."""
    if values.get("name") and values.get("case__name") and values["name"] != values["case__name"]:
        yield RowError("name", "name_mismatch", "姓名与困难职工档案登记的姓名不一致，请核对档案编号和身份证号。")
    number = _number(values)
    if number and values.get("case__identity") and number != values["case__identity"]:
        yield RowError("identity", "identity_mismatch", "身份证号与这个档案编号登记的不一致，请核对。")
    if values.get("paid_on") and values.get("case__opened_on") and values["paid_on"] < values["case__opened_on"]:
        yield RowError("paid_on", "before_opening", BEFORE_OPENING)


KEY = ("organization", "kind", "paid_on", "name", "identity")
FIELDS = {
    "organization": from_case("organization_id"),
    "recipient": recipient_of,
    "name": from_case("name"),
    "identity": from_case("identity"),
    "employer_name": "employer_name",
    "kind": "kind",
    "paid_on": "paid_on",
    "amount": "amount",
    "goods": "goods",
    "goods_value": "goods_value",
    "campaign": "campaign",
    "people": "people",
    "source": "source",
    "bank_card": "bank_card",
}


class AidPaymentResource(OfPersonOrCollective, RegisterResource):
    """救助发放: one line a payment, mostly to a hardship file, named by its number."""

    key = register = "aid_payment"
    order = 50
    title = "救助发放"
    sheet_titles = ("救助发放", "帮扶发放", "帮扶救助", "救助金发放")
    columns = (
        case_column(required=False, also=("name", "organization_id", "identity", "opened_on")),
        name_column(required=False, synonyms=("困难职工姓名", "职工姓名", "困难职工", "户主姓名", "姓名或名称")),
        kind_column(),
        *payment_columns(),
        recipient_column(),
        identity_column(required=False),
        union_column(required=False, help="发给在档困难职工的可不填，随档案。"),
        employer_name_column("工作单位或地点"),
        people_column(),
    )
    targets = (Target("aid_payment", AidPayment, key=KEY, fields={"case": "case", **FIELDS}),)
    help = (
        "一行一笔。发给在档困难职工的填写档案编号，姓名和工会随档案。发给档外职工和集体的，不填档案编号，"
        "填写姓名或名称、所属工会。同一对象同一天的同类发放只登记一次。"
    )


class SeasonalAidResource(OfPersonOrCollective, RegisterResource):
    """慰问发放: aid of the season, one line a person or a collective; people with a file are found by identity number."""

    key = "seasonal_aid"
    register = "aid_payment"
    order = 51
    title = "慰问发放"
    sheet_titles = ("慰问发放", "慰问登记", "送温暖", "送清凉", "送温暖登记表", "送清凉登记表", "金秋助学", "慰问台账")
    columns = (
        name_column("慰问对象", synonyms=("慰问对象名称", "对象名称", "受助人", "慰问对象姓名", "慰问集体", "慰问点")),
        recipient_column(),
        identity_column(required=False),
        union_column(),
        employer_name_column("工作单位或地点", synonyms=("工作单位", "所在单位", "慰问地点", "地点", "项目名称")),
        kind_column(),
        people_column(),
        *payment_columns(),
    )
    crosstabs = (CrossTab("organization", {"people": ("人数", "次数"), "amount": ("金额",)}),)
    targets = (Target("aid_payment", AidPayment, key=KEY, fields={"case": "case_id", **FIELDS}),)
    help = (
        "一行一个慰问对象。个人填写身份证号的，自动关联其在档的困难职工档案；没有档案的按档外职工登记。"
        "慰问集体（如某工地户外劳动者）的，填写集体名称和人次。"
    )


@register
class AidPaymentViewSet(RecordViewSet):
    key = "aid_payment"
    model = AidPayment
    title = "帮扶发放"
    menu_group = "服务保障"
    icon = "wallet"
    list_display = (
        "name",
        "recipient",
        "organization",
        "kind",
        "paid_on",
        "amount",
        "goods_value",
        "people",
        "source",
    )
    list_filter = ("organization", "recipient", "kind", "paid_on", "campaign", "source")
    search_fields = ("name",)
    ordering = ("-paid_on", "-id")
    totals = ("amount", "goods_value", "people")
    fieldsets = (
        ("发放对象", ("recipient", "case", "name", "identity", "employer_name", "organization")),
        (
            "发放内容",
            ("kind", "paid_on", "campaign", "source", "amount", "goods", "goods_value", "people", "bank_card"),
        ),
    )
    tones = {"recipient": {"filed": "note", "outside": "calm", "collective": "rare"}}
    resources = (AidPaymentResource, SeasonalAidResource)
    help = (
        "救助、慰问和助学，包括送温暖、送清凉、金秋助学、大病救助，可以发给在档困难职工、档外职工和集体（如户外劳动者）。"
        "金额以元为单位，发放物资的填写折价。填写身份证号的，自动关联在档的困难职工档案。发错的请作废并写明原因。"
    )

    def match(self, record, access):
        """The file of the person, else what the register of members knows: name, union and place of work."""
        if record.case_id or not record.identity or record.recipient == Recipient.COLLECTIVE:
            return
        scope = access.full_scope(Permission.VIEW, self.key)
        files = aid.files_of(record.identity, record.paid_on, scope)
        if len(files) == 1:
            record.case = files[0]
            return
        member = people.member_of(record.identity, scope)
        if member is not None:
            record.name = record.name or member.name
            record.employer_name = record.employer_name or member.employer_name
            if not record.organization_id:
                record.organization = member.organization

    def notes(self, record, access):
        scope = access.full_scope(Permission.VIEW, self.key)
        words = people.words_of_member(record.identity, record.name, scope)
        words += people.doubts_of_card(record.bank_card)
        if record.case_id is None and len(aid.files_of(record.identity, record.paid_on, scope)) > 1:
            words.append("这个身份证号有两份在档的困难职工档案，未能自动关联。请核对档案，或编辑后选择档案。")
        return words

    def check(self, record):
        if not record.organization_id:
            yield "organization", "请选择所属工会。"
