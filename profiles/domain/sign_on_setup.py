"""Setting up an institution's sign-on: connect, test, switch on, require, and take back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests
from allauth.socialaccount.models import SocialAccount, SocialApp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from lxml import etree
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser

from mentornet.seal import seal
from profiles.domain.audit import record
from profiles.domain.outward import fetch
from profiles.domain.sign_on import has_second_step
from profiles.domain.sign_on_secret import SEALED, is_lost
from profiles.errors import DomainError
from profiles.models import Institution, Membership, SignOn, SignOnDomain, SignOnLink, User
from profiles.vocabulary import Office

# Everybody can have an address there, so it says nothing about where somebody works.
PUBLIC_DOMAINS = frozenset(
    {
        "aol.com", "gmail.com", "gmx.com", "gmx.de", "googlemail.com", "hotmail.com", "icloud.com",
        "live.com", "mail.com", "me.com", "msn.com", "outlook.com", "proton.me", "protonmail.com",
        "qq.com", "web.de", "yahoo.com", "yandex.com", "ymail.com",
    }
)  # fmt: skip


# What we ask of a SAML provider, in the words of the sign-in library.
ADVANCED = {
    "authn_request_signed": True,
    "logout_request_signed": True,
    "logout_response_signed": True,
    "want_assertion_signed": True,
    "want_name_id": True,
    "want_attribute_statement": False,
    "reject_idp_initiated_sso": True,
    "allow_single_label_domains": True,
}


class ConnectionFailed(DomainError):
    """The provider's own description could not be read; `field` is where to look."""

    code = "connection_failed"

    def __init__(self, message: Any, *, field: str) -> None:
        super().__init__(message)
        self.field = field


class DomainRefused(DomainError):
    code = "domain_refused"


class NotTested(DomainError):
    code = "not_tested"
    message = gettext_lazy("Test the connection with your own account first.")


class NoBreakGlass(DomainError):
    code = "no_break_glass"
    message = gettext_lazy(
        "First name a director who has a password and a second step: somebody must get in when the "
        "provider is away."
    )


def read_discovery(issuer: str) -> dict[str, Any]:
    """Return what the OpenID provider at *issuer* says of itself; raise ConnectionFailed."""
    address = issuer.rstrip("/") + "/.well-known/openid-configuration"
    if urlsplit(issuer).scheme != "https" and not settings.MENTORNET_DEMO:
        raise ConnectionFailed(_("The address must begin with https://."), field="issuer")
    try:
        found = json.loads(fetch(address))
    except (requests.RequestException, ValueError) as error:
        raise ConnectionFailed(
            _("Nothing that can be read was found at %(address)s. Is this the issuer’s address?")
            % {"address": address},
            field="issuer",
        ) from error
    needed = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
    if not isinstance(found, dict) or any(not isinstance(found.get(key), str) for key in needed):
        raise ConnectionFailed(
            _("What stands at %(address)s does not describe an OpenID provider.")
            % {"address": address},
            field="issuer",
        )
    if found["issuer"].rstrip("/") != issuer.rstrip("/"):
        raise ConnectionFailed(
            _("The provider calls itself %(name)s. Use exactly that address.")
            % {"name": found["issuer"]},
            field="issuer",
        )
    return found


def read_metadata(text: str) -> dict[str, Any]:
    """Return entity_id, sso_url, slo_url, and the signing certificates of a SAML provider's metadata.

    They are all in x509certs, since providers publish the next beside the present one; x509cert is the
    first, for the sign-in library.
    *text* is the XML itself or the address where it lies. Raises ConnectionFailed.
    """
    source = text.strip()
    try:
        if source.startswith(("https://", "http://")):
            source = fetch(source).decode()
        found = OneLogin_Saml2_IdPMetadataParser.parse(source)["idp"]
        several = found.get("x509certMulti", {}).get("signing", [])
        certificates = [one for one in several or [found.get("x509cert")] if one]
        read = {
            "entity_id": found["entityId"],
            "sso_url": found["singleSignOnService"]["url"],
            "slo_url": found.get("singleLogoutService", {}).get("url", ""),
            "x509cert": next(iter(certificates), ""),
            "x509certs": list(dict.fromkeys(certificates)),
        }
    except requests.RequestException as error:
        raise ConnectionFailed(_("Nothing was found at this address."), field="metadata") from error
    except (KeyError, TypeError, ValueError, etree.Error) as error:
        raise ConnectionFailed(
            _(
                "This is not the metadata of a SAML identity provider with a sign-on address by "
                "redirect."
            ),
            field="metadata",
        ) from error
    if not read["x509cert"]:
        raise ConnectionFailed(
            _("The metadata holds no certificate to check signatures with."), field="metadata"
        )
    return read


def provider_id_of(institution: Institution) -> str:
    """The name under which an institution's provider stands in addresses; never a protocol's."""
    return f"at-{institution.slug}"


@transaction.atomic
def connect_oidc(
    institution: Institution,
    *,
    name: str,
    issuer: str,
    client_id: str,
    secret: str,
    external_id_claim: str,
    trusts_addresses: bool,
    domains: Sequence[str],
    actor: User,
) -> SignOn:
    """Connect *institution* to an OpenID provider; an empty *secret* keeps the present one.

    Raises ConnectionFailed and DomainRefused.
    """
    found = read_discovery(issuer)
    # Where nothing is said, basic is meant: OpenID Connect Discovery 1.0, section 3.
    offered = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    post = "client_secret_post"
    own = {
        "token_auth_method": post if post in offered else "client_secret_basic",
        "server_url": issuer.rstrip("/") + "/.well-known/openid-configuration",
        "issuer": found["issuer"],
        "end_session": found.get("end_session_endpoint", ""),
        "fetch_userinfo": "userinfo_endpoint" in found,
    }
    return _connect(
        institution,
        SignOn.OIDC,
        name=name,
        client_id=client_id,
        secret=secret,
        own=own,
        identity=(found["issuer"], client_id),
        fields={"external_id_claim": external_id_claim, "trusts_addresses": trusts_addresses},
        domains=domains,
        actor=actor,
    )


@transaction.atomic
def connect_saml(
    institution: Institution,
    *,
    name: str,
    metadata: str,
    external_id_claim: str,
    trusts_addresses: bool,
    domains: Sequence[str],
    actor: User,
) -> SignOn:
    """Connect *institution* to a SAML provider; empty *metadata* keeps the present one's.

    Raises ConnectionFailed and DomainRefused.
    """
    present = SignOn.objects.filter(institution=institution, app__provider=SignOn.SAML).first()
    kept = present.app.settings if present else {}
    if not metadata and not kept:
        raise ConnectionFailed(_("Paste the provider’s metadata."), field="metadata")
    idp = read_metadata(metadata) if metadata else kept["idp"]
    secret, advanced = "", kept.get("advanced")
    if present is None or is_lost(present.app):
        secret, certificate = _service_key(institution)
        advanced = {**ADVANCED, "x509cert": certificate}
    return _connect(
        institution,
        SignOn.SAML,
        name=name,
        client_id=provider_id_of(institution),
        secret=secret,
        own={"idp": idp, "advanced": advanced},
        identity=(idp["entity_id"],),
        fields={"external_id_claim": external_id_claim, "trusts_addresses": trusts_addresses},
        domains=domains,
        actor=actor,
    )


def _connect(
    institution: Institution,
    protocol: str,
    *,
    name: str,
    client_id: str,
    secret: str,
    own: dict[str, Any],
    identity: tuple[str, ...],
    fields: dict[str, Any],
    domains: Sequence[str],
    actor: User,
) -> SignOn:
    Institution.objects.select_for_update().get(pk=institution.pk)
    sign_on = SignOn.objects.select_related("app").filter(institution=institution).first()
    app = sign_on.app if sign_on else SocialApp(provider_id=provider_id_of(institution))
    before = (app.provider, *app.settings.get("identity", ()))
    kept = app.settings.get(SEALED) if app.provider == protocol else None
    sealed = seal(secret) if secret else kept
    app.provider, app.name, app.client_id = protocol, name, client_id
    app.settings = {**own, "identity": list(identity), **({SEALED: sealed} if sealed else {})}
    app.save()
    if sign_on is None:
        sign_on = SignOn(institution=institution, app=app)
    for field, value in fields.items():
        setattr(sign_on, field, value)
    if before != (protocol, *identity):
        # Another provider: its keys for people are not those of the one before.
        SocialAccount.objects.filter(provider=app.provider_id).delete()
        sign_on.state, sign_on.tested_at = SignOn.State.DRAFT, None
    sign_on.save()
    _set_domains(sign_on, domains)
    record("sign_on.connect", actor=actor, institution=institution, subject=sign_on)
    return sign_on


def _service_key(institution: Institution) -> tuple[str, str]:
    """A key of our own with which requests to this institution's provider are signed; its certificate."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"MentorNet {institution.slug}")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return private.decode(), certificate.public_bytes(serialization.Encoding.PEM).decode()


def _set_domains(sign_on: SignOn, domains: Sequence[str]) -> None:
    """Give *sign_on* exactly these domains. Raises DomainRefused for one that is not its to take."""
    wanted = list(dict.fromkeys(domains))
    present = set(SignOnDomain.objects.filter(sign_on=sign_on).values_list("name", flat=True))
    added = [
        SignOnDomain(
            institution=sign_on.institution,
            sign_on=sign_on,
            name=name,
            shared=_is_shared(sign_on.institution, name),
        )
        for name in wanted
        if name not in present
    ]
    SignOnDomain.objects.filter(sign_on=sign_on).exclude(name__in=wanted).delete()
    SignOnDomain.objects.bulk_create(added)
    SignOnDomain.objects.filter(name__in=[one.name for one in added if one.shared]).update(
        shared=True
    )


def _is_shared(institution: Institution, name: str) -> bool:
    """Whether people of other institutions have addresses at *name*, too.

    Raises DomainRefused where anybody can have one there, and where nobody of *institution* has.
    """
    if name in PUBLIC_DOMAINS:
        raise DomainRefused(_("Anybody can have an address at %(name)s.") % {"name": name})
    users = Membership.objects.current().filter(user__email__iendswith=f"@{name}")
    claimed = SignOnDomain.objects.exclude(institution=institution).filter(name=name)
    if not claimed.exists() and not users.exclude(institution=institution).exists():
        return False
    if not users.of(institution).exists():
        raise DomainRefused(
            _(
                "People of another institution use %(name)s, and nobody on your roster does. Import "
                "your roster first, or leave this domain out."
            )
            % {"name": name}
        )
    return True


@transaction.atomic
def note_test(sign_on: SignOn, *, actor: User) -> None:
    """Note that *actor* came back from the provider as themselves."""
    SignOn.objects.filter(pk=sign_on.pk).update(tested_at=timezone.now())
    record("sign_on.test", actor=actor, institution=sign_on.institution, subject=sign_on)


@transaction.atomic
def set_state(sign_on: SignOn, *, state: str, actor: User | None) -> SignOn:
    """Switch *sign_on* off or on, or require it; *actor* is None for the command line.

    Raises NotTested and NoBreakGlass.
    """
    held = SignOn.objects.select_for_update().get(pk=sign_on.pk)
    wanted = SignOn.State(state)
    if wanted != SignOn.State.DRAFT and held.tested_at is None:
        raise NotTested
    if wanted == SignOn.State.ENFORCED and not any(
        is_ready_to_break_glass(one) for one in held.break_glass.select_related("user")
    ):
        raise NoBreakGlass
    if held.state != wanted:
        held.state = wanted
        held.save(update_fields=["state"])
        record(f"sign_on.state.{wanted}", actor=actor, institution=held.institution, subject=held)
    return held


def is_ready_to_break_glass(member: Membership) -> bool:
    """Whether *member* could get in without the provider: director, password, second step."""
    return (
        member.holds(Office.DIRECTOR)
        and member.user.has_usable_password()
        and has_second_step(member.user)
    )


@transaction.atomic
def set_break_glass(sign_on: SignOn, *, members: Sequence[Membership], actor: User) -> SignOn:
    """Name who may do without the provider. Raises NoBreakGlass where it is required and none is ready."""
    held = SignOn.objects.select_for_update().get(pk=sign_on.pk)
    if held.is_enforced and not any(is_ready_to_break_glass(one) for one in members):
        raise NoBreakGlass
    held.break_glass.set(members)
    record("sign_on.name_break_glass", actor=actor, institution=held.institution, subject=held)
    return held


@transaction.atomic
def forget_link(sign_on: SignOn, *, email: str, actor: User) -> bool:
    """Forget which account at the provider was this person's; the next one that matches is linked."""
    link = (
        SignOnLink.objects.select_related("account", "member")
        .filter(sign_on=sign_on, member__user__email__iexact=email)
        .first()
    )
    if link is None:
        return False
    record("sign_on.forget", actor=actor, institution=sign_on.institution, subject=link.member)
    link.account.delete()
    return True
