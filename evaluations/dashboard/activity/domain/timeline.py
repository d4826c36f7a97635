"""What happened at an institution, for those who direct it: chosen, in pages, and as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from evaluations.dashboard.activity.domain.sentences import (
    DETAILED,
    SENTENCES,
    Part,
    sentence_of,
)
from evaluations.dashboard.activity.domain.subjects import names_of
from evaluations.meetings.domain.lifecycle import at_wall_time
from evaluations.surveys.models import Survey
from matching.models import Enrollment, MatchRun, PairRule, Program, ProgramGroup
from profiles.models import AuditEvent, Institution, Membership, User
from profiles.people.names.domain import named
from profiles.questions.models import Question, name_of

# Who did something and is no member here.
SYSTEM, OPERATOR = _("MentorNet"), _("An operator")
A_PAGE = 50
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
    directed = Institution.objects.directed_by(user).filter(pk=institution.pk)
    rows = AuditEvent.objects.filter(institution__in=directed).filter(_told(choice.part))
    if choice.program:
        rows = rows.filter(_about(choice.program))
    if choice.person:
        rows = rows.filter(_with(institution, choice.person))
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
    for event in events:
        sentence = sentence_of(event.verb)
        if sentence is None:
            continue
        who = people.get(event.actor_id, str(OPERATOR)) if event.actor_id else str(SYSTEM)
        said = names[event.subject_kind, event.subject_id]
        said["actor"] = who
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


def _about(program: Program) -> Q:
    """Say which rows are about *program*: itself, its runs, enrollments, questions, groups and surveys."""
    parts = (
        ("matching.matchrun", MatchRun.objects.filter(program=program)),
        ("matching.enrollment", Enrollment.objects.filter(program=program)),
        ("matching.pairrule", PairRule.objects.filter(program=program)),
        ("evaluations.survey", Survey.objects.filter(program=program)),
        ("profiles.question", Question.objects.filter(subject=name_of(program))),
    )
    chosen = Q(subject_kind="matching.program", subject_id=program.pk)
    for kind, rows in parts:
        chosen |= Q(subject_kind=kind, subject_id__in=rows.values("pk"))
    groups = ProgramGroup.objects.filter(program=program).values("group")
    return chosen | Q(subject_kind="networks.peergroup", subject_id__in=groups)


def _with(institution: Institution, words: str) -> Q:
    """Say which rows were done by, or to, the people whose names or email begin with *words*."""
    here = Membership.objects.filter(institution=institution)
    people = named(here, words, institution=institution.pk)
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


def _mark(text: str) -> tuple[datetime, UUID] | None:
    at, _line, pk = text.rpartition("_")
    try:
        return datetime.fromisoformat(at), UUID(pk)
    except ValueError:
        return None
