from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.fields import TermsField


class PublicationsForm(forms.Form):
    file = forms.FileField(
        label=_("File with your publications"),
        help_text=_("An ORCID record (XML, JSON, or ZIP) or a BibTeX file, at most 5 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xml,.json,.zip,.bib,.bibtex,.txt"}),
        allow_empty_file=True,
    )


class ExpertiseForm(forms.Form):
    """Terms that are ticked, and some more that are typed."""

    terms = forms.MultipleChoiceField(required=False)
    more = TermsField(
        label=_("Other terms"),
        help_text=_("Separate terms with commas."),
        max_length=5_000,
    )
