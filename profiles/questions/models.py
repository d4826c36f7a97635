from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.institution.models.institution import Institution

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.people.models.user import User


class QuestionQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> QuestionQuerySet:
        """Return the questions that *user* writes, as a director."""
        return self.filter(institution__in=Institution.objects.directed_by(user))

    def about(self, subject: models.Model) -> QuestionQuerySet:
        """Return the questions that are asked about *subject*, in their order."""
        return self.filter(subject=name_of(subject)).order_by("position", "pk")


def name_of(subject: models.Model) -> str:
    """Return how questions name the row that they belong to."""
    return f"{subject._meta.label_lower}:{subject.pk}"


class Question(InstitutionScoped):
    """One question: its kind, what the answer is used for, and who reads it.

    `subject` names the row to which it belongs, of whichever app: see `name_of`.
    """

    class Kind(models.TextChoices):
        TEXT = "text", _("Short text")
        LONG_TEXT = "long_text", _("Long text")
        ONE = "one", _("One choice")
        SEVERAL = "several", _("Several choices")
        YES_NO = "yes_no", _("Yes or no")
        NUMBER = "number", _("Number")
        DATE = "date", _("Date")

    class Audience(models.TextChoices):
        DIRECTORS = "directors", _("The person and the program directors")
        COUNTS = "counts", _("Counts only: totals, without names")

    COUNTED = (Kind.ONE, Kind.SEVERAL, Kind.YES_NO)

    subject = models.CharField(max_length=100, editable=False)
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    kind = models.CharField(_("kind of answer"), max_length=10, choices=Kind, default=Kind.TEXT)
    text = models.CharField(_("question"), max_length=300)
    purpose = models.CharField(
        _("what the answer is used for"),
        max_length=300,
        help_text=_("Shown beside the question."),
    )
    audience = models.CharField(
        _("who reads the answers"), max_length=10, choices=Audience, default=Audience.DIRECTORS
    )
    choices: Any = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    required = models.BooleanField(_("an answer is required"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(audience="counts")
                | models.Q(kind__in=["one", "several", "yes_no"]),
                name="question_counts_are_of_choices",
            )
        ]
        indexes = [models.Index(fields=["institution", "subject"], name="question_subject")]

    def __str__(self) -> str:
        return self.text

    @property
    def readers(self) -> str:
        """Who reads the answer, as a sentence for the person who answers."""
        if self.audience == self.Audience.COUNTS:
            return str(_("Program directors see only totals over several people."))
        return str(_("You and the program directors can read this."))


class QuestionAnswerQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> QuestionAnswerQuerySet:
        """One's own, and as a director those whose question says that directors read them."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            models.Q(member__user=user)
            | models.Q(
                institution__in=Institution.objects.directed_by(user),
                question__audience=Question.Audience.DIRECTORS,
            )
        )


class QuestionAnswer(InstitutionScoped):
    """What one person answered. `value` is text, a list of choices, true or false, or a number."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    member = models.ForeignKey("profiles.Membership", on_delete=models.CASCADE, related_name="+")
    value: Any = models.JSONField()
    answered_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = QuestionAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "member"], name="question_answer_once")
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
