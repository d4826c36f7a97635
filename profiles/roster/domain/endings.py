"""More people leave than usual: their ends wait for a director, whoever asks for them.

What has ended within 24 hours is counted in the audit log, by person, for all doors together: files,
API, directory and command. Callers hold the roster's lock, so that two of them never count the same.
A file whose ends are too many ends no one: which of them are right, it cannot say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mentornet.audit_verbs import Verb
from mentornet.languages import read_by
from mentornet.mail.outbox import queue_message
from profiles.institution.domain.audit import record_many
from profiles.models import AuditEvent, HeldEnding, Institution, Membership
from profiles.roster.domain.plan import Fate, ImportPlan, PlannedPerson
from profiles.vocabulary import StaffRoleKind

WITHIN = timedelta(hours=24)
BATCH = 1_000


@dataclass(frozen=True)
class Held:
    """Someone whose end waits, and what their last day would be; the row of the file, if one says so."""

    member: UUID
    last_day: date
    row: int | None = None


def limit_of(institution: Institution) -> int:
    """Return how many people may leave within 24 hours."""
    return institution.endings_a_day(Membership.objects.current().of(institution).count())


def allowance(institution: Institution) -> int:
    """Return how many more people may leave now. Those whom a director confirmed do not count."""
    recent = AuditEvent.objects.of(institution).filter(at__gte=timezone.now() - WITHIN)
    ended, confirmed = (
        set(recent.filter(verb=str(verb)).values_list("subject_id", flat=True))
        for verb in (Verb.MEMBERSHIP_ENDED, Verb.MEMBERSHIP_ENDING_CONFIRMED)
    )
    # The share is of those who were here before anyone of them left.
    here = Membership.objects.current().of(institution).count() + len(ended - confirmed)
    return max(institution.endings_a_day(here) - len(ended - confirmed), 0)


def within_limit(plan: ImportPlan) -> tuple[ImportPlan, list[Held]]:
    """Return *plan* as it may be written now, and the ends that wait: all of them, or none."""
    leaving = plan.of_fate(Fate.ENDED)
    count = len(leaving) + len(plan.missing)
    if not count or count <= allowance(plan.institution):
        return plan, []
    return without_ends(plan)


def without_ends(plan: ImportPlan) -> tuple[ImportPlan, list[Held]]:
    """Return *plan* with everyone staying, and the ends that it had."""
    held = [Held(one.pk, plan.today) for one in plan.missing]
    people = []
    for person in plan.people:
        if person.fate == Fate.ENDED and person.known and person.end_date:
            held.append(Held(person.known.pk, person.end_date, person.row.number))
            person = _staying(person)
        people.append(person)
    return replace(plan, people=people, missing=[]), held


def _staying(person: PlannedPerson) -> PlannedPerson:
    changes = tuple(one for one in person.changes if one.field != "end_date")
    fate = Fate.CHANGED if changes else Fate.UNCHANGED
    return replace(person, end_date=None, changes=changes, fate=fate)


def present_in(plan: ImportPlan) -> set[UUID]:
    """Return the people of whom *plan* says that they are here."""
    return {one.known.pk for one in plan.people if one.known and one.end_date is None}


def hold(institution: Institution, held: Sequence[Held], *, source: str) -> None:
    """Let the ends of *held* wait for a director, and tell the directors, once a day. Idempotent."""
    if not held:
        return
    known = set(
        HeldEnding.objects.of(institution)
        .filter(member__in=[one.member for one in held])
        .values_list("member_id", flat=True)
    )
    new = [one for one in held if one.member not in known]
    HeldEnding.objects.bulk_create(
        [
            HeldEnding(
                institution=institution,
                member_id=one.member,
                last_day=one.last_day,
                source=source,
            )
            for one in new
        ],
        batch_size=BATCH,
    )
    record_many(
        Verb.MEMBERSHIP_ENDING_HELD,
        actor=None,
        institution=institution,
        kind=Membership,
        subjects=[one.member for one in new],
    )
    if new:
        _tell_directors(institution)


def drop_held(institution: Institution, *, present: Iterable[UUID]) -> None:
    """Drop the ends that wait of people of whom a source says that they are here."""
    here = set(present)
    if not here:
        return
    waiting = HeldEnding.objects.of(institution)
    keys = set(waiting.values_list("member_id", flat=True)) & here
    if keys:
        waiting.filter(member__in=keys).delete()


def drop_others(institution: Institution, *, than: Iterable[UUID]) -> None:
    """Drop the ends that wait of all people but these: a complete file says who leaves."""
    waiting = HeldEnding.objects.of(institution).waiting()
    keys = set(waiting.values_list("member_id", flat=True)) - set(than)
    waiting.filter(member__in=keys).delete()


def _tell_directors(institution: Institution) -> None:
    directors = Membership.objects.current().filter(
        institution=institution, offices__contains=[StaffRoleKind.DIRECTOR]
    )
    for member in directors.select_related("user", "institution"):
        _tell(member)


@read_by("director")
def _tell(director: Membership) -> None:
    institution = director.institution
    queue_message(
        key=f"endings-held:{institution.pk}:{institution.local_date()}:{director.pk}",
        to=director.user.email,
        subject=_("People would leave: please check"),
        template="endings_held",
        context={
            "name": director.short_name,
            "link": settings.SITE_URL + reverse("profiles:held_endings"),
        },
        institution=institution,
    )
