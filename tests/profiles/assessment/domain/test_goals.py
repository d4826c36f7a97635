"""Goals through the browser's doors."""

from uuid import uuid4

import pytest
from django.urls import reverse

from profiles.assessment.domain.goals import add_note, add_target
from profiles.models import Goal, GoalNote, GoalTarget
from tests.factories import GoalFactory, MembershipFactory
from tests.support.pages import heading

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    one = MembershipFactory()
    client.force_login(one.user)
    return one


def typed(**more: str) -> dict[str, str]:
    return {
        "horizon": "short",
        "text": "Submit a grant",
        "value_served": "Curiosity",
        "target_date": "2027-06-01",
        "revision": "0",
        "tab": "a",
        "go": "list",
        **more,
    }


def test_new_goal_sent_twice_is_one(client, member):
    page = client.get(reverse("profiles:goal_new") + "?horizon=long")
    assert page.context["form"]["horizon"].value() == "long"
    url = reverse("profiles:goal", args=[page.context["pk"]])
    for _time in range(2):
        assert client.post(url, typed()).status_code == 302
    goal = Goal.objects.get()
    assert (goal.text, goal.value_served, goal.member) == ("Submit a grant", "Curiosity", member)


def test_goal_saved_while_typing(client, member):
    url = reverse("profiles:goal", args=[uuid4()])
    for text in ("Sub", "Submit"):
        answer = client.post(url, typed(text=text), headers={"HX-Request": "true"})
        assert "Saved" in answer.content.decode()
    assert [goal.text for goal in Goal.objects.all()] == ["Submit"]


def test_goal_without_text_keeps_the_rest(client, member):
    answer = client.post(reverse("profiles:goal", args=[uuid4()]), typed(text=""))
    assert list(answer.context["form"].errors) == ["text"]
    assert "Curiosity" in answer.content.decode()


def test_second_tab_of_a_goal_sees_both(client, member):
    goal = GoalFactory(member=member, institution=member.institution, text="Old")
    url = reverse("profiles:goal", args=[goal.pk])
    client.post(url, typed(text="First tab"))
    page = client.post(url, typed(text="Second tab", tab="b")).content.decode()
    assert "First tab" in page
    assert "Second tab" in page
    assert Goal.objects.get().text == "First tab"


def test_target_is_added_once_ticked_and_removed(client, member):
    goal = GoalFactory(member=member, institution=member.institution)
    add = reverse("profiles:target_add", args=[goal.pk])
    for _time in range(2):
        client.post(add, {"target-text": "Write aims", "target-due_date": ""})
    target = GoalTarget.objects.get()
    url = reverse("profiles:target", args=[target.pk])
    client.post(url, {"action": "reach"})
    assert GoalTarget.objects.get().reached_on is not None
    client.post(url, {"action": "reopen"})
    assert GoalTarget.objects.get().reached_on is None
    client.post(url, {"action": "remove"})
    assert GoalTarget.objects.count() == 0


def test_note_is_added_and_removed(client, member):
    goal = GoalFactory(member=member, institution=member.institution)
    client.post(
        reverse("profiles:note_add", args=[goal.pk]),
        {"note-kind": "setback", "note-text": "Not funded"},
    )
    note = GoalNote.objects.get()
    assert "Not funded" in client.get(reverse("profiles:goal", args=[goal.pk])).content.decode()
    client.post(reverse("profiles:note_remove", args=[note.pk]))
    assert GoalNote.objects.count() == 0


def test_removing_a_goal_asks_first(client, member):
    goal = GoalFactory(member=member, institution=member.institution)
    url = reverse("profiles:goal_remove", args=[goal.pk])
    assert client.get(url).status_code == 200
    assert Goal.objects.count() == 1
    client.post(url)
    assert Goal.objects.count() == 0


def test_colleagues_goal_is_not_there(client, member):
    goal = GoalFactory(
        member=(other := MembershipFactory(institution=member.institution)),
        institution=other.institution,
        text="Theirs",
    )
    target = add_target(goal, text="Theirs")
    note = add_note(goal, kind="progress", text="Theirs")
    assert client.get(reverse("profiles:goal", args=[goal.pk])).status_code == 404
    for path, posted in (
        (reverse("profiles:goal", args=[goal.pk]), typed()),
        (reverse("profiles:goal_remove", args=[goal.pk]), {}),
        (reverse("profiles:target_add", args=[goal.pk]), {"target-text": "x"}),
        (reverse("profiles:target", args=[target.pk]), {"action": "remove"}),
        (reverse("profiles:note_add", args=[goal.pk]), {"note-kind": "progress", "note-text": "x"}),
        (reverse("profiles:note_remove", args=[note.pk]), {}),
    ):
        assert client.post(path, posted).status_code == 404, path
    assert (Goal.objects.get().text, GoalTarget.objects.count(), GoalNote.objects.count()) == (
        "Theirs",
        1,
        1,
    )


@pytest.mark.parametrize("count", [1, 3])
def test_goal_page_stays_within_its_budget(client, member, django_assert_num_queries, count):
    goal = GoalFactory(member=member, institution=member.institution)
    for number in range(count):
        add_target(goal, text=f"Step {number}")
        add_note(goal, kind="progress", text=f"Note {number}")
    with django_assert_num_queries(6):
        page = client.get(reverse("profiles:goal", args=[goal.pk]))
    assert (heading(page), goal.text in page.content.decode()) == ("Goal", True)
