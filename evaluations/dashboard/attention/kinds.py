"""What of pairs, groups, sessions and surveys needs attention on the dashboard."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import CharField, Exists, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Now, TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.check_ins.early_warning.domain.health import (
    FIRST_MEETING_WITHIN,
    GROUP_AT_RISK_AFTER,
)
from evaluations.dashboard.attention.domain import pairs
from evaluations.meetings.domain.lifecycle import at_wall_time
from evaluations.meetings.models import Meeting
from evaluations.surveys.models import Survey
from mentornet.moments import day, day_time, short_day
from mentornet.pages.attention import Kind, Row, Said, once, register_kind, shape
from networks.models import PeerGroup
from profiles.models import Membership

DIRECT = "matching.direct_programs"
KEY = Cast("pk", CharField())
NOTED_WITHIN = timedelta(days=1)
LOOKED_BACK = timedelta(days=60)
CLOSING_WITHIN = timedelta(days=3)
PROGRAM = "program_group__program_id"
PROGRAM_NAME = "program_group__program__name"
WHY = {
    pairs.HELP: gettext_lazy("One of the two asked for help."),
    pairs.MISSED: gettext_lazy("Their last two meetings did not take place."),
    pairs.SILENT: gettext_lazy("A check-in was not answered, and no meeting is scheduled."),
    pairs.LATE: gettext_lazy("Last met on %(day)s, and no meeting is scheduled."),
    pairs.NEVER: gettext_lazy("No meeting yet since %(day)s, and none is scheduled."),
}


def _say_pair(row: Row) -> Said:
    why = str(WHY[row.code])
    return Said(
        _("%(one)s and %(two)s: %(why)s")
        % {
            "one": row.one,
            "two": row.two,
            "why": why % {"day": day(row.since)} if "%(day)s" in why else why,
        },
        _("See the pair"),
        reverse("evaluations:program_pairs", args=[row.program]),
        detail=row.program_name,
    )


def _groups(member: Membership) -> QuerySet[Any, Any]:
    return once(
        member,
        "groups",
        lambda: PeerGroup.objects.directed_by(member.user).filter(
            institution=member.institution_id, ended_on=None
        ),
    )


def _without_facilitator(member: Membership) -> QuerySet[Any, Any]:
    rows = _groups(member).lacking_facilitator()  # type: ignore[attr-defined]
    return shape(
        rows,
        subject=KEY,
        since="started_on",
        one="name",
        program=PROGRAM,
        program_name=PROGRAM_NAME,
    )


def _say_without_facilitator(row: Row) -> Said:
    return Said(
        _("%(group)s has no facilitator.") % {"group": row.one},
        _("Choose a facilitator"),
        reverse("evaluations:directing_group", args=[row.subject]),
        detail=row.program_name,
    )


def _without_sessions(member: Membership) -> QuerySet[Any, Any]:
    """Groups that have not met for two months, or not at all, and have nothing scheduled."""
    today = member.institution.local_date()
    ahead = Meeting.objects.filter(
        group=OuterRef("pk"), state=Meeting.State.PLANNED, starts_at__gt=Now()
    )
    last = Max("meetings__starts_at", filter=Q(meetings__state=Meeting.State.HELD))
    rows = _groups(member).annotate(last=TruncDate(last)).filter(~Exists(ahead))
    never = Q(last=None, started_on__lt=today - timedelta(days=FIRST_MEETING_WITHIN))
    long_ago = Q(last__lt=today - timedelta(days=GROUP_AT_RISK_AFTER))
    return shape(
        rows.filter(never | long_ago),
        subject=KEY,
        since=Coalesce("last", "started_on"),
        one="name",
        program=PROGRAM,
        program_name=PROGRAM_NAME,
    )


def _say_without_sessions(row: Row) -> Said:
    text = _("%(group)s has no session scheduled. It last met or started on %(day)s.")
    return Said(
        text % {"group": row.one, "day": day(row.since)},
        _("Open group"),
        reverse("evaluations:directing_group", args=[row.subject]),
        detail=row.program_name,
    )


def _without_attendance(member: Membership) -> QuerySet[Any, Any]:
    """Sessions that were over yesterday, and of which no one noted who came."""
    rows = Meeting.objects.filter(
        group__in=_groups(member).values("pk"),
        state=Meeting.State.PLANNED,
        starts_at__lt=Now() - NOTED_WITHIN,
        starts_at__gt=Now() - LOOKED_BACK,
    )
    return shape(
        rows,
        subject=KEY,
        since=TruncDate("starts_at"),
        one="group__name",
        two=Cast("group_id", CharField()),
        program=f"group__{PROGRAM}",
        program_name=f"group__{PROGRAM_NAME}",
    )


def _say_without_attendance(row: Row) -> Said:
    text = _("%(group)s: no one noted who came on %(day)s.")
    return Said(
        text % {"group": row.one, "day": short_day(row.since)},
        _("Open group"),
        reverse("evaluations:directing_group", args=[row.two]),
        detail=row.program_name,
    )


def _closing_surveys(member: Membership) -> QuerySet[Any, Any]:
    """Surveys that are about to close; how many answered is on their own page, rounded down there."""
    today = member.institution.local_date()
    rows = Survey.objects.visible_to(member.user).filter(
        institution=member.institution_id,
        opened_at__isnull=False,
        counted_at=None,
        closes_on__gte=today,
        closes_on__lte=today + CLOSING_WITHIN,
    )
    return shape(
        rows,
        subject=KEY,
        since="opens_on",
        due="closes_on",
        one="instrument__name",
        code=Value(str(member.institution.zone)),
        program="program_id",
        program_name="program__name",
    )


def _say_closing_survey(row: Row) -> Said:
    text = _("The survey %(name)s closes on %(day)s.")
    # The last minute of its last day where the institution is, as the reader's clock shows it.
    assert row.due is not None  # noqa: S101  (for the type checker)
    closes = at_wall_time(row.due, time(23, 59), ZoneInfo(row.code))
    return Said(
        text % {"name": row.one, "day": day_time(closes)},
        _("See answers and remind"),
        reverse("evaluations:directing_survey", args=[row.subject]),
        detail=row.program_name,
    )


KINDS = (
    Kind(
        "pair",
        gettext_lazy("Pairs at risk"),
        DIRECT,
        pairs.at_risk,
        _say_pair,
        order=20,
        by_program=True,
    ),
    Kind(
        "no_facilitator",
        gettext_lazy("Groups without a facilitator"),
        DIRECT,
        _without_facilitator,
        _say_without_facilitator,
        order=25,
    ),
    Kind(
        "no_session",
        gettext_lazy("Groups without sessions"),
        DIRECT,
        _without_sessions,
        _say_without_sessions,
        order=26,
    ),
    Kind(
        "no_attendance",
        gettext_lazy("Attendance missing"),
        DIRECT,
        _without_attendance,
        _say_without_attendance,
        order=28,
    ),
    Kind(
        "survey_closing",
        gettext_lazy("Surveys closing"),
        DIRECT,
        _closing_surveys,
        _say_closing_survey,
        order=18,
    ),
)


def register_kinds() -> None:
    """Register them all. Called once at start-up."""
    for kind in KINDS:
        register_kind(kind)
