"""The dates in the welcome of those who come into a group."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from evaluations.meetings.domain.announcements import entries_for
from evaluations.meetings.models import Meeting
from matching.groups.membership.domain.welcome import Dates
from mentornet import moments
from mentornet.clock import zone_words
from mentornet.languages import read_by
from networks.models import PeerGroup
from profiles.models import Membership


def welcome_dates(group: PeerGroup, people: Sequence[Membership]) -> dict[UUID, Dates]:
    """Return the sessions ahead of *group* for the welcome of each of *people*, by key."""
    rows = list(
        Meeting.objects.filter(
            group=group, state=Meeting.State.PLANNED, starts_at__gt=timezone.now()
        )
        .select_related("group__institution")
        .order_by("starts_at", "pk")
    )
    if not rows:
        return {}
    entries = entries_for(rows, people)
    return {one.pk: _dates(rows, one, *entries[one.pk]) for one in people}


@read_by("member")
def _dates(rows: Sequence[Meeting], member: Membership, calendar: str, asks: bool) -> Dates:
    zone = member.zone
    with timezone.override(zone):
        when = [moments.weekday_day_time(row.starts_at) for row in rows]
    return Dates(
        when=tuple(when),
        zone=zone_words(zone, letters=False),
        place=rows[0].place,
        calendar=calendar,
        asks=asks,
    )
