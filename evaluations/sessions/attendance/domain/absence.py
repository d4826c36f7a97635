"""“I can't come”: said of a session before it begins, on its page, by a mail's link or a calendar.

There is one record of it, the answer to a meeting (MeetingAnswer). When attendance is taken, anyone who
has said so and was not noted otherwise is excused. Words that someone adds go by email to those
who facilitate, and are not kept here.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.meetings.domain.answers import write_answer
from evaluations.meetings.domain.expected import Answer, cannot_come
from evaluations.meetings.domain.participants import lock_group_for_update
from evaluations.meetings.errors import LinkOver, MeetingClosed, NotYourTie
from evaluations.meetings.models import Attendance, Meeting, MeetingAnswer
from evaluations.sessions.attendance.domain.taking import expected_at
from mentornet import moments
from mentornet.clock import zone_words
from mentornet.languages import read_by
from mentornet.mail import links
from mentornet.mail.errors import LinkError
from mentornet.mail.links import Batch, Wanted
from mentornet.mail.outbox import Message, queue_messages
from mentornet.mail.purposes import Purpose
from networks.models import PeerGroup
from networks.peer_groups.domain.group import current_people, facilitates, may_lead
from profiles.models import Membership
from profiles.people.domain.preferences import reply_to


def may_say(meeting: Meeting, member: Membership, *, now: datetime | None = None) -> bool:
    """Return whether *member* can say that they can't come: the session lies ahead, and they are expected."""
    if meeting.group is None or not meeting.group.is_active:
        return False
    ahead = meeting.starts_at is not None and meeting.starts_at > (now or timezone.now())
    if meeting.state != Meeting.State.PLANNED or not ahead:
        return False
    return member.pk in {row.member_id for row in expected_at(meeting, meeting.group)}


def is_heard(group: PeerGroup, member: Membership) -> bool:
    """Return whether someone else facilitates the group, who could read words."""
    return any(facilitates(group, one) for one in current_people(group) if one.pk != member.pk)


@transaction.atomic
def say_absent(
    meeting: Meeting, member: Membership, *, words: str = "", now: datetime | None = None
) -> None:
    """Note that *member* can't come; who leads the session is told by email.

    *words* are for those who facilitate. The same again without words is nothing new. Raises
    NotYourTie for someone who is not expected, TieOver, and MeetingClosed once it has begun.
    """
    locked = _lock_for_update(meeting, member, now)
    changed = _answer(locked, member, Answer.DECLINED, now)
    if changed or words:
        _notify(locked, member, "session_absence", words)


@transaction.atomic
def say_coming(meeting: Meeting, member: Membership, *, now: datetime | None = None) -> None:
    """Note that *member* can come, after all where they had said otherwise.

    Raise NotYourTie, TieOver, MeetingClosed.
    """
    locked = _lock_for_update(meeting, member, now)
    could_not = member.pk in cannot_come(locked)
    if not _answer(locked, member, Answer.ACCEPTED, now):
        return
    Attendance.objects.filter(
        meeting=locked, member=member, state=Attendance.State.EXCUSED
    ).delete()
    if could_not:
        _notify(locked, member, "session_coming", "")


def absence_address(meeting: Meeting, member: Membership, *, batch: Batch) -> str:
    """Return the full address, for *member*'s mail, of the page with the button.

    It works once *batch* is saved, without a sign-in, until the session begins.
    """
    wanted = Wanted(member, subject=meeting, expires_at=meeting.starts_at)
    token = batch.issue(Purpose.PAGE, wanted)
    return settings.SITE_URL + reverse("evaluations:session_absence_link", args=[token])


def open_absence(token: str) -> tuple[Meeting, Membership]:
    """Return the session that a mail's link is about, and for whom. Changes nothing.

    Raise LinkOver where it has ended, or where its holder is not expected there any more.
    """
    try:
        link = links.look_up(Purpose.PAGE, token)
        key = links.key_of(link, Meeting)
    except LinkError as error:
        raise LinkOver(error.message) from error
    row = (
        Meeting.objects.filter(pk=key, group__isnull=False)
        .select_related("group__institution", "institution")
        .first()
    )
    member = (
        Membership.objects.current()
        .select_related("user", "institution")
        .filter(pk=link.membership_id)
        .first()
    )
    if row is None or member is None or not may_say(row, member):
        raise LinkOver
    return row, member


def _lock_for_update(meeting: Meeting, member: Membership, now: datetime | None) -> Meeting:
    if meeting.group is None:
        raise MeetingClosed
    group = lock_group_for_update(meeting.group, member)
    locked: Meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    locked.group, locked.institution = group, group.institution
    if locked.state != Meeting.State.PLANNED or locked.starts_at is None:
        raise MeetingClosed
    if locked.starts_at <= (now or timezone.now()):
        raise MeetingClosed(_("This session has already started. Tell your facilitator instead."))
    if member.pk not in {row.member_id for row in expected_at(locked, group)}:
        raise NotYourTie
    return locked


def _answer(meeting: Meeting, member: Membership, answer: str, now: datetime | None) -> bool:
    """Keep an answer to the session as it is now; whether it is another than before."""
    before = MeetingAnswer.objects.filter(
        meeting=meeting, member=member, sequence__gte=meeting.sequence
    ).first()
    if before is not None and before.answer == answer:
        return False
    write_answer(meeting, member, answer=answer, said_at=now or timezone.now())
    return True


def _notify(meeting: Meeting, member: Membership, template: str, words: str) -> None:
    """Mail those who lead the session; the words only those who facilitate."""
    group = meeting.group
    assert group is not None  # noqa: S101  (only groups have sessions)
    others = [one for one in current_people(group) if one.pk != member.pk]
    queue_messages(
        [
            _message(meeting, group, member, one, template, words)
            for one in others
            if may_lead(group, one)
        ]
    )


@read_by("to")
def _message(
    meeting: Meeting,
    group: PeerGroup,
    member: Membership,
    to: Membership,
    template: str,
    words: str,
) -> Message:
    subjects = {
        "session_absence": _("%(name)s can’t come on %(when)s"),
        "session_coming": _("%(name)s can come after all on %(when)s"),
    }
    with timezone.override(to.zone):
        when = moments.weekday_day_time(meeting.starts_at)
        return Message(
            key=f"{template}-{meeting.pk}-{member.pk}-{to.pk}-{timezone.now():%Y%m%d%H%M%S%f}",
            to=to.user.email,
            subject=subjects[template] % {"name": member.name, "when": when},
            template=template,
            context={
                "institution": meeting.institution,
                "name": to.short_name,
                "by": member,
                "group": group,
                "when": when,
                "zone": zone_words(to.zone),
                "words": words if facilitates(group, to) else "",
                "link": settings.SITE_URL + reverse("evaluations:meeting", args=[meeting.pk]),
            },
            institution_id=meeting.institution_id,
            headers=reply_to(member),
            confidential=bool(words),
        )
