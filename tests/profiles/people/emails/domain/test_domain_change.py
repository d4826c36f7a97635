"""A whole institution's new mail domain: an operator asks, a director says yes."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mentornet.models import OutboxMessage
from profiles.models import AddressClaim, Approval, AuditEvent, Institution, Membership, User
from profiles.people.emails.domain.domain_change import change_domain
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory, UserFactory
from tests.profiles.people.emails.steps import (
    browser_of,
    director_of,
    enter_by_code,
    enter_by_password,
    is_in_as,
    mails_to,
    person,
)

pytestmark = pytest.mark.django_db
PAGE = "/operating/domains/"


@pytest.fixture
def institution() -> Institution:
    return InstitutionFactory(slug="north")


@pytest.fixture
def operator() -> Client:
    return browser_of(UserFactory(email="op@service.example", is_staff=True, is_superuser=True))


@pytest.fixture
def director(institution) -> Client:
    return director_of(institution, "di@elsewhere.example")


def emails() -> set[str]:
    return set(User.objects.values_list("email", flat=True))


def ask(operator: Client, **more: str) -> Approval:
    """Press the button as the operator; the request that waits."""
    operator.post(PAGE, {**GIVEN, **more, "confirm": "1"})
    return Approval.objects.waiting().get(kind=Approval.Kind.MAIL_DOMAIN)


def approve(director: Client, approval: Approval) -> None:
    director.post(reverse("profiles:approval_approve", args=[approval.pk]))


GIVEN = {"institution": "north", "old": "Old.example", "new": "new.example"}


def test_operator_looks_first_and_nothing_changes(institution, operator) -> None:
    person(institution, "1", "ada@old.example")

    page = operator.post(PAGE, GIVEN)

    assert [one.email for one in page.context["plan"].moved] == ["ada@old.example"]
    assert "ada@old.example" in emails()


def test_everyone_moves_is_told_at_both_and_signs_in(institution, operator, director) -> None:
    ada = person(institution, "1", "ada@old.example")
    new = MembershipFactory(institution=institution, user__email="new@old.example")
    person(institution, "3", "far@elsewhere.example")

    approve(director, ask(operator))

    assert emails() == {
        "ada@new.example",
        "new@new.example",
        "far@elsewhere.example",
        "di@elsewhere.example",
        "op@service.example",
    }
    assert Membership.objects.get(pk=new.pk).email == "new@new.example"
    assert mails_to("ada@old.example") == mails_to("ada@new.example") == ["domain_changed"]
    assert mails_to("far@elsewhere.example") == []
    assert is_in_as(enter_by_code("ada@new.example"), ada.user)
    assert is_in_as(enter_by_password("ada@new.example"), ada.user)
    assert User.objects.get(pk=ada.user_id).unproven_since is None
    assert AuditEvent.objects.filter(verb="domain.changed", actor__email="op@service.example")


def test_operator_alone_moves_no_one(institution, operator, director) -> None:
    person(institution, "1", "ada@old.example")
    second = browser_of(UserFactory(email="op2@service.example", is_staff=True, is_superuser=True))

    approval = ask(operator)
    for one in (operator, second):
        one.post(
            reverse("admin:profiles_approval_changelist"),
            {"action": "approve", "_selected_action": [str(approval.pk)]},
        )
        one.post(reverse("profiles:approval_approve", args=[approval.pk]))

    approval.refresh_from_db()
    assert approval.is_waiting
    assert "ada@old.example" in emails()
    assert mails_to("di@elsewhere.example") == ["approval_waiting"]
    assert mails_to("ada@old.example") == mails_to("ada@new.example") == []


def test_director_reads_whom_it_lets_in_and_refuses(institution, operator, director) -> None:
    person(institution, "1", "ada@old.example")
    approval = ask(operator)

    page = director.get(reverse("profiles:approvals")).content.decode()
    director.post(reverse("profiles:approval_refuse", args=[approval.pk]))

    assert "1 person then signs in with the new one" in page
    assert "ada@old.example" in emails()


def test_operator_sees_what_waits_and_withdraws_it(institution, operator, director) -> None:
    approval = ask(operator)
    other = browser_of(UserFactory(email="op2@service.example", is_staff=True, is_superuser=True))

    shown = operator.get(PAGE).content.decode()
    other.post(PAGE, {"withdraw": str(approval.pk)})
    approval.refresh_from_db()
    waits = approval.is_waiting
    operator.post(PAGE, {"withdraw": str(approval.pk)})
    approval.refresh_from_db()

    assert "old.example → new.example" in shown
    assert waits
    assert approval.state == Approval.State.WITHDRAWN


def test_without_a_director_the_page_says_where_it_can_be_done(institution, operator) -> None:
    person(institution, "1", "ada@old.example")

    page = operator.post(PAGE, {**GIVEN, "confirm": "1"}, follow=True)

    assert "manage.py change_domain" in page.content.decode()
    assert not Approval.objects.exists()


def test_who_has_another_institution_too_is_asked(institution) -> None:
    ada = person(institution, "1", "ada@old.example")
    MembershipFactory(institution=InstitutionFactory(), user=ada.user)

    change_domain(institution, old="old.example", new="new.example", by=None)

    assert "ada@old.example" in emails()
    assert AddressClaim.objects.waiting().filter(user=ada.user).exists()


def test_who_holds_a_role_or_runs_the_service_is_asked(institution, operator, director) -> None:
    ombuds = person(institution, "1", "omb@old.example", offices=[StaffRoleKind.OMBUDS])
    runs = person(institution, "2", "runs@old.example")
    User.objects.filter(pk=runs.user_id).update(is_superuser=True)

    approve(director, ask(operator))

    assert {"omb@old.example", "runs@old.example"} <= emails()
    waiting = {one.user_id: one for one in AddressClaim.objects.waiting()}
    assert waiting[ombuds.user_id].waits_for_approval
    assert waiting[runs.user_id].due_at is None


def test_email_that_someone_has_stays_as_it_is(institution, operator, director) -> None:
    person(institution, "1", "ada@old.example")
    UserFactory(email="ada@new.example")

    page = operator.post(PAGE, GIVEN)
    approve(director, ask(operator))

    assert [one.email for one in page.context["plan"].in_the_way] == ["ada@old.example"]
    assert "ada@old.example" in emails()


def test_other_institutions_keep_their_people(institution, operator, director) -> None:
    person(InstitutionFactory(), "1", "else@old.example")

    approve(director, ask(operator))

    assert "else@old.example" in emails()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"new": "old.example"}, "new"),
        ({"new": "Sandbox.invalid"}, "new"),
        ({"old": "@x"}, "old"),
        ({"institution": "none"}, "institution"),
    ],
)
def test_nonsense_is_an_error_at_its_field(institution, operator, more, field) -> None:
    page = operator.post(PAGE, {**GIVEN, **more, "confirm": "1"})

    assert list(page.context["form"].errors) == [field]


def test_director_is_not_let_in(institution) -> None:
    assert director_of(institution).post(PAGE, {**GIVEN, "confirm": "1"}).status_code == 403


def test_command_does_the_same_and_tries_first(institution) -> None:
    person(institution, "1", "ada@old.example")
    said = StringIO()
    given = {"institution": "north", "old": "old.example", "new": "new.example"}

    call_command("change_domain", **given, dry_run=True, stdout=said)
    before = emails()
    call_command("change_domain", **given, stdout=said)

    assert "1 people get the new email" in said.getvalue()
    assert before == {"ada@old.example"}
    assert emails() == {"ada@new.example"}


def test_command_names_an_unknown_institution(db) -> None:
    with pytest.raises(CommandError, match="No institution"):
        call_command("change_domain", institution="no", old="a.example", new="b.example")


def test_thousands_take_as_many_queries_as_three(institution, django_assert_num_queries) -> None:
    def people(first: int, number: int) -> None:
        for one in range(first, first + number):
            MembershipFactory(institution=institution, user__email=f"p{one}@old{first}.example")

    people(0, 3)
    people(100, 60)
    with CaptureQueriesContext(connection) as few:
        change_domain(institution, old="old0.example", new="n.example", by=None)
    with django_assert_num_queries(len(few)):
        change_domain(institution, old="old100.example", new="m.example", by=None)

    assert OutboxMessage.objects.filter(kind="domain_changed").count() == 126
