from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from mentornet.clock import validate_time_zone
from mentornet.languages import Reading
from mentornet.mail.addresses import TEST_DOMAIN, is_of_test
from mentornet.tenancy import Row

if TYPE_CHECKING:
    from profiles.institution.models.institution import Institution
    from profiles.people.models.membership import Membership


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Return a new login for *email*; without a password it can only be activated by mail."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Return a new operator: runs the service, reads no mentoring text."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(Row, AbstractBaseUser, PermissionsMixin):
    """A login. Who the person is at an institution stands in Membership."""

    email = models.EmailField(_("email"), max_length=254)
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        validators=[validate_time_zone],
        help_text=_("Leave empty to use the institution's time zone."),
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        default="",
        db_default="",
        help_text=_("Leave empty to use the institution’s language."),
    )
    # Mails that others get because of this person carry their address for answers.
    reply_to_me = models.BooleanField(
        _("Let people reply to my emails"), default=True, db_default=True
    )
    is_active = models.BooleanField(_("is active"), default=True)
    is_staff = models.BooleanField(default=False)
    activated_at = models.DateTimeField(_("activated at"), null=True, blank=True, editable=False)
    date_joined = models.DateTimeField(_("date joined"), default=timezone.now, editable=False)
    # Part of what each session is checked against: one more ends them all (see sign_on/domain/sessions.py).
    session_epoch = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    # A new email waits for this person's yes (see profiles/people/emails): pages say so.
    address_claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Another email took over and no one has shown yet that the owner is behind it: all is closed.
    unproven_since = models.DateTimeField(null=True, blank=True, editable=False)
    # For which of several institutions the person acted last.
    last_membership = models.ForeignKey(
        "profiles.Membership",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    # With which membership the person acts in this request; MembershipMiddleware sets it.
    current_membership: Membership | None = None
    # Institutions that require a provider with which this session was not opened.
    barred_institutions: frozenset[UUID] = frozenset()
    # Institutions in which this session may not use its roles, for want of a second factor.
    closed_roles: frozenset[UUID] = frozenset()

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("Someone already signs in with this email."),
            ),
            models.CheckConstraint(
                condition=~models.Q(email__endswith=f"@{TEST_DOMAIN}")
                | models.Q(is_staff=False, is_superuser=False),
                name="user_of_test_runs_nothing",
            ),
        ]
        indexes = [
            models.Index(
                Lower("email"),
                condition=models.Q(unproven_since__isnull=False),
                name="user_unproven",
            )
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def is_test_login(self) -> bool:
        """Whether this is a login of a test institution's own: no one's elsewhere, and never will be."""
        return is_of_test(self.email)

    def zone_at(self, institution: Institution) -> str:
        """Return the name of the zone in which this person reads times: their own, or *institution*'s."""
        return self.time_zone or institution.time_zone

    def language_at(self, institution: Institution) -> str:
        """Return the language in which this person reads: their own, or *institution*'s, in its words."""
        return institution.in_own_words(self.language or institution.language)

    @property
    def reading(self) -> Reading:
        """How this person reads what comes from no institution."""
        return Reading(self.language, ZoneInfo(self.time_zone or "UTC"))

    def reading_at(self, institution: Institution) -> Reading:
        """How this person reads what comes from *institution*."""
        return Reading(self.language_at(institution), ZoneInfo(self.zone_at(institution)))

    def set_password(self, raw_password: str | None) -> None:
        """Keep a hash of the password, however its characters were composed (NIST SP 800-63B)."""
        super().set_password(raw_password and unicodedata.normalize("NFKC", raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Return whether this is the password; as typed, too, for those set before NFKC."""
        if raw_password is None:
            return False
        composed = unicodedata.normalize("NFKC", raw_password)
        if super().check_password(composed):
            return True
        return composed != raw_password and super().check_password(raw_password)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What sessions are checked against: the password, and how often all of them were ended."""
        if not self.session_epoch:
            return str(super()._get_session_auth_hash(secret=secret))
        return salted_hmac(
            "profiles.User.session",
            f"{self.password}:{self.session_epoch}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()
