"""Every verb has a sentence for directors, or is never read by them."""

from __future__ import annotations

import re

import pytest

from evaluations.dashboard.activity.domain.never import NEVER
from evaluations.dashboard.activity.domain.sentences import (
    DETAILED,
    PARTS,
    SENTENCES,
    Part,
    sentence_of,
)
from mentornet.audit_verbs import Verb

PLACES = {"actor", "list", "name", "number", "person", "role", "scope"}


def test_every_verb_has_a_sentence_or_is_never_told() -> None:
    assert [verb for verb in Verb if verb not in SENTENCES and verb not in NEVER] == []
    assert [verb for verb in Verb if verb in SENTENCES and verb in NEVER] == []


def test_sentences_are_whole_and_name_only_what_is_there() -> None:
    texts = [str(one.text) for one in SENTENCES.values()]
    texts += [str(one.own) for one in SENTENCES.values() if one.own]

    assert [text for text in texts if set(re.findall(r"%\((\w+)\)s", text)) - PLACES] == []
    assert [text for text in texts if text[-1] not in ".”"] == []
    assert len(set(texts)) == len(texts)


def test_every_part_is_named_and_used() -> None:
    assert {one.part for one in SENTENCES.values()} == set(PARTS) == set(Part)


@pytest.mark.parametrize(
    ("stored", "verb"),
    [
        ("enrollment.created", Verb.ENROLLMENT_CREATED),
        ("enrolled", Verb.ENROLLMENT_CREATED),
        ("unit_added", Verb.UNIT_CREATED),
        ("sign_on.switched.on", Verb.SIGN_ON_SWITCHED),
        ("institution.changed.time_zone", Verb.INSTITUTION_CHANGED),
    ],
)
def test_rows_of_any_age_and_with_a_detail_are_told(stored: str, verb: Verb) -> None:
    assert sentence_of(stored) == SENTENCES[verb]


@pytest.mark.parametrize("stored", ["tie.recorded", "own_data.deleted.mails", "of_a_later_version"])
def test_what_is_not_listed_is_not_told(stored: str) -> None:
    assert sentence_of(stored) is None


def test_what_is_stored_with_a_detail_has_a_sentence() -> None:
    assert set(DETAILED) <= set(SENTENCES)
