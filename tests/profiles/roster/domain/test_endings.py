"""More people would leave than usual: they stay until a director decides, whichever door it came by."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from mentornet.audit_verbs import Verb
from mentornet.models import OutboxMessage
from profiles.models import AuditEvent, HeldEnding, Institution, Membership
from profiles.roster.domain.endings import WITHIN, allowance
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory
from tests.profiles.provisioning.directory import Directory
from tests.profiles.roster.bulk import LINES, done, lines
from tests.support.api import Api

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Institution:
    institution = InstitutionFactory(slug="here")
    MembershipFactory(institution=institution, offices=[StaffRoleKind.DIRECTOR], external_id="D1")
    for number in range(1, 10):
        MembershipFactory(
            institution=institution, external_id=f"P{number}", given_name="Ada", rank="full"
        )
    return institution


@pytest.fixture
def api(here: Institution) -> Api:
    return Api(here)


def sent(member: Membership, **more: Any) -> dict[str, Any]:
    return {
        "external_id": member.external_id,
        "email": member.email,
        "given_name": member.given_name,
        "family_name": member.family_name,
        "rank": member.rank,
        **more,
    }


def people(here: Institution) -> list[Membership]:
    return list(Membership.objects.of(here).select_related("user").order_by("external_id"))


def current(here: Institution) -> int:
    return Membership.objects.current().of(here).count()


def bulk(api: Api, *members: Any, query: str = "?end_missing=true") -> dict[str, Any]:
    return done(api, api.put(f"/members/bulk{query}", lines(*members), content_type=LINES))


def end(api: Api, member: Membership) -> Any:
    return api.post(f"/members/{member.pk}/end", {"last_day": str(member.institution.local_date())})


@pytest.mark.parametrize(
    ("people_here", "setting", "most"),
    [(10, None, 3), (100, None, 5), (399, None, 19), (1_000, None, 20), (1_000, 50, 50)],
)
def test_limit_is_the_smaller_of_20_and_5_percent_but_at_least_3(people_here, setting, most):
    assert Institution(most_endings=setting).endings_a_day(people_here) == most


def test_a_file_that_was_cut_off_ends_no_one_and_is_written_otherwise(here, api):
    director, first, *_rest = people(here)

    found = bulk(api, sent(director), sent(first, family_name="Renamed"))

    counts = found["counts"]
    assert (found["state"], counts["ended"], counts["held"], counts["changed"]) == ("done", 0, 8, 1)
    assert "8 people would leave" in found["message"]
    assert current(here) == 10
    rows = api.get(f"/imports/{found['id']}/rows?result=held").json()["items"]
    assert len(rows) == 8
    assert Membership.objects.get(external_id="P1").family_name == "Renamed"
    mail = OutboxMessage.objects.get(kind="endings_held")
    assert "/dashboard/roster/leaving/" in mail.body_text


def test_the_next_complete_file_takes_the_place_of_what_waits(here, api):
    director, *rest = people(here)
    bulk(api, sent(director))
    assert HeldEnding.objects.count() == 9

    found = bulk(api, *(sent(one) for one in [director, *rest[:-1]]))

    assert (found["counts"]["ended"], found["counts"]["held"]) == (1, 0)
    assert (HeldEnding.objects.count(), current(here)) == (0, 9)


def test_many_small_files_end_no_more_than_one(here, api):
    for member in people(here)[1:6]:
        bulk(api, sent(member, end_date="2026-01-31"), query="")
    assert (current(here), HeldEnding.objects.count()) == (7, 2)


def test_all_doors_count_together(here, api, tmp_path):
    _director, one, two, three, four, five, six, *_rest = people(here)
    directory = Directory(here)
    off = {"op": "replace", "path": "active", "value": False}

    assert end(api, one).status_code == 200
    assert directory.patch(two, off).status_code == 200
    assert directory("DELETE", f"Users/{three.pk}").status_code == 204

    answer = end(api, four)
    assert (answer.status_code, answer.json()["state"]) == (202, "current")
    assert answer.json()["end_waits"] is True
    assert "waits for a director" in answer.json()["message"]
    for refused in (directory.patch(five, off), directory("DELETE", f"Users/{five.pk}")):
        assert refused.status_code == 409
        assert "waits for a director" in refused.json()["detail"]
    path = tmp_path / "roster.csv"
    path.write_text(
        f"external_id,email,given_name,family_name,rank,end_date\n"
        f"P6,{six.email},Ada,{six.family_name},full,2026-01-31\n"
    )
    call_command("import_roster", str(path), "--institution", "here")

    waiting = HeldEnding.objects.order_by("member__external_id")
    assert list(waiting.values_list("member__external_id", "source")) == [
        ("P4", "api"),
        ("P5", "directory"),
        ("P6", "command"),
    ]
    assert current(here) == 7
    # One email to the director, whatever else waits on that day.
    assert OutboxMessage.objects.filter(kind="endings_held").count() == 1


def test_ending_and_bringing_back_makes_no_room_for_others(here, api):
    _director, *rest = people(here)
    for member in rest[:3]:
        assert end(api, member).status_code == 200
        member.refresh_from_db()
        back = api.put(f"/members/external/{member.external_id}", _named(member))
        assert (back.status_code, back.json()["state"]) == (200, "current")

    assert end(api, rest[3]).status_code == 202
    assert allowance(here) == 0


def _named(member: Membership) -> dict[str, Any]:
    found = sent(member)
    del found["external_id"]
    return found


def test_room_is_there_again_after_a_day(here, api):
    _director, *rest = people(here)
    for member in rest[:3]:
        end(api, member)
    AuditEvent.objects.filter(verb=Verb.MEMBERSHIP_ENDED).update(at=timezone.now() - WITHIN * 1.01)
    assert end(api, rest[3]).status_code == 200


def test_last_day_of_tomorrow_ends_no_one_and_counts_for_nothing(here, api):
    _director, *rest = people(here)
    tomorrow = str(here.end_of_day().date())
    for member in rest:
        answer = api.post(f"/members/{member.pk}/end", {"last_day": tomorrow})
        assert (answer.status_code, answer.json()["state"]) == (200, "current")
    assert (current(here), allowance(here), HeldEnding.objects.count()) == (10, 3, 0)


def test_whoever_is_said_to_be_here_waits_for_nothing(here, api):
    director, *rest = people(here)
    bulk(api, sent(director))
    directory = Directory(here)

    api.put(f"/members/external/{rest[0].external_id}", _named(rest[0]))
    directory.patch(rest[1], {"op": "replace", "path": "active", "value": True})
    directory.patch(rest[2], {"op": "replace", "path": "name.givenName", "value": "Bo"})

    waiting = set(HeldEnding.objects.values_list("member__external_id", flat=True))
    assert waiting == {f"P{number}" for number in range(3, 10)}


def test_director_sets_another_limit_which_is_noted(here, api, client):
    director, *rest = people(here)
    client.force_login(director.user)
    address = reverse("profiles:institution_settings")

    def save(limit: str) -> int:
        form = client.get(address).context["form"]
        given = {name: "" if value is None else value for name, value in form.initial.items()}
        typed = {**given, "seen": form.fields["seen"].initial, "most_endings": limit}
        return client.post(address, typed).status_code

    assert (save("2"), save("5")) == (200, 302)
    assert AuditEvent.objects.get(verb=Verb.MOST_ENDINGS_CHANGED).actor == director.user
    assert [end(api, member).status_code for member in rest[:6]] == [200] * 5 + [202]
