from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _


class ActivationForm(SetPasswordForm):
    """A first password, or the choice to do without one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = _("Password")
        self.fields["new_password2"].label = _("Repeat password")
        self.fields["new_password2"].help_text = ""

    def validate_password_for_user(self, user: Any, *_args: Any, **_kwargs: Any) -> None:
        """Say what is wrong with a password where it is first typed, whichever field is named."""
        super().validate_password_for_user(user, "new_password1")


class FreshLinkForm(forms.Form):
    email = forms.EmailField(
        label=_("Your work email"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
