"""提出转接申请 for a line of a sheet of members: who is registered with another union is asked for, not imported."""

from datetime import date
from typing import Any

from members.models import Organization
from members.services import transfers
from union_site.core.access import Access
from union_site.core.records.pages import attempt
from union_site.core.roles import Permission
from union_site.core.spreadsheets.remedies import Remedied, Remedy

ELSEWHERE = ("id_elsewhere", "该身份证号码的会员已在其他工会登记，不能直接导入。可以提出会籍转接申请。")
REGISTER = "transfer_request"


class AskForTransfer(Remedy):
    """Asks in the name of the union that the line names; the day is the line's 转入日期, or the one typed on the page."""

    code = ELSEWHERE[0]
    title = "提出转接申请"
    all_title = "为本页全部提出转接申请"
    done_title = "已提出转接申请"
    day_label = "转入日期"
    help = "表中填写了转入日期的，按表中的日期申请。申请由原工会办理，对方接收后会籍才转过来；办理情况请到“会籍转接申请”中查看。"

    def allowed(self, access: Access) -> bool:
        return access.can(Permission.ADD, REGISTER)

    def act(self, values: dict[str, Any], *, day: date | None, access: Access, ip_address: str = "") -> Remedied:
        scope = access.full_scope(Permission.ADD, REGISTER)
        unions = Organization.objects.within(scope).current()
        union = unions.filter(name=values.get("organization") or "").first()
        on = values.get("transferred_on") or day
        if union is None:
            return Remedied(False, "您不能以这个工会的名义提出转接申请。")
        if on is None:
            return Remedied(False, "请填写转入日期。")
        asked: list[str] = []

        def ask() -> None:
            try:
                transfers.ask(
                    member=values["name"],
                    identity=values["identity"],
                    union=union,
                    on=on,
                    scope=scope,
                    by=access.user,
                    ip_address=ip_address,
                )
            except transfers.AlreadyAsked as error:
                asked.extend(error.messages)

        refused = attempt(ask)
        return Remedied(not refused, refused or "".join(asked))
