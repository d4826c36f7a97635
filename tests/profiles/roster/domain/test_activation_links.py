"""Activation links are mailed once a day, by a job."""

import pytest
from django.urls import reverse

from mentornet.jobs import worker
from mentornet.mail.outbox import OutboxMessage
from profiles.roster.domain.activation_links import KIND
from tests.profiles.roster.pages import GOOD, checked, confirm

pytestmark = pytest.mark.django_db


def test_activation_links_are_mailed_once(client, director):
    confirm(client, checked(client, GOOD))
    address = reverse("profiles:roster_mail")
    assert "Send activation emails?" in client.post(address).content.decode()
    client.post(address, {"sure": "1"})
    for _time in range(2):
        client.post(address, {"sure": "1"})
        assert worker.work(kinds=[KIND]) == 1
    recipients = OutboxMessage.objects.filter(recipient__endswith="@x.example")
    assert sorted(recipients.values_list("recipient", flat=True)) == [
        "ada@x.example",
        "bo@x.example",
    ]
