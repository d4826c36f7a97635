"""What a protégé writes of their career-award team: people, the plan, milestones."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.teams.models import Milestone, Team, TeamMember
from mentornet.pages.choices import CheckboxesWithMeaning
from mentornet.pages.fields import DayInput, TextArea
from profiles.vocabulary import ROLE_MEANING, MentorRole


class FunctionForm(forms.Form):
    """What someone does in the team: in own words, and as some of the seven roles."""

    function = forms.CharField(
        label=_("Function on the team"),
        max_length=200,
        help_text=_("For example: statistical methods, clinical trials, writing, or career."),
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=MentorRole,
        widget=CheckboxesWithMeaning(ROLE_MEANING),
        required=False,
        help_text=_("This person then fills these roles in your network."),
    )


class TeamContactForm(FunctionForm):
    """The same for a mentor elsewhere, whom the protégé has asked themselves."""

    part = forms.ChoiceField(
        label=_("Position"), choices=TeamMember.Part, widget=forms.RadioSelect, initial="committee"
    )
    agreed = forms.BooleanField(label=_("They agreed to be on the team"))

    field_order = ("part", "function", "roles")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned.pop("agreed", None)
        return cleaned


class AskForm(FunctionForm):
    """A request to a colleague."""

    part = forms.ChoiceField(
        label=_("Position"), choices=TeamMember.Part, widget=forms.RadioSelect, initial="committee"
    )
    message = TextArea(
        label=_("Message to them"),
        max_length=2_000,
        required=False,
        rows=4,
        help_text=_("Say why you’re asking them and how much time it would take."),
    )

    field_order = ("part", "function", "roles", "message")


class PlanForm(forms.ModelForm):
    """The plan; saved by the domain, not by the form."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = Team
        fields = (
            "award",
            "title",
            "due_on",
            "aims",
            "training",
            "cadence",
            "rhythm",
            "progress",
        )
        widgets = {
            "due_on": DayInput(),
            **{
                name: forms.Textarea(attrs={"rows": rows})
                for name, rows in (("aims", 6), ("training", 8), ("rhythm", 4), ("progress", 4))
            },
        }

    def clean(self) -> dict[str, Any]:
        """Texts keep their line breaks as \\n, whatever the browser sends."""
        cleaned: dict[str, Any] = super().clean() or {}
        return {
            name: value.replace("\r\n", "\n") if isinstance(value, str) else value
            for name, value in cleaned.items()
        }


class MilestoneForm(forms.ModelForm):
    class Meta:
        model = Milestone
        fields = ("text", "due_on")
        widgets = {"due_on": DayInput()}
