"""Who is new: looked up again and again from what the roster says, whichever way it learned it.

A file, the API, a directory and a command all write the same memberships. So nothing has to be told when
they do: the job finds whoever joined, and everyone once.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import DateField, F, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from matching.newcomers.models import Newcomer, NewcomerWelcome
from matching.programs.enrollment.eligibility import eligible_members
from matching.programs.kinds import Side
from mentornet.jobs.rows import of_row, try_each
from profiles.institution.domain.unit_paths import units_below
from profiles.models import Membership

NEW_FOR = timedelta(days=365)
"""How long someone is new."""
KNOWN_FOR = timedelta(days=365)
"""Whom the roster named longer than this before their first day has come back, or had a day corrected."""
A_STATEMENT = 1_000


def people_who_join(welcome: NewcomerWelcome, *, today: date) -> QuerySet[Any]:
    """Return the people here who are new to the program on *today*, with `joined`, their first day.

    Those of the program's unit with all below it, whom its rules let enroll as mentees. Not people from
    outside, and no one whom the roster knew before this was noted.
    """
    program = welcome.program
    zone = program.institution.zone
    rows = eligible_members(program, Side.PROTEGE).filter(
        source=Membership.Source.ROSTER, added_at__isnull=False
    )
    if program.unit_id is not None:
        rows = rows.filter(unit__in=units_below(program.institution, [program.unit_id]))
    return _with_first_day(rows, zone).filter(
        Q(start_date=None) | Q(added_on__gte=F("start_date") - KNOWN_FOR),
        joined__gte=max(welcome.since, today - NEW_FOR),
    )


def _with_first_day(rows: QuerySet[Membership], zone: ZoneInfo) -> QuerySet[Any]:
    """Note on each row `added_on`, the day on which the roster named them, and `joined`."""
    added = TruncDate("added_at", tzinfo=zone)
    joined = Coalesce("start_date", added, output_field=DateField())
    return rows.annotate(added_on=added, joined=joined)


@transaction.atomic
def find_newcomers(welcome: NewcomerWelcome) -> int:
    """Note everyone who is new to the program now; return how many were not noted before. Idempotent.

    Who was moved out of its scope, or whose first day was corrected, is new no more; they are again when
    that is undone. Nothing else of their row changes.
    """
    held = (
        NewcomerWelcome.objects.select_for_update(of=("self",))
        .select_related("program__institution")
        .get(pk=welcome.pk)
    )
    if not NewcomerWelcome.objects.active().filter(pk=held.pk).exists():
        return 0
    today = held.program.institution.local_date()
    new = dict(people_who_join(held, today=today).order_by().values_list("pk", "joined"))
    known: list[Newcomer] = list(Newcomer.objects.filter(program=held.program))
    _follow_roster(known, new)
    missing = new.keys() - {one.member_id for one in known}
    rows = [
        Newcomer(
            institution_id=held.institution_id,
            program=held.program,
            member_id=member,
            joined_on=new[member],
        )
        for member in sorted(missing)
    ]
    Newcomer.objects.bulk_create(rows, ignore_conflicts=True, batch_size=A_STATEMENT)
    return len(missing)


def _follow_roster(known: list[Newcomer], new: dict[Any, date]) -> None:
    """Write what has changed of rows that are there."""
    changed = []
    for one in known:
        joined = new.get(one.member_id)
        fits, joined_on = joined is not None, joined or one.joined_on
        if (fits, joined_on) != (one.fits, one.joined_on):
            one.fits, one.joined_on = fits, joined_on
            changed.append(one)
    Newcomer.objects.bulk_update(changed, ["fits", "joined_on"], batch_size=A_STATEMENT)


def find_all_newcomers() -> int:
    """Look for newcomers of each program that welcomes them; how many. Within one institution."""
    rows = NewcomerWelcome.objects.active().order_by("pk")
    return try_each("matching.find_newcomers", rows, owner=of_row, work=find_newcomers)
