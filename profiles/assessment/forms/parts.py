"""Forms of the self-assessment. Texts keep their line breaks as \\n, whatever the browser sends."""

from __future__ import annotations

from typing import Any

from django import forms

from profiles.assessment.domain.parts import Part
from profiles.models import SelfAssessment

LONGEST_ANSWER = 20_000


class TextArea(forms.CharField):
    """A long text: limited, without NUL, its line breaks all of one kind."""

    def __init__(self, *, rows: int = 6, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_ANSWER)
        # The browser must not cut a pasted text off in silence; the server says what is too long.
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(widget=widget, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else text


class EditForm(forms.Form):
    """What lets a late or a second tab be told: what it had read, and which tab it is."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
    tab = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)


class PartForm(EditForm):
    """The free texts of one part."""

    def __init__(self, *args: Any, part: Part, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = 6 if len(part.questions) > 1 else 10
        for question in part.questions:
            self.fields[question.name] = TextArea(
                label=question.label, help_text=question.prompt, required=False, rows=rows
            )

    def answers(self) -> dict[str, str]:
        """What was typed, by question."""
        return {
            name: text
            for name, text in self.cleaned_data.items()
            if name not in EditForm.base_fields
        }


def part_initial(part: Part, assessment: SelfAssessment, *, tab: str) -> dict[str, Any]:
    """What the form of *part* starts from."""
    texts = {question.name: getattr(assessment, question.name) for question in part.questions}
    return {**texts, "revision": assessment.revision, "tab": tab}
