"""What no director reads, by kind: so that a new verb of such a kind is not read either."""

from __future__ import annotations

import pytest

from evaluations.dashboard.activity.domain.never import NEVER
from mentornet.audit_verbs import Verb


@pytest.mark.parametrize(
    "kind",
    ["tie", "concern", "check_in", "feedback", "assessment", "invitation", "person", "meeting"],
)
def test_all_verbs_of_a_confidential_kind_are_never_told(kind: str) -> None:
    verbs = {verb for verb in Verb if verb.startswith(f"{kind}.")}

    assert verbs
    assert verbs <= NEVER


@pytest.mark.parametrize(
    "verb",
    [
        Verb.CHOICE_DECLINED,
        Verb.GROUP_PLACE_DECLINED,
        Verb.TEAM_DECLINED,
        Verb.CONTENT_CONSENT_SET,
        Verb.SETTINGS_SAVED,
        Verb.GROUP_MESSAGE_SENT,
    ],
)
def test_declines_consents_and_what_one_set_for_oneself_are_never_told(verb: Verb) -> None:
    assert verb in NEVER
