"""One part of a development plan: a few lines, each with what it serves and its day."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.plans.domain.parts import (
    MOST_ENTRIES,
    PLAN_PARTS,
    Entry,
    PlanPart,
    entries_of,
    make_entry,
    text_of,
    what_may_be_served,
)
from mentornet.pages.fields import TextArea
from profiles.assessment.forms.goals import day_field
from profiles.assessment.forms.parts import EditForm

BLANK_LINES = 3
FIRST_YEAR, LAST_YEAR = 1950, 2150


class EntryForm(forms.Form):
    """One line. The page names a new one's identity, so that saved twice it is one."""

    key = forms.RegexField(r"^[0-9a-f]{8,40}$", widget=forms.HiddenInput)
    text = TextArea(label=_("Text"), max_length=2_000, rows=2, required=False)
    serves = forms.ChoiceField(label=_("Supports"), required=False)
    by = day_field(_("Due date"))
    done = day_field(_("Completed on"))

    def __init__(
        self, *args: Any, part: PlanPart, choices: Sequence[Any], name: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = name
        serves = self.fields["serves"]
        assert isinstance(serves, forms.ChoiceField)  # noqa: S101  (for the type checker)
        serves.choices = choices
        there = {"serves": len(choices) > 1, "by": part.has_by, "done": part.has_done}
        for field, wanted in there.items():
            if not wanted:
                del self.fields[field]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        empty = not given.get("text") and "text" not in self.errors
        if empty and any(given.get(name) for name in ("by", "done")):
            self.add_error("text", _("Add a text, or clear the date too."))
        for name in ("by", "done"):
            day: date | None = given.get(name)
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                self.add_error(name, _("Enter a year from 1950 to 2150."))
        return given

    def entry(self) -> Entry:
        given = self.cleaned_data
        return make_entry(
            given["key"],
            given["text"],
            serves=given.get("serves", ""),
            by=given.get("by"),
            done=given.get("done"),
        )


class PlanPartForm(EditForm):
    """What a part has beside its lines."""

    text = TextArea(label="", required=False, rows=5)

    def __init__(self, *args: Any, part: PlanPart, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if part.question is None:
            del self.fields["text"]
        else:
            self.fields["text"].label = part.question.label
            self.fields["text"].help_text = part.question.prompt


class PartForms:
    """The form of one part with one form a line, and blank lines at the end."""

    def __init__(
        self,
        part: PlanPart,
        content: Mapping[str, Any],
        *,
        posted: Any = None,
        revision: int = 0,
        tab: str = "",
    ) -> None:
        self.part = part
        initial = {"revision": revision, "tab": tab, "text": text_of(content, part.slug)}
        self.head = PlanPartForm(posted, part=part, initial=initial)
        self._choices = _choices(part, content)
        if posted is None:
            entries = entries_of(content, part.slug)
            room = min(BLANK_LINES, MOST_ENTRIES - len(entries))
            blank = [make_entry(secrets.token_hex(16), "") for _line in range(room)]
            rows = [({**one, "key": one["id"]}, None) for one in [*entries, *blank]]
        else:
            count = sum(name.endswith("-key") for name in posted)
            rows = [({}, posted) for _line in range(min(count, MOST_ENTRIES))]
        self.lines = [
            EntryForm(
                data,
                part=part,
                choices=self._choices,
                name=f"{part.entry} {number}",
                prefix=f"line{number}",
                initial={name: value for name, value in row.items() if value},
            )
            for number, (row, data) in enumerate(rows, start=1)
        ]

    def is_valid(self) -> bool:
        """Every form is asked, so that every error shows at once."""
        return not sum(not form.is_valid() for form in [self.head, *self.lines])

    def entries(self) -> list[Entry]:
        """Return the lines with something in them; an emptied line is gone."""
        return [line.entry() for line in self.lines if line.cleaned_data["text"]]

    def text(self) -> str:
        return str(self.head.cleaned_data.get("text", ""))


def _choices(part: PlanPart, content: Mapping[str, Any]) -> list[Any]:
    found: list[Any] = [("", _("Nothing selected"))]
    for served, entries in what_may_be_served(part, content):
        found.append((served.title, [(one["id"], _short(one["text"])) for one in entries]))
    return found


def _short(text: str) -> str:
    line = text.splitlines()[0]
    return line if len(line) <= 80 else f"{line[:79]}…"


class PlanCommentForm(forms.Form):
    """A thought on someone's plan."""

    part = forms.ChoiceField(
        label=_("Comment on"),
        choices=[("", _("Whole plan")), *((one.slug, one.title) for one in PLAN_PARTS)],
        required=False,
    )
    text = TextArea(
        label=_("Your comment"),
        help_text=_("The owner and this group can see it. You can delete it."),
        max_length=4_000,
        rows=4,
    )
