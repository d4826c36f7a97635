"""Sharing: what a chosen mentor reads on the person's page, and what no one else does."""

import pytest
from django.urls import reverse

from networks.models import Tie
from profiles.assessment.domain.writing import submit_assessment
from profiles.models import Membership, PartSharing, SelfAssessment
from profiles.vocabulary import Audience
from tests.factories import MembershipFactory, TieFactory
from tests.support.pages import heading

pytestmark = pytest.mark.django_db
URL = "/self-assessment/sharing/"
SECRET = "To leave clinical work within two years"


@pytest.fixture
def owner(client):
    one = MembershipFactory()
    SelfAssessment.objects.create(member=one, institution=one.institution, mission=SECRET)
    submit_assessment(one)
    client.force_login(one.user)
    return one


def choice(**more: object) -> dict[str, object]:
    return {**{f"part{number}-audience": Audience.NOBODY for number in range(1, 9)}, **more}


def reads(client, reader, owner) -> bool:
    client.force_login(reader.user)
    return SECRET in client.get(reverse("networks:person", args=[owner.pk])).content.decode()


def test_chosen_mentor_reads_the_part_and_others_do_not(client, owner):
    chosen, unchosen, former = TieFactory.create_batch(3, protege=owner)
    Tie.objects.filter(pk=former.pk).update(state=Tie.State.ENDED, ended_on="2026-10-01")
    boss = MembershipFactory(institution=owner.institution)
    owner.supervisor = boss
    owner.save()
    colleague = MembershipFactory(institution=owner.institution)
    posted = choice(**{"part1-audience": Audience.CHOSEN, "part1-chosen": [str(chosen.mentor.pk)]})

    assert client.post(URL, posted).status_code == 302

    readers = [chosen.mentor, unchosen.mentor, former.mentor, boss, colleague]
    assert [reads(client, one, owner) for one in readers] == [True, False, False, False, False]


def test_all_mentors_read_a_part_shared_with_all(client, owner):
    ties = TieFactory.create_batch(2, protege=owner)
    client.post(URL, choice(**{"part1-audience": Audience.ALL}))
    assert [reads(client, tie.mentor, owner) for tie in ties] == [True, True]


@pytest.mark.parametrize("audience", [Audience.ALL, Audience.CHOSEN])
def test_a_mentor_who_comes_to_supervise_reads_nothing_and_cannot_be_chosen(
    client, owner, audience
):
    mentor = TieFactory(protege=owner).mentor
    client.post(URL, choice(**{"part1-audience": audience, "part1-chosen": [str(mentor.pk)]}))
    before = reads(client, mentor, owner)
    between = MembershipFactory(institution=owner.institution, supervisor=mentor)
    Membership.objects.filter(pk=owner.pk).update(supervisor=between)

    assert (before, reads(client, mentor, owner)) == (True, False)
    client.force_login(owner.user)
    assert mentor.name not in client.get(URL).content.decode().partition("<main")[2]


def test_chosen_without_a_choice_is_told_and_nothing_is_saved(client, owner):
    TieFactory(protege=owner)
    posted = choice(**{"part1-audience": Audience.ALL, "part2-audience": Audience.CHOSEN})
    answer = client.post(URL, posted)
    assert [form.part.number for form in answer.context["forms"] if form.errors] == [2]
    assert PartSharing.objects.count() == 0


def test_stranger_cannot_be_chosen(client, owner):
    TieFactory(protege=owner)
    stranger = MembershipFactory(institution=owner.institution)
    posted = choice(**{"part1-audience": Audience.CHOSEN, "part1-chosen": [str(stranger.pk)]})
    answer = client.post(URL, posted)
    assert list(answer.context["forms"][0].errors) == ["chosen"]


def test_page_stays_within_its_budget(client, owner, django_assert_num_queries):
    TieFactory.create_batch(3, protege=owner)
    client.post(URL, choice(**{"part1-audience": Audience.ALL, "part3-audience": Audience.ALL}))
    with django_assert_num_queries(11):
        page = client.get(URL)
    assert heading(page) == "Who can read what"
