"""A newcomer's chief suggests an onboarding mentor, and learns nothing by it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from matching.models import MentorSuggestion, Newcomer, NewcomerWelcome
from profiles.models import Membership
from tests.factories import InstitutionFactory, MembershipFactory
from tests.matching.newcomers.steps import joined
from tests.support.html import on_one_line
from tests.support.matching import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def top(welcome: NewcomerWelcome) -> Membership:
    return MembershipFactory(institution=welcome.institution, family_name="Top", added_at=None)


@pytest.fixture
def chief(welcome: NewcomerWelcome, top: Membership) -> Membership:
    NewcomerWelcome.objects.update(chiefs_suggest=True)
    return MembershipFactory(
        institution=welcome.institution, family_name="Chief", supervisor=top, added_at=None
    )


@pytest.fixture
def newcomer(welcome: NewcomerWelcome, chief: Membership) -> Newcomer:
    return joined(welcome, "Ash", supervisor=chief)


@pytest.fixture
def mentor(welcome: NewcomerWelcome) -> Membership:
    return MembershipFactory(institution=welcome.institution, family_name="Mentor", added_at=None)


def led(client: Client) -> str:
    """What the page of a chief says, without what surrounds it."""
    page = on_one_line(client.get(reverse("matching:newcomers_led")).content.decode())
    return page.partition("<main")[2].partition("</main>")[0]


def suggest(client: Client, newcomer: Newcomer, typed: str) -> str:
    address = reverse("matching:newcomer_suggest", args=[newcomer.pk])
    return on_one_line(client.post(address, {"mentor": typed}, follow=True).content.decode())


def test_a_chief_suggests_someone_and_those_who_run_the_program_read_it(
    newcomer: Newcomer, chief: Membership, mentor: Membership, director: Client
) -> None:
    client = client_of(chief)
    assert "Ada Ash" in led(client)

    said = suggest(client, newcomer, mentor.email)
    assert "Thank you. Those who run the program see it and decide." in said
    assert "You suggested Ada Mentor." in said
    assert "Ada Mentor" in director.get(reverse("matching:newcomers")).content.decode()


def test_another_suggestion_replaces_the_one_before(
    newcomer: Newcomer, chief: Membership, mentor: Membership
) -> None:
    other = MembershipFactory(institution=newcomer.institution, added_at=None)
    client = client_of(chief)
    suggest(client, newcomer, mentor.email)
    suggest(client, newcomer, other.email)
    suggest(client, newcomer, other.email)

    assert MentorSuggestion.objects.get().mentor == other


def test_of_two_with_one_name_the_chief_is_asked_for_the_email_and_told_none(
    newcomer: Newcomer, chief: Membership, mentor: Membership
) -> None:
    other = MembershipFactory(institution=newcomer.institution, family_name="Mentor", added_at=None)

    said = suggest(client_of(chief), newcomer, "Ada Mentor")

    assert "Several people have this name." in said
    assert other.email not in said
    assert mentor.email not in said
    Membership.objects.filter(pk=other.pk).update(end_date=newcomer.institution.local_date())
    suggest(client_of(chief), newcomer, "Ada Mentor")
    assert MentorSuggestion.objects.get().mentor == mentor


@pytest.mark.parametrize("who", ["chief", "top"])
def test_no_one_above_the_newcomer_can_be_suggested(
    newcomer: Newcomer, chief: Membership, top: Membership, who: str
) -> None:
    typed = {"chief": chief, "top": top}[who].email

    said = suggest(client_of(chief), newcomer, typed)
    assert "Suggest someone who doesn’t supervise this person." in said
    assert not MentorSuggestion.objects.exists()


def test_neither_the_newcomer_nor_who_has_left_nor_who_is_elsewhere_can_be_suggested(
    newcomer: Newcomer, chief: Membership
) -> None:
    here = newcomer.institution
    gone = MembershipFactory(institution=here, end_date=here.local_date(), added_at=None)
    for one in (newcomer.member, gone, MembershipFactory(institution=InstitutionFactory())):
        suggest(client_of(chief), newcomer, one.email)

    assert not MentorSuggestion.objects.exists()


def test_a_chief_learns_no_ones_email(newcomer: Newcomer, chief: Membership) -> None:
    twins = [
        MembershipFactory(
            institution=newcomer.institution, given_name="Bo", family_name="Twin", added_at=None
        )
        for _number in range(2)
    ]
    for typed in ("Bo Twin", "Bo Twim"):
        page = suggest(client_of(chief), newcomer, typed)
        assert ("Several people have this name." in page) == (typed == "Bo Twin")
        assert not any(one.email in page for one in twins)
    page = suggest(client_of(chief), newcomer, str(newcomer.member_id))
    assert f'value="{newcomer.member.name}"' in page
    assert newcomer.member.email not in page
    assert not MentorSuggestion.objects.exists()


def test_the_page_is_the_chiefs_alone(
    newcomer: Newcomer, top: Membership, mentor: Membership, director: Client
) -> None:
    address = reverse("matching:newcomer_suggest", args=[newcomer.pk])
    for client in (client_of(top), client_of(mentor), client_of(newcomer.member), director):
        assert client.get(address).status_code == 404
        assert "Ada Ash" not in led(client)


def test_a_former_chief_and_one_who_is_not_asked_see_no_one(
    newcomer: Newcomer, chief: Membership, top: Membership
) -> None:
    address = reverse("matching:newcomer_suggest", args=[newcomer.pk])
    NewcomerWelcome.objects.update(chiefs_suggest=False)
    assert client_of(chief).get(address).status_code == 404
    NewcomerWelcome.objects.update(chiefs_suggest=True)
    assert client_of(chief).get(address).status_code == 200
    Membership.objects.filter(pk=newcomer.member_id).update(supervisor=top)
    assert client_of(chief).get(address).status_code == 404


def test_a_chief_does_not_learn_what_came_of_it(
    newcomer: Newcomer, chief: Membership, mentor: Membership, director: Client
) -> None:
    client = client_of(chief)
    suggest(client, newcomer, mentor.email)
    before = led(client)
    director.post(
        reverse("matching:newcomers_act"),
        {"act": "aside", "row": [newcomer.pk], "query": "", "sure": "1"},
    )

    assert "Ada Ash" in before
    assert led(client) == before
