"""A program's life: draft → enrolling → matching → running → closed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.engine.errors import BadWeights
from matching.engine.scoring import checked_weights
from matching.programs.domain.names import check_name, free_name
from matching.programs.domain.requirements import unmet_requirements
from matching.programs.enrollment.models import Enrollment
from matching.programs.errors import ProgramNotReady, WrongKind, WrongState
from matching.programs.kinds import TRAITS, Kind
from matching.programs.models import Program
from matching.programs.runs.models import MatchRun
from matching.signals import enrollment_closed, program_closed, program_copied
from mentornet.audit_verbs import Verb
from mentornet.jobs.queue import cancel
from mentornet.webhooks import events
from mentornet.webhooks.events import Event
from mentornet.webhooks.publishing import announce
from networks.models import PeerGroup
from networks.peer_groups.domain.group import end_group
from profiles.institution.domain.audit import record
from profiles.models import Institution, User
from profiles.questions.domain import copy_questions

State = Program.State
# What a copy does not take along: it is another cohort, at another time.
NOT_COPIED = frozenset(
    {"id", "state", "closed_at", "created_at", "starts_on", "enroll_from", "enroll_until"}
)


@transaction.atomic
def create_program(
    institution: Institution, *, actor: User, kind: str = Kind.DYADIC, **fields: Any
) -> Program:
    """Write a new program down as a draft, which no one but directors sees.

    What *fields* do not say is as the kind has it. A program keeps its kind. Raise ProgramNameTaken.
    """
    check_name(institution, fields["name"])
    given = {**TRAITS[kind].defaults, **fields}
    program: Program = Program.objects.create(institution=institution, kind=kind, **given)
    record(Verb.PROGRAM_CREATED, actor=actor, institution=institution, subject=program)
    return program


@transaction.atomic
def change_program(program: Program, *, actor: User, **fields: Any) -> Program:
    """Change what a program says and its rules; runs made before keep the rules of their time.

    Raise WrongState for a closed one, and ProgramNameTaken.
    """
    held = lock_for_update(program)
    if held.state == State.CLOSED:
        raise WrongState
    if fields.get("name", held.name) != held.name:
        check_name(held.institution, fields["name"], but=held.pk)
    for name, value in fields.items():
        setattr(held, name, value)
    held.save(update_fields=list(fields))
    record(Verb.PROGRAM_CHANGED, actor=actor, institution=held.institution, subject=held)
    return held


def change_weights(program: Program, *, weights: dict[str, float], actor: User) -> Program:
    """Keep other weights for the runs to come. Raise ProgramNotReady where none is above 0."""
    try:
        checked_weights(weights)
    except BadWeights as error:
        raise ProgramNotReady(_("Set at least one weight above 0.")) from error
    return change_program(program, actor=actor, weights=weights)


def missing_for_enrollment(program: Program, *, today: date) -> list[str]:
    """Return what a draft still lacks before people can enroll, in words."""
    missing = []
    if not program.summary.strip():
        missing.append(_("Write what the program is about. Faculty read it before they enroll."))
    if program.starts_on is None:
        missing.append(_("Enter the day it starts."))
    if program.enroll_until is None:
        missing.append(_("Enter the last day people can enroll."))
    elif program.enroll_until < today:
        missing.append(_("The last day of enrollment is in the past. Choose a later day."))
    return [*missing, *unmet_requirements(program)]


@transaction.atomic
def open_enrollment(program: Program, *, actor: User) -> Program:
    """Announce a draft, or take enrollments again while nothing is published. Idempotent.

    Raise ProgramNotReady with what is missing, and WrongState.
    """
    held = lock_for_update(program)
    if held.state == State.ENROLLING:
        return held
    if held.state not in (State.DRAFT, State.MATCHING):
        raise WrongState
    missing = missing_for_enrollment(held, today=held.institution.local_date())
    if held.state == State.DRAFT and missing:
        raise ProgramNotReady(" ".join(missing))
    return _move(held, State.ENROLLING, Verb.PROGRAM_OPENED, events.PROGRAM_ENROLLING, actor)


@transaction.atomic
def begin_matching(program: Program, *, actor: User) -> Program:
    """Close enrollment and let what the kind makes be made. Idempotent.

    Raise ProgramNotReady where fewer are enrolled than the kind needs, and WrongState.
    """
    held = lock_for_update(program)
    if held.state == State.MATCHING:
        return held
    if held.state != State.ENROLLING:
        raise WrongState
    there = Enrollment.objects.active().filter(program=held)
    traits = held.traits
    if any(there.filter(side=one.side).count() < one.least for one in traits.sides):
        raise ProgramNotReady(str(traits.too_few))
    enrollment_closed.send(sender=Program, program=held)
    return _move(
        held, State.MATCHING, Verb.PROGRAM_ENROLLMENT_CLOSED, events.PROGRAM_MATCHING, actor
    )


@transaction.atomic
def close_program(program: Program, *, actor: User) -> Program:
    """End the program: no more enrollments and runs. Its ties stay: they belong to the pairs.

    Its groups are asked whether they go on by themselves, except where the kind says that they
    end with it (see evaluations/sessions/closing/). Idempotent. A draft is closed as well:
    no one has seen it.
    """
    held = lock_for_update(program)
    if held.state == State.CLOSED:
        return held
    working = held.runs.filter(state__in=MatchRun.WORKING_STATES)
    for pk in working.values_list("pk", flat=True):
        cancel("matching.run", pk)
    working.update(state=MatchRun.State.CANCELLED)
    for group in groups_that_end(held):
        end_group(group, actor=actor)
    begun = held.state == State.RUNNING
    held.closed_at = timezone.now()
    held.save(update_fields=["closed_at"])
    closed = _move(held, State.CLOSED, Verb.PROGRAM_CLOSED, events.PROGRAM_CLOSED, actor)
    if begun and held.traits.makes_groups:
        going_on = list(PeerGroup.objects.active().filter(program_group__program=held))
        program_closed.send(sender=None, program=closed, actor=actor, groups=going_on)
    return closed


def groups_that_end(program: Program) -> list[PeerGroup]:
    """Return the groups that closing the program would end: those that go on, where the kind says so."""
    if not program.traits.ends_groups:
        return []
    return list(PeerGroup.objects.active().filter(program_group__program=program).order_by("name"))


@transaction.atomic
def copy_program(program: Program, *, actor: User) -> Program:
    """Start the next cohort: the same texts, rules and weights in a new draft without dates."""
    fields = {
        field.attname: getattr(program, field.attname)
        for field in Program._meta.concrete_fields
        if field.attname not in NOT_COPIED
    }
    fields["name"] = free_name(
        program.institution, _("%(name)s (next cohort)") % {"name": program.name[:170]}
    )
    fields["copied_from_id"] = program.pk
    copy: Program = Program.objects.create(**fields)
    program_copied.send(sender=Program, program=program, copy=copy)
    copy_questions(program, to=copy)
    record(Verb.PROGRAM_COPIED, actor=actor, institution=copy.institution, subject=copy)
    return copy


@transaction.atomic
def begin_running(program: Program, *, actor: User) -> Program:
    """Start a program of a kind that publishes no pairs. Idempotent.

    Raise WrongKind for pairs, which start by being published, and WrongState.
    """
    held = lock_for_update(program)
    if held.traits.makes_pairs:
        raise WrongKind
    if held.state not in (State.MATCHING, State.RUNNING):
        raise WrongState
    return start_running(held, actor=actor)


def check_makes_pairs(program: Program) -> None:
    """Raise WrongKind unless the program is one of pairs."""
    if not program.traits.makes_pairs:
        raise WrongKind


def check_makes_groups(program: Program) -> None:
    """Raise WrongKind unless the program is one of groups."""
    if not program.traits.makes_groups:
        raise WrongKind


def start_running(program: Program, *, actor: User) -> Program:
    """Let the program run, as its first pairs or groups are published; called inside that transaction."""
    if program.state == State.RUNNING:
        return program
    return _move(program, State.RUNNING, Verb.PROGRAM_STARTED, events.PROGRAM_RUNNING, actor)


def _move(program: Program, state: str, verb: Verb, event: Event, actor: User) -> Program:
    program.state = state
    program.save(update_fields=["state"])
    record(verb, actor=actor, institution=program.institution, subject=program)
    announce(event, program)
    return program


def lock_for_update(program: Program) -> Program:
    """Return the program, locked until the end of the transaction."""
    held: Program = (
        Program.objects.select_for_update(of=("self",))
        .select_related("institution")
        .get(pk=program.pk)
    )
    return held
