"""Needs through the browser's doors."""

import pytest
from django.urls import reverse

from profiles.assessment.domain.needs import proposals_for
from profiles.models import Need
from tests.factories import GoalFactory, MembershipFactory, NeedFactory

pytestmark = pytest.mark.django_db
PART = "/self-assessment/parts/needs/"
TYPED = {"area": "research", "role": "coach", "priority": "1", "note": "Grants"}


@pytest.fixture
def member(client):
    one = MembershipFactory()
    client.force_login(one.user)
    return one


def test_need_is_added_once(client, member):
    assert client.post(reverse("profiles:need_add"), TYPED)["Location"] == PART
    again = client.post(reverse("profiles:need_add"), {**TYPED, "note": "Typed again"})
    assert list(again.context["need_form"].errors) == ["area"]
    assert "Typed again" in again.content.decode()
    assert [need.note for need in Need.objects.all()] == ["Grants"]


@pytest.mark.parametrize("field", ["area", "role", "priority"])
def test_forged_choice_is_an_error_at_its_field(client, member, field):
    answer = client.post(reverse("profiles:need_add"), {**TYPED, field: "forged"})
    assert list(answer.context["need_form"].errors) == [field]
    assert Need.objects.count() == 0


def test_need_is_changed_and_removed(client, member):
    need = NeedFactory(member=member, institution=member.institution)
    client.post(reverse("profiles:need", args=[need.pk]), TYPED)
    need.refresh_from_db()
    assert (need.area, need.role, need.priority) == ("research", "coach", 1)
    client.post(reverse("profiles:need_remove", args=[need.pk]))
    assert Need.objects.count() == 0


def test_proposal_is_shown_with_the_words_and_taken_over(client, member):
    GoalFactory(
        member=member, institution=member.institution, text="Win a grant for my own research"
    )
    proposal = proposals_for(member)[0]
    assert "Because you wrote" in client.get(PART).content.decode()
    client.post(reverse("profiles:need_proposal"), {"action": "accept", "key": proposal.key})
    assert [(need.area, need.role) for need in Need.objects.all()] == [
        (proposal.area, proposal.role)
    ]


def test_proposal_put_aside_comes_back_when_asked(client, member):
    GoalFactory(
        member=member, institution=member.institution, text="Win a grant for my own research"
    )
    before = proposals_for(member)
    url = reverse("profiles:need_proposal")
    client.post(url, {"action": "dismiss", "key": before[0].key})
    assert proposals_for(member) == before[1:]
    client.post(url, {"action": "restore"})
    assert proposals_for(member) == before


def test_forged_proposal_is_told(client, member):
    answer = client.post(
        reverse("profiles:need_proposal"), {"action": "accept", "key": "x:y"}, follow=True
    )
    assert "suggestion is gone" in answer.content.decode()


def test_colleagues_need_is_not_there(client, member):
    other = MembershipFactory(institution=member.institution)
    need = NeedFactory(member=other, institution=other.institution)
    assert client.get(reverse("profiles:need", args=[need.pk])).status_code == 404
    assert client.post(reverse("profiles:need_remove", args=[need.pk])).status_code == 404
    assert Need.objects.count() == 1
