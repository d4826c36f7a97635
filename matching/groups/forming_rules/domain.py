"""By what rules a program forms its groups."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from matching.groups.models.forming_rules import GroupRules
from matching.programs.domain.lifecycle import check_makes_groups, lock_for_update
from matching.programs.enrollment.models import Enrollment
from matching.programs.errors import ProgramNotReady, WrongState
from matching.programs.kinds import Side
from matching.programs.models import Program
from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import User

SLOT_MINUTES = 30


def rules_of(program: Program) -> GroupRules:
    """Return the program's rules; where no one has written any, those of its kind, not saved.

    Where someone has enrolled to facilitate, groups have a facilitator; where the program has
    dates, they meet on them.
    """
    found: GroupRules | None = GroupRules.objects.filter(program=program).first()
    if found is not None:
        found.program = program
        return found
    traits = program.traits
    smallest, largest = traits.group_sizes
    return GroupRules(
        institution=program.institution,
        program=program,
        meets=GroupRules.Meets.DATES if program.dates.exists() else GroupRules.Meets.HOURS,
        smallest=smallest,
        largest=largest,
        session_minutes=max(SLOT_MINUTES, program.meeting_minutes),
        facilitated=any(one.side == Side.MENTOR and one.least > 0 for one in traits.sides)
        or Enrollment.objects.active().mentors().filter(program=program).exists(),
    )


def session_slots(rules: GroupRules) -> int:
    """Return how many half hours a session takes."""
    return -(-rules.session_minutes // SLOT_MINUTES)


@transaction.atomic
def change_rules(program: Program, *, actor: User, **fields: Any) -> GroupRules:
    """Keep other rules for the runs to come; runs made before keep the rules of their time.

    Raise WrongKind, WrongState for a closed program, and ProgramNotReady where no aim counts.
    """
    held = lock_for_update(program)
    check_makes_groups(held)
    if held.state == Program.State.CLOSED:
        raise WrongState
    row = rules_of(held)
    for name, value in fields.items():
        setattr(row, name, value)
    if not row.weights:
        raise ProgramNotReady(_("Set at least one aim above 0."))
    row.save()
    record(Verb.GROUP_RULES_CHANGED, actor=actor, institution=held.institution, subject=row)
    return row


def lacks_dates(program: Program) -> list[str]:
    """Return a sentence where groups are to meet on the program's dates, and it has none.

    Two queries at most.
    """
    on_dates = GroupRules.objects.filter(program=program, meets=GroupRules.Meets.DATES)
    if not program.traits.makes_groups or not on_dates.exists() or program.dates.exists():
        return []
    return [_("Add the dates when the groups meet, or choose weekly hours.")]


def copy_rules(program: Program, *, to: Program) -> None:
    """Give the program *to* the same rules and aims; nothing where none were written."""
    rules = GroupRules.objects.filter(program=program).first()
    if rules is not None:
        rules.pk, rules.program, rules._state.adding = uuid4(), to, True
        rules.save(force_insert=True)
