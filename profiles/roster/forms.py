from django import forms
from django.utils.translation import gettext_lazy as _

from profiles.vocabulary import Rank


class RosterUploadForm(forms.Form):
    """A roster file, and whether it lists everyone."""

    file = forms.FileField(
        label=_("Roster file"),
        help_text=_(
            "CSV or XLSX, at most 50 MB. You see what it would change before we import anything."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt,text/csv"}),
        allow_empty_file=True,
    )
    end_missing = forms.BooleanField(
        label=_("The file lists everyone. People who are not in it have left"),
        required=False,
    )


class FoundingForm(forms.Form):
    """A new institution and its first program director."""

    name = forms.CharField(label=_("Name of the institution"), max_length=200)
    slug = forms.SlugField(
        label=_("Short name"), help_text=_("Lowercase letters, digits and hyphens, for commands.")
    )
    time_zone = forms.CharField(
        label=_("Time zone"), max_length=64, help_text=_("For example America/New_York.")
    )
    given_name = forms.CharField(label=_("Director’s given name"), max_length=100, required=False)
    family_name = forms.CharField(
        label=_("Director’s family name"),
        max_length=100,
        required=False,
        help_text=_("Someone with one name needs only one of the two."),
    )
    email = forms.EmailField(label=_("Director’s email"), max_length=254)
    rank = forms.ChoiceField(label=_("Director’s rank"), choices=Rank.choices)
    external_id = forms.CharField(
        label=_("Director’s ID in the roster"),
        max_length=100,
        help_text=_("The same ID as in the roster file, so that the import finds this person."),
    )
