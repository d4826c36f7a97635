"""What of programs needs attention on the dashboard."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce, Now, TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching.models import Enrollment, MatchRun, Program, Project
from matching.pairs.domain.load import with_mentees
from matching.programs.kinds import PAIRING
from matching.programs.queue import programs_run_by, rows_of_programs
from matching.programs.recruiting.domain.people import waiting_in_programs
from mentornet.moments import short_day
from mentornet.pages.attention import Kind, Row, Said, register_kind, shape
from networks.models import GroupMember
from profiles.models import Membership, StaffRole
from profiles.people.names.columns import full_name_of
from profiles.vocabulary import StaffRoleKind

DIRECT = "matching.direct_programs"
CLOSING_WITHIN = timedelta(days=7)
ANSWERED_WITHIN = timedelta(days=7)
State = Program.State
KEY = Cast("pk", CharField())


def _closing(member: Membership) -> QuerySet[Any, Any]:
    today = member.institution.local_date()
    rows = programs_run_by(member).filter(
        state=State.ENROLLING, enroll_until__lte=today + CLOSING_WITHIN
    )
    return rows_of_programs(
        rows,
        since="enroll_from",
        due="enroll_until",
    )


def _say_closing(row: Row) -> Said:
    text = _("%(program)s: enrollment closes on %(day)s.")
    given = {"program": row.program_name, "day": short_day(row.due)}
    return Said(text % given, _("Open program"), reverse("matching:directing", args=[row.subject]))


def _short_of_mentors(member: Membership) -> QuerySet[Any, Any]:
    """Programs that take pairs, and have fewer openings than mentees."""
    there = Q(enrollments__withdrawn_at=None, enrollments__member__end_date=None)
    rows = (
        programs_run_by(member)
        .filter(state__in=(State.ENROLLING, State.MATCHING), kind__in=PAIRING)
        .annotate(
            mentees=Count("enrollments", filter=there & Q(enrollments__side="protege")),
            openings=Coalesce(
                Sum("enrollments__places", filter=there & Q(enrollments__side="mentor")), 0
            ),
        )
        .filter(mentees__gt=F("openings"))
    )
    return rows_of_programs(
        rows,
        due="enroll_until",
        since="enroll_from",
        amount=F("mentees") - F("openings"),
    )


def _say_short(row: Row) -> Said:
    count = row.amount or 0
    text = ngettext(
        "%(program)s: %(count)d opening too few for the mentees who enrolled.",
        "%(program)s: %(count)d openings too few for the mentees who enrolled.",
        count,
    )
    return Said(
        text % {"program": row.program_name, "count": count},
        _("See who enrolled"),
        reverse("matching:directing_people", args=[row.subject]),
    )


def _ready(member: Membership) -> QuerySet[Any, Any]:
    """The latest run of a program, done and not published."""
    later = MatchRun.objects.filter(program=OuterRef("program"), number__gt=OuterRef("number"))
    rows = MatchRun.objects.filter(
        ~Exists(later),
        program__in=programs_run_by(member).values("pk"),
        state=MatchRun.State.DONE,
        forgotten_at=None,
    ).exclude(program__state=State.CLOSED)
    return shape(
        rows,
        subject=KEY,
        since=TruncDate("finished_at"),
        code="method",
        one="program__kind",
        program="program_id",
        program_name="program__name",
    )


def _say_ready(row: Row) -> Said:
    groups = row.code == MatchRun.GROUPS
    text = _("%(program)s: the proposed pairs are ready to review and publish.")
    if groups and row.one != Program.Kind.PEER_PAIRS:
        text = _("%(program)s: the groups are ready to review and publish.")
    return Said(
        text % {"program": row.program_name},
        _("Review"),
        reverse("matching:group_run" if groups else "matching:run", args=[row.subject]),
    )


def _waiting(member: Membership) -> QuerySet[Any, Any]:
    """Programs with a wait list after pairs or groups were published: that of the program's own page."""
    runs = MatchRun.objects.exclude(method=MatchRun.BY_HAND)
    published = runs.filter(program=OuterRef("pk"), state=MatchRun.State.PUBLISHED)
    waiting = waiting_in_programs().filter(program=OuterRef("pk")).order_by().values("program")
    rows = (
        programs_run_by(member)
        .filter(Exists(published), state__in=(State.MATCHING, State.RUNNING))
        .annotate(waiting=Subquery(waiting.annotate(count=Count("pk")).values("count")))
        .filter(waiting__gt=0)
    )
    return rows_of_programs(
        rows,
        since="starts_on",
        one=Case(When(kind__in=PAIRING, then=Value("mentor")), default=Value("group")),
        amount="waiting",
        code=Cast("waiting", CharField()),
    )


def _say_waiting(row: Row) -> Said:
    count = row.amount or 0
    if row.one == "mentor":
        text = ngettext(
            "%(program)s: %(count)d mentee is waiting for a mentor.",
            "%(program)s: %(count)d mentees are waiting for a mentor.",
            count,
        )
    else:
        text = ngettext(
            "%(program)s: %(count)d person is waiting for a group.",
            "%(program)s: %(count)d people are waiting for a group.",
            count,
        )
    return Said(
        text % {"program": row.program_name, "count": count},
        _("See the wait list"),
        f"{reverse('matching:directing_people', args=[row.subject])}?show=waiting",
    )


def _asking_for_places(member: Membership) -> QuerySet[Any, Any]:
    """People who left a group of a program and asked for another one."""
    inside = GroupMember.objects.current().filter(
        member=OuterRef("member"),
        group__ended_on=None,
        group__program_group__program=OuterRef("group__program_group__program"),
    )
    enrolled = Enrollment.objects.filter(
        program=OuterRef("group__program_group__program"),
        member=OuterRef("member"),
        withdrawn_at=None,
    )
    rows = GroupMember.objects.filter(
        Exists(enrolled),
        ~Exists(inside),
        asks_for_place=True,
        member__end_date=None,
        left_to_group__ended_on=None,
        group__program_group__program__in=programs_run_by(member).values("pk"),
    )
    return shape(
        rows,
        subject=KEY,
        since="left_on",
        one=full_name_of("member"),
        two="left_to_group__name",
        program="group__program_group__program_id",
        program_name="group__program_group__program__name",
        unit="member__unit_id",
    )


def _say_asking(row: Row) -> Said:
    text = _("%(program)s: %(name)s asks for a place in %(group)s.")
    given = {"program": row.program_name, "name": row.one, "group": row.two}
    return Said(text % given, _("Answer"), reverse("matching:directing", args=[row.program]))


def _projects(member: Membership) -> QuerySet[Any, Any]:
    """Projects that mentors wrote and no director has accepted or sent back."""
    open_ = programs_run_by(member).exclude(state=State.CLOSED)
    rows = Project.objects.filter(
        program__in=open_.values("pk"), state=Project.State.PROPOSED, mentors__leads=True
    )
    return shape(
        rows,
        subject=KEY,
        since=TruncDate("created_at"),
        one=full_name_of("mentors__mentor__member"),
        two="title",
        program="program_id",
        program_name="program__name",
    )


def _say_project(row: Row) -> Said:
    text = _(
        "%(program)s: %(name)s wrote the project “%(title)s”. Mentees see it once you accept it."
    )
    given = {"program": row.program_name, "name": row.one, "title": row.two}
    return Said(text % given, _("Review"), reverse("matching:project_review", args=[row.subject]))


def _over_capacity(member: Membership) -> QuerySet[Any, Any]:
    """Mentors to whom a program gave more mentees than they have openings there."""
    running = programs_run_by(member).filter(state=State.RUNNING)
    there = Enrollment.objects.active().mentors().filter(program__in=running.values("pk"))
    rows = with_mentees(there).filter(mentees__gt=F("places"))
    return shape(
        rows,
        subject=KEY,
        since="program__starts_on",
        one=full_name_of("member"),
        code=Cast("places", CharField()),
        amount="mentees",
        program="program_id",
        program_name="program__name",
        unit="member__unit_id",
    )


def _say_over(row: Row) -> Said:
    text = _("%(program)s: %(name)s has %(count)s mentees and openings for %(openings)s.")
    given = {
        "program": row.program_name,
        "name": row.one,
        "count": row.amount,
        "openings": row.code,
    }
    return Said(
        text % given,
        _("See who enrolled"),
        reverse("matching:directing_people", args=[row.program]),
    )


def _unanswered(member: Membership, awaits: str) -> QuerySet[Any, Any]:
    """Programs with enrollments that wait for someone's word, how many, and since when.

    Who waits stands by name on the page of who enrolled. Requests that people may decline in silence
    are no part of it.
    """
    here = Q(enrollments__awaits=awaits, enrollments__member__end_date=None)
    if awaits == Enrollment.Awaits.PERSON:
        here &= Q(enrollments__withdrawn_at__lt=Now() - ANSWERED_WITHIN)
    rows = (
        programs_run_by(member)
        .filter(state__in=Program.OPEN_STATES)
        .annotate(
            waiting=Count("enrollments", filter=here),
            first=Min("enrollments__withdrawn_at", filter=here),
        )
        .filter(waiting__gt=0)
    )
    return rows_of_programs(
        rows,
        since=TruncDate("first"),
        amount="waiting",
        code=Cast("waiting", CharField()),
    )


def _applications(member: Membership) -> QuerySet[Any, Any]:
    return _unanswered(member, Enrollment.Awaits.DIRECTOR)


def _unconfirmed(member: Membership) -> QuerySet[Any, Any]:
    return _unanswered(member, Enrollment.Awaits.PERSON)


def _say_applications(row: Row) -> Said:
    count = row.amount or 0
    text = ngettext(
        "%(program)s: %(count)d enrollment waits for your answer.",
        "%(program)s: %(count)d enrollments wait for your answer.",
        count,
    )
    return Said(
        text % {"program": row.program_name, "count": count},
        _("Answer"),
        reverse("matching:directing_people", args=[row.subject]),
    )


def _say_unconfirmed(row: Row) -> Said:
    count = row.amount or 0
    text = ngettext(
        "%(program)s: %(count)d person has not confirmed their enrollment for a week.",
        "%(program)s: %(count)d people have not confirmed their enrollment for a week.",
        count,
    )
    return Said(
        text % {"program": row.program_name, "count": count},
        _("See who enrolled"),
        reverse("matching:directing_people", args=[row.subject]),
    )


# Whether someone coordinates a program now, or will: it, the institution, or a unit that it is in.
_COORDINATED = """
EXISTS (
    WITH RECURSIVE above AS (
        SELECT id, parent_id FROM profiles_unit WHERE id = matching_program.unit_id
        UNION
        SELECT parent.id, parent.parent_id FROM profiles_unit parent JOIN above ON parent.id = above.parent_id
    )
    SELECT 1 FROM profiles_staffrole held
    WHERE held.institution_id = matching_program.institution_id AND held.role = %s
        AND held.ended_at IS NULL AND (
            held.scope_kind = %s
            OR held.scope_id = matching_program.id
            OR held.scope_id IN (SELECT id FROM above)
        )
)
"""


def _without_coordinator(member: Membership) -> QuerySet[Any, Any]:
    """Programs that someone coordinated, and no one does any more; directors run them all the same."""
    had = StaffRole.objects.filter(
        Q(scope_id=OuterRef("pk")) | Q(scope_id=OuterRef("unit_id")),
        institution=OuterRef("institution"),
        role=StaffRoleKind.COORDINATOR.value,
        deputy_for=None,
        ended_at__isnull=False,
    )
    given = (StaffRoleKind.COORDINATOR.value, StaffRole.Scope.INSTITUTION.value)
    rows = (
        programs_run_by(member)
        .exclude(state=State.CLOSED)
        .annotate(
            left=Subquery(had.order_by("-ended_at").values("ended_at")[:1]),
            coordinated=RawSQL(_COORDINATED, given, BooleanField()),  # noqa: S611  (our own query)
        )
        .filter(left__isnull=False, coordinated=False)
    )
    return rows_of_programs(
        rows,
        since=TruncDate("left"),
    )


def _say_without_coordinator(row: Row) -> Said:
    text = _("%(program)s has had no coordinator since %(day)s.")
    given = {"program": row.program_name, "day": short_day(row.since)}
    return Said(text % given, _("Grant a staff role"), reverse("profiles:staff_roles"))


KINDS = (
    Kind(
        "applications",
        gettext_lazy("Enrollments to answer"),
        DIRECT,
        _applications,
        _say_applications,
        order=17,
    ),
    Kind(
        "unconfirmed",
        gettext_lazy("Enrollments not confirmed"),
        DIRECT,
        _unconfirmed,
        _say_unconfirmed,
        order=33,
    ),
    Kind(
        "no_coordinator",
        gettext_lazy("Programs without a coordinator"),
        "profiles.manage_staff_roles",
        _without_coordinator,
        _say_without_coordinator,
        order=64,
    ),
    Kind(
        "enrollment_closing",
        gettext_lazy("Enrollment closing"),
        DIRECT,
        _closing,
        _say_closing,
        order=15,
    ),
    Kind(
        "short_of_mentors",
        gettext_lazy("Too few mentors"),
        DIRECT,
        _short_of_mentors,
        _say_short,
        order=16,
    ),
    Kind(
        "ready_to_publish", gettext_lazy("Ready to publish"), DIRECT, _ready, _say_ready, order=30
    ),
    Kind("waiting_list", gettext_lazy("Wait list"), DIRECT, _waiting, _say_waiting, order=31),
    Kind(
        "place_asked",
        gettext_lazy("Places in groups"),
        DIRECT,
        _asking_for_places,
        _say_asking,
        order=32,
    ),
    Kind(
        "project_written",
        gettext_lazy("Projects to review"),
        DIRECT,
        _projects,
        _say_project,
        order=33,
    ),
    Kind(
        "over_capacity",
        gettext_lazy("Mentors over capacity"),
        DIRECT,
        _over_capacity,
        _say_over,
        order=60,
    ),
)


def register_kinds() -> None:
    """Register them all. Called once at start-up."""
    for kind in KINDS:
        register_kind(kind)
