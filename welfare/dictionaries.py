"""Dictionaries of aid, mutual aid and disputes."""

from union_site.core.dictionaries import Dictionary
from union_site.core.registry import add_dictionaries

add_dictionaries(
    Dictionary(
        "funding",
        "资金来源",
        built_in=("中央财政", "省级配套", "市级配套", ("区级经费", "区财政"), "工会经费", "社会捐助"),
    ),
    Dictionary(
        "dispute",
        "争议类型",
        built_in=(
            ("劳动报酬", "拖欠工资", "追索劳动报酬"),
            ("社会保险", "社保"),
            ("工伤待遇", "工伤"),
            "经济补偿",
            ("解除劳动合同", "解除合同"),
            "确认劳动关系",
            "休息休假",
            "女职工权益",
        ),
    ),
    Dictionary("dispute_result", "处理结果", built_in=("调解成功", "支持", "部分支持", "不支持", "和解", "撤回")),
    Dictionary(
        "claim_kind",
        "报销类别",
        built_in=("住院", "重大疾病", ("女职工特殊疾病", "女职工特病"), "意外伤害", "特殊病种门诊"),
    ),
)
