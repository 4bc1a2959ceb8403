"""Keeping definitions: who may, and every write with its own event in the trail.

A definition belongs to a department of the district, or to the district itself (kept by the editor). A version is only
ever added.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from reports.models import Definition, DefinitionVersion
from reports.services import catalogue, sentences
from reports.services.defined import Dated, Defined, defined
from reports.services.questions import Question
from reports.services.vocabulary import Source, sources
from union_site.core import audit, registry
from union_site.core.access import Access
from union_site.core.models import Department, District, User
from union_site.core.roles import ROLES, Permission
from union_site.core.widths import matching_key

MOST = 200  # definitions in use in one district


def may_ask(access: Access, source: Source) -> bool:
    """The user may define indicators over these rows: both permissions, on their register."""
    return access.can(Permission.DEFINE, source.register) and access.can(Permission.VIEW, source.register)


def sources_for(access: Access) -> list[Source]:
    return [source for source in sources().values() if may_ask(access, source)]


def owners_for(access: Access) -> list[Department | None]:
    """For whom the user may define: the departments of the user's grants, and the district (None) for an editor."""
    granted = [grant for grant in access.grants if Permission.DEFINE in ROLES[grant.role].permissions]
    departments = {g.department_id: g.department for g in granted if ROLES[g.role].by_department and g.department}
    district = [None] if any(not ROLES[grant.role].by_department for grant in granted) else []
    return [*departments.values(), *district]


def may_change(access: Access, definition: Definition) -> bool:
    """The user keeps this definition: it is the own department's, or the user keeps the whole district's."""
    if definition.district_id != access.user.district_id:
        return False
    owners = owners_for(access)
    return None in owners or definition.department in owners


def of(access: Access):
    """Definitions of the user's district. Every reader of figures may know them."""
    return Definition.objects.filter(district=access.user.district_id).select_related("department", "created_by")


@transaction.atomic
def create(
    *, definition: Definition, question: Question, from_day: date, by: User, reason: str = "", request=None
) -> Definition:
    """Store a new definition with its first version. Raises ValidationError, QuestionError."""
    district = District.objects.select_for_update().get(pk=definition.district_id)
    question = question.checked()
    if Definition.objects.filter(district=district, retired_on=None).count() >= MOST:
        raise ValidationError(f"自定义指标最多 {MOST} 个，请先停用不再使用的。")
    definition.number = (Definition.objects.filter(district=district).aggregate(last=Max("number"))["last"] or 0) + 1
    definition.created_by = by
    definition.source, definition.kind, definition.unit = question.source, question.kind, question.unit
    _check(definition, indicator=defined(definition, (Dated(from_day, question),)))
    definition.save(force_insert=True)
    _add_version(definition, question, from_day=from_day, reason=reason, by=by)
    _write(audit.Action.CREATE, definition, by=by, request=request, changes=_said(question, from_day))
    return definition


@transaction.atomic
def revise(
    *, definition: Definition, question: Question, from_day: date, reason: str, by: User, request=None
) -> DefinitionVersion:
    """Add a version from a day on; what was asked before that day stays. Raises ValidationError, QuestionError."""
    Definition.objects.select_for_update().get(pk=definition.pk)
    question = question.checked()
    if (question.source, question.kind, question.unit) != (definition.source, definition.kind, definition.unit):
        raise ValidationError("登记簿、指标类型和计量单位不能改变，请另外定义一个指标。")
    if not reason:
        raise ValidationError({"reason": "请填写变更原因。"})
    last = definition.versions.order_by("-from_day").first()
    if from_day <= last.from_day:
        raise ValidationError({"from_day": f"启用日期应晚于上一个口径的启用日期（{last.from_day.isoformat()}）。"})
    version = _add_version(definition, question, from_day=from_day, reason=reason, by=by)
    changes = {"口径": [_words(definition, last), question.said()], "启用日期": [str(last.from_day), str(from_day)]}
    _write(audit.Action.CHANGE, definition, by=by, request=request, changes=changes, reason=reason)
    return version


@transaction.atomic
def change(*, definition: Definition, by: User, request=None) -> dict:
    """Store other wording, place or use of a definition; its questions stay. Raises ValidationError."""
    before = audit.snapshot(Definition.objects.select_for_update().get(pk=definition.pk))
    changes = audit.differences(before, definition)
    if changes:
        _check(definition, indicator=catalogue.own(definition.district).working.get(definition.key))
        definition.save()
        said = {str(Definition._meta.get_field(name).verbose_name): pair for name, pair in changes.items()}
        if "department" in changes:
            said["负责部室"] = [_department(pk, definition.district) for pk in changes["department"]]
        _write(audit.Action.CHANGE, definition, by=by, request=request, changes=said)
    return changes


@transaction.atomic
def retire(*, definition: Definition, on: date, by: User, reason: str, request=None) -> None:
    """Take a definition out of use from a day on. Its figures of earlier periods stay. Raises ValidationError."""
    if not reason:
        raise ValidationError("请填写停用原因。")
    stored = Definition.objects.select_for_update().get(pk=definition.pk)
    if stored.retired_on is not None:
        raise ValidationError("这项指标已经停用。")
    definition.retired_on = on
    definition.save(update_fields=["retired_on"])
    _write(audit.Action.VOID, definition, by=by, request=request, reason=reason, changes={"停用日期": [None, str(on)]})


@transaction.atomic
def resume(*, definition: Definition, by: User, request=None) -> None:
    """Take a retired definition into use again. Raises ValidationError."""
    stored = Definition.objects.select_for_update().get(pk=definition.pk)
    if stored.retired_on is None:
        raise ValidationError("这项指标正在使用。")
    definition.retired_on = None
    definition.save(update_fields=["retired_on"])
    _write(audit.Action.RESTORE, definition, by=by, request=request)


def _add_version(definition: Definition, question: Question, *, from_day: date, reason: str, by: User):
    return DefinitionVersion.objects.create(
        definition=definition,
        from_day=from_day,
        measure=question.measure,
        field=question.field,
        begun=question.begun,
        ended=question.ended,
        conditions=[condition.to_store() for condition in question.conditions],
        part=[condition.to_store() for condition in question.part],
        breakdown=question.breakdown,
        remark=question.remark,
        reason=reason,
        created_by=by,
    )


def _check(definition: Definition, *, indicator: Defined | None) -> None:
    """Name, wording and sentence can stand. Raises ValidationError."""
    definition.sentence = sentences.finished(definition.sentence)
    definition.full_clean(exclude=["created_by", "number"])
    names = {matching_key(name) for i in registry.indicators.values() for name in (i.label, *i.names)}
    if matching_key(definition.name) in names:
        raise ValidationError({"name": "指标目录中已有这个名称，请换一个。"})
    if definition.sentence:
        known = catalogue.known(definition.district)
        if wrong := sentences.problem(definition.key, definition.sentence, known, indicator):
            raise ValidationError({"sentence": wrong})


def _department(pk: int | None, district: District) -> str:
    return Department.objects.get(pk=pk).name if pk else district.name


def _words(definition: Definition, version: DefinitionVersion) -> str:
    indicator = catalogue.own(definition.district).working.get(definition.key)
    return indicator.version_on(version.from_day).question.said() if indicator else "（需要修订）"


def _said(question: Question, from_day: date) -> dict:
    return {"口径": [None, question.said()], "启用日期": [None, str(from_day)]}


def _write(action, definition: Definition, *, by: User, request=None, changes=None, reason: str = "") -> None:
    audit.write(
        action,
        user=by,
        request=request,
        object_id=definition.public_id,
        object_label=f"自定义指标：{definition.name}"[:120],
        district_id=definition.district_id,
        changes=changes,
        reason=reason,
    )
