"""First use: the district's names, its departments and the three administrators."""

import getpass
import os

from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from union_site.core.models import User
from union_site.core.roles import AUDIT_ADMIN, SECURITY_ADMIN, SYSTEM_ADMIN
from union_site.core.services import departments, districts

ADMINISTRATORS = (
    (SYSTEM_ADMIN, "SYSTEM_ADMIN", "sysadmin"),
    (SECURITY_ADMIN, "SECURITY_ADMIN", "secadmin"),
    (AUDIT_ADMIN, "AUDIT_ADMIN", "auditor"),
)


class Command(BaseCommand):
    help = (
        "初始化：登记区总工会名称、部室和三名管理员。只能做一次。"
        "加 --no-input 时不提问，取选项或环境变量 INIT_NAME、INIT_SHORT_NAME、INIT_SUPERIOR、INIT_DEPARTMENTS（逗号分隔），"
        "以及 INIT_SYSTEM_ADMIN、INIT_SECURITY_ADMIN、INIT_AUDIT_ADMIN（用户名:姓名）和对应的 …_PASSWORD；"
        "没有给密码的管理员得到一个随机密码，显示一次。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--name", help="区总工会全称，如 云川区总工会")
        parser.add_argument("--short-name", help="区名，如 云川区")
        parser.add_argument("--superior", help="上级工会，如 江临市总工会")
        parser.add_argument("--departments", help="部室名称，以逗号分隔")
        for role, variable, _ in ADMINISTRATORS:
            parser.add_argument(f"--{variable.lower().replace('_', '-')}", help=f"{role.name}，写作 用户名:姓名")
        parser.add_argument("--no-input", action="store_true", help="不提问")

    def handle(self, **options):
        try:
            districts.refuse_second()
            district, people = districts.found(
                **(self._given(options) if options["no_input"] else self._asked(options))
            )
        except ValidationError as error:
            raise CommandError("".join(error.messages)) from None
        self.stdout.write(f"\n已建立“{district}”。三名管理员首次登录时须修改密码：")
        for user, password in people:
            grant = user.grants.get()
            shown = "（刚才设置的密码）" if user.username in self._own_passwords else password
            self.stdout.write(f"  {grant.get_role_display()}：{user.username}  {user.name}  {shown}")
        self.stdout.write("接下来：系统管理员登录后建立账号，安全管理员登录后授权，再导入工会组织。")

    def _given(self, options) -> dict:
        """Everything from options and the environment."""
        values = {
            "name": options["name"] or os.environ.get("INIT_NAME", ""),
            "short_name": options["short_name"] or os.environ.get("INIT_SHORT_NAME", ""),
            "superior_name": options["superior"] or os.environ.get("INIT_SUPERIOR", ""),
        }
        if not values["name"] or not values["short_name"]:
            raise CommandError("请用 --name 和 --short-name（或 INIT_NAME、INIT_SHORT_NAME）给出区总工会全称和区名。")
        people = []
        for role, variable, _ in ADMINISTRATORS:
            text = options[variable.lower()] or os.environ.get(f"INIT_{variable}", "")
            username, _, name = text.replace("：", ":").partition(":")
            if not username.strip() or not name.strip():
                raise CommandError(
                    f"请给出{role.name}：--{variable.lower().replace('_', '-')} 用户名:姓名（或 INIT_{variable}）。"
                )
            password = os.environ.get(f"INIT_{variable}_PASSWORD", "")
            people.append(districts.Person(role.code, username.strip(), name.strip(), password))
        self._own_passwords = {person.username for person in people if person.password}
        named = options["departments"] or os.environ.get("INIT_DEPARTMENTS", "")
        return {**values, "people": people, "department_names": _names(named) or None}

    def _asked(self, options) -> dict:
        """Everything from the person at the keyboard; options are proposed as answers."""
        self.stdout.write("第一次使用，请回答几个问题（直接回车采用方括号中的内容）。\n")
        name = self._ask("区总工会全称，如“云川区总工会”", options["name"])
        short_name = self._ask("区名，如“云川区”", options["short_name"] or name.removesuffix("总工会"))
        superior = self._ask("上级工会，如“江临市总工会”", options["superior"] or "", required=False)
        usual = "，".join(name for _, name, _ in departments.DEFAULTS)
        named = self._ask("部室，以逗号分隔", options["departments"] or usual)
        self.stdout.write("\n三名管理员须是三个不同的人。密码要求：")
        for rule in password_validators_help_texts():
            self.stdout.write(f"  · {rule}")
        people = []
        for role, _, usual_name in ADMINISTRATORS:
            self.stdout.write(f"\n{role.name}：{role.description}")
            username = self._ask("  用户名", usual_name)
            person = self._ask("  姓名", None)
            people.append(districts.Person(role.code, username, person, self._ask_password(username, person)))
        self._own_passwords = {person.username for person in people}
        return {
            "name": name,
            "short_name": short_name,
            "superior_name": superior,
            "people": people,
            "department_names": _names(named),
        }

    def _ask(self, question: str, proposal: str | None, *, required: bool = True) -> str:
        while True:
            shown = f" [{proposal}]" if proposal else ""
            answer = input(f"{question}{shown}：").strip() or proposal or ""
            if answer or not required:
                return answer
            self.stderr.write("这一项不能为空。")

    def _ask_password(self, username: str, name: str) -> str:
        while True:
            password = getpass.getpass("  密码（输入时不显示）：")
            try:
                validate_password(password, User(username=username, name=name))
            except ValidationError as error:
                self.stderr.write("".join(error.messages))
                continue
            if getpass.getpass("  再输一次：") == password:
                return password
            self.stderr.write("两次输入不一致，请重新输入。")


def _names(text: str) -> list[str]:
    """`办公室，宣教部` → a list without repetition."""
    parts = text.replace("，", ",").replace("、", ",").split(",")
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))
