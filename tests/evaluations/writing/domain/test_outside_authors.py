"""Authors outside are named by the group and answer by links, which show and do no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from evaluations.models import FinalApproval, OrderChange, WritingProject
from mentornet.mail.models import Link
from mentornet.mail.outbox import OutboxMessage
from profiles.models import Membership
from tests.evaluations.plans.domain.test_plan import act, look
from tests.evaluations.writing.papers import (
    EMAIL,
    add_draft,
    add_outside,
    author,
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
        assert "Take your name off this paper?" in page
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

    assert "only they can take their name off" in page
    assert names(project)[-1] == "Dee"


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


def test_a_withdrawn_proposal_ends_its_links(project: WritingProject) -> None:
    add_outside(project)
    propose(project, "Ann", "Ann", "Bo", "Dee", "Cy")
    path = link_in("order_proposed_outside")
    change = OrderChange.objects.get(kind="order")

    act(member(project, "Ann"), "order_answer", change.pk, "withdraw")

    page = Client().get(path)
    assert (page.status_code, "question is closed" in page.content.decode()) == (410, True)


def test_final_approval_comes_by_link_and_not_yet_leaves_it_open(project: WritingProject) -> None:
    row = add_outside(project)
    draft = add_draft(project)
    act(member(project, "Ann"), "final_ask", project.pk, draft=str(draft.pk))
    path = link_in("version_asked_outside")
    assert "approve “Final” as the version" in Client().get(path).content.decode()

    by_link(path, "decline")
    by_link(path, "agree")

    assert FinalApproval.objects.get(author=row).approves is True
    assert Client().get(path).status_code == 410


def test_a_new_link_asks_first_and_ends_the_earlier_one(project: WritingProject) -> None:
    row = add_outside(project)
    first = link_in("authorship_asked_outside")
    ann = member(project, "Ann")

    page = act(ann, "outside_ask", row.pk).content.decode()
    assert EMAIL in page
    assert OutboxMessage.objects.filter(recipient=EMAIL).count() == 1
    act(ann, "outside_ask", row.pk, sure="1")

    assert Client().get(first).status_code == 410
    assert Client().get(link_in("authorship_asked_outside")).status_code == 200
    bo = author(project, "Bo")
    assert act(ann, "outside_ask", bo.pk, sure="1").status_code == 404


def test_another_email_asks_again_there_and_tells_the_earlier_one(project: WritingProject) -> None:
    row = add_outside(project)
    first = link_in("authorship_asked_outside")
    by_link(first, "agree")
    data = {"name": "Dr. Dee", "email": "dee@new.example", "affiliation": "New University"}

    act(member(project, "Bo"), "author_contact", row.pk, **data)

    row.refresh_from_db()
    assert (row.email, row.agreed_at) == ("dee@new.example", None)
    # Who was an author before is one: another email is no way to remove them.
    act(member(project, "Bo"), "outside_remove", row.pk, sure="1")
    row.refresh_from_db()
    assert (row.confirmed_at is not None, row.left_at) == (True, None)
    assert [one.recipient for one in mails("author_moved_outside")] == [EMAIL]
    by_link(link_in("authorship_asked_outside", "dee@new.example"), "agree")
    row.refresh_from_db()
    assert row.agreed_at is not None


def test_who_has_left_is_told_at_their_own_email_where_they_are_asked_from_now_on(
    project: WritingProject,
) -> None:
    bo = member(project, "Bo")
    Membership.objects.filter(pk=bo.pk).update(end_date=timezone.localdate())
    data = {"email": "bo@elsewhere.example", "affiliation": ""}

    act(member(project, "Ann"), "author_contact", author(project, "Bo").pk, **data)

    assert author(project, "Bo").email == "bo@elsewhere.example"
    assert [one.recipient for one in mails("author_moved_outside")] == [bo.user.email]


def test_one_email_is_one_author_and_who_is_in_the_group_is_added_there(
    project: WritingProject,
) -> None:
    add_outside(project)
    add_outside(project, by="Bo", email=EMAIL.upper())
    assert names(project) == ["Ann", "Bo", "Cy", "Dee"]
    lead = member(project, "Lead")
    data = {"name": "L", "email": lead.user.email, "affiliation": ""}

    page = act(member(project, "Ann"), "outside_add", project.pk, **data).content.decode()

    assert f"This is the email of {lead.name}" in page
    assert 'value="L"' in page


def test_an_author_who_left_the_group_is_not_told_whose_email_it_is(
    project: WritingProject,
) -> None:
    bo, lead = member(project, "Bo"), member(project, "Lead")
    project.group.members.filter(member=bo).update(left_on=timezone.localdate())
    data = {"name": "L", "email": lead.user.email, "affiliation": ""}

    page = act(bo, "outside_add", project.pk, **data).content.decode()

    assert "This is the email of" not in page


def test_outside_authors_stand_in_lists_and_histories_by_name(project: WritingProject) -> None:
    add_outside(project)
    ann = member(project, "Ann")

    for address, key in (("project", project.pk), ("group_projects", project.group_id)):
        assert "Dr. Dee" in look(ann, address, key).content.decode()
