import pytest
from django.test import Client

from evaluations.first_steps.domain.answers import finish, save_answers, skip
from evaluations.first_steps.domain.home import first_task
from evaluations.first_steps.domain.people import lock_steps
from tests.factories import (
    ExternalContactFactory,
    GroupMemberFactory,
    MembershipFactory,
    MentorOfferFactory,
    PeerGroupFactory,
    TieFactory,
)
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db
FIRST = "Three questions to start"


@pytest.fixture
def member():
    return MembershipFactory()


def home(member) -> str:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return on_one_line(client.get("/").content.decode())


def test_someone_new_finds_the_questions_first(member):
    assert FIRST in home(member)


def test_they_stay_until_they_are_done(member):
    save_answers(
        member, goal_id="7f0c9d62-1df0-4a02-9d5e-0c8d2f0b9a11", goal="", areas=["research"]
    )
    assert "Finish your three questions" in home(member)
    finish(member)
    assert "three questions" not in home(member)


def test_skipped_is_skipped(member):
    skip(member)
    assert FIRST not in home(member)


def test_a_mentor_and_someone_with_a_network_are_not_asked():
    mentor = MembershipFactory()
    MentorOfferFactory(member=mentor, institution=mentor.institution)
    known = MembershipFactory()
    TieFactory(protege=known, external=ExternalContactFactory(owner=known), mentor=None)
    for member in (mentor, known):
        assert FIRST not in home(member)


def test_someone_new_whom_a_program_put_into_a_group_finds_the_questions_first(member):
    group = PeerGroupFactory(institution=member.institution)
    for one in (member, MembershipFactory(institution=member.institution)):
        GroupMemberFactory(group=group, member=one)

    assert FIRST in home(member)


def test_one_query_says_what_comes_first(member, django_assert_num_queries):
    lock_steps(member)
    with django_assert_num_queries(1):
        assert first_task(member, is_new=False) is not None
