"""What programs add to the lists of people and mentors, and to the page of one person."""

import pytest
from django.urls import reverse

from networks.models import Tie
from profiles.models import Membership
from tests.factories import (
    EnrollmentFactory,
    MembershipFactory,
    MentorOfferFactory,
    ProgramFactory,
    TieFactory,
)
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def director(client):
    member = MembershipFactory(offices=["director"])
    client.force_login(member.user)
    return member


@pytest.fixture
def mia(director) -> Membership:
    return MembershipFactory(
        institution=director.institution, given_name="Mia", family_name="Engström"
    )


def test_people_are_filtered_by_program_and_show_theirs(client, director, mia):
    program = ProgramFactory(institution=director.institution, name="Launch")
    EnrollmentFactory(program=program, member=mia)
    page = on_one_line(client.get("/dashboard/people/").content.decode())
    chosen = client.get("/dashboard/people/", {"program": program.pk}).content.decode()

    assert "Launch</td>" in page
    assert "Mia Engström" in chosen
    assert "1 person" in chosen


def test_a_program_elsewhere_is_no_choice_and_shows_nowhere(client, director, mia):
    other = ProgramFactory(name="Elsewhere")
    page = client.get("/dashboard/people/", {"program": other.pk}).content.decode()

    assert "Elsewhere" not in page
    assert "Select a valid choice" in page


def test_a_person_shows_programs_and_nothing_that_they_made_on_their_own(client, director, mia):
    program = ProgramFactory(institution=director.institution, name="Launch")
    EnrollmentFactory(program=program, member=mia)
    secret = MembershipFactory(institution=director.institution, family_name="Secret")
    TieFactory(protege=mia, mentor=secret, state=Tie.State.ACTIVE)
    page = client.get(reverse("profiles:directed_person", args=[mia.pk])).content.decode()

    assert "Launch" in page
    assert "Secret" not in page


def test_mentors_show_how_many_mentees_programs_gave_them_and_no_others(client, director, mia):
    MentorOfferFactory(member=mia, institution=director.institution)
    TieFactory(
        protege=MembershipFactory(institution=director.institution),
        mentor=mia,
        state=Tie.State.ACTIVE,
    )
    page = on_one_line(client.get("/dashboard/mentors/").content.decode())

    assert '<td data-label="Mentees from programs" class="number">0</td>' in page
