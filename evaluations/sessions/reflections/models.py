from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluations.meetings.models import Meeting
from matching.models import Program, ProgramGroup
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from networks.models import GroupMember, PeerGroup
from networks.peer_groups.models.group import opened_to
from profiles.models import Institution

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class ReflectionQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ReflectionQuerySet:
        """One's own, and what was said by name to those who facilitate, since they do.

        Who takes over reads nothing that was said to the one before, whether or not they were in the
        group then. What is read out to the group stands on a session's page: see
        `queries.read_out_at`.
        """
        if not user.is_authenticated:
            return self.none()
        leading = GroupMember.objects.current().filter(
            member__user=user, part__in=GroupMember.LEADING
        )
        since = leading.filter(
            models.Q(leads_from=None) | models.Q(leads_from__lte=models.OuterRef("written_at")),
            group=models.OuterRef("meeting__group"),
        )
        named = models.Q(
            models.Exists(since),
            opened_to(user, written="written_at", group="meeting__group"),
            audience=Reflection.Audience.FACILITATOR,
        )
        return self.filter(models.Q(author__user=user) | named)


class Reflection(InstitutionScoped):
    """What someone says of a session afterwards, and to whom; the audience stays what it was.

    What is anonymous is `sealed` here, with nothing to say when it was written, and only until it is
    released: then it becomes AnonymousReflections, which know no author, and this row is as empty as
    that of someone who did not want to answer (`CLOSED`).
    """

    class Audience(models.TextChoices):
        FACILITATOR = "facilitator", _("To my facilitator, with my name")
        GROUP = "group", _("To the group, without my name")
        ANONYMOUS = "anonymous", _("To the program, anonymously")
        CLOSED = "closed", _("No answer")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="reflections")
    author = models.ForeignKey("profiles.Membership", on_delete=models.CASCADE, related_name="+")
    audience = models.CharField(max_length=12, choices=Audience)
    helped = models.TextField(blank=True, max_length=2_000)
    hindered = models.TextField(blank=True, max_length=2_000)
    sealed = models.TextField(blank=True, editable=False)
    # For which program it is anonymous, whatever becomes of the group.
    program = models.ForeignKey(
        Program, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField(null=True, blank=True)

    objects = ReflectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "author"], name="reflection_once"),
            models.CheckConstraint(
                condition=models.Q(audience__in=["facilitator", "group"], sealed="")
                | models.Q(audience="anonymous", helped="", hindered="", written_at=None)
                | models.Q(
                    audience="closed",
                    helped="",
                    hindered="",
                    sealed="",
                    program=None,
                    written_at=None,
                ),
                name="reflection_says_no_more_than_its_audience",
            ),
        ]
        indexes = [models.Index(fields=["audience", "program"], name="reflection_waiting")]

    def __str__(self) -> str:
        return f"reflection {self.pk}"


class AnonymousReflectionQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> AnonymousReflectionQuerySet:
        """Return those of institutions that *user* directs, or of programs of which they facilitate a group.

        People were told who reads: the directors of the institution, and no coordinator.
        """
        if not user.is_authenticated:
            return self.none()
        leading = GroupMember.objects.current().filter(
            member__user=user, part__in=GroupMember.LEADING
        )
        groups = ProgramGroup.objects.filter(
            group__in=PeerGroup.objects.active().filter(pk__in=leading.values("group"))
        )
        return self.filter(
            models.Q(institution__in=Institution.objects.directed_by(user))
            | models.Q(program__in=groups.values("program"))
        )


class AnonymousReflection(InstitutionScoped):
    """One answer to one of the two questions, of no one: of which program, and nothing else.

    Its key is random, so its place in a list says nothing.
    """

    class Question(models.TextChoices):
        HELPED = "helped", _("What helped")
        HINDERED = "hindered", _("What got in the way")

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(max_length=10, choices=Question)
    text = models.TextField(max_length=2_000)

    objects = AnonymousReflectionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["program", "question"], name="anonymous_by_program")]

    def __str__(self) -> str:
        return f"anonymous reflection {self.pk}"
