"""How far an institution is set up, read from what is there; only what was skipped is noted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from matching.models import Program
from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import (
    AuditEvent,
    Institution,
    Membership,
    RosterImport,
    SignOn,
    Unit,
    User,
)
from profiles.vocabulary import StaffRoleKind


class Step(StrEnum):
    """What there is to do, in its order."""

    GENERAL = "general"
    LOGO = "logo"
    ROSTER = "roster"
    UNITS = "units"
    ROLES = "roles"
    SIGN_ON = "sign_on"
    PROGRAM = "program"
    ACTIVATION = "activation"


MAY_SKIP = frozenset({Step.LOGO, Step.UNITS, Step.ROLES, Step.SIGN_ON, Step.ACTIVATION})
"""Without a zone, people and a program there is no first match."""


class State(StrEnum):
    DONE = "done"
    OPEN = "open"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Facts:
    """What is there now."""

    time_zone: str
    logo: bool
    people: int
    units: int
    directors: int
    ombuds: int
    programs: int
    waiting: int
    import_to_decide: bool
    sign_on: bool
    emails_sent: bool
    skipped: frozenset[str]


@dataclass(frozen=True)
class Progress:
    """Each step with its state, and what that was read from."""

    facts: Facts
    states: dict[Step, State]

    @property
    def left(self) -> list[Step]:
        return [step for step, state in self.states.items() if state == State.OPEN]

    @property
    def needs_more(self) -> bool:
        """Whether something is missing without which there is no first match; not while a file waits."""
        here = self.facts
        return here.time_zone == "UTC" or here.people < 2 or not here.programs

    @property
    def is_finished(self) -> bool:
        return not self.left


def progress_of(institution: Institution) -> Progress:
    """Return how far *institution* is set up. One query."""
    facts = _facts(institution)
    done = {
        Step.GENERAL: facts.time_zone != "UTC",
        Step.LOGO: facts.logo,
        Step.ROSTER: facts.people > 1 and not facts.import_to_decide,
        Step.UNITS: facts.units > 0,
        Step.ROLES: facts.directors > 1 and facts.ombuds > 0,
        Step.SIGN_ON: facts.sign_on,
        Step.PROGRAM: facts.programs > 0,
        Step.ACTIVATION: facts.people > 1 and (facts.emails_sent or not facts.waiting),
    }
    return Progress(facts, {step: _state(step, done[step], facts) for step in Step})


def lacks_something(institution: Institution) -> bool:
    """Return `progress_of(institution).needs_more`. One query that counts no one, for a page of every day."""
    row = (
        Institution.objects.filter(pk=institution.pk)
        .annotate(
            has_people=Exists(_of_roster()[1:2]),
            has_program=Exists(Program.objects.filter(institution=OuterRef("pk"))),
        )
        .values("time_zone", "has_people", "has_program")
        .get()
    )
    return row["time_zone"] == "UTC" or not (row["has_people"] and row["has_program"])


@transaction.atomic
def skip_step(institution: Institution, step: Step, *, skip: bool, by: User) -> None:
    """Leave *step* out, or take it up again. Idempotent; a step that can't be skipped stays."""
    if step not in MAY_SKIP:
        return
    row = Institution.objects.select_for_update().get(pk=institution.pk)
    skipped = set(row.setup_skipped)
    wanted = skipped | {str(step)} if skip else skipped - {str(step)}
    if wanted == skipped:
        return
    row.setup_skipped = sorted(wanted)
    row.save(update_fields=["setup_skipped"])
    verb = Verb.SETUP_STEP_SKIPPED if skip else Verb.SETUP_STEP_RESUMED
    record(verb, actor=by, institution=row, subject=row, detail=str(step))


def _state(step: Step, done: bool, facts: Facts) -> State:
    if done:
        return State.DONE
    return State.SKIPPED if step in facts.skipped and step in MAY_SKIP else State.OPEN


def _facts(institution: Institution) -> Facts:
    people = Membership.objects.current().filter(institution=OuterRef("pk"))
    of_roster = _of_roster()
    sent = AuditEvent.objects.filter(
        institution=OuterRef("pk"), verb=str(Verb.ACTIVATION_MAILS_SENT)
    )
    row = (
        Institution.objects.filter(pk=institution.pk)
        .values("time_zone", "logo_key", "setup_skipped")
        .annotate(
            people=_count(of_roster),
            units=_count(Unit.objects.filter(institution=OuterRef("pk"))),
            directors=_count(people.filter(offices__contains=[StaffRoleKind.DIRECTOR])),
            ombuds=_count(people.filter(offices__contains=[StaffRoleKind.OMBUDS])),
            programs=_count(Program.objects.filter(institution=OuterRef("pk"))),
            waiting=_count(of_roster.filter(user__activated_at=None)),
            import_to_decide=Exists(_undecided()),
            has_sign_on=Exists(
                SignOn.objects.filter(institution=OuterRef("pk")).exclude(state=SignOn.State.DRAFT)
            ),
            emails_sent=Exists(sent),
        )
        .get()
    )
    found: dict[str, Any] = {**row}
    return Facts(
        skipped=frozenset(found.pop("setup_skipped")),
        sign_on=found.pop("has_sign_on"),
        logo=found.pop("logo_key") is not None,
        **found,
    )


def _of_roster() -> QuerySet[Membership]:
    people = Membership.objects.current().filter(institution=OuterRef("pk"))
    return people.filter(source=Membership.Source.ROSTER).order_by()


def _undecided() -> QuerySet[RosterImport]:
    states = [*RosterImport.OPEN_STATES, RosterImport.State.FAILED]
    return RosterImport.objects.filter(institution=OuterRef("pk"), state__in=states)


def _count(rows: QuerySet[Any, Any]) -> Coalesce:
    counted = rows.order_by().values("institution").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)
