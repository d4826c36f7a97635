"""The checklist of a new institution, through its page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from profiles.models import Institution, Membership
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory, ProgramFactory
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db
SETUP = "evaluations:setup"


@pytest.fixture
def director(client) -> Membership:
    one = MembershipFactory(institution__time_zone="UTC", offices=[StaffRoleKind.DIRECTOR])
    client.force_login(one.user)
    return one


def page(client, name=SETUP, *args) -> str:
    return on_one_line(client.get(reverse(name, args=args)).content.decode())


def step(name) -> str:
    return reverse("evaluations:setup_step", args=[name])


def test_page_says_what_is_missing_and_what_comes_next(client, director):
    shown = page(client)
    assert "0 of 8 steps done or skipped." in shown
    for words in (
        "The time zone is still UTC.",
        "No one but you is on the roster yet.",
        "A second program director is missing",
        "An ombuds is missing",
        "No program yet.",
    ):
        assert words in shown


def test_page_says_the_time_zone_in_words(client, director):
    Institution.objects.filter(pk=director.institution_id).update(time_zone="America/New_York")
    assert "Time zone: New York time (E" in page(client)


def test_each_step_leads_to_its_page_and_back(client, director):
    for name in ("general", "roster", "units", "roles", "sign_on", "program", "activation"):
        answer = client.get(step(name), follow=True)
        assert answer.status_code == 200
        assert "Back to setup" in answer.content.decode(), name
        assert f'href="{reverse(SETUP)}"' in answer.content.decode()
    page(client)
    assert "Back to setup" not in page(client, "profiles:units")


def test_first_page_of_the_dashboard_leads_to_setup_until_a_match_can_be_made(client, director):
    here = director.institution
    assert "8 steps are left to set up." in page(client, "evaluations:dashboard")
    Institution.objects.filter(pk=here.pk).update(time_zone="America/Chicago")
    MembershipFactory(institution=here)
    assert "6 steps are left to set up." in page(client, "evaluations:dashboard")
    ProgramFactory(institution=here)
    assert "left to set up" not in page(client, "evaluations:dashboard")
    # Settings lead to it all the same.
    assert f'href="{reverse(SETUP)}"' in page(client, "profiles:institution_settings")


def test_step_is_skipped_and_taken_up_again(client, director):
    skip = reverse("evaluations:setup_skip", args=["sign_on"])
    client.post(skip)
    assert "1 of 8 steps done or skipped." in page(client)
    client.post(skip, {"resume": "1"})
    assert "0 of 8 steps done or skipped." in page(client)


def test_there_is_no_other_step(client, director):
    assert client.get(step("astrology")).status_code == 404
    assert client.post(reverse("evaluations:setup_skip", args=["x"])).status_code == 404


@pytest.mark.parametrize("role", [None, StaffRoleKind.FACILITATOR, StaffRoleKind.OMBUDS])
def test_no_one_but_a_director_gets_in(client, role):
    client.force_login(MembershipFactory(offices=[role] if role else []).user)
    assert client.get(reverse(SETUP)).status_code == 403
    assert client.get(step("roster")).status_code == 403
    assert client.post(reverse("evaluations:setup_skip", args=["units"])).status_code == 403


def test_number_of_queries(client, director, django_assert_num_queries):
    client.get(reverse(SETUP))
    with django_assert_num_queries(4):
        client.get(reverse(SETUP))
