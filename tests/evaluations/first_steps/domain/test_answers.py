from uuid import uuid4

import pytest

from evaluations.first_steps.domain.answers import (
    finish,
    own_areas,
    own_goal,
    save_answers,
    skip,
)
from evaluations.first_steps.domain.contacts import Contact
from evaluations.first_steps.domain.people import (
    Description,
    add_colleague,
    add_contacts,
    describe_people,
    list_of,
    steps_of,
)
from evaluations.first_steps.errors import NothingAnswered
from evaluations.first_steps.models import FirstSteps
from mentornet.models import OutboxMessage
from networks.models import Exclusion, ExternalContact, Tie
from networks.relationships.domain.outside import end_consent, start_emails
from profiles.assessment.domain.goals import GoalNotFound
from profiles.assessment.domain.versions import EditedElsewhere
from profiles.models import Goal, Need, PartSharing
from profiles.vocabulary import Priority
from tests.factories import ExternalContactFactory, GoalFactory, MembershipFactory, NeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return MembershipFactory(rank="assistant")


def save(member, *, areas=(), goal="", goal_id=None, **more):
    return save_answers(member, goal_id=goal_id or uuid4(), goal=goal, areas=list(areas), **more)


def test_the_goal_becomes_part_of_the_self_assessment_and_is_shared_with_no_one(member):
    save(member, goal="  Win a grant  ")
    goal = Goal.objects.get()
    assert (goal.member, goal.horizon, goal.text) == (member, "short", "Win a grant")
    assert own_goal(member) == goal
    assert not PartSharing.objects.exists()


def test_a_goal_that_is_saved_again_is_one_goal_and_keeps_what_else_it_says(member):
    goal = GoalFactory(member=member, horizon="short", value_served="Curiosity", revision=3)
    save(member, goal="Win two grants", goal_id=goal.pk, revision=3)
    goal.refresh_from_db()
    assert (goal.text, goal.value_served) == ("Win two grants", "Curiosity")


def test_an_empty_goal_leaves_the_one_before(member):
    goal = GoalFactory(member=member, horizon="short")
    save(member, goal=" ", goal_id=goal.pk)
    assert Goal.objects.get().text == goal.text


def test_a_goal_of_someone_else_is_not_there(member):
    other = GoalFactory(horizon="short")
    with pytest.raises(GoalNotFound):
        save(member, goal="Mine", goal_id=other.pk)
    other.refresh_from_db()
    assert other.text != "Mine"


def test_a_second_tab_is_told(member):
    goal_id = uuid4()
    save(member, goal="First", goal_id=goal_id, tab="a")
    with pytest.raises(EditedElsewhere):
        save(member, goal="Second", goal_id=goal_id, tab="b")


@pytest.mark.parametrize(
    ("areas", "priority"),
    [
        (["research"], Priority.HIGH),
        (["research", "career", "balance"], Priority.HIGH),
        (["research", "career", "balance", "growth"], Priority.MEDIUM),
    ],
)
def test_areas_become_needs_with_a_priority(member, areas, priority):
    save(member, areas=areas)
    assert set(own_areas(member)) == set(areas)
    assert {need.priority for need in Need.objects.all()} == {priority}


def test_what_is_not_chosen_any_more_is_removed_and_what_was_said_elsewhere_stays(member):
    NeedFactory(member=member, area="career", role="coach", priority=3)
    NeedFactory(member=member, area="growth", role="", note="My own words", priority=3)
    save(member, areas=["research", "growth"])
    save(member, areas=["balance"])
    left = Need.objects.order_by("area").values_list("area", "role", "priority")
    assert list(left) == [("balance", "", 1), ("career", "coach", 3), ("growth", "", 3)]


def test_the_same_areas_again_keep_a_priority_that_was_changed(member):
    save(member, areas=["research"])
    Need.objects.update(priority=3)
    save(member, areas=["research"])
    assert Need.objects.get().priority == 3


def test_colleagues_are_asked_to_confirm_and_people_outside_get_nothing(member):
    helena = MembershipFactory(institution=member.institution, rank="full")
    add_colleague(member, colleague=helena)
    add_contacts(member, contacts=[Contact("Ruth Sato", ("r@x.example",), "Lake Hospital")])
    finished = finish(member)
    inside, outside = finished.added
    assert (inside.mentor, inside.state, inside.kind, inside.origin) == (
        helena,
        Tie.State.UNCONFIRMED,
        "traditional_dyad",
        "informal",
    )
    assert outside.state == Tie.State.ACTIVE
    contact = ExternalContact.objects.get()
    assert (contact.name, contact.email, contact.affiliation) == (
        "Ruth Sato",
        "r@x.example",
        "Lake Hospital",
    )
    assert [one.recipient for one in OutboxMessage.objects.all()] == [helena.user.email]
    steps = steps_of(member)
    assert (steps.state, steps.people) == (FirstSteps.State.DONE, [])


def test_what_they_do_goes_to_the_map_and_email_outside_waits_for_their_word(member):
    add_contacts(
        member,
        contacts=[Contact("Ruth Sato", ("r@x.example",)), Contact("Lena Ort", ("l@x.example",))],
    )
    ruth, lena = (one.key for one in list_of(steps_of(member)))
    does = Description(roles=["coach"], areas=["research"], emails=True, email="r@x.example")
    describe_people(member, said={ruth: does, lena: Description(roles=["sponsor"])})

    first, second = finish(member).added

    assert (first.roles, first.areas, second.roles) == (["coach"], ["research"], ["sponsor"])
    assert [one.recipient for one in OutboxMessage.objects.all()] == ["r@x.example"]


def test_who_checked_emails_and_gave_no_address_that_works_is_told(member):
    for name, email in (("Ruth Sato", ""), ("Ann Lee", "ann at x")):
        add_contacts(member, contacts=[Contact(name=name)])
        key = list_of(steps_of(member))[-1].key
        describe_people(member, said={key: Description(emails=True, email=email)})

    finished = finish(member)

    assert [name for name, _why in finished.without_emails] == ["Ruth Sato", "Ann Lee"]
    assert all("email" in why for _name, why in finished.without_emails)
    assert not OutboxMessage.objects.exists()


def test_who_stopped_the_emails_is_added_and_gets_none(member):
    add_contacts(member, contacts=[Contact("Ruth Sato", ("r@x.example",))])
    contact = ExternalContactFactory(owner=member, name="Ruth Sato", email="r@x.example")
    end_consent(start_emails(contact, by=member), ended_by="complained")
    [key] = [one.key for one in list_of(steps_of(member))]
    describe_people(member, said={key: Description(emails=True)})

    finished = finish(member)

    assert [tie.partner.name for tie in finished.added] == ["Ruth Sato"]
    assert [name for name, _why in finished.without_emails] == ["Ruth Sato"]


def test_finishing_twice_adds_no_one_twice(member):
    add_contacts(member, contacts=[Contact("Ruth Sato")])
    finish(member)
    assert finish(member).added == ()
    assert Tie.objects.count() == 1


def test_whom_the_rules_refuse_is_named_and_the_others_are_added(member):
    apart = MembershipFactory(institution=member.institution, given_name="Lena", family_name="Ort")
    Exclusion.objects.create(
        institution=member.institution, owner=apart, other=member, reach="pair"
    )
    add_colleague(member, colleague=apart)
    add_contacts(member, contacts=[Contact("Ruth Sato")])
    finished = finish(member)
    assert [name for name, _why in finished.refused] == ["Lena Ort"]
    assert [tie.partner.name for tie in finished.added] == ["Ruth Sato"]


def test_nothing_at_all_does_not_count_as_done(member):
    with pytest.raises(NothingAnswered):
        finish(member)
    assert steps_of(member).state == FirstSteps.State.OPEN


def test_skipping_keeps_the_answers_and_changes_nothing_once_done(member):
    save(member, areas=["research"])
    assert skip(member).state == FirstSteps.State.SKIPPED
    assert own_areas(member) == ["research"]
    finish(member)
    assert skip(member).state == FirstSteps.State.DONE
