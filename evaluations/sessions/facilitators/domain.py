"""What a director writes to those who facilitate groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Now

from evaluations.meetings.models import Meeting
from mentornet.audit_verbs import Verb
from mentornet.mail.outbox import not_yet_queued, queue_messages
from networks.models import GroupMember, PeerGroup
from profiles.institution.domain.audit import record
from profiles.models import Membership
from profiles.people.domain.writing import written_message


def facilitators_of(groups: QuerySet[PeerGroup]) -> QuerySet[GroupMember]:
    """Return the parts of those who facilitate *groups*, which go on, by group and name."""
    leading = GroupMember.objects.current().filter(
        group__in=groups.filter(ended_on=None).order_by().values("pk"),
        part__in=GroupMember.LEADING,
    )
    return leading.order_by("group__name", "group", "-part", "member__sort_key", "pk")


def names_of(groups: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Return the names of those who facilitate each of *groups* now. One statement."""
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = GroupMember.objects.current().filter(group__in=groups, part__in=GroupMember.LEADING)
    for part in rows.select_related("member").order_by("-part", "member__sort_key", "pk"):
        found[part.group_id].append(part.name)
    return found


def over() -> Q:
    """Say which sessions are over."""
    lasts = ExpressionWrapper(F("minutes") * timedelta(minutes=1), output_field=DurationField())
    return Q(starts_at__lte=ExpressionWrapper(Now() - lasts, output_field=DateTimeField()))


def without_attendance(sessions: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Return those of *sessions* that are over, and of which no one noted who came."""
    return sessions.filter(over(), state=Meeting.State.PLANNED)


@transaction.atomic
def write_to_facilitators(
    groups: QuerySet[PeerGroup], *, by: Membership, subject: str, text: str
) -> int:
    """Email those who facilitate *groups* what a director wrote; return how many get it.

    One email a person, whatever groups they facilitate, and the same text once a day. Answers go to the
    director. The audit log has that it was written, and not what.
    """
    of_person: dict[Membership, list[PeerGroup]] = defaultdict(list)
    rows = facilitators_of(groups).select_related(
        "group__institution", "member__user", "member__institution"
    )
    for part in rows:
        of_person[part.member].append(part.group)
    mails = not_yet_queued(
        [
            written_message(
                "facilitators",
                to=person,
                by=by,
                subject=subject,
                text=text,
                template="facilitators",
                context={
                    "groups": [
                        (one.name, settings.SITE_URL + one.get_absolute_url()) for one in own
                    ]
                },
            )
            for person, own in of_person.items()
        ]
    )
    queue_messages(mails)
    if mails:
        for group in {one.pk: one for own in of_person.values() for one in own}.values():
            record(
                Verb.GROUP_FACILITATORS_WRITTEN_TO,
                actor=by.user,
                institution=group.institution,
                subject=group,
            )
    return len(mails)
