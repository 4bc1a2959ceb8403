"""The member whom a claim, a payment or a case is about, by identity number and within a scope; doubts of a card."""

from members.models import Member
from union_site.core.crypto import blind_index
from union_site.core.identifiers import check_bank_card
from union_site.core.scope import Scope
from union_site.core.spreadsheets.messages import message

NOT_FOUND = "未找到会员：在您的管理范围内，没有这个身份证号的会员登记。"


def member_of(identity: str, scope: Scope) -> Member | None:
    """The member of that identity number within `scope`, with the union."""
    if not identity:
        return None
    rows = Member.objects.within(scope).current().select_related("organization")
    return rows.filter(identity_index=blind_index(identity, "identity")).first()


def words_of_member(identity: str, name: str, scope: Scope) -> list[str]:
    """What the register of members says of the person of a record; no name or number is told."""
    if not identity:
        return []
    member = member_of(identity, scope)
    if member is None:
        return [NOT_FOUND]
    place = f"，工作单位：{member.employer_name}" if member.employer_name else ""
    words = [f"会员登记：{member.organization}{place}，会籍状态：{member.get_status_display()}。"]
    if name and name != member.name:
        words.append("姓名与会员登记的姓名不一致，请核对姓名和身份证号。")
    return words


def doubts_of_card(number: str) -> list[str]:
    """What should be looked at in the number of a bank card; the number is not told."""
    doubt = check_bank_card(number).warning if number else None
    return [message(doubt)] if doubt else []
