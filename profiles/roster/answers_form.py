"""The questions of a preview as a form: what was read, what may be meant, and what was chosen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentornet.tabular.days import DayOrder
from profiles.models import RosterImport
from profiles.own_words import RANK, TRACK
from profiles.roster.domain.answers import NO_ONE, NO_TRACK, NOT_FACULTY, Answers
from profiles.roster.domain.columns import NAME, TITLE, TITLE_AND_UNIT
from profiles.roster.domain.day_order import ORDERS
from profiles.roster.domain.headings import UNUSED, Why
from profiles.roster.domain.understanding import MOST_SHOWN
from profiles.roster.domain.whole_names import NameOrder
from profiles.vocabulary import choices_now

LAST_ROW = 200_000
_NAME_ORDERS = (
    (NameOrder.FIRST_LAST.value, gettext_lazy("First name, then last name")),
    (NameOrder.LAST_FIRST.value, gettext_lazy("Last name, then first name")),
)
_COLUMN_WORDS = {
    "external_id": gettext_lazy("ID in your records"),
    "email": gettext_lazy("Email"),
    "given_name": gettext_lazy("First name"),
    "family_name": gettext_lazy("Last name"),
    NAME: gettext_lazy("Whole name"),
    "rank": gettext_lazy("Rank"),
    TITLE: gettext_lazy("Title (tells the rank)"),
    TITLE_AND_UNIT: gettext_lazy("Title and unit in one cell"),
    "track": gettext_lazy("Track"),
    "unit": gettext_lazy("Unit"),
    "supervisor_external_id": gettext_lazy("Supervisor (ID or name)"),
    "start_date": gettext_lazy("First day"),
    "end_date": gettext_lazy("Last day"),
    "specialty": gettext_lazy("Specialty"),
    "expertise": gettext_lazy("Expertise"),
    "orcid": gettext_lazy("ORCID iD"),
}


class AnswersForm(forms.Form):
    """All that a director can say about one file, in one form, so that no answer undoes another.

    `mark` tells which questions a page has shown: answers to others are refused.
    """

    mark = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, row: RosterImport, posted: Mapping[str, Any] | None = None) -> None:
        self.row = row
        self.how: dict[str, Any] = row.findings.get("how", {})
        alike = [one for one in row.findings.get("units", []) if one["like"]]
        alike.sort(key=lambda one: bool(one["answer"]))
        self.units: list[dict[str, Any]] = alike[:MOST_SHOWN]
        self.more_units = len(alike) > len(self.units)
        self.said = Answers.of(row.answers)
        super().__init__(posted, auto_id="answer_%s")
        self.initial["mark"] = self.page_mark
        if self.how:
            self._add_file()
            self._add_columns()
            self._add_titles()
            self._add_tracks()
            self._add_supervisors()
        self._add_units()

    @cached_property
    def page_mark(self) -> str:
        """What is the same as long as the same things are asked."""
        asked = [
            [one["text"] for one in self.how.get(kind, [])]
            for kind in ("headings", "titles", "tracks", "supervisors")
        ]
        asked.append([one["path"] for one in self.units])
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16]

    def clean_mark(self) -> str:
        mark: str = self.cleaned_data["mark"]
        if mark != self.page_mark:
            raise forms.ValidationError(
                _("The file was read again meanwhile. Look at the questions below again.")
            )
        return mark

    def answers(self) -> Answers:
        """Return what was said; what only repeats what was read is no answer."""
        given = self.cleaned_data
        said = self.said
        headings = self._texts("headings", "column")
        titles = self._texts("titles", "title")
        read = {one["text"]: one for one in self.how.get("headings", [])}
        ranks = {one["text"]: one for one in self.how.get("titles", [])}
        tracks = self._texts("tracks", "track")
        words = {one["text"]: one for one in self.how.get("tracks", [])}
        sheet = given.get("sheet", "")
        return Answers(
            sheet=sheet if sheet != self.how.get("sheet") or said.sheet else "",
            header_row=self._header_row(),
            day_order=given.get("day_order", ""),
            name_order=given.get("name_order", ""),
            columns={
                text: column
                for text, column in headings.items()
                if text in said.columns
                or column != read[text]["column"]
                or read[text]["why"] == Why.TWICE
            },
            titles={
                text: rank
                for text, rank in titles.items()
                if text in said.titles or rank != ranks[text]["rank"]
            },
            tracks={
                text: track
                for text, track in tracks.items()
                if text in said.tracks or track != words[text]["track"]
            },
            supervisors=_others(
                said.supervisors, {one["text"] for one in self.how.get("supervisors", [])}
            )
            | _filled(self._texts("supervisors", "supervisor")),
            units=_others(said.units, {one["path"] for one in self.units})
            | _filled(
                {one["path"]: given.get(f"unit-{at}", "") for at, one in enumerate(self.units)}
            ),
            skip_unanswered=bool(given.get("skip_unanswered")),
        )

    def _header_row(self) -> int:
        row: int = self.cleaned_data.get("header_row") or 0
        return row if row != self.how.get("header_row") or self.said.header_row else 0

    def _texts(self, kind: str, name: str) -> dict[str, str]:
        return {
            one["text"]: self.cleaned_data.get(f"{name}-{at}", "")
            for at, one in enumerate(self.how.get(kind, []))
        }

    def _add_file(self) -> None:
        how, said = self.how, self.said
        if len(how["sheets"]) > 1:
            sheets = [(name, f"{name} ({rows:,})") for name, rows in how["sheets"]]
            self._add("sheet", _("Sheet"), sheets, said.sheet or how["sheet"])
        self.fields["header_row"] = forms.IntegerField(
            label=_("Row with the column names"), min_value=1, max_value=LAST_ROW, required=False
        )
        self.initial["header_row"] = said.header_row or how["header_row"]
        if how.get("days"):
            orders = [(one.value, str(DayOrder(one).label)) for one in ORDERS]
            read = how["days"]["order"] or ""
            waits = how["days"]["is_open"] and not how["days"]["is_chosen"]
            empty = _("Choose…") if waits and not read else ""
            self._add("day_order", _("Dates"), orders, said.day_order or read, empty=empty)
        if how.get("name_order"):
            read = how["name_order"]["order"]
            self._add(
                "name_order", _("Names without a comma"), _NAME_ORDERS, said.name_order or read
            )

    def _add_columns(self) -> None:
        names = list(_COLUMN_WORDS.items())
        for at, one in enumerate(self.how["headings"]):
            self._add(
                f"column-{at}",
                one["text"] or _("(no heading)"),
                names,
                self.said.columns.get(one["text"], one["column"]),
                empty=_("Not used"),
            )

    def _add_titles(self) -> None:
        said = tuple(one["rank"] for one in self.how["titles"])
        ranks = [
            *choices_now(RANK, keep=said),
            (NOT_FACULTY, _("Not faculty: leave these people out")),
        ]
        for at, one in enumerate(self.how["titles"]):
            answer = self.said.titles.get(one["text"], one["rank"])
            self._add(f"title-{at}", one["text"], ranks, answer, empty=_("Choose…"))

        if self.how.get("titles_open") or self.how.get("tracks_open"):
            self.fields["skip_unanswered"] = forms.BooleanField(
                label=_("Skip the rows of titles and tracks without an answer, this time"),
                required=False,
            )
            self.initial["skip_unanswered"] = self.said.skip_unanswered

    def _add_tracks(self) -> None:
        words = self.how.get("tracks", [])
        tracks = [
            *choices_now(TRACK, keep=tuple(one["track"] for one in words)),
            (NO_TRACK, _("No track")),
        ]
        for at, one in enumerate(words):
            answer = self.said.tracks.get(one["text"], one["track"])
            self._add(f"track-{at}", one["text"], tracks, answer, empty=_("Choose…"))

    def _add_supervisors(self) -> None:
        for at, one in enumerate(self.how["supervisors"]):
            people = [(key, f"{name} ({key})") for key, name in one["people"]]
            people.append((NO_ONE, _("None of them: leave the supervisor as it is")))
            answer = self.said.supervisors.get(one["text"], one["answer"] or one["suggested"])
            self._add(f"supervisor-{at}", one["text"], people, answer, empty=_("Choose…"))

    def _add_units(self) -> None:
        for at, one in enumerate(self.units):
            used = [
                (one["like"], _("Use “%(unit)s”") % {"unit": one["like"]}),
                (one["path"], _("Add it as a new unit")),
            ]
            likely = one["like"] if one["sure"] else ""
            answer = self.said.units.get(one["path"], one["answer"] or likely)
            self._add(f"unit-{at}", one["path"], used, answer, empty=_("Choose…"))

    def _add(
        self,
        name: str,
        label: str,
        choices: Iterable[tuple[Any, Any]],
        initial: str,
        *,
        empty: str = "",
    ) -> None:
        first = [(UNUSED, empty)] if empty else []
        self.fields[name] = forms.ChoiceField(
            label=label, choices=[*first, *choices], required=False
        )
        self.initial[name] = initial

    # For the page ---------------------------------------------------------------------------

    @property
    def first_open(self) -> str:
        """The id of the first field that still needs an answer, or "" where each has one."""
        days = self.how.get("days") or {}
        names = ["day_order"] if days.get("is_open") and "day_order" in self.fields else []
        if "skip_unanswered" in self.fields and not self["skip_unanswered"].value():
            places = [at for at, one in enumerate(self.how["titles"]) if one["asked"]]
            names += [f"title-{at}" for at in places]
            names += [f"track-{at}" for at in range(len(self.how.get("tracks", [])))]
        names += [f"unit-{at}" for at in range(len(self.units))]
        return next((self[name].id_for_label for name in names if not self[name].value()), "")

    @property
    def columns(self) -> list[dict[str, Any]]:
        """The headings, each with its field."""
        return self._with_fields("headings", "column")

    @property
    def open_titles(self) -> list[dict[str, Any]]:
        """The titles that no rule tells, answered or not."""
        return [one for one in self._with_fields("titles", "title") if one["asked"]]

    @property
    def sure_titles(self) -> list[dict[str, Any]]:
        """The titles whose rank the rules tell."""
        return [one for one in self._with_fields("titles", "title") if not one["asked"]]

    @property
    def tracks(self) -> list[dict[str, Any]]:
        """The words that are no tracks of ours."""
        return self._with_fields("tracks", "track")

    @property
    def supervisors(self) -> list[dict[str, Any]]:
        """The names that may be several people's."""
        return self._with_fields("supervisors", "supervisor")

    @property
    def alike(self) -> list[dict[str, Any]]:
        """The new units that look like another one."""
        return [one | {"field": self[f"unit-{at}"]} for at, one in enumerate(self.units)]

    def _with_fields(self, kind: str, name: str) -> list[dict[str, Any]]:
        return [
            one | {"field": self[f"{name}-{at}"]} for at, one in enumerate(self.how.get(kind, []))
        ]


def _others(said: Mapping[str, str], shown: Collection[str]) -> dict[str, str]:
    """Return what was said of those for which the page has no room: a page without them takes nothing back."""
    return {text: answer for text, answer in said.items() if text not in shown}


def _filled(answers: Mapping[str, str]) -> dict[str, str]:
    return {text: answer for text, answer in answers.items() if answer}
