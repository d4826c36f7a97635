"""Setting up an institution's sign-on: connect, test, switch on, require, and end.

One director alone may connect and try. Nothing takes effect for anyone before a second person (see
profiles.sign_on.provider.domain.changes) or an operator on the command line has said yes.
"""

from __future__ import annotations

from collections.abc import Sequence

from allauth.socialaccount.models import SocialApp
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentornet import crypto
from mentornet.audit_verbs import Verb
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.models import Institution, Membership, SignOn, SignOnLink, User
from profiles.sign_on.provider.discovery import (
    check_connection,
    end_session_of,
    endpoints_of,
    read_discovery,
)
from profiles.sign_on.provider.domain import changes
from profiles.sign_on.provider.domain.admission import unlink
from profiles.sign_on.provider.domain.changes import (
    NoBreakGlass,
    drop_links,
    is_ready_to_break_glass,
    still_needed,
)
from profiles.sign_on.provider.domain.configuration import Configuration, apply, check_domains
from profiles.sign_on.provider.domain.secrets import ENCRYPTED, is_lost
from profiles.sign_on.provider.metadata import ADVANCED, read_metadata, service_key
from profiles.sign_on.provider.reading import ConnectionFailed

# In the settings of a connection: see _signs_out_at_own_page.
SIGNED_OUT_PAGE = "signed_out_page"


class InUse(DomainError):
    code = "in_use"
    message = gettext_lazy(
        "Single sign-on is in use, so you can’t move it to another provider or client. Turn it off "
        "first. Then everyone links their account once more."
    )


def provider_id_of(institution: Institution) -> str:
    """The name under which an institution's provider stands in addresses; never a protocol's."""
    return f"at-{institution.slug}"


def connect_oidc(
    institution: Institution,
    *,
    name: str,
    issuer: str,
    client_id: str,
    secret: str,
    external_id_claim: str,
    domains: Sequence[str],
    actor: User,
    knows_page: bool = False,
) -> SignOn:
    """Connect *institution* to an OpenID provider; an empty *secret* keeps the present one.

    *knows_page*: a provider of before has been told of the page for those who have signed out.

    Asks the provider first, outside of any transaction, and keeps its addresses: what it says of
    itself later changes nothing. Raises ConnectionFailed, DomainRefused and InUse.
    """
    found = read_discovery(issuer)
    # Where nothing is said, basic is meant: OpenID Connect Discovery 1.0, section 3.
    offered = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    post = "client_secret_post"
    own = {
        "token_auth_method": post if post in offered else "client_secret_basic",
        "server_url": issuer.rstrip("/") + "/.well-known/openid-configuration",
        "issuer": found["issuer"],
        "endpoints": endpoints_of(found),
        "end_session": end_session_of(found),
        "fetch_userinfo": "userinfo_endpoint" in found,
        "identity": [found["issuer"], client_id],
    }
    if knows_page or _signs_out_at_own_page(institution, own["identity"]):
        own[SIGNED_OUT_PAGE] = True
    wanted = Configuration(
        protocol=SignOn.OIDC,
        name=name,
        client_id=client_id,
        settings=own,
        external_id_claim=external_id_claim,
        domains=list(dict.fromkeys(domains)),
    )
    return _connect(institution, wanted, secret=secret, actor=actor)


def _signs_out_at_own_page(institution: Institution, identity: list[str]) -> bool:
    """Return whether the provider was told of the page for those who have signed out there.

    Before there was one it was told of the home page, and refuses any other address.
    """
    present = SignOn.objects.filter(institution=institution).select_related("app").first()
    if present is None or present.app.settings.get("identity") != identity:
        return True
    return not keeps_old_address(present)


def keeps_old_address(row: SignOn) -> bool:
    """Return whether an OpenID provider leads those who have signed out to the home page."""
    return not row.is_saml and not row.app.settings.get(SIGNED_OUT_PAGE)


def connect_saml(
    institution: Institution,
    *,
    name: str,
    metadata: str,
    external_id_claim: str,
    domains: Sequence[str],
    actor: User,
) -> SignOn:
    """Connect *institution* to a SAML provider; empty *metadata* keeps the present one's.

    Raises ConnectionFailed, DomainRefused and InUse.
    """
    present = SignOn.objects.filter(institution=institution, app__provider=SignOn.SAML).first()
    kept = present.app.settings if present else {}
    if not metadata and not kept:
        raise ConnectionFailed(_("Paste the provider’s metadata."), field="metadata")
    idp = read_metadata(metadata) if metadata else kept["idp"]
    secret, advanced = "", kept.get("advanced")
    if present is None or is_lost(present.app):
        secret, certificate = service_key(institution.slug)
        advanced = {**ADVANCED, "x509cert": certificate}
    wanted = Configuration(
        protocol=SignOn.SAML,
        name=name,
        client_id=provider_id_of(institution),
        settings={"idp": idp, "advanced": advanced, "identity": [idp["entity_id"]]},
        external_id_claim=external_id_claim,
        domains=list(dict.fromkeys(domains)),
    )
    return _connect(institution, wanted, secret=secret, actor=actor)


@transaction.atomic
def _connect(
    institution: Institution, wanted: Configuration, *, secret: str, actor: User
) -> SignOn:
    """Write *wanted* down: at once where no one signs in by it yet, else for a second person's yes."""
    Institution.objects.select_for_update().get(pk=institution.pk)
    sign_on = SignOn.objects.select_related("app").filter(institution=institution).first()
    if sign_on is None:
        app = SocialApp.objects.create(
            provider=wanted.protocol,
            provider_id=provider_id_of(institution),
            client_id=wanted.client_id,
            name=wanted.name,
        )
        sign_on = SignOn(institution=institution, app=app)
    before = Configuration.of(sign_on) if sign_on.app.settings else None
    kept = before.settings.get(ENCRYPTED) if before and before.protocol == wanted.protocol else None
    if encrypted := crypto.encrypt(secret) if secret else kept:
        wanted.settings[ENCRYPTED] = encrypted
    is_asked = sign_on.is_on and not institution.is_sandbox
    if before and is_asked and wanted.digest != before.digest:
        return _propose(sign_on, before, wanted, actor=actor)
    sign_on.proposal = None
    if before is None or before.identity != wanted.identity:
        # Another provider: its keys for people are not those of the one before.
        drop_links(sign_on)
        sign_on.tested_at = None
    apply(sign_on, wanted)
    record(Verb.SIGN_ON_CONNECTED, actor=actor, institution=institution, subject=sign_on)
    return sign_on


def _propose(
    sign_on: SignOn, before: Configuration, wanted: Configuration, *, actor: User
) -> SignOn:
    if before.identity != wanted.identity:
        raise InUse
    check_domains(sign_on.institution, [one for one in wanted.domains if one not in before.domains])
    sign_on.proposal = wanted.as_json()
    sign_on.save(update_fields=["proposal"])
    changes.ask(sign_on, act="change", wanted=wanted, asked_by=actor)
    record(Verb.SIGN_ON_PROPOSED, actor=actor, institution=sign_on.institution, subject=sign_on)
    return sign_on


def check_before_test(sign_on: SignOn) -> None:
    """Look whether the provider can be reached; raise ConnectionFailed.

    What is looked at is the connection as it will be. A SAML provider is met by the browser alone.
    """
    if not sign_on.is_saml:
        check_connection((sign_on.proposal or {}).get("settings") or sign_on.app.settings)


@transaction.atomic
def note_test(sign_on: SignOn, *, actor: User) -> None:
    """Note that *actor* came back from the provider as themselves."""
    SignOn.objects.filter(pk=sign_on.pk).update(tested_at=timezone.now())
    record(Verb.SIGN_ON_TESTED, actor=actor, institution=sign_on.institution, subject=sign_on)


@transaction.atomic
def set_state(sign_on: SignOn, *, state: str, actor: User | None) -> SignOn:
    """Switch *sign_on* off or on, or require it; *actor* is None for an operator's command line.

    To let people in by it, or by it alone, waits for a second person's yes where a director asks:
    the state is then as before. In a test institution one is enough, since it opens nothing real.
    Raises NotTested and NoBreakGlass.
    """
    locked = SignOn.objects.select_for_update().get(pk=sign_on.pk)
    wanted = SignOn.State(state)
    if locked.state == wanted:
        return locked
    still_needed(locked, wanted)
    relaxes = wanted == SignOn.State.DRAFT or locked.is_enforced
    if actor is None or relaxes or locked.institution.is_sandbox:
        return changes.switch(locked, wanted, by=actor)
    changes.ask(locked, act=wanted, wanted=Configuration.of(locked), asked_by=actor)
    return locked


@transaction.atomic
def remove(sign_on: SignOn, *, actor: User) -> None:
    """Forget the provider with all that is known of it. Raises InUse unless it is switched off."""
    locked = SignOn.objects.select_for_update(of=("self",)).select_related("app").get(pk=sign_on.pk)
    if locked.is_on:
        raise InUse(_("Turn off single sign-on first."))
    drop_links(locked)
    record(Verb.SIGN_ON_REMOVED, actor=actor, institution=locked.institution, subject=locked)
    app = locked.app
    locked.delete()
    app.delete()


@transaction.atomic
def set_break_glass(sign_on: SignOn, *, members: Sequence[Membership], actor: User) -> SignOn:
    """Name who may do without the provider. Raises NoBreakGlass where it is required and none is ready."""
    locked = SignOn.objects.select_for_update().get(pk=sign_on.pk)
    if locked.is_enforced and not any(is_ready_to_break_glass(one) for one in members):
        raise NoBreakGlass
    locked.break_glass.set(members)
    record(Verb.BREAK_GLASS_NAMED, actor=actor, institution=locked.institution, subject=locked)
    return locked


@transaction.atomic
def remove_link(sign_on: SignOn, *, email: str, actor: User) -> bool:
    """Remove the link to the account at the provider of the person with this address, if any."""
    link = (
        SignOnLink.objects.select_related("account", "institution", "member__user")
        .filter(sign_on=sign_on, member__user__email__iexact=email)
        .first()
    )
    if link is None:
        return False
    unlink(link, actor=actor)
    return True
