"""Help in plain words, a page per task."""

from django.http import Http404
from django.shortcuts import render

from union_site.core.roles import ROLES, Permission

# Of each group of topics: slug, title, what it is about.
GROUPS = (
    (
        "开始使用",
        (
            ("first-day", "第一天怎么用", "给新接手的工会干部：登录、看本单位的数据、录入和导入。"),
            ("records", "录入、修改和作废", "登记簿的查询、新增、复制为新记录、附件、作废与恢复。"),
            ("import", "用表格导入数据", "支持哪些表、怎样预览和确认、退回的行怎样改。"),
            ("worklists", "关注清单", "快到期、逾期和遗漏的事项，系统怎样列出，办好以后怎样消失。"),
            ("dictionaries", "字典", "学历、工种、活动类别等可选名称怎样添加、改名和停用。"),
        ),
    ),
    (
        "各项工作",
        (
            ("elections", "换届办理", "届满提醒、办理步骤，下载请示和选举结果的报告。"),
            ("transfers", "会籍转接", "会员在区内换工会：申请、接收、退回和撤回。"),
            ("organizing", "建会进展", "从普查、要约到批复；百人以上未建会企业的名单。"),
            ("restructuring", "组织调整", "工会改隶、合并、分设、撤销怎样办理和撤回。"),
            ("care", "劳模关爱", "各级劳模的关爱标准，本年应办和以前漏办的名单。"),
            ("winners", "比武获奖、荣誉和劳模", "获奖选手一步记入荣誉，荣誉一步登记为劳模工匠。"),
            ("safety", "隐患和安康杯", "隐患整改前后的照片和期限，安康杯参赛指标和三年对比。"),
            ("aid", "慰问和帮扶发放", "发给在档困难职工、档外职工和集体，怎样登记和导入。"),
            ("contracts", "集体合同", "要约、报送、备案的期限，到期续签，覆盖哪些单位。"),
        ),
    ),
    (
        "数字和总结",
        (
            ("figures", "数字从哪里来", "看板和指标的口径，怎样从数字打开到明细。"),
            ("consistency", "数据核对", "数字之间、数字与记录之间是否相符，不符的怎样改正。"),
            ("definitions", "自己定义指标", "不写程序也能统计新的数字；没有登记簿可数的，手工填报。"),
            ("forms", "填报上级的报表", "上级发来的表上传一次，点选单元格对应指标，以后每期一键填好下载。"),
            ("summary", "生成工作总结", "半年工作总结怎样成文、下载和核对。"),
            ("writing", "编写和核对材料", "起草、改文字、插入数字，签批前逐条核对，修改文字模板。"),
            ("signing", "审核、签发和更正", "部室分工、审核、领导签发，定稿后的变化和更正，红头和版记。"),
            ("plans", "工作打算和兑现", "从差距起草下一期打算，在看板上跟踪，总结里写明兑现情况。"),
        ),
    ),
    (
        "账号和系统",
        (
            ("jobs", "后台任务和通知", "耗时的工作在后台办理，怎样找回结果。"),
            ("password", "密码和登录", "密码规则、锁定、超时退出。"),
            ("roles", "角色和权限", "各类角色能看什么、能做什么，三员分立。"),
        ),
    ),
)


def help_index(request):
    groups = [
        (title, [{"slug": slug, "title": name, "about": about} for slug, name, about in topics])
        for title, topics in GROUPS
    ]
    return render(request, "core/help/index.html", {"groups": groups})


def help_topic(request, slug: str):
    titles = {topic: title for _, topics in GROUPS for topic, title, _ in topics}
    if slug not in titles:
        raise Http404
    words = {
        Permission.VIEW: "查看登记簿",
        Permission.ADD: "新增",
        Permission.CHANGE: "修改",
        Permission.VOID: "作废和恢复",
        Permission.IMPORT: "导入",
        Permission.EXPORT: "导出",
        Permission.FIGURES: "看板和指标",
        Permission.DOCUMENT: "下载工作总结、填好的上级报表",
        Permission.DEFINE: "自定义指标",
        Permission.FORMS: "设置上级报表",
        Permission.FILL: "填报上级报表",
        Permission.DICTIONARIES: "维护字典",
        Permission.ACCOUNTS: "账号管理",
        Permission.SETTINGS: "部室设置",
        Permission.GRANTS: "授权",
        Permission.AUDIT: "审计",
    }
    roles = [
        {"role": role, "may": "、".join(text for permission, text in words.items() if permission in role.permissions)}
        for role in ROLES.values()
    ]
    return render(request, f"core/help/{slug}.html", {"title": titles[slug], "slug": slug, "roles": roles})
