from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from matching.models.program import Program
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User

MOST_WEIGHT = 10


def weight(label: object, default: int) -> models.PositiveSmallIntegerField:
    """How much an aim counts, 0 (not at all) to 10."""
    return models.PositiveSmallIntegerField(
        label, default=default, validators=[MaxValueValidator(MOST_WEIGHT)]
    )


class GroupRulesQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> GroupRulesQuerySet:
        """The rules of programs that *user* directs."""
        return self.filter(program__in=Program.objects.directed_by(user))


class GroupRules(InstitutionScoped):
    """By what rules and aims a program forms its groups.

    Defaults are those of a facilitated peer group [P]: five to seven people of several units,
    of like rank, who share goals.
    """

    class Goals(models.TextChoices):
        SHARED = "shared", _("Shared goals")
        COMPLEMENTARY = "complementary", _("Expertise that complements")

    class Ranks(models.TextChoices):
        CLOSE = "close", _("Close in rank")
        MIXED = "mixed", _("Mixed ranks")

    class Previous(models.TextChoices):
        MIXED = "mixed", _("Other people than last time")
        KEPT = "kept", _("Kept together")

    program = models.OneToOneField(Program, on_delete=models.CASCADE, related_name="group_rules")
    smallest = models.PositiveSmallIntegerField(
        _("members in a group, at least"),
        default=5,
        validators=[MinValueValidator(2), MaxValueValidator(50)],
    )
    largest = models.PositiveSmallIntegerField(
        _("members in a group, at the most"),
        default=7,
        validators=[MinValueValidator(2), MaxValueValidator(50)],
    )
    session_minutes = models.PositiveSmallIntegerField(
        _("minutes a session"),
        default=90,
        validators=[MinValueValidator(30), MaxValueValidator(600)],
    )
    hours_hard = models.BooleanField(
        _("every group must have an hour that suits all"),
        default=True,
        help_text=_("Otherwise groups without one are possible, and avoided."),
    )
    facilitated = models.BooleanField(_("every group has a facilitator"), default=True)
    goals = models.CharField(
        _("what members have in common"), max_length=20, choices=Goals, default=Goals.SHARED
    )
    ranks = models.CharField(_("ranks"), max_length=20, choices=Ranks, default=Ranks.CLOSE)
    previous = models.CharField(
        _("people who were in a group before"),
        max_length=20,
        choices=Previous,
        default=Previous.MIXED,
    )
    goals_weight = weight(_("goals or expertise"), 5)
    ranks_weight = weight(_("ranks"), 3)
    units_weight = weight(_("several units in each group"), 3)
    previous_weight = weight(_("earlier groups"), 2)
    hours_weight = weight(_("hours in common"), 4)
    charter = models.TextField(
        _("charter"),
        blank=True,
        max_length=4_000,
        help_text=_("Each group starts with it: what stays in the group, who is an author."),
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
