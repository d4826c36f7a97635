"""A program of peer pairs for the demonstration: enrolled, with lists, and a run to review."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from django.db import transaction

from matching.demo.load import JUNIOR, people_of
from matching.groups.forming.domain.run import start_forming
from matching.pairs.domain.preferences import save_choices
from matching.programs.domain.lifecycle import begin_matching, create_program, open_enrollment
from matching.programs.enrollment.domain import enroll, prefill
from matching.programs.enrollment.models import Enrollment
from matching.programs.kinds import Kind
from matching.programs.models import Program
from matching.programs.runs.domain.lifecycle import advance
from profiles.models import Institution, Membership
from profiles.vocabulary import StaffRoleKind

PEOPLE = 17
SIDE = Enrollment.Side.PROTEGE
SUMMARY = (
    "Two colleagues in their first years here meet for an hour a month, as equals. You talk about what is going "
    "well and what is not, read each other's drafts, and share what you find out about how things work here."
)


@transaction.atomic
def load_peers(institution: Institution, *, seed: int = 2026) -> list[Program]:
    """Write the program, with the visitor among its people; one that stands is left."""
    if there := list(Program.objects.of(institution).filter(kind=Kind.PEER_PAIRS)):
        return there
    here = Membership.objects.current().of(institution).select_related("user", "institution")
    director = (
        here.filter(offices__contains=[StaffRoleKind.DIRECTOR]).order_by("external_id").first()
    )
    known = here.filter(user__email__startswith="mina.").order_by("external_id").first()
    if director is None or known is None:
        return []
    chance = Random(seed)  # noqa: S311  (invented people, no secret)
    juniors = people_of(institution, JUNIOR, with_goals=True)
    chance.shuffle(juniors)
    today = institution.local_date()
    program = create_program(
        institution,
        actor=director.user,
        kind=Kind.PEER_PAIRS,
        name="Peers in the first years",
        summary=SUMMARY,
        starts_on=today + timedelta(days=20),
        enroll_until=today + timedelta(days=10),
    )
    program = open_enrollment(program, actor=director.user)
    people = [
        enroll(program, member=member, side=SIDE, **prefill(program, member, SIDE))
        for member in dict.fromkeys([known, *juniors[: PEOPLE - 1]])
    ]
    for one in people:
        others = [other.pk for other in people if other != one]
        save_choices(one, keys=chance.sample(others, min(3, len(others))))
    begin_matching(program, actor=director.user)
    run = start_forming(program, actor=director.user)
    advance(run.pk)
    return [program]
