"""The order of authors: changed by consent of everyone who is moved."""

from __future__ import annotations

import pytest
from django.utils import timezone

from evaluations.models import (
    OrderChange,
    ProjectAuthor,
    WritingProject,
)
from evaluations.writing.domain.author_order import authors_of
from evaluations.writing.tasks import settle_author_orders
from mentornet.mail.outbox import OutboxMessage
from networks.peer_groups.domain.group import leave_group
from profiles.models import AuditEvent, Membership, User
from tests.evaluations.plans.domain.test_plan import act, in_it, look
from tests.evaluations.writing.domain.test_project import answer, group, order, project, propose

__all__ = ["group", "project"]

pytestmark = pytest.mark.django_db


def test_who_leaves_the_group_stays_an_author_until_they_ask_otherwise(
    project: WritingProject,
) -> None:
    bo = in_it(project.group, "Bo")
    leave_group(project.group, bo, actor=bo.user)
    assert order(project) == ["Ann", "Bo", "Cy"]
    assert look(bo, "project", project.pk).status_code == 200
    assert look(bo, "group_projects", project.group_id).status_code == 404

    act(bo, "author_leave", project.pk)

    assert order(project) == ["Ann", "Cy"]
    assert look(bo, "project", project.pk).status_code == 404
    left = OrderChange.objects.get(kind="left")
    assert (len(left.before), len(left.after), left.proposed_by) == (3, 2, bo)


def test_order_changes_only_when_everybody_who_is_moved_has_consented(
    project: WritingProject,
) -> None:
    propose(project, "Ann", "Bo", "Cy", "Ann", why="Bo writes most of it.")
    assert order(project) == ["Ann", "Bo", "Cy"]
    assert OutboxMessage.objects.filter(kind="order_proposed").count() == 2

    answer(project, "Bo", "consent")
    assert order(project) == ["Ann", "Bo", "Cy"]
    answer(project, "Cy", "consent")

    assert order(project) == ["Bo", "Cy", "Ann"]
    change = OrderChange.objects.get()
    assert change.state == OrderChange.State.AGREED
    page = look(in_it(project.group, "Cy"), "project", project.pk).content.decode()
    assert "Bo writes most of it." in page
    assert "agreed on" in page[page.index('id="history"') :]


def test_one_no_keeps_the_order_and_nothing_says_whose_it_was(project: WritingProject) -> None:
    propose(project, "Lead", "Cy", "Bo", "Ann", why="By hours.")
    answer(project, "Ann", "consent")

    answer(project, "Cy", "decline")

    assert order(project) == ["Ann", "Bo", "Cy"]
    change = OrderChange.objects.get()
    assert (change.state, change.consents.count()) == (OrderChange.State.DECLINED, 0)
    for name in ("Ann", "Bo", "Lead"):
        page = look(in_it(project.group, name), "project", project.pk).content.decode()
        history = page[page.index('id="history"') :]
        assert "Not agreed" in history
        assert "declined" not in history
        assert "agreed on" not in history
    (told,) = OutboxMessage.objects.filter(kind="order_declined")
    assert told.recipient == in_it(project.group, "Lead").user.email
    assert "Cy" not in told.subject + told.body_text
    said = AuditEvent.objects.get(verb="order.declined")
    assert said.actor is None


def test_who_keeps_their_place_is_not_asked_and_cannot_answer(project: WritingProject) -> None:
    propose(project, "Ann", "Bo", "Ann", "Cy")
    change = OrderChange.objects.get()
    assert {one.author.member.family_name for one in change.consents.all()} == {"Ann", "Bo"}

    page = answer(project, "Cy", "consent").content.decode()

    assert "Only this author can do this." in page
    assert order(project) == ["Ann", "Bo", "Cy"]


def gone(project: WritingProject, name: str) -> None:
    Membership.objects.filter(pk=in_it(project.group, name).pk).update(
        end_date=timezone.localdate()
    )


def test_who_has_left_is_not_asked_and_holds_nothing_up(project: WritingProject) -> None:
    gone(project, "Bo")

    propose(project, "Ann", "Bo", "Ann", "Cy")

    assert order(project) == ["Bo", "Ann", "Cy"]
    assert OutboxMessage.objects.filter(kind="order_proposed").count() == 0
    page = look(in_it(project.group, "Ann"), "project", project.pk).content.decode()
    assert "Ada Bo: has left and could not be asked" in page


@pytest.mark.parametrize(
    ("left", "wanted"),
    [("Ann", ("Bo", "Ann", "Cy")), ("Cy", ("Ann", "Cy", "Bo")), ("Bo", ("Ann", "Cy", "Bo"))],
)
def test_nobody_worsens_the_place_of_who_has_left(
    project: WritingProject, left: str, wanted: tuple[str, ...]
) -> None:
    gone(project, left)

    page = propose(project, "Lead", *wanted).content.decode()

    assert f"Ada {left} has left and can no longer be asked here" in page
    assert (order(project), OrderChange.objects.count()) == (["Ann", "Bo", "Cy"], 0)


def test_an_answer_does_not_wait_for_who_left_meanwhile(project: WritingProject) -> None:
    propose(project, "Lead", "Bo", "Ann", "Cy")
    gone(project, "Bo")

    answer(project, "Ann", "consent")

    assert order(project) == ["Bo", "Ann", "Cy"]
    said = OrderChange.objects.get().consents.values_list(
        "author__member__family_name", "consents", "unreachable"
    )
    assert set(said) == {("Ann", True, False), ("Bo", None, True)}


@pytest.mark.parametrize(
    ("left", "state", "names"),
    [("Bo", "agreed", ["Bo", "Ann", "Cy"]), ("Ann", "lapsed", ["Ann", "Bo", "Cy"])],
)
@pytest.mark.parametrize("how", ["left", "shut out"])
def test_the_last_silent_one_leaves_and_the_hourly_task_closes_it(
    project: WritingProject, left: str, state: str, names: list[str], how: str
) -> None:
    propose(project, "Lead", "Bo", "Ann", "Cy")
    answer(project, {"Bo": "Ann", "Ann": "Bo"}[left], "consent")
    assert settle_author_orders() == 0

    if how == "left":
        gone(project, left)
    else:
        User.objects.filter(pk=in_it(project.group, left).user_id).update(is_active=False)

    assert (settle_author_orders(), settle_author_orders()) == (1, 0)
    assert (order(project), OrderChange.objects.get().state) == (names, state)


def test_a_facilitator_may_propose_and_consents_for_nobody(project: WritingProject) -> None:
    propose(project, "Lead", "Bo", "Ann", "Cy")

    assert set(OrderChange.objects.get().consents.values_list("consents", flat=True)) == {None}
    answer(project, "Ann", "consent")
    answer(project, "Bo", "consent")
    assert order(project) == ["Bo", "Ann", "Cy"]


def test_one_proposal_at_a_time_and_its_author_takes_it_back(project: WritingProject) -> None:
    propose(project, "Ann", "Bo", "Ann", "Cy")

    assert "waiting for answers" in propose(project, "Cy", "Cy", "Bo", "Ann").content.decode()
    answer(project, "Bo", "withdraw")
    assert OrderChange.objects.get().state == OrderChange.State.OPEN
    answer(project, "Ann", "withdraw")

    assert OrderChange.objects.get().state == OrderChange.State.WITHDRAWN
    assert "no longer open" in answer(project, "Bo", "consent").content.decode()
    assert order(project) == ["Ann", "Bo", "Cy"]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("Ann", "Bo", "Cy"), "This is already the current order."),
        (("Ann", "Bo"), "This field is required."),
    ],
)
def test_an_order_that_says_nothing_is_refused(
    project: WritingProject, names: tuple[str, ...], said: str
) -> None:
    assert said in propose(project, "Ann", *names).content.decode()
    assert not OrderChange.objects.exists()


def test_two_authors_cannot_have_one_place(project: WritingProject) -> None:
    rows = authors_of(project)

    page = act(
        rows[0].member, "author_order", project.pk, **{f"place-{one.pk}": 1 for one in rows}
    ).content.decode()

    assert "Two authors have the same place." in page


def test_taking_ones_name_off_closes_an_open_proposal(project: WritingProject) -> None:
    propose(project, "Ann", "Bo", "Ann", "Cy")

    act(in_it(project.group, "Ann"), "author_leave", project.pk)

    assert order(project) == ["Bo", "Cy"]
    assert list(OrderChange.objects.order_by("kind").values_list("kind", "state")) == [
        ("left", "agreed"),
        ("order", "withdrawn"),
    ]


def test_contributions_are_agreed_by_the_author_alone(project: WritingProject) -> None:
    ann, bo = in_it(project.group, "Ann"), in_it(project.group, "Bo")
    row = ProjectAuthor.objects.get(member=bo)

    act(ann, "author", row.pk, contributions=["software", "formal_analysis"])
    row.refresh_from_db()
    assert (row.contributions, row.agreed_at) == (["formal_analysis", "software"], None)
    assert act(ann, "author_agree", row.pk).status_code == 404
    act(bo, "author_agree", row.pk)
    row.refresh_from_db()
    assert row.agreed_at is not None

    act(ann, "author", row.pk, contributions=["software"])
    row.refresh_from_db()
    assert row.agreed_at is None
