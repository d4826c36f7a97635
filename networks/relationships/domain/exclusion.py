"""Exclusions: private to the person who makes them, and lifted at any time."""

from __future__ import annotations

from django.db import transaction

from mentornet.audit_verbs import Verb
from networks.errors import AskedOneself
from networks.relationships.models import Exclusion
from profiles.institution.domain.audit import record
from profiles.models import Membership


def exclude_person(owner: Membership, *, other: Membership) -> Exclusion:
    """Suggest *other* to *owner* no more; a second time changes nothing.

    Raise AskedOneself for one's own name.
    """
    if owner.pk == other.pk:
        raise AskedOneself
    with transaction.atomic():
        exclusion, created = Exclusion.objects.get_or_create(
            owner=owner, other=other, defaults={"institution": owner.institution}
        )
        if created:
            record(
                Verb.PERSON_EXCLUDED,
                actor=owner.user,
                institution=owner.institution,
                subject=exclusion,
            )
    return exclusion


def include_person(owner: Membership, *, other: Membership) -> None:
    """Let *other* be suggested to *owner* again; without an exclusion nothing happens.

    A wish never to be brought together stays: it is more than a suggestion turned down.
    """
    _lift(owner, other, reach=Exclusion.Reach.SUGGESTION, verb=Verb.PERSON_INCLUDED)


def keep_apart(owner: Membership, *, other: Membership) -> Exclusion:
    """Never bring the two together, by anyone's hand; a second time changes nothing.

    More than "do not suggest": it holds in both directions, in every program, and the other
    never learns of it. Raise AskedOneself for one's own name.
    """
    if owner.pk == other.pk:
        raise AskedOneself
    with transaction.atomic():
        exclusion, created = Exclusion.objects.select_for_update().get_or_create(
            owner=owner,
            other=other,
            defaults={"institution": owner.institution, "reach": Exclusion.Reach.PAIR},
        )
        if created or exclusion.reach != Exclusion.Reach.PAIR:
            exclusion.reach = Exclusion.Reach.PAIR
            exclusion.save(update_fields=["reach"])
            record(
                Verb.PERSON_KEPT_APART,
                actor=owner.user,
                institution=owner.institution,
                subject=exclusion,
            )
    return exclusion


def lift_keep_apart(owner: Membership, *, other: Membership) -> None:
    """Take one's own wish back; without one nothing happens."""
    _lift(owner, other, reach=Exclusion.Reach.PAIR, verb=Verb.EXCLUSION_LIFTED)


def _lift(owner: Membership, other: Membership, *, reach: str, verb: Verb) -> None:
    with transaction.atomic():
        own = Exclusion.objects.filter(owner=owner, other=other, reach=reach).select_for_update()
        for exclusion in own:
            record(verb, actor=owner.user, institution=owner.institution, subject=exclusion)
            exclusion.delete()
