"""Systems are told whom a roster has made or changed, at once for all of it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mentornet.models import WebhookEvent
from profiles.models import Institution, RosterImport
from profiles.roster.domain.applying import apply_import
from profiles.roster.domain.members import cells_of
from profiles.roster.domain.plan import plan_import
from profiles.roster.domain.rows import RawRow
from profiles.roster.tasks import advance_roster_import, advance_waiting_imports
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory
from tests.support.api import Api, person, signed_in
from tests.support.member_events import bodies, listen, member, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Institution:
    found: Institution = InstitutionFactory(slug="here")
    listen(found)
    return found


HEAD = "external_id,email,given_name,family_name,rank,unit\n"
LINES = "application/x-ndjson"


def csv(*lines: str) -> str:
    return HEAD + "\n".join(lines) + "\n"


def test_bulk_writes_and_tries(here: Institution) -> None:
    api = Api(here)
    member(here, 1)
    members = {"members": [person(1, specialty="Sleep"), person(2)]}

    api.put("/members/bulk?dry_run=true", members)
    advance_waiting_imports()
    assert RosterImport.objects.get().state == "tried"
    assert told() == []
    api.put("/members/bulk", members)
    advance_waiting_imports()

    assert told() == [
        ("member.updated", "F00001", ["specialty"]),
        ("member.created", "F00002", None),
    ]


def test_bulk_that_skips_bad_rows_tells_of_the_good_ones(here: Institution) -> None:
    sent = "\n".join(json.dumps(one) for one in (person(1), person(2, rank="king")))

    Api(here).put("/members/bulk?skip_bad_rows=true", sent, content_type=LINES)
    advance_waiting_imports()

    assert told() == [("member.created", "F00001", None)]


def test_file_in_the_browser_is_told_when_it_is_confirmed(here: Institution) -> None:
    browser = signed_in(MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR]))
    member(here, 1)
    text = csv("F00001,f1@school.example,Ada,Moreno1,full,Surgery", "F2,b@x.example,Bo,Ek,full,")

    browser.post("/dashboard/roster/", {"file": SimpleUploadedFile("r.csv", text.encode())})
    row = RosterImport.objects.get()
    advance_roster_import(str(row.pk))
    assert told() == []  # looked at, not written
    browser.post(f"/dashboard/roster/{row.pk}/confirm/")
    advance_roster_import(str(row.pk))

    assert told() == [
        ("member.updated", "F00001", ["rank", "unit"]),
        ("member.created", "F2", None),
    ]


def test_nightly_command_and_its_dry_run(here: Institution, tmp_path: Any) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(csv("F1,a@x.example,Ada,Ash,full,"))

    call_command("import_roster", str(path), "--institution", "here", "--dry-run", verbosity=0)
    assert told() == []
    call_command("import_roster", str(path), "--institution", "here", verbosity=0)

    assert told() == [("member.created", "F1", None)]


def test_end_and_return_say_all_unless_more_has_changed(here: Institution) -> None:
    api = Api(here)
    plain, more = member(here, 1), member(here, 2)
    today = here.local_date().isoformat()

    api.post(f"/members/{plain.pk}/end", {"last_day": today})
    api.patch(f"/members/{plain.pk}", {"end_date": None}, if_match="*")
    assert told() == [
        ("member.ended", "F00001", None),
        ("member.returned", "F00001", None),
    ]
    WebhookEvent.objects.all().delete()
    api.patch(f"/members/{more.pk}", {"end_date": today, "rank": "full"}, if_match="*")
    api.patch(f"/members/{more.pk}", {"end_date": "2020-01-31"}, if_match="*")
    api.patch(f"/members/{more.pk}", {"end_date": None, "track": "clinician"}, if_match="*")

    assert told() == [
        ("member.updated", "F00002", ["rank"]),
        ("member.ended", "F00002", None),
        ("member.updated", "F00002", ["end_date"]),
        ("member.updated", "F00002", ["track"]),
        ("member.returned", "F00002", None),
    ]


def test_who_is_missing_from_the_list_has_left(here: Institution) -> None:
    later = timezone.localdate() + timedelta(days=30)
    member(here, 1, start_date=later)
    member(here, 2)
    member(here, 3)

    Api(here).put("/members/bulk?end_missing=true", {"members": [person(3)]})
    advance_waiting_imports()

    ended = [one for one in told() if one[0] == "member.ended"]
    assert sorted(ended) == [("member.ended", "F00001", None), ("member.ended", "F00002", None)]
    # No one's last day is before their first one.
    assert told()[0] == ("member.updated", "F00001", ["start_date"])
    assert len(told()) == 3


def test_an_import_is_told_once_and_each_of_its_events_names_it(here: Institution) -> None:
    """A single write is none, so that whoever waits for imports is not woken by each."""
    listen(here, "roster.imported", "unit.created")
    api = Api(here)
    member(here, 2)

    api.put("/members/external/F00007", {k: v for k, v in person(7).items() if k != "external_id"})
    assert [(kind, said.get("import_id")) for kind, said in bodies()] == [("member.created", None)]
    WebhookEvent.objects.all().delete()
    api.put(
        "/members/bulk", {"members": [person(1, unit_path=["Surgery"]), person(2, rank="full")]}
    )
    advance_waiting_imports()

    row = RosterImport.objects.get()
    found = [(kind, said["import_id"]) for kind, said in bodies()]
    assert sorted(found) == [
        ("member.created", str(row.pk)),
        ("member.updated", str(row.pk)),
        ("roster.imported", str(row.pk)),
        ("unit.created", str(row.pk)),
    ]
    assert found[-1][0] == "roster.imported"


def statements_of(institution: Institution, people: range) -> int:
    """How many statements it takes to promote *people*, after they have been made."""
    for rank in ("assistant", "associate"):
        rows = [{**cells_of(person(number)), "rank": rank} for number in people]
        raws = [RawRow(number, row) for number, row in enumerate(rows, start=1)]
        plan = plan_import(raws, institution=institution)
        with CaptureQueriesContext(connection) as context:
            apply_import(plan, actor=None)
    return len(context)


def test_many_people_take_the_statements_of_one_and_no_one_listening_costs_two() -> None:
    deaf, hearing = InstitutionFactory(), InstitutionFactory()
    listen(hearing, "member.updated")

    silent = [statements_of(deaf, people) for people in (range(1), range(1, 41))]
    loud = [statements_of(hearing, people) for people in (range(100, 101), range(101, 141))]

    assert silent[0] == silent[1]
    assert loud[0] == loud[1] == silent[0] + 2  # the events, and their deliveries
    assert WebhookEvent.objects.filter(institution=deaf).count() == 0
    names = WebhookEvent.objects.filter(institution=hearing).values_list("name", flat=True)
    assert set(names) == {"member.updated"}
    assert len(names) == 41
