"""A whole institution's new mail domain, as one act of an operator."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mentornet.models import OutboxMessage
from profiles.models import AddressClaim, AuditEvent, Institution, Membership, User
from profiles.people.domain.domain_change import change_domain
from profiles.vocabulary import Office
from tests.factories import InstitutionFactory, MembershipFactory, UserFactory
from tests.profiles.people.steps import (
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


def emails() -> set[str]:
    return set(User.objects.values_list("email", flat=True))


GIVEN = {"institution": "north", "old": "Old.example", "new": "new.example"}


def test_operator_looks_first_and_nothing_changes(institution, operator) -> None:
    person(institution, "1", "ada@old.example")

    page = operator.post(PAGE, GIVEN)

    assert [one.email for one in page.context["plan"].moved] == ["ada@old.example"]
    assert "ada@old.example" in emails()


def test_everybody_moves_is_told_at_both_and_signs_in(institution, operator) -> None:
    ada = person(institution, "1", "ada@old.example")
    new = MembershipFactory(institution=institution, user__email="new@old.example")
    person(institution, "3", "far@elsewhere.example")

    operator.post(PAGE, {**GIVEN, "confirm": "1"})

    assert emails() == {
        "ada@new.example",
        "new@new.example",
        "far@elsewhere.example",
        "op@service.example",
    }
    assert Membership.objects.get(pk=new.pk).email == "new@new.example"
    assert mails_to("ada@old.example") == mails_to("ada@new.example") == ["domain_changed"]
    assert mails_to("far@elsewhere.example") == []
    assert is_in_as(enter_by_code("ada@new.example"), ada.user)
    assert is_in_as(enter_by_password("ada@new.example"), ada.user)
    assert User.objects.get(pk=ada.user_id).unproven_since is None
    assert AuditEvent.objects.filter(verb="domain.changed", actor__email="op@service.example")


def test_who_holds_a_role_or_runs_the_service_is_asked(institution, operator) -> None:
    ombuds = person(institution, "1", "omb@old.example", offices=[Office.OMBUDS])
    runs = person(institution, "2", "runs@old.example")
    User.objects.filter(pk=runs.user_id).update(is_superuser=True)

    operator.post(PAGE, {**GIVEN, "confirm": "1"})

    assert {"omb@old.example", "runs@old.example"} <= emails()
    waiting = {one.user_id: one for one in AddressClaim.objects.waiting()}
    assert waiting[ombuds.user_id].waits_for_approval
    assert waiting[runs.user_id].due_at is None


def test_email_that_somebody_has_stays_as_it_is(institution, operator) -> None:
    person(institution, "1", "ada@old.example")
    UserFactory(email="ada@new.example")

    page = operator.post(PAGE, GIVEN)
    operator.post(PAGE, {**GIVEN, "confirm": "1"})

    assert [one.email for one in page.context["plan"].in_the_way] == ["ada@old.example"]
    assert "ada@old.example" in emails()


def test_other_institutions_keep_their_people(institution, operator) -> None:
    person(InstitutionFactory(), "1", "else@old.example")

    operator.post(PAGE, {**GIVEN, "confirm": "1"})

    assert "else@old.example" in emails()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"new": "old.example"}, "new"),
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
