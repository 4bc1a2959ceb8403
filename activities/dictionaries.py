"""Dictionaries of what unions do."""

from activities.models import ActivityCategory
from union_site.core.dictionaries import Dictionary, TableDictionary
from union_site.core.registry import add_dictionaries

add_dictionaries(
    TableDictionary(
        "activity_category",
        "活动类别",
        help="自带的类别由指标使用；自行添加的类别不计入按类别统计的指标。",
        model=ActivityCategory,
    ),
    Dictionary(
        "activity_form",
        "活动形式",
        built_in=("宣讲", "培训", "讲座", "演练", "比赛", "展演", "主题活动", "现场咨询", "广场咨询", "线上"),
    ),
    Dictionary("innovation_kind", "创新项目类型", built_in=("五小", ("QC小组", "QC"), "合理化建议", "技术革新")),
    Dictionary(
        "innovation_result_kind",
        "创新成果类型",
        built_in=("发明专利", ("实用新型专利", "实用新型"), "外观设计专利", "工法", "先进操作法", "技术改进"),
    ),
    Dictionary("benefit_kind", "普惠项目类别", built_in=("消费优惠", "文化生活", "素质提升", "保障服务", "健康服务")),
    Dictionary(
        "document_section",
        "主题栏目",
        help="文件写入工作总结的哪个部分。",
        built_in=(
            "政治引领",
            "文化引领",
            "示范引领",
            "换届",
            "实名制",
            "安全生产",
            "和谐劳动关系",
            "互助帮扶",
            "普惠疗休养女职工",
        ),
    ),
)
