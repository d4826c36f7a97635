"""With whom each part of the self-assessment is shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from profiles.assessment.domain.parts import PARTS, Part
from profiles.models import Membership, PartSharing
from profiles.vocabulary import Audience


class PartSharingForm(forms.Form):
    """One part: no one, chosen mentors, or all of them."""

    audience = forms.ChoiceField(
        label=_("Who can read it"), choices=Audience, widget=forms.RadioSelect
    )
    chosen = forms.MultipleChoiceField(
        label=_("Which mentors"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("Choose among your current mentors.")},
    )

    def __init__(
        self, *args: Any, part: Part, mentors: Sequence[Membership], **kwargs: Any
    ) -> None:
        super().__init__(*args, **{**kwargs, "prefix": f"part{part.number}"})
        self.part = part
        self.mentors = {str(one.pk): one for one in mentors}
        chosen = cast(forms.MultipleChoiceField, self.fields["chosen"])
        chosen.choices = [(key, one.name) for key, one in self.mentors.items()]
        if not mentors:
            del self.fields["chosen"]

    def picked(self) -> list[Membership]:
        """Return the mentors who were chosen."""
        return [self.mentors[key] for key in self.cleaned_data.get("chosen", [])]


def sharing_forms(
    posted: Mapping[str, Any] | None,
    *,
    rows: Mapping[int, PartSharing],
    mentors: Sequence[Membership],
) -> list[PartSharingForm]:
    """Return one form a part, filled with what stands in *rows* (by part number)."""
    forms_of_parts = []
    for part in PARTS:
        row = rows.get(part.number)
        initial = {
            "audience": row.audience if row else Audience.NOBODY,
            "chosen": [str(one.pk) for one in row.chosen.all()] if row else [],
        }
        forms_of_parts.append(PartSharingForm(posted, part=part, mentors=mentors, initial=initial))
    return forms_of_parts
