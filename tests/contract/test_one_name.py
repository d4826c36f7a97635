"""Every page, file, list of the API and email of an institution whose people have one name each."""

from __future__ import annotations

import re
from string import ascii_lowercase

import pytest
from django.db import transaction
from django.urls import NoReverseMatch, reverse

from mentornet.api.urls import v1
from mentornet.models import OutboxMessage
from profiles.models import Membership
from profiles.people.names.domain import index_names
from tests.contract.access import MATRIX
from tests.contract.crawl import LEFT_OUT, reader, text_of
from tests.contract.matrix import Outcome
from tests.contract.world import ROLES, World, build_world

# An email that the matrix makes with nothing in it.
INVENTED = {"profiles:sandbox_email"}
NAME = r"Suharto[a-z]{2}\b"
FAULT = re.compile(
    # No one is greeted; what Python has for nothing; a space for the name that is not there.
    rf"\b(Dear|Hello|Hi)( ,|,? *<|, *$)|\bNone {NAME}|{NAME} None\b|{NAME} +[,.;:’”)\]\"]|[(“‘\[\"] +{NAME}"
    rf"|\w  +{NAME}|{NAME}  +\w|^ {NAME}",
    re.MULTILINE,
)


@pytest.fixture
def world(settings, tmp_path) -> World:
    settings.MEDIA_ROOT = tmp_path
    made = build_world()
    people = list(Membership.objects.order_by("pk"))
    for at, one in enumerate(people):
        name = f"Suharto{ascii_lowercase[at // 26]}{ascii_lowercase[at % 26]}"
        one.given_name, one.family_name = (name, "") if at % 2 else ("", name)
    Membership.objects.bulk_update(people, ["given_name", "family_name"])
    index_names([one.pk for one in people])
    for one in (*made.members.values(), *made.rows.values()):
        if isinstance(one, Membership):
            one.refresh_from_db()
    return made


def test_faults_are_found() -> None:
    wrong = [
        "Dear ,",
        "Hello, <b>",
        "None Suhartoab",
        "Suhartoab ’s",
        "“ Suhartoab",
        "with  Suhartoab",
    ]
    right = ["Dear Suhartoab,", "A Suhartoab and Suhartoac’s", "(Suhartoab)", '"Suhartoab"']

    assert [bool(FAULT.search(one)) for one in wrong + right] == [True] * 6 + [False] * 4


@pytest.mark.long
@pytest.mark.django_db
def test_no_page_file_or_list_misses_the_other_name(world: World) -> None:
    paths = {
        address: (role, path_of(world, address))
        for address, row in MATRIX.items()
        if row.method == "get" and address not in LEFT_OUT | INVENTED
        for role in [next((one for one in ROLES[1:] if row.expected[one] == Outcome.OK), None)]
        if role is not None
    }
    for route in v1:
        try:
            paths[f"api:{route.name}"] = ("director", reverse(f"api:{route.name}"))
        except NoReverseMatch:  # one thing, not a list of them
            continue
    browsers = {role: reader(world, role) for role in ROLES}
    found, named = {}, 0
    for address, (role, path) in paths.items():
        with transaction.atomic():
            text = text_of(browsers[role].get(path))
            named += bool(re.search(NAME, text))
            if fault := FAULT.search(text):
                found[address] = text[max(0, fault.start() - 40) : fault.end() + 40]
            transaction.set_rollback(True)

    assert found == {}
    assert named > 100


@pytest.mark.long
@pytest.mark.django_db
def test_no_email_misses_the_other_name(world: World) -> None:
    found, named = {}, 0
    for address, row in MATRIX.items():
        role = next((one for one in ROLES if row.expected[one] == Outcome.OK), None)
        if row.method == "get" or role is None or address.startswith("admin:"):
            continue
        with transaction.atomic():
            OutboxMessage.objects.all().delete()
            kind = {"content_type": "application/json"} if row.as_json else {}
            reader(world, role).post(path_of(world, address), row.data(world), **kind)
            for one in OutboxMessage.objects.exclude(body_text=""):
                text = f"{one.subject}\n{one.body_text}\n{one.body_html}"
                named += bool(re.search(NAME, text))
                if fault := FAULT.search(text):
                    found[one.kind] = text[max(0, fault.start() - 40) : fault.end() + 40]
            transaction.set_rollback(True)

    assert found == {}
    assert named > 20


def path_of(world: World, address: str) -> str:
    return (
        address
        if address.startswith("/")
        else reverse(address, kwargs=MATRIX[address].kwargs(world))
    )
