"""Someone else does the same thing at the same moment: no one sees an error, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import reverse

from matching.models import Enrollment, TeamMember
from matching.pairs.domain.preferences import add_choice, ranked
from matching.teams.domain.membership import ask_colleague, open_team
from mentornet.tenancy.scope import in_institution
from networks.models import Tie
from profiles.models import Membership
from profiles.vocabulary import TieKind
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import EnrollmentFactory, MembershipFactory, ProgramFactory
from tests.support.locks import waiting_for_locks

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS = 100_000


def meanwhile(first: Callable[[], object], second: Callable[[], HttpResponse]) -> HttpResponse:
    """Let *second* come while *first* is done and not committed, and wait for it; its answer."""

    def run() -> HttpResponse:
        try:
            return second()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            answer: Future[HttpResponse] = pool.submit(run)
            assert any(answer.done() or waiting_for_locks() for _look in range(LOOKS))
        return answer.result()


def begin(protege: Membership, mentor: Membership) -> Tie:
    return Tie.objects.create(
        institution=protege.institution, protege=protege, mentor=mentor, state=Tie.State.ACTIVE
    )


def test_a_relationship_made_meanwhile_is_the_one_that_is_recorded() -> None:
    protege = MembershipFactory()
    mentor = MembershipFactory(institution=protege.institution)
    form = {"kind": TieKind.DYAD, "closeness": "2", "frequency": "monthly", "roles": ["sponsor"]}
    address = f"{reverse('networks:tie_new')}?with={mentor.pk}"

    answer = meanwhile(
        lambda: begin(protege, mentor), lambda: client_of(protege).post(address, form)
    )

    tie = Tie.objects.get()
    assert (answer.status_code, answer.url) == (302, tie.get_absolute_url())


def test_a_form_that_came_second_is_answered_by_what_is_there() -> None:
    program = ProgramFactory(kind="career_team", state="running")
    enrolled = EnrollmentFactory(program=program)
    protege, mentor = enrolled.member, MembershipFactory(institution=program.institution)
    team = open_team(enrolled)
    asked = ask_colleague(
        team, by=protege, member=mentor, part="committee", function="", roles=["coach"]
    )
    address = reverse("matching:team_answer", args=[asked.pk, "join"])

    answer = meanwhile(
        lambda: begin(protege, mentor),
        lambda: client_of(mentor).post(address),
    )

    assert answer.status_code == 302
    tie = Tie.objects.get()
    assert (tie.origin, tie.roles) == ("formal", ["coach"])
    assert TeamMember.objects.get().tie == tie


def test_two_quick_choices_are_both_kept() -> None:
    program = ProgramFactory(state="enrolling")
    own = EnrollmentFactory(program=program)
    one, other = EnrollmentFactory.create_batch(2, program=program, side="mentor")
    address = reverse("matching:choose", args=[program.pk, "protege", "add"])

    def first() -> None:
        Enrollment.objects.select_for_update().get(pk=own.pk)
        add_choice(own, key=one.pk)

    meanwhile(first, lambda: client_of(own.member).post(address, {"key": str(other.pk)}))

    assert ranked(own) == [one, other]


def test_an_order_dragged_on_an_older_page_loses_nobody_and_brings_nobody_back() -> None:
    program = ProgramFactory(state="enrolling", choices_asked=5)
    own = EnrollmentFactory(program=program)
    a, b, gone, added = EnrollmentFactory.create_batch(4, program=program, side="mentor")
    with in_institution(program.institution_id):
        for one in (a, b, added):
            add_choice(own, key=one.pk)
    address = reverse("matching:choices_order", args=[program.pk, "protege"])

    keys = [str(one.pk) for one in (b, gone, a)]
    assert client_of(own.member).post(address, {"keys": keys}).status_code == 200

    assert ranked(own) == [b, a, added]
