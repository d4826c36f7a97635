"""Which skills a session practises, and how sure of them one feels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.outcomes.skills.models import SessionSkill, SkillRating
from mentornet.pages.fields import TextArea

LONGEST_SKILL = 120


class SkillsForm(forms.Form):
    """One skill a line."""

    names = TextArea(
        label=_("Skills for this session, one per line"),
        help_text=_(
            "Write each as something people can do: “Say no to a request and keep the relationship”."
        ),
        max_length=2_000,
        rows=5,
        required=False,
    )

    def clean_names(self) -> list[str]:
        names = [" ".join(line.split()) for line in self.cleaned_data["names"].splitlines()]
        if any(len(name) > LONGEST_SKILL for name in names):
            raise forms.ValidationError(_("Use at most 120 characters for each skill."))
        return [name for name in names if name]


class RatingForm(forms.Form):
    """A scale a skill, before and after, as far as it can be rated now."""

    def __init__(
        self,
        *args: Any,
        skills: Sequence[SessionSkill],
        given: Mapping[UUID, SkillRating],
        before: bool,
        after: bool,
        refusal: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.skills, self.refusal = list(skills), refusal
        self.asked = [
            (time, one)
            for one in skills
            for time, is_open in (("before", before), ("after", after))
            if is_open
        ]
        for time, one in self.asked:
            label = _("%(skill)s: before") if time == "before" else _("%(skill)s: after")
            rating = given.get(one.pk)
            self.fields[f"{time}-{one.pk}"] = forms.TypedChoiceField(
                label=label % {"skill": one.name},
                choices=SkillRating.Confidence.choices,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                initial=getattr(rating, time) if rating else None,
            )

    def clean(self) -> dict[str, Any]:
        """A page that was opened in time, and is sent when it is too late, is told so."""
        names = {f"{time}-{one.pk}" for one in self.skills for time in ("before", "after")}
        if any(self.data.get(name) for name in names - set(self.fields)):
            raise forms.ValidationError(self.refusal)
        return super().clean() or {}

    def given(self, time: str) -> dict[UUID, int]:
        """Return what was answered of *time* ("before" or "after"), by skill."""
        return {
            one.pk: self.cleaned_data[f"{when}-{one.pk}"]
            for when, one in self.asked
            if when == time and self.cleaned_data.get(f"{when}-{one.pk}")
        }
