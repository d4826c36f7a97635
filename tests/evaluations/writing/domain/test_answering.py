"""What an author without an account answers by a link, and what the link shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from evaluations.models import FinalApproval, OrderChange, WritingProject
from mentornet.mail.models import Link
from tests.evaluations.plans.domain.test_plan import act
from tests.evaluations.writing.papers import (
    add_draft,
    add_outside,
    by_link,
    link_in,
    mails,
    member,
    names,
    project,
    propose,
)

__all__ = ["project"]

pytestmark = pytest.mark.django_db


def test_the_page_of_the_link_shows_nothing_else_of_the_group(project: WritingProject) -> None:
    project.group.charter = "What is said here stays here."
    project.group.save()
    WritingProject.objects.update(about="Our unpublished question", others="We thank Eve")
    add_draft(project, "Raw numbers")
    add_outside(project)

    page = Client().get(link_in("authorship_asked_outside")).content.decode()

    hidden = ["What is said here", "unpublished", "We thank Eve", "Raw numbers", project.group.name]
    hidden += [member(project, "Lead").name, "docs.example"]
    assert [one for one in hidden if one in page] == []


def test_a_forged_link_and_one_of_another_purpose_open_nothing(project: WritingProject) -> None:
    assert Client().get("/w/forged/").status_code == 404
    assert by_link("/w/forged/", "agree").status_code == 404


def test_a_link_ends_after_thirty_days(project: WritingProject) -> None:
    row = add_outside(project)
    path = link_in("authorship_asked_outside")
    Link.objects.filter(purpose="author").update(expires_at=timezone.now() - timedelta(minutes=1))

    answer = by_link(path, "agree")

    assert (answer.status_code, "has expired" in answer.content.decode()) == (410, True)
    row.refresh_from_db()
    assert row.confirmed_at is None


def test_consent_to_another_order_comes_by_link(project: WritingProject) -> None:
    add_outside(project)
    propose(project, "Ann", "Ann", "Bo", "Dee", "Cy", why="By hours.")
    page = Client().get(link_in("order_proposed_outside")).content.decode()
    assert "By hours." in page
    change = OrderChange.objects.get(kind="order")
    act(member(project, "Cy"), "order_answer", change.pk, "consent")
    assert names(project) == ["Ann", "Bo", "Cy", "Dee"]

    by_link(link_in("order_proposed_outside"), "agree")

    assert names(project) == ["Ann", "Bo", "Dee", "Cy"]


def test_a_no_by_link_closes_the_proposal_and_its_other_links(project: WritingProject) -> None:
    add_outside(project)
    propose(project, "Ann", "Ann", "Bo", "Dee", "Cy")
    path = link_in("order_proposed_outside")

    by_link(path, "decline")

    change = OrderChange.objects.get(kind="order")
    assert (change.state, change.consents.count()) == ("declined", 0)
    assert names(project) == ["Ann", "Bo", "Cy", "Dee"]
    (told,) = mails("order_declined")
    assert "Dee" not in told.body_text
    assert by_link(path, "agree").status_code == 410


def test_final_approval_comes_by_link_and_not_yet_leaves_it_open(project: WritingProject) -> None:
    row = add_outside(project)
    draft = add_draft(project)
    act(member(project, "Ann"), "final_ask", project.pk, draft=str(draft.pk))
    path = link_in("version_asked_outside")
    assert "approve “Final” for submission" in Client().get(path).content.decode()

    by_link(path, "decline")
    by_link(path, "agree")

    assert FinalApproval.objects.get(author=row).approves is True
    assert Client().get(path).status_code == 410
