"""A new institution and its first director: by the command and through the page of operators."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from mentornet.models import OutboxMessage
from profiles.models import AuditEvent, Institution, Membership
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory, UserFactory
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db
PAGE = "profiles:operating_institutions"
GIVEN = {
    "name": "Harbor Medical School",
    "slug": "harbor",
    "time_zone": "America/New_York",
    "given_name": "Ada",
    "family_name": "Ash",
    "email": "ada@harbor.example",
    "rank": "full",
    "external_id": "F1",
}


@pytest.fixture
def operator(client):
    one = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(one)
    return one


def create(client, **changes):
    return client.post(reverse(PAGE), {**GIVEN, **changes}, follow=True)


def test_operator_creates_an_institution_whose_director_gets_in(client, operator):
    page = on_one_line(create(client).content.decode())

    member = Membership.objects.get()
    assert "Harbor Medical School is created. Ada Ash gets an email" in page
    assert (member.institution.slug, member.external_id, member.offices) == (
        "harbor",
        "F1",
        [StaffRoleKind.DIRECTOR],
    )
    message = OutboxMessage.objects.get(key__startswith="activation:")
    assert message.recipient == "ada@harbor.example"
    assert {"institution.created", "staff_role.granted"} <= set(
        AuditEvent.objects.values_list("verb", flat=True)
    )
    client.force_login(member.user)
    assert "0 of 7" not in client.get(reverse("evaluations:setup")).content.decode()
    assert client.get(reverse("evaluations:setup")).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", "taken"),
        ("time_zone", "Mars/Olympus"),
        ("email", "nonsense"),
        ("external_id", "=1+1"),
        ("given_name", "=cmd()"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_made(client, operator, field, value):
    InstitutionFactory(slug="taken")
    answer = create(client, **{field: value})

    assert list(answer.context["form"].errors) == [field]
    assert Institution.objects.count() == 1
    assert not Membership.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_director_may_have_one_name_and_has_one_at_least(client, operator, capsys):
    refused = create(client, given_name=" ", family_name="")
    create(client, given_name="", family_name="Ö")
    names = ["--email", "s@lake.example", "--id", "F1", "--given-name", "Suharto"]
    call_command("create_institution", "Lake", *names)

    assert refused.context["form"].errors == {"given_name": ["Enter a first name or a last name."]}
    assert {one.name for one in Membership.objects.all()} == {"Ö", "Suharto"}
    greetings = [
        one.body_text.split("\n", 1)[0] for one in OutboxMessage.objects.filter(kind="activation")
    ]
    assert sorted(greetings) == ["Hello Suharto,", "Hello Ö,"]
    with pytest.raises(CommandError, match="Enter a first name or a last name"):
        call_command("create_institution", "Sea", *names[:4])


def test_operator_is_not_the_director_of_what_they_create(client, operator):
    answer = create(client, email=operator.email)

    assert list(answer.context["form"].errors) == ["email"]
    assert not Institution.objects.exists()


def test_someone_who_works_elsewhere_joins_by_their_own_yes(client, operator):
    elsewhere = MembershipFactory(user__email="ada@harbor.example")
    create(client)

    member = Membership.objects.get(institution__slug="harbor")
    assert member.user != elsewhere.user
    assert Membership.objects.filter(user=elsewhere.user).count() == 1


@pytest.mark.parametrize("role", [None, StaffRoleKind.DIRECTOR, StaffRoleKind.OMBUDS])
def test_no_one_but_an_operator_gets_in(client, role):
    client.force_login(MembershipFactory(offices=[role] if role else []).user)
    assert client.get(reverse(PAGE)).status_code == 403
    assert create(client).status_code == 403
    assert not Institution.objects.filter(slug="harbor").exists()


def test_command_creates_the_same(capsys):
    arguments = ["Harbor Medical School", "--email", "ada@harbor.example", "--id", "F1"]
    names = ["--given-name", "Ada", "--family-name", "Ash", "--time-zone", "America/New_York"]
    call_command("create_institution", *arguments, *names)

    member = Membership.objects.get()
    assert (member.institution.slug, member.offices) == ("harbor-medical-school", ["director"])
    assert "Ada Ash gets an email" in capsys.readouterr().out
    with pytest.raises(CommandError, match="slug"):
        call_command("create_institution", *arguments, *names)
