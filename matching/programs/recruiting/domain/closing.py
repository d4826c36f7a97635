"""Closing enrollment: those who enrolled are told, after a while in which it can be undone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.programs.domain.lifecycle import begin_matching, lock_for_update, open_enrollment
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from mentornet.languages import read_by
from mentornet.mail.outbox import Message, cancel, queue_messages
from profiles.models import User

UNDO_FOR = timedelta(minutes=15)
"""How long the emails wait, so that reopening at once tells no one anything."""


def count_to_tell(program: Program) -> int:
    """Return how many people get an email when enrollment closes. One query."""
    there = Enrollment.objects.active().filter(program=program)
    return there.values("member").distinct().count()


@transaction.atomic
def close_enrollment(program: Program, *, actor: User) -> Program:
    """Close enrollment, and tell everyone who enrolled what comes next. Idempotent.

    Raise ProgramNotReady and WrongState as `begin_matching` does.
    """
    before = lock_for_update(program).state
    closed = begin_matching(program, actor=actor)
    if before != closed.state:
        due = timezone.now() + UNDO_FOR
        rows = (
            Enrollment.objects.active()
            .filter(program=program)
            .select_related("member__user", "member__institution", "program__institution")
            .order_by("member_id", "side")
            .distinct("member_id")
        )
        queue_messages([_closed(one, due) for one in rows])
    return closed


@transaction.atomic
def reopen_enrollment(program: Program, *, actor: User) -> Program:
    """Open enrollment, also again; emails that it is closed and still wait are not sent.

    Raise ProgramNotReady and WrongState as `open_enrollment` does.
    """
    opened = open_enrollment(program, actor=actor)
    cancel(f"enrollment-closed-{program.pk}-")
    return opened


@read_by("row.member")
def _closed(row: Enrollment, due: datetime) -> Message:
    program = row.program
    return Message(
        key=f"enrollment-closed-{program.pk}-{row.member_id}-{due:%Y%m%d%H%M%S}",
        to=row.member.user.email,
        subject=_("%(program)s: enrollment is closed") % {"program": program.name},
        template="enrollment_closed",
        context={
            "program": program,
            "institution": program.institution,
            "name": row.member.short_name,
            "next": program.traits.side(row.side).waiting,
            "link": settings.SITE_URL + reverse("matching:program", args=[program.pk]),
        },
        institution_id=program.institution_id,
        due_at=due,
    )
