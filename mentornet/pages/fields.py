"""Fields of forms that several apps have: a day, a long text, a list of terms."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from mentornet.pages.markup import escaped

LONGEST_ANSWER = 20_000
MOST_TERMS = 40
LONGEST_TERM = 100


class DayInput(forms.DateInput):
    """A day from the browser's calendar, which reads and writes it in one format in every language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class LongSelect(forms.Select):
    """A select of hundreds of options, without groups: a template for each takes longer than the page."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """Return what a plain select looks like."""
        chosen = set(self.format_value(value))
        options = (("" if key is None else str(key), label) for key, label in self.choices)
        lines = "\n".join(
            f'<option value="{escaped(key)}"{" selected" if key in chosen else ""}>'
            f"{escaped(label)}</option>"
            for key, label in options
        )
        attributes = flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})}))
        return format_html("<select{}>{}</select>", attributes, mark_safe(lines))


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


class SubjectField(forms.CharField):
    """The subject of an email: one line, whatever was pasted."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": _("Subject"), "max_length": 150, **kwargs})

    def clean(self, value: Any) -> str:
        """Return the words with one blank between them."""
        return " ".join(str(super().clean(value)).split())


class TermsField(forms.CharField):
    """Terms with commas, semicolons or line breaks between them; a list of distinct ones."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value) or ""
        terms = [" ".join(term.split()) for term in re.split(r"[,;\n\r]", text)]
        distinct = list(dict.fromkeys(term for term in terms if term))
        if len(distinct) > MOST_TERMS:
            raise forms.ValidationError(
                _("You entered %(count)s terms. Keep at most %(most)s."),
                params={"count": len(distinct), "most": MOST_TERMS},
            )
        if long := next((term for term in distinct if len(term) > LONGEST_TERM), None):
            raise forms.ValidationError(
                _("“%(start)s…” is too long for one term. Separate terms with commas."),
                params={"start": long[:40]},
            )
        return distinct
