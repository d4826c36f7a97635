from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evaluations.dashboard.attention.domain.acts import NotInTheirQueue
from evaluations.dashboard.attention.domain.queue import Filters, Shown
from evaluations.dashboard.attention.models import LONGEST_NOTE
from mentornet.pages.attention import Kind
from mentornet.pages.fields import DayInput
from profiles.institution.fields import UnitField
from profiles.models import Membership

SHOWN = (
    (Shown.OPEN, _("To do")),
    (Shown.MINE, _("Handed to me")),
    (Shown.HANDED_ON, _("Handed on")),
    (Shown.SNOOZED, _("Snoozed")),
)


class FilterForm(forms.Form):
    """Which part of the queue is shown; all of it stands in the address."""

    shown = forms.ChoiceField(label=_("Show"), choices=SHOWN, required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    q = forms.CharField(
        label=_("Program or person"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    unit = UnitField(label=_("Unit, with all below it"), required=False)

    def __init__(
        self, *args: Any, kinds: Sequence[Kind], member: Membership, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].of(member.institution)  # type: ignore[attr-defined]
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            ("", _("All kinds")),
            *((one.key, one.label) for one in kinds),
        ]

    @property
    def filters(self) -> Filters:
        """What was chosen; what does not make sense is left out."""
        self.full_clean()
        chosen = self.cleaned_data
        return Filters(
            kind=chosen.get("kind") or "",
            words=chosen.get("q") or "",
            unit=chosen.get("unit"),
            shown=Shown(chosen.get("shown") or Shown.OPEN),
        )

    def nothing_in(self, chosen: Filters) -> str:
        """Return in a sentence that this part of the queue is empty; "" for what is to do without any filter."""
        shown = dict(SHOWN)[chosen.shown]
        kinds = dict(self.fields["kind"].choices)  # type: ignore[attr-defined]
        given = [str(kinds[chosen.kind])] if chosen.kind else []
        given += [f"“{chosen.words}”"] if chosen.words else []
        given += [str(self["unit"].value())] if chosen.unit else []
        if given:
            said = gettext("Nothing under “%(shown)s” matches these filters: %(filters)s.")
            return said % {"shown": shown, "filters": ", ".join(given)}
        if chosen.shown == Shown.OPEN:
            return ""
        return gettext("There is nothing under “%(shown)s” now.") % {"shown": shown}


class ActForm(forms.Form):
    """What is done about one row: each act reads its own field."""

    until = forms.DateField(label=_("Snooze until"), required=False, widget=DayInput())
    note = forms.CharField(label=_("Note"), required=False, max_length=LONGEST_NOTE)
    to = forms.ModelChoiceField(
        label=_("Hand to"),
        queryset=Membership.objects.none(),
        required=False,
        error_messages={"invalid_choice": NotInTheirQueue.message},
    )

    def __init__(self, *args: Any, what: str, member: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.what = what
        # Who of them may open the row, the act asks.
        here = Membership.objects.visible_to(member.user).of(member.institution)
        self.fields["to"].queryset = here  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        chosen: dict[str, Any] = super().clean() or self.cleaned_data
        if self.what == "snooze" and not chosen.get("until"):
            raise forms.ValidationError(_("Choose a day after today."))
        return chosen

    @property
    def first_error(self) -> str:
        """The first thing that is wrong, in words."""
        return next(str(said) for errors in self.errors.values() for said in errors)
