"""What people read of a model's choices goes through translation."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Choices, Model
from django.utils.functional import Promise

from profiles.models import Institution

OURS = ("mentornet", "profiles", "networks", "matching", "evaluations")
# Words of one language each, of which an institution chooses one for that language; and the
# languages, each in itself.
SAME_IN_ALL = {
    Institution.ProtegeLabel,
    Institution.SpanishLabel,
    "Institution.language",
    "Institution.protege_label",
    "Institution.protege_label_es",
}


def test_every_choice_has_words_that_can_be_translated() -> None:
    bare = {
        kind.__qualname__: names
        for kind in kinds_of(Choices)
        if kind not in SAME_IN_ALL
        and kind.__module__.startswith(OURS)
        and (names := [one.name for one in kind if not isinstance(one._label_, Promise)])
    }
    assert bare == {}


def test_every_field_with_choices_has_words_that_can_be_translated() -> None:
    bare = {
        name: words
        for model in ours()
        for field in model._meta.local_fields
        if field.choices and (name := f"{model.__name__}.{field.name}") not in SAME_IN_ALL
        if (words := [one for _, one in field.flatchoices if one and not isinstance(one, Promise)])
    }
    assert bare == {}


def ours() -> Iterator[type[Model]]:
    return (one for one in apps.get_models() if one._meta.app_label in OURS)


def kinds_of(kind: type[Choices]) -> Iterator[type[Choices]]:
    for one in kind.__subclasses__():
        yield one
        yield from kinds_of(one)
