"""What directors do about enrollment: invite, remind, enroll or withdraw for someone, answer applications."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.programs.domain.lifecycle import lock_for_update
from matching.programs.enrollment.domain import (
    count_in,
    ineligible,
    public_prefill,
    takes_enrollments,
    takes_late,
    withdraw,
)
from matching.programs.enrollment.models import Enrollment
from matching.programs.errors import EnrollmentClosed, NotEligible, NotEnrolled
from matching.programs.models import Program
from mentornet.audit_verbs import Verb
from mentornet.languages import read_by
from mentornet.mail import links
from mentornet.mail.outbox import Message, not_yet_queued, queue_message, queue_messages
from mentornet.mail.purposes import Purpose
from profiles.institution.domain.audit import record
from profiles.models import Membership, User

Awaits = Enrollment.Awaits
ASKED_ONCE_IN = timedelta(minutes=5)
"""A button that is pressed twice sends one email."""


@transaction.atomic
def invite(
    program: Program,
    *,
    side: str,
    people: Iterable[Membership],
    actor: User,
    words: str = "",
    reminds: bool = False,
) -> int:
    """Email *people* that they can enroll on this side; return how many get one. Who enrolled is passed over.

    One email a person and day, however often it is asked for. Raise EnrollmentClosed.
    """
    check_open(program)
    enrolled = set(
        Enrollment.objects.active()
        .filter(program=program, side=side)
        .values_list("member", flat=True)
    )
    told = [one for one in dict.fromkeys(people) if one.pk not in enrolled]
    mails = not_yet_queued(
        [_invitation(program, one, side, words, reminds=reminds) for one in told]
    )
    queue_messages(mails)
    verb = Verb.PROGRAM_REMINDED if reminds else Verb.PROGRAM_INVITED
    record(verb, actor=actor, institution=program.institution, subject=program)
    return len(mails)


@transaction.atomic
def enroll_for(program: Program, member: Membership, *, side: str, actor: User) -> Enrollment:
    """Note that *member* asked a director to enroll them, and email them to confirm it.

    It counts once they confirm. Their application begins with what colleagues can read of them; needs and
    goals they add themselves. Who was asked a moment ago is not asked twice. While the program runs, the last day
    of enrollment binds people, and not who runs it. Raise EnrollmentClosed, and
    NotEligible for who is enrolled already, or may not enroll.
    """
    held = lock_for_update(program)
    if not takes_late(held, today=held.institution.local_date()):
        check_open(held)
    row: Enrollment | None = (
        Enrollment.objects.select_for_update(of=("self",))
        .filter(program=held, member=member, side=side)
        .first()
    )
    if row is not None and row.is_active:
        raise NotEligible(_("%(name)s is already enrolled.") % {"name": member.name})
    if row is not None and _was_just_asked(row):
        return row
    if reasons := ineligible(held, member, side):
        raise NotEligible(f"{member.name}: {' '.join(reasons)}")
    if row is None:
        row = Enrollment(
            institution=held.institution,
            program=held,
            member=member,
            side=side,
            **public_prefill(held, member, side),
        )
    row.program, row.member = held, member
    row.source, row.awaits = Enrollment.Source.TAKEN_IN, Awaits.PERSON
    row.withdrawn_at = timezone.now()
    row.save()
    links.revoke(purposes=[Purpose.CONSENT], subjects=[row])
    record(Verb.ENROLLMENT_PROPOSED, actor=actor, institution=held.institution, subject=row)
    _ask_to_confirm(row)
    return row


def _was_just_asked(row: Enrollment) -> bool:
    moment = row.withdrawn_at if row.awaits == Awaits.PERSON else None
    return moment is not None and moment > timezone.now() - ASKED_ONCE_IN


def open_question(token: str) -> tuple[links.Link, Enrollment]:
    """Return what the link of an email to confirm is about; nothing changes.

    Raise a LinkError, and NotEnrolled where it was withdrawn or answered elsewhere.
    """
    link = links.look_up(Purpose.CONSENT, token)
    row = (
        Enrollment.objects.select_related("program__institution", "member__user", "institution")
        .filter(pk=links.key_of(link, Enrollment), member__end_date=None)
        .first()
    )
    if row is None or row.awaits != Awaits.PERSON:
        raise NotEnrolled(_("There is nothing left to confirm. Sign in to see the program."))
    return link, row


@transaction.atomic
def answer_question(token: str, *, yes: bool) -> Enrollment:
    """Let the person confirm what a director entered for them, or not. Raise as `open_question` and `count_in`."""
    link, row = open_question(token)
    links.use(link)
    if yes:
        return count_in(row, actor=row.member.user)
    return withdraw(row, actor=row.member.user)


@transaction.atomic
def withdraw_for(enrollment: Enrollment, *, actor: User) -> Enrollment:
    """Withdraw someone who asked a director for it, and tell them. Idempotent."""
    counted = enrollment.is_active
    row = withdraw(enrollment, actor=actor)
    links.revoke(purposes=[Purpose.CONSENT], subjects=[row])
    if counted:
        _tell_withdrawn(row)
    return row


@transaction.atomic
def answer_application(enrollment: Enrollment, *, accepts: bool, actor: User) -> Enrollment:
    """Accept an application that waits for a director, or not, and tell the person.

    Raise NotEnrolled where it no longer waits, EnrollmentClosed, and ProgramFull.
    """
    held: Enrollment = (
        Enrollment.objects.select_for_update(of=("self",))
        .select_related("program__institution", "member__user", "institution")
        .get(pk=enrollment.pk)
    )
    if held.awaits != Awaits.DIRECTOR:
        raise NotEnrolled(_("Someone already answered this application."))
    asked_at = held.withdrawn_at
    if accepts:
        row = count_in(held, actor=actor)
    else:
        held.awaits = ""
        held.save(update_fields=["awaits"])
        record(Verb.ENROLLMENT_DECLINED, actor=actor, institution=held.institution, subject=held)
        row = held
    _tell_answer(held, accepts=accepts, mark=f"{asked_at:%Y%m%d%H%M%S}")
    return row


def check_open(program: Program) -> None:
    """Raise EnrollmentClosed unless people can enroll in *program* now, or from a later day on."""
    if not takes_enrollments(program, today=program.institution.local_date()):
        raise EnrollmentClosed


# Emails ------------------------------------------------------------------------------------------


@read_by("to")
def _invitation(
    program: Program, to: Membership, side: str, words: str, *, reminds: bool
) -> Message:
    subject = (
        _("Reminder: you can enroll in %(program)s")
        if reminds
        else _("You are invited to enroll in %(program)s")
    )
    return Message(
        key=f"program-invitation-{program.pk}-{side}-{to.pk}-{timezone.now():%Y%m%d}",
        to=to.user.email,
        subject=subject % {"program": program.name},
        template="program_invitation",
        context={
            "program": program,
            "institution": program.institution,
            "name": to.short_name,
            "heading": program.traits.side(side).enroll,
            "until": program.enroll_until if program.state == Program.State.ENROLLING else None,
            "words": words,
            "link": settings.SITE_URL + reverse("matching:program", args=[program.pk]),
        },
        institution_id=program.institution_id,
        zone=to.zone.key,
    )


@read_by("row.member")
def _ask_to_confirm(row: Enrollment) -> None:
    member, program = row.member, row.program
    token = links.issue(
        Purpose.CONSENT,
        address=member.user.email,
        institution=program.institution,
        subject=row,
    )
    queue_message(
        key=f"enrollment-confirm-{row.pk}-{timezone.now():%Y%m%d%H%M%S%f}",
        to=member.user.email,
        subject=_("Please confirm: enroll in %(program)s") % {"program": program.name},
        template="enrollment_confirm",
        context={
            "program": program,
            "institution": program.institution,
            "name": member.short_name,
            "side": program.traits.side(row.side).label,
            "link": settings.SITE_URL + reverse("matching:enrollment_confirm", args=[token]),
        },
        institution=program.institution,
    )


@read_by("row.member")
def _tell_withdrawn(row: Enrollment) -> None:
    program = row.program
    queue_message(
        key=f"enrollment-withdrawn-for-{row.pk}-{row.withdrawn_at:%Y%m%d%H%M%S}",
        to=row.member.user.email,
        subject=_("You are no longer enrolled in %(program)s") % {"program": program.name},
        template="enrollment_withdrawn_for",
        context={
            "program": program,
            "institution": program.institution,
            "name": row.member.short_name,
            "link": settings.SITE_URL + reverse("matching:program", args=[program.pk]),
        },
        institution=program.institution,
    )


@read_by("row.member")
def _tell_answer(row: Enrollment, *, accepts: bool, mark: str) -> None:
    program = row.program
    subject = (
        _("%(program)s: you are enrolled") if accepts else _("%(program)s: about your enrollment")
    )
    queue_message(
        key=f"enrollment-answer-{row.pk}-{mark}",
        to=row.member.user.email,
        subject=subject % {"program": program.name},
        template="enrollment_answer",
        context={
            "program": program,
            "institution": program.institution,
            "name": row.member.short_name,
            "accepts": accepts,
            "link": settings.SITE_URL + reverse("matching:program", args=[program.pk]),
        },
        institution=program.institution,
    )
