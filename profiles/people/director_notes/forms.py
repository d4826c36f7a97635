"""What is noted."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.editing import EditForm
from mentornet.pages.fields import TextArea


class NoteForm(forms.Form):
    """A new note."""

    text = TextArea(label=_("Note"), max_length=2_000, rows=5)


class NoteEditForm(EditForm, NoteForm):
    """A note that is there."""
