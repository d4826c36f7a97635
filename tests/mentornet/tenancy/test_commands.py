"""Commands of operators, as a deployment runs them: with the role of the application, and in no institution."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command

from mentornet.mail.outbox import OutboxMessage
from mentornet.tenancy.scope import Scope, operations, within
from profiles.models import ApiClient, Institution, Membership
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> Membership:
    """Someone who is there before a command runs."""
    return MembershipFactory(institution__slug="harbor", user__email="ada@harbor.example")


@pytest.fixture
def as_deployed(member: Membership) -> Iterator[None]:
    """No scope but an empty one, in which a test has the role that a process of a deployment has."""
    with within(Scope()):
        yield


@pytest.mark.usefixtures("as_deployed")
def test_an_institution_is_created_and_its_director_is_told() -> None:
    names = ["--given-name", "Dana", "--family-name", "Reyes"]
    call_command("create_institution", "Lake", "--email=dana@lake.example", "--id=D1", *names)

    with operations():
        assert Institution.objects.filter(slug="lake").exists()
        assert Membership.objects.get(institution__slug="lake").offices == ["director"]
        assert OutboxMessage.objects.get(kind="activation").recipient == "dana@lake.example"


@pytest.mark.usefixtures("as_deployed")
def test_people_are_imported_and_named_and_clients_are_made(tmp_path) -> None:
    file = tmp_path / "roster.csv"
    file.write_text(
        "external_id,email,given_name,family_name,rank\nF1,bo@harbor.example,Bo,Li,full\n"
    )
    call_command("import_roster", str(file), "--institution=harbor")
    call_command("appoint", "bo@harbor.example", "director", "--institution=harbor")
    call_command("create_api_client", "HR", "--institution=harbor", "--scope=members:read")
    call_command(
        "change_domain",
        "--institution=harbor",
        "--old=harbor.example",
        "--new=h.example",
        "--dry-run",
    )

    with operations():
        assert Membership.objects.get(external_id="F1").family_name == "Li"
        assert ApiClient.objects.get().name == "HR"


@pytest.mark.usefixtures("as_deployed")
def test_a_second_factor_is_removed_and_its_owner_is_told(member, capsys) -> None:
    with operations():
        Authenticator.objects.create(user=member.user, type="totp", data={"secret": "x"})

    call_command("remove_second_factor", member.user.email)

    assert "1 removed" in capsys.readouterr().out
    with operations():
        assert not Authenticator.objects.exists()
        assert OutboxMessage.objects.exists()
