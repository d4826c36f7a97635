from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from evaluations.files.models import Attachment
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from networks.models import GroupMember, PeerGroup
from networks.peer_groups.models.group import opened_to

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class WritingProjectQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> WritingProjectQuerySet:
        """Return those of the groups that *user* is in, and those they are an author of; no office's.

        One from before they joined opens to them when someone makes them an author or a reader.
        """
        if not user.is_authenticated:
            return self.none()
        inside = GroupMember.objects.current().filter(member__user=user)
        authored = ProjectAuthor.objects.filter(member__user=user, left_at=None)
        reading = DraftReview.objects.filter(reader__user=user, handed_back_at=None)
        return self.filter(
            models.Q(group__in=inside.values("group"))
            & (opened_to(user) | models.Q(pk__in=reading.values("draft__project")))
            | models.Q(pk__in=authored.values("project"))
        )


class WritingProject(InstitutionScoped):
    """A piece of scholarly writing that a group carries from idea to acceptance [P].

    `moved_at` is when it last came forward: a milestone, a draft, a comment, an order agreed on.
    """

    class State(models.TextChoices):
        OPEN = "open", _("In progress")
        SHELVED = "shelved", _("On hold")

    group = models.ForeignKey(PeerGroup, on_delete=models.CASCADE, related_name="projects")
    title = models.CharField(max_length=300)
    journal = models.CharField(max_length=200, blank=True)
    about = models.TextField(max_length=2_000, blank=True)
    others = models.TextField(max_length=1_000, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    created_by = models.ForeignKey(
        "profiles.Membership", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField()

    objects = WritingProjectQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class OfProjectQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> OfProjectQuerySet:
        """Whatever belongs to a project is seen by those who see the project."""
        return self.filter(project__in=WritingProject.objects.visible_to(user))


class OfProject(InstitutionScoped):
    """A row that belongs to a project."""

    project = models.ForeignKey(WritingProject, on_delete=models.CASCADE, related_name="%(class)ss")

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        abstract = True


class Contribution(models.TextChoices):
    """The fourteen roles of the CRediT taxonomy (ANSI/NISO Z39.104-2022)."""

    CONCEPTUALIZATION = "conceptualization", _("Conceptualization")
    DATA_CURATION = "data_curation", _("Data curation")
    FORMAL_ANALYSIS = "formal_analysis", _("Formal analysis")
    FUNDING = "funding", _("Funding acquisition")
    INVESTIGATION = "investigation", _("Investigation")
    METHODOLOGY = "methodology", _("Methodology")
    ADMINISTRATION = "administration", _("Project administration")
    RESOURCES = "resources", _("Resources")
    SOFTWARE = "software", _("Software")
    SUPERVISION = "supervision", _("Supervision")
    VALIDATION = "validation", _("Validation")
    VISUALIZATION = "visualization", _("Visualization")
    ORIGINAL_DRAFT = "original_draft", _("Writing – original draft")
    REVIEW_EDITING = "review_editing", _("Writing – review and editing")


class ProjectAuthor(OfProject):
    """An author at their place. They stay one when they leave the group, unless they ask otherwise.

    `agreed_at`: since when they agree to the contributions that stand at their name. `shares`: that
    they share the first or the last authorship with those beside them who say so as well.

    An author outside has a name and an email and no account: they answer by links, and are one for
    good since `confirmed_at`. `email` is also how someone is asked who has left the institution.
    """

    class Shares(models.TextChoices):
        NONE = "", _("Own place")
        FIRST = "first", _("Shared first authorship")
        LAST = "last", _("Shared last authorship")

    member = models.ForeignKey(
        "profiles.Membership",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    outside_name = models.CharField(max_length=200, blank=True, db_default="", default="")
    email = models.EmailField(blank=True, db_default="", default="")
    affiliation = models.CharField(max_length=200, blank=True, db_default="", default="")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    position = models.PositiveSmallIntegerField()
    shares = models.CharField(
        max_length=5, choices=Shares, blank=True, db_default="", default=Shares.NONE
    )
    corresponding = models.BooleanField(db_default=False, default=False)
    contributions = ArrayField(
        models.CharField(max_length=20, choices=Contribution), default=list, blank=True
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "added_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "member"],
                condition=models.Q(left_at=None),
                name="project_author_once",
            ),
            models.UniqueConstraint(
                fields=["project", "position"],
                condition=models.Q(left_at=None),
                name="project_place_once",
            ),
            models.UniqueConstraint(
                models.F("project"),
                Lower("email"),
                condition=models.Q(left_at=None) & ~models.Q(email=""),
                name="project_author_email_once",
            ),
            models.CheckConstraint(
                condition=models.Q(member__isnull=False, outside_name="")
                | (models.Q(member=None) & ~models.Q(outside_name="")),
                name="project_author_is_one_person",
            ),
        ]

    def __str__(self) -> str:
        return f"author {self.pk}"

    @property
    def name(self) -> str:
        return self.member.name if self.member else self.outside_name

    @property
    def is_outside(self) -> bool:
        return self.member_id is None

    @property
    def has_left(self) -> bool:
        """Whether they had an account here and cannot sign in any more."""
        member = self.member
        return member is not None and not (member.is_current and member.user.is_active)

    @property
    def can_answer(self) -> bool:
        """Whether they can still be asked: on a page here, or by a link to an email."""
        return bool(self.email) or (not self.is_outside and not self.has_left)

    @property
    def contribution_labels(self) -> list[str]:
        return [str(Contribution(one).label) for one in self.contributions]


class OrderChange(OfProject):
    """A change of the order of authors: from which order to which, who asked, what became of it.

    `before` and `after` list the keys of the authors (ProjectAuthor), first author first; the terms
    say how many share the first and the last authorship, and who corresponds (`Terms`). A change
    holds once everyone whose standing it changes, and who can still answer, has consented. What
    each answered is kept only of a change that was agreed to.
    """

    class Kind(models.TextChoices):
        ORDER = "order", _("New order")
        JOINED = "joined", _("Author added")
        LEFT = "left", _("Author removed")

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for answers")
        AGREED = "agreed", _("Agreed")
        DECLINED = "declined", _("Not agreed")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        LAPSED = "lapsed", _("Canceled: someone who would lose a place has left")

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ORDER)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    proposed_by = models.ForeignKey(
        "profiles.Membership", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    why = models.TextField(max_length=1_000, blank=True)
    before = models.JSONField()
    after = models.JSONField()
    terms_before = models.JSONField(null=True, blank=True)
    terms_after = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=models.Q(state="open"),
                name="one_open_order_change",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at=None)
                | (~models.Q(state="open") & models.Q(closed_at__isnull=False)),
                name="order_change_closed_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"order change {self.pk}"


class OrderConsentQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> OrderConsentQuerySet:
        return self.filter(change__project__in=WritingProject.objects.visible_to(user))


class OrderConsent(InstitutionScoped):
    """The answer of one author whose standing a change changes; `consents` None: not said yet.

    `unreachable`: they have left the institution, and could not be asked.
    """

    change = models.ForeignKey(OrderChange, on_delete=models.CASCADE, related_name="consents")
    author = models.ForeignKey(ProjectAuthor, on_delete=models.CASCADE, related_name="+")
    consents = models.BooleanField(null=True)
    unreachable = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = OrderConsentQuerySet.as_manager()

    class Meta:
        ordering = ["author__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["change", "author"], name="order_consent_once")
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"


class ProjectMilestone(OfProject):
    """One step from idea to acceptance: by when, and since when it is done."""

    class Step(models.TextChoices):
        IDEA = "idea", _("Idea")
        OUTLINE = "outline", _("Outline")
        ANALYSIS = "analysis", _("Data and analysis")
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("Internal review")
        SUBMITTED = "submitted", _("Submitted")
        REVISION = "revision", _("Revision")
        ACCEPTED = "accepted", _("Accepted")

    step = models.CharField(max_length=10, choices=Step)
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(
        "profiles.Membership", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "step"], name="project_step_once")
        ]

    def __str__(self) -> str:
        return f"milestone {self.pk}"


class ProjectDraft(OfProject):
    """A draft as it was on a day: a link to where it is written, or a file."""

    label = models.CharField(max_length=120)
    link = models.URLField(max_length=500, blank=True)
    file = models.OneToOneField(
        Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    added_by = models.ForeignKey(
        "profiles.Membership", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(link="", file__isnull=False)
                | (~models.Q(link="") & models.Q(file=None)),
                name="draft_is_a_link_or_a_file",
            )
        ]

    def __str__(self) -> str:
        return self.label


class DraftReviewQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> DraftReviewQuerySet:
        return self.filter(draft__project__in=WritingProject.objects.visible_to(user))

    def waiting(self) -> DraftReviewQuerySet:
        """Return those that someone is still to read."""
        return self.filter(given_at=None, handed_back_at=None)


class DraftReview(InstitutionScoped):
    """Someone in the group reads a draft by a day and says what they think.

    Those that were asked at once about one draft are a round; `round` counts them. Who leaves the
    group hands back what they have not read: `handed_back_at`.
    """

    draft = models.ForeignKey(ProjectDraft, on_delete=models.CASCADE, related_name="reviews")
    round = models.PositiveSmallIntegerField()
    reader = models.ForeignKey("profiles.Membership", on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(
        "profiles.Membership", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    question = models.TextField(max_length=1_000, blank=True)
    due_on = models.DateField()
    text = models.TextField(max_length=10_000, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    handed_back_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DraftReviewQuerySet.as_manager()

    class Meta:
        ordering = ["round", "due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "round", "reader"], name="draft_read_once_a_round"
            )
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.given_at is None and self.handed_back_at is None
