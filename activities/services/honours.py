"""From winners to honours: chosen winners of a contest enter the register of honours in one step, each once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from activities.models import Contest, ContestWinner
from members.models import Honour
from union_site.core import audit
from union_site.core.identifiers import check_identity
from union_site.core.records import services
from union_site.core.scope import Scope


@dataclass
class Awarded:
    """What became of the winners: honours made, honours found and linked, and winners that had theirs already."""

    made: list[Honour] = field(default_factory=list)
    linked: list[Honour] = field(default_factory=list)
    kept: list[ContestWinner] = field(default_factory=list)


def waiting(contest: Contest):
    """The winners of a contest without an honour; one whose honour was struck out waits again."""
    return contest.winners.current().exclude(honour__isnull=False, honour__voided_at=None)


@transaction.atomic
def award(
    contest: Contest,
    winners: Iterable[ContestWinner],
    *,
    title: str,
    level: str,
    awarded_on: date,
    awarded_by: str = "",
    document_number: str = "",
    with_rank: bool = False,
    by,
    scope: Scope,
    ip_address: str = "",
) -> Awarded:
    """Make an honour of each winner, or link the one that is registered already (same union, title, person and day).

    `with_rank` appends the winner's rank to the title. `scope` is where `by` may add honours. All or nothing: raises
    ValidationError by field, and what core's `records.services.create` raises.
    """
    if awarded_on < contest.started_on:
        raise ValidationError({"awarded_on": "授予日期不能早于比武的开始日期。"})
    done = Awarded()
    rows = ContestWinner.objects.select_for_update(of=("self",)).select_related("honour", "union")
    for winner in rows.filter(pk__in=[winner.pk for winner in winners], contest=contest, voided_at=None).order_by("pk"):
        if winner.honour is not None and not winner.honour.is_void:
            done.kept.append(winner)
            continue
        honour = _honour(
            contest,
            winner,
            title=title + winner.rank if with_rank else title,
            level=level,
            awarded_on=awarded_on,
            awarded_by=awarded_by,
            document_number=document_number,
        )
        found = _registered(honour)
        if found is None:
            services.create(honour, by=by, register="honour", scope=scope, ip_address=ip_address)
            done.made.append(honour)
        else:
            done.linked.append(found)
        _link(winner, found or honour, by=by, ip_address=ip_address)
    return done


def _honour(contest: Contest, winner: ContestWinner, **said) -> Honour:
    """The honour of a winner, checked by the rules of honours. Raises ValidationError by field."""
    if len(said["title"]) > Honour._meta.get_field("title").max_length:
        raise ValidationError({"title": f"荣誉称号“{said['title']}”超过 60 个字，请缩短。"})
    honour = Honour(
        district=contest.district,
        organization=winner.union or contest.organization,
        kind=Honour.Kind.PERSON,
        recipient=winner.name,
        identity=winner.identity,
        birth_on=check_identity(winner.identity).birth if winner.identity else None,
        employer_name=winner.employer_name,
        **said,
    )
    given = {field.name: getattr(honour, field.attname) for field in honour._meta.concrete_fields}
    for rule in Honour.rules:
        if not rule.holds(given):
            name = rule.fields[-1] if rule.fields[-1] in said else ""
            raise ValidationError({name or "winners": f"{winner.name}：{rule.message}"})
    return honour


def _registered(honour: Honour) -> Honour | None:
    """The same honour if it was entered before. Raises ValidationError where it is somebody else's or struck out."""
    keys = ("organization", "title", "recipient", "awarded_on")
    found = Honour.objects.filter(**{name: getattr(honour, name) for name in keys}).first()
    if found is None:
        return None
    if found.is_void:
        message = f"{found.recipient}的这项荣誉已登记并作废，请在“荣誉”登记簿中恢复，或改用其他称号、日期。"
        raise ValidationError({"winners": message})
    if found.identity and honour.identity and found.identity != honour.identity:
        message = f"同一工会另有一位{found.recipient}当日获得同名荣誉，请先在“荣誉”登记簿中区分，或改用其他称号。"
        raise ValidationError({"winners": message})
    return found


def _link(winner: ContestWinner, honour: Honour, *, by, ip_address: str) -> None:
    before = audit.snapshot(winner)
    winner.honour, winner.updated_by, winner.updated_at = honour, by, timezone.now()
    winner.save(update_fields=["honour", "updated_by", "updated_at"])
    audit.write(
        audit.Action.CHANGE,
        user=by,
        record=winner,
        register="contest_winner",
        changes=audit.differences(before, winner),
        reason="生成荣誉",
        ip_address=ip_address,
    )
