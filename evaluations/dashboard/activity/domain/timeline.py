"""What happened at an institution, for those who direct it: chosen, in pages, and as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from evaluations.dashboard.activity.domain.sentences import (
    DETAILED,
    SENTENCES,
    Part,
    sentence_of,
)
from evaluations.dashboard.activity.domain.subjects import names_of
from evaluations.meetings.domain.lifecycle import at_wall_time
from evaluations.meetings.models import Meeting
from evaluations.outcomes.closing.models import ProgramEnding
from evaluations.sessions.guests.models import SessionGuest
from evaluations.surveys.models import Survey
from matching.models import (
    AttendanceRules,
    Enrollment,
    GroupRules,
    MatchRule,
    MatchRun,
    PairRequest,
    PairRule,
    Program,
    ProgramGroup,
    Project,
)
from mentornet.audit_verbs import Verb
from mentornet.lists.page import title_of
from networks.models import GroupMember, PeerGroup
from profiles.models import AuditEvent, Institution, Membership, Question, StaffRole, Unit, User
from profiles.people.names.domain import named
from profiles.people.staff_roles.domain.scopes import scope_words

# Who did something and is no member here.
SYSTEM, OPERATOR = _("MentorNet"), _("An operator")
GONE = _("(no longer here)")
OTHER_FILES = {"activity": _("Activity")}
"""What is taken as a file and is none of the lists."""
A_PAGE = 50
# What is about a program: kinds of rows, and the field that names theirs.
OF_PROGRAMS: tuple[tuple[str, Any, str], ...] = (
    ("matching.program", Program, "pk"),
    ("matching.matchrun", MatchRun, "program"),
    ("matching.enrollment", Enrollment, "program"),
    ("matching.pairrequest", PairRequest, "program"),
    ("matching.pairrule", PairRule, "program"),
    ("matching.matchrule", MatchRule, "program"),
    ("matching.attendancerules", AttendanceRules, "program"),
    ("matching.grouprules", GroupRules, "program"),
    ("matching.project", Project, "program"),
    ("evaluations.survey", Survey, "program"),
    ("evaluations.programending", ProgramEnding, "program"),
)
# What is about a program's group.
OF_GROUPS: tuple[tuple[str, Any, str], ...] = (
    ("networks.peergroup", PeerGroup, "pk"),
    ("networks.groupmember", GroupMember, "group"),
    ("evaluations.meeting", Meeting, "group"),
    ("evaluations.sessionguest", SessionGuest, "meeting__group"),
)
MOST_PEOPLE = 200


@dataclass(frozen=True)
class Choice:
    """What of the timeline is asked for; empty: all of it."""

    part: str = ""
    program: Program | None = None
    person: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Told:
    """One event: when, and in a sentence. `who` is its actor, for files."""

    pk: UUID
    at: datetime
    who: str
    part: Part
    text: str


@dataclass(frozen=True)
class Page:
    """Some events, and the mark after which the next ones begin; empty at the end."""

    events: Sequence[Told]
    after: str = ""


def events_of(user: User, institution: Institution, choice: Choice) -> QuerySet[AuditEvent]:
    """Return what *user* may read of *institution* and has chosen, the newest first."""
    rows = AuditEvent.objects.filter(institution=institution).filter(_told(choice.part))
    if not Institution.objects.directed_by(user).filter(pk=institution.pk).exists():
        rows = rows.filter(_within(user, institution))
    if choice.program:
        rows = rows.filter(_about(Program.objects.filter(pk=choice.program.pk)))
    if choice.person:
        people = Membership.objects.directed_by(user).filter(institution=institution)
        rows = rows.filter(_with(people, institution, choice.person))
    if choice.first:
        rows = rows.filter(at__gte=at_wall_time(choice.first, time(0), institution.zone))
    if choice.last:
        after = choice.last + timedelta(days=1)
        rows = rows.filter(at__lt=at_wall_time(after, time(0), institution.zone))
    return rows.order_by("-at", "-pk")


def page_of(rows: QuerySet[AuditEvent], institution: Institution, *, after: str = "") -> Page:
    """Return the events after the mark *after*, at most `A_PAGE`; one that no page gave begins anew."""
    if mark := _mark(after):
        at, pk = mark
        rows = rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk))
    found = list(rows[: A_PAGE + 1])
    shown = found[:A_PAGE]
    more = len(found) > A_PAGE
    return Page(
        list(told(shown, institution)),
        f"{shown[-1].at.isoformat()}_{shown[-1].pk}" if more else "",
    )


def told(events: Sequence[AuditEvent], institution: Institution) -> Iterator[Told]:
    """Yield *events* as sentences."""
    names = names_of(events)
    people = _actors(events, institution)
    scopes = _scopes(events, institution)
    for event in events:
        sentence = sentence_of(event.verb)
        if sentence is None:
            continue
        who = people.get(event.actor_id, str(OPERATOR)) if event.actor_id else str(SYSTEM)
        said = names[event.subject_kind, event.subject_id]
        said["actor"] = who
        if event.subject_id in scopes:
            said["scope"] = scopes[event.subject_id]
        if event.verb.startswith(Verb.LIST_EXPORTED):
            key = event.verb.rpartition(".")[2]
            said["list"] = title_of(key) or str(OTHER_FILES.get(key, GONE))
        is_own = sentence.own and said.get("person") == who
        text = str(sentence.own if is_own else sentence.text)
        yield Told(event.pk, event.at, who, sentence.part, text % said)


def _told(part: str) -> Q:
    """Say which rows have a sentence: a list of verbs, so that no other is ever read."""
    verbs = [verb for verb, one in SENTENCES.items() if part in ("", one.part)]
    values = [value for verb in verbs for value in (str(verb), *verb.former)]
    chosen = Q(verb__in=values)
    for verb in DETAILED:
        if verb in verbs:
            chosen |= Q(verb__startswith=f"{verb}.")
    return chosen


def _about(programs: QuerySet[Program]) -> Q:
    """Say which rows are about *programs*: themselves, runs, enrollments, questions, groups, surveys."""
    label = Value(f"{Program._meta.label_lower}:")
    names = programs.annotate(asked_as=Concat(label, Cast("pk", CharField())))
    asked = Question.objects.filter(subject__in=names.values("asked_as"))
    chosen = Q(subject_kind="profiles.question", subject_id__in=asked.values("pk"))
    groups = ProgramGroup.objects.filter(program__in=programs).values("group")
    for kinds, inside in ((OF_PROGRAMS, programs.values("pk")), (OF_GROUPS, groups)):
        for kind, model, field in kinds:
            rows = model.objects.filter(**{f"{field}__in": inside})
            chosen |= Q(subject_kind=kind, subject_id__in=rows.values("pk"))
    return chosen


def _within(user: User, institution: Institution) -> Q:
    """Say which rows someone reads who runs a part of *institution*: its programs and its units.

    Nothing about people, roles, the roster and settings: those are the whole institution's.
    """
    programs = Program.objects.directed_by(user).filter(institution=institution)
    units = Unit.objects.directed_by(user).filter(institution=institution)
    of_units = Q(subject_kind="profiles.unit", subject_id__in=units.values("pk"))
    return _about(programs) | of_units


def _with(here: QuerySet[Membership], institution: Institution, words: str) -> Q:
    """Say which rows were done by, or to, those of *here* whose names or email begin with *words*."""
    people = named(here, words, institution=institution.pk, by_email=True)
    found = list(people.values_list("pk", "user_id")[:MOST_PEOPLE])
    members = [pk for pk, _user in found]
    enrolled = Enrollment.objects.filter(member__in=members).values("pk")
    return (
        Q(actor__in=[user for _pk, user in found])
        | Q(subject_kind="profiles.membership", subject_id__in=members)
        | Q(subject_kind="matching.enrollment", subject_id__in=enrolled)
    )


def _actors(events: Iterable[AuditEvent], institution: Institution) -> dict[UUID, str]:
    """Return the names of those who acted and belong here. One query."""
    users = {event.actor_id for event in events if event.actor_id}
    rows = Membership.objects.filter(institution=institution, user__in=users)
    return {one.user_id: one.name for one in rows.only("user_id", "given_name", "family_name")}


def _scopes(events: Iterable[AuditEvent], institution: Institution) -> dict[UUID, str]:
    """Return for each staff role that *events* are about what it is for. No query where there is none."""
    keys = {one.subject_id for one in events if one.subject_kind == "profiles.staffrole"}
    return scope_words(institution, StaffRole.objects.filter(pk__in=keys)) if keys else {}


def _mark(text: str) -> tuple[datetime, UUID] | None:
    at, _line, pk = text.rpartition("_")
    try:
        return datetime.fromisoformat(at), UUID(pk)
    except ValueError:
        return None
