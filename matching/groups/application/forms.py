from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.groups.forming_rules.domain import session_slots
from matching.groups.hours import SLOTS_A_DAY, at, longest_stretch
from matching.groups.models.application import GroupApplication
from matching.groups.models.forming_rules import GroupRules
from mentornet import moments
from profiles.people.forms.settings import time_zones

FIRST_HOUR, LAST_HOUR = 6, 22
SLOTS_A_CELL = 2


@dataclass(frozen=True)
class Cell:
    """One hour of the week, as a box to tick; `label` is read to those who do not see the table."""

    value: int
    label: str
    checked: bool


@dataclass(frozen=True)
class HourRow:
    label: str
    cells: list[Cell]


def cell_values() -> list[int]:
    """Return the first half hours of the hours that can be ticked."""
    return [
        day * SLOTS_A_DAY + hour * SLOTS_A_CELL
        for day in range(7)
        for hour in range(FIRST_HOUR, LAST_HOUR)
    ]


def choice_of(form: forms.Form, name: str) -> forms.ChoiceField:
    """Return a field of *form* that has choices."""
    found = form.fields[name]
    assert isinstance(found, forms.ChoiceField)  # noqa: S101  (as the form declares it)
    return found


class HoursField(forms.TypedMultipleChoiceField):
    """Hours of a week, ticked; cleaned to their half hours."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [(value, value) for value in cell_values()]
        super().__init__(choices=choices, coerce=int, required=False, **kwargs)

    def clean(self, value: Any) -> list[int]:
        ticked: Iterable[int] = super().clean(value) or ()
        return [slot + part for slot in sorted(ticked) for part in range(SLOTS_A_CELL)]


class GroupApplicationForm(forms.Form):
    """When someone can come, and in what they do not want to be alone."""

    hours = HoursField(label=gettext_lazy("Hours when you can come"))
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy(
            "Mark hours as your own clock shows them. We adjust for daylight saving time."
        ),
    )
    not_alone = forms.MultipleChoiceField(
        label=gettext_lazy("I don’t want to be the only one in my group"),
        help_text=gettext_lazy(
            "You can choose from what your profile or the roster says about you. We don’t "
            "tell the director or the group that you asked, or for what."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        initial: Mapping[str, Any],
        told: Mapping[str, str],
        rules: GroupRules,
        leads: bool,
    ) -> None:
        super().__init__(data, initial=dict(initial))
        self.rules = rules
        if not rules.asks_hours:
            del self.fields["hours"], self.fields["time_zone"]
        zones = dict.fromkeys([initial["time_zone"], "UTC", *time_zones()])
        if rules.asks_hours:
            zone_names = [(zone, zone.replace("_", " ")) for zone in zones]
            choice_of(self, "time_zone").choices = zone_names
        if leads or not told:
            del self.fields["not_alone"]
        else:
            choice_of(self, "not_alone").choices = [
                (name, _("%(what)s (%(mine)s)") % {"what": label, "mine": told[name]})
                for name, label in GroupApplication.Attribute.choices
                if name in told
            ]

    def clean_hours(self) -> list[int]:
        hours: list[int] = self.cleaned_data["hours"]
        if self.rules.hours_hard and longest_stretch(hours) < session_slots(self.rules):
            raise forms.ValidationError(
                _("A session takes %(long)s. Mark at least that many hours in a row on one day."),
                params={"long": self.rules.session_words},
            )
        return hours

    def said(self) -> dict[str, Any]:
        """Return what the domain takes; hours that are not asked for stay as they were."""
        chosen = {**self.initial, **self.cleaned_data}
        return {
            "hours": chosen["hours"],
            "time_zone": chosen["time_zone"],
            "not_alone": self.cleaned_data.get("not_alone", []),
        }

    @property
    def days(self) -> list[tuple[str, str]]:
        """The days of the week from Monday: short and long names."""
        return [(str(WEEKDAYS_ABBR[day]), str(WEEKDAYS[day])) for day in range(7)]

    @property
    def hour_rows(self) -> list[HourRow]:
        """The week as a table: a row for each hour, a box for each day."""
        ticked = self._ticked()
        rows = []
        for hour in range(FIRST_HOUR, LAST_HOUR):
            said = moments.clock(at(hour * SLOTS_A_CELL))
            cells = []
            for day in range(7):
                value = day * SLOTS_A_DAY + hour * SLOTS_A_CELL
                cells.append(Cell(value, f"{WEEKDAYS[day]} {said}", value in ticked))
            rows.append(HourRow(said, cells))
        return rows

    def _ticked(self) -> set[int]:
        if not self.is_bound:
            return set(self.initial["hours"])
        given = self["hours"].value() or []
        return {int(value) for value in given if str(value).isdigit()}
