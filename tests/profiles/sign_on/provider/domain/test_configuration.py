"""A connection as one value: what is the same way in, and which email domains it may have."""

from __future__ import annotations

from dataclasses import replace

import pytest

from profiles.sign_on.provider.domain.configuration import (
    Configuration,
    DomainRefused,
    check_domains,
)
from profiles.sign_on.provider.domain.secrets import ENCRYPTED
from tests.factories import InstitutionFactory, MembershipFactory

CONNECTION = Configuration(
    protocol="openid_connect",
    name="School sign-in",
    client_id="mentornet",
    settings={"identity": ["https://idp.example"], ENCRYPTED: "one", "server_url": "https://a"},
    external_id_claim="employee_number",
    domains=["b.example", "a.example"],
)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Another name"},
        {"domains": ["a.example", "b.example"]},
        {"settings": CONNECTION.settings | {ENCRYPTED: "two", "advanced": {"x": 1}}},
    ],
)
def test_name_order_and_secrets_make_no_other_way_in(changes):
    assert replace(CONNECTION, **changes).digest == CONNECTION.digest


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "other"},
        {"domains": ["a.example"]},
        {"external_id_claim": "email"},
        {"settings": CONNECTION.settings | {"server_url": "https://b"}},
    ],
)
def test_what_lets_others_in_is_another_way_in(changes):
    assert replace(CONNECTION, **changes).digest != CONNECTION.digest


def test_provider_is_told_by_protocol_and_identity():
    assert CONNECTION.identity == ("openid_connect", "https://idp.example")
    assert replace(CONNECTION, protocol="saml").identity != CONNECTION.identity


@pytest.mark.django_db
def test_domain_is_shared_where_another_institution_has_people():
    here = InstitutionFactory()
    MembershipFactory(institution=here, user__email="ada@shared.example")
    MembershipFactory(user__email="bo@shared.example")
    MembershipFactory(user__email="eve@theirs.example")

    assert check_domains(here, ["shared.example", "new.example"]) == {
        "shared.example": True,
        "new.example": False,
    }
    for name in ("theirs.example", "gmail.com"):
        with pytest.raises(DomainRefused, match=name):
            check_domains(here, [name])
