from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentornet.clock import validate_time_zone
from mentornet.languages import Reading, language_choices, plain, with_term
from mentornet.tenancy import Row
from profiles import own_words
from profiles.institution.holidays import DayOff, WorkCalendar, region_is_known
from profiles.vocabulary import StaffRoleKind

if TYPE_CHECKING:
    from mentornet.tenancy.viewer import SignedIn, Viewer


LEAST_THRESHOLD = 5
"""No institution shows figures about fewer people than this."""


LEAST_ENDINGS = 3
"""So many people may leave within 24 hours in every institution."""
USUAL_ENDINGS = 20
"""So many people may leave within 24 hours, or that share of all if it is less, where nothing is set."""
USUAL_SHARE_PERCENT = 5


def validate_region(value: str) -> None:
    """Raise ValidationError unless the holidays of *value* are known: a country, or a part of one."""
    if not region_is_known(value):
        raise ValidationError(
            _("“%(value)s” is not a known region. Use a name such as US or US-MA."),
            code="unknown_region",
            params={"value": value},
        )


def validate_days_off(value: object) -> None:
    """Raise ValidationError unless *value* holds rows of first day, last day and name."""
    try:
        rows = days_off_of(value)
    except (TypeError, ValueError) as error:
        raise ValidationError(_("Enter days in the form 2026-12-24.")) from error
    if any(one.last < one.first or not one.name for one in rows):
        raise ValidationError(_("Each day off needs a name, and its last day after its first."))


def days_off_of(rows: object) -> tuple[DayOff, ...]:
    """Return rows of first day, last day and name as days off. Raise TypeError or ValueError."""
    if not isinstance(rows, list):
        raise TypeError(rows)
    return tuple(
        DayOff(date.fromisoformat(first), date.fromisoformat(last), str(name))
        for first, last, name in rows
    )


class InstitutionQuerySet(models.QuerySet["Institution"]):
    def real(self) -> InstitutionQuerySet:
        """Return all but the test institutions."""
        return self.filter(sandbox_of=None)

    def visible_to(self, user: Viewer) -> InstitutionQuerySet:
        """Return the institutions that *user* belongs to; all of them for an operator."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        return self.open_to(user).filter(memberships__user=user.pk, memberships__end_date=None)

    def directed_by(self, user: Viewer) -> InstitutionQuerySet:
        """Return the institutions in which *user* is a director now.

        For what is the whole institution's; what belongs to a unit or a program asks `scope_of`.
        """
        if not user.is_authenticated:
            return self.none()
        directed = self.open_to(user).filter(
            memberships__user=user.pk,
            memberships__end_date=None,
            memberships__offices__contains=[StaffRoleKind.DIRECTOR],
        )
        return directed.exclude(pk__in=user.closed_roles) if user.closed_roles else directed

    def open_to(self, user: SignedIn) -> InstitutionQuerySet:
        """Return the institutions from which this session is not barred."""
        barred = user.barred_institutions
        return self.exclude(pk__in=barred) if barred else self


class Institution(Row):
    """An academic medical centre: the tenant that every row belongs to."""

    class ProtegeLabel(models.TextChoices):
        PROTEGE = "protégé", "protégé"
        MENTEE = "mentee", "mentee"

    class SpanishLabel(models.TextChoices):
        USUAL = "", "aprendiz"
        MENTORIZADO = "mentorizado", "mentorizado/a"

    class SecondFactor(models.TextChoices):
        ROLES = "roles", _("Everyone with a staff role, except facilitators")
        EVERYONE = "everyone", _("Everyone")
        NO_ONE = "no_one", _("No one")

    class Paper(models.TextChoices):
        USUAL = "", _("Standard for your region")
        LETTER = "letter", _("Letter")
        A4 = "a4", _("A4")

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("slug"), unique=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_time_zone]
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        choices=language_choices,
        default="en",
        db_default="en",
        help_text=_(
            "For people who have not chosen one themselves. Leave empty to use the "
            "browser’s language for pages, and English for emails."
        ),
    )
    holiday_region = models.CharField(
        _("holidays of"),
        max_length=10,
        default="US",
        db_default="US",
        validators=[validate_region],
        help_text=_(
            "A country, or a country and a part of it: US, or US-MA for Massachusetts. No reminders "
            "go out on its holidays."
        ),
    )
    # Names of holidays of the region that are days like any other here.
    holidays_worked = ArrayField(
        models.CharField(max_length=200), default=list, db_default=[], blank=True
    )
    # Rows of first day, last day and name.
    days_off = models.JSONField(
        _("days off"), default=list, db_default=[], blank=True, validators=[validate_days_off]
    )
    protege_label = models.CharField(
        _("in English, who has a mentor is a"),
        max_length=20,
        choices=ProtegeLabel,
        default=ProtegeLabel.MENTEE,
    )
    protege_label_es = models.CharField(
        _("in Spanish, who has a mentor is a"),
        max_length=20,
        choices=SpanishLabel,
        blank=True,
        default=SpanishLabel.USUAL,
        db_default=SpanishLabel.USUAL,
    )
    suppression_threshold = models.PositiveSmallIntegerField(
        _("suppression threshold"),
        default=5,
        validators=[MinValueValidator(LEAST_THRESHOLD), MaxValueValidator(100)],
        help_text=_(
            "Figures about fewer people than this are not shown. Raising it takes effect "
            "right away. Lowering it changes only what starts afterwards. Everyone here is told "
            "of a "
            "change."
        ),
    )
    publication_days = models.PositiveSmallIntegerField(
        _("days between publications of figures"),
        default=7,
        db_default=7,
        validators=[MinValueValidator(7), MaxValueValidator(92)],
        help_text=_(
            "Confidential figures are published this many days apart, and never in between."
        ),
    )
    invitation_lapse_days = models.PositiveSmallIntegerField(
        _("invitation lapse days"),
        default=21,
        validators=[MinValueValidator(2), MaxValueValidator(365)],
        help_text=_("Days after which an unanswered request expires."),
    )
    most_endings = models.PositiveIntegerField(
        _("people who may leave within 24 hours"),
        null=True,
        blank=True,
        validators=[MinValueValidator(LEAST_ENDINGS), MaxValueValidator(100_000)],
        help_text=_(
            "When more people would leave, a director has to confirm it first. Leave empty for 20 "
            "people or 5% of everyone, whichever is less, but at least 3."
        ),
    )
    second_factor = models.CharField(
        _("two-factor authentication required for"),
        max_length=10,
        choices=SecondFactor,
        default=SecondFactor.ROLES,
        db_default=SecondFactor.ROLES,
        help_text=_("A code sent by email doesn’t count."),
    )
    own_device_days = models.PositiveSmallIntegerField(
        _("days signed in on your own device"),
        default=14,
        db_default=14,
        validators=[MinValueValidator(1), MaxValueValidator(14)],
        help_text=_(
            "On shared computers, people are signed out after 30 minutes without activity."
        ),
    )

    address_claim_days = models.PositiveSmallIntegerField(
        _("days until a new sign-in email takes over"),
        default=7,
        db_default=7,
        validators=[MinValueValidator(3), MaxValueValidator(30)],
        help_text=_(
            "If no one signs in for so many days, a new sign-in email from the roster takes over, "
            "and everything confidential stays locked until the person shows who they are."
        ),
    )

    paper = models.CharField(
        _("paper"),
        max_length=10,
        choices=Paper,
        blank=True,
        default=Paper.USUAL,
        db_default=Paper.USUAL,
        help_text=_(
            "For PDF files. Standard is Letter in the US and Canada, and A4 in most other "
            "countries."
        ),
    )

    # Steps of the setup that its directors decided to leave out; all else about it is read from the data.
    setup_skipped = ArrayField(
        models.CharField(max_length=20), default=list, db_default=[], blank=True, editable=False
    )

    # Set: a test institution, in which its directors try integrations. No email leaves it, and its
    # people are logins of its own (see profiles/sandbox/).
    sandbox_of = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="sandbox",
        verbose_name=_("test institution of"),
    )

    # Of the logo that is shown; so a page names it without a query of its own.
    logo_key = models.UUIDField(null=True, blank=True, editable=False)

    # What it changed of our words, a copy of its rows (see profiles/words/), so that pages ask for no more.
    own_words = models.JSONField(default=dict, db_default={}, blank=True, editable=False)

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(suppression_threshold__gte=LEAST_THRESHOLD),
                name="institution_threshold_at_least",
                violation_error_message=_("The threshold is at least 5 people."),
            ),
            models.CheckConstraint(
                condition=models.Q(address_claim_days__gte=3, address_claim_days__lte=30),
                name="institution_address_claim_days",
            ),
            models.CheckConstraint(
                condition=~models.Q(sandbox_of=models.F("id")), name="institution_not_own_sandbox"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        row = super().from_db(*args, **kwargs)
        if "own_words" in row.__dict__:
            own_words.remember(row.pk, row.own_words)
        return row

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        if isinstance(self.__dict__.get("own_words"), dict):
            own_words.remember(self.pk, self.own_words)

    def in_own_words(self, language: str) -> str:
        """Return the code of *language* ("": English) in which a mentee is called as they are here."""
        code = plain(language)
        if code == "es":
            return with_term(code, self.protege_label_es)
        is_protege = code == "en" and self.protege_label == self.ProtegeLabel.PROTEGE
        return with_term(code, "protege" if is_protege else "")

    def endings_a_day(self, people: int) -> int:
        """Return how many of *people* may leave within 24 hours before a director has to confirm it."""
        if self.most_endings is not None:
            return self.most_endings
        usual = min(USUAL_ENDINGS, people * USUAL_SHARE_PERCENT // 100)
        return max(LEAST_ENDINGS, usual)

    @property
    def is_sandbox(self) -> bool:
        """Whether this is a test institution: nothing of it is meant for real people."""
        return self.sandbox_of_id is not None

    @property
    def reading(self) -> Reading:
        """How people outside read what comes from here."""
        return Reading(self.in_own_words(self.language), self.zone)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the institution counts its days."""
        return ZoneInfo(self.time_zone)

    @property
    def work_calendar(self) -> WorkCalendar:
        """Which days are working days here, for everyone in whatever unit."""
        return WorkCalendar(
            self.holiday_region, frozenset(self.holidays_worked), days_off_of(self.days_off)
        )

    def local_date(self, *, now: datetime | None = None) -> date:
        """Return the date that the institution's calendar shows at *now*."""
        return (now or timezone.now()).astimezone(self.zone).date()

    def start_of_day(self, *, now: datetime | None = None) -> datetime:
        """Return the midnight at which the institution's day of *now* began."""
        return datetime.combine(self.local_date(now=now), time.min, tzinfo=self.zone)

    def end_of_day(self, *, now: datetime | None = None) -> datetime:
        """Return the midnight at which the institution's day of *now* is over."""
        tomorrow = self.local_date(now=now) + timedelta(days=1)
        return datetime.combine(tomorrow, time.min, tzinfo=self.zone)


def stored_words(institution: UUID) -> dict[str, Any]:
    """Return what an institution stored of its own words; nothing for one that is not there."""
    found = Institution.objects.filter(pk=institution).values_list("own_words", flat=True)
    return found.first() or {}
