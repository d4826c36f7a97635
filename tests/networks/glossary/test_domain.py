"""What the glossary is made of."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from networks.glossary import domain
from networks.glossary.domain import Chapter, Term, glossary, register_chapter, term


@pytest.mark.parametrize(
    ("meaning", "sentence"),
    [
        ("listens, and keeps it private", "Listens, and keeps it private."),
        ("They meet as agreed.", "They meet as agreed."),
    ],
)
def test_meaning_reads_as_a_sentence(meaning: str, sentence: str) -> None:
    assert term("Confidant", meaning) == Term("Confidant", sentence)


def test_chapters_have_anchors_of_their_own_and_explain_each_term() -> None:
    with override("en"):
        chapters = glossary()

    keys = [one.key for one in chapters]
    assert len(keys) == len(set(keys))
    assert all(one.name and one.meaning for chapter in chapters for one in chapter.terms)


def test_chapter_of_an_app_above_comes_last_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(domain, "_sources", [])

    def source() -> Chapter:
        return Chapter("seen", "Seen", "About", (Term("A", "B."),))

    register_chapter(source)
    register_chapter(source)

    assert [one.key for one in glossary()].count("seen") == 1
    assert glossary()[-1] == source()
