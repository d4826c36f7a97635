"""Mentees with several mentors: a first one for everybody, no one twice, and nothing told of a wish."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.models import MatchRun, PairRequest, Proposal
from matching.pairing.domain.answering import answer_request
from mentornet.mail.models import OutboxMessage
from networks.models import Tie
from tests.factories import EnrollmentFactory, ExclusionFactory, PreferenceFactory
from tests.support.match_rules import ask, run_page
from tests.support.matching import finished, mentor, post, protege, published
from tests.support.pairing import propose

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(program):
    program.mentors_a_mentee = 2
    program.save()
    return program


def best(program, director) -> MatchRun:
    return finished(program, director, method="best")


def given(run: MatchRun) -> dict[str, list[str]]:
    rows = Proposal.objects.filter(run=run).order_by("mentor__member__family_name")
    found: dict[str, list[str]] = {}
    for row in rows.select_related("protege__member", "mentor__member"):
        mentors = found.setdefault(row.protege.member.family_name, [])
        mentors += [row.mentor.member.family_name] if row.mentor else []
    return found


def crowd(program, count: int) -> None:
    """Mentors enough that nobody is asked first."""
    for at in range(count):
        mentor(program, f"M{at}")


def accept_all() -> None:
    for row in PairRequest.objects.filter(state="open"):
        for member in (row.protege, row.mentor):
            answer_request(row, by=member, accepts=True)


def test_everybody_has_a_first_mentor_before_anyone_has_a_second(program, director) -> None:
    for name in ("One", "Two"):
        protege(program, name)
    one = program.enrollments.get(member__family_name="One")
    for rank, name in enumerate("XYZ", start=1):
        PreferenceFactory(enrollment=one, chosen=mentor(program, name), rank=rank)

    run = best(program, director)

    assert sorted(map(len, given(run).values())) == [1, 2]
    page = run_page(director, run)
    assert "<dd>2 / 2</dd>" in page
    assert "3 pairs" in page
    assert "1 more mentor is possible for people who have one" in page
    assert "mentees without a mentor" not in page and "mentee without a mentor" not in page
    stable = finished(program, director)
    assert [len(one) for one in given(stable).values()] == [1, 1]
    answer = director.get(reverse("matching:run_compare", args=[run.pk, stable.pk]))
    rows = {row.protege.pk: (len(row.one), len(row.other)) for row in answer.context["rows"]}
    assert (2, 1) in rows.values()


def test_who_has_none_comes_before_who_has_one_from_an_earlier_run(program, director) -> None:
    protege(program, "One")
    mentor(program, "X")
    published(director, best(program, director))
    accept_all()
    two = protege(program, "Two")
    y = mentor(program, "Y")
    one = program.enrollments.get(member__family_name="One")
    PreferenceFactory(enrollment=one, chosen=y, rank=1)

    run = best(program, director)

    assert given(run) == {"One": [], "Two": ["Y"]}
    assert "without a mentor" not in run_page(director, run)
    mentor(program, "Z")
    run = best(program, director)
    assert given(run)["Two"] and sum(map(len, given(run).values())) == 2
    published(director, run)
    accept_all()
    assert Tie.objects.filter(protege=two.member, state="active").exists()
    assert Tie.objects.filter(state="active").count() == 3
    assert len({*Tie.objects.values_list("protege", "mentor")}) == 3


def test_published_pairs_begin_both_and_no_one_with_a_mentor_is_told_to_wait(
    program, director
) -> None:
    for name in ("One", "Two", "Three"):
        protege(program, name)
    crowd(program, 5)
    run = best(program, director)
    assert not Proposal.objects.filter(run=run, source="ruled").exists()

    published(director, run)

    assert Tie.objects.filter(state="active").count() == 5
    assert not OutboxMessage.objects.filter(kind="pair_waiting").exists()
    assert sorted(map(len, given(run).values())) == [1, 2, 2]


def test_who_got_one_and_who_two_tells_nothing_of_a_wish(program, director) -> None:
    """Fewer than four possible mentors: the pairs are made and asked, whatever was said."""
    one = protege(program, "One")
    mentors = [mentor(program, name, places=2) for name in "XYZ"]
    before = given(best(program, director))
    assert len(before["One"]) == 2
    PreferenceFactory(enrollment=one, chosen=mentors[0], rank=None)
    ExclusionFactory(owner=mentors[1].member, other=one.member, reach="pair")

    run = best(program, director)

    assert given(run) == before
    assert {*Proposal.objects.filter(run=run).values_list("source", flat=True)} == {"ruled"}
    published(director, run)
    assert [row.protege.family_name for row in PairRequest.objects.all()] == ["One", "One"]
    again = post(director, "run_start", program.pk, method="best", seed="0").content.decode()
    assert "You need at least one mentee without a mentor" in again


def test_changes_by_hand_give_no_one_the_same_mentor_twice(program, director) -> None:
    for name in ("One", "Two"):
        protege(program, name)
    crowd(program, 4)
    run = best(program, director)
    first, second = Proposal.objects.filter(run=run, protege__member__family_name="One")
    other = Proposal.objects.filter(run=run, protege__member__family_name="Two").first()

    page = post(director, "proposal_change", first.pk, to=str(second.mentor_id)).content.decode()
    assert "Choose someone else." in page
    page = post(director, "proposal_change", first.pk, to=f"swap:{second.pk}").content.decode()
    assert "Choose someone else." in page
    options = director.get(reverse("matching:proposal", args=[first.pk])).context["page"]
    assert {one.mentor.pk for one in options} == {
        row.mentor_id for row in Proposal.objects.filter(run=run) if row.protege != first.protege
    }
    post(director, "proposal_change", first.pk, to=f"swap:{other.pk}")
    moved = Proposal.objects.get(pk=first.pk)
    assert (moved.mentor, moved.source) == (other.mentor, "manual")
    post(director, "pairs_undo", run.pk)
    assert Proposal.objects.get(pk=first.pk).mentor == first.mentor
    post(director, "proposal_change", first.pk, to="nobody")
    page = run_page(director, run)
    assert "1 more mentor is possible for people who have one" in page
    assert "<dd>2 / 2</dd>" in page
    page = director.get(reverse("matching:proposal", args=[first.pk])).content.decode()
    assert "Could have one more mentor" in page


def test_a_run_that_came_too_late_is_not_published(program, director) -> None:
    one = protege(program, "One")
    crowd(program, 4)
    run, late = best(program, director), best(program, director)
    published(director, run)
    assert Tie.objects.filter(state="active").count() == 2

    page = published(director, late)

    late.refresh_from_db()
    assert late.state == "done"
    post(director, "run_publish", late.pk)
    assert Tie.objects.filter(state="active").count() == 2
    assert "Ada One" in page
    assert one.is_active


def test_a_pair_by_name_is_asked_for_until_the_mentee_has_as_many_as_the_program_gives(
    program, director
) -> None:
    one = protege(program, "One")
    mentors = [mentor(program, name, places=3) for name in "XYZ"]

    for who in mentors:
        propose(director, program, one.member, who.member)
    assert PairRequest.objects.count() == 2
    accept_all()
    assert Tie.objects.filter(state="active").count() == 2
    propose(director, program, one.member, mentors[2].member)
    assert PairRequest.objects.count() == 2


def test_a_director_says_how_many_and_people_read_it(program, director) -> None:
    address = reverse("matching:directing_edit", args=[program.pk])
    form = director.get(address).context["form"]
    sent = {
        name: value
        for name, value in ((one.name, one.value()) for one in form)
        if value not in (None, "")
    }
    for wrong in ("4", "0"):
        answer = director.post(address, sent | {"mentors_a_mentee": wrong})
        assert "mentors_a_mentee" in answer.context["form"].errors
    director.post(address, sent | {"mentors_a_mentee": "3"})
    program.refresh_from_db()
    assert program.mentors_a_mentee == 3
    assert EnrollmentFactory(program=program)
    page = director.get(reverse("matching:program", args=[program.pk])).content.decode()
    assert "Up to 3. Everyone gets a first mentor" in " ".join(page.split())
    assert ask(director, program, "even")
