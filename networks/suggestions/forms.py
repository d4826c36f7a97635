from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from networks.suggestions.domain.candidates import Filters
from networks.suggestions.domain.units import UnitTree
from profiles.institution.fields import UnitField, UnitInput
from profiles.own_words import AREA, RANK, TRACK
from profiles.vocabulary import MentorRole, Mode
from profiles.words.fields import OwnWordField


class UnitSearch(forms.Form):
    """What both searches share: the units of one's institution."""

    unit = UnitField(required=False, widget=UnitInput({"placeholder": _("Any unit")}))
    rank = OwnWordField(kind=RANK, label=_("Rank"), empty=_("Any rank"), required=False)

    def __init__(self, *args: Any, units: UnitTree, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        unit = self.fields["unit"]
        assert isinstance(unit, UnitField)  # noqa: S101  (for the type checker)
        unit.paths_from(units.paths)

    def chosen_unit(self) -> UUID | None:
        """Return the unit that was typed and found."""
        return self.cleaned_data.get("unit")


class SuggestionFilterForm(UnitSearch):
    mode = forms.ChoiceField(
        label=_("Way to meet"), required=False, choices=[("", _("Any way")), *Mode.choices]
    )
    track = OwnWordField(kind=TRACK, label=_("Track"), empty=_("Any track"), required=False)

    def filters(self) -> Filters:
        """What was chosen; a value that makes no sense is shown at its field and filters nothing."""
        self.is_valid()
        chosen = self.cleaned_data
        return Filters(
            unit=self.chosen_unit(),
            rank=chosen.get("rank", ""),
            mode=chosen.get("mode", ""),
            track=chosen.get("track", ""),
        )


class PeopleSearchForm(UnitSearch):
    q = forms.CharField(label=_("Name or expertise"), required=False, max_length=200)
    role = forms.ChoiceField(
        label=_("Offers to be"), required=False, choices=[("", _("Any role")), *MentorRole.choices]
    )
    area = OwnWordField(kind=AREA, label=_("Helps with"), empty=_("Any area"), required=False)
    room = forms.BooleanField(label=_("Accepting mentees"), required=False)

    field_order = ("q", "unit", "rank", "role", "area", "room")
