from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from evaluations.surveys.domain import instruments as domain
from evaluations.surveys.domain.instrument_file import FIELD_OF, RowFault, read_items
from evaluations.surveys.domain.instruments import InstrumentDraft
from evaluations.surveys.errors import ItemFault
from evaluations.surveys.models import Item, Survey
from matching.models import Program
from mentornet.pages.editing import EditForm
from mentornet.pages.fields import DayInput, TextArea
from mentornet.tabular.reading import UnreadableFile
from profiles.models import Institution, User

MOST_FAULTS = 20
USUAL = timedelta(days=14)


class DaysForm(EditForm, forms.Form):
    """From when to when; once it is open, the first day stands."""

    opens_on = forms.DateField(label=_("Opens on"), widget=DayInput)
    closes_on = forms.DateField(label=_("Last day"), widget=DayInput)


class SurveyForm(DaysForm):
    """What to ask, whom, on which occasion and when."""

    is_edit = False

    instrument = forms.ChoiceField(label=_("Questionnaire"))
    program = forms.ModelChoiceField(
        Program.objects.none(),
        label=_("Who to ask"),
        required=False,
        empty_label=_("Everyone at the institution who has an account"),
    )
    occasion = forms.ChoiceField(
        label=_("When in the program"),
        choices=Survey.Occasion,
        help_text=_(
            "Answers at the end or later are compared once with each person’s answers at the start."
        ),
    )
    note = TextArea(
        label=_("Message to participants"),
        max_length=1_000,
        required=False,
        rows=3,
        help_text=_(
            "Appears in the email and above the questions. Say why you ask and what you will do with the results."
        ),
    )
    field_order = ("instrument", "program", "occasion", "opens_on", "closes_on", "note")

    def __init__(
        self,
        *args: Any,
        institution: Institution,
        user: User,
        initial: Mapping[str, Any],
        **kwargs: Any,
    ) -> None:
        today = institution.local_date()
        kwargs["initial"] = {"opens_on": today, "closes_on": today + USUAL, **initial}
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["instrument"].choices = domain.choices(institution)
        own = Program.objects.directed_by(user).of(institution).exclude(state=Program.State.DRAFT)
        # Everyone at the institution is asked by its directors alone.
        fields["program"].required = not user.has_perm("profiles.direct_institution")
        if fields["program"].required:
            fields["program"].empty_label = _("Choose a program")
        fields["program"].queryset = own.order_by("name")

    @property
    def has_no_one(self) -> bool:
        """Whether there is no one whom the reader can ask: no program of theirs that was opened."""
        field: Any = self.fields["program"]
        return field.required and not field.queryset.exists()


class InstrumentForm(forms.Form):
    """An instrument of the institution's own: its name, and its questions from a file."""

    name = forms.CharField(label=_("Name"), max_length=domain.NAME)
    about = TextArea(
        label=_("Introduction above the questions"),
        max_length=domain.ABOUT,
        required=False,
        rows=3,
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=domain.SOURCE,
        required=False,
        help_text=_("The authors and your license. Shown below the questions."),
    )
    file = forms.FileField(
        label=_("Questions"),
        help_text=_("CSV or XLSX, one question per row. The first row holds the column names."),
    )
    allowed = forms.BooleanField(
        label=_("We may use these questions. They are ours, free to use, or licensed to us."),
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > settings.LARGEST_UPLOAD:
            raise forms.ValidationError(
                _("This file is too large. Upload a smaller list of questions.")
            )
        try:
            return read_items(upload)
        except UnreadableFile as error:
            raise forms.ValidationError(str(error.message)) from error

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        sheet = given.get("file")
        if sheet is None:
            return given
        draft = InstrumentDraft(
            name=given.get("name") or "–",
            about=given.get("about", ""),
            source=given.get("source", ""),
            items=sheet.items,
        )
        self.say(domain.faults_of(draft), sheet.rows, also=sheet.faults)
        given["draft"] = draft
        return given

    def say(
        self,
        faults: Iterable[ItemFault],
        rows: tuple[int, ...],
        *,
        also: Iterable[RowFault] = (),
    ) -> None:
        """Put each fault at its field; those of a question at the file, by row and column."""
        told = list(also)
        for one in faults:
            if one.item is not None:
                column = FIELD_OF.get(one.field, one.field)
                told.append(RowFault(rows[one.item], column, one.message))
            else:
                self.add_error("file" if one.field == "items" else one.field, one.message)
        for fault in sorted(told, key=lambda one: one.row)[:MOST_FAULTS]:
            self.add_error("file", str(fault))


class AnswerForm(forms.Form):
    """The questions of an instrument, none of which must be answered."""

    def __init__(
        self, *args: Any, items: Iterable[Item], answers: Mapping[UUID, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items)
        for item in self.items:
            self.fields[_name(item)] = _question(item, answers.get(item.pk))

    def given(self) -> dict[UUID, int | None]:
        """Return the valid answers by item; None: left out.

        A scale on which nothing is chosen is not in the post, and what was answered there before,
        on another device or in another tab, stays.
        """
        found: dict[UUID, int | None] = {}
        for item in self.items:
            if _name(item) not in self.cleaned_data or _name(item) not in self.data:
                continue
            value = self.cleaned_data[_name(item)]
            found[item.pk] = None if value in (None, "") else int(value)
        return found


def _name(item: Item) -> str:
    return f"item-{item.position + 1}"


def _question(item: Item, answer: int | None) -> forms.Field:
    if item.kind == Item.Kind.SCALE:
        return forms.ChoiceField(
            label=item.text,
            choices=[*item.options, ("", _("Skip"))],
            initial=answer,
            required=False,
            widget=forms.RadioSelect,
        )
    return forms.IntegerField(
        label=item.text,
        min_value=item.lowest,
        max_value=item.highest,
        initial=answer,
        required=False,
    )
