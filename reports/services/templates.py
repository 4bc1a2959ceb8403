"""Templates of papers: those that ship, those that a district changed, and its own; every saved text is kept."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from members.models import Organization
from reports.models import TemplateRevision
from reports.text import template
from reports.text.template import Template
from union_site.core import audit
from union_site.core.access import Access
from union_site.core.models import District, User
from union_site.core.periods import Period
from union_site.core.roles import ROLES, Permission

REGISTER = "paper_template"  # as the trail calls it
OWN = "own_"
NAME_LENGTH = 40
TEXT_LENGTH = 60_000
TAKEN_MEANWHILE = "别人刚保存了这个模板。您的文字没有丢失，请对照现行的文字，改好后再保存。"


class UnknownTemplate(LookupError):
    """There is no such template, or it was taken out of use."""


@dataclass(frozen=True)
class Kept:
    """A template in force: its text, and the revision that put it there (None: as it ships)."""

    key: str
    name: str
    text: str
    revision: TemplateRevision | None = None

    @property
    def ships(self) -> bool:
        """The system brings a template of this key."""
        return self.key in template.SHIPPED

    @property
    def state(self) -> str:
        """系统自带, 已修改 or 自建."""
        return "自建" if not self.ships else "已修改" if self.revision else "系统自带"

    @property
    def parsed(self) -> Template:
        return template.parse(self.text)


def may_edit(access: Access) -> bool:
    """Whether the user keeps the district's templates: who writes for the whole district, not for a department."""
    return any(
        ROLES[grant.role].district_wide and not ROLES[grant.role].by_department
        for grant in access.grants
        if Permission.WRITE in ROLES[grant.role].permissions
    )


def require_edit(access: Access) -> None:
    """Raise PermissionDenied unless `may_edit`."""
    if not may_edit(access):
        raise PermissionDenied


def in_force(district: District) -> dict[str, Kept]:
    """The templates of a district by key: the shipped ones in their order, then its own. In one statement."""
    newest = _newest(TemplateRevision.objects.filter(district=district))
    found = {}
    for key in template.SHIPPED:
        text = template.shipped(key)
        kept = newest.pop(key, None)
        if kept and kept.text:
            found[key] = Kept(key, kept.name, kept.text, kept)
        else:
            found[key] = Kept(key, template.parse(text).name, text)
    own = sorted(newest.values(), key=lambda row: int(row.key.removeprefix(OWN)))
    found.update({row.key: Kept(row.key, row.name, row.text, row) for row in own if row.text})
    return found


def one(district: District, key: str) -> Kept:
    """The template in force under a key. Raises UnknownTemplate."""
    newest = history(district, key).first()
    if newest and newest.text:
        return Kept(key, newest.name, newest.text, newest)
    if key in template.SHIPPED:
        text = template.shipped(key)
        return Kept(key, template.parse(text).name, text)
    raise UnknownTemplate("没有这个模板，或它已停用，请另选一个。")


def history(district: District, key: str) -> QuerySet[TemplateRevision]:
    """Every saved text of a key, the newest first."""
    return TemplateRevision.objects.filter(district=district, key=key).select_related("by").order_by("-revision")


def names(district: District) -> dict[str, str]:
    """{key: name} of all templates, those taken out of use under their last name, for papers written with them."""
    found = {key: template.load(key).name for key in template.SHIPPED}
    rows = TemplateRevision.objects.filter(district=district).order_by("key", "revision")
    found.update({key: name for key, name in rows.values_list("key", "name") if name})
    return found


def withdrawn(district: District) -> list[TemplateRevision]:
    """The district's own templates that were taken out of use, by their last text."""
    rows = _newest(TemplateRevision.objects.filter(district=district, key__startswith=OWN)).values()
    return [row for row in rows if not row.text]


def unsuited(kept: Kept, period: Period, unit: Organization) -> str:
    """Why a paper of the unit and period is not written with the template; empty where it is."""
    made = kept.parsed
    if not made.suits_period(period):
        return f"“{kept.name}”用于{'、'.join(made.periods)}，请另选报告期。"
    if not made.suits_unit(unit.kind):
        return f"“{kept.name}”只供{'、'.join(made.units)}使用，请另选单位。"
    return ""


@transaction.atomic
def save(*, district: District, key: str, text: str, base: int, by: User, request=None) -> TemplateRevision:
    """Put a text that was checked in force under a key. `base`: the revision that was open (0: as it ships).

    Raises ValidationError when nothing changed, somebody saved meanwhile or another template bears the name.
    """
    text = text.replace("\r\n", "\n").strip() + "\n"
    name = template.parse(text).name[:NAME_LENGTH]
    last = history(district, key).first()
    now = last.text if last else template.shipped(key)
    if text.strip() == now.strip():
        raise ValidationError("文字没有变化，无需保存。")
    if any(kept.name == name for kept in in_force(district).values() if kept.key != key):
        raise ValidationError(f"已有名为“{name}”的模板，请另取名称。")
    return _add(district, key, name, text, base, audit.Action.CHANGE, by, request)


@transaction.atomic
def create(*, district: District, copy_of: Kept, name: str, by: User, request=None) -> TemplateRevision:
    """A template of the district's own, which begins as a copy of another. Raises ValidationError for its name."""
    name = " ".join(name.split())
    if not name:
        raise ValidationError("请写明新模板的名称。")
    if len(name) > NAME_LENGTH:
        raise ValidationError(f"名称不能超过{NAME_LENGTH}个字。")
    if any(kept.name == name for kept in in_force(district).values()):
        raise ValidationError(f"已有名为“{name}”的模板，请另取名称。")
    keys = TemplateRevision.objects.filter(district=district, key__startswith=OWN).values_list("key", flat=True)
    number = max((int(key.removeprefix(OWN)) for key in keys), default=0) + 1
    text = template.named(copy_of.text, name)
    return _add(district, f"{OWN}{number}", name, text, 0, audit.Action.CREATE, by, request)


@transaction.atomic
def restore(*, district: District, key: str, by: User, request=None) -> None:
    """Take the district's text out of force: the shipped one holds again, one of its own is no longer offered."""
    newest = history(district, key).first()
    if newest is None or not newest.text:
        raise ValidationError("这个模板没有改过，无需恢复。")
    action = audit.Action.CHANGE if key in template.SHIPPED else audit.Action.VOID
    _add(district, key, newest.name, "", newest.revision, action, by, request)


def _add(district, key, name, text, base, action, by, request) -> TemplateRevision:
    last = history(district, key).first()
    if (last.revision if last else 0) != base:
        raise ValidationError(TAKEN_MEANWHILE)
    row = TemplateRevision(district=district, key=key, revision=base + 1, name=name, text=text, by=by)
    row.validate_constraints()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise ValidationError(TAKEN_MEANWHILE) from error
    audit.write(
        action,
        user=by,
        request=request,
        register=REGISTER,
        object_label=f"{name}（{key}）"[:120],
        changes={"revision": [base, row.revision]},
    )
    return row


def _newest(rows: QuerySet[TemplateRevision]) -> dict[str, TemplateRevision]:
    return {row.key: row for row in rows.select_related("by").order_by("key", "revision")}
