"""Whom people of a program chose, for what matches them."""

from __future__ import annotations

import pytest

from matching.pairs.domain.preferences import decline, named_in, save_choices
from matching.programs.domain.choices import Choices, choices_of, register_choices
from tests.factories import EnrollmentFactory, ProgramFactory

pytestmark = pytest.mark.django_db


def test_choices_are_those_of_the_program_best_first() -> None:
    program, other = ProgramFactory(kind="peer_pairs"), ProgramFactory(kind="peer_pairs")
    one, two, three = (EnrollmentFactory(program=program) for _ in range(3))
    save_choices(one, keys=[three.pk, two.pk])
    decline(two, key=one.pk)
    register_choices(named_in)  # once more is no other source

    assert choices_of(program) == Choices(
        {one.pk: (three.pk, two.pk)}, frozenset({(two.pk, one.pk)})
    )
    assert choices_of(other) == Choices()
