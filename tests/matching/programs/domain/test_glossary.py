"""The kinds of programs in the glossary."""

from __future__ import annotations

from django.utils.translation import override

from matching.programs.domain.glossary import program_kinds
from matching.programs.kinds import TRAITS, Kind
from networks.glossary.domain import glossary


def test_each_kind_is_explained_in_the_glossary() -> None:
    with override("en"):
        chapter = program_kinds()
        assert [one.name for one in chapter.terms] == [str(label) for label in Kind.labels]
        assert [one.meaning for one in chapter.terms] == [str(TRAITS[kind].what) for kind in Kind]
        assert chapter in glossary()
