from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.fields import TermsField


class PublicationsForm(forms.Form):
    file = forms.FileField(
        label=_("File with your works"),
        help_text=_("An ORCID record (XML, JSON or ZIP) or a BibTeX file, at most 5 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xml,.json,.zip,.bib,.bibtex,.txt"}),
        allow_empty_file=True,
    )


class ExpertiseForm(forms.Form):
    """Terms that are ticked, and some more that are typed."""

    terms = forms.MultipleChoiceField(required=False)
    more = TermsField(
        label=_("More, in your own words"),
        help_text=_("Commas between them."),
        max_length=5_000,
    )
