"""What a person says of themselves to colleagues."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import Introduction, Membership


def own_introduction(member: Membership) -> Introduction:
    """Return what *member* says of themselves; unsaved and empty where they never did."""
    found = Introduction.objects.filter(member=member).first()
    return found or Introduction(member=member)


@transaction.atomic
def save_introduction(
    member: Membership,
    *,
    bio: str,
    languages: Sequence[str],
    publications_url: str,
    working_style: str,
) -> Introduction:
    """Save what *member* says of themselves, as validated by the form, and return it."""
    values = {
        "bio": bio,
        "languages": list(languages),
        "publications_url": publications_url,
        "working_style": working_style,
    }
    introduction, _made = Introduction.objects.update_or_create(
        member=member,
        defaults=values,
        create_defaults={**values, "institution": member.institution},
    )
    record(
        Verb.INTRODUCTION_SAVED,
        actor=member.user,
        institution=member.institution,
        subject=introduction,
    )
    return introduction
