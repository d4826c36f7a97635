from django import forms
from django.utils.translation import gettext_lazy as _


class ContentForm(forms.Form):
    """With whom a test institution begins."""

    content = forms.ChoiceField(
        label=_("Start with"),
        choices=[
            ("people", _("16 invented people in three units, and a program")),
            ("empty", _("No one: I import a test roster myself")),
        ],
        initial="people",
        widget=forms.RadioSelect,
    )

    @property
    def filled(self) -> bool:
        return bool(self.cleaned_data["content"] == "people")
