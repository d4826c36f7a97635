"""Authors outside are named by the group and answer by links, which show and do no more."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from evaluations.models import OrderChange, WritingProject
from mentornet.mail.models import Link
from tests.evaluations.plans.domain.test_plan import act
from tests.evaluations.writing.papers import (
    EMAIL,
    add_outside,
    by_link,
    link_in,
    member,
    names,
    project,
    propose,
)

__all__ = ["project"]
pytestmark = pytest.mark.django_db


def test_an_author_outside_agrees_by_the_link_and_looking_changes_nothing(
    project: WritingProject,
) -> None:
    row = add_outside(project)
    assert names(project) == ["Ann", "Bo", "Cy", "Dee"]
    path = link_in("authorship_asked_outside")

    page = Client().get(path).content.decode()
    assert "Night shifts" in page
    assert "Who writes is an author; the order is agreed." in page
    assert [name in page for name in names(project)] == [True] * 4
    row.refresh_from_db()
    assert (row.confirmed_at, Link.objects.get(purpose="author").state) == (None, "live")
    by_link(path, "agree")

    row.refresh_from_db()
    assert row.confirmed_at is not None
    assert row.agreed_at is not None
    again = by_link(path, "agree")
    assert (again.status_code, "You already answered" in again.content.decode()) == (410, True)


@pytest.mark.parametrize("how", ["link", "removed"])
def test_a_name_is_taken_off_by_its_owner_or_before_they_agree_and_every_link_ends(
    project: WritingProject, how: str
) -> None:
    row = add_outside(project)
    propose(project, "Ann", "Bo", "Cy", "Dee", "Ann")
    path = link_in("order_proposed_outside")
    first = link_in("authorship_asked_outside")

    if how == "link":
        page = by_link(path, "leave").content.decode()
        assert "Remove your name from this paper?" in page
        assert names(project)[-1] == "Dee"
        by_link(path, "leave", sure="1")
    else:
        ann = member(project, "Ann")
        assert "Remove" in act(ann, "outside_remove", row.pk).content.decode()
        assert names(project)[-1] == "Dee"
        act(ann, "outside_remove", row.pk, sure="1")

    assert names(project) == ["Ann", "Bo", "Cy"]
    assert OrderChange.objects.get(kind="order").state == OrderChange.State.WITHDRAWN
    assert [Client().get(one).status_code for one in (path, first)] == [410, 410]
    assert not Link.objects.filter(purpose="author", state="live").exists()


def test_who_has_agreed_is_removed_by_nobody_else_whatever_is_changed_of_them(
    project: WritingProject,
) -> None:
    row = add_outside(project)
    by_link(link_in("authorship_asked_outside"), "agree")
    ann = member(project, "Ann")
    act(ann, "author", row.pk, contributions=["software"])

    page = act(ann, "outside_remove", row.pk, sure="1").content.decode()

    assert "only they can remove their name" in page
    assert names(project)[-1] == "Dee"


def test_a_withdrawn_proposal_ends_its_links(project: WritingProject) -> None:
    add_outside(project)
    propose(project, "Ann", "Ann", "Bo", "Dee", "Cy")
    path = link_in("order_proposed_outside")
    change = OrderChange.objects.get(kind="order")

    act(member(project, "Ann"), "order_answer", change.pk, "withdraw")

    page = Client().get(path)
    assert (page.status_code, "question is closed" in page.content.decode()) == (410, True)


def test_one_email_is_one_author_and_who_is_in_the_group_is_added_there(
    project: WritingProject,
) -> None:
    add_outside(project)
    add_outside(project, by="Bo", email=EMAIL.upper())
    assert names(project) == ["Ann", "Bo", "Cy", "Dee"]
    lead = member(project, "Lead")
    data = {"name": "L", "email": lead.user.email, "affiliation": ""}

    page = act(member(project, "Ann"), "outside_add", project.pk, **data).content.decode()

    assert f"This email belongs to {lead.name}" in page
    assert 'value="L"' in page


def test_an_author_who_left_the_group_is_not_told_whose_email_it_is(
    project: WritingProject,
) -> None:
    bo, lead = member(project, "Bo"), member(project, "Lead")
    project.group.members.filter(member=bo).update(left_on=timezone.localdate())
    data = {"name": "L", "email": lead.user.email, "affiliation": ""}

    page = act(bo, "outside_add", project.pk, **data).content.decode()

    assert "This email belongs to" not in page
