from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from matching.programs.runs.models import MatchRun
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.institution.models.scope import scope_of
from profiles.vocabulary import TieKind, Track

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from mentornet.tenancy.viewer import Viewer
    from networks.relationships.models.tie import Tie, TieQuerySet
    from profiles.models import User


class PreferenceQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> PreferenceQuerySet:
        """Return one's own alone: whom a person ranks or declines is no one else's business."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(enrollment__member__user=user)


class Preference(InstitutionScoped):
    """Whom an enrolled person would like, in order (`rank` from 1), or declines (no rank)."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="preferences")
    chosen = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "chosen"], name="preference_once"),
            models.UniqueConstraint(
                fields=["enrollment", "rank"],
                name="preference_rank_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=~models.Q(enrollment=models.F("chosen")), name="preference_not_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"preference {self.pk}"


class PairRuleQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> PairRuleQuerySet:
        """Return the decisions about programs that *user* directs."""
        return self.filter(program__in=Program.objects.directed_by(user))


class PairRule(InstitutionScoped):
    """A director's decision about one pair, which every later run keeps."""

    class Kind(models.TextChoices):
        LOCK = "lock", _("Locked")
        FORBID = "forbid", _("Blocked")

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="pair_rules")
    protege = models.ForeignKey("matching.Enrollment", on_delete=models.CASCADE, related_name="+")
    mentor = models.ForeignKey("matching.Enrollment", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)

    objects = PairRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["protege", "mentor"], name="pair_rule_once"),
            models.UniqueConstraint(
                fields=["protege"], condition=models.Q(kind="lock"), name="pair_rule_one_lock"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class MatchRuleQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> MatchRuleQuerySet:
        """Return what is asked of the matches of programs that *user* directs."""
        return self.filter(program__in=Program.objects.directed_by(user))


class MatchRule(InstitutionScoped):
    """One thing that a director asks of a program's matches, beside pairs that must be or not (PairRule).

    `unit` (with all below it), `track`, or both say of whom it is; `least` and `most` count pairs, mentees of a mentor, or
    openings.
    """

    class Kind(models.TextChoices):
        MINIMUM = "minimum", _("Each mentor at least")
        EVEN = "even", _("Evenly spread")
        LIMIT = "limit", _("At least or at most")
        RESERVED = "reserved", _("Reserved openings")
        PREFER = "prefer", _("Preferred pair")

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="match_rules")
    kind = models.CharField(max_length=10, choices=Kind)
    side = models.CharField(max_length=10, choices=Enrollment.Side, blank=True, default="")
    unit = models.ForeignKey(
        "profiles.Unit", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    track = models.CharField(max_length=30, choices=Track, blank=True, default="")
    least = models.PositiveSmallIntegerField(default=0)
    most = models.PositiveSmallIntegerField(null=True, blank=True)
    protege = models.ForeignKey(
        "matching.Enrollment", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    mentor = models.ForeignKey(
        "matching.Enrollment", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MatchRuleQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "kind"],
                condition=models.Q(kind__in=["minimum", "even"]),
                name="match_rule_once_a_program",
            ),
            models.UniqueConstraint(fields=["protege", "mentor"], name="match_rule_once_a_pair"),
            models.CheckConstraint(
                condition=~models.Q(kind__in=["limit", "reserved"])
                | models.Q(unit__isnull=False)
                | ~models.Q(track=""),
                name="match_rule_of_unit_or_track",
            ),
            models.CheckConstraint(
                condition=models.Q(most=None) | models.Q(most__gte=models.F("least")),
                name="match_rule_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


PAIR_KIND = TieKind.DYAD
"""What a run makes of two people. What the mentee calls it afterward is theirs, and no one else's to read."""


def made_at() -> models.Case:
    """Return when a program made the pair of a proposal, as an expression on proposals.

    A run's pairs are made all at once. One row of a run stands for all that directors made by name: each of
    them is as old as its relationship is the program's.
    """
    by_name = models.When(run__method=MatchRun.BY_HAND, then=models.F("tie__confirmed_at"))
    return models.Case(by_name, default=models.F("run__published_at"))


MADE_WITHIN = timedelta(hours=1)
"""A relationship that is older than its pair by more than this was there before."""


def programs_since(proposals: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Return `tie`, `made` and `since` of each relationship of *proposals*.

    `made` is when a program first made the pair; it says nothing of the two themselves. `since` is from when what
    they do is a program's to read: `made`, if they had found each other before, and what they did until then is
    their own. None where a program brought them together.
    """
    made = models.F("made")
    older = models.When(tie__created_at__lt=made - MADE_WITHIN, then=made)
    rows = proposals.filter(tie__isnull=False).order_by().values("tie")
    rows = rows.annotate(made=models.Min(made_at())).annotate(since=models.Case(older))
    return rows.values("tie", "made", "since")


def made_by_programs(ties: TieQuerySet) -> TieQuerySet:
    """Return those of *ties* that a program's run made, with the aliases `made` and `since` of `programs_since`.

    Of formal ties there are others: those of the teams that people choose themselves, which no director reads.
    """
    own = Proposal.objects.filter(tie=models.OuterRef("pk"))
    rows: TieQuerySet = ties.from_programs().filter(models.Exists(own))
    known = programs_since(own)
    return rows.alias(
        made=models.Subquery(known.values("made")), since=models.Subquery(known.values("since"))
    )


def made_on(tie: Tie) -> date | None:
    """Return the day on which a program made *tie*: not the one from which the mentee counts."""
    rows = programs_since(Proposal.objects.filter(tie=tie)).values_list("made", flat=True)
    return next((tie.institution.local_date(now=made) for made in rows if made), None)


class ProposalQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ProposalQuerySet:
        """Return those of programs that one directs; and, once published, one's own."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            models.Q(run__program__in=Program.objects.directed_by(user))
            | models.Q(run__state=MatchRun.State.PUBLISHED, mentor__isnull=False)
            & (models.Q(protege__member__user=user) | models.Q(mentor__member__user=user))
        )

    def directed_by(self, user: Viewer) -> ProposalQuerySet:
        """Return those of the programs that *user* runs."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(scope_of(user).rows(unit="run__program__unit", program="run__program"))


class Proposal(InstitutionScoped):
    """What a run proposes for one protégé: a mentor with the reasons, or no one with the cause.

    `engine_mentor` keeps what the engine proposed when a director changes it; `tie` is what
    publishing made of it. In a program of projects the mentor comes with a project: one row for who
    `leads` it, and one more for each who joins. A protégé who may have several mentors has one row for each; `nth` says
    which.
    """

    class Source(models.TextChoices):
        ENGINE = "engine", _("Matched")
        LOCKED = "locked", _("Locked before the run")
        MANUAL = "manual", _("Changed by a director")
        BY_HAND = "by_hand", _("Paired by a director")
        RULED = "ruled", _("Asked first")

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="proposals")
    protege = models.ForeignKey("matching.Enrollment", on_delete=models.PROTECT, related_name="+")
    mentor = models.ForeignKey(
        "matching.Enrollment", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    engine_mentor = models.ForeignKey(
        "matching.Enrollment", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(max_length=10, choices=Source, default=Source.ENGINE)
    project = models.ForeignKey(
        "matching.Project", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    leads = models.BooleanField(default=True, db_default=True)
    nth = models.PositiveSmallIntegerField(default=1, db_default=1)
    score = models.FloatField(null=True, blank=True)
    parts = models.JSONField(default=dict)
    choice = models.PositiveSmallIntegerField(null=True, blank=True)
    cause = models.JSONField(default=dict, blank=True)
    tie = models.ForeignKey(
        "networks.Tie", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            # Those whom directors paired by name share one row of a run, and may be paired again.
            models.UniqueConstraint(
                fields=["run", "protege", "nth"],
                condition=~models.Q(source="by_hand") & models.Q(leads=True),
                name="proposal_once_a_protege",
            ),
            models.UniqueConstraint(
                fields=["run", "protege", "mentor"],
                condition=~models.Q(source="by_hand") & models.Q(leads=True),
                name="proposal_once_a_pair",
            ),
        ]
        indexes = [models.Index(fields=["tie"])]

    def __str__(self) -> str:
        return f"proposal {self.pk}"
