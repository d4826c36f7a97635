"""A director takes back what they have just changed about a run's pairs."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.models import Proposal
from matching.pairs.views.run import CHANGE
from profiles.models import StaffRole
from tests.support.matching import director_at, pairs, post, proposal_of

pytestmark = pytest.mark.django_db

AS_MATCHED = {"One": "X", "Two": "Y"}
TOO_LATE = "This can no longer be undone."


@pytest.fixture
def swapped(spares, two_pairs, director):
    """The page that follows a swap."""
    one, two = proposal_of(two_pairs, "One"), proposal_of(two_pairs, "Two")
    return post(director, "proposal_change", one.pk, to=f"swap:{two.pk}").content.decode()


def test_swap_is_undone(spares, two_pairs, director, swapped) -> None:
    address = reverse("matching:pairs_undo", args=[two_pairs.pk])
    assert "Swapped." in swapped and address in swapped
    Proposal.objects.filter(run=two_pairs, protege__member__family_name="Two").update(score=None)

    page = post(director, "pairs_undo", two_pairs.pk).content.decode()

    assert "Undone. The pairs are as they were." in page and address not in page
    assert pairs(two_pairs) == AS_MATCHED
    rows = two_pairs.proposals.all()
    assert {row.source for row in rows} == {"engine"} and all(row.score for row in rows)
    assert TOO_LATE in post(director, "pairs_undo", two_pairs.pk).content.decode()


def test_pair_taken_apart_is_undone_with_the_lock_it_had(two_pairs, director) -> None:
    one = proposal_of(two_pairs, "One")
    Proposal.objects.filter(pk=one.pk).update(source=Proposal.Source.LOCKED)

    post(director, "proposal_change", one.pk, to="nobody")
    assert pairs(two_pairs) == {"One": None, "Two": "Y"}
    post(director, "pairs_undo", two_pairs.pk)

    one.refresh_from_db()
    assert pairs(two_pairs) == AS_MATCHED and one.source == "locked"


def test_nothing_is_undone_after_another_change_or_the_minutes(
    two_pairs, director, swapped
) -> None:
    address = reverse("matching:run", args=[two_pairs.pk])
    colleague = director_at(two_pairs.institution)
    undo = reverse("matching:pairs_undo", args=[two_pairs.pk])
    assert undo not in colleague.get(address).content.decode()
    assert TOO_LATE in post(colleague, "pairs_undo", two_pairs.pk).content.decode()
    _age(director, minutes=6)
    assert undo not in director.get(address).content.decode()
    _age(director, minutes=-6)
    post(colleague, "proposal_change", proposal_of(two_pairs, "One").pk, to="nobody")

    assert undo not in director.get(address).content.decode()
    assert TOO_LATE in post(director, "pairs_undo", two_pairs.pk).content.decode()
    assert pairs(two_pairs) == {"One": None, "Two": "X"}


def test_mentor_who_has_left_and_a_role_that_has_ended_are_not_gone_round(
    two_pairs, director, swapped
) -> None:
    mentor = proposal_of(two_pairs, "Two").mentor
    mentor.withdrawn_at = timezone.now()
    mentor.save()

    change = director.session[CHANGE]
    post(director, "pairs_undo", two_pairs.pk)
    assert pairs(two_pairs) == {"One": "Y", "Two": "X"}

    session = director.session
    session[CHANGE] = change
    session.save()
    mentor.withdrawn_at = None
    mentor.save()
    StaffRole.objects.all().delete()
    assert post(director, "pairs_undo", two_pairs.pk).status_code == 403
    assert pairs(two_pairs) == {"One": "Y", "Two": "X"}


def _age(client, *, minutes: int) -> None:
    session = client.session
    change = session[CHANGE]
    session[CHANGE] = change | {"at": change["at"] - minutes * 60}
    session.save()
