"""A message from who facilitates a group to everyone in it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.errors import TooMany
from evaluations.meetings.domain.participants import lock_group_for_update
from evaluations.meetings.errors import NotLeading
from evaluations.sessions.messages.models import GroupMessage
from mentornet.audit_verbs import Verb
from mentornet.languages import read_by
from mentornet.mail.outbox import Message, queue_messages
from networks.models import PeerGroup
from networks.peer_groups.domain.group import current_people, facilitates
from profiles.institution.domain.audit import record
from profiles.models import Membership
from profiles.people.domain.preferences import reply_to

MOST_A_DAY = 3
SAME_WITHIN = timedelta(minutes=10)
DAY = timedelta(days=1)


@transaction.atomic
def send_message(
    group: PeerGroup, *, by: Membership, subject: str, text: str, now: datetime | None = None
) -> GroupMessage:
    """Send everyone in the group an email, and keep it on the group's page.

    The same again within minutes is once. Answers go to *by*, unless they turned that off. Raises
    NotYourTie, TieOver for a group that is closed, NotLeading, and TooMany after MOST_A_DAY.
    """
    moment = now or timezone.now()
    locked = lock_group_for_update(group, by)
    if not facilitates(locked, by):
        raise NotLeading
    lately = GroupMessage.objects.filter(group=locked, sent_at__gt=moment - DAY)
    twin = lately.filter(
        author=by, subject=subject, text=text, sent_at__gt=moment - SAME_WITHIN
    ).first()
    if twin is not None:
        return twin
    if lately.count() >= MOST_A_DAY:
        raise TooMany(
            _(
                "This group got %(most)d messages in the last 24 hours. Please send this one tomorrow."
            )
            % {"most": MOST_A_DAY}
        )
    people = recipients_of(locked, by=by)
    row: GroupMessage = GroupMessage.objects.create(
        institution=locked.institution,
        group=locked,
        author=by,
        subject=subject,
        text=text,
        sent_to=len(people),
        sent_at=moment,
    )
    record(Verb.GROUP_MESSAGE_SENT, actor=by.user, institution=locked.institution, subject=row)
    queue_messages([_message(row, by=by, to=one) for one in people])
    return row


def recipients_of(group: PeerGroup, *, by: Membership) -> list[Membership]:
    """Return who gets a message of *by*: everyone else who is in the group now."""
    return [one for one in current_people(group) if one.pk != by.pk]


def messages_of(group: PeerGroup, *, reader: Membership) -> QuerySet[GroupMessage]:
    """Return what was written to the group since *reader* joined, the newest first."""
    rows: QuerySet[GroupMessage] = GroupMessage.objects.visible_to(reader.user)
    return rows.filter(group=group).select_related("author")


@read_by("to")
def _message(row: GroupMessage, *, by: Membership, to: Membership) -> Message:
    return Message(
        key=f"group-message:{row.pk}:{to.pk}",
        to=to.user.email,
        subject=_("%(group)s: %(subject)s") % {"group": row.group.name, "subject": row.subject},
        template="group_message",
        context={
            "name": to.short_name,
            "by": by,
            "group": row.group,
            "text": row.text,
            "institution": row.institution,
            "link": settings.SITE_URL + reverse("evaluations:group_messages", args=[row.group_id]),
        },
        institution_id=row.institution_id,
        headers=reply_to(by),
        confidential=True,
    )
