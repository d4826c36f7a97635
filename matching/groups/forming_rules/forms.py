from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.groups.models.forming_rules import MOST_WEIGHT, GroupRules
from mentornet.pages.editing import EditForm

WEIGHTS = (
    "goals_weight",
    "expertise_weight",
    "ranks_weight",
    "units_weight",
    "previous_weight",
    "hours_weight",
    "sizes_weight",
)


class GroupRulesForm(EditForm, forms.ModelForm):
    """Sizes, hard rules, aims and how much each counts; saved by the domain, not by the form."""

    is_edit = True  # the first who writes them changes the usual ones

    class Meta:
        model = GroupRules
        fields: tuple[str, ...] = (
            "meets",
            "smallest",
            "largest",
            "session_minutes",
            "hours_hard",
            "facilitated",
            "least_units",
            "not_alone_hard",
            "ranks",
            "previous",
            *WEIGHTS,
            "charter",
        )
        labels = {
            "ranks_weight": gettext_lazy("Weight of ranks"),
            "previous_weight": gettext_lazy("Weight of earlier groups"),
        }
        widgets = {
            **{
                name: forms.NumberInput(
                    attrs={"type": "range", "step": "1", "min": "0", "max": str(MOST_WEIGHT)}
                )
                for name in WEIGHTS
            },
            "meets": forms.RadioSelect,
            "ranks": forms.RadioSelect,
            "previous": forms.RadioSelect,
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        smallest, largest = cleaned.get("smallest"), cleaned.get("largest")
        if smallest and largest and largest < smallest:
            self.add_error("largest", _("Enter a number that is at least the minimum group size."))
        counting = [
            name
            for name in WEIGHTS
            if name in self.fields
            and (name != "hours_weight" or cleaned.get("meets") == GroupRules.Meets.HOURS)
        ]
        if not self.errors and not any(cleaned[name] for name in counting):
            raise forms.ValidationError(_("Set at least one aim above 0."), code="all_zero")
        return cleaned

    def said(self) -> dict[str, Any]:
        """Return what the domain takes."""
        return self.cleaned_data

    def groups(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """Return the fields under the headings of the page, with a line about each."""
        named = (
            (
                _("When groups meet"),
                _(
                    "If groups meet on the program’s dates, people see the dates before "
                    "they enroll, and every group gets them. If groups meet weekly, we ask "
                    "people for their hours when they enroll. The rules about hours below "
                    "apply only to weekly hours."
                ),
                ("meets",),
            ),
            (_("Group size"), "", ("smallest", "largest")),
            (
                _("Rules for every group"),
                _(
                    "People in the same line of supervision, and people who asked to be kept "
                    "apart, are never in the same group."
                ),
                ("session_minutes", "hours_hard", "facilitated", "least_units", "not_alone_hard"),
            ),
            (
                _("Aims for groups"),
                _("Give each aim a weight. 0 turns it off, and 10 counts most."),
                (
                    "goals_weight",
                    "expertise_weight",
                    "ranks",
                    "ranks_weight",
                    "units_weight",
                    "previous",
                    "previous_weight",
                    "hours_weight",
                    "sizes_weight",
                ),
            ),
            (_("When the groups start"), "", ("charter",)),
        )
        return [(title, lead, [self[name] for name in names]) for title, lead, names in named]


class PeerRulesForm(GroupRulesForm):
    """What a program of peer pairs asks: who is never paired, what a good pair is, and who is left over."""

    different_units = forms.BooleanField(
        label=gettext_lazy("Never pair people of the same unit"), required=False
    )

    class Meta(GroupRulesForm.Meta):
        fields = (
            "largest",
            "never_again",
            "goals_weight",
            "expertise_weight",
            "ranks",
            "ranks_weight",
            "units_weight",
            "previous",
            "previous_weight",
            "charter",
        )
        labels = {
            **GroupRulesForm.Meta.labels,
            "units_weight": gettext_lazy("Different units"),
            "charter": gettext_lazy("Agreement"),
        }
        help_texts = {
            "charter": gettext_lazy("Each pair starts with it: what stays between the two."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["largest"] = forms.TypedChoiceField(
            label=_("If someone is left over"),
            choices=((2, _("They wait for the next run")), (3, _("They join a pair, as three"))),
            coerce=int,
            widget=forms.RadioSelect,
        )
        self.initial["different_units"] = self.instance.least_units > 1

    def said(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        given["least_units"] = 2 if given.pop("different_units") else 1
        return given

    def groups(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        named = (
            (
                _("Rules for every pair"),
                _(
                    "People in the same line of supervision, people who asked to be kept apart, and "
                    "people who left a pair with each other are never paired."
                ),
                ("different_units", "never_again"),
            ),
            (
                _("What makes a good pair"),
                _(
                    "The people on someone’s list come first. These weights decide the rest. 0 turns "
                    "one off, and 10 counts most."
                ),
                (
                    "goals_weight",
                    "expertise_weight",
                    "ranks",
                    "ranks_weight",
                    "units_weight",
                    "previous",
                    "previous_weight",
                ),
            ),
            (_("If the number of people is odd"), "", ("largest",)),
            (_("When the pairs start"), "", ("charter",)),
        )
        return [(title, lead, [self[name] for name in names]) for title, lead, names in named]
