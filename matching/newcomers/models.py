"""Programs that welcome whoever joins, and the people who are new and wait for a mentor there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.pairing.models import PairRequest
from matching.pairs.models import Proposal
from matching.programs.models import Program
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from networks.models import Tie
from profiles.models import Membership

if TYPE_CHECKING:
    from mentornet.tenancy.viewer import Viewer

WELCOMING = (Program.State.ENROLLING, Program.State.MATCHING, Program.State.RUNNING)
"""States of a program in which people who join are new to it."""


class NewcomerWelcomeQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: Viewer) -> NewcomerWelcomeQuerySet:
        """Return the settings of programs that *user* runs."""
        return self.filter(program__in=Program.objects.directed_by(user))

    def active(self) -> NewcomerWelcomeQuerySet:
        """Return those that are on, of programs that go on."""
        return self.filter(is_on=True, program__state__in=WELCOMING)


class NewcomerWelcome(InstitutionScoped):
    """That a program of pairs welcomes whoever joins by the roster from a day on."""

    program = models.OneToOneField(
        Program, on_delete=models.CASCADE, related_name="newcomer_welcome"
    )
    is_on = models.BooleanField(_("Welcome people who join"), default=True)
    since = models.DateField(
        _("from"),
        help_text=_("People who started on this day or later are new here."),
    )
    chiefs_suggest = models.BooleanField(
        _("Ask chiefs to suggest a mentor"),
        default=False,
        db_default=False,
        help_text=_(
            "We email the supervisor named on the roster, if they have an account. They suggest "
            "someone, and you decide. They learn nothing else."
        ),
    )
    changed_at = models.DateTimeField(auto_now=True)

    objects = NewcomerWelcomeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"newcomer welcome {self.pk}"


class NewcomerQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: Viewer) -> NewcomerQuerySet:
        """Return those of programs that *user* runs, of the people whom they direct.

        Who runs one program alone, or one unit, reads no names of people elsewhere.
        """
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            program__in=Program.objects.directed_by(user),
            member__in=Membership.objects.directed_by(user),
        )

    def led_by(self, chief: Membership) -> NewcomerQuerySet:
        """Return those for whom *chief*, their supervisor, is asked to suggest a mentor.

        Whether they have one by now makes no difference: a chief does not learn it.
        """
        return self.present().filter(
            member__supervisor=chief, program__newcomer_welcome__chiefs_suggest=True
        )

    def present(self) -> NewcomerQuerySet:
        """Return those who are here and new to a program that welcomes people now."""
        return self.filter(
            fits=True,
            member__end_date=None,
            program__newcomer_welcome__is_on=True,
            program__state__in=WELCOMING,
        )

    def with_mentor(self) -> NewcomerQuerySet:
        """Note on each row whether the program has given them a mentor who is there, or is asking one.

        As `has_mentor` and `is_asked`.
        """
        made = Proposal.objects.filter(
            protege__member=OuterRef("member"), run__program=OuterRef("program"), tie__isnull=False
        )
        asking = PairRequest.objects.filter(
            protege=OuterRef("member"),
            program=OuterRef("program"),
            state=PairRequest.State.OPEN,
        )
        return self.annotate(
            has_mentor=Exists(made.exclude(tie__state=Tie.State.ENDED)), is_asked=Exists(asking)
        )

    def waiting(self) -> NewcomerQuerySet:
        """Return those for whom someone is to propose a mentor."""
        return (
            self.present().with_mentor().filter(has_mentor=False, is_asked=False, set_aside_at=None)
        )


class Newcomer(InstitutionScoped):
    """One person who joined, as one program sees them; once each, however often they leave and come back.

    `joined_on` is their first day by the roster, or the day on which it named them first. `fits` says
    whether they are still someone whom the program welcomes: the roster may move them meanwhile.
    """

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="newcomers")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="newcomer_in")
    joined_on = models.DateField()
    fits = models.BooleanField(default=True, editable=False)
    found_at = models.DateTimeField(default=timezone.now, editable=False)
    # Someone said that this person needs no onboarding mentor.
    set_aside_at = models.DateTimeField(null=True, blank=True, editable=False)

    # When those who run the program got an email about them.
    told_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = NewcomerQuerySet.as_manager()

    class Meta:
        ordering = ["joined_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["program", "member"], name="newcomer_once"),
        ]

    def __str__(self) -> str:
        return f"newcomer {self.pk}"


class MentorSuggestionQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: Viewer) -> MentorSuggestionQuerySet:
        """Return one's own, and those about newcomers whom *user* may list."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            models.Q(by__user=user) | models.Q(newcomer__in=Newcomer.objects.visible_to(user))
        )


class MentorSuggestion(InstitutionScoped):
    """The onboarding mentor whom a newcomer's chief suggests to those who run the program."""

    newcomer = models.ForeignKey(Newcomer, on_delete=models.CASCADE, related_name="suggestions")
    by = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="mentors_suggested")
    mentor = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MentorSuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["newcomer", "by"], name="mentor_suggested_once"),
        ]

    def __str__(self) -> str:
        return f"mentor suggestion {self.pk}"
