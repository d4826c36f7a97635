from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from matching.engine.scoring import DEFAULT_WEIGHTS
from matching.programs.kinds import TRAITS, Kind, Traits
from mentornet.durations import minutes_in_words
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from networks.models import Agreement
from profiles.institution.models.scope import scope_of
from profiles.models import Institution
from profiles.vocabulary import Rank, Track

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from mentornet.tenancy.viewer import Viewer
    from profiles.models import User


def default_weights() -> dict[str, float]:
    return dict(DEFAULT_WEIGHTS)


class ProgramQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ProgramQuerySet:
        """Programs that have been announced in *user*'s institutions."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(institution__in=Institution.objects.visible_to(user)).exclude(
            state=Program.State.DRAFT
        )

    def directed_by(self, user: Viewer) -> ProgramQuerySet:
        """Programs that *user* runs, drafts included: all, those of their units, or those named."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(scope_of(user).rows(unit="unit", program="pk"))


class Program(InstitutionScoped):
    """A mentoring program: who may take part, when, how pairs are made and how often they meet.

    What differs from kind to kind stands in `matching.programs.kinds`. Defaults are those of the two-year program of [P]: matched on the protégés' preferences, one
    hour a month.
    """

    Kind = Kind

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ENROLLING = "enrolling", _("Enrolling")
        MATCHING = "matching", _("Matching")
        RUNNING = "running", _("Running")
        CLOSED = "closed", _("Closed")

    Cadence = Agreement.Cadence

    class Method(models.TextChoices):
        STABLE = "stable", _("By the mentees’ preferences")
        BEST = "best", _("Best overall")

    class Line(models.IntegerChoices):
        """How far the line of supervision parts two people."""

        WHOLE = 99, _("No one in the line of supervision can be paired")
        TWO = 2, _("Not with the supervisor or the supervisor’s supervisor")
        ONE = 1, _("Not with the direct supervisor")
        NONE = 0, _("Can be paired; shown as a conflict of interest")

    class Listing(models.TextChoices):
        PROTEGES = "proteges", _("Mentees see the enrolled mentors and choose")
        DIRECTORS = "directors", _("Only directors see who is enrolled")

    OPEN_STATES = (State.ENROLLING, State.RUNNING)

    name = models.CharField(_("name"), max_length=200)
    # Whose coordinators run it beside the directors; none: it is the institution's.
    unit = models.ForeignKey(
        "profiles.Unit",
        verbose_name=_("unit"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="programs",
    )
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.DYADIC)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    summary = models.TextField(
        _("about this program"),
        blank=True,
        max_length=4000,
        help_text=_(
            "Faculty read this before they enroll: the goal, what is expected, and who to contact."
        ),
    )
    first_steps = models.TextField(
        _("first steps"),
        blank=True,
        max_length=4000,
        help_text=_("We add this to the email that tells two people they are a pair."),
    )
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(
        _("months"), default=24, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    cadence = models.CharField(
        _("how often pairs meet"), max_length=20, choices=Cadence, default=Cadence.MONTHLY
    )
    meeting_minutes = models.PositiveSmallIntegerField(
        _("minutes per meeting"),
        default=60,
        validators=[MinValueValidator(10), MaxValueValidator(480)],
    )
    enroll_from = models.DateField(_("enrollment opens"), null=True, blank=True)
    enroll_until = models.DateField(
        _("enrollment closes"),
        null=True,
        blank=True,
        help_text=_("The last day people can enroll."),
    )
    capacity = models.PositiveSmallIntegerField(
        _("maximum number of mentees"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave empty for no limit."),
    )
    target_proteges = models.PositiveSmallIntegerField(
        _("target number of mentees"),
        null=True,
        blank=True,
        help_text=_("Only directors see it. The enrollment page shows how far you are."),
    )
    target_mentors = models.PositiveSmallIntegerField(
        _("target number of mentors"), null=True, blank=True
    )
    asks_approval = models.BooleanField(
        _("a director approves each enrollment"),
        default=False,
        db_default=False,
        help_text=_("People who enroll wait until a director accepts them. We email them."),
    )
    # Keys of units, each with all below it; none: all. The roster makes and removes units as it likes.
    eligible_units = ArrayField(
        models.UUIDField(), default=list, db_default=[], blank=True, editable=False
    )
    protege_tracks = ArrayField(
        models.CharField(max_length=30, choices=Track), default=list, db_default=[], blank=True
    )
    least_years = models.PositiveSmallIntegerField(
        _("minimum years since they started here"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(60)],
    )
    most_years = models.PositiveSmallIntegerField(
        _("maximum years since they started here"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(60)],
    )
    places_a_mentor = models.PositiveSmallIntegerField(
        _("maximum mentees per mentor"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    mentors_a_mentee = models.PositiveSmallIntegerField(
        _("maximum mentors per mentee"),
        default=1,
        db_default=1,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
        help_text=_(
            "With 2 or 3, as many mentees as possible get a first mentor before anyone gets a second."
        ),
    )
    protege_ranks = ArrayField(
        models.CharField(max_length=20, choices=Rank), default=list, blank=True
    )
    mentor_ranks = ArrayField(
        models.CharField(max_length=20, choices=Rank), default=list, blank=True
    )
    min_steps = models.SmallIntegerField(
        _("minimum ranks ahead"),
        null=True,
        blank=True,
        default=1,
        validators=[MinValueValidator(-4), MaxValueValidator(4)],
        help_text=_(
            "How many ranks above the mentee the mentor must be. Leave empty if any rank can "
            "mentor any other."
        ),
    )
    max_steps = models.SmallIntegerField(
        _("maximum ranks ahead"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-4), MaxValueValidator(4)],
    )
    same_unit = models.BooleanField(_("people in the same unit can be paired"), default=True)
    same_supervisor = models.BooleanField(
        _("people with the same supervisor can be paired"), default=True, db_default=True
    )
    supervision_depth = models.PositiveSmallIntegerField(
        _("supervisors"), choices=Line, default=Line.WHOLE
    )
    choices_asked = models.PositiveSmallIntegerField(
        _("how many mentors a mentee can choose"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    listing = models.CharField(
        _("who sees who is enrolled"), max_length=20, choices=Listing, default=Listing.PROTEGES
    )
    method = models.CharField(_("method"), max_length=20, choices=Method, default=Method.STABLE)
    weights = models.JSONField(default=default_weights)
    asks_chief = models.BooleanField(
        _("each person’s chief confirms the dates"),
        default=False,
        db_default=False,
        help_text=_(
            "Each person who enrolls names their chief. The chief gets an email with the "
            "dates and confirms that the person will be free. The chief learns nothing "
            "else."
        ),
    )
    # The key of a curriculum whose sessions the dates follow, in their order.
    curriculum = models.CharField(max_length=60, blank=True, default="", db_default="")
    copied_from = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProgramQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(enroll_from=None)
                | models.Q(enroll_until=None)
                | models.Q(enroll_until__gte=models.F("enroll_from")),
                name="program_enrollment_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(min_steps=None)
                | models.Q(max_steps=None)
                | models.Q(max_steps__gte=models.F("min_steps")),
                name="program_steps_in_order",
            ),
        ]
        indexes = [models.Index(fields=["institution", "state"])]

    def __str__(self) -> str:
        return self.name

    @property
    def traits(self) -> Traits:
        """What this kind of program asks for and is called."""
        return TRAITS[self.kind]

    @property
    def state_label(self) -> str:
        """The state in the words of this kind."""
        if self.state == self.State.MATCHING:
            return str(self.traits.matching_label)
        return str(self.State(self.state).label)

    @property
    def meeting_words(self) -> str:
        """How long a meeting takes, as people say it."""
        return minutes_in_words(self.meeting_minutes)

    @property
    def ends_on(self) -> date | None:
        """The day after the last month."""
        if self.starts_on is None:
            return None
        month = self.starts_on.month - 1 + self.months
        year, month = self.starts_on.year + month // 12, month % 12 + 1
        day = self.starts_on.day
        while True:
            try:
                return date(year, month, day)
            except ValueError:  # 31 June
                day -= 1
