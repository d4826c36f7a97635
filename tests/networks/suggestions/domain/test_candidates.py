from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from networks.models import Exclusion, Invitation, Tie
from networks.suggestions.domain import candidates as module
from networks.suggestions.domain.candidates import Filters, Scarcity, candidates, scarcity
from profiles.models import Membership
from profiles.vocabulary import Area, MentorRole, Mode, Rank, Track
from tests.factories import (
    ExclusionFactory,
    GoalFactory,
    InvitationFactory,
    MembershipFactory,
    MentorOfferFactory,
    NeedFactory,
    TieFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def me():
    return MembershipFactory(given_name="Mia", family_name="Own")


def colleague(me, **fields):
    fields = {"institution": me.institution, "rank": Rank.ASSOCIATE} | fields
    return MembershipFactory(**fields)


def offering(me, *, offer=None, **fields):
    member = colleague(me, **fields)
    MentorOfferFactory(member=member, **(offer or {}))
    return member


def found(me, **search):
    search = search or {"role": MentorRole.SPONSOR}
    return [UUID(one.candidate.key) for one in candidates(me, **search)]


def test_candidates_are_those_who_offer_the_role(me):
    sponsor = offering(me)
    offering(me, offer={"roles": [MentorRole.COACH]})
    colleague(me)

    assert found(me, role=MentorRole.SPONSOR) == [sponsor.pk]


def test_candidates_are_those_who_offer_the_area(me):
    offering(me)
    researcher = offering(me, offer={"areas": [Area.RESEARCH]})

    assert found(me, area=Area.RESEARCH) == [researcher.pk]


def test_role_and_area_together_ask_for_both(me):
    offering(me)
    both = offering(me, offer={"areas": [Area.RESEARCH]})

    assert found(me, role=MentorRole.SPONSOR, area=Area.RESEARCH) == [both.pk]


def test_person_is_not_suggested_to_herself(me):
    MentorOfferFactory(member=me)

    assert found(me) == []


def test_whole_line_of_supervision_above_is_left_out(me):
    dean = offering(me, rank=Rank.FULL)
    chair = offering(me, rank=Rank.FULL, supervisor=dean)
    chief = offering(me, supervisor=chair)
    Membership.objects.filter(pk=me.pk).update(supervisor=chief)
    other = offering(me, supervisor=chair)

    assert found(me) == [other.pk]


def test_people_below_at_any_depth_are_left_out(me):
    below = offering(me, supervisor=me)
    offering(me, supervisor=below)
    other = offering(me)

    assert found(me) == [other.pk]


def test_loop_of_supervision_does_not_hang(me):
    one = offering(me)
    two = offering(me, supervisor=one)
    Membership.objects.filter(pk=one.pk).update(supervisor=two)
    colleague(me, supervisor=me)

    assert sorted(found(me)) == sorted([one.pk, two.pk])


def test_excluded_by_oneself_is_left_out(me):
    ExclusionFactory(owner=me, other=offering(me))

    assert found(me) == []


def test_pair_exclusion_by_the_other_is_left_out(me):
    ExclusionFactory(owner=offering(me), other=me, reach=Exclusion.Reach.PAIR)

    assert found(me) == []


def test_suggestion_exclusion_by_the_other_is_their_own_affair(me):
    mentor = offering(me)
    ExclusionFactory(owner=mentor, other=me, reach=Exclusion.Reach.SUGGESTION)

    assert found(me) == [mentor.pk]


def test_paused_offer_is_left_out(me):
    offering(me, offer={"paused": True})

    assert found(me) == []


def test_full_mentor_is_left_out_until_a_tie_ends(me):
    mentor = offering(me, offer={"capacity": 1})
    tie = TieFactory(protege=colleague(me), mentor=mentor)

    before = found(me)
    Tie.objects.filter(pk=tie.pk).update(state=Tie.State.ENDED, ended_on="2026-01-01")

    assert (before, found(me)) == ([], [mentor.pk])


def test_tie_with_somebody_who_left_takes_no_place(me):
    mentor = offering(me, offer={"capacity": 1})
    TieFactory(protege=colleague(me, end_date="2026-01-31"), mentor=mentor)

    assert found(me) == [mentor.pk]


@pytest.mark.parametrize("state", [Tie.State.ACTIVE, Tie.State.UNCONFIRMED])
def test_open_tie_leaves_the_person_out(me, state):
    TieFactory(protege=me, mentor=offering(me), state=state)

    assert found(me) == []


def test_refused_tie_does_not_leave_the_person_out(me):
    mentor = offering(me)
    TieFactory(protege=me, mentor=mentor, state=Tie.State.REFUSED)

    assert found(me) == [mentor.pk]


def test_own_protege_is_not_proposed_as_a_mentor(me):
    TieFactory(protege=offering(me), mentor=me)

    assert found(me) == []


def test_open_invitation_leaves_the_person_out_until_answered(me):
    mentor = offering(me)
    invitation = InvitationFactory(protege=me, mentor=mentor)

    before = found(me)
    Invitation.objects.filter(pk=invitation.pk).update(
        state=Invitation.State.DECLINED, answered_at=invitation.sent_at
    )

    assert (before, found(me)) == ([], [mentor.pk])


def test_somebody_who_left_is_left_out(me):
    offering(me, end_date="2026-01-31")

    assert found(me) == []


def test_other_institution_is_left_out(me):
    MentorOfferFactory()

    assert found(me) == []


def test_likeness_of_expertise_decides_between_equals(me):
    Membership.objects.filter(pk=me.pk).update(expertise=["Sleep medicine"])
    me.refresh_from_db()
    other = offering(me, expertise=["Trauma surgery"], family_name="Aa")
    alike = offering(me, expertise=["sleep medicine"], family_name="Bb")

    assert found(me) == [alike.pk, other.pk]


def test_words_of_goals_count_and_names_do_not(me):
    GoalFactory(member=me, text="Publish on delirium with a Grant")
    named = offering(me, given_name="Grant", family_name="Delirium")
    works_on_it = offering(me, specialty="Delirium in older people", family_name="Zz")

    assert found(me) == [works_on_it.pk, named.pk]


def test_hostile_words_only_find_nothing_in_common(me):
    text = "'); DROP -- \" or & | ! :* <-> \\ %s %(x)s {0} " + "x" * 3000
    Membership.objects.filter(pk=me.pk).update(specialty=text[:200], expertise=[text[:100], '"'])
    GoalFactory(member=me, text=text)
    me.refresh_from_db()
    mentor = offering(me)

    assert found(me) == [mentor.pk]


def test_person_without_needs_or_words_gets_the_half_generation_first(me):
    late = offering(me, rank=Rank.FULL, offer={"rank_wish": "any", "capacity": 1})
    peer = offering(me, rank=Rank.ASSISTANT, offer={"rank_wish": "any"})
    TieFactory(mentor=late, protege=colleague(me), state=Tie.State.REFUSED)

    assert found(me) == [late.pk, peer.pk]


def test_person_whose_every_role_is_filled_is_still_suggested_people(me):
    TieFactory(protege=me, mentor=colleague(me), roles=list(MentorRole))
    sponsor = offering(me)

    assert found(me, role=MentorRole.SPONSOR) == [sponsor.pk]


def test_reasons_come_from_needs_and_network(me):
    school = UnitFactory(institution=me.institution)
    mine = UnitFactory(institution=me.institution, parent=school)
    Membership.objects.filter(pk=me.pk).update(unit=mine)
    me.refresh_from_db()
    NeedFactory(member=me, area=Area.CAREER, role=MentorRole.SPONSOR, priority=1)
    TieFactory(protege=me, mentor=colleague(me, unit=mine))
    offering(me, unit=UnitFactory(institution=me.institution, parent=school))

    [suggestion] = candidates(me, role=MentorRole.SPONSOR)

    assert suggestion.reasons == (
        "Offers to be a sponsor, which you need most",
        "Helps with career guidance, which you need",
        "One rank ahead of you",
        "Accepting 2 more mentees",
        "Outside your unit; so far your whole network is in it",
    )


def test_filters_narrow(me):
    department = UnitFactory(institution=me.institution)
    division = UnitFactory(institution=me.institution, parent=department)
    wanted = offering(
        me,
        unit=division,
        rank=Rank.FULL,
        track=Track.INVESTIGATOR,
        offer={"modes": [Mode.PHONE]},
    )
    offering(me)

    for filters in (
        Filters(unit=department.pk),
        Filters(rank=Rank.FULL),
        Filters(track=Track.INVESTIGATOR),
        Filters(mode=Mode.PHONE),
        Filters(department.pk, Rank.FULL, Mode.PHONE, Track.INVESTIGATOR),
    ):
        assert found(me, role=MentorRole.SPONSOR, filters=filters) == [wanted.pk]


def test_filters_with_unknown_values_find_nobody(me):
    offering(me)

    assert found(me, filters=Filters(unit=me.pk)) == []
    assert found(me, filters=Filters(rank="%s'")) == []


def test_bounds_never_hide_the_last_people_with_room(me, monkeypatch):
    monkeypatch.setattr(module, "OFFERS_READ", 2)
    monkeypatch.setattr(module, "TEXTS_READ", 1)
    for _ in range(3):
        full = offering(me, offer={"capacity": 1, "areas": list(Area.values)})
        TieFactory(protege=colleague(me), mentor=full)
    free = [offering(me, family_name=f"Free{n}") for n in range(3)]

    assert found(me) == [one.pk for one in free]


@pytest.mark.parametrize("count", [1, 3])
def test_number_of_queries_does_not_grow(me, count):
    for _ in range(count):
        offering(me)
        TieFactory(protege=me, mentor=colleague(me))

    with CaptureQueriesContext(
        connection,
    ) as queries:
        suggestions = candidates(me, role=MentorRole.SPONSOR)

    assert (len(suggestions), len(queries)) == (count, 6)


def test_scarcity_counts_what_each_rule_leaves(me):
    offering(me, offer={"paused": True})
    full = offering(me, offer={"capacity": 1})
    TieFactory(protege=colleague(me), mentor=full)
    TieFactory(protege=me, mentor=offering(me))
    offering(me, rank=Rank.FULL)
    offering(me)
    ExclusionFactory(owner=offering(me), other=me, reach=Exclusion.Reach.PAIR)

    counts = scarcity(me, role=MentorRole.SPONSOR, filters=Filters(rank=Rank.FULL))

    assert counts == Scarcity(5, 4, 3, 2, 1)


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        (Scarcity(0, 0, 0, 0, 0), "nobody_offers"),
        (Scarcity(1, 0, 0, 0, 0), "all_paused"),
        (Scarcity(2, 1, 0, 0, 0), "all_full"),
        (Scarcity(2, 1, 1, 0, 0), "all_left_out"),
        (Scarcity(2, 1, 1, 1, 0), "all_filtered"),
        (Scarcity(1, 1, 1, 1, 1), ""),
    ],
)
def test_scarcity_names_the_first_rule_that_leaves_nobody(counts, reason):
    assert counts.reason == reason
