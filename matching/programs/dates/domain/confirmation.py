"""Who protects the time: a chief confirms, by a link in a mail, that the dates are kept free.

The chief learns the program, its dates and the person's name, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.programs.dates.domain.schedule import clock_words, dates_of, lines_for
from matching.programs.dates.models import ProgramDate, TimeConfirmation
from matching.programs.domain.lifecycle import lock_for_update
from matching.programs.enrollment.models import Enrollment
from matching.programs.errors import ConfirmationOver, DatesMoved, TooManyChiefs
from matching.programs.models import Program
from mentornet.audit_verbs import Verb
from mentornet.jobs.rows import of_row, try_each
from mentornet.languages import read_by
from mentornet.mail import links
from mentornet.mail.outbox import NOWHERE, queue_message
from mentornet.mail.purposes import Purpose
from profiles.institution.domain.audit import record
from profiles.models import Membership

State = TimeConfirmation.State
MOST_TIMES = 5
REMIND_AFTER = timedelta(days=7)
LINKS_LIVE = timedelta(days=30)


def proposed_chief(member: Membership) -> tuple[str, str]:
    """Return the name and the email of the person's supervisor, as far as the roster says."""
    chief = member.supervisor
    if chief is None or not chief.is_current:
        return "", ""
    address = chief.address or chief.user.email
    return chief.name, "" if address.endswith(NOWHERE) else address


def confirmations_of(program: Program, member: Membership) -> list[TimeConfirmation]:
    """Return what the member's own chiefs said of the dates; none where no one is asked."""
    if not program.asks_chief:
        return []
    asked = TimeConfirmation.objects.filter(enrollment__program=program, enrollment__member=member)
    found = asked.filter(enrollment__withdrawn_at=None).order_by("asked_at", "pk")
    rows = list(found)
    return mark_earlier(rows, dates=dates_of(program) if rows else [])


def mark_earlier(
    rows: list[TimeConfirmation], *, dates: Iterable[ProgramDate]
) -> list[TimeConfirmation]:
    """Note on each of *rows* whether it answers for *dates* that have come or moved since."""
    changed = _last_change(dates)
    for row in rows:
        row.is_earlier = _is_earlier(row, changed)
    return rows


def _last_change(dates: Iterable[ProgramDate]) -> datetime | None:
    """Return when one of *dates* was last added, or moved."""
    return max((one.changed_at for one in dates), default=None)


def _is_earlier(row: TimeConfirmation, changed: datetime | None) -> bool:
    return row.answered_at is not None and changed is not None and row.answered_at < changed


def mark_of_dates(program: Program) -> str:
    """Return a mark of the dates as a chief reads them: another one where they differ."""
    lines = [f"{one.day} {one.starts} {one.minutes} {one.title}" for one in dates_of(program)]
    return sha256("\n".join(lines).encode()).hexdigest()[:16]


@transaction.atomic
def ask_chief(enrollment: Enrollment, *, name: str, email: str) -> TimeConfirmation:
    """Mail *name* a link to confirm the dates; the same email is asked again for other dates alone.

    Another email ends the link that went to the one before. Raise TooManyChiefs where so many were
    asked already.
    """
    rows = TimeConfirmation.objects.select_for_update(of=("self",))
    row = rows.filter(enrollment=enrollment).first() or TimeConfirmation(
        institution=enrollment.institution, enrollment=enrollment
    )
    address = email.lower()
    same = row.email == address and not row._state.adding
    if same and (row.times_asked >= MOST_TIMES or _still_open(row)):
        if row.name != name:
            row.name = name
            row.save(update_fields=["name"])
        return row
    if row.times_asked >= MOST_TIMES:
        raise TooManyChiefs
    links.revoke(purposes=[Purpose.CONSENT], subjects=[row])
    row.name, row.email, row.state, row.words = name, address, State.ASKED, ""
    row.asked_at, row.reminded_at, row.answered_at = timezone.now(), None, None
    row.times_asked += 1
    row.save()
    record(
        Verb.TIME_CONFIRMATION_ASKED,
        actor=enrollment.member.user,
        institution=row.institution,
        subject=row,
    )
    _queue_request(row, enrollment, reminds=False)
    return row


def _still_open(row: TimeConfirmation) -> bool:
    """Return whether the same person need not be asked again.

    They have answered for the dates as they are, or their link still works.
    """
    if row.state != State.ASKED:
        return not _is_earlier(row, _last_change(dates_of(row.enrollment.program)))
    return row.asked_at > timezone.now() - LINKS_LIVE


def open_confirmation(token: str) -> tuple[links.Link, TimeConfirmation]:
    """Return what a chief's link is about; nothing changes. Raise a LinkError, ConfirmationOver.

    It is over when the person has withdrawn or left, or the program is closed.
    """
    link = links.look_up(Purpose.CONSENT, token)
    row = (
        TimeConfirmation.objects.select_related(
            "enrollment__program__institution", "enrollment__member__user", "institution"
        )
        .filter(pk=links.key_of(link, TimeConfirmation))
        .first()
    )
    if row is None or not _is_going_on(row.enrollment):
        raise ConfirmationOver
    return link, row


@transaction.atomic
def confirm(token: str, *, yes: bool, words: str = "", read: str = "") -> TimeConfirmation:
    """Take the chief's answer, once; the person is told. Raise as `open_confirmation` does.

    *read* marks the dates that the chief had before them; raise DatesMoved where those are others.
    """
    link, found = open_confirmation(token)
    program = lock_for_update(found.enrollment.program)
    if read and read != mark_of_dates(program):
        raise DatesMoved
    links.use(link)
    # The reminder had a link of its own.
    links.revoke(purposes=[Purpose.CONSENT], subjects=[found])
    row: TimeConfirmation = TimeConfirmation.objects.select_for_update(of=("self",)).get(
        pk=found.pk
    )
    row.state = State.YES if yes else State.NO
    row.words, row.answered_at = words, timezone.now()
    row.save(update_fields=["state", "words", "answered_at"])
    record(Verb.TIME_CONFIRMATION_ANSWERED, actor=None, institution=row.institution, subject=row)
    _notify(row, found.enrollment)
    return row


def remind_chiefs(*, now: datetime | None = None) -> int:
    """Mail chiefs who have not answered for a week once more; how many. Within one institution."""
    moment = now or timezone.now()
    rows = (
        TimeConfirmation.objects.filter(
            state=State.ASKED,
            reminded_at=None,
            asked_at__lte=moment - REMIND_AFTER,
            asked_at__gt=moment - LINKS_LIVE,
            enrollment__withdrawn_at=None,
            enrollment__member__end_date=None,
        )
        .exclude(enrollment__program__state=Program.State.CLOSED)
        .order_by("asked_at", "pk")
    )
    return try_each(
        "matching.remind_chief", rows, owner=of_row, work=lambda row: _remind(row, moment)
    )


def _remind(row: TimeConfirmation, now: datetime) -> int:
    with transaction.atomic():
        held = (
            TimeConfirmation.objects.select_for_update(of=("self",))
            .select_related("enrollment__program__institution", "enrollment__member")
            .get(pk=row.pk)
        )
        if held.state == State.ASKED and held.reminded_at is None:
            held.reminded_at = now
            held.save(update_fields=["reminded_at"])
            _queue_request(held, held.enrollment, reminds=True)
            return 1
    return 0


def _is_going_on(enrollment: Enrollment) -> bool:
    return (
        enrollment.is_active
        and enrollment.member.is_current
        and enrollment.program.state != Program.State.CLOSED
    )


@read_by("enrollment.program.institution.reading")
def _queue_request(row: TimeConfirmation, enrollment: Enrollment, *, reminds: bool) -> None:
    program, member = enrollment.program, enrollment.member
    token = links.issue(
        Purpose.CONSENT,
        address=row.email,
        institution=program.institution,
        subject=row,
        expires_at=row.asked_at + LINKS_LIVE,
    )
    subject = (
        _("Reminder: please confirm that %(name)s will be free on these dates")
        if reminds
        else _("Please confirm that %(name)s will be free on these dates")
    )
    queue_message(
        key=f"time-confirmation-{row.pk}-{row.times_asked}-{'again' if reminds else 'first'}",
        to=row.email,
        subject=subject % {"name": member.name},
        template="time_confirmation",
        context={
            "program": program,
            "institution": program.institution,
            "name": row.name,
            "person": member.name,
            "dates": lines_for(program),
            "zone": clock_words(program),
            "link": settings.SITE_URL + reverse("matching:time_confirmation", args=[token]),
        },
        institution=program.institution,
    )


@read_by("enrollment.member")
def _notify(row: TimeConfirmation, enrollment: Enrollment) -> None:
    program, member = enrollment.program, enrollment.member
    queue_message(
        key=f"time-confirmed-{row.pk}-{row.times_asked}",
        to=member.user.email,
        subject=(
            _("%(program)s: %(name)s confirmed your dates")
            if row.state == State.YES
            else _("%(program)s: %(name)s can’t confirm all your dates")
        )
        % {"program": program.name, "name": row.name},
        template="time_confirmed",
        context={
            "program": program,
            "institution": program.institution,
            "name": member.short_name,
            "chief": row.name,
            "yes": row.state == State.YES,
            "words": row.words,
            "link": settings.SITE_URL + reverse("matching:program", args=[program.pk]),
        },
        institution=program.institution,
    )
