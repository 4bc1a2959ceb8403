"""The audit trail in sentences that staff can read, and the check of its codes."""

from union_site.core import audit, jobs, registry
from union_site.core.models import AuditEvent

CHECK = "audit.check"
CHUNK = 1000
SHOWN = 20

# Fields of accounts, grants, settings and papers, which are no register.
WORDS = {
    "is_active": "启用",
    "name": "名称",
    "position": "排序",
    "registers": "登记簿",
    "from_day": "生效日期",
    "to_day": "失效日期",
    "state": "进度",
    "revision": "修订号",
    "department": "负责部室",
    "due_on": "交稿期限",
}
# What is written of units and is no register either.
TITLES = {"paper": "工作总结", "summary": "工作总结"}


def register_title(register: str) -> str:
    """A register's title in the menu; an unknown key as it is."""
    return registry.registers[register].title if register in registry.registers else TITLES.get(register, register)


def sentence(event: AuditEvent) -> str:
    """`修改了会员“王某”：导入批次 …`: what was done to what, and why; who and when stand beside it."""
    target = "".join((register_title(event.register), f"“{event.object_label}”" if event.object_label else ""))
    done = {
        AuditEvent.Action.SIGN_IN: "登录系统",
        AuditEvent.Action.SIGN_OUT: "退出系统",
        AuditEvent.Action.SIGN_IN_FAILED: f"登录失败，用户名：{event.object_label or '（空）'}",
        AuditEvent.Action.LOCKED: f"登录被暂停{f'，用户名：{event.object_label}' if event.object_label else ''}",
        AuditEvent.Action.PASSWORD: f"修改密码{f'，账号：{event.object_label}' if event.object_label else ''}",
        AuditEvent.Action.GRANT: f"为{target}办理授权",
        AuditEvent.Action.ACCOUNT: f"管理账号{target}",
        AuditEvent.Action.DENIED: f"被拒绝：{event.object_label}",
    }.get(event.action)
    words = done or f"{event.get_action_display()}了{target or '系统设置'}"
    place = event.organization.name if event.organization_id else ""
    if place and place != event.object_label and event.action != AuditEvent.Action.GRANT:  # a grant's reason names it
        words += f"（{place}）"
    return f"{words}。{event.reason}" if event.reason else f"{words}。"


def changes(event: AuditEvent) -> list[tuple[str, str, str]]:
    """(field in words, old, new) of an event, sensitive values as masked when it was written."""
    viewset = registry.registers.get(event.register)
    fields = {field.name: str(field.verbose_name) for field in viewset.model._meta.concrete_fields} if viewset else {}
    rows = []
    for name, value in event.changes.items():
        old, new = value if isinstance(value, list) and len(value) == 2 else (None, value)
        rows.append((fields.get(name) or WORDS.get(name, name), _words(old), _words(new)))
    return rows


def _words(value) -> str:
    if value is None or value == "" or value == []:
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(str(item) for item in value)
    return str(value)


@jobs.handler(CHECK)
def check(job, progress) -> str:
    """Recompute the code of every row of the district's trail and name those that do not match."""
    events = AuditEvent.objects.filter(district__in=[job.district_id]) | AuditEvent.objects.filter(district=None)
    total, done, wrong, last = events.count(), 0, [], 0
    while chunk := list(events.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        wrong += [event.pk for event in chunk if audit.mac_of(event) != event.mac]
        last, done = chunk[-1].pk, done + len(chunk)
        progress(done, max(total, done), "正在核对审计记录…")
    if not wrong:
        return f"共核对 {done} 条审计记录，校验码全部相符。"
    named = "、".join(str(pk) for pk in wrong[:SHOWN])
    more = " 等" if len(wrong) > SHOWN else ""
    return f"共核对 {done} 条审计记录，其中 {len(wrong)} 条与校验码不符，可能被改动：编号 {named}{more}。请立即报告。"
