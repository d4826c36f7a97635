"""What parts two people now stops their pair at every door: by hand, back again, locked, and published."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.models import Enrollment, MatchRun, PairRule, Program, Proposal
from matching.tasks import advance_waiting_publications
from mentornet.mail.outbox import OutboxMessage
from networks.models import Tie
from profiles.models import Membership
from profiles.vocabulary import Rank
from tests.factories import MembershipFactory, UnitFactory
from tests.support.html import on_one_line
from tests.support.matching import pairs, post, proposal_of

pytestmark = pytest.mark.django_db
WHAT_TO_DO = "Choose another mentor for them, or change the rule in the program."


def of(run: MatchRun, name: str) -> tuple[Proposal, Membership, Membership]:
    row = proposal_of(run, name)
    assert row.mentor is not None
    return row, row.protege.member, row.mentor.member


def chief(mentee: Membership, mentor: Membership) -> None:
    Membership.objects.filter(pk=mentee.pk).update(supervisor=mentor)


def same_rank(mentee: Membership, mentor: Membership) -> None:
    Membership.objects.filter(pk=mentor.pk).update(rank=mentee.rank)


def same_unit(mentee: Membership, mentor: Membership) -> None:
    Program.objects.update(same_unit=False)
    unit = UnitFactory(institution=mentee.institution)
    Membership.objects.filter(pk__in=[mentee.pk, mentor.pk]).update(unit=unit)


def same_supervisor(mentee: Membership, mentor: Membership) -> None:
    Program.objects.update(same_supervisor=False)
    chief = MembershipFactory(institution=mentee.institution)
    Membership.objects.filter(pk__in=[mentee.pk, mentor.pk]).update(supervisor=chief)


def blocked(mentee: Membership, mentor: Membership) -> None:
    one, other = (Enrollment.objects.get(member=member) for member in (mentee, mentor))
    here = {"institution": one.institution, "program": one.program}
    PairRule.objects.create(protege=one, mentor=other, kind="forbid", **here)


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (chief, "Ada One and Ada X: one supervises the other, directly or through others."),
        (same_rank, "Ada One and Ada X: the program’s rule on ranks rules it out."),
        (same_unit, "Ada One and Ada X are in the same unit."),
        (same_supervisor, "Ada One and Ada X have the same supervisor."),
        (blocked, "Ada One and Ada X: a director blocked this pair."),
    ],
)
def test_what_parts_a_pair_after_the_run_stops_its_publication_by_name(
    two_pairs, director, after, said
) -> None:
    _row, mentee, mentor = of(two_pairs, "One")
    after(mentee, mentor)

    page = on_one_line(post(director, "run_publish", two_pairs.pk).content.decode())

    assert f"{said} {WHAT_TO_DO}" in page
    assert (Tie.objects.count(), OutboxMessage.objects.count()) == (0, 0)


def test_a_chief_named_while_a_worker_is_awaited_stops_the_publication(two_pairs, director) -> None:
    _row, mentee, mentor = of(two_pairs, "One")
    director.post(reverse("matching:run_publish", args=[two_pairs.pk]))
    chief(mentee, mentor)

    advance_waiting_publications()

    page = director.get(reverse("matching:run", args=[two_pairs.pk])).content.decode()
    assert "Ada One and Ada X: one supervises the other" in page
    assert (Tie.objects.count(), OutboxMessage.objects.count()) == (0, 0)


def test_a_pair_that_a_rule_parts_is_not_made_by_hand_nor_locked(two_pairs, director) -> None:
    one, mentee, own = of(two_pairs, "One")
    two, _other, boss = of(two_pairs, "Two")
    chief(mentee, boss)
    said = "Ada One and Ada Y: one supervises the other"

    assert said in post(director, "proposal_change", one.pk, to=f"swap:{two.pk}").content.decode()
    post(director, "proposal_change", two.pk, to="nobody")
    page = post(director, "proposal_change", one.pk, to=str(two.mentor_id))
    assert said in page.content.decode()
    assert pairs(two_pairs) == {"One": "X", "Two": None}

    chief(mentee, own)
    assert "Ada One and Ada X" in post(director, "proposal_decide", one.pk, "lock").content.decode()
    assert not PairRule.objects.exists()
    post(director, "proposal_decide", one.pk, "forbid")
    chief(mentee, boss)
    post(director, "proposal_decide", one.pk, "lock")
    assert PairRule.objects.get().kind == "lock"


def test_undo_does_not_bring_back_a_pair_that_a_rule_parts_by_then(two_pairs, director) -> None:
    one, mentee, mentor = of(two_pairs, "One")
    post(director, "proposal_change", one.pk, to="nobody")
    chief(mentee, mentor)

    page = post(director, "pairs_undo", two_pairs.pk).content.decode()

    assert "Ada One and Ada X: one supervises the other" in page
    assert pairs(two_pairs) == {"One": None, "Two": "Y"}


def test_a_rank_that_is_not_known_and_a_rule_that_is_off_part_no_one(
    spares, two_pairs, director
) -> None:
    _row, mentee, mentor = of(two_pairs, "One")
    Program.objects.update(supervision_depth=Program.Line.NONE, min_steps=None)
    chief(mentee, mentor)
    Membership.objects.filter(pk=mentor.pk).update(rank=Rank.TRAINEE)

    post(director, "run_publish", two_pairs.pk)
    advance_waiting_publications()

    assert Tie.objects.count() == 2
