"""Projects as a director writes them, one by one or pasted, and starting a run."""

from __future__ import annotations

import csv
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from matching.projects.domain.projects import mentors_of
from matching.projects.models import Project
from mentornet.pages.editing import EditForm
from mentornet.pages.fields import TextArea
from profiles.own_words import AREA
from profiles.words.fields import OwnWordsField

MOST_ROWS = 200


class ProjectForm(EditForm, forms.ModelForm):
    """One project. Saved by the domain, not by the form."""

    class Meta:
        model = Project
        fields = ("title", "summary", "places", "is_offered")

    summary = TextArea(
        label=_("About this project"),
        help_text=_(
            "Mentees read this before they choose: the question, the work, what they learn."
        ),
        max_length=4_000,
        required=False,
        rows=6,
    )
    lead = forms.ChoiceField(
        label=_("Who leads it"),
        help_text=_("Only mentors who are enrolled in this program can be chosen."),
    )
    joining = forms.MultipleChoiceField(
        label=_("Other mentors on it"),
        help_text=_(
            "Each of them becomes a mentor of everyone on the project. Its places are kept free among "
            "their openings."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    areas = OwnWordsField(kind=AREA, label=_("Areas"), required=False)
    field_order = ("title", "summary", "places", "lead", "joining", "areas", "is_offered")

    def __init__(
        self,
        data: Any = None,
        *,
        program: Program,
        instance: Project | None = None,
        lead: Enrollment | None = None,
    ) -> None:
        super().__init__(data, instance=instance or Project(program=program))
        parts = list(instance.mentors.select_related("mentor__member")) if instance else []
        there = {one.pk: one.member.name for one in mentors_of(program)}
        there |= {one.mentor_id: one.mentor.member.name for one in parts}
        choices = [(str(key), name) for key, name in there.items()]
        leads, joining = self.fields["lead"], self.fields["joining"]
        assert isinstance(leads, forms.ChoiceField)  # noqa: S101  (for the type checker)
        assert isinstance(joining, forms.MultipleChoiceField)  # noqa: S101
        leads.choices = [("", _("Choose a mentor")), *choices]
        joining.choices = [one for one in choices if not lead or one[0] != str(lead.pk)]
        self.initial["areas"] = list(self.instance.areas)
        self.initial["lead"] = next((str(one.mentor_id) for one in parts if one.leads), "")
        self.initial["joining"] = [str(one.mentor_id) for one in parts if not one.leads]

    def said(self) -> dict[str, Any]:
        """Return what the domain takes."""
        given = dict(self.cleaned_data)
        given["lead"] = UUID(given["lead"])
        given["joining"] = [UUID(key) for key in given["joining"]]
        given["title"] = " ".join(given["title"].split())
        return given


class OfferForm(ProjectForm):
    """A project as the mentor who leads it writes it."""

    def __init__(
        self, data: Any = None, *, own: Enrollment, instance: Project | None = None
    ) -> None:
        super().__init__(data, program=own.program, instance=instance, lead=own)
        del self.fields["lead"], self.fields["is_offered"]
        joining = self.fields["joining"]
        if isinstance(joining, forms.MultipleChoiceField) and not joining.choices:
            del self.fields["joining"]
        joining.help_text = str(
            _(
                "We email them, and mentees see the project once they agree. Everyone on it becomes their mentee, "
                "too."
            )
        )

    def said(self) -> dict[str, Any]:
        """Return what the domain takes."""
        given = dict(self.cleaned_data)
        given["joining"] = [UUID(key) for key in given.get("joining", ())]
        given["title"] = " ".join(given["title"].split())
        return given


class ReviewForm(forms.Form):
    """What a director asks a mentor to change before the project is accepted."""

    note = TextArea(
        label=_("What should change"),
        help_text=_(
            "The mentor who leads the project gets it by email. Only needed if you ask for changes."
        ),
        max_length=2_000,
        required=False,
        rows=4,
    )

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        if "accept" not in self.data and not self.cleaned_data.get("note"):
            self.add_error("note", _("Say what should change."))
        return given


class PasteForm(forms.Form):
    """Many projects at once: a line each, as they are copied from a spreadsheet."""

    rows = TextArea(
        label=_("Projects, one per line"),
        help_text=_(
            "Copy four columns from a spreadsheet, without the headings: title, places, mentors’ emails "
            "(who leads first, commas between them), and what it is about. You can also type semicolons "
            "between the columns."
        ),
        max_length=100_000,
        rows=12,
    )

    def __init__(self, data: Any = None, *, program: Program) -> None:
        super().__init__(data)
        self.program = program

    def clean_rows(self) -> list[dict[str, Any]]:
        """Return what the domain takes, a project each; every line that cannot be read is named."""
        lines = [(at, line) for at, line in _lines(self.cleaned_data["rows"]) if any(line)]
        if len(lines) > MOST_ROWS:
            raise forms.ValidationError(
                _("Paste up to %(most)d projects at a time."), params={"most": MOST_ROWS}
            )
        mentors = {one.member.user.email.casefold(): one for one in mentors_of(self.program)}
        titles = Project.objects.filter(program=self.program).values_list("title", flat=True)
        known = {title.casefold() for title in titles}
        found, faults = [], []
        for at, line in lines:
            try:
                row = _read(line, mentors)
                if row["title"].casefold() in known:
                    raise forms.ValidationError(_("there is already a project with this title."))
                known.add(row["title"].casefold())
                found.append(row)
            except forms.ValidationError as error:
                words = {"line": at, "fault": " ".join(error.messages)}
                faults.append(_now("Line %(line)d: %(fault)s") % words)
        if faults:
            raise forms.ValidationError(faults)
        return found


def _lines(text: str) -> list[tuple[int, list[str]]]:
    delimiter = "\t" if "\t" in text else ";"
    read = csv.reader(text.split("\n"), delimiter=delimiter, strict=False)
    return [(read.line_num, [" ".join(cell.split()) for cell in line]) for line in read]


def _read(line: list[str], mentors: dict[str, Enrollment]) -> dict[str, Any]:
    title, places, emails, summary = [*line, "", "", "", ""][:4]
    if not title or len(title) > 200:
        raise forms.ValidationError(_("enter a title of up to 200 characters."))
    if not places.isdecimal() or not 1 <= int(places) <= 50:
        raise forms.ValidationError(_("enter a number of places from 1 to 50."))
    keys = []
    for email in (one.strip() for one in emails.split(",")):
        if not email:
            continue
        if email.casefold() not in mentors:
            raise forms.ValidationError(
                _("no mentor with the email %(email)s is enrolled here."), params={"email": email}
            )
        keys.append(mentors[email.casefold()].pk)
    if not keys:
        raise forms.ValidationError(_("enter the email of at least one mentor."))
    return {
        "title": title,
        "places": int(places),
        "summary": summary[:4_000],
        "lead": keys[0],
        "joining": keys[1:],
    }


class MatchForm(forms.Form):
    """Starting a run."""

    method = forms.ChoiceField(
        label=_("Method"),
        choices=[
            (Program.Method.STABLE, _("Stable, by everyone’s choices")),
            (Program.Method.BEST, _("Most people, then best choices")),
        ],
        widget=forms.RadioSelect,
        help_text=_(
            "Stable: no mentee and mentor would both prefer each other to what they get. Most people: as "
            "many mentees as possible have a project, and of what mentors say only their declines count."
        ),
    )
