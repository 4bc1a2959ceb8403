"""Help in plain words, a page per task."""

from django.http import Http404
from django.shortcuts import render

from union_site.core.roles import ROLES, Permission

# slug, title, what it is about
TOPICS = (
    ("first-day", "第一天怎么用", "给新接手的工会干部：登录、看本单位的数据、录入和导入。"),
    ("import", "用表格导入数据", "支持哪些表、怎样预览和确认、退回的行怎样改。"),
    ("records", "录入、修改和作废", "登记簿的查询、新增、修改、附件、作废与恢复。"),
    ("dictionaries", "字典", "学历、工种、活动类别等可选名称怎样添加、改名和停用。"),
    ("figures", "数字从哪里来", "看板和指标的口径，怎样从数字打开到明细。"),
    ("definitions", "自己定义指标", "不写程序也能统计新的数字；没有登记簿可数的，手工填报。"),
    ("restructuring", "组织调整", "工会改隶、合并、分设、撤销怎样办理和撤回。"),
    ("summary", "生成工作总结", "半年工作总结怎样成文、下载和核对。"),
    ("jobs", "后台任务和通知", "耗时的工作在后台办理，怎样找回结果。"),
    ("password", "密码和登录", "密码规则、锁定、超时退出。"),
    ("roles", "角色和权限", "各类角色能看什么、能做什么，三员分立。"),
)


def help_index(request):
    topics = [{"slug": slug, "title": title, "about": about} for slug, title, about in TOPICS]
    return render(request, "core/help/index.html", {"topics": topics})


def help_topic(request, slug: str):
    titles = {topic: title for topic, title, _ in TOPICS}
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
        Permission.DOCUMENT: "下载工作总结",
        Permission.DEFINE: "自定义指标",
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
