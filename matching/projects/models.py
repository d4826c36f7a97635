from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from matching.pairs.models import Proposal
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from matching.programs.runs.models import MatchRun
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.own_words import AREA
from profiles.vocabulary import label_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class ProjectQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ProjectQuerySet:
        """Return those of the programs in which *user* takes part, and of those that they run."""
        if not user.is_authenticated:
            return self.none()
        own = Enrollment.objects.active().filter(member__user=user)
        theirs = ProjectMentor.objects.filter(mentor__member__user=user).values("project")
        known = Q(state=Project.State.ACCEPTED) | Q(pk__in=theirs)
        return self.filter(
            Q(known, program__in=own.values("program"))
            | Q(program__in=Program.objects.directed_by(user))
        )

    def offered(self) -> ProjectQuerySet:
        """Return those that can be chosen: accepted, and all of their mentors agree and still take part."""
        parts = ProjectMentor.objects.filter(project=OuterRef("pk"))
        gone = parts.filter(
            Q(mentor__withdrawn_at__isnull=False)
            | Q(mentor__member__end_date__isnull=False)
            | Q(agreed=False)
        )
        leads = parts.filter(leads=True)
        accepted = Project.State.ACCEPTED
        return self.filter(Exists(leads), ~Exists(gone), is_offered=True, state=accepted)


class Project(InstitutionScoped):
    """What mentees of a program choose: a project or a topic, with its places and its mentors.

    A director writes it, or a mentor who leads it, for whom a director accepts it. `note` is what that director asks for.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waiting for the director")
        RETURNED = "returned", _("Changes asked for")
        ACCEPTED = "accepted", _("Accepted")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="projects")
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(
        _("about this project"),
        blank=True,
        max_length=4000,
        help_text=_(
            "Mentees read this before they choose: the question, the work, what they learn."
        ),
    )
    places = models.PositiveSmallIntegerField(
        _("places"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text=_("How many mentees can work on it at once."),
    )
    areas = ArrayField(models.CharField(max_length=40), default=list, blank=True, db_default=[])
    state = models.CharField(
        max_length=20, choices=State, default=State.ACCEPTED, db_default=State.ACCEPTED.value
    )
    note = models.TextField(blank=True, max_length=2000, default="", db_default="")
    is_offered = models.BooleanField(_("mentees can choose it"), default=True, db_default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["program", "title"], name="project_title_once"),
            models.CheckConstraint(condition=Q(places__gte=1), name="project_has_places"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def area_labels(self) -> list[str]:
        return [label_of(AREA, area) for area in self.areas]


class ProjectMentorQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ProjectMentorQuerySet:
        """Return those of the projects that *user* can see."""
        return self.filter(project__in=Project.objects.visible_to(user))


class ProjectMentor(InstitutionScoped):
    """A mentor of a project. One of them leads it. `agreed` is not whom another mentor named, until they say yes."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="mentors")
    mentor = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="led_projects")
    leads = models.BooleanField(default=False)
    agreed = models.BooleanField(default=True, db_default=True)

    objects = ProjectMentorQuerySet.as_manager()

    class Meta:
        ordering = ["-leads", "mentor__member__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "mentor"], name="project_mentor_once"),
            models.UniqueConstraint(
                fields=["project"], condition=Q(leads=True), name="project_one_lead"
            ),
        ]

    def __str__(self) -> str:
        return f"project mentor {self.pk}"


class ProjectChoiceQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ProjectChoiceQuerySet:
        """Return one's own alone: which projects a person would like is no one else's business."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(enrollment__member__user=user)

    def counting(self) -> ProjectChoiceQuerySet:
        """Return those that the next match takes: no round has read them and is over."""
        since = ended_rounds().filter(
            program=OuterRef("enrollment__program"), ended_at__gte=OuterRef("read_at")
        )
        return self.filter(Q(read_at=None) | ~Exists(since))


def ended_rounds() -> Any:
    """Return the runs with which a round was over, at `ended_at`: published, or without anyone to publish."""
    found = Proposal.objects.filter(run=OuterRef("pk"), engine_mentor__isnull=False)
    over = Q(state=MatchRun.State.PUBLISHED) | Q(~Exists(found), state=MatchRun.State.DONE)
    rows = MatchRun.objects.of_projects().filter(over)
    dated = rows.annotate(ended_at=Coalesce("published_at", "finished_at"))
    return dated.filter(ended_at__isnull=False)


class ProjectChoice(InstitutionScoped):
    """A project that a mentee would like, in order: `rank` from 1.

    A list counts for one round of matching, and again once its owner has said so. Else a director could offer one project
    after another and publish in between, and read from the placements what a list says.
    """

    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.CASCADE, related_name="project_choices"
    )
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField()
    read_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ProjectChoiceQuerySet.as_manager()

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "project"], name="project_choice_once"),
            models.UniqueConstraint(
                fields=["enrollment", "rank"],
                name="project_choice_rank_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"project choice {self.pk}"
