"""What each part of a self-assessment says, in reading order."""

from __future__ import annotations

from profiles.assessment.domain.parts import (
    PART_BY_NUMBER,
    PART_BY_SLUG,
    PARTS,
    TEXT_FIELDS,
    Passage,
    read_part,
)
from profiles.models import SelfAssessment

QUALITIES = PART_BY_SLUG["qualities"]
GOAL = {
    "id": "7",
    "text": "Lead a trial",
    "horizon": "long",
    "value_served": "Curiosity",
    "target_date": "2027-05-01",
    "targets": [
        {"text": "A protocol", "reached_on": "2026-03-02", "due_date": "2026-04-01"},
        {"text": "A sponsor", "reached_on": None, "due_date": "2026-09-01"},
        {"text": "A site", "reached_on": None, "due_date": None},
    ],
}


def test_there_are_eight_parts_found_by_number_and_by_name():
    assert [part.number for part in PARTS] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [PART_BY_NUMBER[part.number] for part in PARTS] == list(PARTS)
    assert [PART_BY_SLUG[part.slug] for part in PARTS] == list(PARTS)


def test_every_question_has_a_column_and_none_has_two():
    columns = {field.name for field in SelfAssessment._meta.get_fields()}
    assert set(TEXT_FIELDS) - columns == set()
    assert len(set(TEXT_FIELDS)) == len(TEXT_FIELDS)


def test_empty_answers_are_left_out():
    assert read_part(QUALITIES, {}) == ()
    assert read_part(QUALITIES, {QUALITIES.key: {"qualities": ""}}) == ()
    assert read_part(QUALITIES, {QUALITIES.key: {"qualities": "Patience"}}) == (
        Passage("qualities", "What I value", "Patience"),
    )


def test_goal_is_read_with_its_targets_reached_due_and_open():
    (passage,) = read_part(QUALITIES, {QUALITIES.key: {"goals": [GOAL]}})
    assert passage.key == "goal:7"
    assert passage.text.split("\n") == [
        "Lead a trial",
        "Value: Curiosity",
        "By May 1, 2027",
        "– A protocol (reached Mar 2, 2026)",
        "– A sponsor (by Sep 1, 2026)",
        "– A site",
    ]


def test_needs_are_read_last_with_role_and_priority():
    need = {"area": "research", "role": "sponsor", "priority": 3, "note": "For a first grant"}
    said = {QUALITIES.key: {"needs": [need], "qualities": "Patience"}}
    answer, wanted = read_part(QUALITIES, said)
    assert (answer.key, wanted.key) == ("qualities", "need:research:sponsor")
    assert wanted.label.endswith("· Sponsor")
    assert wanted.text.endswith("\nFor a first grant")
