"""Not this person: private to the one who says it, and taken back as easily."""

from __future__ import annotations

from django.db import transaction

from networks.errors import AskedOneself
from networks.models import Exclusion
from profiles.domain.audit import record
from profiles.models import Membership


def exclude_person(owner: Membership, *, other: Membership) -> Exclusion:
    """Suggest *other* to *owner* no more; a second time changes nothing.

    Raises AskedOneself for one's own name.
    """
    if owner.pk == other.pk:
        raise AskedOneself
    with transaction.atomic():
        exclusion, created = Exclusion.objects.get_or_create(
            owner=owner, other=other, defaults={"institution": owner.institution}
        )
        if created:
            record(
                "person_excluded",
                actor=owner.user,
                institution=owner.institution,
                subject=exclusion,
            )
    return exclusion


def include_person(owner: Membership, *, other: Membership) -> None:
    """Let *other* be suggested to *owner* again; without an exclusion nothing happens.

    A wish never to be brought together stays: it is more than a suggestion turned down.
    """
    with transaction.atomic():
        own = Exclusion.objects.filter(
            owner=owner, other=other, reach=Exclusion.Reach.SUGGESTION
        ).select_for_update()
        for exclusion in own:
            record(
                "person_included",
                actor=owner.user,
                institution=owner.institution,
                subject=exclusion,
            )
            exclusion.delete()
