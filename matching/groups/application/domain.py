"""What people say when they enroll in a program that forms groups, beyond their application."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from matching.groups.models.application import GroupApplication
from matching.programs.enrollment.domain import enroll
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from profiles.models import Membership, SelfDescription

Attribute = GroupApplication.Attribute


@transaction.atomic
def enroll_for_group(
    program: Program,
    *,
    member: Membership,
    side: str,
    application: Mapping[str, Any],
    hours: Sequence[int],
    time_zone: str,
    not_alone: Sequence[str] = (),
) -> Enrollment:
    """Enroll *member* with the hours at which they can come, or save what they changed.

    *hours*: half hours of a week on the clock of *time_zone*, 0 to 335. *not_alone*: attributes
    in which they ask not to be the only one; those of which they have said nothing of themselves
    are dropped. Raise as `enroll` does.
    """
    row = enroll(program, member=member, side=side, **application)
    told = own_attributes(member)
    GroupApplication.objects.update_or_create(
        enrollment=row,
        defaults={
            "institution": row.institution,
            "hours": sorted(set(hours)),
            "time_zone": time_zone,
            "not_alone": [name for name in not_alone if name in told],
        },
    )
    return row


def prefill_hours(member: Membership, own: Enrollment | None) -> dict[str, Any]:
    """Return what the person said before, or nothing yet and their time zone."""
    said = GroupApplication.objects.filter(enrollment=own).first() if own else None
    if said is not None:
        return {"hours": said.hours, "time_zone": said.time_zone, "not_alone": said.not_alone}
    zone = member.zone.key
    return {"hours": [], "time_zone": zone, "not_alone": []}


def own_attributes(member: Membership) -> dict[str, str]:
    """Return what the person, or the roster, has told of them: attribute → the word for it."""
    described = SelfDescription.objects.filter(member=member).first()
    gender = ""
    if described is not None and described.gender:
        gender = described.gender_words or str(described.get_gender_display())
    told = {
        Attribute.GENDER: gender,
        Attribute.TRACK: str(member.get_track_display()) if member.track else "",
        Attribute.RANK: str(member.get_rank_display()),
    }
    return {str(name): word for name, word in told.items() if word}
