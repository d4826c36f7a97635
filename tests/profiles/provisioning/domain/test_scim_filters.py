"""Filters: what each finds, by the order of operations that the protocol has."""

from __future__ import annotations

import pytest

from profiles.models import Membership
from profiles.provisioning.domain.scim_models import ENTERPRISE, FACULTY, USER
from tests.factories import InstitutionFactory, MembershipFactory, UnitFactory
from tests.profiles.provisioning.directory import Directory, entra_user, error_of, okta_user
from tests.support.kept import kept_for_the_module

pytestmark = pytest.mark.django_db
ADA, BO = 'userName eq "ada@north.example"', 'userName eq "bo@north.example"'
NONE = 'userName eq "nobody"'


@pytest.fixture(scope="module")
def known(django_db_setup, django_db_blocker):
    """A directory of two people, and their keys."""
    with kept_for_the_module(django_db_blocker):
        directory = Directory(InstitutionFactory())
        keys = {"ada": directory("POST", "Users", okta_user()).json()["id"]}
        keys["bo"] = directory("POST", "Users", entra_user()).json()["id"]
        off = {"op": "replace", "value": {"active": False}}
        directory.patch(Membership.objects.get(pk=keys["bo"]), off)
        yield directory, keys


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        (ADA, {"ada"}),
        ('externalId eq "00ujl29u0le5T6Aj10h7"', {"ada"}),
        ('externalId eq "00UJL29u0le5T6Aj10h7"', set()),
        ('emails[type eq "work"].value eq "BO.BIRCH@north.example"', {"bo"}),
        ('emails[type eq "work" and value co "birch"]', {"bo"}),
        ('emails.value eq "bo.birch@north.example"', {"bo"}),
        ('emails eq "bo.birch@north.example"', {"bo"}),
        ("active eq true", {"ada"}),
        ("active eq false", {"bo"}),
        ('active eq "False"', {"bo"}),
        ("ACTIVE EQ TRUE", {"ada"}),
        ('userName sw "ada" or name.familyName eq "birch"', {"ada", "bo"}),
        (f"{USER}:{ADA}", {"ada"}),
        ('userName eq "nobody" and active eq true', set()),
        # and before or, whichever comes first
        (f"{ADA} or {BO} and {NONE}", {"ada"}),
        (f"{NONE} and {BO} or {ADA}", {"ada"}),
        (f"({ADA} or {BO}) and {NONE}", set()),
        (f"{BO} or ({ADA} and active eq true)", {"ada", "bo"}),
        (f"not ({ADA})", {"bo"}),
        (f"not ({ADA} or {BO})", set()),
        (f"not ({ADA}) and not ({NONE})", {"bo"}),
        ('not (title pr) or title eq "associate professor"', {"ada", "bo"}),
        # each operator
        ('userName ne "ada@north.example"', {"bo"}),
        ('userName co "NORTH"', {"ada", "bo"}),
        ('userName ew ".example" and userName sw "bo"', {"bo"}),
        ('userName gt "b"', {"bo"}),
        ('userName le "ada@north.example"', {"ada"}),
        ("title pr", {"bo"}),
        ('title eq "Associate Professor"', {"bo"}),
        ("title eq null", {"ada"}),
        ('displayName co "more"', {"ada"}),
        ('name.formatted eq "bo birch"', {"bo"}),
        (f'{ENTERPRISE}:employeeNumber eq "F10482"', {"bo"}),
        (f"{ENTERPRISE}:employeeNumber pr", {"bo"}),
        (f'{ENTERPRISE}:department eq "cardiology"', {"bo"}),
        (f"not ({ENTERPRISE}:department pr)", {"ada"}),
        (f"{ENTERPRISE}:manager pr", set()),
        (f"not ({ENTERPRISE}:division pr)", {"ada", "bo"}),
        (f'{FACULTY}:rank eq "associate"', {"bo"}),
        ('meta.created gt "2011-05-13T04:42:34Z"', {"ada", "bo"}),
        ('meta.lastModified lt "2011-05-13T04:42:34Z"', set()),
        ('meta.resourceType eq "User" and active eq true', {"ada"}),
        # what no one keeps, no one has
        ('phoneNumbers pr or locale eq "en-US"', set()),
        ('phoneNumbers[type eq "work"].value eq "555"', set()),
    ],
)
def test_filters(known, text, whom):
    directory, keys = known
    found = directory("GET", "Users", filter=text)
    assert found.status_code == 200, found.content
    assert {one["id"] for one in found.json()["Resources"]} == {keys[name] for name in whom}
    assert found.json()["totalResults"] == len(whom)


@pytest.mark.parametrize(
    "text",
    ["userName eq", "((((", 'colour eq "blue"', 'userName eq "a" and colour eq "b"', "x" * 5000,
     'userName eq "', "(" * 900 + "x", "active gt true", "active eq 3", "userName eq 5",
     'urn:x:y:colour eq "b"', 'emails[colour eq "x"]', "password pr or x.y.z eq 1",
     'meta.version eq "x"', 'userName[value eq "x"]', " and ".join(["not (" * 40 + ADA + ")" * 40])],
)  # fmt: skip
def test_filter_that_is_not_understood_is_refused(directory, text):
    assert error_of(directory("GET", "Users", filter=text)) == (400, "invalidFilter")


def test_group_is_found_by_who_is_in_it(directory, institution):
    unit, other = UnitFactory(institution=institution), UnitFactory(institution=institution)
    member = MembershipFactory(institution=institution, unit=unit)
    for text, found in (
        (f'members eq "{member.pk}"', [unit]),
        (f'members[value eq "{member.pk}"]', [unit]),
        (f'id eq "{unit.pk}" and members.value eq "{member.pk}"', [unit]),
        (f'id eq "{other.pk}" and members eq "{member.pk}"', []),
        ("not (members pr)", [other]),
        ('members eq "x"', []),
    ):
        listed = directory("GET", "Groups", filter=text, excludedAttributes="members").json()
        assert [one["id"] for one in listed["Resources"]] == [str(one.pk) for one in found]
    assert error_of(directory("GET", "Groups", filter='members co "x"')) == (400, "invalidFilter")


def test_no_filter_finds_anyone_of_another_institution(directory, institution):
    unit = UnitFactory(name="Law")
    other = MembershipFactory(institution=unit.institution, unit=unit)
    for text in (
        f'id eq "{other.pk}"',
        "userName pr",
        "not (active eq false)",
        f'groups eq "{other.unit_id}"',
    ):
        assert directory("GET", "Users", filter=text).json()["totalResults"] == 0
    for text in ('displayName sw "Law"', f'members eq "{other.pk}"', "id pr"):
        assert directory("GET", "Groups", filter=text).json()["totalResults"] == 0
