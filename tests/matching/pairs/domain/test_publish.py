"""Publishing pairs: all of them or none."""

from __future__ import annotations

import pytest
from django.utils import timezone

from matching.models import Enrollment, MatchRun
from mentornet.mail.outbox import OutboxMessage
from networks.models import Tie
from tests.support.matching import (
    finished,
    leave,
    post,
    proposal_of,
    protege,
    published,
)

pytestmark = pytest.mark.django_db


def test_publication_is_all_or_nothing(two_pairs, director) -> None:
    two = proposal_of(two_pairs, "Two")
    Enrollment.objects.filter(pk=two.mentor_id).update(withdrawn_at=timezone.now())

    page = post(director, "run_publish", two_pairs.pk).content.decode()

    assert "Ada Y has withdrawn from the program." in page
    assert (Tie.objects.count(), OutboxMessage.objects.count()) == (0, 0)
    assert MatchRun.objects.get().state == "done"


def test_mails_tell_each_what_concerns_them(spares, two_pairs, program, director) -> None:
    for name in ("Third", "Fourth"):  # one opening for the two
        protege(program, name)
    leave(spares[1:])
    published(director, finished(program, director))

    one = proposal_of(MatchRun.objects.get(state="published"), "One")
    to_protege = OutboxMessage.objects.get(recipient=one.protege.member.user.email)
    to_mentor = OutboxMessage.objects.get(recipient=one.mentor.member.user.email)
    waiting = OutboxMessage.objects.get(kind="pair_waiting")
    assert "Number 1 on your list" in to_protege.body_text
    assert "list" not in to_mentor.body_text.replace("waiting list", "")
    assert "60 minutes every month" in to_mentor.body_text
    assert "you’re on the wait list" in waiting.subject
