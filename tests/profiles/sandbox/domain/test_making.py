"""A test institution, tried by someone who would make a real person of one of its people."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mentornet.mail.outbox import send_due
from mentornet.models import OutboxMessage
from profiles.api_access.domain.clients import create_client
from profiles.models import (
    AddressClaim,
    ApiClient,
    AuditEvent,
    Institution,
    Membership,
    MembershipOffer,
    StaffRole,
    User,
)
from profiles.people.domain.activation import activate, send_activation_mails
from profiles.roster.domain.applying import apply_import
from profiles.roster.domain.plan import plan_import
from profiles.roster.domain.rows import RawRow
from profiles.sandbox.domain.making import (
    IsSandbox,
    create_sandbox,
    delete_sandbox,
    enter_sandbox,
    reset_sandbox,
)
from profiles.vocabulary import StaffRoleKind
from tests.factories.profiles import MembershipFactory, StaffRoleFactory, UserFactory
from tests.support.api import LONG_AGO, Api

pytestmark = pytest.mark.django_db


@pytest.fixture
def director() -> Membership:
    return MembershipFactory(offices=[StaffRoleKind.DIRECTOR])


def row(number: int, email: str, external_id: str) -> RawRow:
    cells = {
        "external_id": external_id,
        "email": email,
        "given_name": "Some",
        "family_name": "One",
        "rank": "assistant",
    }
    return RawRow(number, cells)


def test_it_is_made_once_with_invented_people_and_its_maker_as_director(
    director: Membership,
) -> None:
    sandbox = create_sandbox(director.institution, by=director.user, filled=True)
    assert create_sandbox(director.institution, by=director.user, filled=True) == sandbox
    people = Membership.objects.of(sandbox).select_related("user")
    assert [one.user for one in people if one.holds(StaffRoleKind.DIRECTOR)] == [director.user]
    assert [one for one in people if not one.user.is_test_login] == [
        enter_sandbox(director.institution, by=director.user)
    ]
    assert people.count() == 17
    assert (sandbox.slug, sandbox.is_sandbox) == (f"{director.institution.slug}-test", True)
    with pytest.raises(IsSandbox):
        create_sandbox(sandbox, by=director.user, filled=False)


def test_addresses_of_real_people_in_a_test_roster_reach_and_change_no_one(
    director: Membership,
) -> None:
    sandbox = create_sandbox(director.institution, by=director.user, filled=False)
    colleague = MembershipFactory(offices=[StaffRoleKind.DIRECTOR]).user
    operator = UserFactory(is_superuser=True, is_staff=True)
    unborn = "not.here.yet@school.example"
    emails = [director.user.email, colleague.email, operator.email, unborn]
    before = list(User.objects.order_by("pk").values())
    apply_import(
        plan_import(
            [row(at, email, f"E{at}") for at, email in enumerate(emails, start=1)],
            institution=sandbox,
        ),
        actor=director.user,
    )
    # The same people under another address, as a later file has it.
    apply_import(
        plan_import([row(1, "x@school.example", "E1")], institution=sandbox), actor=director.user
    )
    send_activation_mails(sandbox, actor=director.user)
    send_due()
    assert mail.outbox == []
    known = [one["id"] for one in before]
    assert list(User.objects.filter(pk__in=known).order_by("pk").values()) == before
    assert all(one.is_test_login for one in User.objects.exclude(pk__in=known))
    assert (MembershipOffer.objects.count(), AddressClaim.objects.count()) == (0, 0)
    # The link that would have been sent opens a login that is no one's; the roster may still get theirs.
    links = OutboxMessage.objects.filter(institution=sandbox, kind="activation")
    # One for each of the roster, and none for the login of the director who tries it.
    assert links.count() == len(emails)
    for message in links:
        token = message.body_text.partition("/activate/")[2].split("/")[0]
        assert activate(token).is_test_login
    real = MembershipFactory(institution=director.institution, user__email=unborn)
    assert real.user.email == unborn


def test_the_database_keeps_test_logins_and_real_ones_apart(director: Membership) -> None:
    sandbox = create_sandbox(director.institution, by=director.user, filled=True)
    invented = Membership.objects.of(sandbox).exclude(user=director.user)[0]
    for forbidden in (
        lambda: MembershipFactory(user=invented.user),
        lambda: MembershipFactory(user=invented.user, institution=director.institution),
        lambda: MembershipFactory(institution=sandbox),
        lambda: User.objects.filter(pk=invented.user_id).update(email="a@school.example"),
        lambda: User.objects.filter(pk=director.user_id).update(email="a@sandbox.invalid"),
        lambda: User.objects.filter(pk=invented.user_id).update(is_superuser=True),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            forbidden()


def test_resetting_keeps_connections_and_takes_people_with_their_logins(
    director: Membership,
) -> None:
    sandbox = create_sandbox(director.institution, by=director.user, filled=True)
    tester = enter_sandbox(director.institution, by=director.user)
    client, _secret = create_client(sandbox, name="HR", scopes=["roster:read"], actor=director.user)
    logins = list(User.objects.filter(email__endswith="@sandbox.invalid"))
    for filled, people in ((False, 1), (True, 17)):
        reset_sandbox(director.institution, by=director.user, filled=filled)
        assert Membership.objects.of(sandbox).count() == people
        assert enter_sandbox(director.institution, by=director.user) == tester
    assert list(ApiClient.objects.of(sandbox)) == [client]
    assert not User.objects.filter(pk__in=[one.pk for one in logins]).exists()


def test_resetting_takes_roles_and_connections_of_test_logins_and_tells_who_is_gone(
    director: Membership,
) -> None:
    sandbox = create_sandbox(director.institution, by=director.user, filled=True)
    invented = Membership.objects.of(sandbox).exclude(user=director.user)[0]
    StaffRoleFactory(membership=invented, role=StaffRoleKind.DIRECTOR)
    client, _secret = create_client(sandbox, name="HR", scopes=["x:read"], actor=invented.user)
    api = Api(sandbox)
    since = api.get(f"/members?updated_since={LONG_AGO}").json()["synced_until"]
    reset_sandbox(director.institution, by=director.user, filled=False)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    client.refresh_from_db()
    assert client.created_by is None
    assert [one.membership.user for one in StaffRole.objects.of(sandbox)] == [director.user]
    # Who keeps in step by a connection that stays is told who is gone, and who is still there.
    changed = api.get(f"/members?updated_since={since}".replace("+", "%2B")).json()
    assert str(invented.pk) in changed["removed"]
    assert len(changed["removed"]) == 16
    whole = api.get(f"/members?updated_since={LONG_AGO}").json()
    assert len(whole["items"]) == 1


def test_deleting_takes_everything_and_touches_no_one_else(
    director: Membership, client: Client
) -> None:
    sandbox = create_sandbox(director.institution, by=director.user, filled=True)
    create_client(sandbox, name="HR", scopes=["roster:read"], actor=director.user)
    other = create_sandbox(
        (theirs := MembershipFactory(offices=[StaffRoleKind.DIRECTOR])).institution,
        by=theirs.user,
        filled=True,
    )
    client.force_login(director.user)
    delete_sandbox(director.institution, by=director.user)
    delete_sandbox(director.institution, by=director.user)
    assert not Institution.objects.filter(pk=sandbox.pk).exists()
    assert User.objects.filter(email__endswith="@sandbox.invalid").count() == 16
    assert Membership.objects.of(other).count() == 17
    assert Membership.objects.filter(user=director.user).get() == director
    told = AuditEvent.objects.of(director.institution).filter(verb__startswith="sandbox.")
    assert list(told.order_by("at").values_list("verb", flat=True)) == [
        "sandbox.created",
        "sandbox.deleted",
    ]


def test_no_one_waits_in_the_real_institution_while_its_test_is_emptied(
    director: Membership,
) -> None:
    """Rows of the real one are written meanwhile: their keys need its row, and not alone."""
    create_sandbox(director.institution, by=director.user, filled=False)
    with CaptureQueriesContext(connection) as queries:
        reset_sandbox(director.institution, by=director.user, filled=False)
        delete_sandbox(director.institution, by=director.user)
    locks = [one["sql"] for one in queries if 'FROM "profiles_institution"' in one["sql"]]
    locks = [one for one in locks if "FOR " in one]
    assert len(locks) == 2
    assert all("FOR NO KEY UPDATE" in one for one in locks)
