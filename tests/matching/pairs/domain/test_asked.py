"""A director who tries pairs by hand learns of no one's wish, and the pairs that they made are asked."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.models import (
    Enrollment,
    MatchRule,
    MatchRun,
    PairRequest,
    PairRule,
    Program,
    Proposal,
)
from matching.pairing.domain.answering import answer_request
from matching.pairs.errors import NoOneToMatch
from mentornet.mail.outbox import OutboxMessage
from networks.models import Tie
from profiles.vocabulary import Rank
from tests.factories import (
    ExclusionFactory,
    PreferenceFactory,
    TieFactory,
)
from tests.support.html import on_one_line
from tests.support.match_rules import ask
from tests.support.matching import finished, mentor, pairs, post, proposal_of, protege, published
from tests.support.reading import NOISE, learned, look_at, said

pytestmark = pytest.mark.django_db


def attack(run: MatchRun, director: Client) -> list[str]:
    """What the director reads who pairs One with Y, in any way that there is, and publishes it."""
    one, two = proposal_of(run, "One"), proposal_of(run, "Two")
    told = []

    def look(which: MatchRun) -> None:
        told.extend(look_at(which, director))

    def act(name: str, *args: object, **data: str) -> None:
        told.append(NOISE.sub("#", post(director, name, *args, **data).content.decode()))

    look(run)
    act("proposal_change", two.pk, to="nobody")
    act("proposal_change", one.pk, to="nobody")
    act("proposal_change", one.pk, to=str(two.mentor_id))
    look(run)
    act("proposal_decide", one.pk, "lock")
    act("proposal_change", one.pk, to=str(one.mentor_id))
    act("proposal_change", two.pk, to=str(two.mentor_id))
    act("proposal_change", one.pk, to=f"swap:{two.pk}")
    again = finished(run.program, director)
    look(again)
    told.append(said(director, "matching:run_compare", run.pk, again.pk))
    lock = proposal_of(again, "One")
    act("proposal_change", lock.pk, to="nobody")
    act("proposal_change", lock.pk, to=str(two.mentor_id))
    look(again)
    published(director, again)
    look(again)
    for page in (
        "matching:pair_requests",
        "evaluations:attention",
        "evaluations:desk_activity",
        "evaluations:pairs",
        "evaluations:desk_messages",
    ):
        told.append(said(director, page))
    told.append(said(director, "matching:directing_people", run.program_id))
    return told


def attack_with_rules(run: MatchRun, director: Client) -> list[str]:
    """What the director reads who asks for One with Y by rules, in any way that there is, and publishes it."""
    program, told = run.program, []
    one, two = proposal_of(run, "One"), proposal_of(run, "Two")
    y = two.mentor
    assert y is not None
    named = {"protege": one.protege.member.name, "mentor": y.member.name}

    def look(method: str) -> MatchRun:
        found = finished(program, director, method=method)
        told.extend(look_at(found, director))
        return found

    for kind in ("lock", "prefer"):
        told.append(NOISE.sub("#", ask(director, program, "pair", kind=kind, **named)))
        look("best")
        rule = PairRule.objects.first() or MatchRule.objects.get()
        name = "pair_rule_lift" if isinstance(rule, PairRule) else "match_rule_remove"
        told.append(NOISE.sub("#", post(director, name, rule.pk).content.decode()))
    # Everyone else is taken from One, and Y must have someone: only the pair of the two is left.
    for other in Enrollment.objects.filter(program=program, side="mentor").exclude(pk=y.pk):
        ask(director, program, "pair", kind="forbid", **{**named, "mentor": other.member.name})
    ask(director, program, "limit", side="mentor", track="clinician", most="0")
    ask(director, program, "minimum", least="1")
    for method in ("stable", "best"):
        last = look(method)
    published(director, last)
    told += [said(director, "matching:run", last.pk), said(director, "matching:pair_requests")]
    return told


def test_nothing_that_a_director_does_with_a_pair_tells_what_the_two_said_in_confidence(
    two_pairs, director
) -> None:
    one, two = proposal_of(two_pairs, "One"), proposal_of(two_pairs, "Two")
    mentee, mentor = one.protege.member, two.mentor.member
    attacks = (attack, attack_with_rules)
    before = [learned(two_pairs, director, acts) for acts in attacks]

    for wish in (
        lambda: ExclusionFactory(owner=mentee, other=mentor, reach="pair"),
        lambda: ExclusionFactory(owner=mentor, other=mentee, reach="pair"),
        lambda: PreferenceFactory(enrollment=two.mentor, chosen=one.protege, rank=None),
        lambda: TieFactory(protege=mentee, mentor=mentor, state=Tie.State.ACTIVE),
    ):
        row = wish()
        for acts, told in zip(attacks, before, strict=True):
            assert learned(two_pairs, director, acts, before=told) == []
        row.delete()


def test_who_has_few_left_by_a_director_s_acts_is_paired_whatever_was_said_and_asked(
    program, director
) -> None:
    one, y = protege(program, "One"), mentor(program, "Y")
    others = [mentor(program, name) for name in ("A", "B", "C")]
    ExclusionFactory(owner=one.member, other=y.member, reach="pair")
    two = {"protege": one.member_id}
    ask(director, program, "pair", kind="forbid", mentor=others[0].member_id, **two)

    assert pairs(finished(program, director))["One"] in ("B", "C")
    for other in others[1:]:
        ask(director, program, "pair", kind="forbid", mentor=other.member_id, **two)
    run = finished(program, director)

    assert pairs(run) == {"One": "Y"}
    assert run.proposals.get().source == Proposal.Source.RULED
    published(director, run)
    assert not Tie.objects.exists()
    assert PairRequest.objects.get().protege_answer == "declined"


def two_of_a_program(program: Program, director: Client) -> None:
    mentor(program, "Y")


def one_left_by_the_rule_on_ranks(program: Program, director: Client) -> None:
    mentor(program, "Y")
    for name in ("A", "B", "C"):
        mentor(program, name, member__rank=Rank.ASSOCIATE)
    Program.objects.update(min_steps=2)
    program.refresh_from_db()


def others_need_all_but_one(program: Program, director: Client) -> None:
    y = mentor(program, "Y")
    for mentees, mentors in (("Two", "A"), ("Three", "B"), ("Four", "C")):
        mentor(program, mentors)
        other = protege(program, mentees).member_id
        ask(director, program, "pair", kind="forbid", protege=other, mentor=y.member_id)


def see_a_run(program: Program, director: Client) -> list[str]:
    """What the director reads who has everyone matched by each method, and publishes the last."""
    told = []
    for method in ("stable", "best"):
        run = finished(program, director, method=method)
        row = proposal_of(run, "One")
        assert row.mentor is not None
        told += look_at(run, director)
    published(director, run)
    told += [said(director, "matching:run", run.pk), said(director, "matching:pair_requests")]
    return told


@pytest.mark.parametrize(
    "narrow", [two_of_a_program, one_left_by_the_rule_on_ranks, others_need_all_but_one]
)
def test_a_run_tells_nothing_of_whom_only_one_mentor_is_left(program, director, narrow) -> None:
    one = protege(program, "One")
    narrow(program, director)
    y = Enrollment.objects.get(member__family_name="Y")
    told: list[list[str]] = []

    for wish in (
        lambda: None,
        lambda: ExclusionFactory(owner=one.member, other=y.member, reach="pair"),
        lambda: ExclusionFactory(owner=y.member, other=one.member, reach="pair"),
        lambda: PreferenceFactory(enrollment=y, chosen=one, rank=None),
        lambda: TieFactory(protege=one.member, mentor=y.member, state=Tie.State.ACTIVE),
    ):
        with transaction.atomic():
            wish()
            told.append(see_a_run(program, director))
            assert PairRequest.objects.filter(protege=one.member, mentor=y.member).exists()
            transaction.set_rollback(True)

    assert all(one == told[0] for one in told)


def test_whoever_is_asked_is_not_matched_again_nor_with_who_came_to_nothing(
    program, director
) -> None:
    protege(program, "One")
    mentor(program, "Y")
    run = finished(program, director)
    published(director, run)
    protege(program, "Two")
    with pytest.raises(NoOneToMatch):  # the one opening waits for an answer
        finished(program, director)
    mentor(program, "Z")
    assert pairs(finished(program, director)) == {"Two": "Z"}

    row = PairRequest.objects.get()
    answer_request(row, by=row.mentor, accepts=False)
    PairRequest.objects.update(state=PairRequest.State.NOT_MADE, closed_at=timezone.now())

    assert pairs(finished(program, director, method="best")) == {"One": "Z", "Two": "Y"}


def test_swapped_pairs_are_asked_and_the_others_begin(two_pairs, program, director) -> None:
    three = mentor(program, "Z")
    PreferenceFactory(enrollment=protege(program, "Three"), chosen=three, rank=1)
    run = finished(program, director)
    one, two = proposal_of(run, "One"), proposal_of(run, "Two")
    post(director, "proposal_change", one.pk, to=f"swap:{two.pk}")

    page = director.get(reverse("matching:run_publish", args=[run.pk])).content.decode()
    assert (
        "2 pairs are asked first: you chose them, or someone in them had too few people to be paired with"
        in on_one_line(page)
    )
    assert "Each pair that we found becomes" in page
    page = published(director, run, words="Lunch is on us.")

    assert pairs(run) == {"One": None, "Two": None, "Three": "Z"}
    assert "2 pairs are asked first." in on_one_line(page)
    assert "We asked this person and Ada Y if they want to be paired." in page
    assert Tie.objects.get().protege.family_name == "Three"
    kinds = OutboxMessage.objects.values_list("kind", flat=True)
    assert sorted(kinds) == ["pair_made"] * 2 + ["pair_request"] * 4
    assert all("Lunch is on us." in row.body_text for row in OutboxMessage.objects.all())
    for row in PairRequest.objects.all():
        for member in (row.protege, row.mentor):
            answer_request(row, by=member, accepts=True)
    assert Tie.objects.filter(state=Tie.State.ACTIVE).count() == 3


def test_a_chief_named_while_the_two_are_asked_stops_their_pair(two_pairs, director) -> None:
    one, two = proposal_of(two_pairs, "One"), proposal_of(two_pairs, "Two")
    boss = two.mentor.member
    post(director, "proposal_change", one.pk, to=f"swap:{two.pk}")
    page = director.get(reverse("matching:run_publish", args=[two_pairs.pk])).content.decode()
    assert ("Every pair is asked first" in page, "right away" in page) == (True, False)
    published(director, two_pairs)
    one.protege.member.supervisor = boss
    one.protege.member.save()

    row = PairRequest.objects.get(mentor=boss)
    for member in (row.protege, row.mentor):
        row = answer_request(row, by=member, accepts=True)

    assert row.state == PairRequest.State.OPEN


def test_pair_that_the_matching_found_and_a_director_locked_begins_at_once(
    spares, two_pairs, program, director
) -> None:
    one = proposal_of(two_pairs, "One")
    post(director, "proposal_decide", one.pk, "lock")

    published(director, finished(program, director))

    assert Tie.objects.count() == 2
    assert not PairRequest.objects.exists()


def test_lock_does_not_make_a_director_s_pair_one_that_the_matching_found(
    two_pairs, program, director
) -> None:
    one, two = proposal_of(two_pairs, "One"), proposal_of(two_pairs, "Two")
    post(director, "proposal_change", one.pk, to=f"swap:{two.pk}")
    post(director, "proposal_decide", one.pk, "lock")
    run = finished(program, director)
    locked = proposal_of(run, "One")
    post(director, "proposal_change", locked.pk, to="nobody")
    post(director, "proposal_change", locked.pk, to=str(two.mentor_id))

    run = finished(program, director)
    assert proposal_of(run, "One").source == Proposal.Source.LOCKED
    published(director, run)

    # With no one else to choose from, the other two are the director's choice as well.
    asked = PairRequest.objects.order_by("protege__family_name")
    assert [row.protege.family_name for row in asked] == ["One", "Two"]
    assert PairRule.objects.count() == 1


def test_pair_that_parted_after_the_run_is_asked_in_silence(spares, two_pairs, director) -> None:
    two = proposal_of(two_pairs, "Two")
    ExclusionFactory(owner=two.mentor.member, other=two.protege.member, reach="pair")

    published(director, two_pairs)

    assert Tie.objects.get().protege.family_name == "One"
    row = PairRequest.objects.get()
    assert (row.protege_answer, row.mentor_answer) == ("waiting", "declined")


def test_mentee_who_is_asked_already_stops_the_publication_by_name(two_pairs, director) -> None:
    one, two = proposal_of(two_pairs, "One"), proposal_of(two_pairs, "Two")
    PairRequest.objects.create(
        institution=one.institution,
        program=two_pairs.program,
        protege=one.protege.member,
        mentor=mentor(two_pairs.program, "Z").member,
        answer_by=one.institution.local_date(),
    )
    post(director, "proposal_change", one.pk, to=f"swap:{two.pk}")

    page = post(director, "run_publish", two_pairs.pk).content.decode()

    assert "Ada One was asked about a mentor and can answer until" in page
    assert (Tie.objects.count(), PairRequest.objects.count()) == (0, 1)
