"""What a director asks of matches, one rule at a time."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from matching.pairs.models import MatchRule, PairRule
from matching.programs.enrollment.models import Enrollment
from matching.programs.kinds import Side
from matching.programs.models import Program
from mentornet.pages.editing import EditForm
from profiles.institution.fields import UnitField
from profiles.models import Membership
from profiles.own_words import TRACK
from profiles.people.names.fields import PersonField
from profiles.words.fields import StandardField

MOST = 1_000
PAIR = "pair"
Kind = MatchRule.Kind


class RuleForm(EditForm, forms.Form):
    """One rule, a new one or *rule* as it stands. `said` is what the domain takes."""

    def __init__(
        self, data: Any = None, *, program: Program, rule: MatchRule | None = None
    ) -> None:
        self.rule = rule
        super().__init__(data, initial=_standing(rule) if rule is not None else None)
        here = program.institution
        for name, side in (("protege", Side.PROTEGE), ("mentor", Side.MENTOR)):
            field = self.fields.get(name)
            if isinstance(field, PersonField):
                field.among(_enrolled(program, side), here)
        unit = self.fields.get("unit")
        if isinstance(unit, UnitField):
            unit.of(here)

    @property
    def is_edit(self) -> bool:
        return self.rule is not None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        named = [cleaned.get("unit"), cleaned.get("track")]
        if "unit" in self.fields and not self.errors and not any(named):
            self.add_error("unit", _("Enter a unit, choose a track, or both."))
        return cleaned

    def said(self) -> dict[str, Any]:
        """Return what the domain takes."""
        given = dict(self.cleaned_data)
        if "unit" in given:
            given["unit_id"] = given.pop("unit")
        if "least" in given:
            given["least"] = given["least"] or 0
        return given


def _standing(rule: MatchRule) -> dict[str, Any]:
    """Return what the form of *rule* shows; a least of 0 is none."""
    return {
        "side": rule.side,
        "unit": rule.unit_id,
        "track": rule.track,
        "least": rule.least or None,
        "most": rule.most,
        "mentor": rule.mentor.member_id if rule.mentor else None,
    }


def _enrolled(program: Program, side: str) -> QuerySet[Membership]:
    rows = Enrollment.objects.active().filter(program=program, side=side)
    people = Membership.objects.filter(pk__in=rows.values("member")).current()
    found: QuerySet[Membership] = people.select_related("user", "institution", "unit")
    return found.defer("search")


class MinimumForm(RuleForm):
    least = forms.IntegerField(label=_("Mentees per mentor, at least"), min_value=1, max_value=20)


class EvenForm(RuleForm):
    pass


class LimitForm(RuleForm):
    side = forms.ChoiceField(
        label=_("Pairs of"),
        choices=[
            (Side.PROTEGE, _("Mentees of the group")),
            (Side.MENTOR, _("Mentors of the group")),
        ],
        initial=Side.PROTEGE,
        widget=forms.RadioSelect,
    )
    unit = UnitField(
        required=False,
        help_text=_("With all units below it. Type a part of its name. Leave empty for all units."),
    )
    track = StandardField(kind=TRACK, label=_("Track"), empty=_("Any track"), required=False)
    least = forms.IntegerField(
        label=_("At least this many pairs"), min_value=0, max_value=MOST, required=False
    )
    most = forms.IntegerField(
        label=_("At most this many pairs"),
        min_value=0,
        max_value=MOST,
        required=False,
        help_text=_("Leave one of the two empty for no limit."),
    )


class ReservedForm(RuleForm):
    mentor = PersonField(
        label=_("Mentor"),
        required=False,
        help_text=_("Leave empty for each mentor of the program."),
    )
    least = forms.IntegerField(label=_("Openings to reserve"), min_value=1, max_value=20)
    unit = UnitField(
        required=False,
        label=_("For mentees from this unit"),
        help_text=_("With all units below it. Type a part of its name. Leave empty for all units."),
    )
    track = StandardField(
        kind=TRACK, label=_("From this track"), empty=_("Any track"), required=False
    )


class PairRuleForm(RuleForm):
    kind = forms.ChoiceField(
        label=_("These two"),
        choices=[
            (PairRule.Kind.LOCK, _("Must be a pair")),
            (PairRule.Kind.FORBID, _("Must not be a pair")),
            (Kind.PREFER, _("Should be a pair if possible")),
        ],
        widget=forms.RadioSelect,
    )
    protege = PersonField(label=_("Mentee"), help_text=_("Type a name, or an email."))
    mentor = PersonField(label=_("Mentor"), help_text=_("Type a name, or an email."))


FORMS: dict[str, type[RuleForm]] = {
    Kind.MINIMUM: MinimumForm,
    Kind.EVEN: EvenForm,
    Kind.LIMIT: LimitForm,
    Kind.RESERVED: ReservedForm,
    PAIR: PairRuleForm,
}
CHANGED = (Kind.MINIMUM, Kind.LIMIT, Kind.RESERVED)
"""Kinds of rules that have something to change."""
TITLES = {
    Kind.MINIMUM: _("At least so many mentees for each mentor"),
    Kind.EVEN: _("Spread mentees evenly"),
    Kind.LIMIT: _("A unit, a track, or both: at least or at most"),
    Kind.RESERVED: _("Reserve openings"),
    PAIR: _("Two people by name"),
}
EXAMPLES = {
    Kind.MINIMUM: _(
        "Example: 1. Each mentor gets at least one mentee, as far as there are enough mentees who fit."
    ),
    Kind.EVEN: _(
        "Example: with 6 mentees and 3 mentors, each mentor gets 2, rather than one 3 and another 1. Mentees from "
        "earlier runs count."
    ),
    Kind.LIMIT: _(
        "Example: at most 5 pairs for mentees of Cardiology, or at least 3 pairs for mentors of Surgery who are "
        "clinicians. “At most” is never passed. “At least” is met as far as possible."
    ),
    Kind.RESERVED: _(
        "Example: 1 opening of each mentor reserved for mentees from Pediatrics. No one else gets a reserved opening, "
        "even if it stays free."
    ),
    PAIR: _(
        "Example: two people who already work well together must be a pair; two who compete for one grant must not. We "
        "ask both before a pair that you name begins. The program’s rules come first."
    ),
}
