"""Who gets which email, and that directors find none of them in their list of messages."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentornet.mail.models import LISTED
from tests.support.enrollment import mails
from tests.support.matching import client_of
from tests.support.pairing import asked, propose

pytestmark = pytest.mark.django_db
PASSWORD = "a long and quiet river"


def test_the_two_read_who_the_other_is_and_the_directors_words(program, mia, ben, director) -> None:
    given = {"words": "You both work on sepsis.", "sure": "1"}
    director.post(
        reverse("matching:pair_request_new"),
        {"program": program.pk, "protege": mia.member.pk, "mentor": ben.member.pk, **given},
    )
    texts = {one.recipient: one.body_text for one in mails("pair_request")}

    assert "Mia Engström. You would be the mentor." in texts[ben.member.email]
    assert "Ben Okafor. You would be the mentee." in texts[mia.member.email]
    assert all("You both work on sepsis." in text for text in texts.values())
    assert all("no one is told" in text for text in texts.values())


def test_directors_do_not_find_who_was_asked_among_messages(program, mia, ben, director) -> None:
    propose(director, program, mia.member, ben.member)
    page = director.get(reverse("evaluations:desk_messages")).content.decode()

    assert not set(LISTED) & {"pair_request", "pair_request_over", "pair_request_told"}
    assert ben.member.email not in page


def test_the_link_of_the_email_opens_the_question(program, mia, ben, director) -> None:
    row = asked(director, program, mia.member, ben.member)
    (text,) = [one.body_text for one in mails("pair_request") if one.recipient == mia.member.email]
    address = reverse("matching:pair_request", args=[row.pk])

    link = link_in(text)
    answer = client_of(mia.member).get(link)
    assert answer.headers["Location"] == address
    assert client_of(mia.member).get(address).status_code == 200
    assert client_of(ben.member).get(link).status_code == 403


def test_someone_without_an_account_opens_it_by_the_link_of_the_email(
    program, mia, ben, director
) -> None:
    type(ben.member.user).objects.filter(pk=mia.member.user_id).update(activated_at=timezone.now())
    user = ben.member.user
    user.set_unusable_password()
    user.save()
    given = {"program": program.pk, "protege": mia.member.pk, "mentor": ben.member.pk}

    page = director.post(reverse("matching:pair_request_new"), given).content.decode()
    assert "Ben Okafor has not activated their account yet." in page
    assert "Mia Engström has not activated" not in page
    row = asked(director, program, mia.member, ben.member)
    (text,) = [one.body_text for one in mails("pair_request") if one.recipient == user.email]
    address = reverse("matching:pair_request", args=[row.pk])

    newcomer = Client()
    activation = newcomer.get(link_in(text)).headers["Location"]
    assert urlsplit(activation).path.startswith("/activate/")
    newcomer.post(activation, {"new_password1": PASSWORD, "new_password2": PASSWORD})

    user.refresh_from_db()
    assert user.activated_at is not None
    assert newcomer.get(address).status_code == 200


def link_in(text: str) -> str:
    """Return the path of the link that the email says last."""
    return urlsplit(text.partition("Read and respond: ")[2].split()[0]).path
