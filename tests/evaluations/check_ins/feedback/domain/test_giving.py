from __future__ import annotations

import pytest
from django.urls import reverse

from evaluations.models import Feedback
from mentornet.mail.outbox import OutboxMessage
from networks.models import Tie
from tests.evaluations.meetings.domain.test_lifecycle import act, client_of
from tests.factories import TieFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tie() -> Tie:
    return TieFactory()


def page_of(member, tie: Tie) -> str:
    return client_of(member).get(reverse("evaluations:feedback", args=[tie.pk])).content.decode()


@pytest.mark.parametrize(
    ("audience", "other_reads"), [("shared", True), ("mine", False), ("counted", False)]
)
def test_author_says_who_reads_it(tie, audience, other_reads) -> None:
    act(tie.protege, "feedback", tie.pk, helps="Your questions", safe="5", audience=audience)
    act(tie.protege, "feedback", tie.pk, helps="Your questions", safe="5", audience=audience)

    assert Feedback.objects.count() == 1
    assert "Your questions" in page_of(tie.protege, tie)
    assert ("Your questions" in page_of(tie.mentor, tie)) == other_reads
    mails = OutboxMessage.objects.filter(kind="message")
    assert mails.count() == (1 if other_reads else 0)
    assert not mails.filter(body_text__contains="Your questions").exists()


def test_empty_feedback_is_refused(tie) -> None:
    page = act(tie.protege, "feedback", tie.pk, audience="shared")

    assert "Write something or choose an answer." in page.content.decode()
    assert Feedback.objects.count() == 0


def test_deleted_feedback_is_gone_for_both(tie) -> None:
    act(tie.mentor, "feedback", tie.pk, change="Shorter meetings", audience="shared")
    row = Feedback.objects.get()
    assert act(tie.protege, "feedback_withdraw", row.pk).status_code == 404

    act(tie.mentor, "feedback_withdraw", row.pk)

    assert "Shorter meetings" not in page_of(tie.protege, tie)


def test_feedback_can_be_given_after_the_end(tie) -> None:
    Tie.objects.update(state="ended", ended_on="2026-01-01")

    act(tie.protege, "feedback", tie.pk, helps="All of it", audience="shared")

    assert "All of it" in page_of(tie.mentor, tie)
