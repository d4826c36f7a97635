"""The people of one's institution, as pages list them and forms look them up."""

from django.db.models import Q, QuerySet

from profiles.models import Membership

SHOWN = 20


def colleagues(member: Membership) -> QuerySet[Membership]:
    """Everyone here now, for lists: with unit, offer and training, without the search vector."""
    return (
        Membership.objects.visible_to(member.user)
        .of(member.institution)
        .select_related("unit", "offer", "mentor_training")
        .defer("search")
    )


def find_colleagues(member: Membership, *, words: str) -> list[Membership]:
    """Return up to twenty current colleagues of *member* whose name has every one of *words*."""
    if not words.split():
        return []
    found = Membership.objects.current().of(member.institution).exclude(pk=member.pk)
    for word in words.split()[:6]:
        found = found.filter(
            Q(family_name__istartswith=word)
            | Q(given_name__istartswith=word)
            | Q(family_name__icontains=f" {word}")
            | Q(given_name__icontains=f" {word}")
        )
    return list(found.select_related("unit").order_by("family_name", "given_name", "id")[:SHOWN])
