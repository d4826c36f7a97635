from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from matching.programs.models import Program
from mentornet.durations import minutes_in_words
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django_stubs_ext import StrOrPromise

    from profiles.models import User

MOST_WEIGHT = 10


def weight(label: StrOrPromise, default: int) -> models.PositiveSmallIntegerField:
    """Return how much an aim counts, 0 (not at all) to 10."""
    return models.PositiveSmallIntegerField(
        label, default=default, validators=[MaxValueValidator(MOST_WEIGHT)]
    )


class GroupRulesQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> GroupRulesQuerySet:
        """Return the rules of programs that *user* directs."""
        return self.filter(program__in=Program.objects.directed_by(user))


class GroupRules(InstitutionScoped):
    """By what rules and aims a program forms its groups.

    Defaults are those of a facilitated peer group [P]: a handful of people of several units, of
    like rank, who share goals.
    """

    class Ranks(models.TextChoices):
        CLOSE = "close", _("Similar ranks")
        MIXED = "mixed", _("Mixed ranks")

    class Meets(models.TextChoices):
        DATES = "dates", _("On the program’s dates")
        HOURS = "hours", _("Weekly, at hours that work for the members")

    class Previous(models.TextChoices):
        MIXED = "mixed", _("Different people than last time")
        KEPT = "kept", _("Same people as last time")

    program = models.OneToOneField(Program, on_delete=models.CASCADE, related_name="group_rules")
    meets = models.CharField(
        _("when groups meet"),
        max_length=10,
        choices=Meets,
        default=Meets.HOURS,
        db_default=Meets.HOURS.value,
    )
    smallest = models.PositiveSmallIntegerField(
        _("minimum group size"),
        default=5,
        validators=[MinValueValidator(2), MaxValueValidator(50)],
    )
    largest = models.PositiveSmallIntegerField(
        _("maximum group size"),
        default=7,
        validators=[MinValueValidator(2), MaxValueValidator(50)],
    )
    session_minutes = models.PositiveSmallIntegerField(
        _("minutes per session"),
        default=90,
        validators=[MinValueValidator(30), MaxValueValidator(600)],
        help_text=_("Members of a group must share this much time in a row on one day."),
    )
    hours_hard = models.BooleanField(
        _("never form a group without shared hours"),
        default=True,
        help_text=_("If you turn this off, such groups are possible but avoided."),
    )
    not_alone_hard = models.BooleanField(
        _("never make someone the only one in a group if they asked not to be"), default=True
    )
    facilitated = models.BooleanField(_("every group has a facilitator"), default=True)
    least_units = models.PositiveSmallIntegerField(
        _("minimum number of units in a group"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
    )
    goals_weight = weight(_("shared goals"), 4)
    expertise_weight = weight(_("complementary expertise"), 2)
    ranks = models.CharField(_("ranks"), max_length=20, choices=Ranks, default=Ranks.CLOSE)
    ranks_weight = weight(_("ranks"), 2)
    units_weight = weight(_("several units in each group"), 2)
    previous = models.CharField(
        _("earlier groups"), max_length=20, choices=Previous, default=Previous.MIXED
    )
    never_again = models.BooleanField(
        _("never pair people who were in a group together before"), default=False, db_default=False
    )
    previous_weight = weight(_("earlier groups"), 2)
    hours_weight = weight(_("shared hours"), 1)
    sizes_weight = weight(_("group sizes in the middle of the range"), 1)
    charter = models.TextField(
        _("group agreement"),
        blank=True,
        max_length=4_000,
        help_text=_(
            "Each group starts with it: what stays in the group, and who counts as an author."
        ),
    )

    objects = GroupRulesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(largest__gte=models.F("smallest")),
                name="group_rules_sizes_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"group rules {self.pk}"

    @property
    def weights(self) -> dict[str, int]:
        """The weights by the engine's names of the aims, those of 0 left out."""
        named = {
            "goals_shared": self.goals_weight,
            "expertise_mixed": self.expertise_weight,
            f"rank_{self.ranks}": self.ranks_weight,
            "units_mixed": self.units_weight,
            f"previous_{self.previous}": self.previous_weight,
            "hours_shared": self.hours_weight if self.asks_hours else 0,
            "size_middle": 0 if self.program.traits.pairs_peers else self.sizes_weight,
        }
        return {aim: value for aim, value in named.items() if value}

    @property
    def asks_hours(self) -> bool:
        """Whether people say their weekly hours: not where the program has dates of its own, nor two people
        who find a time by themselves.
        """
        return self.meets == self.Meets.HOURS and not self.program.traits.pairs_peers

    @property
    def session_words(self) -> str:
        """How long a session takes, as people say it."""
        return minutes_in_words(self.session_minutes)
