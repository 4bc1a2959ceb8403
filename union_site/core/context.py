"""What the frame of every page needs: menu, units, names."""

from django.apps import apps
from django.urls import NoReverseMatch, reverse

from union_site.core import registry
from union_site.core.roles import Permission

GROUPS = ("工作台", "组织和人员", "工会活动", "服务保障", "数据和报表", "系统管理")


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _menu(request) -> list[dict]:
    """Menu groups with the entries that the user may open."""
    access = request.access
    entries = []
    if access.can(Permission.FIGURES):
        entries += [
            ("工作台", "工作台首页", "home", "home"),
            ("数据和报表", "指标目录", "reports:figures", "chart"),
            ("数据和报表", "数据核对", "reports:consistency", "list-check"),
            ("数据和报表", "工作总结", "reports:summary", "file"),
            ("数据和报表", "总结编写", "reports:papers", "edit"),
        ]
    if access.can(Permission.VIEW):
        entries.append(("工作台", "关注清单", "core:worklists", "bell"))
    if any(access.can(permission) for permission in (Permission.FORMS, Permission.FILL, Permission.DOCUMENT)):
        entries.append(("数据和报表", "上级报表", "reports:forms", "report"))
    if access.can(Permission.DEFINE):
        entries.append(("数据和报表", "自定义指标", "reports:definitions", "adjustments-horizontal"))
    entries += [
        (viewset.menu_group, *page)
        for viewset in registry.registers.values()
        if viewset.in_menu and access.can(Permission.VIEW, viewset.key)
        for page in ((viewset.title, viewset.url_name("list"), viewset.icon), *viewset.menu_pages)
    ]
    if access.can(Permission.IMPORT):
        entries.append(("数据和报表", "数据导入", "core:import-list", "upload"))
    if access.can(Permission.DICTIONARIES):
        entries.append(("数据和报表", "字典", "core:dictionaries", "list"))
    if access.can(Permission.ACCOUNTS) or access.can(Permission.GRANTS):
        entries.append(("系统管理", "账号与授权", "core:accounts", "users"))
    if access.can(Permission.SETTINGS):
        entries.append(("系统管理", "部室与登记簿", "core:departments", "settings"))
    if access.can(Permission.AUDIT):
        entries.append(("系统管理", "审计记录", "core:audit", "shield"))
    entries.append(("工作台", "后台任务", "core:jobs", "clock"))
    entries.append(("工作台", "使用帮助", "core:help", "info"))
    entries = [(group, text, url, icon) for group, text, name, icon in entries if (url := _url(name))]
    opened = [url for _, _, url, _ in entries if request.path == url or (url != "/" and request.path.startswith(url))]
    current = max(opened, key=len, default="")
    groups = []
    for title in GROUPS:
        items = [
            {"title": text, "url": url, "icon": icon, "active": url == current}
            for group, text, url, icon in entries
            if group == title
        ]
        if items:
            groups.append({"title": title, "items": items})
    return groups


def _units(access) -> list:
    """Units for the switcher: the district and its towns, or the user's own units."""
    scope = access.full_scope(Permission.FIGURES)
    if not scope:
        return []
    units = apps.get_model("members.Organization").objects.within(scope).current()
    return list(units.filter(depth__lte=1) if scope.whole else units.filter(path__in=scope.paths))


def shell(request) -> dict:
    """Context `shell` of base.html; see docs/interface.md for its names."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not hasattr(request, "access"):
        return {"shell": {"district_name": "区总工会", "district_short": ""}}
    access, district = request.access, user.district
    waiting = user.jobs.filter(finished_at__isnull=False, seen_at=None).count()
    units = _units(access)
    return {
        "shell": {
            "district_name": district.name if district else "区总工会",
            "district_short": district.short_name if district else "",
            "menu": _menu(request),
            "unit": access.unit or (units[0] if units else None),
            "units": units,
            "user_name": user.name,
            "user_title": access.role_words,
            "notice_count": waiting,
            "notices_url": _url("core:jobs"),
            "search_url": _url("core:search"),
            "switch_unit_url": _url("core:switch-unit"),
            "password_url": _url("core:password-change"),
            "logout_url": _url("core:logout"),
            "home_url": _url("home"),
            "help_url": _url("core:help"),
        }
    }
