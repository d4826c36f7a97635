"""The form that asks questions, and the one in which they are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentornet.pages.editing import EditForm
from mentornet.pages.fields import DayInput, TextArea
from profiles.questions.errors import QuestionReworded
from profiles.questions.models import Question
from profiles.questions.validation import (
    DATE,
    LONG_TEXT,
    LONGEST,
    MOST_CHOICES,
    NUMBER,
    ONE,
    SEVERAL,
    TEXT,
    YES_NO,
    Asked,
)

PREFIX = "question_"
LARGEST = 1_000_000_000


def field_of(asked: Asked) -> forms.Field:
    """Return the form field for one question; its help says what for and who reads it."""
    named: dict[str, Any] = {
        "label": asked.text,
        "required": asked.required,
        "help_text": " ".join(part for part in (asked.purpose, asked.readers) if part),
    }
    match asked.kind:
        case "text":
            return forms.CharField(max_length=LONGEST[TEXT], **named)
        case "long_text":
            return TextArea(max_length=LONGEST[LONG_TEXT], rows=4, **named)
        case "one":
            return forms.ChoiceField(choices=_with_none(asked), widget=forms.RadioSelect, **named)
        case "several":
            return forms.MultipleChoiceField(
                choices=asked.choices, widget=forms.CheckboxSelectMultiple, **named
            )
        case "yes_no":
            asked_so = Asked(
                asked.key,
                ONE,
                asked.text,
                choices=(("yes", _("Yes")), ("no", _("No"))),
                required=asked.required,
            )
            return forms.ChoiceField(
                choices=_with_none(asked_so), widget=forms.RadioSelect, **named
            )
        case "number":
            return forms.IntegerField(min_value=-LARGEST, max_value=LARGEST, **named)
        case "date":
            return forms.DateField(widget=DayInput(), **named)
    raise ValueError(asked.kind)


def mark_of(asked: Asked) -> str:
    """Return a mark of a question as it is read: another one where words, use or readers differ."""
    said = (asked.kind, asked.text, asked.purpose, asked.readers, *map(str, asked.choices))
    return sha256("\n".join(said).encode()).hexdigest()[:16]


def _with_none(asked: Asked) -> list[tuple[str, str]]:
    none = [] if asked.required else [("", _("No answer"))]
    return [*none, *asked.choices]


class AnswersForm(forms.Form):
    """What someone is asked, each question with its use and its readers.

    `marks`: hidden fields, by name, that say how each question stood on the page.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        asked: Sequence[Asked],
        given: Mapping[str, Any],
        locked: frozenset[str] = frozenset(),
        prefix: str = PREFIX,
    ) -> None:
        self.asked = {f"{prefix}{one.key}": one for one in asked}
        self.marks = [(f"asked_{name}", mark_of(one)) for name, one in self.asked.items()]
        initial = {name: _shown(one, given.get(one.key)) for name, one in self.asked.items()}
        super().__init__(data, initial=initial)
        for name, one in self.asked.items():
            self.fields[name] = field_of(one)
            self.fields[name].disabled = one.key in locked

    def clean(self) -> dict[str, Any]:
        """Refuse an answer to a question that stood otherwise on the page when it was typed."""
        for name, mark in self.marks:
            field = name.removeprefix("asked_")
            if self.data.get(name, mark) != mark and not self.fields[field].disabled:
                self.add_error(field, QuestionReworded.message)
        cleaned: dict[str, Any] = self.cleaned_data
        return cleaned

    def answers(self) -> dict[str, Any]:
        """Return what was answered, by the questions' keys; what is locked is left out."""
        return {
            one.key: _kept(one, self.cleaned_data[name])
            for name, one in self.asked.items()
            if not self.fields[name].disabled
        }


def _shown(asked: Asked, value: Any) -> Any:
    if asked.kind == YES_NO and isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None and asked.kind != SEVERAL else value


def _kept(asked: Asked, value: Any) -> Any:
    if asked.kind == DATE and value:
        return value.isoformat()
    return "" if value is None and asked.kind in (NUMBER, DATE) else value


class QuestionForm(EditForm, forms.ModelForm):
    """A question as a director writes it; saved by the domain, not by the form."""

    choice_lines = TextArea(
        label=gettext_lazy("Choices"),
        help_text=gettext_lazy("One per line, for questions with choices."),
        required=False,
        max_length=6_000,
        rows=5,
    )

    class Meta:
        model = Question
        fields = ("text", "kind", "purpose", "audience", "required")
        widgets = {"audience": forms.RadioSelect}

    field_order = ("text", "kind", "choice_lines", "purpose", "audience", "required")

    def __init__(self, data: Any = None, *, instance: Question | None = None) -> None:
        lines = "\n".join(instance.choices) if instance else ""
        super().__init__(data, instance=instance, initial={"choice_lines": lines})

    def clean_choice_lines(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["choice_lines"].split("\n")]
        found = list(dict.fromkeys(line for line in lines if line))
        if len(found) > MOST_CHOICES:
            raise forms.ValidationError(
                _("Enter at most %(most)d choices."), params={"most": MOST_CHOICES}
            )
        if any(len(one) > 200 for one in found):
            raise forms.ValidationError(_("Keep each choice under 200 characters."))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        kind, choices = cleaned.get("kind"), cleaned.get("choice_lines")
        if kind in (ONE, SEVERAL) and choices is not None and len(choices) < 2:
            self.add_error("choice_lines", _("Enter at least two choices, one per line."))
        if kind and kind not in (ONE, SEVERAL):
            cleaned["choice_lines"] = []
        counted = cleaned.get("audience") == Question.Audience.COUNTS
        if counted and kind and kind not in Question.COUNTED:
            self.add_error(
                "audience",
                _(
                    "Only choices and yes-or-no answers can be counted. Choose another kind of "
                    "answer."
                ),
            )
        return cleaned

    def said(self) -> dict[str, Any]:
        """Return what the domain takes."""
        fields = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return {**fields, "choices": self.cleaned_data["choice_lines"]}
