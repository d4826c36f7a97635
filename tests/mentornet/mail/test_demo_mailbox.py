"""The pages of the demonstration mailbox."""

import json
from email import message_from_bytes, policy

import pytest
from django.core.mail import EmailMessage
from django.urls import reverse

from mentornet.mail import demo_mailbox as demo_mail
from mentornet.mail.demo_mailbox import DemoMailBackend
from mentornet.mail.message import as_email
from mentornet.models import OutboxMessage
from tests.support.pages import heading

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(settings):
    settings.MENTORNET_DEMO = True
    message = EmailMessage("Hello", "See http://localhost:8000/x/ <b>", to=["a@example.org"])
    other = EmailMessage("Other", "Text", to=["b@example.org"])
    DemoMailBackend().send_messages([message, other])


def test_demo_outbox_finds_messages_by_recipient(client, sent):
    response = client.get(reverse("demo_outbox"), {"to": "A@example"})

    assert [message.subject for message, _ in response.context["rows"]] == ["Hello"]


def test_demo_message_shows_links_and_escapes_the_rest(client, sent):
    [found] = demo_mail.messages(recipient="a@example.org")

    html = client.get(reverse("demo_message", args=[found.name])).content.decode()

    assert '<a href="http://localhost:8000/x/" rel="nofollow">' in html
    assert "&lt;b&gt;" in html


def test_demo_message_of_unknown_name_is_not_there(client, sent):
    assert client.get(reverse("demo_message", args=["nothing"])).status_code == 404


def test_demo_message_shows_an_invitation_and_gives_its_file(client, settings):
    settings.MENTORNET_DEMO = True
    row = OutboxMessage(
        key="x",
        recipient="a@example.org",
        subject="Planned: Mittwoch, 3. März 2027, mit Zoë Ångström-Żółtowski, und noch vieles mehr",
        body_text="You meet",
        calendar="BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n",
        headers={"Reply-To": "=?utf-8?q?Zo=C3=AB?= <zoe@example.org>"},
    )
    DemoMailBackend().send_messages([as_email(row)])
    [found] = demo_mail.messages(recipient="a@example.org")

    page = client.get(reverse("demo_message", args=[found.name])).content.decode()

    assert (found.subject, found.reply_to) == (row.subject, "Zoë <zoe@example.org>")
    assert [(one.name, one.kind) for one in found.files] == [
        ("calendar.ics", "text/calendar; method=REQUEST"),
        ("invite.ics", "application/ics"),
    ]
    address = reverse("demo_attachment", args=[found.name, 1])
    assert f'href="{address}"' in page
    file = client.get(address)
    assert file.content.decode() == row.calendar
    assert file["Content-Disposition"] == 'attachment; filename="invite.ics"'
    assert client.get(reverse("demo_attachment", args=[found.name, 2])).status_code == 404
    settings.MENTORNET_DEMO = False
    assert client.get(address).status_code == 404


def test_a_message_of_before_there_were_attachments_is_still_shown(client, sent):
    [found] = demo_mail.messages(recipient="a@example.org")
    file = demo_mail._folder() / f"{found.name}.json"
    facts = json.loads(file.read_text())
    file.write_text(
        json.dumps({key: facts[key] for key in facts if key not in ("files", "reply_to")})
    )

    assert heading(client.get(reverse("demo_message", args=[found.name]))) == "Hello"


@pytest.mark.parametrize("calendar", ["", "METHOD:REQUEST"])
@pytest.mark.parametrize(
    "subject",
    [
        "Planned: Mittwoch, 3. März 2027, 10:00 with Dr. Zoë Ångström-Żółtowski and many words more",
        "会议" * 60,
        "Plain words " * 15,
    ],
)
def test_a_long_subject_arrives_whole_in_any_language(subject, calendar):
    row = OutboxMessage(
        key="x", recipient="a@example.org", subject=subject.strip(), calendar=calendar, headers={}
    )
    raw = as_email(row).message().as_bytes(linesep="\r\n")

    assert message_from_bytes(raw, policy=policy.default)["Subject"] == subject.strip()
    # An empty first line is an empty subject to some programs.
    assert b"Subject: \r\n" not in raw
    assert max(map(len, raw.split(b"\r\n"))) <= 78


def test_demo_pages_outside_the_demonstration_are_not_there(client, sent, settings):
    settings.MENTORNET_DEMO = False
    [found] = demo_mail.messages(recipient="a@example.org")

    pages = [reverse("demo_outbox"), reverse("demo_message", args=[found.name])]
    assert [client.get(page).status_code for page in pages] == [404, 404]
