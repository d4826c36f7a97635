"""Home shows each person what they are today."""

import pytest
from django.urls import reverse

from profiles.vocabulary import StaffRoleKind
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import MembershipFactory, TieFactory

pytestmark = pytest.mark.django_db


def home_of(member) -> str:
    return client_of(member).get("/").content.decode()


def test_a_mentor_without_a_network_sees_mentees_and_no_empty_map() -> None:
    tie = TieFactory()
    text = home_of(tie.mentor)

    assert tie.protege.name in text
    assert "roles filled" not in text
    assert text.index("My mentees") < text.index('id="own-network"')
    assert 'class="next-step"' not in text


def test_a_mentee_sees_the_next_step_and_their_map() -> None:
    text = home_of(TieFactory().protege)

    assert text.index('class="next-step"') < text.index("roles filled")
    assert "My mentees" not in text


def test_who_is_both_sees_mentees_before_the_map() -> None:
    tie = TieFactory()
    TieFactory(protege=tie.mentor)
    text = home_of(tie.mentor)

    assert text.index("My mentees") < text.index("roles filled")


def test_staff_without_a_network_see_the_way_in_and_no_empty_map() -> None:
    facilitator = MembershipFactory(offices=[StaffRoleKind.FACILITATOR])
    text = home_of(facilitator)

    assert "Your own mentors" in text
    assert f'href="{reverse("evaluations:first_steps")}"' in text
    assert "roles filled" not in text

    TieFactory(protege=facilitator)
    assert "roles filled" in home_of(facilitator)
