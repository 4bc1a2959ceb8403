"""From an honour to the registry of model workers: the person is found by identity number, and nothing is doubled."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from members.models import Honour, HonourTitle, ModelWorker
from union_site.core import audit
from union_site.core.crypto import blind_index
from union_site.core.identifiers import IdentifierError, Identity, check_identity
from union_site.core.records import services
from union_site.core.scope import Scope

# Titles that make a model worker (《劳动模范和先进工作者评选表彰工作条例》 and the May Day medal, with craftsmen beside them).
TITLES = ("劳动模范", "先进工作者", "五一劳动奖章", "工匠")
GENDERS = {"男": ModelWorker.Gender.MALE, "女": ModelWorker.Gender.FEMALE}


@dataclass(frozen=True)
class Entered:
    """The person in the registry; whether the person and the honour were added just now."""

    worker: ModelWorker
    is_new_person: bool
    is_new_honour: bool


def makes_model_worker(honour: Honour) -> bool:
    """A person's honour of model-worker kind. 先进工作者 of a collective, 工人先锋号 and the like are none."""
    return honour.kind == Honour.Kind.PERSON and any(word in honour.title for word in TITLES)


def worker_of(honour: Honour) -> ModelWorker | None:
    """The person in the registry whom the honour names by identity number."""
    if not honour.identity_index:
        return None
    same = {"district": honour.district_id, "identity_index": honour.identity_index}
    return ModelWorker.objects.current().filter(**same).first()


def stands(worker: ModelWorker, honour: Honour) -> bool:
    """Whether the honour is among the person's titles: the same day and level, the name in full or in short."""
    return any(not title.is_void for title in _same(worker, honour))


@transaction.atomic
def enter_registry(
    honour: Honour,
    *,
    identity: str = "",
    by,
    honour_scope: Scope,
    worker_scope: Scope,
    ip_address: str = "",
) -> Entered:
    """Enter the person and the honour into the registry of model workers; what is there already stays as it is.

    `identity` is asked where the honour has none, and kept on the honour. Scopes say where `by` may change honours and
    add model workers. Raises ValidationError (by field), and what core's `records.services` raise.
    """
    if not makes_model_worker(honour):
        raise ValidationError("只有个人的劳动模范、先进工作者、五一劳动奖章、工匠荣誉可以登记为劳模工匠。")
    written = {"by": by, "ip_address": ip_address}
    person = _person(honour, identity)
    if not honour.identity:
        before = audit.snapshot(honour)
        honour.identity, honour.birth_on = person.number, person.birth
        services.change(honour, before=before, register="honour", scope=honour_scope, **written)
    written |= {"register": "model_worker", "scope": worker_scope}
    worker = _registered(honour, person, worker_scope)
    is_new = worker is None
    if is_new:
        worker = services.create(_new_worker(honour, person), **written)
    return Entered(worker, is_new, _add(worker, honour, written))


def _person(honour: Honour, identity: str) -> Identity:
    try:
        person = check_identity(honour.identity or identity)
    except IdentifierError as error:
        raise ValidationError({"identity": error.message}) from None
    if honour.awarded_on < person.birth:
        raise ValidationError({"identity": "授予日期不能早于获奖者的出生日期。"})
    return person


def _registered(honour: Honour, person: Identity, scope: Scope) -> ModelWorker | None:
    """The person's row. Raises ValidationError where it is not this user's to touch, struck out, or somebody else."""
    rows = ModelWorker.objects.select_for_update(of=("self",)).select_related("organization")
    same = {"district": honour.district_id, "identity_index": blind_index(person.number, "identity")}
    worker = rows.filter(**same).first()
    if worker is None:
        return None
    if not scope.covers(worker.organization.path):
        raise ValidationError("这条记录无法保存，请联系上级工会核对。")
    if worker.is_void:
        raise ValidationError("该身份证号的劳模工匠登记已作废，请先在“劳模工匠”登记簿中恢复。")
    if worker.name != honour.recipient:
        raise ValidationError({"identity": "该身份证号登记的劳模工匠与获奖者姓名不一致，请核对。"})
    return worker


def _new_worker(honour: Honour, person: Identity) -> ModelWorker:
    return ModelWorker(
        district=honour.district,
        organization=honour.organization,
        name=honour.recipient,
        identity=person.number,
        birth_on=person.birth,
        gender=GENDERS[person.gender],
        employer_name=honour.employer_name,
    )


def _same(worker: ModelWorker, honour: Honour) -> list[HonourTitle]:
    titles = worker.honours.filter(honoured_on=honour.awarded_on, level=honour.level)
    return [title for title in titles if title.title in honour.title or honour.title in title.title]


def _add(worker: ModelWorker, honour: Honour, written: dict) -> bool:
    """Add the honour to the person's titles, or bring the one struck out back. False where it stands already."""
    same = _same(worker, honour)
    if not same:
        services.create(_title(worker, honour), **written)
    elif all(title.is_void for title in same):
        services.restore(same[0], **written)
    else:
        return False
    return True


def _title(worker: ModelWorker, honour: Honour) -> HonourTitle:
    return HonourTitle(
        district=honour.district,
        model_worker=worker,
        level=honour.level,
        title=honour.title,
        honoured_on=honour.awarded_on,
        document_number=honour.document_number,
        employer_name=honour.employer_name,
    )
