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
        label=gettext_lazy("Random seed"),
        min_value=0,
        max_value=2**31 - 1,
        required=False,
        help_text=gettext_lazy(
            "Decides between equal options. The same number gives the same result. "
            "Leave empty for a new one."
        ),
    )


class PublishGroupsForm(forms.Form):
    """The day on which the groups start, and the charter that they start with."""

    started_on = forms.DateField(
        label=gettext_lazy("First day"),
        widget=DayInput(),
    )
    charter = forms.CharField(
        label=gettext_lazy("Group agreement"),
        help_text=gettext_lazy(
            "We ask each member to agree to it: what stays in the group, and who counts as "
            "an author."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=4_000,
        required=False,
    )
    accept = forms.BooleanField(
        label=gettext_lazy("Publish even though some rules are broken"), required=False
    )

    def __init__(
        self, data: Any = None, *, initial: dict[str, Any], broken: int, of_peers: bool = False
    ) -> None:
        super().__init__(data, initial=initial)
        if of_peers:
            self.fields["charter"].label = _("Agreement")
            self.fields["charter"].help_text = _(
                "We ask both people to agree to it: what stays between the two."
            )
        if broken:
            self.fields["accept"].required = True
            self.fields["accept"].error_messages["required"] = _(
                "Review the broken rules. Select this box if you want to publish anyway."
            )
        else:
            del self.fields["accept"]
