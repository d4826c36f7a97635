"""Shared and corresponding authors: changed by consent of all whose standing it changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.models import OrderChange, WritingProject
from evaluations.writing.domain.author_rows import authors_of, terms_of
from profiles.models import Membership
from tests.evaluations.plans.domain.test_plan import act, look
from tests.evaluations.writing.papers import (
    add_outside,
    author,
    member,
    names,
    project,
    propose,
)

__all__ = ["project"]
pytestmark = pytest.mark.django_db


def consent(project: WritingProject, *by: str) -> None:
    change = OrderChange.objects.get(state="open")
    for name in by:
        act(member(project, name), "order_answer", change.pk, "consent")


def asked(project: WritingProject) -> set[str]:
    change = OrderChange.objects.get(kind="order")
    return set(change.consents.values_list("author__member__family_name", flat=True))


def test_shared_first_authorship_needs_the_consent_of_those_who_share_it(
    project: WritingProject,
) -> None:
    propose(project, "Lead", "Ann", "Bo", "Cy", first=2)
    assert asked(project) == {"Ann", "Bo"}
    consent(project, "Bo")
    assert terms_of(authors_of(project)).first == 0

    consent(project, "Ann")

    assert [one.shares for one in authors_of(project)] == ["first", "first", ""]
    page = look(member(project, "Cy"), "project", project.pk).content.decode()
    assert "The first 2 authors share first authorship." in page


def test_who_becomes_or_no_longer_is_corresponding_is_asked(project: WritingProject) -> None:
    key = str(author(project, "Bo").pk)
    propose(project, "Ann", "Ann", "Bo", "Cy", corresponding=[key])
    assert asked(project) == {"Bo"}
    consent(project, "Bo")
    assert [one.corresponding for one in authors_of(project)] == [False, True, False]
    OrderChange.objects.all().delete()

    propose(project, "Ann", "Ann", "Bo", "Cy", corresponding=[str(author(project, "Cy").pk)])

    assert asked(project) == {"Bo", "Cy"}


@pytest.mark.parametrize(("first", "last"), [(2, 2), (3, 2)])
def test_nobody_shares_first_and_last(project: WritingProject, first: int, last: int) -> None:
    page = propose(project, "Ann", "Ann", "Bo", "Cy", first=first, last=last).content.decode()

    assert "no one can share both" in page
    assert not OrderChange.objects.exists()


def test_who_joins_pushes_nobody_out_of_a_shared_last_place(project: WritingProject) -> None:
    propose(project, "Bo", "Ann", "Bo", "Cy", last=2)
    consent(project, "Cy")

    add_outside(project)

    assert names(project) == ["Ann", "Dee", "Bo", "Cy"]
    assert [one.shares for one in authors_of(project)] == ["", "", "last", "last"]


def test_who_is_left_alone_shares_with_nobody(project: WritingProject) -> None:
    propose(project, "Ann", "Ann", "Bo", "Cy", first=2)
    consent(project, "Bo")

    act(member(project, "Ann"), "author_leave", project.pk)

    assert [one.shares for one in authors_of(project)] == ["", ""]


def test_who_has_left_keeps_what_is_theirs_alone(project: WritingProject) -> None:
    Membership.objects.filter(pk=member(project, "Ann").pk).update(
        end_date=timezone.localdate() - timedelta(days=1)
    )

    page = propose(project, "Bo", "Ann", "Bo", "Cy", first=2).content.decode()

    assert "has left and can no longer be asked here" in page
    assert not OrderChange.objects.exists()
