"""The signs of a relationship in the glossary."""

from __future__ import annotations

from django.utils.translation import override

from evaluations.check_ins.early_warning.domain.glossary import signs
from evaluations.check_ins.early_warning.domain.health import LABELS
from networks.glossary.domain import glossary


def test_each_sign_is_explained_in_the_glossary() -> None:
    with override("en"):
        chapter = signs()
        assert [one.name for one in chapter.terms] == [str(label) for label in LABELS.values()]
        assert chapter in glossary()
