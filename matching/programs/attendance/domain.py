"""The attendance rules of a program: set beforehand, shown to whoever enrolls, never made stricter."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from matching.programs.attendance.models import AttendanceRules
from matching.programs.domain.lifecycle import check_makes_groups, lock_for_update
from matching.programs.errors import ProgramNotReady, WrongState
from matching.programs.models import Program
from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import User

SecondAbsence = AttendanceRules.SecondAbsence
BEGUN = (Program.State.RUNNING, Program.State.CLOSED)
STRICTNESS = (SecondAbsence.NOTHING, SecondAbsence.MEMBER, SecondAbsence.FACILITATOR)


def attendance_rules_of(program: Program) -> AttendanceRules:
    """Return the program's rules; where none were set, those that hold without any, not saved."""
    found: AttendanceRules | None = AttendanceRules.objects.filter(program=program).first()
    return found or usual_rules(program)


def usual_rules(program: Program | None = None, *, pairs_peers: bool = False) -> AttendanceRules:
    """Return what holds where no one has set anything: no minimum, and a kind question.

    Two peers are not asked: where one does not come, there was no session.
    """
    rules = AttendanceRules()
    if program is not None:
        rules.program, rules.institution = program, program.institution
    if pairs_peers or (program is not None and program.traits.pairs_peers):
        rules.second_absence = SecondAbsence.NOTHING
    return rules


@transaction.atomic
def change_attendance_rules(program: Program, *, actor: User, **fields: Any) -> AttendanceRules:
    """Save other rules. Once the program runs they can only become easier.

    Raise WrongKind for a program without groups, WrongState for a closed one, and
    ProgramNotReady for a stricter rule in a program that runs.
    """
    held = lock_for_update(program)
    check_makes_groups(held)
    if held.state == Program.State.CLOSED:
        raise WrongState
    row = attendance_rules_of(held)
    if held.state in BEGUN and is_stricter(row, fields):
        raise ProgramNotReady(
            _(
                "The program has started, so you can only make its attendance rules easier."
                " People enrolled under the current rules."
            )
        )
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    record(Verb.ATTENDANCE_RULES_CHANGED, actor=actor, institution=held.institution, subject=row)
    return row


def is_stricter(before: AttendanceRules, fields: dict[str, Any]) -> bool:
    """Return whether *fields* ask more of members, or tell more about them, than *before* does."""
    needed = fields.get("needed")
    if needed is not None and (before.needed is None or needed > before.needed):
        return True
    # Without a minimum nothing is below it.
    more = ("tell_facilitator", "no_certificate") if needed is not None else ()
    if any(fields.get(name) and not getattr(before, name) for name in more):
        return True
    named = fields.get("second_absence", before.second_absence)
    return STRICTNESS.index(named) > STRICTNESS.index(SecondAbsence(before.second_absence))


def words_of(rules: AttendanceRules) -> list[str]:
    """Return the rules as sentences to a member, the minimum first."""
    said: list[str] = []
    if rules.needed is not None:
        said.append(
            _("Attend at least %(needed)d of %(planned)d sessions.")
            % {"needed": rules.needed, "planned": rules.planned}
        )
        said.append(_("A make-up session counts for the one you missed."))
        if rules.tell_member and rules.tell_facilitator:
            said.append(
                _("If you can no longer reach that, we tell you and your facilitator once.")
            )
        elif rules.tell_member:
            said.append(_("If you can no longer reach that, we tell you once."))
        elif rules.tell_facilitator:
            said.append(_("If you can no longer reach that, we tell your facilitator once."))
        if rules.no_certificate:
            said.append(_("Below that, you don’t get a certificate."))
    if rules.second_absence == SecondAbsence.FACILITATOR:
        said.append(
            _(
                "If you miss two sessions in a row, we send you a friendly email asking "
                "what would help, and tell your facilitator."
            )
        )
    elif rules.second_absence == SecondAbsence.MEMBER:
        said.append(
            _(
                "If you miss two sessions in a row, we send you a friendly email asking "
                "what would help. We tell no one else."
            )
        )
    return said
