import pytest
from django.core.mail import EmailMessage
from django.urls import reverse

from mentornet import demo_mail
from mentornet.demo_mail import DemoMailBackend

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(settings):
    settings.MENTORNET_DEMO = True
    letter = EmailMessage("Hello", "See http://localhost:8000/x/ <b>", to=["a@example.org"])
    other = EmailMessage("Other", "Text", to=["b@example.org"])
    DemoMailBackend().send_messages([letter, other])


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


def test_demo_pages_outside_the_demonstration_are_not_there(client, sent, settings):
    settings.MENTORNET_DEMO = False
    [found] = demo_mail.messages(recipient="a@example.org")

    pages = [reverse("demo_outbox"), reverse("demo_message", args=[found.name])]
    assert [client.get(page).status_code for page in pages] == [404, 404]


def test_healthz_answers(client):
    assert client.get("/healthz").content == b"ok\n"
