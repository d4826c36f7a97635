"""How an author is asked: by one link, at the email where they are now."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from evaluations.models import WritingProject
from mentornet.mail.outbox import OutboxMessage
from profiles.models import Membership
from tests.evaluations.plans.domain.test_plan import act
from tests.evaluations.writing.papers import (
    EMAIL,
    add_outside,
    author,
    by_link,
    link_in,
    mails,
    member,
    project,
)

__all__ = ["project"]

pytestmark = pytest.mark.django_db


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
