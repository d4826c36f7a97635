"""Anonymous answers are released in lots: of one program, mixed over its groups and sessions.

1. A lot is looked for on one day of the week, so that no one can tell a text by when it appears.
2. It holds what was written about sessions whose questions are closed: until then, authors can delete.
3. It is released only if at least as many different people wrote in it as figures must speak of at
   least, and never fewer than five. Those who will read it, and people from outside whom a director
   invited, do not count.
4. Each answer becomes a row of its own that knows its program and nothing else; the two answers of a
   person are parted. The rows of the authors are emptied in the same transaction.
5. What has found no lot within a year is deleted unread.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import SystemRandom
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from evaluations.meetings.models import Meeting
from evaluations.sessions.reflections.domain.answers import Audience, closes_at, emptied, texts_of
from evaluations.sessions.reflections.models import AnonymousReflection, Reflection
from matching.models import Program, ProgramGroup
from mentornet import crypto
from mentornet.jobs.recurring import sweep_each
from mentornet.jobs.rows import of_row, try_each
from networks.models import GroupMember
from profiles.institution.domain.thresholds import thresholds_of
from profiles.institution.models.institution import LEAST_THRESHOLD
from profiles.models import Institution, Membership
from profiles.vocabulary import StaffRoleKind

KEPT_UNREAD = timedelta(days=365)
KIND = "reflections.release"
MONDAY = 1
Question = AnonymousReflection.Question


def release_reflections(*, now: datetime | None = None) -> int:
    """Release what has enough authors, program by program; return how many answers. Idempotent."""
    moment = now or timezone.now()
    return sweep_each(
        "evaluations.release_reflections", lambda institution: _release_here(institution, moment)
    )


def _release_here(institution: Institution, now: datetime) -> int:
    if institution.local_date(now=now).isoweekday() != MONDAY:
        return 0
    waiting = Reflection.objects.filter(audience=Audience.ANONYMOUS, institution=institution)
    _drop_old(waiting.filter(meeting__starts_at__lt=now - KEPT_UNREAD))
    programs = Program.objects.filter(
        institution=institution, pk__in=waiting.values("program")
    ).select_related("institution")
    return try_each(
        KIND, programs, owner=of_row, work=lambda program: release_lot(program, now=now)
    )


@transaction.atomic
def release_lot(program: Program, *, now: datetime) -> int:
    """Release a program's next lot, if enough people wrote in it; return how many answers."""
    rows = [
        row
        for row in Reflection.objects.select_for_update(of=("self",))
        .filter(audience=Audience.ANONYMOUS, program=program)
        .select_related("meeting", "author")
        if closes_at(row.meeting) <= now
    ]
    authors = {row.author_id for row in rows if not row.author.is_from_outside} - readers_of(
        program
    )
    if len(authors) < _least(program, rows):
        return 0
    answers = [
        AnonymousReflection(
            institution=program.institution, program=program, question=question, text=text.strip()
        )
        for row in rows
        for question, text in zip((Question.HELPED, Question.HINDERED), texts_of(row), strict=True)
        if text.strip()
    ]
    SystemRandom().shuffle(answers)
    AnonymousReflection.objects.bulk_create(answers)
    _empty(rows)
    return len(answers)


def _least(program: Program, rows: Iterable[Reflection]) -> int:
    """Return how many people a lot needs: the highest threshold since the first of its sessions."""
    begun = [row.meeting.starts_at for row in rows if row.meeting.starts_at]
    since = thresholds_of(program.institution)
    return max(LEAST_THRESHOLD, since(min(begun)) if begun else LEAST_THRESHOLD)


def readers_of(program: Program) -> set[UUID]:
    """Return who reads what is released in a program: its directors, and those who facilitate its groups."""
    leading = GroupMember.objects.current().filter(
        group__program_group__program=program, part__in=GroupMember.LEADING
    )
    return set(leading.values_list("member", flat=True)) | directors_of(program.institution)


def directors_of(institution: Institution) -> set[UUID]:
    """Return the memberships that direct programs at an institution."""
    rows = Membership.objects.filter(
        Q(end_date=None), institution=institution, offices__contains=[StaffRoleKind.DIRECTOR]
    )
    return set(rows.values_list("pk", flat=True))


def programs_read_by(member: Membership) -> QuerySet[Program]:
    """Return the programs of whose anonymous answers *member* is a reader."""
    leading = GroupMember.objects.current().filter(
        member=member, part__in=GroupMember.LEADING, group__ended_on=None
    )
    groups = ProgramGroup.objects.filter(group__in=leading.values("group"))
    return Program.objects.filter(institution=member.institution).filter(
        Q(institution__in=Institution.objects.directed_by(member.user))
        | Q(pk__in=groups.values("program"))
    )


def waits_for(meeting: Meeting) -> int:
    """Return how many people have to write before anybody reads an anonymous answer about *meeting*."""
    assert meeting.starts_at is not None  # noqa: S101  (its questions are open)
    return max(LEAST_THRESHOLD, thresholds_of(meeting.institution)(meeting.starts_at))


def _drop_old(rows: Iterable[Reflection]) -> None:
    with transaction.atomic():
        _empty(list(rows))


def _empty(rows: list[Reflection]) -> None:
    Reflection.objects.bulk_update(
        [emptied(row) for row in rows],
        ["audience", "helped", "hindered", "sealed", "program", "written_at"],
    )


def rotate_waiting() -> int:
    """Seal what waits with the newest key; return how many. Raises cryptography.fernet.InvalidToken."""
    rows = list(Reflection.objects.select_for_update().filter(audience=Audience.ANONYMOUS))
    for row in rows:
        row.sealed = crypto.rotate(row.sealed)
    Reflection.objects.bulk_update(rows, ["sealed"])
    return len(rows)
