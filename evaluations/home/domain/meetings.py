"""Meetings on home: what waits for an answer, what comes next, and a mentor's mentees at a glance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.check_ins.early_warning.domain.pairs import check_ins_of
from evaluations.meetings.domain.met import TOOK_PLACE, last_met
from evaluations.meetings.domain.mine import MyMeeting, MyMeetings, read_my_meetings
from evaluations.meetings.models import ActionItem
from mentornet.moments import weekday_day_time
from networks.home.domain.to_dos import HomeTask, HomeTasks, MenteeFacts
from networks.models import Tie
from profiles.models import Membership

NEXT_SHOWN = 3


def home_meetings(member: Membership, *, now: datetime | None = None) -> HomeTasks:
    """Return the meetings on the home of *member*. Four queries, and two for those who mentor."""
    moment = now or timezone.now()
    found = read_my_meetings(member, now=moment)
    mentees = [one for one in found.active_ties if one.mentor_id == member.pk]
    in_sight = found.ahead or found.to_answer or found.offered
    return HomeTasks(
        waiting=(*map(_to_close, found.to_close), *map(_to_answer, found.to_answer)),
        meetings=tuple(map(_ahead, _without_today(found, moment)[:NEXT_SHOWN])),
        to_schedule=(_to_schedule(),) if found.active_ties and not in_sight else (),
        for_others=tuple(map(_offered, found.offered)),
        mentees=_facts(mentees, found.ahead, reader=member) if mentees else {},
    )


def _without_today(found: MyMeetings, moment: datetime) -> list[MyMeeting]:
    """Return what is ahead, but not today's sessions of groups: home has them in a part of their own."""
    zone = found.reader.zone
    today = moment.astimezone(zone).date()

    def is_session_today(one: MyMeeting) -> bool:
        at = one.meeting.starts_at
        return bool(one.meeting.group_id and at and at.astimezone(zone).date() == today)

    return [one for one in found.ahead if not is_session_today(one)]


def _facts(
    ties: Sequence[Tie], ahead: Iterable[MyMeeting], *, reader: Membership
) -> dict[UUID, MenteeFacts]:
    """Return the facts of *ties*, of which *reader* is the mentor. Two queries.

    Of the check-ins, only the reader's count: in the others they would read what the mentee answered.
    """
    keys = [one.pk for one in ties]
    mine = check_ins_of(keys, member=reader)
    # The nearest is written last and stays.
    nearest = {one.meeting.tie_id: one.meeting.starts_at for one in reversed(list(ahead))}
    open_ones = ActionItem.objects.open().filter(tie=OuterRef("pk")).order_by().values("tie")
    rows = (
        Tie.objects.filter(pk__in=keys)
        .order_by()
        .annotate(
            last_meeting=Max("meetings__starts_at", filter=TOOK_PLACE),
            open_actions=Coalesce(
                Subquery(open_ones.annotate(count=Count("pk")).values("count")), 0
            ),
        )
        .values_list("pk", "last_meeting", "open_actions")
    )
    return {
        key: MenteeFacts(
            last_met=last_met(reader.institution, meeting=met, check_in=mine[key].met_on),
            next_at=nearest.get(key),
            open_actions=count,
        )
        for key, met, count in rows
    }


def _waiting_address() -> str:
    return reverse("evaluations:meetings") + "#waiting"


def _times(one: MyMeeting) -> str:
    return " · ".join(weekday_day_time(time.starts_at) for time in one.meeting.times.all())


def _to_close(one: MyMeeting) -> HomeTask:
    given = {"name": one.name, "when": weekday_day_time(one.meeting.starts_at)}
    return HomeTask(
        _("Did you and %(name)s meet on %(when)s?") % given, _("Answer"), _waiting_address()
    )


def _to_answer(one: MyMeeting) -> HomeTask:
    return HomeTask(
        _("%(name)s suggests these times. Choose one.") % {"name": one.name},
        _("Choose a time"),
        _waiting_address(),
        detail=_times(one),
    )


def _offered(one: MyMeeting) -> HomeTask:
    return HomeTask(
        _("You suggested times. %(name)s has not chosen yet.") % {"name": one.name},
        _("Open meeting"),
        reverse("evaluations:meeting", args=[one.meeting.pk]),
        detail=_times(one),
    )


def _ahead(one: MyMeeting) -> HomeTask:
    meeting = one.meeting
    facts = [
        str(meeting.minutes_words),
        str(meeting.get_mode_display()) if meeting.mode else "",
        _("Group session") if meeting.group_id else "",
    ]
    return HomeTask(
        f"{weekday_day_time(meeting.starts_at)} · {one.name}",
        _("Open meeting"),
        reverse("evaluations:meeting", args=[meeting.pk]),
        detail=" · ".join(filter(None, facts)),
    )


def _to_schedule() -> HomeTask:
    return HomeTask(
        _("Nothing is scheduled."),
        _("Schedule a meeting"),
        reverse("evaluations:meetings") + "#plan",
    )
