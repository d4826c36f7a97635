from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from matching.programs.kinds import TRAITS
from matching.programs.models import Program
from matching.programs.placing import Places
from mentornet.pages.editing import EditForm
from mentornet.pages.fields import DayInput
from profiles.institution.fields import UnitField
from profiles.institution.unit_field import UnitsField
from profiles.models import Institution
from profiles.own_words import RANK, TRACK
from profiles.words.fields import StandardsField

DATES = ("enroll_from", "enroll_until", "starts_on")


class ProgramForm(EditForm, forms.ModelForm):
    """A program as its director writes it down, with the fields of its kind.

    Saved by the domain, not by the form. A start in the past is asked about: `past_start` is on the page then.
    """

    protege_ranks = StandardsField(
        kind=RANK,
        label=_("Ranks that can enroll as mentees"),
        required=False,
        help_text=_("Choose none to allow all ranks."),
    )
    mentor_ranks = StandardsField(
        kind=RANK,
        label=_("Ranks that can enroll as mentors"),
        required=False,
        help_text=_("Choose none to allow all ranks."),
    )

    class Meta:
        model = Program
        fields = (
            "name",
            "summary",
            "enroll_from",
            "enroll_until",
            "starts_on",
            "months",
            "cadence",
            "meeting_minutes",
            "protege_ranks",
            "mentor_ranks",
            "protege_tracks",
            "least_years",
            "most_years",
            "capacity",
            "target_proteges",
            "target_mentors",
            "asks_approval",
            "places_a_mentor",
            "mentors_a_mentee",
            "choices_asked",
            "listing",
            "min_steps",
            "max_steps",
            "supervision_depth",
            "same_unit",
            "same_supervisor",
            "method",
            "first_steps",
        )
        widgets = {name: DayInput() for name in DATES}

    protege_tracks = StandardsField(
        kind=TRACK,
        label=_("Tracks that can enroll as mentees"),
        required=False,
        help_text=_("Choose none to allow all tracks."),
    )
    eligible_units = UnitsField(
        label=_("Units from which people can enroll as mentees"),
        help_text=_(
            "One per line, with all units below it. Leave empty to allow everyone. If two units "
            "have the same name, write the one above it first, like “Medicine / Cardiology”."
        ),
        max_length=4_000,
    )
    past_start = forms.BooleanField(
        label=_("Yes, the program started before today"),
        required=False,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        kind: str,
        institution: Institution,
        places: Places | None = None,
        instance: Program | None = None,
    ) -> None:
        self.traits, self.today = TRAITS[kind], institution.local_date()
        super().__init__(data, instance=instance or Program(kind=kind, **self.traits.defaults))
        units = self.fields["eligible_units"]
        assert isinstance(units, UnitsField)  # noqa: S101  (for the type checker)
        units.institution = institution
        self.initial["eligible_units"] = self.instance.eligible_units
        for name in self.Meta.fields:
            if name not in self.traits.fields:
                del self.fields[name]
        for name, label in self.traits.labels.items():
            self.fields[name].label = capfirst(str(label))
        for name, options in self.traits.options.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
            field.choices = options
        for name, words in self.traits.helps.items():
            self.fields[name].help_text = str(words)
        if "mentors_a_mentee" in self.fields:
            self.fields["mentors_a_mentee"].required = False
        if places is not None:
            self.fields["unit"] = self._unit(places)
        if not self._starts_in_past():
            del self.fields["past_start"]

    def _unit(self, places: Places) -> UnitField:
        words = _("The coordinators of this unit run the program, too. Type a part of its name.")
        if places.whole:
            words = _(
                "Its coordinators run the program, too. Type a part of its name, or leave it empty for "
                "a program of the whole institution."
            )
        field = UnitField(required=not places.whole, help_text=words, initial=self.instance.unit_id)
        return field.paths_from(places.paths)

    def clean_mentors_a_mentee(self) -> int:
        """Leave it as it is where nothing is said."""
        given: int | None = self.cleaned_data["mentors_a_mentee"]
        return int(self.initial["mentors_a_mentee"]) if given is None else given

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("enroll_from"), cleaned.get("enroll_until")
        if first and last and last < first:
            self.add_error("enroll_until", _("Enter a day on or after the day enrollment opens."))
        self._check_start(cleaned)
        least, most = cleaned.get("least_years"), cleaned.get("most_years")
        if least is not None and most is not None and most < least:
            self.add_error("most_years", _("Enter a number that is at least the minimum years."))
        low, high = cleaned.get("min_steps"), cleaned.get("max_steps")
        if low is not None and high is not None and high < low:
            self.add_error(
                "max_steps", _("Enter a number that is at least the minimum ranks ahead.")
            )
        return cleaned

    def _starts_in_past(self) -> bool:
        """Whether what was typed is a start before today that was not there before."""
        field = self.fields["starts_on"]
        try:
            typed = field.to_python(self.data.get("starts_on")) if self.is_bound else None
        except forms.ValidationError:
            return False
        return typed is not None and typed < self.today and typed != self.initial.get("starts_on")

    def _check_start(self, cleaned: dict[str, Any]) -> None:
        """Refuse a start before enrollment opens, and one in the past that no one means."""
        starts, first = cleaned.get("starts_on"), cleaned.get("enroll_from")
        if starts and first and starts < first:
            self.add_error("starts_on", _("Enter a day on or after the day enrollment opens."))
        elif "past_start" in self.fields and not cleaned.get("past_start"):
            self.add_error(
                "starts_on",
                _("This day is in the past. Enter a later day, or check the box below."),
            )

    def said(self) -> dict[str, Any]:
        """Return what the domain takes."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "past_start"}
        if "unit" in given:
            given["unit_id"] = given.pop("unit")
        return given

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields under the headings of the page."""
        named = (
            (_("About this program"), ("name", "unit", "summary")),
            (
                _("When"),
                (
                    "enroll_from",
                    "enroll_until",
                    "starts_on",
                    "past_start",
                    "months",
                ),
            ),
            (_("How often people meet"), ("cadence", "meeting_minutes")),
            (
                _("Who can take part"),
                (
                    "protege_ranks",
                    "protege_tracks",
                    "eligible_units",
                    "least_years",
                    "most_years",
                    "mentor_ranks",
                    "capacity",
                    "target_proteges",
                    "target_mentors",
                    "asks_approval",
                    "places_a_mentor",
                    "mentors_a_mentee",
                    "listing",
                ),
            ),
            (
                _("How people are paired"),
                (
                    "method",
                    "choices_asked",
                    "min_steps",
                    "max_steps",
                    "supervision_depth",
                    "same_unit",
                    "same_supervisor",
                ),
            ),
            (_("After you publish"), ("first_steps",)),
        )
        shown = [
            (str(title), [self[name] for name in names if name in self.fields])
            for title, names in named
        ]
        return [(title, fields) for title, fields in shown if fields]
