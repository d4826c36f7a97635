from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from mentornet.pages.choices import CheckboxesWithMeaning
from mentornet.pages.fields import TermsField, TextArea
from profiles.models import MentorOffer
from profiles.own_words import AREA
from profiles.vocabulary import (
    ROLE_MEANING,
    ROLE_MEANING_FOR_MENTOR,
    MentorRole,
    Mode,
    Priority,
    choices_now,
)
from profiles.words.fields import OwnWordsField

AREAS = "areas"
PRIORITIES = [("", _("Not now")), *Priority.choices]


class LanguagesField(TermsField):
    """Languages with commas between them."""


IN_GROUPS = {
    "expertise": _("Separate them with commas."),
    "goals": _(
        "Our software compares it with what others write, word by word. No one reads it: "
        "not the others, and not the director."
    ),
}
"""Helps that say something else where nobody is on another side."""


class ApplicationForm(forms.Form):
    """What both sides say when they enroll. `application()` is what the domain takes."""

    roles = forms.MultipleChoiceField(
        choices=MentorRole, widget=CheckboxesWithMeaning(ROLE_MEANING), required=False
    )
    expertise = TermsField(
        label=_("Topics and skills"),
        help_text=_("Separate them with commas. The people you could be matched with see them."),
        max_length=5_000,
    )
    modes = forms.MultipleChoiceField(
        label=_("How you can meet"),
        choices=Mode,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    languages = LanguagesField(
        label=_("Languages for mentoring"),
        help_text=_("Leave empty if any language works."),
        max_length=500,
    )

    def keep_asked(self, program: Program, side: str) -> None:
        """Drop what a program of this kind does not ask of this side."""
        asks = program.traits.side(side).asks
        self.asks = asks
        for name in list(self.fields):
            if (AREAS if name.startswith("area_") else name) not in asks:
                del self.fields[name]
        if program.traits.makes_groups:
            for name, text in IN_GROUPS.items():
                if name in self.fields:
                    self.fields[name].help_text = str(text)

    @property
    def other_fields(self) -> list[forms.BoundField]:
        """All but a protégé's areas, in the order in which the kind asks for them."""
        return [self[name] for name in self.asks if name in self.fields]


class ProtegeForm(ApplicationForm):
    """A protégé's application: what they need, by priority, and whom they look for."""

    goals = TextArea(
        label=_("What you want to work on"),
        help_text=_(
            "Our software compares it with what mentors know, word by word. No one reads "
            "it: not the mentors, and not the director."
        ),
        max_length=4_000,
        required=False,
        rows=5,
    )

    def __init__(self, data: Any = None, *, program: Program, initial: dict[str, Any]) -> None:
        areas = initial.get("areas", {})
        flat = initial | {f"area_{area}": priority for area, priority in areas.items()}
        super().__init__(data, initial=flat)
        self.fields["roles"].label = str(_("What you want from a mentor"))
        for area, label in choices_now(AREA, keep=areas):
            self.fields[f"area_{area}"] = forms.TypedChoiceField(
                label=label, choices=PRIORITIES, required=False, coerce=int, empty_value=None
            )
        self.keep_asked(program, Enrollment.Side.PROTEGE)

    @property
    def area_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self._area_names()]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        named = self._area_names()
        if named and not any(cleaned.get(name) for name in named) and not self.errors:
            raise forms.ValidationError(
                _("Give at least one area a priority. We match people by area."),
                code="no_area",
            )
        return cleaned

    def application(self) -> dict[str, Any]:
        areas = {name.removeprefix("area_"): self.cleaned_data[name] for name in self._area_names()}
        given = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in self._area_names()
        }
        if areas:
            given[AREAS] = {area: priority for area, priority in areas.items() if priority}
        return given

    def _area_names(self) -> list[str]:
        return [name for name in self.fields if name.startswith("area_")]


class MentorForm(ApplicationForm):
    """A mentor's application: what they offer, and how many places they have."""

    roles = forms.MultipleChoiceField(
        choices=MentorRole,
        widget=CheckboxesWithMeaning(ROLE_MEANING_FOR_MENTOR),
        required=False,
    )
    areas = OwnWordsField(
        kind=AREA,
        label=_("What you can help with"),
        error_messages={"required": _("Choose at least one area. We match people by area.")},
    )
    places = forms.IntegerField(
        label=_("How many mentees you can take in this program"), min_value=1
    )
    rank_wish = forms.ChoiceField(
        label=_("Who you can help best"), choices=MentorOffer.RankWish, widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, *, program: Program, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial | {"areas": list(initial.get("areas", ()))})
        self.fields["roles"].label = str(_("What you can offer a mentee"))
        places = self.fields["places"]
        if program.traits.makes_groups:
            places.label = str(_("How many groups you can lead in this program"))
        places.help_text = str(
            _("Up to %(most)d in this program.") % {"most": program.places_a_mentor}
        )
        places.widget.attrs["max"] = program.places_a_mentor
        self.most = program.places_a_mentor
        self.keep_asked(program, Enrollment.Side.MENTOR)

    def clean_places(self) -> int:
        places: int = self.cleaned_data["places"]
        if places > self.most:
            raise forms.ValidationError(
                _("Enter %(most)d or less. That is the limit of this program."),
                params={"most": self.most},
            )
        return places

    def application(self) -> dict[str, Any]:
        chosen = dict(self.cleaned_data)
        if AREAS in chosen:
            chosen[AREAS] = dict.fromkeys(chosen[AREAS], 2)
        return chosen


def application_form(side: str) -> type[ProtegeForm] | type[MentorForm]:
    """Return the form of this side."""
    return ProtegeForm if side == Enrollment.Side.PROTEGE else MentorForm
