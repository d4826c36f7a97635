"""Forms of authors outside and of the final approval."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.writing.models import ProjectDraft, WritingProject


class ContactForm(forms.Form):
    """How someone is reached who answers by links."""

    email = forms.EmailField(
        label=_("Email"), help_text=_("They answer with a link and don’t need an account.")
    )
    affiliation = forms.CharField(
        label=_("Affiliation"),
        help_text=_("As it should appear in the journal."),
        max_length=200,
        required=False,
    )


class OutsideAuthorForm(ContactForm):
    """The same for someone who has no account here, with their name."""

    name = forms.CharField(label=_("Name"), max_length=200)
    field_order = ("name", "email", "affiliation")


class DraftChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)


class FinalVersionForm(forms.Form):
    """Which draft is to be submitted."""

    draft = DraftChoice(
        label=_("Version for submission"),
        queryset=ProjectDraft.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, project: WritingProject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drafts: Any = self.fields["draft"]
        drafts.queryset = ProjectDraft.objects.filter(project=project)
