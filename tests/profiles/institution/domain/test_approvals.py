"""A change that needs two: asked for by one, decided by a second, through the pages of each."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mentornet.models import OutboxMessage
from profiles.errors import DomainError
from profiles.institution.domain import approvals
from profiles.institution.domain.approvals import (
    AlreadyDecided,
    NotSecondPerson,
    approve,
    expire_approvals,
    request_approval,
)
from profiles.institution.tasks import expire_approvals as expire_task
from profiles.models import Approval, AuditEvent
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return InstitutionFactory(name="Here")


@pytest.fixture
def asker(here):
    return MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR])


@pytest.fixture
def second(here):
    return MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR])


@pytest.fixture
def done(monkeypatch):
    """What the changes did, in order."""
    log: list[tuple[str, str]] = []
    monkeypatch.setattr(approvals, "_handlers", {})
    approvals.register(
        "other",
        lambda row, by: log.append(("approved", row.payload["name"])),
        lambda row, by: log.append(("refused", row.payload["name"])),
        describe=lambda row: f"Rename to {row.payload['name']}",
    )
    return log


def ask(asker, **more):
    values = {"kind": "other", "payload": {"name": "New"}, **more}
    return request_approval(
        institution=asker.institution, subject=asker.institution, asked_by=asker.user, **values
    )


def post(client, user, row, act):
    client.force_login(user)
    return client.post(reverse(f"profiles:approval_{act}", args=[row.pk]), follow=True)


def state_of(row):
    row.refresh_from_db()
    return row.state


def test_a_second_director_approves_on_the_page(client, asker, second, done):
    row = ask(asker)
    client.force_login(second.user)
    page = client.get(reverse("profiles:approvals")).content.decode()
    post(client, second.user, row, "approve")

    assert ("Rename to New" in page, "Approve" in page) == (True, True)
    assert (state_of(row), row.decided_by, done) == (
        "approved",
        second.user,
        [("approved", "New")],
    )
    assert list(AuditEvent.objects.order_by("at").values_list("verb", "actor")) == [
        ("approval.requested", asker.user.pk),
        ("approval.approved", second.user.pk),
    ]


def test_a_second_director_refuses_on_the_page(client, asker, second, done):
    row = ask(asker)
    post(client, second.user, row, "refuse")
    post(client, second.user, row, "approve")  # too late

    assert (state_of(row), done) == ("refused", [("refused", "New")])


def test_asker_cannot_approve_their_own_request(client, asker, second, done):
    row = ask(asker)
    answer = post(client, asker.user, row, "approve")

    assert "Someone else has to decide this" in answer.content.decode()
    assert (state_of(row), done) == ("waiting", [])


def test_who_gains_cannot_approve(client, asker, second, done):
    row = ask(asker, gains=second.user)
    post(client, second.user, row, "approve")

    assert (state_of(row), done) == ("waiting", [])


@pytest.mark.parametrize("by", ["member", "other_director", "ended_director", "closed_login"])
def test_no_one_else_approves(client, asker, by, done):
    row = ask(asker)
    here = asker.institution
    user = {
        "member": lambda: MembershipFactory(institution=here),
        "other_director": lambda: MembershipFactory(offices=[StaffRoleKind.DIRECTOR]),
        "ended_director": lambda: MembershipFactory(
            institution=here, offices=[StaffRoleKind.DIRECTOR], end_date="2026-01-31"
        ),
        "closed_login": lambda: MembershipFactory(
            institution=here, offices=[StaffRoleKind.DIRECTOR], user=UserFactory(is_active=False)
        ),
    }[by]().user

    answer = post(client, user, row, "approve")
    with pytest.raises(NotSecondPerson):
        approve(row, by=user)

    assert (answer.status_code in (200, 403, 404), state_of(row), done) == (True, "waiting", [])


def test_an_operator_approves_in_the_administration(client, asker, done):
    operator = UserFactory(is_staff=True, is_superuser=True)
    row = ask(asker)
    client.force_login(operator)
    address = reverse("admin:profiles_approval_changelist")
    page = client.get(address).content.decode()
    client.post(address, {"action": "approve", "_selected_action": [str(row.pk)]})

    assert ("Rename to New" in page, state_of(row), done) == (
        True,
        "approved",
        [("approved", "New")],
    )


def test_an_operator_does_not_approve_what_another_login_of_theirs_asked(client, here, done):
    """The tag of an address makes another login, and no other person."""
    operator = UserFactory(email="grant+ops@x.example", is_staff=True, is_superuser=True)
    director = MembershipFactory(
        institution=here,
        offices=[StaffRoleKind.DIRECTOR],
        user=UserFactory(email="Grant@x.example"),
    )
    row = ask(director)
    client.force_login(operator)
    address = reverse("admin:profiles_approval_changelist")
    client.post(address, {"action": "approve", "_selected_action": [str(row.pk)]})

    assert (state_of(row), done) == ("waiting", [])


def test_an_operator_does_not_approve_what_the_command_line_asked(asker, done):
    """Whoever has the command line could be the same operator; a director has to say yes."""
    operator = UserFactory(is_staff=True, is_superuser=True)
    row = request_approval(
        institution=asker.institution,
        kind="other",
        subject=asker.institution,
        asked_by=None,
        payload={"name": "New"},
    )
    with pytest.raises(NotSecondPerson):
        approve(row, by=operator)
    approve(row, by=asker.user)

    assert done == [("approved", "New")]


def test_asking_twice_is_one_request(asker, second, done):
    assert ask(asker) == ask(second)
    assert ask(asker, payload={"name": "Newer"}) != ask(asker)
    assert Approval.objects.count() == 2


def test_two_directors_tell_each_other_and_operators_only_without_a_second(asker, second, done):
    operator = UserFactory(is_staff=True, is_superuser=True)
    ask(asker)
    ask(asker, payload={"name": "Another"}, gains=second.user)

    told = OutboxMessage.objects.order_by("created_at").values_list("recipient", "kind")
    assert list(told) == [
        (second.user.email, "approval_waiting"),
        (operator.email, "approval_waiting"),
    ]
    assert [one for one in OutboxMessage.objects.all() if "Another" in one.body_text] == []


def test_a_decision_is_told_to_the_asker_and_calls_the_other_mail_off(asker, second, done):
    row = ask(asker)
    approve(row, by=second.user)

    told = OutboxMessage.objects.order_by("kind").values_list("kind", "state")
    assert list(told) == [("approval_decided", "pending"), ("approval_waiting", "cancelled")]
    assert OutboxMessage.objects.get(state="pending").recipient == asker.user.email


def test_withdrawing_is_for_the_asker_alone(client, asker, second, done):
    row = ask(asker)
    post(client, second.user, row, "withdraw")
    before = state_of(row)
    post(client, asker.user, row, "withdraw")

    assert (before, state_of(row), done) == ("waiting", "withdrawn", [("refused", "New")])


def test_what_no_one_decides_expires_after_two_weeks(client, asker, second, done):
    row = ask(asker)
    almost = timezone.now() + timedelta(days=13, hours=23)
    late = timezone.now() + timedelta(days=14, minutes=1)
    assert expire_approvals(asker.institution, now=almost) == 0
    with pytest.raises(AlreadyDecided):
        approve(row, by=second.user, now=late)
    assert expire_approvals(asker.institution, now=late) == 1
    assert expire_approvals(asker.institution, now=late) == 0

    assert (state_of(row), done) == ("expired", [("refused", "New")])


def test_one_request_that_fails_to_expire_stops_no_other(asker, done):
    bad = ask(asker, payload={})  # what happens on a no needs a name
    good = ask(asker)
    Approval.objects.update(expires_at=timezone.now())

    assert (expire_task(), state_of(bad), state_of(good)) == (1, "waiting", "expired")


def test_a_change_that_is_refused_by_its_rules_leaves_the_request(client, asker, second, done):
    def no(row, by):
        raise DomainError("This name is taken.")

    approvals.register("other", no)
    row = ask(asker)
    answer = post(client, second.user, row, "approve")

    assert ("This name is taken." in answer.content.decode(), state_of(row)) == (True, "waiting")


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_same_number_of_questions_for_many(
    client, asker, second, done, count, django_assert_num_queries
):
    for number in range(count):
        ask(asker, payload={"name": str(number)})
    client.force_login(second.user)
    client.get(reverse("profiles:approvals"))
    with django_assert_num_queries(5):
        client.get(reverse("profiles:approvals"))
