"""Forming a program's groups, and publishing them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentornet.pages.fields import DayInput


class FormingForm(forms.Form):
    """Starting a run: the draw among equals."""

    seed = forms.IntegerField(
        label=gettext_lazy("Draw among equals"),
        min_value=0,
        max_value=2**31 - 1,
        required=False,
        help_text=gettext_lazy(
            "Any number. The same number draws the same; another one may draw otherwise."
        ),
    )


class PublishGroupsForm(forms.Form):
    """The day on which the groups start, and the charter that they start with."""

    started_on = forms.DateField(
        label=gettext_lazy("First day"),
        widget=DayInput(),
    )
    charter = forms.CharField(
        label=gettext_lazy("Charter"),
        help_text=gettext_lazy(
            "Each member is asked to agree to it: what stays in the group, and who is an author."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=4_000,
        required=False,
    )
    accept = forms.BooleanField(
        label=gettext_lazy("Publish although some rules are broken"), required=False
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any], broken: int) -> None:
        super().__init__(data, initial=initial)
        if broken:
            self.fields["accept"].required = True
            self.fields["accept"].error_messages["required"] = _(
                "Look at what is broken, and tick this if you mean it."
            )
        else:
            del self.fields["accept"]
