"""The district of a command: commands speak of the only one."""

from django.db import OperationalError, ProgrammingError

from union_site.core.models import District


class NoDistrict(LookupError):
    """The database has no district yet, or several."""


def only_district() -> District:
    try:
        found = list(District.objects.all()[:2])
    except (OperationalError, ProgrammingError) as error:
        raise NoDistrict("数据库还没有建表，或无法连接。请先运行 manage.py migrate。") from error
    if not found:
        raise NoDistrict("还没有建立区总工会。请先运行 manage.py init（正式使用）或 manage.py demo（演示数据）。")
    if len(found) > 1:
        raise NoDistrict("库中有多个区总工会，请在网页中操作。")
    return found[0]
