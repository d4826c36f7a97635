"""A connection to a provider as one value: compared, put away until a second person agrees, applied."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from mentornet.tenancy.scope import operations
from profiles.errors import DomainError
from profiles.models import Institution, Membership, SignOn, SignOnDomain
from profiles.sign_on.provider.domain.secrets import ENCRYPTED

# Everyone can have an address there, so it says nothing about where someone works.
PUBLIC_DOMAINS = frozenset(
    {
        "aol.com", "gmail.com", "gmx.com", "gmx.de", "googlemail.com", "hotmail.com", "icloud.com",
        "live.com", "mail.com", "me.com", "msn.com", "outlook.com", "proton.me", "protonmail.com",
        "qq.com", "web.de", "yahoo.com", "yandex.com", "ymail.com",
    }
)  # fmt: skip
# What changes no one's way in: our own key, and the secret that only the provider checks.
OURS = frozenset({ENCRYPTED, "advanced"})


class DomainRefused(DomainError):
    code = "domain_refused"


@dataclass(frozen=True)
class Configuration:
    """What a connection is made of. `settings` are the sign-in library's, with the secret encrypted."""

    protocol: str
    name: str
    client_id: str
    settings: dict[str, Any]
    external_id_claim: str
    domains: list[str]

    @classmethod
    def of(cls, sign_on: SignOn) -> Configuration:
        """Return the connection that *sign_on* has now."""
        return cls(
            protocol=sign_on.app.provider,
            name=sign_on.app.name,
            client_id=sign_on.app.client_id,
            settings=sign_on.app.settings,
            external_id_claim=sign_on.external_id_claim,
            domains=sorted(sign_on.domains.values_list("name", flat=True)),
        )

    @property
    def identity(self) -> tuple[str, ...]:
        """Which provider it is: another one's keys for people mean other people."""
        return (self.protocol, *self.settings.get("identity", ()))

    @property
    def digest(self) -> str:
        """The same for two connections that let the same people in, by the same proof."""
        said = asdict(self) | {"name": "", "domains": sorted(self.domains)}
        said["settings"] = {k: v for k, v in self.settings.items() if k not in OURS}
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def apply(sign_on: SignOn, wanted: Configuration) -> None:
    """Make *wanted* the connection of *sign_on*. Raises DomainRefused."""
    app = sign_on.app
    app.provider, app.name, app.client_id = wanted.protocol, wanted.name, wanted.client_id
    app.settings = wanted.settings
    app.save()
    sign_on.app = app
    sign_on.external_id_claim = wanted.external_id_claim
    sign_on.save()
    _set_domains(sign_on, wanted.domains)


def _set_domains(sign_on: SignOn, domains: Sequence[str]) -> None:
    """Give *sign_on* exactly these domains. Raises DomainRefused for one that is not its to take."""
    present = set(SignOnDomain.objects.filter(sign_on=sign_on).values_list("name", flat=True))
    shared = check_domains(sign_on.institution, [one for one in domains if one not in present])
    SignOnDomain.objects.filter(sign_on=sign_on).exclude(name__in=domains).delete()
    SignOnDomain.objects.bulk_create(
        SignOnDomain(institution=sign_on.institution, sign_on=sign_on, name=name, shared=is_shared)
        for name, is_shared in shared.items()
    )
    both = [name for name, is_shared in shared.items() if is_shared]
    # The claims of others on the same domain: from now on people are asked which is theirs.
    with operations():
        others = SignOnDomain.objects.exclude(institution=sign_on.institution)
        others.filter(name__in=both).update(shared=True)


def check_domains(institution: Institution, domains: Sequence[str]) -> dict[str, bool]:
    """Return for each domain whether people of other institutions have addresses there, too.

    Raises DomainRefused where anyone can have one there, and where no one of *institution* has. A
    test institution has none: no one is led there by an email that they type.
    """
    if institution.is_sandbox and domains:
        raise DomainRefused(
            _("A test institution has no email domains. Its people sign in from its own page.")
        )
    return {name: _is_shared(institution, name) for name in dict.fromkeys(domains)}


def _is_shared(institution: Institution, name: str) -> bool:
    if name in PUBLIC_DOMAINS:
        raise DomainRefused(
            _("Anyone can get an email at %(name)s. Enter your institution’s own domain.")
            % {"name": name}
        )
    users = Membership.objects.current().filter(
        user__email__iendswith=f"@{name}", institution__sandbox_of=None
    )
    claimed = SignOnDomain.objects.exclude(institution=institution).filter(
        name=name, institution__sandbox_of=None
    )
    with operations():
        is_used = claimed.exists() or users.exclude(institution=institution).exists()
    if not is_used:
        return False
    if not users.of(institution).exists():
        raise DomainRefused(
            _(
                "People at another institution use %(name)s, and no one on your roster does. "
                "Import your roster first, or leave this domain out."
            )
            % {"name": name}
        )
    return True
