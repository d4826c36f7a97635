"""The kind of relationship: four plain choices first, and the finer kinds one step away."""

import pytest
from django import forms

from networks.relationships.forms.kind import KindField
from profiles.vocabulary import KIND_MEANING, TieKind
from tests.support.html import on_one_line


class KindForm(forms.Form):
    kind = KindField()


def rendered(chosen: str) -> tuple[str, str]:
    """The field in view, and what folds away."""
    plain, fine = on_one_line(str(KindForm({"kind": chosen})["kind"])).split("<details")
    return plain, fine


def test_four_plain_choices_stand_first_and_the_finer_kinds_fold_away():
    plain, fine = rendered(TieKind.DYAD)
    assert [
        name
        for name in ("A senior mentor", "A peer", "A group", "A mentor for one thing")
        if f"<strong>{name}:</strong>" in plain
    ] == ["A senior mentor", "A peer", "A group", "A mentor for one thing"]
    assert [kind for kind in TieKind if f'value="{kind.value}"' in fine] == [
        TieKind.SPECIAL_PEER, TieKind.INFORMATION_PEER, TieKind.FACILITATED_GROUP,
    ]  # fmt: skip
    assert " open" not in fine.split(">")[0]


@pytest.mark.parametrize("kind", [TieKind.SPECIAL_PEER, TieKind.FACILITATED_GROUP])
def test_a_finer_kind_that_was_chosen_is_in_view_and_stays_chosen(kind):
    _plain, fine = rendered(kind)
    assert " open" in fine.split(">")[0]
    option = fine.split(f'value="{kind.value}"')[1]
    assert "checked" in option.split(">")[0]


@pytest.mark.parametrize("kind", TieKind)
def test_each_kind_can_be_chosen_and_says_what_it_means(kind):
    form = KindForm({"kind": kind.value})
    assert form.is_valid() and form.cleaned_data == {"kind": kind.value}
    assert on_one_line(str(form["kind"])).count(str(KIND_MEANING[kind])) == 1
