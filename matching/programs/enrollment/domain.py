"""Taking part in a program: who may, the application, withdrawing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.programs.domain.lifecycle import lock_for_update
from matching.programs.enrollment.eligibility import misfits
from matching.programs.enrollment.models import Enrollment
from matching.programs.errors import (
    EnrollmentClosed,
    NotEligible,
    NotEnrolled,
    ProgramFull,
    WrongKind,
)
from matching.programs.models import Program
from matching.signals import enrollment_saved
from mentornet import moments
from mentornet.audit_verbs import Verb
from mentornet.webhooks import events
from mentornet.webhooks.publishing import announce
from profiles.institution.domain.audit import record
from profiles.models import Goal, Membership, MentorOffer, Need, User

Side, Awaits = Enrollment.Side, Enrollment.Awaits
GOALS_READ = 6


def refusals(
    program: Program, member: Membership, side: str, *, today: date | None = None
) -> list[str]:
    """Return why *member* may not enroll on this side now, each in one sentence; empty if they may."""
    today = today or program.institution.local_date()
    found = []
    if closed := _closed(program, today):
        found.append(closed)
    return [*found, *misfits(program, member, side)]


def ineligible(program: Program, member: Membership, side: str) -> list[str]:
    """Return why *member* could not enroll by themselves even while it is open, in sentences."""
    found = misfits(program, member, side)
    if side == Side.PROTEGE and _is_full(program):
        found.append(_("This program is full."))
    return found


def _is_full(program: Program) -> bool:
    if program.capacity is None:
        return False
    return bool(
        Enrollment.objects.active().proteges().filter(program=program).count() >= program.capacity
    )


def takes_enrollments(program: Program, *, today: date) -> bool:
    """Return whether people can enroll in *program* now, or from a later day on.

    The last day counts in a program that runs, too: for one that takes newcomers all the time it is a later one.
    """
    return program.state in Program.OPEN_STATES and not _is_over(program, today)


def takes_late(program: Program, *, today: date) -> bool:
    """Return whether a director may enroll someone in *program* after the last day, on purpose: while it runs."""
    return program.state == Program.State.RUNNING and _is_over(program, today)


def _is_over(program: Program, today: date) -> bool:
    return program.enroll_until is not None and today > program.enroll_until


def _closed(program: Program, today: date) -> str:
    if program.state not in Program.OPEN_STATES:
        return _("Enrollment isn’t open.")
    is_early = program.enroll_from is not None and today < program.enroll_from
    if program.state == Program.State.ENROLLING and is_early:
        return _("Enrollment opens on %(day)s.") % {"day": moments.day(program.enroll_from)}
    if _is_over(program, today):
        return _("Enrollment closed on %(day)s.") % {"day": moments.day(program.enroll_until)}
    return ""


def prefill(program: Program, member: Membership, side: str) -> dict[str, Any]:
    """Return an application that starts from what the person said of themselves; nothing is saved.

    It has what this side of this kind of program asks for.
    """
    asks = program.traits.side(side).asks
    offer = MentorOffer.objects.filter(member=member).first()
    if side == Side.PROTEGE:
        found = _protege_prefill(member, offer)
    else:
        found = _mentor_prefill(program, member, offer)
    return {name: value for name, value in found.items() if name in asks}


def public_prefill(program: Program, member: Membership, side: str) -> dict[str, Any]:
    """Return the same for someone whom a director enters, from what colleagues can read alone.

    What a mentee needs, and their goals, are their own: they see them in the form before anyone counts on
    them.
    """
    asks = program.traits.side(side).asks
    offer = MentorOffer.objects.filter(member=member, paused=False).first()
    found = _mentor_prefill(program, member, offer)
    if side == Side.PROTEGE:
        found = {"expertise": _own_terms(member), "modes": found["modes"]}
    return {name: value for name, value in found.items() if name in asks}


def _own_terms(member: Membership) -> list[str]:
    return [term for term in [member.specialty, *member.expertise] if term]


def _mentor_prefill(
    program: Program, member: Membership, offer: MentorOffer | None
) -> dict[str, Any]:
    terms = [member.specialty, *member.expertise, *(offer.expertise if offer else [])]
    return {
        "areas": dict.fromkeys(offer.areas, 2) if offer else {},
        "roles": offer.roles if offer else [],
        "expertise": list(dict.fromkeys(term for term in terms if term)),
        "modes": offer.modes if offer else [],
        "places": min(offer.capacity if offer else 1, program.places_a_mentor) or 1,
        "rank_wish": offer.rank_wish if offer else MentorOffer.RankWish.ANY,
    }


def _protege_prefill(member: Membership, offer: MentorOffer | None) -> dict[str, Any]:
    needs = list(Need.objects.filter(member=member).order_by("-priority"))
    goals = Goal.objects.filter(member=member).exclude(horizon=Goal.Horizon.PERSONAL)
    return {
        "areas": {need.area: int(need.priority) for need in needs},
        "roles": list(dict.fromkeys(need.role for need in needs if need.role)),
        "expertise": _own_terms(member),
        "goals": "\n".join(goal.text for goal in goals[:GOALS_READ])[:4000],
        "modes": offer.modes if offer else [],
    }


@transaction.atomic
def enroll(program: Program, *, member: Membership, side: str, **application: Any) -> Enrollment:
    """Enroll *member*, or save what they changed; who withdrew may come back.

    The institution's systems are told of who is new or back; what is as it was is not noted. Where a
    director approves each enrollment, a new one waits and counts nowhere yet.
    Raise WrongKind where the kind has no such side, EnrollmentClosed, NotEligible (with the
    reasons) and ProgramFull.
    """
    held = lock_for_update(program)
    if side not in held.traits.side_values:
        raise WrongKind
    existing = Enrollment.objects.filter(program=held, member=member, side=side).first()
    is_new = existing is None or not existing.is_active
    if is_new:
        _check(held, member, side)
    elif held.state == Program.State.CLOSED:
        raise EnrollmentClosed
    row = existing or Enrollment(
        institution=held.institution, program=held, member=member, side=side
    )
    row.program = held
    before = {name: getattr(row, name) for name in (*application, "places")}
    for name, value in application.items():
        setattr(row, name, value)
    if side == Side.MENTOR:
        row.places = min(row.places, held.places_a_mentor)
    if is_new and held.asks_approval:
        return _hand_in(row)
    row.withdrawn_at, row.awaits = None, ""
    if is_new or before != {name: getattr(row, name) for name in before}:
        row.save()
        verb = Verb.ENROLLMENT_CREATED if is_new else Verb.ENROLLMENT_CHANGED
        record(verb, actor=member.user, institution=held.institution, subject=row)
        announce(events.ENROLLMENT_CREATED if is_new else events.ENROLLMENT_UPDATED, row)
    enrollment_saved.send(sender=Enrollment, enrollment=row)
    return row


def _hand_in(row: Enrollment) -> Enrollment:
    """Keep an application that a director is to answer."""
    row.awaits, row.withdrawn_at = Awaits.DIRECTOR, timezone.now()
    row.save()
    record(Verb.ENROLLMENT_APPLIED, actor=row.member.user, institution=row.institution, subject=row)
    return row


@transaction.atomic
def count_in(enrollment: Enrollment, *, actor: User) -> Enrollment:
    """Let an enrollment that waited for someone's word count from now on. Idempotent.

    Raise EnrollmentClosed for a closed program, NotEnrolled where it no longer waits, and ProgramFull.
    """
    held = lock_for_update(enrollment.program)
    row: Enrollment = (
        Enrollment.objects.select_for_update(of=("self",))
        .select_related("member__user", "institution")
        .get(pk=enrollment.pk)
    )
    if row.is_active:
        return row
    if not row.awaits:
        raise NotEnrolled
    if held.state == Program.State.CLOSED:
        raise EnrollmentClosed
    if row.side == Side.PROTEGE and _is_full(held):
        raise ProgramFull
    row.program, row.awaits, row.withdrawn_at = held, "", None
    row.save()
    record(Verb.ENROLLMENT_CREATED, actor=actor, institution=held.institution, subject=row)
    announce(events.ENROLLMENT_CREATED, row)
    enrollment_saved.send(sender=Enrollment, enrollment=row)
    return row


def _check(program: Program, member: Membership, side: str) -> None:
    reasons = refusals(program, member, side)
    if program.state not in Program.OPEN_STATES:
        raise EnrollmentClosed
    if reasons:
        raise NotEligible(" ".join(reasons))
    if not member.is_current or member.institution_id != program.institution_id:
        raise NotEligible(_("Only current members of the institution can enroll."))
    if side == Side.PROTEGE and _is_full(program):
        raise ProgramFull


@transaction.atomic
def withdraw(enrollment: Enrollment, *, actor: User) -> Enrollment:
    """Leave the program, at any time and without a reason. Idempotent.

    A pair that was published stays a tie: it is ended, or not, by the two themselves.
    """
    held: Enrollment = Enrollment.objects.select_for_update(of=("self",)).get(pk=enrollment.pk)
    if held.awaits:
        held.awaits = ""
        held.save(update_fields=["awaits"])
        record(Verb.ENROLLMENT_WITHDRAWN, actor=actor, institution=held.institution, subject=held)
    elif held.withdrawn_at is None:
        held.withdrawn_at = timezone.now()
        held.save(update_fields=["withdrawn_at"])
        record(Verb.ENROLLMENT_WITHDRAWN, actor=actor, institution=held.institution, subject=held)
        announce(events.ENROLLMENT_WITHDRAWN, held)
    return held


@transaction.atomic
def leave_out(enrollment: Enrollment, *, left_out: bool, actor: User) -> Enrollment:
    """Pass someone over in the runs to come, or not any more. Raise NotEnrolled."""
    held: Enrollment = Enrollment.objects.select_for_update(of=("self",)).get(pk=enrollment.pk)
    if not held.is_active:
        raise NotEnrolled
    if held.left_out != left_out:
        held.left_out = left_out
        held.save(update_fields=["left_out"])
        verb = Verb.ENROLLMENT_LEFT_OUT if left_out else Verb.ENROLLMENT_PUT_BACK
        record(verb, actor=actor, institution=held.institution, subject=held)
    return held
