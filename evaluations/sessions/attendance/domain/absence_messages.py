"""What members and facilitators are told when someone has missed sessions: kindly, and once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.sessions.attendance.models import AbsenceNotice
from matching.models import AttendanceRules
from mentornet import moments
from mentornet.languages import Text, later, read_by
from mentornet.mail.outbox import Message, queue_messages
from networks.models import GroupMember
from profiles.models import Membership
from profiles.people.domain.preferences import reply_to


def notify_of_absences(
    notice: AbsenceNotice, missed: Sequence[datetime], *, facilitators: bool
) -> None:
    """Ask a member what would help, and tell those who facilitate where *facilitators* says so."""
    told = _facilitators(notice) if facilitators else []
    messages = [
        _message(
            notice,
            notice.member,
            "absence_asked",
            later(_("We missed you in %(group)s"), {"group": notice.group.name}),
            {"facilitators": [one.name for one in told], "replies_to": told},
            missed,
        ),
        *(
            _message(
                notice,
                one,
                "absence_told",
                later(_("%(name)s has missed two sessions in a row"), {"name": notice.member.name}),
                {"member": notice.member},
                missed,
            )
            for one in told
        ),
    ]
    queue_messages(messages)


def notify_of_minimum(
    notice: AbsenceNotice, *, came: int, needed: int, rules: AttendanceRules
) -> None:
    """Say that the minimum is out of reach, to whom the rules name."""
    told = _facilitators(notice) if rules.tell_facilitator else []
    more = {"came": came, "needed": needed, "no_certificate": rules.no_certificate}
    messages = [
        _message(
            notice,
            one,
            "minimum_told",
            later(_("%(name)s can’t reach the minimum attendance"), {"name": notice.member.name}),
            more | {"member": notice.member},
        )
        for one in told
    ]
    if rules.tell_member:
        messages.append(
            _message(
                notice,
                notice.member,
                "minimum_missed",
                later(_("Your sessions in %(group)s"), {"group": notice.group.name}),
                more | {"facilitators": [one.name for one in told], "replies_to": told},
            )
        )
    queue_messages(messages)


def _facilitators(notice: AbsenceNotice) -> list[Membership]:
    rows = (
        GroupMember.objects.current()
        .filter(group=notice.group_id, part__in=GroupMember.LEADING)
        .exclude(member=notice.member_id)
        .select_related("member__user", "member__institution")
    )
    return [row.member for row in rows]


@read_by("to")
def _message(
    notice: AbsenceNotice,
    to: Membership,
    template: str,
    subject: Text,
    more: dict[str, Any],
    missed: Sequence[datetime] = (),
) -> Message:
    zone = to.zone
    other = more.pop("replies_to", None)
    with timezone.override(zone):
        days = [moments.weekday_day(one) for one in missed]
    return Message(
        key=f"{template}-{notice.pk}-{to.pk}",
        to=to.user.email,
        subject=subject,
        template=template,
        context={
            "institution": notice.group.institution,
            "name": to.short_name,
            "group": notice.group,
            "days": days,
            "link": settings.SITE_URL + reverse("evaluations:group", args=[notice.group_id]),
            **more,
        },
        institution_id=notice.institution_id,
        headers=reply_to(other[0] if other else None),
        zone=str(zone),
        confidential=True,
    )
