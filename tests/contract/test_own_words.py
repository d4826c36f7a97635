"""An institution's own word for a mentee, on pages, in files and in emails, in each language."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from evaluations.gaps.domain.snapshot import take_snapshot
from mentornet.dev.terms import in_term
from mentornet.languages import read_by
from mentornet.mail.outbox import Message, queue_messages
from mentornet.models import OutboxMessage
from profiles.models import Institution, Membership
from tests.evaluations.gaps.domain.test_report import director, here
from tests.evaluations.meetings.domain.test_lifecycle import client_of

__all__ = ["here"]

pytestmark = pytest.mark.django_db
OVER = gettext_lazy("Have more mentees than their limit")
WORDS = [
    ("en", "mentee", "", "Have more mentees than their limit"),
    ("en", "protégé", "", "Have more protégés than their limit"),
    ("es", "protégé", "", "Tienen más aprendices que su límite"),
    ("es", "mentee", "mentorizado", "Tienen más mentorizados/as que su límite"),
]


@read_by("to")
def message(to: Membership) -> Message:
    return Message(
        key=f"own-words:{to.pk}",
        to=to.user.email,
        subject=ngettext("Accepting one more mentee", "Accepting %(count)d more mentees", 2)
        % {"count": 2},
        template="message_waiting",
        context={"institution": to.institution, "name": str(OVER), "link": "x"},
        institution_id=to.institution_id,
    )


@pytest.mark.parametrize(("language", "english", "spanish", "said"), WORDS)
def test_page_file_and_email_say_the_institutions_word(
    here: Institution, language: str, english: str, spanish: str, said: str
) -> None:
    here.language, here.protege_label, here.protege_label_es = language, english, spanish
    here.save()
    take_snapshot(here)
    reader = director(here)
    client = client_of(reader)

    assert said in client.get(reverse("evaluations:gaps")).content.decode()
    text = client.get(reverse("evaluations:gaps_file", args=["csv"])).content.decode("utf-8-sig")
    assert said in text
    queue_messages([message(reader)])
    mail = OutboxMessage.objects.get(key=f"own-words:{reader.pk}")
    assert said in mail.body_text
    assert (
        mail.subject
        == {
            "mentees": "Accepting 2 more mentees",
            "protégés": "Accepting 2 more protégés",
            "aprendices": "Acepta 2 aprendices más",
            "mentorizados/as": "Acepta 2 mentorizados/as más",
        }[said.split(" ")[2]]
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Mentee", "Protégé"),
        ("MENTEES, mentees", "PROTÉGÉS, protégés"),
        ("%(mentee)s and a mentee’s", "%(mentee)s and a protégé’s"),
        ("Mentors", "Mentors"),
    ],
)
def test_whole_words_are_replaced_with_their_capitals_and_no_placeholder(text, said) -> None:
    assert in_term(text, {"mentee": "protégé", "mentees": "protégés"}) == said
