"""帮扶发放 and 年度复核 of hardship files."""

from union_site.core.records.viewset import RecordViewSet
from union_site.core.registry import register
from union_site.core.spreadsheets.resource import Column, RegisterResource, Target
from welfare.models import AidPayment, Review
from welfare.viewsets.hardship import OfCase, case_column, case_name_column

AID_WORDS = {
    "生活": "living",
    "生活补助": "living",
    "生活困难救助": "living",
    "医疗": "medical",
    "医疗补助": "medical",
    "大病救助": "medical",
    "助学": "study",
    "子女助学": "study",
    "助学补助": "study",
    "慰问金": "consolation",
    "走访慰问": "consolation",
    "节日慰问": "consolation",
    "冬送温暖": "winter",
    "两节送温暖": "winter",
    "夏送清凉": "summer",
    "高温慰问": "summer",
    "秋送助学": "autumn",
    "金秋助学金": "autumn",
}


class AidPaymentResource(OfCase, RegisterResource):
    """救助发放: one line a payment."""

    key = register = "aid_payment"
    order = 50
    title = "救助发放"
    sheet_titles = ("救助发放", "帮扶发放", "帮扶救助", "救助金发放")
    columns = (
        case_column(),
        case_name_column(),
        Column(
            "kind",
            "救助类别",
            kind="choice",
            choices=AidPayment.Kind,
            required=True,
            synonyms=("帮扶类别", "救助类型", "帮扶项目", "救助项目", "帮扶类型"),
            synonyms_of_choices=AID_WORDS,
        ),
        Column(
            "paid_on",
            "发放日期",
            kind="date",
            required=True,
            synonyms=("发放时间", "救助日期", "救助时间", "帮扶日期", "支付日期"),
        ),
        Column(
            "amount",
            "救助金额（元）",
            kind="money",
            required=True,
            synonyms=("发放金额", "金额", "帮扶金额", "救助金", "救助金额"),
        ),
        Column("source", "资金来源", synonyms=("经费来源", "来源", "资金渠道")),
    )
    targets = (
        Target(
            "aid_payment",
            AidPayment,
            key=("case", "kind", "paid_on"),
            fields=("case", "kind", "paid_on", "amount", "source"),
        ),
    )
    help = "一行一笔救助，金额以表头的单位为准。同一档案同一天的同类救助只登记一次。"


@register
class AidPaymentViewSet(RecordViewSet):
    key = "aid_payment"
    model = AidPayment
    title = "帮扶发放"
    menu_group = "服务保障"
    icon = "wallet"
    list_display = ("case", "case__organization", "kind", "paid_on", "amount", "source")
    list_filter = ("organization", "kind", "paid_on")
    ordering = ("-paid_on", "-id")
    totals = ("amount",)
    fieldsets = (("帮扶发放", ("case", "kind", "paid_on", "amount", "source")),)
    resources = (AidPaymentResource,)
    help = "发给困难职工的救助、慰问和助学款，金额以元为单位。发错的请作废并写明原因。"


class ReviewResource(OfCase, RegisterResource):
    """年度复核: one line a file and year."""

    key = register = "review"
    order = 50
    title = "年度复核"
    sheet_titles = ("年度复核", "复核", "档案复核")
    columns = (
        case_column(),
        case_name_column(),
        Column(
            "year", "复核年度", kind="integer", required=True, fallback="year", synonyms=("年度", "年份", "复核年份")
        ),
        Column("reviewed_on", "复核日期", kind="date", required=True, synonyms=("复核时间", "审核日期", "核查日期")),
        Column(
            "result",
            "复核结果",
            kind="choice",
            choices=Review.Result,
            required=True,
            synonyms=("复核结论", "结果", "核查结果", "复核意见"),
            synonyms_of_choices={
                "继续保留": "kept",
                "保留在档": "kept",
                "继续在档": "kept",
                "合格": "kept",
                "退档": "closed",
                "撤档": "closed",
                "已退出": "closed",
                "注销": "closed",
            },
        ),
        Column("reviewer", "复核人", synonyms=("复核人员", "审核人", "经办人", "核查人")),
    )
    targets = (
        Target("review", Review, key=("case", "year"), fields=("case", "year", "reviewed_on", "result", "reviewer")),
    )
    help = "一行一份档案一个年度的复核。复核结果为“退出”的，还要在档案中填写撤档日期。"


@register
class ReviewViewSet(RecordViewSet):
    key = "review"
    model = Review
    title = "年度复核"
    menu_group = "服务保障"
    icon = "checklist"
    list_display = ("case", "case__organization", "year", "reviewed_on", "result", "reviewer")
    list_filter = ("organization", "year", "result", "reviewed_on")
    ordering = ("-year", "-id")
    fieldsets = (("年度复核", ("case", "year", "reviewed_on", "result", "reviewer")),)
    tones = {"result": {"kept": "ok", "closed": "calm"}}
    resources = (ReviewResource,)
    help = "每份在档的困难职工档案每年复核一次。复核结果为“退出”的，请同时在档案中填写撤档日期和原因。"
