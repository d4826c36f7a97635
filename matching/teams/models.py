from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from matching.programs.enrollment.models import Enrollment
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from networks.models import Agreement
from profiles.vocabulary import MentorRole

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import AnonymousUser
    from django_stubs_ext import StrOrPromise

    from networks.models import ExternalContact
    from profiles.models import Membership, User


class TeamQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> TeamQuerySet:
        """Return one's own, and those that one has joined; the director of the program sees counts alone."""
        if not user.is_authenticated:
            return self.none()
        inside = TeamMember.objects.current().filter(member__user=user)
        return self.filter(
            models.Q(enrollment__member__user=user) | models.Q(pk__in=inside.values("team"))
        )


class Team(InstitutionScoped):
    """The mentors around one person who applies for a career award, and the plan they follow [D].

    The protégé writes the plan; `revision` counts its versions, so that a second tab overwrites
    nothing. `agree_from` is the last of them in which something changed that the team agrees to:
    who has agreed to it, or to a later one, agrees to the plan as it is now.
    """

    PARTS: Mapping[str, StrOrPromise] = {
        "aims": _("aims"),
        "training": _("training activities"),
        "rhythm": _("meetings"),
        "progress": _("how progress is judged"),
    }
    AGREED_TO: Mapping[str, StrOrPromise] = {**PARTS, "cadence": _("how often the team meets")}
    """What the team agrees to: with another text of these it is asked again, and with nothing else."""

    enrollment = models.OneToOneField(Enrollment, on_delete=models.PROTECT, related_name="team")
    award = models.CharField(
        _("award"),
        max_length=200,
        blank=True,
        help_text=_("The award and its sponsor, as named in the application."),
    )
    title = models.CharField(_("project title"), max_length=300, blank=True)
    due_on = models.DateField(_("application due date"), null=True, blank=True)
    aims = models.TextField(
        PARTS["aims"],
        blank=True,
        max_length=8_000,
        help_text=_("Where you want to be when the award ends, and your aims along the way."),
    )
    training = models.TextField(
        PARTS["training"],
        blank=True,
        max_length=8_000,
        help_text=_("Courses, methods, placements, and writing, and who guides each one."),
    )
    cadence = models.CharField(
        _("the whole team meets"),
        max_length=20,
        choices=Agreement.Cadence,
        default=Agreement.Cadence.QUARTERLY,
    )
    rhythm = models.TextField(
        PARTS["rhythm"],
        blank=True,
        max_length=4_000,
        help_text=_(
            "How often you meet each mentor and the whole team, and who schedules the meetings."
        ),
    )
    progress = models.TextField(
        PARTS["progress"],
        blank=True,
        max_length=4_000,
        help_text=_("What the team looks at, when, and what happens when something is late."),
    )
    revision = models.PositiveIntegerField(default=0, editable=False)
    agree_from = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    written_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["enrollment__member__sort_key", "id"]

    def __str__(self) -> str:
        return f"team {self.pk}"

    @property
    def protege(self) -> Membership:
        member: Membership = self.enrollment.member
        return member

    @property
    def parts_written(self) -> int:
        """How many of the plan's texts say something."""
        return len(self.PARTS) - len(self.parts_empty)

    @property
    def parts_empty(self) -> list[str]:
        """What the plan's texts that say nothing yet are called."""
        return [str(label) for part, label in self.PARTS.items() if not getattr(self, part).strip()]


class TeamMemberQuerySet(InstitutionScopedQuerySet):
    def current(self) -> TeamMemberQuerySet:
        """Return those who have said yes and still have a tie with the protégé."""
        return self.filter(state=TeamMember.State.CONFIRMED, tie__state="active").filter(
            models.Q(member=None) | models.Q(member__end_date=None)
        )

    def asked(self) -> TeamMemberQuerySet:
        return self.filter(state=TeamMember.State.ASKED, member__end_date=None)

    def visible_to(self, user: User | AnonymousUser) -> TeamMemberQuerySet:
        """Return one's own part, and all parts of one's own team: no one else learns of a decline."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            models.Q(team__enrollment__member__user=user) | models.Q(member__user=user)
        )


class TeamMember(InstitutionScoped):
    """Someone's part in a team: the primary mentor, or one of the committee with a function.

    A colleague is asked and answers; a mentor elsewhere is written down by the protégé. Whoever is
    in the team has a tie with the protégé that fills the same roles.
    """

    class Part(models.TextChoices):
        PRIMARY = "primary", _("Primary mentor")
        COMMITTEE = "committee", _("Committee")

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        CONFIRMED = "confirmed", _("On the team")
        DECLINED = "declined", _("Declined")
        LEFT = "left", _("No longer on the team")

    OPEN_STATES = (State.ASKED, State.CONFIRMED)

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="people")
    member = models.ForeignKey(
        "profiles.Membership",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="team_parts",
    )
    external = models.ForeignKey(
        "networks.ExternalContact",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="team_parts",
    )
    part = models.CharField(max_length=10, choices=Part, default=Part.COMMITTEE)
    function = models.CharField(max_length=200)
    roles = ArrayField(
        models.CharField(max_length=20, choices=MentorRole), default=list, blank=True
    )
    message = models.TextField(blank=True, max_length=2_000)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    tie = models.ForeignKey(
        "networks.Tie", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    agreed_revision = models.PositiveIntegerField(null=True, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        ordering = ["-part", "asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(member=None, external__isnull=False)
                | models.Q(member__isnull=False, external=None),
                name="team_member_one_person",
            ),
            models.UniqueConstraint(
                fields=["team", "member"],
                condition=models.Q(state__in=["asked", "confirmed"], member__isnull=False),
                name="team_member_once",
            ),
            models.UniqueConstraint(
                fields=["team", "external"],
                condition=models.Q(state__in=["asked", "confirmed"], external__isnull=False),
                name="team_contact_once",
            ),
            models.UniqueConstraint(
                fields=["team"],
                condition=models.Q(state__in=["asked", "confirmed"], part="primary"),
                name="team_one_primary",
            ),
        ]

    def __str__(self) -> str:
        return f"part {self.pk}"

    @property
    def has_agreed(self) -> bool:
        """Whether they agree to the plan as it is now; no one does before it says something."""
        return (
            self.team.revision > 0
            and self.agreed_revision is not None
            and self.agreed_revision >= self.team.agree_from
        )

    @property
    def person(self) -> Membership | ExternalContact:
        """A constraint holds that it is a colleague or a contact, never neither."""
        for person in (self.member, self.external):
            if person is not None:
                return person
        raise ValueError("This part has nobody.")

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def role_labels(self) -> list[str]:
        return [str(MentorRole(role).label) for role in self.roles]


class MilestoneQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> MilestoneQuerySet:
        """Return those of the teams that *user* reads."""
        return self.filter(team__in=Team.objects.visible_to(user))


class Milestone(InstitutionScoped):
    """Something that the plan wants reached by a day."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="milestones")
    text = models.CharField(_("milestone"), max_length=300)
    due_on = models.DateField(_("due date"))
    reached_on = models.DateField(null=True, blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return self.text

    def is_late(self, today: date) -> bool:
        return self.reached_on is None and self.due_on < today
