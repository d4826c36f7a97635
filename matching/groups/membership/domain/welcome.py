"""The one mail that someone gets who comes into a group, by whatever door."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.utils.translation import gettext as _

from matching.groups.membership.domain.joining import program_of
from matching.programs.models import Program
from mentornet.languages import read_by
from mentornet.mail.outbox import Message, queue_messages
from networks.models import GroupMember, PeerGroup
from networks.phrases import joined
from profiles.models import Membership


@dataclass(frozen=True)
class Dates:
    """The sessions ahead in the reader's zone, with what their calendar is told.

    `asks`: whether it is an invitation, which a calendar answers; several dates are a file to add.
    """

    when: tuple[str, ...] = ()
    zone: str = ""
    place: str = ""
    calendar: str = ""
    asks: bool = False


DatesSource = Callable[[PeerGroup, Sequence[Membership]], Mapping[UUID, Dates]]
_sources: list[DatesSource] = []


def register_dates(source: DatesSource) -> None:
    """Let *source* say when a group meets: sessions live above. Called at start-up."""
    if source not in _sources:
        _sources.append(source)


def dates_of(group: PeerGroup, people: Sequence[Membership]) -> dict[UUID, Dates]:
    """Return the sessions ahead of *group*, as each of *people* reads them, by key."""
    return {key: dates for source in _sources for key, dates in source(group, people).items()}


def with_dates(
    group: PeerGroup, messages: Sequence[Message], people: Sequence[Membership]
) -> list[Message]:
    """Return the messages that welcome some of *people* with when the group meets.

    Each carries the dates for the reader's calendar. Who only hears of newcomers has them already.
    """
    new = {message.to for message in messages if not message.context.get("newcomers")}
    readers = {one.user.email: one for one in people if one.user.email in new}
    dates = dates_of(group, list(readers.values()))
    ahead = group.started_on > group.institution.local_date()
    found = []
    for message in messages:
        reader = readers.get(message.to)
        if reader is not None and not message.context.get("newcomers"):
            own = dates.get(reader.pk, Dates())
            context = {**message.context, "dates": own, "starts_later": ahead}
            message = replace(message, context=context, calendar=own.calendar)
        found.append(message)
    return found


def welcome(group: PeerGroup, members: Sequence[Membership]) -> None:
    """Mail a welcome to *members*, who have just been taken into *group*."""
    program = program_of(group)
    rows = list(
        GroupMember.objects.current()
        .filter(group=group)
        .select_related("member__user", "member__institution")
    )
    leaders = [row.member for row in rows if row.leads]
    others = [row.member for row in rows if not row.leads]
    messages = [
        welcome_message(
            group,
            one,
            key=f"group-welcome:{group.pk}:{one.pk}:{uuid4()}",
            program=program,
            leaders=leaders,
            others=others,
        )
        for one in members
    ]
    queue_messages(with_dates(group, messages, members))


@read_by("to")
def welcome_message(
    group: PeerGroup,
    to: Membership,
    *,
    key: str,
    program: Program | None,
    leaders: Sequence[Membership],
    others: Sequence[Membership],
    **more: Any,
) -> Message:
    """Tell *to* in which group they are, with whom, who leads it, and how to leave it.

    *leaders* and *others* are those who are in it now, *to* among them. *more* is for the template:
    the newcomers whom a facilitator hears of, and the hours at which a session suits all.
    """
    peers = [one for one in others if one != to] if group.kind == PeerGroup.Kind.PAIR else []
    subject = (
        _subject_of_peers(peers, program)
        if peers
        else _("%(group)s: your group in %(program)s")
        % {"group": group.name, "program": program.name}
        if program
        else _("%(group)s: your group") % {"group": group.name}
    )
    return Message(
        key=key,
        to=to.user.email,
        subject=subject,
        template="peer_pair_made" if peers else "group_made",
        context={
            "program": program,
            "institution": group.institution,
            "name": to.short_name,
            "group": group,
            "leads": to in leaders,
            "leaders": [one for one in leaders if one != to],
            "others": [one for one in others if one != to],
            "link": settings.SITE_URL + group.get_absolute_url(),
            **more,
        },
        institution_id=group.institution_id,
    )


def _subject_of_peers(peers: Sequence[Membership], program: Program | None) -> str:
    names = joined([one.name for one in peers])
    if program is None:
        return _("You and %(names)s are peers") % {"names": names}
    return _("You and %(names)s are peers in %(program)s") % {
        "names": names,
        "program": program.name,
    }
