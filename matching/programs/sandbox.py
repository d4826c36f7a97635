"""The program that a test institution begins with: open, with mentees and mentors among the invented."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from matching.programs.domain.lifecycle import create_program, open_enrollment
from matching.programs.enrollment.domain import enroll, prefill
from matching.programs.kinds import Side
from mentornet.tenancy.scope import in_institution
from profiles.models import Institution, Membership, User
from profiles.signals import sandbox_filled
from profiles.vocabulary import Area, Rank

MENTORS = (Rank.FULL, Rank.ASSOCIATE)
PROTEGES = (Rank.ASSISTANT, Rank.INSTRUCTOR)
AREAS = {Area.RESEARCH: 3, Area.CAREER: 2}


def connect() -> None:
    """Called once at start-up."""
    sandbox_filled.connect(_on_filled)


def _on_filled(sender: object, *, institution: Institution, by: User, **kwargs: Any) -> None:
    today = institution.local_date()
    with in_institution(institution.pk):
        program = create_program(
            institution,
            actor=by,
            name=_("Pairs for early careers"),
            summary=_("An invented program to try integrations with."),
            enroll_until=today + timedelta(days=60),
            starts_on=today + timedelta(days=90),
        )
        program = open_enrollment(program, actor=by)
        rows = Membership.objects.of(institution).select_related("user", "institution")
        for side, ranks in ((Side.MENTOR, MENTORS), (Side.PROTEGE, PROTEGES)):
            for member in rows.filter(rank__in=ranks, source=Membership.Source.ROSTER):
                said = {**prefill(program, member, side), "areas": AREAS}
                enroll(program, member=member, side=side, **said)
