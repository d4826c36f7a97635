"""Forms of the self-assessment."""

from __future__ import annotations

from typing import Any

from django import forms

from mentornet.pages.fields import TextArea
from profiles.assessment.domain.parts import Part
from profiles.models import SelfAssessment


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
        """Return what was typed, by question."""
        return {
            name: text
            for name, text in self.cleaned_data.items()
            if name not in EditForm.base_fields
        }


def part_initial(part: Part, assessment: SelfAssessment, *, tab: str) -> dict[str, Any]:
    """Return what the form of *part* starts from."""
    texts = {question.name: getattr(assessment, question.name) for question in part.questions}
    return {**texts, "revision": assessment.revision, "tab": tab}
