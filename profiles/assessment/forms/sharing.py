"""With whom each part of the self-assessment is shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from profiles.assessment.domain.parts import PARTS, Part
from profiles.assessment.domain.sharing import Choosable
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

    def __init__(self, *args: Any, part: Part, mentors: Sequence[Choosable], **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "prefix": f"part{part.number}"})
        self.part = part
        self.mentors = {key_of(one): one for one in mentors}
        chosen = cast(forms.MultipleChoiceField, self.fields["chosen"])
        chosen.choices = [(key, name_of(one)) for key, one in self.mentors.items()]
        if not mentors:
            del self.fields["chosen"]

    def picked(self) -> list[Membership]:
        """Return the mentors who were chosen."""
        return [self.mentors[key].mentor for key in self.cleaned_data.get("chosen", [])]


def key_of(one: Choosable) -> str:
    """Return what stands for a mentor in the form: another key once they run programs.

    So a page that was opened before it could say so does not choose them.
    """
    return f"{one.mentor.pk}-runs-programs" if one.runs_programs else str(one.mentor.pk)


def name_of(one: Choosable) -> str:
    """Return the mentor's name, and that they run programs if they do."""
    if not one.runs_programs:
        return one.mentor.name
    return gettext("%(name)s (runs mentoring programs here, or has done so)") % {
        "name": one.mentor.name
    }


def sharing_forms(
    posted: Mapping[str, Any] | None,
    *,
    rows: Mapping[int, PartSharing],
    mentors: Sequence[Choosable],
) -> list[PartSharingForm]:
    """Return one form a part, filled with what stands in *rows* (by part number)."""
    forms_of_parts = []
    for part in PARTS:
        row = rows.get(part.number)
        named = {one.pk for one in row.chosen.all()} if row else set()
        initial = {
            "audience": row.audience if row else Audience.NOBODY,
            "chosen": [
                key_of(one) for one in mentors if row and one.mentor.pk in named and one.reads(row)
            ],
        }
        forms_of_parts.append(PartSharingForm(posted, part=part, mentors=mentors, initial=initial))
    return forms_of_parts
