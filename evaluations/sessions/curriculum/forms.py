from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.files.forms import TAKEN, SafeFileField
from mentornet.pages.editing import EditForm
from mentornet.pages.fields import TextArea

SEGMENT = re.compile(r"\s*(\d{1,3})\s*(?:min\.?|minutes|m|’|')?\s*[:–—.·-]?\s+(.+)")
MOST_SEGMENTS, LONGEST_SEGMENT, MOST_MINUTES = 40, 300, 600


class SegmentsField(TextArea):
    """Segments as lines of minutes and what happens, which can be moved and pasted as text."""

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(f"{one['minutes']} {one['title']}" for one in value)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        wrong, found = [], []
        for number, line in lines:
            read = SEGMENT.fullmatch(line)
            if not read or not int(read[1]):
                wrong.append(
                    (_("Line %(line)d: start with the minutes, like “20 Check-in”."), number)
                )
            elif len(read[2]) > LONGEST_SEGMENT:
                wrong.append((_("Line %(line)d is too long. Use at most 300 characters."), number))
            else:
                found.append({"minutes": int(read[1]), "title": read[2].strip()})
        if not wrong and len(found) > MOST_SEGMENTS:
            wrong.append((_("An agenda can have at most 40 items."), 0))
        if not wrong and sum(int(str(one["minutes"])) for one in found) > MOST_MINUTES:
            wrong.append(
                (_("The items last more than 10 hours together. Shorten some of them."), 0)
            )
        if wrong:
            raise forms.ValidationError(
                [forms.ValidationError(said, params={"line": number}) for said, number in wrong]
            )
        return found


class SessionTextForm(forms.Form):
    """What a session is about."""

    title = forms.CharField(label=_("Title"), max_length=200)
    aims = TextArea(label=_("Objectives"), max_length=4_000, required=False, rows=3)
    preparation = TextArea(label=_("Before the session"), max_length=4_000, required=False, rows=3)
    segments = SegmentsField(
        label=_("Agenda"),
        help_text=_("One item per line: minutes, then what happens, like “20 Check-in”."),
        max_length=12_000,
        rows=9,
    )
    guide = TextArea(
        label=_("Facilitator notes"),
        help_text=_("Members never see these."),
        max_length=8_000,
        required=False,
        rows=5,
    )

    def __init__(self, *args: Any, guided: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not guided:
            del self.fields["guide"]


class SessionForm(SessionTextForm):
    """The same for one session, which several may facilitate: `seen` marks what one began from."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)

    def clean_seen(self) -> str | None:
        return self.cleaned_data["seen"] or None


class OutlineForm(EditForm, SessionTextForm):
    days_after = forms.IntegerField(
        label=_("Days after the previous session"),
        help_text=_("1 is the next day. 28 is four weeks later, on the same weekday."),
        min_value=0,
        max_value=365,
    )


class CurriculumForm(EditForm, forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    aim = TextArea(label=_("Audience and purpose"), max_length=2_000, required=False, rows=3)


class MaterialForm(forms.Form):
    """A link or a file."""

    title = forms.CharField(label=_("Material title"), max_length=200, required=False)
    url = forms.URLField(label=_("Link"), max_length=1_000, required=False, assume_scheme="https")
    file = SafeFileField(label=_("Or a file"), help_text=TAKEN, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(cleaned.get("url")) == bool(cleaned.get("file")):
            self.add_error("url", _("Add either a link or a file."))
        return cleaned
