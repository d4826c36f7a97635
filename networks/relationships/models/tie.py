from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from networks.phrases import CLOSENESS_LABELS
from profiles.vocabulary import Area, MentorRole, TieKind

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.utils.functional import _StrPromise as StrPromise

    from networks.relationships.models.contact import ExternalContact
    from profiles.models import Membership, User


class TieQuerySet(InstitutionScopedQuerySet):
    def active(self) -> TieQuerySet:
        return self.filter(state=Tie.State.ACTIVE)

    def from_programs(self) -> TieQuerySet:
        """Those that directors know of, because a program made them."""
        return self.filter(origin=Tie.Origin.FORMAL)

    def open(self) -> TieQuerySet:
        """Active relationships, and those that wait for confirmation."""
        return self.filter(state__in=Tie.OPEN_STATES)

    def carried(self) -> TieQuerySet:
        """Ties that take a place of the mentor's capacity: active, with someone who is here."""
        return self.active().filter(mentor__isnull=False, protege__end_date=None)

    def between(self, protege: Membership, mentor: Membership) -> TieQuerySet:
        return self.filter(protege=protege, mentor=mentor)

    def concerning(self, member: Membership) -> TieQuerySet:
        """Those in which *member* is one of the two; the keys have an index, their users do not."""
        return self.filter(models.Q(protege=member) | models.Q(mentor=member))

    def visible_to(self, user: User | AnonymousUser) -> TieQuerySet:
        """Ties in which *user* is one of the two; not their supervisor's, not their director's."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(models.Q(protege__user=user) | models.Q(mentor__user=user))


class Tie(InstitutionScoped):
    """A relationship in a mentee's network: with whom, of which kind, and what it is for.

    The function that a tie fills matters as much as the tie [D], hence `roles` and `areas`.
    The mentor is a member or an external contact, never both. `closeness` and `frequency` are
    how the mentee sees it, and are shown to the mentee alone.
    """

    class Origin(models.TextChoices):
        INFORMAL = "informal", _("Found on your own")
        FORMAL = "formal", _("From a program")

    class State(models.TextChoices):
        """Where the record stands; how often two people meet is another matter."""

        UNCONFIRMED = "unconfirmed", _("Waiting for confirmation")
        ACTIVE = "active", _("Current")
        REFUSED = "refused", _("Declined")
        ENDED = "ended", _("Ended")

        @property
        def meaning(self) -> StrPromise:
            """Return what the state is, as words that follow its name and a colon."""
            return STATE_MEANING[self]

    class Stage(models.TextChoices):
        """[C, after Hitchcock]: initiation, protégé stage, separation, lasting friendship."""

        INITIATION = "initiation", _("Getting to know each other")
        PROTEGE = "protege", _("Working together")
        SEPARATION = "separation", _("Growing independent")
        FRIENDSHIP = "friendship", _("Lasting friendship")

        @property
        def meaning(self) -> StrPromise:
            """Return what the stage is, as words that follow its name and a colon."""
            return STAGE_MEANING[self]

    class Closeness(models.IntegerChoices):
        CLOSE = 1, CLOSENESS_LABELS[1]
        REGULAR = 2, CLOSENESS_LABELS[2]
        DISTANT = 3, CLOSENESS_LABELS[3]

    class Frequency(models.TextChoices):
        WEEKLY = "weekly", _("About weekly")
        MONTHLY = "monthly", _("About monthly")
        QUARTERLY = "quarterly", _("A few times a year")
        RARELY = "rarely", _("Once a year or less")

    class EndedAs(models.TextChoices):
        """What two people are to each other afterwards, by the word of the one who ended it."""

        NOTHING = "", _("Not said")
        COLLEAGUES = "colleagues", _("Colleagues")
        PEERS = "peers", _("Peers")
        FRIENDS = "friends", _("Friends")

    OPEN_STATES = (State.UNCONFIRMED, State.ACTIVE)

    protege = models.ForeignKey(
        "profiles.Membership", on_delete=models.PROTECT, related_name="ties_as_protege"
    )
    mentor = models.ForeignKey(
        "profiles.Membership",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="ties_as_mentor",
    )
    external = models.ForeignKey(
        "networks.ExternalContact",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="ties",
    )
    kind = models.CharField(max_length=30, choices=TieKind, default=TieKind.DYAD)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.INFORMAL)
    state = models.CharField(max_length=20, choices=State, default=State.UNCONFIRMED)
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.INITIATION)
    roles = ArrayField(
        models.CharField(max_length=20, choices=MentorRole), default=list, blank=True
    )
    areas = ArrayField(models.CharField(max_length=20, choices=Area), default=list, blank=True)
    closeness = models.PositiveSmallIntegerField(choices=Closeness, default=Closeness.REGULAR)
    frequency = models.CharField(max_length=20, choices=Frequency, default=Frequency.MONTHLY)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "profiles.Membership",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Who can still undo the ending, until the end of the day."),
    )
    ended_as = models.CharField(max_length=20, choices=EndedAs, blank=True, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TieQuerySet.as_manager()

    class Meta:
        ordering = ["closeness", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(mentor=None, external__isnull=False)
                | models.Q(mentor__isnull=False, external=None),
                name="tie_one_mentor",
            ),
            models.CheckConstraint(
                condition=models.Q(mentor=None) | ~models.Q(mentor=models.F("protege")),
                name="tie_not_with_oneself",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None)
                | models.Q(started_on=None)
                | models.Q(ended_on__gte=models.F("started_on")),
                name="tie_dates_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(state="ended", ended_on__isnull=False)
                | (~models.Q(state="ended") & models.Q(ended_on=None)),
                name="tie_ended_has_a_date",
            ),
            models.UniqueConstraint(
                fields=["protege", "mentor"],
                condition=models.Q(state__in=["unconfirmed", "active"], mentor__isnull=False),
                name="tie_one_open_a_pair",
            ),
            models.UniqueConstraint(
                fields=["protege", "external"],
                condition=models.Q(state__in=["unconfirmed", "active"], external__isnull=False),
                name="tie_one_open_a_contact",
            ),
        ]
        indexes = [
            models.Index(fields=["institution", "state"]),
            models.Index(fields=["protege", "state"]),
            models.Index(fields=["mentor", "state"]),
        ]

    @property
    def partner(self) -> Membership | ExternalContact:
        """Who mentors: a constraint holds that it is a member or a contact, never neither."""
        if self.mentor is not None:
            return self.mentor
        if self.external is not None:
            return self.external
        raise ValueError("This tie has no mentor yet.")

    @property
    def kind_meaning(self) -> StrPromise:
        """Return what this kind of relationship is, in a few words."""
        return TieKind(self.kind).meaning

    @property
    def state_meaning(self) -> StrPromise:
        """Return what the state is, in a few words."""
        return Tie.State(self.state).meaning

    @property
    def stage_meaning(self) -> StrPromise:
        """Return what the stage is, in a few words."""
        return Tie.Stage(self.stage).meaning

    def partner_of(self, member: Membership | ExternalContact) -> Membership | ExternalContact:
        """Whom *member*, one of the two, has the tie with."""
        return self.protege if member.pk in (self.mentor_id, self.external_id) else self.partner

    def counterpart(self, member: Membership) -> Membership | None:
        """Return the other person of *member*'s relationship; None for a mentor without an account."""
        return self.mentor if self.protege_id == member.pk else self.protege

    def get_absolute_url(self) -> str:
        """Return the page of the relationship. An app above shows it: ABSOLUTE_URL_OVERRIDES says where."""
        return reverse("networks:tie", args=[self.pk])

    def __str__(self) -> str:
        return f"tie {self.pk}"


STATE_MEANING: dict[str, StrPromise] = {
    Tie.State.UNCONFIRMED: _("the mentor has not confirmed it yet, so it fills no role"),
    Tie.State.ACTIVE: _("it is part of your network"),
    Tie.State.REFUSED: _("the mentor said that it does not exist"),
    Tie.State.ENDED: _("it is over, and stays in your history"),
}
STAGE_MEANING: dict[str, StrPromise] = {
    Tie.Stage.INITIATION: _("you find out how you work best, usually for 6 to 12 months"),
    Tie.Stage.PROTEGE: _("you work toward your goals together, usually for 2 to 5 years"),
    Tie.Stage.SEPARATION: _("you need less guidance and make your own way"),
    Tie.Stage.FRIENDSHIP: _("you are peers now, and help each other"),
}
