"""Proposals of needs from a person's own words: steady, explained, and never less for more words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.assessment.domain.goals import save_goal
from profiles.assessment.domain.needs import (
    LONGEST_QUOTE,
    NeedExists,
    ProposalGone,
    Writing,
    accept_proposal,
    add_need,
    dismiss_proposal,
    edit_need,
    proposals_for,
    propose_needs,
)
from profiles.models import Need
from profiles.vocabulary import Area, MentorRole, Priority
from tests.factories import GoalFactory, MembershipFactory, NeedFactory, SelfAssessmentFactory

TELLING = (
    "Win a grant.",
    "I can't say no to committee work",
    "teach residents; run a team",
    "Ask for a promotion\nbefore winter",
    "Sleep well",
)
texts = st.sampled_from(TELLING) | st.text(max_size=300)
goals = st.lists(
    st.builds(Writing, kind=st.sampled_from(["short", "long", "personal"]), text=texts), max_size=6
)
challenges = st.lists(texts, max_size=3)


@given(goals, challenges)
def test_proposals_quote_what_was_written(goals: list[Writing], challenges: list[str]) -> None:
    written = [*(goal.text for goal in goals), *challenges]
    for proposal in propose_needs(goals, challenges):
        assert 1 <= len(proposal.quotes) <= 2
        assert all(any(quote in text for text in written) for quote in proposal.quotes)
        assert all(proposal.quotes)


@given(goals, challenges)
def test_proposals_are_each_once_and_most_pressing_first(
    goals: list[Writing], challenges: list[str]
) -> None:
    found = propose_needs(goals, challenges)
    assert propose_needs(goals, challenges) == found
    assert len({one.key for one in found}) == len(found)
    assert [one.priority for one in found] == sorted(one.priority for one in found)


@given(goals, challenges, goals)
def test_more_words_never_take_a_proposal_away_or_lower_it(
    goals: list[Writing], challenges: list[str], more: list[Writing]
) -> None:
    after = {one.key: one.priority for one in propose_needs([*goals, *more], challenges)}
    for one in propose_needs(goals, challenges):
        # HIGH is 1: a smaller number presses more.
        assert after[one.key] <= one.priority


@given(st.text(alphabet="ab \n.", max_size=400), st.text(alphabet="ab \n.", max_size=400))
def test_quote_stays_short_and_keeps_its_word(before: str, after: str) -> None:
    (proposal,) = propose_needs([Writing("short", f"{before} grant {after}")], [])
    (quote,) = proposal.quotes
    assert "grant" in quote
    assert len(quote) <= LONGEST_QUOTE + len("grant")


def test_no_words_propose_nothing() -> None:
    assert propose_needs([], []) == ()


@pytest.mark.parametrize(
    ("goals", "challenges", "priority"),
    [
        ([Writing("long", "A grant")], [], Priority.LOW),
        ([Writing("short", "A grant")], [], Priority.MEDIUM),
        ([Writing("short", "A grant")], ["Grants"], Priority.HIGH),
    ],
)
def test_what_is_near_and_hard_presses_more(goals, challenges, priority) -> None:
    (proposal,) = propose_needs(goals, challenges)
    assert (proposal.area, proposal.role) == (Area.RESEARCH, MentorRole.COACH)
    assert proposal.priority == priority


@pytest.mark.django_db
def test_challenges_propose_too() -> None:
    assessment = SelfAssessmentFactory(drained_by="Too many meetings")
    (proposal,) = proposals_for(assessment.member)
    assert proposal.key == "balance:agent"
    assert proposal.reason == "Because you wrote “Too many meetings”."


@pytest.mark.django_db
def test_accepted_proposal_is_a_need_and_not_proposed_again() -> None:
    member = GoalFactory(text="Win a grant").member
    need = accept_proposal(member, key="research:coach")
    assert (need.area, need.role, need.priority) == ("research", "coach", Priority.MEDIUM)
    assert proposals_for(member) == ()
    with pytest.raises(ProposalGone):
        accept_proposal(member, key="research:coach")
    assert Need.objects.count() == 1


@pytest.mark.django_db
def test_proposal_goes_when_its_words_do() -> None:
    goal = GoalFactory(text="Win a grant")
    save_goal(goal.member, goal_id=goal.pk, horizon="short", text="Rest")
    with pytest.raises(ProposalGone):
        dismiss_proposal(goal.member, key="research:coach")


@pytest.mark.django_db
def test_proposals_read_no_one_elses_words() -> None:
    GoalFactory(text="Win a grant")
    assert proposals_for(MembershipFactory()) == ()


@pytest.mark.django_db
def test_same_area_and_role_is_one_need() -> None:
    need = NeedFactory(area="career", role="advisor")
    other = add_need(need.member, area="career", priority=Priority.LOW)
    with pytest.raises(NeedExists):
        add_need(need.member, area="career", role="advisor", priority=Priority.LOW)
    with pytest.raises(NeedExists):
        edit_need(other, area="career", role="advisor", priority=Priority.LOW, note="")
    assert edit_need(need, area="career", role="advisor", priority=1, note="Now").note == "Now"
