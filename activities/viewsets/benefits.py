"""疗休养 by trip and kind of people; 普惠项目; 合作商家 with their agreements."""

from datetime import date, timedelta

from activities.models import (
    BenefitProgramme,
    Merchant,
    MerchantAgreement,
    RecuperationGroup,
    RecuperationTrip,
)
from activities.viewsets.shared import OwnedByReporter, reporter_column
from union_site.core.records.viewset import Child, RecordViewSet
from union_site.core.registry import register
from union_site.core.roles import Permission
from union_site.core.spreadsheets.likeness import Likely
from union_site.core.spreadsheets.resource import Column, RegisterResource, RowError, Target


class RecuperationResource(RegisterResource):
    """疗休养: one line a kind of people; lines of one 批次编号 are one trip."""

    key = register = "recuperation"
    order = 40
    title = "疗休养"
    sheet_titles = ("疗休养", "职工疗休养", "疗休养情况", "疗养")
    columns = (
        Column("code", "批次编号", required=True, synonyms=("批次", "疗休养批次", "批次号", "编号")),
        Column(
            "organization",
            "组织单位",
            kind="organization",
            required=True,
            synonyms=("主办单位", "组织工会", "组织疗休养单位", "承办单位"),
        ),
        Column("destination", "目的地", required=True, synonyms=("疗休养地点", "疗休养目的地", "地点", "疗养地")),
        Column(
            "departed_on",
            "出发日期",
            kind="date",
            required=True,
            synonyms=("出发时间", "开始日期", "起始日期", "疗休养日期"),
        ),
        Column("returned_on", "返回日期", kind="date", synonyms=("返回时间", "结束日期", "返程日期")),
        Column("days", "天数", kind="integer", synonyms=("疗休养天数", "行程天数", "时长（天）")),
        Column(
            "kind",
            "人员类别",
            kind="choice",
            choices=RecuperationGroup.Kind,
            required=True,
            synonyms=("人员类型", "参加对象", "对象类别", "疗休养对象"),
            synonyms_of_choices={
                "一线职工（含农民工）": "front_line",
                "企业一线职工": "front_line",
                "职工": "front_line",
                "工会干部": "cadre",
                "优秀工会工作者": "cadre",
                "劳动模范": "model_worker",
                "劳模工匠": "model_worker",
            },
        ),
        Column("people", "人数", kind="integer", required=True, synonyms=("参加人数", "疗休养人数", "参与人数")),
    )
    targets = (
        Target(
            "trip",
            RecuperationTrip,
            key=("code",),
            fields=("code", "organization", "destination", "departed_on", "returned_on", "days"),
        ),
        Target(
            "group",
            RecuperationGroup,
            key=("trip", "kind"),
            parents={"trip": "trip"},
            fields=("kind", "people"),
        ),
    )
    main = "group"
    help = "一行一类人员，同一批次的各行编号相同。出发日期决定计入哪个报告期，出发和返回当天都计入天数。"

    def clean_row(self, values, context):
        first, last, days = values.get("departed_on"), values.get("returned_on"), values.get("days")
        if first and last and days and last >= first and (last - first).days + 1 != days:
            message = f"从出发到返回是{(last - first).days + 1}天，与填写的{days}天不一致，请核对。"
            yield RowError("days", "days_mismatch", message, warning=True)


@register
class RecuperationViewSet(RecordViewSet):
    key = "recuperation"
    model = RecuperationTrip
    title = "疗休养"
    menu_group = "工会活动"
    icon = "beach"
    list_display = ("code", "organization", "destination", "departed_on", "returned_on", "days")
    list_filter = ("organization", "destination", "departed_on")
    search_fields = ("code", "destination")
    ordering = ("-departed_on", "-id")
    fieldsets = (
        ("批次", ("code", "organization", "destination")),
        ("时间", ("departed_on", "returned_on", "days")),
    )
    children = (Child(RecuperationGroup, title="人员", columns=("kind", "people"), form=("kind", "people")),)
    resources = (RecuperationResource,)
    help = "一个批次一条，各类人员的人数登记在“人员”下。出发日期决定计入哪个报告期；劳模的疗休养不计入职工疗休养人数。"


class BenefitProgrammeResource(OwnedByReporter, RegisterResource):
    """普惠项目: one line a programme."""

    key = register = "benefit_programme"
    order = 40
    title = "普惠项目"
    sheet_titles = ("普惠项目", "普惠系列项目", "职工普惠")
    columns = (
        Column("name", "项目名称", required=True, synonyms=("普惠项目", "普惠项目名称", "系列名称", "服务项目")),
        Column("kind", "类别", synonyms=("项目类别", "普惠类别", "服务类别")),
        Column(
            "started_on",
            "启动日期",
            kind="date",
            required=True,
            synonyms=("启动时间", "开始日期", "上线日期", "推出日期"),
        ),
        Column("stopped_on", "停止日期", kind="date", synonyms=("停止时间", "结束日期", "下线日期", "终止日期")),
        reporter_column("主办单位", synonyms=("所属工会", "实施单位")),
    )
    targets = (
        Target(
            "programme",
            BenefitProgramme,
            key=("organization", "name", "started_on"),
            fields=("name", "kind", "started_on", "stopped_on", "organization"),
        ),
    )
    help = "一行一个普惠系列项目。仍在开展的，停止日期留空；停止日期当天起不再计入。"


@register
class BenefitProgrammeViewSet(RecordViewSet):
    key = "benefit_programme"
    model = BenefitProgramme
    title = "普惠项目"
    menu_group = "工会活动"
    icon = "gift"
    list_display = ("name", "kind", "organization", "started_on", "stopped_on")
    list_filter = ("organization", "kind", "started_on", "stopped_on")
    search_fields = ("name",)
    ordering = ("-started_on", "-id")
    fieldsets = (("普惠项目", ("name", "kind", "organization")), ("时间", ("started_on", "stopped_on")))
    resources = (BenefitProgrammeResource,)
    help = "职工普惠系列项目，按期末在开展的计数。停办的项目填写停止日期，不要作废。"


class MerchantResource(RegisterResource):
    """合作商家: one line an agreement; a renewed agreement is a further line of the same 商家编号."""

    key = register = "merchant"
    order = 40
    title = "合作商家"
    sheet_titles = ("合作商家", "普惠商家", "签约商家", "签约商户", "特约商户")
    columns = (
        Column("code", "商家编号", required=True, synonyms=("商户编号", "编号", "商家代码", "协议商家编号")),
        Column(
            "name", "商家名称", required=True, synonyms=("商户名称", "合作商家", "合作商户", "门店名称", "单位名称")
        ),
        Column(
            "organization",
            "所在镇街",
            kind="organization",
            required=True,
            synonyms=(
                "所属镇街",
                "镇街",
                "所在镇（街道）",
                "所在街道",
                "所属街道",
                "所在镇",
                "所在镇街（系统）",
                "属地",
                "所属工会",
            ),
            help="填写镇、街道的简称，如“青石镇”。",
        ),
        Column("offer", "优惠内容", synonyms=("优惠", "优惠措施", "优惠政策", "优惠折扣", "优惠项目")),
        Column(
            "from_day",
            "协议起",
            kind="date",
            required=True,
            synonyms=("协议开始日期", "协议起始日期", "有效期起", "签约日期", "合作开始日期"),
        ),
        Column(
            "last_day",
            "协议止",
            kind="date",
            synonyms=("协议结束日期", "协议截止日期", "有效期止", "到期日期", "合作截止日期"),
            help="最后一个有效日，未约定期限的留空。",
        ),
    )
    targets = (
        Target("merchant", Merchant, key=("code",), fields=("code", "name", "organization")),
        Target(
            "agreement",
            MerchantAgreement,
            key=("merchant", "from_day"),
            parents={"merchant": "merchant"},
            fields=("offer", "from_day", "last_day"),
        ),
    )
    main = "agreement"
    likely = (Likely(("name", "organization")),)
    help = "一行一份协议。续签的另起一行，商家编号不变；统计商家时，同一编号只计一家。"


@register
class MerchantViewSet(RecordViewSet):
    key = "merchant"
    model = Merchant
    title = "合作商家"
    menu_group = "工会活动"
    icon = "tag"
    list_display = ("code", "name", "organization")
    list_filter = ("organization",)
    search_fields = ("name", "code")
    ordering = ("-id",)
    fieldsets = (("合作商家", ("code", "name", "organization")),)
    children = (
        Child(
            MerchantAgreement,
            title="协议",
            columns=("from_day", "last_day", "offer"),
            form=("from_day", "last_day", "offer"),
        ),
    )
    resources = (MerchantResource,)
    help = "一个商家一条，历次协议登记在“协议”下，续签时新增一份。协议止为最后一个有效日，期末仍在有效期内的计入合作商家数。"

    def record_links(self, record, access):
        writable = self.all_rows(access, Permission.CHANGE).filter(pk=record.pk).exists()
        if not writable or _newest(record) is None:
            return []
        address = self.url("child-new", record, child="merchantagreement")
        return [{"title": "续签协议", "url": address, "icon": "plus"}]

    def begin_child(self, child, record):
        """A renewal begins the day after the newest agreement, for as many years, with the same offer."""
        last = _newest(record) if child.model is MerchantAgreement else None
        if last is None or last.last_day is None:
            return {"offer": last.offer} if last else {}
        begins = last.last_day + timedelta(days=1)
        years = max(1, round((begins - last.from_day).days / 365))
        return {"offer": last.offer, "from_day": begins, "last_day": _years_after(begins, years) - timedelta(days=1)}


def _newest(merchant: Merchant) -> MerchantAgreement | None:
    return merchant.agreements.current().order_by("-from_day", "-pk").first()


def _years_after(day: date, years: int) -> date:
    """The same day so many years later; 1 March for 29 February of no leap year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
