"""Today's sessions of a person's groups: on their home page from the morning until they are over."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Value,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.meetings.domain.invited import concerns
from evaluations.meetings.models import Meeting, MeetingAnswer, session_opened_to
from evaluations.sessions.office.domain.places import room_of
from mentornet.mail.calendar import video_link
from mentornet.moments import clock
from networks.home.domain.to_dos import HomeTask, HomeTasks
from networks.models import GroupMember
from profiles.models import Membership

State = Meeting.State
MINUTE = timedelta(minutes=1)


def ends_at() -> Any:
    """Return the moment at which a meeting is over, as an expression."""
    length = F("minutes") * Value(MINUTE)
    return ExpressionWrapper(F("starts_at") + length, output_field=DateTimeField())


def sessions_today(member: Membership, *, now: datetime | None = None) -> HomeTasks:
    """Return the sessions of today that are not over, whether or not attendance was taken. One query."""
    moment = now or timezone.now()
    zone = member.zone
    today = moment.astimezone(zone).date()
    midnight = datetime.combine(today + timedelta(days=1), time.min, tzinfo=zone)
    parts = GroupMember.objects.current().filter(
        group=OuterRef("group"), member=member, group__ended_on=None
    )
    declined = MeetingAnswer.objects.filter(
        meeting=OuterRef("pk"),
        member=member,
        sequence__gte=OuterRef("sequence"),
        answer=MeetingAnswer.Answer.DECLINED,
    )
    leading = GroupMember.LEADING
    rows = (
        Meeting.objects.filter(
            Exists(parts), concerns(member), session_opened_to(member.user), starts_at__lt=midnight
        )
        .filter(state__in=(State.PLANNED, State.HELD, State.MISSED))
        .annotate(
            ends_at=ends_at(),
            facilitates=Exists(parts.filter(part__in=leading)),
            is_led=Exists(
                GroupMember.objects.current().filter(group=OuterRef("group"), part__in=leading)
            ),
            cannot=ExpressionWrapper(Exists(declined), output_field=BooleanField()),
        )
        .filter(ends_at__gt=moment)
        .select_related("group")
        .defer("agenda", "notes")
        .order_by("starts_at", "pk")
    )
    return HomeTasks(today=tuple(_home_task(one, now=moment) for one in rows))


def _home_task(row: Any, *, now: datetime) -> HomeTask:
    # A group without a facilitator leads itself where its director says so.
    leads = row.facilitates or (not row.is_led and row.group.self_led)
    link = video_link(row.place)
    room = room_of(row.place)
    hours = "–".join(clock(one) for one in (row.starts_at, row.ends_at))
    said = (
        _("%(group)s: session today, %(when)s")
        if row.starts_at > now
        else _("%(group)s: session in progress, %(when)s")
    )
    parts = [said % {"group": row.group.name, "when": hours}]
    if room:
        parts.append(room)
    elif row.mode and not link:
        parts.append(str(row.get_mode_display()))
    if row.cannot:
        parts.append(_("you said you can’t come"))
    return HomeTask(
        text=" · ".join(parts) + ".",
        label=_("Open live session") if leads else _("Open session"),
        url=reverse("evaluations:console" if leads else "evaluations:meeting", args=[row.pk]),
        more=((_("Join the video call"), link),) if link else (),
    )
