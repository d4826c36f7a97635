"""When the roster makes someone in a group the chief of another one there [P, L].

No one is put out of a group by a roster: the two are told, and decide.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID, uuid4

from django.conf import settings
from django.utils.translation import gettext as _

from mentornet.languages import read_by
from mentornet.mail.outbox import Message, queue_messages
from networks.peer_groups.domain.group import current_people, led_pairs
from networks.peer_groups.models import GroupMember, PeerGroup
from profiles.models import Institution, Membership
from profiles.people.domain.supervision import chiefs_among

Two = tuple[Membership, Membership]


def chiefs_in(group: PeerGroup) -> list[Two]:
    """Return (chief, member) for each two in the group of whom one stands above the other."""
    return led_pairs(current_people(group))


def notify_of_chiefs(institution: Institution, *, changed: Collection[UUID]) -> None:
    """Mail those who share a group with someone who has become their chief, or whose chief they are.

    *changed* are the keys of those whose supervisor is another now; who stands below them has other
    chiefs too. One mail a person and group; three queries, whatever the number of groups.
    """
    rows = GroupMember.objects.current().filter(
        group__institution=institution, group__ended_on=None
    )
    people: dict[PeerGroup, dict[UUID, Membership]] = {}
    for row in rows.select_related("group__institution", "member__user", "member__institution"):
        people.setdefault(row.group, {})[row.member_id] = row.member
    everybody = {key for there in people.values() for key in there}
    if not everybody:
        return
    above = chiefs_among({*everybody, *changed})
    news = {
        (chief, member)
        for member in everybody
        for by in (above.get(member, frozenset()) | {member}) & set(changed)
        for chief in above.get(by, ())
    }
    queue_messages(
        [
            message
            for group, there in people.items()
            for message in _messages(
                group,
                [
                    (there[chief], there[member])
                    for chief, member in news
                    if chief in there and member in there
                ],
            )
        ]
    )


def _messages(group: PeerGroup, pairs: Collection[Two]) -> list[Message]:
    """One to each of those in *pairs*, naming those whom they lead and who lead them."""
    leads: dict[Membership, list[str]] = {}
    led: dict[Membership, list[str]] = {}
    for chief, member in pairs:
        leads.setdefault(chief, []).append(member.name)
        led.setdefault(member, []).append(chief.name)
    return [
        _message(group, one, leads.get(one, ()), led.get(one, ()))
        for one in dict.fromkeys([*leads, *led])
    ]


@read_by("to")
def _message(
    group: PeerGroup, to: Membership, leads: Collection[str], led: Collection[str]
) -> Message:
    return Message(
        key=f"group-chief:{group.pk}:{to.pk}:{uuid4()}",
        to=to.user.email,
        subject=_("Someone in your line of supervision is in “%(group)s”") % {"group": group.name},
        template="group_chief",
        context={
            "name": to.short_name,
            "group": group,
            "leads": sorted(leads),
            "led": sorted(led),
            "institution": group.institution,
            "link": settings.SITE_URL + group.get_absolute_url(),
        },
        institution_id=group.institution_id,
    )
