"""The doors of drafts: kept for their author alone, until the form is saved or sent."""

from __future__ import annotations

import base64
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentornet import moments
from mentornet.drafts.domain import LONGEST, MOST, Author, save_draft
from mentornet.drafts.encryption import Content, is_confidential
from mentornet.drafts.models import Draft
from mentornet.drafts.tasks import purge_drafts
from profiles.models import Membership, User
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory, TieFactory
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db
TEXT = "What I had in mind,\nwith “quotes”"
NEW = "/invitations/new/"


@pytest.fixture
def member() -> Membership:
    return MembershipFactory()


@pytest.fixture
def action(member) -> str:
    """Where a form with a text is sent."""
    tie = TieFactory(protege=member, institution=member.institution)
    return reverse("evaluations:record", args=[tie.pk])


def signed_in(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def send(client: Client, door: str, **body: Any) -> Any:
    return client.post(reverse(f"draft_{door}"), json.dumps(body), content_type="application/json")


def keep(client: Client, action: str, text: str = TEXT, **more: Any) -> Any:
    body = {"action": action, "field": "notes", "text": text, "base": 0, "page": action} | more
    return send(client, "save", **body)


def read(client: Client, action: str) -> Any:
    fields = [{"action": action, "field": "notes"}]
    return send(client, "read", fields=fields).json()["drafts"][0]


def test_text_is_kept_and_given_back_to_its_author_alone(member, action):
    other = MembershipFactory(institution=member.institution, offices=[StaffRoleKind.DIRECTOR])
    client = signed_in(member)

    kept = keep(client, action)

    assert (kept.status_code, kept.json()["revision"]) == (200, 1)
    assert read(client, action)["text"] == TEXT
    assert read(signed_in(other), action) is None
    assert TEXT not in signed_in(other).get(reverse("drafts")).content.decode()
    assert "What I had in mind" in client.get(reverse("drafts")).content.decode()


def test_nothing_in_the_table_says_what_or_where(member, action):
    keep(signed_in(member), action)

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(mentornet_draft)::text FROM mentornet_draft")
        (row,) = cursor.fetchone()

    assert [word for word in ("mind", action, "notes", "record") if word in row] == []


def test_second_device_that_had_not_seen_the_first_gets_both_texts(member, action):
    desk, phone = signed_in(member), signed_in(member)
    keep(desk, action)

    late = keep(phone, action, "On the phone")
    joined = keep(phone, action, "Both", base=late.json()["revision"])
    late_desk = keep(desk, action, "On the desk again", base=1)

    assert (late.status_code, late.json()["text"]) == (409, TEXT)
    assert (joined.status_code, joined.json()["revision"]) == (200, 2)
    assert (late_desk.status_code, late_desk.json()["text"]) == (409, "Both")


def test_same_text_from_two_tabs_is_no_conflict(member, action):
    client = signed_in(member)
    keep(client, action)

    again = keep(client, action)

    assert (again.status_code, read(client, action)["text"]) == (200, TEXT)


def test_draft_is_over_when_its_form_is_saved(member, action):
    client = signed_in(member)
    keep(client, action)
    form = {"starts_at": "2026-01-05T10:00", "minutes": "60", "notes": TEXT}

    client.post(action, form | {"_drafts": "notes:1"})

    assert (read(client, action)["sent"], read(client, action)["text"]) == (True, "")
    assert "What I had in mind" not in client.get(reverse("drafts")).content.decode()
    # A device that was away and types on from there is heard.
    assert keep(client, action, "More", base=2).status_code == 200
    assert read(client, action)["text"] == "More"


def test_draft_stays_when_its_form_is_refused_and_holds_what_was_sent(member, action):
    client = signed_in(member)
    keep(client, action, "Half")

    client.post(action, {"starts_at": "", "notes": TEXT, "_drafts": "notes:1"})

    assert (read(client, action)["sent"], read(client, action)["text"]) == (False, TEXT)


def test_text_that_came_from_another_device_meanwhile_outlives_the_form(member, action):
    client = signed_in(member)
    keep(client, action, "Sent")
    keep(client, action, "Longer, from the phone", base=1)
    form = {"starts_at": "2026-01-05T10:00", "minutes": "60", "notes": "Sent"}

    client.post(action, form | {"_drafts": "notes:1"})

    assert read(client, action)["text"] == "Longer, from the phone"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"text": "x" * (LONGEST + 1)}, 413, "draft_refused"),
        ({"action": "/nowhere/at/all/"}, 404, "no_draft"),
        ({"action": "/messages/code/"}, 404, "no_draft"),
        ({"page": "https://elsewhere.example/"}, 404, "no_draft"),
        ({"page": "//elsewhere.example/"}, 404, "no_draft"),
        ({"page": "/\t/elsewhere.example/"}, 404, "no_draft"),
        ({"base": float("inf")}, 400, "unreadable"),
        ({"base": "none"}, 400, "unreadable"),
        ({"action": "/" + "x" * 900}, 404, "no_draft"),
    ],
)
def test_what_cannot_be_kept_is_said(member, action, body, status, code):
    answer = keep(signed_in(member), **{"action": action, **body})

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert Draft.objects.count() == 0


def test_too_long_text_is_told_in_words(member, action):
    answer = keep(signed_in(member), action, "x" * (LONGEST + 1))

    assert "at most 100,000 characters" in answer.json()["message"]


@pytest.mark.long
def test_nobody_fills_the_table(member, action):
    author = Author(user=member.user.pk, institution=member.institution_id)
    for number in range(MOST):
        save_draft(author, Content(text="x", action="/", field=str(number)), base=0)

    assert keep(signed_in(member), action).status_code == 413


@pytest.mark.parametrize("door", ["key", "save", "read", "discard"])
def test_who_is_not_signed_in_is_told_so_and_led_nowhere(door):
    client, address = Client(), reverse(f"draft_{door}")

    answer = client.get(address) if door == "key" else send(client, door)

    assert (answer.status_code, answer.json()) == (401, {"code": "signed_out"})


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"fields": 3}', b"[" * 100_000])
@pytest.mark.parametrize("door", ["save", "read", "discard"])
def test_unreadable_request_is_refused(member, door, body):
    answer = signed_in(member).post(reverse(f"draft_{door}"), body, content_type="application/json")

    assert answer.status_code == 400


def test_keys_are_a_persons_and_a_devices_own(member):
    other = MembershipFactory(institution=member.institution)
    here, there = signed_in(member), signed_in(member)

    mine, again, elsewhere = (one.get(reverse("draft_key")).json() for one in (here, here, there))
    next_here = Client()
    next_here.cookies = here.cookies
    next_here.force_login(other.user, backend="django.contrib.auth.backends.ModelBackend")
    theirs = next_here.get(reverse("draft_key")).json()

    assert (mine["tag"], mine["keys"]) == (again["tag"], again["keys"])
    assert len({one["tag"] for one in (mine, elsewhere, theirs)}) == 3
    assert len({one["keys"][0]["text"] for one in (mine, elsewhere, theirs)}) == 3


def test_drafts_of_thirty_days_ago_are_deleted(member, action):
    client = signed_in(member)
    keep(client, action)
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=30, minutes=1))

    assert (purge_drafts(), Draft.objects.count()) == (1, 0)


def test_draft_is_read_after_the_keys_were_changed(member, action, settings):
    client = signed_in(member)
    keep(client, action)
    concern = reverse("networks:concern_new")
    send(client, "save", action=concern, field="text", text="Theirs", base=0, page=concern)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" * 5
    settings.CONCERN_KEYS = [Fernet.generate_key().decode(), *settings.CONCERN_KEYS]
    call_command("rotate_secret_key", stdout=None)
    call_command("rotate_concern_keys", stdout=None)
    settings.SECRET_KEY_FALLBACKS, settings.CONCERN_KEYS = [], settings.CONCERN_KEYS[:1]
    client = signed_in(member)

    page = client.get(reverse("drafts")).content.decode()

    assert ("What I had in mind" in page, "Theirs" in page) == (True, True)


def test_draft_of_a_concern_has_its_own_keys_and_no_time_of_day(member, settings):
    concern = reverse("networks:concern_new")
    client = signed_in(member)

    told = send(client, "save", action=concern, field="text", text="Theirs", base=0, page=concern)
    row = Draft.objects.get()

    # Nor is a time told that would not be one.
    assert told.json()["saved_at"] is None
    page = client.get(reverse("drafts")).content.decode()
    day = moments.day(row.saved_at.date())
    assert re.findall(r'<span class="fine">(.*?)</span>', on_one_line(page)) == [day]
    assert (row.saved_at.hour, row.saved_at.minute, row.saved_at.second) == (0, 0, 0)
    assert is_confidential(row.sealed)
    settings.CONCERN_KEYS = [Fernet.generate_key().decode()]
    assert "Theirs" not in client.get(reverse("drafts")).content.decode()
    send(client, "discard", action=concern, field="text", base=1)
    assert Draft.objects.count() == 0


def test_table_does_not_say_whose_draft_is_a_concern_s(member, action):
    concern = reverse("networks:concern_new")
    client = signed_in(member)
    for where in (action, concern):
        send(client, "save", action=where, field="text", text="Theirs", base=0, page=where)

    rows = list(Draft.objects.values("sealed", "saved_at", "revision", "is_sent"))

    # Version and time of a Fernet token are its first nine bytes, readable without a key.
    plain = {base64.urlsafe_b64decode(row.pop("sealed"))[:9] for row in rows}
    assert (plain, rows[0]) == ({b"\x80" + bytes(8)}, rows[1])
    assert (rows[0]["saved_at"].hour, rows[0]["saved_at"].minute) == (0, 0)


def test_nothing_of_a_concern_is_left_once_it_is_sent_without_a_name(member):
    concern = reverse("networks:concern_new")
    client = signed_in(member)
    send(client, "save", action=concern, field="text", text="Theirs", base=0, page=concern)

    # Its page could not say that the draft is over, and the server tells of a mistake.
    client.post(concern, {"text": "Theirs", "anonymous": "on"})

    assert Draft.objects.count() == 0


def test_notes_of_what_was_sent_do_not_fill_the_table(member, action, monkeypatch):
    monkeypatch.setattr("mentornet.drafts.domain.MOST", 3)
    client = signed_in(member)
    form = {"starts_at": "2026-01-05T10:00", "minutes": "60", "notes": TEXT}
    fields = {f"field{number}": "x" for number in range(9)}
    named = "\n".join(f"{name}:0" for name in [*fields, *(f"none{one}" for one in range(9))])

    client.post(action, form | fields | {"_drafts": named})

    assert Draft.objects.count() == 3


def test_form_that_a_closed_login_sends_keeps_its_draft(member, action):
    client = signed_in(member)
    keep(client, action)
    User.objects.filter(pk=member.user_id).update(unproven_since=timezone.now())
    form = {"starts_at": "2026-01-05T10:00", "minutes": "60", "notes": TEXT}

    client.post(action, form | {"_drafts": "notes:1"})

    assert [row.is_sent for row in Draft.objects.all()] == [False]


def test_list_deletes_a_draft_and_undo_brings_its_text_back(member, action):
    client = signed_in(member)
    keep(client, action)
    before = Draft.objects.values().get()
    delete = {"draft_action": action, "draft_field": "notes"}

    page = client.post(reverse("draft_delete"), delete, follow=True).content.decode()
    gone = Draft.objects.count()
    client.post(reverse("profiles:undo"))

    assert (gone, Draft.objects.values().get()) == (0, before)
    assert f'action="{reverse("profiles:undo")}"' in page
    assert "What I had in mind" in client.get(reverse("drafts")).content.decode()


def test_undo_does_not_write_over_what_was_typed_since(member, action):
    client = signed_in(member)
    keep(client, action)
    client.post(reverse("draft_delete"), {"draft_action": action, "draft_field": "notes"})
    keep(client, action, "Another text")

    client.post(reverse("profiles:undo"))

    page = client.get(reverse("drafts")).content.decode()
    assert ("Another text" in page, "What I had in mind" in page) == (True, False)


def test_the_draft_of_a_concern_is_deleted_for_good_once_it_was_asked(member):
    client, action = signed_in(member), reverse("networks:concern_new")
    assert keep(client, action).status_code == 200
    delete = {"draft_action": action, "draft_field": "notes"}

    asked = client.post(reverse("draft_delete"), delete).content.decode()
    there = Draft.objects.count()
    client.post(reverse("draft_delete"), delete | {"sure": "1"})

    assert ("Delete this draft?" in asked, there, Draft.objects.count()) == (True, 1, 0)
    assert "removal" not in client.session


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_once_for_any_number(member, action, count, django_assert_num_queries):
    client = signed_in(member)
    author = Author(user=member.user.pk, institution=member.institution_id)
    for number in range(count):
        save_draft(author, Content(text="x", action=action, field=str(number)), base=0)

    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("drafts"))


LIST_QUERIES = 4


def test_undo_brings_no_draft_back_twice_after_its_form_was_saved_or_to_someone_else(
    member, action
):
    client = signed_in(member)
    where = {"draft_action": action, "draft_field": "notes"}
    undo = reverse("profiles:undo")
    keep(client, action)
    client.post(reverse("draft_delete"), where)
    signed_in(MembershipFactory(institution=member.institution)).post(undo)
    signed_in(member).post(undo)  # another device of the author, or after signing out
    elsewhere = Draft.objects.count()
    twice = [client.post(undo, follow=True).content.decode() for _time in range(2)]
    restored = Draft.objects.count()

    client.post(reverse("draft_delete"), where)
    form = {"starts_at": "2026-01-05T10:00", "minutes": "60", "notes": TEXT}
    client.post(action, form | {"_drafts": "notes:1"})
    late = client.post(undo, follow=True).content.decode()

    assert (elsewhere, restored) == (0, 1)
    assert ["no longer be undone" in page for page in (*twice, late)] == [False, True, True]
    assert [one.is_sent for one in Draft.objects.all()] == [True]
