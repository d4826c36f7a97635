from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from mentornet.durations import minutes_in_words
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.models import Institution

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class ProgramDateQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ProgramDateQuerySet:
        """Return the dates of programs that have been announced to *user*, or that they direct."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            models.Q(program__in=Program.objects.visible_to(user))
            | models.Q(program__in=Program.objects.directed_by(user))
        )


class ProgramDate(InstitutionScoped):
    """One of the days on which a whole program meets, on the clock of its institution."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="dates")
    day = models.DateField(_("day"))
    starts = models.TimeField(_("start time"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=480, validators=[MinValueValidator(15), MaxValueValidator(600)]
    )
    title = models.CharField(_("title"), max_length=200, blank=True)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[Any] = ProgramDateQuerySet.as_manager()

    class Meta:
        ordering = ["day", "starts"]
        constraints = [
            # Two dates may change places in one act.
            models.UniqueConstraint(
                fields=["program", "day", "starts"],
                name="program_date_once",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.starts:%H:%M}"

    def starts_at(self, institution: Institution) -> datetime:
        """Return the moment at which it begins."""
        return datetime.combine(self.day, self.starts, tzinfo=institution.zone)

    def ends_at(self, institution: Institution) -> datetime:
        return self.starts_at(institution) + timedelta(minutes=self.minutes)

    @property
    def minutes_words(self) -> str:
        """How long it takes, as people say it."""
        return minutes_in_words(self.minutes)


class DateAnswerQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> DateAnswerQuerySet:
        """Return one's own, and those in programs that one directs."""
        return self.filter(enrollment__in=Enrollment.objects.visible_to(user))


class DateAnswer(InstitutionScoped):
    """Whether someone who enrolled can come on one date of the program."""

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        NOT_SURE = "not_sure", _("Not sure")

    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.CASCADE, related_name="date_answers"
    )
    date = models.ForeignKey(ProgramDate, on_delete=models.CASCADE, related_name="answers")
    answer = models.CharField(max_length=10, choices=Answer)

    objects: ClassVar[Any] = DateAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "date"], name="date_answer_once")
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class TimeConfirmationQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> TimeConfirmationQuerySet:
        """Return one's own, and those in programs that one directs."""
        return self.filter(enrollment__in=Enrollment.objects.visible_to(user))


class TimeConfirmation(InstitutionScoped):
    """Whether the chief of someone who enrolled keeps the dates of the program free for them.

    The chief needs no account: they answer by a link in a mail.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        YES = "yes", _("Confirmed")
        NO = "no", _("Not free on all dates")

    enrollment = models.OneToOneField(
        Enrollment, on_delete=models.CASCADE, related_name="time_confirmation"
    )
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("email"), max_length=254)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    words = models.TextField(max_length=1_000, blank=True)
    times_asked = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    is_earlier = False
    """Whether it answers for dates that have moved since: set where it is read."""

    objects: ClassVar[Any] = TimeConfirmationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["institution", "state", "asked_at"], name="confirm_due")]

    def __str__(self) -> str:
        return f"confirmation {self.pk}"
