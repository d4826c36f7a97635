"""What the access matrix's world has of sign-on, provisioning and photos."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from allauth.socialaccount.models import SocialApp
from django.utils import timezone

from profiles.models import Logo, Photo, SignOn, SignOnDomain, SignOnMessage, SignOnSession
from profiles.provisioning.domain.tokens import issue_token
from profiles.sign_on.provider.domain.setup import provider_id_of
from profiles.sign_on.provider.metadata import read_metadata
from profiles.vocabulary import Rank
from tests.support.saml import IdentityProvider

# Read once: making keys takes longer than most of what the matrix does.
PROVIDER = IdentityProvider("https://idp.here.example")
IDP = read_metadata(PROVIDER.metadata)


def add_identity(rows: dict[str, Any], *, institution: Any, director: Any) -> None:
    """A SAML provider that is in use, and a directory's token."""
    name = provider_id_of(institution)
    app = SocialApp.objects.create(
        provider=SignOn.SAML,
        provider_id=name,
        client_id=name,
        name="Here",
        settings={
            "idp": IDP,
            "identity": [IDP["entity_id"]],
            "advanced": {"allow_single_label_domains": True},
        },
    )
    sign_on = SignOn.objects.create(institution=institution, app=app, state=SignOn.State.ON)
    SignOnDomain.objects.create(institution=institution, sign_on=sign_on, name="here.example")
    SignOnSession.objects.create(
        institution=institution, sign_on=sign_on, session_key="k" * 32, subject="s" * 64
    )
    SignOnMessage.objects.create(
        institution=institution, sign_on=sign_on, digest="d" * 64, until=timezone.now()
    )
    token, _secret = issue_token(
        institution, label="Directory", default_rank=Rank.INSTRUCTOR, actor=director
    )
    photo = Photo.objects.create(
        institution=institution, member=rows["tie"].mentor, small=b"s", large=b"l"
    )
    logo = Logo.objects.create(institution=institution, key=uuid4(), png=b"p", width=64, height=32)
    institution.logo_key = logo.key
    institution.save(update_fields=["logo_key"])
    rows |= {"sign_on": sign_on, "token": token, "photo": photo, "logo": logo}
