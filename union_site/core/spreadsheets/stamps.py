"""The stamp of a form that was downloaded here: for which unit, register and period it was made, under a seal.

The seal keeps a stamp that somebody wrote by hand from counting; it protects nothing secret. What a form says is
looked at before its rows are read.
"""

import hmac
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.apps import apps

from union_site.core import registry
from union_site.core.crypto import blind_index
from union_site.core.periods import Period, PeriodError
from union_site.core.roles import Permission
from union_site.core.spreadsheets.importing import FileRefused
from union_site.core.spreadsheets.layouts import Sender
from union_site.core.spreadsheets.tables import Notice

PROPERTY = "UnionForm"  # name of the document property
WRONG_REGISTER = "这张表是“{found}”，不是“{wanted}”。请到“{found}”中导入，或改选正确的文件。"
FOREIGN_UNIT = "这份表格是其他单位下载的模板，不是本单位的。请下载本单位的模板，把内容复制过去后重新上传。"
_VERSION, _CONTEXT, _SEAL = "form1", "template.stamp", 20


@dataclass(frozen=True)
class Stamp:
    """`resource`: its key; `unit`: public_id of a union or None for a form of no unit in particular; `period`: a key."""

    resource: str
    unit: UUID | None
    period: str

    def __str__(self) -> str:
        said = f"{_VERSION}.{self.resource}.{self.unit.hex if self.unit else '-'}.{self.period}"
        return f"{said}.{_seal(said)}"

    @classmethod
    def read(cls, text: str) -> "Stamp | None":
        """The stamp that `text` is, None for one that is not ours."""
        said, _, seal = text.rpartition(".")
        parts = said.split(".")
        if len(parts) != 4 or parts[0] != _VERSION or not hmac.compare_digest(seal.encode(), _seal(said).encode()):
            return None
        return cls(parts[1], None if parts[2] == "-" else UUID(hex=parts[2]), parts[3])


def _seal(said: str) -> str:
    return blind_index(said, _CONTEXT)[:_SEAL]


def resource_of(text: str) -> str:
    """The key of the resource that a genuine stamp names, else ""."""
    stamp = Stamp.read(text)
    return stamp.resource if stamp and stamp.resource in registry.resources else ""


class Check:
    """Looks at the stamp of one file as importing.read wants it; what is to be said of it gathers in `notices`.

    `register`: the one that was chosen, if any; `unit`: the union that the sender was looking at.
    """

    def __init__(self, sender: Sender, *, register: str = "", unit=None, today: date):
        self.sender, self.register, self.unit, self.today = sender, register, unit, today
        self.notices: list[Notice] = []

    def __call__(self, text: str) -> str:
        """The key of the resource. Raises FileRefused for the form of another register or a foreign unit."""
        key = resource_of(text)
        if not key:
            return ""
        stamp, resource = Stamp.read(text), registry.resources[key]
        if self.register and resource.register != self.register:
            wanted = registry.registers[self.register].title
            raise FileRefused("register", WRONG_REGISTER.format(found=resource.title, wanted=wanted))
        if stamp.unit:
            self._check_unit(stamp.unit, resource)
        self._check_period(stamp.period)
        return key

    def _check_unit(self, public_id: UUID, resource) -> None:
        scope = self.sender.access.full_scope(Permission.IMPORT, resource.register)
        if not scope:
            return  # nothing may be imported there at all, which is said later
        model = apps.get_model("members.Organization")
        union = model.objects.filter(district=self.sender.district, public_id=public_id).first()
        # A form that a superior union hands down is meant to be filled in below it.
        if union is None or not (scope.covers(union.path) or any(path.startswith(union.path) for path in scope.paths)):
            raise FileRefused("unit", FOREIGN_UNIT)
        chosen = self.unit
        if chosen and not chosen.path.startswith(union.path) and not union.path.startswith(chosen.path):
            self._say(
                "stamp_unit", f"这份表格是“{union}”的模板，而您现在选择的单位是“{chosen}”，请核对是否选错了文件。"
            )

    def _check_period(self, key: str) -> None:
        try:
            period = Period.parse(key)
        except PeriodError:
            return
        if not period.start <= self.today < period.end:
            current = Period.half_of(self.today)
            self._say("stamp_period", f"这份表格是{period}的模板，现在是{current}，请核对是否用了以前的模板。")

    def _say(self, code: str, words: str) -> None:
        self.notices.append(Notice(code, words))
