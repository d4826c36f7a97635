"""The verbs of the audit log: one form, no value twice, and rows of any age can be read."""

from __future__ import annotations

import re

import pytest

from mentornet.audit_verbs import Verb, current, stored
from profiles.models import AuditEvent


def test_every_verb_is_an_object_and_a_participle() -> None:
    assert [verb for verb in Verb if not re.fullmatch(r"[a-z_]+\.[a-z_]+", verb)] == []
    assert [verb.name for verb in Verb if verb.name != verb.replace(".", "_").upper()] == []


def test_no_stored_value_means_two_things() -> None:
    values = [value for verb in Verb for value in (str(verb), *verb.former)]

    assert len(values) == len(set(values))


def test_the_longest_verb_fits_its_column() -> None:
    room = AuditEvent._meta.get_field("verb").max_length or 0

    assert max(map(len, Verb)) + len(".webhook_secret_changed") <= room


@pytest.mark.parametrize(
    ("text", "today"),
    [
        ("meeting_cancelled", "meeting.cancelled"),
        ("enrolled", "enrollment.created"),
        ("unit_added", "unit.created"),
        ("unit.create", "unit.created"),
        ("staff_role.granted", "staff_role.granted"),
        ("api.member_put", "api_client.acted.member_put"),
        ("deleted_own_goal_notes", "own_data.deleted.goal_notes"),
        ("sign_on.state.on", "sign_on.switched.on"),
        ("sign_on.refused.not_understood", "sign_on.refused.not_understood"),
        ("of_a_later_version", "of_a_later_version"),
    ],
)
def test_a_row_of_any_age_is_read(text: str, today: str) -> None:
    assert current(text) == today


def test_a_detail_is_stored_behind_the_verb() -> None:
    assert stored(Verb.OWN_DATA_DELETED, "mails") == "own_data.deleted.mails"
    assert stored(Verb.TIE_ENDED) == "tie.ended"
