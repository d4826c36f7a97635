"""The end of a program of groups: what its people are asked for, and what they take with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from matching.models import Program
from mentornet.durations import minutes_in_words
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from networks.models import PeerGroup

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class OfProgramQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> OfProgramQuerySet:
        """Return those of programs that *user* directs."""
        return self.filter(program__in=Program.objects.directed_by(user))


class ProgramEnding(InstitutionScoped):
    """How a program ends: set beforehand by its director, carried out when it is closed.

    `ask_with` is the key of the instrument of the last survey; "" lets MentorNet choose, NONE asks
    nothing. Groups say until `settle_on` whether they go on; then the cohort is counted, once:
    `people` who took part, how many of them have a dated version of their plan, and `papers`, by
    state the pair of how many papers and how many authors. `threshold` is the institution's of the
    day on which the program was closed.
    """

    NONE = "none"

    program = models.OneToOneField(Program, on_delete=models.CASCADE, related_name="ending")
    ask_with = models.CharField(_("last survey"), max_length=60, blank=True)
    thanks = models.TextField(
        _("thanks and closing words"),
        blank=True,
        max_length=2_000,
        help_text=_("Included in the email that everyone gets when you close the program."),
    )
    signed_by = models.CharField(
        _("certificates are signed by"),
        blank=True,
        max_length=200,
        help_text=_("Name and title. If empty, the director who closes the program signs."),
    )
    settle_on = models.DateField(null=True, blank=True, editable=False)
    counted_at = models.DateTimeField(null=True, blank=True, editable=False)
    threshold = models.PositiveSmallIntegerField(default=0, editable=False)
    people = models.PositiveIntegerField(default=0, editable=False)
    with_plan = models.PositiveIntegerField(default=0, editable=False)
    papers: models.JSONField[Any, Any] = models.JSONField(default=dict, editable=False)

    objects = OfProgramQuerySet.as_manager()

    def __str__(self) -> str:
        return f"ending {self.pk}"


class CompletionQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> CompletionQuerySet:
        """One's own and no one else's."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(member__user=user)

    def alumni(self) -> CompletionQuerySet:
        """Return those who said yes to being listed and are still at the institution."""
        return self.filter(alumni_since__isnull=False, member__end_date=None)


class Completion(InstitutionScoped):
    """One person's part in a program that was closed, as their certificate states it.

    What it states is a copy of that day. Without `minutes` there is no certificate, nor below the
    minimum that the program sets (`enough`). `done_at`: the person has seen to everything on its page. `alumni_since`: their yes to the alumni list.
    """

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="completions")
    member = models.ForeignKey(
        "profiles.Membership", on_delete=models.CASCADE, related_name="completions"
    )
    facilitated = models.BooleanField(default=False)
    number = models.CharField(max_length=16, unique=True, editable=False)
    name = models.CharField(max_length=300)
    program_name = models.CharField(max_length=200)
    signed_by = models.CharField(max_length=300, blank=True)
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)
    sessions = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveIntegerField(default=0)
    enough = models.BooleanField(default=True)
    closed_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    alumni_since = models.DateTimeField(null=True, blank=True)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["program", "member"], name="completion_once"),
            models.CheckConstraint(
                condition=models.Q(minutes=0)
                | models.Q(sessions__gt=0, first_on__isnull=False, last_on__isnull=False),
                name="completion_hours_have_days",
            ),
        ]
        indexes = [
            models.Index(
                fields=["member"],
                condition=models.Q(done_at=None),
                name="completion_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"completion {self.pk}"

    @property
    def has_certificate(self) -> bool:
        return self.minutes > 0 and self.enough

    @property
    def hours_words(self) -> str:
        """How long the sessions took to which they came, as people say it."""
        return minutes_in_words(self.minutes)

    @property
    def number_words(self) -> str:
        """The number as it is printed: in fours."""
        return "-".join(self.number[at : at + 4] for at in range(0, len(self.number), 4))


class ContinuationQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ContinuationQuerySet:
        """Return those of the groups that *user* is in now."""
        return self.filter(group__in=PeerGroup.objects.visible_to(user))

    def open(self) -> ContinuationQuerySet:
        return self.filter(settled_at=None)


class Continuation(InstitutionScoped):
    """The question to a group whose program was closed: does it go on without a facilitator?"""

    group = models.OneToOneField(PeerGroup, on_delete=models.CASCADE, related_name="continuation")
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    until = models.DateField()
    closed_by = models.ForeignKey(
        "profiles.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    goes_on = models.BooleanField(null=True)

    objects = ContinuationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(settled_at=None, goes_on=None)
                | models.Q(settled_at__isnull=False, goes_on__isnull=False),
                name="continuation_settled_says_how",
            )
        ]

    def __str__(self) -> str:
        return f"continuation {self.pk}"


class ContinuationAnswerQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ContinuationAnswerQuerySet:
        """One's own; the others of the group learn how many said yes."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(member__user=user)


class ContinuationAnswer(InstitutionScoped):
    """What one member says to it; changed as often as they like until the day."""

    continuation = models.ForeignKey(Continuation, on_delete=models.CASCADE, related_name="answers")
    member = models.ForeignKey("profiles.Membership", on_delete=models.CASCADE, related_name="+")
    stays = models.BooleanField()
    answered_at = models.DateTimeField(auto_now=True)

    objects = ContinuationAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["continuation", "member"], name="continuation_answer_once"
            )
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
