"""Without scripts: what was typed is in the form again, after a sign-in and after an error."""

from __future__ import annotations

from datetime import date, timedelta

import lxml.html
import pytest
from django.conf import settings as conf
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from networks.models import Tie
from profiles.access.refill import refill
from profiles.models import DirectorNote, HeldEnding, Membership
from profiles.sign_on.domain.sessions import ACTIVE_AT
from profiles.vocabulary import StaffRoleKind
from tests.contract.texts import TEXTS
from tests.contract.world import World
from tests.e2e.text_walk import openings
from tests.factories import MembershipFactory, ProgramFactory, StaffRoleFactory, TieFactory
from tests.support.pages import heading

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-word-for-tests-17"
TEXT = "Typed for a while,\nwith <b>signs</b> & “quotes”"


@pytest.fixture
def member() -> Membership:
    member = MembershipFactory()
    member.user.set_password(PASSWORD)
    member.user.save()
    return member


@pytest.fixture
def page(member) -> str:
    tie = TieFactory(protege=member, institution=member.institution)
    return reverse("evaluations:record", args=[tie.pk])


def sign_in(client: Client, member: Membership, where: str = "/") -> str:
    answer = client.post(
        reverse("account_login"),
        {"login": member.user.email, "password": PASSWORD, "next": where, "device": "own"},
    )
    return str(answer["Location"])


def post(client: Client, path: str, data: dict[str, str], page: str = ""):
    return client.post(
        path, data, headers={"Referer": f"http://testserver{page or path}", "Host": "testserver"}
    )


def typed_in(client: Client, page: str, name: str) -> str:
    form = client.get(page)
    assert form.status_code == 200
    return form.content.decode()


@pytest.mark.parametrize("how", ["time was over", "session was lost"])
def test_text_is_in_its_form_again_after_signing_in(member, page, how) -> None:
    client = Client()
    sign_in(client, member)
    if how == "time was over":
        session = client.session
        session["device"] = "shared"
        session[ACTIVE_AT] = (timezone.now() - timedelta(hours=2)).isoformat()
        session.save()
    else:
        del client.cookies[conf.SESSION_COOKIE_NAME]

    late = post(client, page, {"notes": TEXT, "minutes": "45"})
    where = sign_in(client, member, page)
    html = client.get(where).content.decode()

    assert (late.status_code, late.url) == (
        302,
        f"{reverse('account_login')}?next={page.replace('/', '%2F')}",
    )
    assert where == page
    assert "with &lt;b&gt;signs&lt;/b&gt; &amp; “quotes”</textarea>" in html
    assert 'value="45"' in html
    assert "We put your text back in the form." in html
    # Once: who comes again later finds the page as it is.
    assert "We put your text back" not in client.get(page).content.decode()


def test_another_person_on_the_same_browser_sees_nothing(member, page) -> None:
    other = MembershipFactory(institution=member.institution)
    other.user.set_password(PASSWORD)
    other.user.save()
    client = Client()
    sign_in(client, member)
    del client.cookies[conf.SESSION_COOKIE_NAME]

    post(client, page, {"notes": TEXT})
    sign_in(client, other)

    assert "held" not in client.session
    assert "Typed for a while" not in client.get("/held/", follow=True).content.decode()


def test_stranger_to_a_browser_has_nothing_kept(page) -> None:
    client = Client()

    late = post(client, page, {"notes": TEXT})

    assert (late.status_code, "held" in client.session) == (302, False)


def test_form_of_an_address_without_a_page_leads_to_the_page_it_was_on(member, page) -> None:
    """To go on at the address itself would be "HTTP ERROR 405"."""
    tie_page = page.replace("record/", "")
    client = Client()
    sign_in(client, member)
    del client.cookies[conf.SESSION_COOKIE_NAME]

    late = post(client, tie_page + "met/", {}, page=tie_page)
    where = sign_in(client, member, tie_page)

    assert late.url.endswith(f"?next={tie_page.replace('/', '%2F')}")
    assert heading(client.get(where)) == Tie.objects.get().mentor.name


def test_error_that_is_told_on_another_page_leaves_the_text_in_its_form(world: World) -> None:
    client = Client()
    client.force_login(world.login("protege"), backend="django.contrib.auth.backends.ModelBackend")
    meeting = reverse("evaluations:meeting", args=[world.rows["meeting"].pk])
    note = reverse(
        "evaluations:meeting_goal_note", args=[world.rows["meeting"].pk, world.rows["goal"].pk]
    )

    answer = post(client, note, {"kind": "progress", "text": "x" * 2_001}, page=meeting)

    assert "x" * 2_001 in client.get(answer.url).content.decode()


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_every_form_with_a_text_can_be_filled_again(name: str, world: World) -> None:
    """On each page of the walk, every text, as its own form would have sent it."""
    client = Client()
    client.force_login(
        world.login(TEXTS[name]), backend="django.contrib.auth.backends.ModelBackend"
    )
    ((_name, path, _roles),) = openings(world, [name])
    html = client.get(path).content.decode()

    forms = text_forms(html, path)

    assert forms != []
    for action, fields in forms:
        said = [(field, f"{field} & <more>") for field in fields]
        filled = refill(html, page=path, action=action, fields=said, said="")
        for field in fields:
            assert f"{field} &amp; &lt;more&gt;</textarea>" in (filled or ""), (action, field)


@pytest.fixture
def director(member) -> Membership:
    StaffRoleFactory(membership=member, role=StaffRoleKind.DIRECTOR)
    return member


def values_of(html: str, path: str) -> dict[str, list[str]]:
    """Return what the form that is sent to *path* would send."""
    found: dict[str, list[str]] = {}
    for form in lxml.html.fromstring(html).forms:
        if form.method == "POST" and (form.get("action") or path) == path:
            for name, value in form.form_values():
                found.setdefault(name, []).append(value.removeprefix("\n"))
    return found


def after_expiry(client: Client, member: Membership, path: str, typed: dict[str, str]) -> str:
    """Send the form of a page whose session has ended, sign in again, and return the page that comes."""
    del client.cookies[conf.SESSION_COOKIE_NAME]
    assert post(client, path, typed).status_code == 302
    return client.get(sign_in(client, member, path)).content.decode()


@pytest.mark.parametrize("page", ["pairing", "newcomers", "new note", "note", "leaving"])
def test_newer_pages_of_the_dashboard_have_what_was_typed_again(page, director) -> None:
    here = director.institution
    someone = MembershipFactory(institution=here)
    program = ProgramFactory(institution=here, state="running")
    note = DirectorNote.objects.create(institution=here, member=someone, author=director, text="A")
    HeldEnding.objects.create(institution=here, member=someone, last_day=date(2026, 11, 1))
    path, typed = {
        "pairing": (
            reverse("matching:pair_request_new"),
            {"program": str(program.pk), "protege": "Someone", "mentor": "Other", "words": "Hi"},
        ),
        "newcomers": (
            reverse("matching:newcomer_welcome", args=[program.pk]),
            {"since": "2026-12-24"},
        ),
        "new note": (reverse("profiles:person_note_new", args=[someone.pk]), {"text": "Called"}),
        "note": (reverse("profiles:person_note", args=[note.pk]), {"text": "Called"}),
        "leaving": (reverse("profiles:held_endings"), {"member": str(someone.pk)}),
    }[page]
    client = Client()
    sign_in(client, director)
    assert client.get(path).status_code == 200

    shown = values_of(after_expiry(client, director, path, typed), path)

    assert {name: shown.get(name) for name in typed} == {name: [typed[name]] for name in typed}


def test_what_a_colleague_saved_meanwhile_is_not_overwritten_after_signing_in_again(
    director,
) -> None:
    row = DirectorNote.objects.create(
        institution=director.institution,
        member=MembershipFactory(institution=director.institution),
        author=director,
        text="A",
    )
    path = reverse("profiles:person_note", args=[row.pk])
    client = Client()
    sign_in(client, director)
    opened = values_of(client.get(path).content.decode(), path)["opened"][0]
    DirectorNote.objects.filter(pk=row.pk).update(text="A colleague’s words")

    page = after_expiry(client, director, path, {"text": "My words", "opened": opened})
    again = {name: values[0] for name, values in values_of(page, path).items()}
    answer = client.post(path, again)

    row.refresh_from_db()
    assert (again["text"], again["opened"]) == ("My words", opened)
    assert row.text == "A colleague’s words"
    assert "A colleague’s words" in answer.content.decode()


def text_forms(html: str, path: str) -> list[tuple[str, list[str]]]:
    found = []
    for form in lxml.html.fromstring(html).forms:
        areas = [
            one.get("name")
            for one in form.iter("textarea")
            if one.get("readonly") is None and one.get("hidden") is None
        ]
        if areas:
            found.append((form.get("action") or path, areas))
    return found


@pytest.mark.parametrize(
    ("origin", "shown"), [("http://testserver", True), ("https://evil.example", False)]
)
def test_form_with_an_old_token_is_shown_to_who_sent_it_from_here(
    member, page, origin, shown
) -> None:
    """Signed in again in another tab, one's earlier tab sends a token of before."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    client.get(page)

    answer = client.post(
        page,
        {"notes": TEXT, "csrfmiddlewaretoken": "x" * 64},
        headers={"Origin": origin, "Referer": f"{origin}{page}"},
    )

    assert (answer.status_code, "Typed for a while" in answer.content.decode()) == (403, shown)


def test_typing_keeps_somebody_signed_in_and_what_a_page_sends_by_itself_does_not(
    member, page
) -> None:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    earlier = (timezone.now() - timedelta(minutes=20)).isoformat()
    session = client.session
    session["device"], session[ACTIVE_AT] = "shared", earlier
    session.save()
    body = {"action": page, "field": "notes", "text": TEXT, "base": 0}

    def active_at(**headers: str) -> str:
        client.post(reverse("draft_save"), body, content_type="application/json", headers=headers)
        return str(client.session[ACTIVE_AT])

    assert active_at(**{"X-Automatic": "1"}) == earlier
    assert active_at() > earlier
