"""Whether a program welcomes people who join, and from when."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from matching.newcomers.domain.feed import find_newcomers
from matching.newcomers.errors import TakesNoNewcomers
from matching.newcomers.models import NewcomerWelcome
from matching.programs.domain.lifecycle import check_makes_pairs, lock_for_update
from matching.programs.errors import WrongState
from matching.programs.models import Program
from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import User


def welcome_of(program: Program) -> NewcomerWelcome:
    """Return the program's setting; not saved yet, and off, where it never had one."""
    row = NewcomerWelcome.objects.filter(program=program).first()
    return row or NewcomerWelcome(
        institution=program.institution,
        program=program,
        is_on=False,
        since=program.institution.local_date(),
    )


@transaction.atomic
def change_welcome(
    program: Program, *, is_on: bool, since: date, chiefs_suggest: bool = False, actor: User
) -> NewcomerWelcome:
    """Welcome people who joined on *since* or later, or no more. Who is new already is found at once.

    *chiefs_suggest*: their chiefs are asked to suggest a mentor.

    Raise WrongKind for a program that makes no pairs, WrongState for a closed one, and
    TakesNoNewcomers where its rules ask for years here.
    """
    held = lock_for_update(program)
    check_makes_pairs(held)
    if held.state == Program.State.CLOSED:
        raise WrongState
    if is_on and held.least_years:
        raise TakesNoNewcomers
    row = welcome_of(held)
    row.program, row.is_on, row.since = held, is_on, since
    row.chiefs_suggest = chiefs_suggest
    row.save()
    record(Verb.NEWCOMER_WELCOME_CHANGED, actor=actor, institution=held.institution, subject=row)
    find_newcomers(row)
    return row
