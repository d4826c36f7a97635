from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.institution.models.scope import scope_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from mentornet.tenancy.viewer import SignedIn
    from profiles.models import Membership, User


Groups = Callable[["SignedIn"], models.QuerySet[Any, Any]]
_of_programs: list[Groups] = []


def register_groups(groups: Groups) -> None:
    """Say which groups belong to the programs that a person runs: *groups* returns their keys."""
    _of_programs.append(groups)


class PeerGroupQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> PeerGroupQuerySet:
        """Groups that *user* is in now; what is said there is closed to directors, too."""
        if not user.is_authenticated:
            return self.none()
        inside = GroupMember.objects.filter(member__user=user, left_on=None)
        return self.filter(pk__in=inside.values("group"))

    def directed_by(self, user: User | AnonymousUser) -> PeerGroupQuerySet:
        """The groups that *user* runs: who is in them and who came.

        All of an institution, or those of the programs that they run (see `register_groups`).
        """
        if not user.is_authenticated:
            return self.none()
        inside = scope_of(user).rows()
        for groups in _of_programs:
            inside |= models.Q(pk__in=groups(user))
        return self.filter(inside)

    def active(self) -> PeerGroupQuerySet:
        return self.filter(ended_on=None)

    def lacking_facilitator(self) -> PeerGroupQuerySet:
        """Those that wait for a facilitator: no one leads them, nor do they run themselves."""
        leading = GroupMember.objects.current().filter(
            group=models.OuterRef("pk"), part__in=GroupMember.LEADING
        )
        return self.filter(~models.Exists(leading), self_led=False)


def opened_to(
    user: User | AnonymousUser,
    *,
    written: str | models.Expression = "created_at",
    group: str = "group",
) -> models.Q:
    """Say which rows of a group's texts *user* reads: those of groups that they are in now,
    written after they joined, or all where everyone who wrote before has said yes.

    *written* names the moment at which a row was written, *group* the row's group.
    """
    if not user.is_authenticated:
        return models.Q(pk__in=[])
    moment = models.OuterRef(written) if isinstance(written, str) else written
    parts = GroupMember.objects.filter(
        models.Q(reads_from=None) | models.Q(reads_from__lte=moment),
        group=models.OuterRef(group),
        member__user=user,
        left_on=None,
    )
    return models.Q(models.Exists(parts))


class PeerGroup(InstitutionScoped):
    """A small group of peers that meets, with a facilitator or without [C; P]."""

    class Kind(models.TextChoices):
        FACILITATED = "facilitated", _("Facilitated peer group")
        COLLABORATIVE = "collaborative", _("Collaborative peer group")
        PROJECT = "project", _("Facilitated project group")
        MENTORS = "mentors", _("Mentors’ group")
        PAIR = "pair", _("Peer pair")

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.FACILITATED)
    aim = models.TextField(blank=True, max_length=2_000)
    charter = models.TextField(blank=True, max_length=4_000)
    authorship = models.TextField(blank=True, max_length=4_000)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    self_led = models.BooleanField(
        default=False,
        db_default=False,
        help_text=_("While it has no facilitator, its members run the sessions."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PeerGroupQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("started_on")),
                name="group_dates_in_order",
            )
        ]

    def get_absolute_url(self) -> str:
        """Return the page of the group. An app above shows it: ABSOLUTE_URL_OVERRIDES says where."""
        return reverse("networks:group_parts", args=[self.pk])

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.ended_on is None


class GroupMemberQuerySet(InstitutionScopedQuerySet):
    def current(self) -> GroupMemberQuerySet:
        """Those who have left neither the group nor the institution."""
        return self.filter(left_on=None, member__end_date=None)

    def visible_to(self, user: User | AnonymousUser) -> GroupMemberQuerySet:
        return self.filter(group__in=PeerGroup.objects.visible_to(user))


class GroupMember(InstitutionScoped):
    """Someone's part in a group, from when to when; kept after they have left.

    `leads_from`: since when they lead it; None where they have from their first day. `led_until`:
    when they stopped leading and stayed.
    """

    class Part(models.TextChoices):
        MEMBER = "member", _("Member")
        FACILITATOR = "facilitator", _("Facilitator")
        COFACILITATOR = "cofacilitator", _("Co-facilitator")

    class LeftBy(models.TextChoices):
        SELF = "self", _("Chose to leave")
        DIRECTOR = "director", _("Removed by a director")

    class LeftTo(models.TextChoices):
        GROUP = "group", _("Another group")
        WAIT = "wait", _("The wait list")
        OUT = "out", _("Left the program")

    LEADING = (Part.FACILITATOR, Part.COFACILITATOR)

    group = models.ForeignKey(PeerGroup, on_delete=models.CASCADE, related_name="members")
    member = models.ForeignKey(
        "profiles.Membership", on_delete=models.PROTECT, related_name="group_parts"
    )
    part = models.CharField(max_length=20, choices=Part, default=Part.MEMBER)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    # Empty where it is not known, or where the group belongs to no program.
    left_by = models.CharField(max_length=10, choices=LeftBy, blank=True, default="", db_default="")
    left_to = models.CharField(max_length=10, choices=LeftTo, blank=True, default="", db_default="")
    left_to_group = models.ForeignKey(
        PeerGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Whether the director has not answered yet: who asked for another group is on the wait list.
    asks_for_place = models.BooleanField(default=False, db_default=False)
    # From when on they read what the group wrote; None: all of it.
    reads_from = models.DateTimeField(null=True, blank=True)
    leads_from = models.DateTimeField(null=True, blank=True)
    led_until = models.DateTimeField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    authorship_agreed_at = models.DateTimeField(null=True, blank=True)
    # Not for who joins after the others have agreed: they agree for what begins from then on.
    authorship_awaited = models.BooleanField(default=True, db_default=True)

    objects = GroupMemberQuerySet.as_manager()

    class Meta:
        ordering = ["member__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "member"],
                condition=models.Q(left_on=None),
                name="group_member_once",
            ),
            models.UniqueConstraint(
                fields=["group", "part"],
                condition=models.Q(left_on=None) & ~models.Q(part="member"),
                name="group_leading_part_once",
            ),
            models.CheckConstraint(
                condition=models.Q(left_on=None) | models.Q(left_on__gte=models.F("joined_on")),
                name="group_member_dates_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(asks_for_place=False)
                | models.Q(left_on__isnull=False, left_to="group"),
                name="group_place_asked_by_who_left",
            ),
        ]

    def __str__(self) -> str:
        return f"part {self.pk}"

    @property
    def name(self) -> str:
        member: Membership = self.member
        return member.name

    @property
    def leads(self) -> bool:
        return self.part in self.LEADING

    @property
    def has_led(self) -> bool:
        """Return whether they lead the group, or did."""
        return self.leads or self.led_until is not None
