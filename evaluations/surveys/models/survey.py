from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluations.surveys.models.instrument import Instrument, Item
from matching.models import Program
from matching.programs.kinds import Side
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.institution.models.scope import scope_of
from profiles.models import Institution
from profiles.vocabulary import StaffRoleKind

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from mentornet.tenancy.viewer import Viewer
    from profiles.models import User


ANALYSTS = frozenset({StaffRoleKind.ANALYST.value})


class SurveyQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: Viewer) -> SurveyQuerySet:
        """Return the surveys of the institutions that *user* directs, and of the programs that they run."""
        return self.filter(
            models.Q(institution__in=Institution.objects.directed_by(user))
            | models.Q(program__in=Program.objects.directed_by(user))
        )

    def read_by(self, user: Viewer) -> SurveyQuerySet:
        """Return the counted surveys whose figures *user* reads: those they run, or analyze.

        An analyst of the institution reads all of them; one of a part, those of its programs.
        """
        counted = self.filter(counted_at__isnull=False)
        if not user.is_authenticated:
            return counted.none()
        scope = scope_of(user, roles=ANALYSTS)
        own = models.Q(pk__in=self.visible_to(user).values("pk"))
        return counted.filter(own | scope.rows(unit="program__unit", program="program"))


class Survey(InstitutionScoped):
    """An instrument, asked once: of those in a program, or (no program) of the whole institution.

    It is counted once, when it is over, and never again: of two counts with one person more in the
    second, the difference would be what that person said. `asked` and `answered` are of that day,
    and so is `directing`: how many of those who were asked read figures here and may know their own
    answer. `threshold` is the institution's of the day it opened: what people were
    promised when they were asked is not lowered afterwards.
    """

    class Occasion(models.TextChoices):
        START = "start", _("At the start")
        MIDWAY = "midway", _("Midway")
        END = "end", _("At the end")
        LATER = "later", _("Later")

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="surveys")
    program = models.ForeignKey(
        Program, null=True, blank=True, on_delete=models.CASCADE, related_name="surveys"
    )
    occasion = models.CharField(_("when"), max_length=10, choices=Occasion, default=Occasion.START)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"), help_text=_("The last day."))
    note = models.TextField(_("message to participants"), blank=True, max_length=1_000)
    created_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When a director last asked for a reminder; it is sent once that is later than `reminded_at`.
    reminder_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    counted_at = models.DateTimeField(null=True, blank=True, editable=False)
    asked = models.PositiveIntegerField(default=0, editable=False)
    answered = models.PositiveIntegerField(default=0, editable=False)
    directing = models.PositiveSmallIntegerField(default=0, editable=False)
    threshold = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "program", "occasion"],
                condition=models.Q(program__isnull=False),
                name="survey_once_an_occasion",
            ),
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")), name="survey_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"survey {self.pk}"


class ResponseQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ResponseQuerySet:
        """One's own and no one else's: directors read counts."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(member__user=user)

    def waiting(self) -> ResponseQuerySet:
        """Not sent yet."""
        return self.filter(submitted_at=None)


class Response(InstitutionScoped):
    """What one person is asked by a survey, and whether they have sent it."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="responses")
    member = models.ForeignKey(
        "profiles.Membership", on_delete=models.CASCADE, related_name="responses"
    )
    side = models.CharField(max_length=20, choices=Side, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "member"], name="response_once"),
        ]
        indexes = [
            models.Index(
                fields=["member"],
                condition=models.Q(submitted_at=None),
                name="response_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"response {self.pk}"


class AnswerQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> AnswerQuerySet:
        return self.filter(response__in=Response.objects.visible_to(user))


class Answer(InstitutionScoped):
    """One item, answered."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveIntegerField(validators=[MaxValueValidator(100_000)])

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "item"], name="answer_once"),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class SurveyFigure(InstitutionScoped):
    """A count of one survey: over a group, for one item or one part. Shown only through `reports`.

    `total` is the sum of the people's values, `above` how many of them are above the middle of
    the scale. The paired counts speak of those who answered at the start as well. `before`, of
    everyone, holds for each group of the start how many people it had, how many of them are among
    the pairs, and how many were above the middle.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="figures")
    group = models.CharField(max_length=30, blank=True)
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.CASCADE)
    part = models.CharField(max_length=80, blank=True)
    people = models.PositiveIntegerField(default=0)
    total = models.FloatField(default=0)
    above = models.PositiveIntegerField(default=0)
    before: models.JSONField[Any, Any] = models.JSONField(default=dict)
    pairs = models.PositiveIntegerField(default=0)
    pairs_before = models.FloatField(default=0)
    pairs_after = models.FloatField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "group", "item", "part"],
                name="survey_figure_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"figure {self.pk}"
