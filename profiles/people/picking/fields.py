"""The field in which people are named, pasted or searched for, with a preview of who they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentornet.drafts.decorators import WHOLE
from mentornet.pages.fields import LongSelect
from profiles.institution.fields import UnitField, UnitInput
from profiles.models import Institution, Membership
from profiles.own_words import RANK
from profiles.people.picking.domain.finding import (
    MOST_PEOPLE,
    MOST_RESULTS,
    Choice,
    Found,
    Why,
    find_people,
    people_of_keys,
    search_people,
)
from profiles.people.picking.domain.reading import Named, read_people
from profiles.vocabulary import choices_now

MOST_FAULTS = 20
LONGEST_TEXT = 60_000
LEFT_OUT = "-"
WHY = {
    Why.SEVERAL: gettext_lazy("Several people may be meant. Choose one."),
    Why.NEAR: gettext_lazy("No one has this name. Did you mean:"),
    Why.OTHER_EMAIL: gettext_lazy("No one has this email. Did you mean:"),
}

Remarks = Callable[[Sequence[Membership]], Mapping[UUID, Sequence[str]]]


@dataclass(frozen=True)
class Given:
    """What a form sent: a text, people who were chosen, and what was searched for.

    `people` are those whom the page showed as chosen, `found` those who were chosen among the results of a
    search. `answers` pairs what was typed with the key that was chosen for it, LEFT_OUT or nothing. `whole` is what
    the scripts of drafts keep of all of it, as one text.
    """

    text: str = ""
    whole: str = ""
    people: tuple[UUID, ...] = ()
    found: tuple[UUID, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    words: str = ""
    unit: str = ""
    rank: str = ""
    searches: bool = False
    confirms: bool = False


@dataclass
class Picked:
    """What a page shows: the people, what is to be chosen, what is kept as text, and who was searched for."""

    people: list[Membership] = field(default_factory=list)
    remarks: Mapping[UUID, Sequence[str]] = field(default_factory=dict)
    choices: list[Choice] = field(default_factory=list)
    unknown: list[Named] = field(default_factory=list)
    results: list[Membership] = field(default_factory=list)
    more: bool = False
    adds: bool = False
    kept: str = ""
    error: forms.ValidationError | None = None

    @property
    def rows(self) -> list[tuple[Membership, Sequence[str]]]:
        """Return each person with what is remarked of them."""
        return [(one, self.remarks.get(one.pk, ())) for one in self.people]

    @property
    def asks(self) -> list[tuple[Choice, Any]]:
        """Return each choice with the words that ask for it."""
        return [(one, WHY[one.why]) for one in self.choices]

    @property
    def text(self) -> str:
        """Return what no one was found for, one piece a line, and what was not looked at."""
        return self.kept or "\n".join(one.text for one in self.unknown)


class PeopleInput(forms.Textarea):
    """A text for names, a search by name, unit and rank, and who was found so far."""

    template_name = "profiles/people/picking/people_input.html"
    picked: Picked | None = None
    given = Given()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Given:
        """Return everything that the form sent for this field."""
        chosen = data.getlist(f"{name}-person") if hasattr(data, "getlist") else []
        found = data.getlist(f"{name}-found") if hasattr(data, "getlist") else []
        typed = data.getlist(f"{name}-typed") if hasattr(data, "getlist") else []
        text = (data.get(name) or "").replace("\x00", "")
        return Given(
            text=text,
            whole=(data.get(name + WHOLE) or text).replace("\r\n", "\n"),
            people=tuple(key for key in map(_key, chosen) if key),
            found=tuple(key for key in map(_key, found) if key),
            answers=tuple(
                (text, data.get(f"{name}-choice-{at}", ""))
                for at, text in enumerate(typed[:MOST_PEOPLE])
            ),
            words=data.get(f"{name}-words", "")[:200],
            unit=data.get(f"{name}-unit", "")[:1500],
            rank=data.get(f"{name}-rank", ""),
            searches=f"{name}-search" in data,
            confirms=f"{name}-shown" in data,
        )

    def use_required_attribute(self, initial: Any) -> bool:
        """Return False: once people were found, the text may be empty."""
        return False

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Return whether the form sent neither a text nor people."""
        return not {name, f"{name}-person", f"{name}-found"} & set(data)

    def format_value(self, value: Any) -> str:
        """Return what stands in the text: what no one was found for yet."""
        if self.picked is not None:
            return self.picked.text
        return value.text if isinstance(value, Given) else (value or "")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add who was found, and the fields of the search."""
        context = super().get_context(name, value, attrs)
        key = context["widget"]["attrs"].get("id", f"id_{name}")
        if self.picked is not None:
            context["widget"]["attrs"]["data-draft-sent"] = self.given.whole
        ranks = LongSelect(choices=[("", _("Any rank")), *choices_now(RANK)])
        context |= {
            "picked": self.picked,
            "given": self.given,
            "unit_input": UnitInput().render(
                f"{name}-unit", self.given.unit, {"id": f"{key}_unit"}
            ),
            "rank_input": ranks.render(f"{name}-rank", self.given.rank, {"id": f"{key}_rank"}),
        }
        return context


class PeopleField(forms.Field):
    """People of `institution`, as a list of their memberships, each once.

    They are typed or pasted in any form (names in either order, emails, titles and degrees around them), or
    searched for. The field's page shows who was found, with rank and unit, asks where several may be meant, and
    keeps what no one was found for. `remarks` says what else is to be known of each.
    """

    widget = PeopleInput
    institution: Institution | None = None
    remarks: Remarks | None = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=PeopleInput(attrs={"rows": 6}), **kwargs)

    @property
    def picked(self) -> Picked:
        """What the page shows; empty before anything was sent."""
        return getattr(self.widget, "picked", None) or Picked()

    @property
    def given(self) -> Given:
        """What the form sent."""
        return getattr(self.widget, "given", Given())

    def clean(self, value: Any) -> list[Membership]:
        """Return the people. Raise ValidationError where someone is to be chosen, or no one was found."""
        assert self.institution is not None  # noqa: S101  (each form sets it)
        given = value if isinstance(value, Given) else Given(text=value or "")
        picked = self._pick(given, self.institution)
        if isinstance(self.widget, PeopleInput):
            self.widget.picked, self.widget.given = picked, given
        if picked.error:
            raise picked.error
        if wrong := _faults(picked, offers=isinstance(self.widget, PeopleInput)):
            raise forms.ValidationError(wrong[:MOST_FAULTS])
        if self.required and not picked.people and not given.searches:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return picked.people

    def _pick(self, given: Given, institution: Institution) -> Picked:
        again = [text for text, key in given.answers if not _key(key) and key != LEFT_OUT]
        text = "\n".join([given.text, *again])
        picked, found = Picked(), Found()
        if len(text) > LONGEST_TEXT or len(read_people(text)) > MOST_PEOPLE:
            picked.kept = text
            picked.error = forms.ValidationError(
                _("Enter at most %(most)d people at a time."), params={"most": MOST_PEOPLE}
            )
        elif text.strip():
            found = find_people(text, institution=institution)
        answered = [key for _text, one in given.answers if (key := _key(one))]
        chosen = people_of_keys([*given.people, *given.found, *answered], institution=institution)
        picked.people = list(dict.fromkeys([*chosen, *found.people]))
        picked.choices, picked.unknown = found.choices, found.unknown
        if self.remarks and picked.people:
            picked.remarks = self.remarks(picked.people)
        there = {one.pk for one in picked.people}
        picked.adds = len(there) > len(there & set(given.people))
        self._search(given, institution, picked)
        return picked

    def _search(self, given: Given, institution: Institution, picked: Picked) -> None:
        """Let *picked* hold whom the page searched for, or what was wrong with the search."""
        if not given.searches:
            return
        try:
            unit = UnitField(required=False).of(institution).clean(given.unit)
        except forms.ValidationError as error:
            picked.error = picked.error or error
            return
        rank = given.rank if given.rank in dict(choices_now(RANK)) else ""
        found = search_people(institution=institution, words=given.words, unit=unit, rank=rank)
        there = set(picked.people)
        picked.results = [one for one in found[:MOST_RESULTS] if one not in there]
        picked.more = len(found) > MOST_RESULTS


class PicksPeople(forms.BaseForm):
    """A form with a `PeopleField`, whose name is `people_field`, mixed in before `Form`."""

    people_field = "members"

    @property
    def picking(self) -> PeopleField:
        """The field in which people are named."""
        found = self.fields[self.people_field]
        assert isinstance(found, PeopleField)  # noqa: S101  (for the type checker)
        return found

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and self.picking.given.searches:
            # Who searches has not finished the form yet; only the search itself can be wrong.
            for name in [one for one in self.errors if one != self.people_field]:
                del self.errors[name]

    @property
    def is_searching(self) -> bool:
        """Whether the page was sent only to search for people."""
        return self.picking.given.searches

    @property
    def is_confirmed(self) -> bool:
        """Whether the page showed everyone who is meant, and was sent on to do it."""
        if self.is_searching:
            return False
        shown = self.picking.given.confirms and not self.picking.picked.adds
        return shown or "sure" in self.data


def _key(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


def _faults(picked: Picked, *, offers: bool) -> list[forms.ValidationError]:
    """Return what is wrong with what was typed; *offers*: the page offers those who may be meant."""
    wrong = [_to_choose(one) for one in picked.choices] if not offers else []
    if picked.choices and offers:
        wrong.append(forms.ValidationError(_("Choose who you mean."), code="choose"))
    for number, one in enumerate(picked.unknown, start=1):
        if one.email:
            said = _("Line %(line)d: no one at your institution has the email %(address)s.")
            params = {"line": number, "address": one.email}
        else:
            said = _(
                "Line %(line)d: no one at your institution is called %(name)s. Try their email."
            )
            params = {"line": number, "name": one.text}
        wrong.append(forms.ValidationError(said, params=params))
    return wrong


def _to_choose(one: Choice) -> forms.ValidationError:
    emails = ", ".join(sorted(member.email for member in one.people))
    return forms.ValidationError(
        _("Line %(line)d: several people are called %(name)s. Enter one of: %(emails)s."),
        params={"line": 1, "name": one.text, "emails": emails},
    )
