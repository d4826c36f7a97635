"""What a mentor elsewhere is told of meetings by email, where they get email (see `consent_of`).

Calendar entries are those that members get, without what is for members alone: see
`calendar_entries`. Its mail is held as theirs, and undone with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.errors import TooMany
from evaluations.meetings.domain.calendar_entries import cancel_for, objects_of, request_for
from evaluations.meetings.models import Meeting
from mentornet.clock import zone_words
from mentornet.languages import read_by
from mentornet.mail.calendar import Method
from mentornet.mail.outbox import queue_message
from mentornet.mail.purposes import Purpose
from mentornet.moments import weekday_day_time
from networks.models import ExternalContact, OutsideConsent, Tie
from networks.relationships.domain.links import mail_link
from networks.relationships.domain.outside import consent_of, tell_outside
from networks.relationships.domain.outside_links import issue_outside
from networks.relationships.domain.plain_words import one_line, without_links
from networks.relationships.errors import TooManyEmails
from profiles.models import Membership

# Told at once when emails are turned on; the others when they change.
FIRST_TOLD = 5
SUBJECTS = {
    "outside_meeting_proposed": gettext_lazy("%(name)s suggests times to meet"),
    "outside_meeting_planned": gettext_lazy("Meeting with %(name)s: %(when)s"),
    "outside_meeting_moved": gettext_lazy("New time for your meeting with %(name)s: %(when)s"),
    "outside_meeting_cancelled": gettext_lazy("Canceled: meeting with %(name)s, %(when)s"),
}


def notify_outside(
    meetings: Sequence[Meeting],
    *,
    template: str,
    method: str,
    due_at: datetime,
    counted: bool = True,
) -> None:
    """Mail the mentor elsewhere of a tie what calendars are told of *meetings*.

    Raise TooMany where a day's emails are used up; a cancellation is always sent.
    """
    tie = meetings[0].tie
    consent = consent_of(tie.external) if tie is not None else None
    if tie is None or tie.external is None or consent is None:
        return
    for rows in objects_of(meetings):
        if method == Method.CANCEL:
            calendar = cancel_for(rows, tie.external, address="")
        else:
            calendar = request_for(rows, tie.external, address="")
        _tell(
            tie.external,
            consent,
            rows[0],
            key=f"{template}-{rows[0].pk}-{rows[0].sequence}",
            template=f"outside_{template}",
            context={"when": [one.starts_at for one in rows if one.starts_at]},
            calendar=calendar,
            due_at=due_at,
            counted=counted and method != Method.CANCEL,
        )


def offer_outside(meeting: Meeting, *, due_at: datetime) -> None:
    """Mail the mentor elsewhere the times offered, with a link at which they choose one."""
    tie = meeting.tie
    consent = consent_of(tie.external) if tie is not None else None
    if tie is None or tie.external is None or consent is None:
        return
    times = [one.starts_at for one in meeting.times.all()]
    token = issue_outside(
        Purpose.OUTSIDE_TIMES, tie.external, subject=meeting, expires_at=max(times)
    )
    link = settings.SITE_URL + reverse("evaluations:outside_times", args=[token])
    _tell(
        tie.external,
        consent,
        meeting,
        key=f"meeting_proposed-{meeting.pk}-{meeting.sequence}",
        template="outside_meeting_proposed",
        context={"when": times, "link": link},
        due_at=due_at,
    )


def tell_planned(contact: ExternalContact) -> None:
    """Mail what is planned already to a mentor elsewhere whose emails were just turned on."""
    rows = Meeting.objects.filter(
        tie__external=contact,
        tie__state=Tie.State.ACTIVE,
        state=Meeting.State.PLANNED,
        starts_at__gt=timezone.now(),
    ).select_related("institution", "tie__institution", "tie__protege__user", "tie__external")
    ahead = objects_of(rows.order_by("starts_at"))[:FIRST_TOLD]
    for one in ahead:
        notify_outside(
            one,
            template="meeting_planned",
            method=Method.REQUEST,
            due_at=timezone.now(),
            counted=False,
        )


@read_by("to")
def mail_none_fits(meeting: Meeting, *, to: Membership) -> None:
    """Tell the member that none of the times suits the mentor elsewhere."""
    tie = meeting.tie
    if tie is None or tie.external is None or not to.is_current:
        return
    who = one_line(tie.external.name)
    queue_message(
        key=f"outside-none-fits-{meeting.pk}",
        to=to.user.email,
        subject=_("None of your times work for %(name)s") % {"name": who},
        template="outside_none_fits",
        context={
            "institution": meeting.institution,
            "name": to.short_name,
            "who": who,
            "link": mail_link(tie, recipient=to),
        },
        institution=meeting.institution,
    )


def _tell(
    contact: ExternalContact,
    consent: OutsideConsent,
    meeting: Meeting,
    *,
    template: str,
    context: dict[str, Any],
    **sent: Any,
) -> None:
    mentee = contact.owner.name
    when = context.pop("when")
    try:
        tell_outside(
            contact,
            consent,
            template=template,
            subject=lambda: (
                SUBJECTS[template] % {"name": mentee, "when": weekday_day_time(when[0])}
            ),
            context={
                **context,
                "times": when,
                "place": without_links(meeting.place, video=True),
                "zone": zone_words(contact.zone, letters=False),
            },
            **sent,
        )
    except TooManyEmails as error:
        raise TooMany(str(error.message)) from error
