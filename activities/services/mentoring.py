"""师徒结对: the people of the pairs, so that a person who is mentor and apprentice, or has several pairs, counts once."""

from django.db.models import F, OuterRef, QuerySet, Subquery

from activities.models import MentorPair, MentorPairPerson

_SIDES = (
    (MentorPairPerson.Role.MENTOR, "mentor_identity_index"),
    (MentorPairPerson.Role.APPRENTICE, "apprentice_identity_index"),
)


def follow(pairs: QuerySet[MentorPair]) -> None:
    """Bring the people of these pairs in line with the pairs; to be called in the transaction that wrote them.

    Nothing of its own for the audit trail: the pair's event says everything.
    """
    for role, index in _SIDES:
        people = MentorPairPerson.objects.filter(role=role)
        missing = pairs.exclude(pk__in=people.values("pair_id")).values_list("pk", "district_id", index)
        MentorPairPerson.objects.bulk_create(
            (
                MentorPairPerson(pair_id=pk, district_id=district, role=role, identity_index=identity)
                for pk, district, identity in missing
            ),
            batch_size=1000,
        )
        wrong = people.filter(pair__in=pairs).exclude(identity_index=F(f"pair__{index}")).values_list("pk", flat=True)
        MentorPairPerson.objects.filter(pk__in=list(wrong)).update(
            identity_index=Subquery(MentorPair.objects.filter(pk=OuterRef("pair_id")).values(index)[:1])
        )
