"""Forms for an institution's own words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.editing import EditForm
from profiles.models import InstitutionWord
from profiles.own_words import OwnWord, our_name
from profiles.vocabulary import EXTENDED, NAMED, label_of
from profiles.words.domain.own import LONGEST_LABEL

Kind = InstitutionWord.Kind


class AddWordForm(forms.Form):
    """A word of the institution's own, and which of ours it means."""

    label = forms.CharField(label=_("Name"), max_length=LONGEST_LABEL)
    counts_as = forms.ChoiceField(
        label=_("Counts as"),
        help_text=_("Figures, matching, and rules of programs treat it like this one."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["counts_as"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101  (for the type checker)
        chosen.choices = [
            (
                kind.label,
                [(f"{kind}:{value}", label_of(kind, value)) for value in NAMED[kind].values],
            )
            for kind in Kind
            if kind in EXTENDED
        ]

    @property
    def wanted(self) -> dict[str, str]:
        """What is added: `kind`, `label`, `standard`."""
        kind, _colon, standard = self.cleaned_data["counts_as"].partition(":")
        return {"kind": kind, "label": self.cleaned_data["label"], "standard": standard}


class ChangeWordForm(EditForm, forms.Form):
    """What a word is called, what it means, its place in menus, and whether they offer it."""

    label = forms.CharField(label=_("Name"), max_length=LONGEST_LABEL)
    standard = forms.ChoiceField(label=_("Counts as"))
    place = forms.TypedChoiceField(label=_("Position in menus"), coerce=int)
    is_active = forms.BooleanField(
        label=_("In use"),
        required=False,
        help_text=_("If it is not, forms no longer offer it. What has it already keeps it."),
    )

    def __init__(self, data: Any, *, kind: str, word: OwnWord, entries: list[OwnWord]) -> None:
        shown = {
            "label": word.label or our_name(kind, word.key),
            "standard": word.standard,
            "place": [one.key for one in entries].index(word.key) + 1,
            "is_active": word.is_active,
        }
        super().__init__(data, initial=shown)
        self.word = word
        place, standard = self.fields["place"], self.fields["standard"]
        assert isinstance(place, forms.ChoiceField)  # noqa: S101  (for the type checker)
        assert isinstance(standard, forms.ChoiceField)  # noqa: S101
        place.choices = [(at, str(at)) for at in range(1, len(entries) + 1)]
        standard.choices = [(value, label_of(kind, value)) for value in NAMED[kind].values]
        if word.is_ours:
            del self.fields["standard"]
            self.fields["label"].required = False
            said = _("Leave empty for our name, in the language of each reader: %(name)s.")
            self.fields["label"].help_text = said % {"name": our_name(kind, word.key)}

    @property
    def wanted(self) -> dict[str, Any]:
        """What is to hold: `label`, `standard`, `place`, `is_active`."""
        return {"standard": self.word.standard, **self.cleaned_data}
