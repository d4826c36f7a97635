from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.institution.models.institution import Institution

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.people.models.user import User

DOMAIN = r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])"


class DirectedQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> DirectedQuerySet:
        """Return what the directors of an institution set up for it."""
        return self.filter(institution__in=Institution.objects.directed_by(user))


class SignOn(InstitutionScoped):
    """An institution's own identity provider, and how far people must use it.

    The connection itself (addresses, client, secret, certificate) is the sign-in library's
    SocialApp. Its provider_id is unique, so that no one's key at one provider can be taken for the
    same key at another.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Not in use")
        ON = "on", _("In use")
        ENFORCED = "enforced", _("Required")

    OIDC = "openid_connect"
    SAML = "saml"

    institution = models.OneToOneField(
        Institution, on_delete=models.PROTECT, related_name="sign_on", editable=False
    )
    app = models.OneToOneField(
        "socialaccount.SocialApp", on_delete=models.PROTECT, related_name="sign_on"
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    external_id_claim = models.CharField(max_length=200, blank=True)
    # Asked for by no one any more: no address that a provider claims signs anyone in.
    trusts_addresses = models.BooleanField(default=True)
    tested_at = models.DateTimeField(null=True, blank=True)
    # What the connection is to become, while a second person has not said yes; its secret sealed.
    proposal = models.JSONField(null=True, blank=True, editable=False)
    # Who may still use a password and a second step where the provider is required.
    break_glass = models.ManyToManyField("profiles.Membership", blank=True, related_name="+")

    objects = DirectedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.app.name

    @property
    def is_on(self) -> bool:
        return self.state != self.State.DRAFT

    @property
    def is_enforced(self) -> bool:
        return self.state == self.State.ENFORCED

    @property
    def is_saml(self) -> bool:
        return self.app.provider == self.SAML

    @property
    def issuer(self) -> str:
        """What the provider calls itself."""
        return str(self.app.settings["identity"][0])


class SignOnDomain(InstitutionScoped):
    """An e-mail domain whose people sign in at their institution's provider.

    `shared`: people of other institutions have addresses there, too, so that no one is sent on
    without having said which institution is theirs.
    """

    sign_on = models.ForeignKey(SignOn, on_delete=models.CASCADE, related_name="domains")
    name = models.CharField(
        max_length=253,
        validators=[RegexValidator(rf"^{DOMAIN}$", _("Enter the part after the @ sign."))],
    )
    shared = models.BooleanField(default=False)

    objects = DirectedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["name", "sign_on"], name="sign_on_domain_once")
        ]

    def __str__(self) -> str:
        return self.name


class SignOnLinkQuerySet(InstitutionScopedQuerySet):
    def standing(self, sign_on: SignOn) -> SignOnLinkQuerySet:
        """Those that open an account: bound by the person, to the issuer that there is now."""
        return self.filter(sign_on=sign_on, issuer=sign_on.issuer, proven=True)


class SignOnLink(InstitutionScoped):
    """Which account at the provider (its issuer and subject) is which person of the roster.

    `proven`: the person has shown with credentials of their own that it is theirs. Nothing else
    opens an account: links from the time when a provider's claims made them wait for that proof.
    """

    sign_on = models.ForeignKey(SignOn, on_delete=models.CASCADE, related_name="links")
    member = models.OneToOneField(
        "profiles.Membership", on_delete=models.CASCADE, related_name="sign_on_link"
    )
    account = models.OneToOneField(
        "socialaccount.SocialAccount", on_delete=models.CASCADE, related_name="+"
    )
    issuer = models.TextField(blank=True, default="", db_default="", editable=False)
    proven = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = SignOnLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"link {self.pk}"


class SignOnSession(InstitutionScoped):
    """A session here that an institution's provider opened, until the session is over.

    The provider's names for the person and for its own session are kept as digests: enough to find
    which session ends when the provider says that one of its own has.
    """

    sign_on = models.ForeignKey(SignOn, on_delete=models.CASCADE, related_name="+")
    session_key = models.CharField(max_length=40, db_index=True)
    subject = models.CharField(max_length=64)
    sid = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)

    objects = InstitutionScopedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["sign_on", "subject"], name="sign_on_session_subject"),
            models.Index(fields=["sign_on", "sid"], name="sign_on_session_sid"),
        ]

    def __str__(self) -> str:
        return f"session {self.pk}"


class SignOnMessage(InstitutionScoped):
    """A provider's message that sessions end, kept by its digest for as long as it could come again."""

    sign_on = models.ForeignKey(SignOn, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    until = models.DateTimeField(db_index=True)

    objects = InstitutionScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sign_on", "digest"], name="sign_on_message_once")
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"
