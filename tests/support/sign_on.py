"""The ways of people through single sign-on, as a browser goes them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from profiles.models import Institution, Membership, SignOn, SignOnLink
from profiles.sign_on.provider.domain.setup import connect_oidc
from tests.factories import MembershipFactory, UserFactory
from tests.support.oidc import Provider

PASSWORD = "correct horse 7 battery"


def connect(
    provider: Provider, institution: Institution, *, state: str = SignOn.State.ON, **more: Any
) -> SignOn:
    """Connect an institution to a running provider; *state* is set without anybody's yes."""
    address = f"http://testserver/accounts/oidc/at-{institution.slug}/login/callback/"
    provider.register(address)
    given = {
        "name": f"{institution.name} login",
        "issuer": provider.issuer,
        "client_id": provider.client["client_id"],
        "secret": provider.client["client_secret"],
        "external_id_claim": "",
        "domains": [f"{institution.slug}.example"],
        **more,
    }
    row = connect_oidc(institution, actor=UserFactory(), **given)
    SignOn.objects.filter(pk=row.pk).update(state=state)
    row.refresh_from_db()
    return row


def come_back(client: Client, provider: Provider, sign_on: SignOn, sub: str, **query: str) -> Any:
    """Leave for the provider, sign in there as *sub*, and come back."""
    address = reverse("openid_connect_login", kwargs={"provider_id": sign_on.app.provider_id})
    leaving = client.get(address, query)
    assert leaving.status_code == 302, leaving.content.decode()
    back = urlsplit(provider.sign_in(leaving["Location"], sub))
    return client.get(f"{back.path}?{back.query}")


def with_password(member: Membership) -> Membership:
    """Somebody who has made their account their own, with a password."""
    member.user.set_password(PASSWORD)
    member.user.save()
    return member


def give_password(client: Client, member: Membership) -> Any:
    """Sign in with a password, at the page for it."""
    typed = {"login": member.user.email, "password": PASSWORD}
    return client.post(reverse("account_login"), typed)


def press_link(client: Client, sign_on: SignOn) -> Any:
    """Press the button that links the sign-on to the login with which one is signed in."""
    return client.post(reverse("profiles:link_sign_on", args=[sign_on.institution.slug]))


def signed_in(client: Client) -> str | None:
    user = client.get("/").wsgi_request.user
    return user.email if user.is_authenticated else None


def refused(answer: Any, code: str) -> bool:
    return (answer.status_code, answer.context["error"].code) == (403, code)


def bound(sign_on: SignOn, member: Membership, uid: str) -> SignOnLink:
    """A link that the person has made, as the pages would have made it."""
    account = SocialAccount.objects.create(
        user=member.user, provider=sign_on.app.provider_id, uid=uid
    )
    link: SignOnLink = SignOnLink.objects.create(
        institution=sign_on.institution,
        sign_on=sign_on,
        member=member,
        account=account,
        issuer=sign_on.issuer,
        proven=True,
    )
    return link


def oidc_form(provider: Provider, **more) -> dict[str, str]:
    return {
        "name": "North login",
        "issuer": provider.issuer,
        "client_id": "c-1",
        "secret": "s3cret-of-north",
        "domains": "north.example, @NORTH.edu",
        "external_id_claim": "",
        **more,
    }


def with_second_step(member: Membership) -> str:
    """Give *member* a password and a second step; the secret of the latter."""
    member.user.set_password(PASSWORD)
    member.user.save()
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(member.user, secret)
    return secret


def sign_in(email: str) -> tuple[Client, str]:
    """Try a password; the browser, and where it was sent."""
    client = Client()
    answer = client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    return client, answer.headers.get("Location", "")


def colleague(director: Membership, **more) -> Membership:
    member = MembershipFactory(
        institution=director.institution, user__email="ada@north.example", **more
    )
    member.user.set_password(PASSWORD)
    member.user.save()
    return member
