"""Forms of a group's piece of work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.fields import TextArea
from profiles.assessment.forms.goals import day_field
from profiles.models import Membership


class WorkForm(forms.Form):
    """What the group works on, why, and who sees to it."""

    title = forms.CharField(label=_("Project"), max_length=200)
    aim = TextArea(
        label=_("Goal"),
        help_text=_("How will you know it is done?"),
        max_length=2_000,
        rows=4,
        required=False,
    )
    owner = forms.ChoiceField(
        label=_("Owner"),
        help_text=_("The owner keeps it moving. Everyone in the group works on it."),
    )

    def __init__(self, *args: Any, people: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            (key, one.name) for key, one in self.people.items()
        ]

    def clean_owner(self) -> Membership:
        return self.people[self.cleaned_data["owner"]]


class StepForm(forms.Form):
    text = forms.CharField(label=_("Step"), max_length=300)
    due_on = day_field(_("Due date"))


class EndWorkForm(forms.Form):
    """How it ended, in words."""

    state = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[("finished", _("We finished it")), ("dropped", _("We stopped it"))],
        widget=forms.RadioSelect,
    )
    outcome = TextArea(
        label=_("Outcome"),
        help_text=_("Even if you stopped: what you learned and what others could use."),
        max_length=2_000,
        rows=4,
        required=False,
    )
