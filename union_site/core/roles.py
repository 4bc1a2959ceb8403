"""Permissions and roles. A role is a readable class; what it may do is the sum of its permissions.

三员分立: the system, security and audit administrators exclude each other and hold no business permission.
"""

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    VIEW = "view"  # rows of registers, personal data masked
    ADD = "add"
    CHANGE = "change"
    VOID = "void"  # strike out and restore
    IMPORT = "import"
    EXPORT = "export"
    FIGURES = "figures"  # dashboards, figures, summaries
    DOCUMENT = "document"  # PDF and Word of a summary, filled forms
    WRITE = "write"  # draft and edit summaries of the units within reach
    SIGN = "sign"  # sign a summary: its figures are frozen
    DEFINE = "define"  # indicators of one's own over the registers that one may view
    FORMS = "forms"  # forms of the superior: upload, bind, take out of use
    FILL = "fill"  # fill such a form for a unit and download it
    DICTIONARIES = "dictionaries"  # words that forms offer, of the registers that one keeps
    ACCOUNTS = "accounts"  # create, reset, unlock, disable accounts
    SETTINGS = "settings"  # departments and their registers
    GRANTS = "grants"  # give and end roles
    AUDIT = "audit"  # read the audit trail


_READ = frozenset({Permission.VIEW, Permission.FIGURES})
_KEEP = _READ | {Permission.ADD, Permission.CHANGE, Permission.VOID, Permission.IMPORT, Permission.EXPORT}


@dataclass(frozen=True)
class Role:
    """A role: its words for people, its permissions, and how far they reach."""

    code: str
    name: str
    description: str
    permissions: frozenset[Permission]
    by_department: bool = False  # only the registers of the grant's department
    district_wide: bool = False  # granted at the district, not at a town or a grassroots union
    administrator: bool = False  # one of the three administrators, who exclude each other


GRASSROOTS_CLERK = Role("grassroots_clerk", "基层工会干部", "维护本工会的登记簿，导入报表，查看本工会的数据。", _KEEP)
TOWN_CLERK = Role(
    "town_clerk",
    "镇（街道）、系统工会干部",
    "维护并核对所辖各基层工会的登记簿，编写本单位的工作总结，填报本单位的上级报表。",
    _KEEP | {Permission.DOCUMENT, Permission.WRITE, Permission.FILL},
)
DISTRICT_OFFICER = Role(
    "district_officer",
    "区总业务部室干部",
    "在全区范围内维护本部室负责的登记簿，定义本部室的指标，参与编写全区的工作总结，设置并填报上级报表。",
    _KEEP
    | {
        Permission.DOCUMENT,
        Permission.WRITE,
        Permission.DEFINE,
        Permission.DICTIONARIES,
        Permission.FORMS,
        Permission.FILL,
    },
    by_department=True,
    district_wide=True,
)
EDITOR = Role(
    "editor",
    "办公室统稿",
    "汇总全区数据，定义全区的指标，设置并填报上级报表，编写并导出工作总结。",
    _READ
    | {
        Permission.EXPORT,
        Permission.DOCUMENT,
        Permission.WRITE,
        Permission.DEFINE,
        Permission.DICTIONARIES,
        Permission.FORMS,
        Permission.FILL,
    },
    district_wide=True,
)
LEADER = Role(
    "leader",
    "领导",
    "查看全区数据、看板、工作总结和填好的上级报表，数字可逐级查到明细（个人信息隐藏），审签工作总结。",
    _READ | {Permission.DOCUMENT, Permission.SIGN},
    district_wide=True,
)
SYSTEM_ADMIN = Role(
    "system_admin",
    "系统管理员",
    "管理账号和系统设置，不接触业务数据。",
    frozenset({Permission.ACCOUNTS, Permission.SETTINGS}),
    district_wide=True,
    administrator=True,
)
SECURITY_ADMIN = Role(
    "security_admin",
    "安全管理员",
    "管理授权，不接触业务数据。",
    frozenset({Permission.GRANTS}),
    district_wide=True,
    administrator=True,
)
AUDIT_ADMIN = Role(
    "audit_admin",
    "安全审计员",
    "查看审计记录，不接触业务数据。",
    frozenset({Permission.AUDIT}),
    district_wide=True,
    administrator=True,
)

ROLES = {
    role.code: role
    for role in (
        GRASSROOTS_CLERK,
        TOWN_CLERK,
        DISTRICT_OFFICER,
        EDITOR,
        LEADER,
        SYSTEM_ADMIN,
        SECURITY_ADMIN,
        AUDIT_ADMIN,
    )
}
