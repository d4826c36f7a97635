"""Whatever statement changes what the API delivers, the list of changes tells; and of nothing else."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.utils import timezone

from evaluations.check_ins.models import CheckIn
from mentornet.changes.compacting import compact_changes
from mentornet.changes.models import Change
from mentornet.changes.tasks import compact_changes as compact_task
from mentornet.changes.triggers import write_down_changes
from networks.models import Tie
from profiles.institution.domain.merging import merge_units
from profiles.models import AssessmentVersion, HeldEnding, Institution, Membership, Unit
from tests.factories import (
    InstitutionFactory,
    MembershipFactory,
    MentorOfferFactory,
    TieFactory,
    UnitFactory,
)
from tests.support.api import LONG_AGO, Api
from tests.support.pairs import made_by_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def api() -> Api:
    return Api(InstitutionFactory())


@pytest.fixture
def here(api: Api) -> Institution:
    return api.client.institution


def lay_aside() -> None:
    """Let everything until now have happened yesterday."""
    Change.objects.update(changed_at=timezone.now() - timedelta(days=1))


def told(api: Api, resource: str, filters: str = "") -> tuple[list[str], list[str]]:
    """Return the ids of the rows that changed in the last hour, and of those that are gone."""
    since = (timezone.now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    page = api.get(f"/{resource}?limit=500&updated_since={since}{filters}").json()
    return sorted(one["id"] for one in page["items"]), sorted(page["removed"])


def keys(*rows: object) -> list[str]:
    return sorted(str(row.pk) for row in rows)  # type: ignore[attr-defined]


def test_everyone_below_a_unit_that_is_renamed_has_another_path(api: Api, here) -> None:
    school = UnitFactory(institution=here)
    division = UnitFactory(institution=here, parent=school)
    people = [MembershipFactory(institution=here, unit=unit) for unit in (school, division)]
    MembershipFactory(institution=here, unit=UnitFactory(institution=here))
    lay_aside()

    unit = api.get(f"/units/{school.pk}")
    api.patch(f"/units/{school.pk}", {"name": "Renamed"}, if_match=unit["ETag"])

    assert told(api, "units") == (keys(school), [])
    assert told(api, "members") == (keys(*people), [])


def test_units_that_are_merged_take_their_people_along(api: Api, here) -> None:
    goes, stays = UnitFactory(institution=here), UnitFactory(institution=here)
    member = MembershipFactory(institution=here, unit=goes)
    gone = str(goes.pk)
    lay_aside()

    merge_units(goes, into=stays, actor=None)

    assert told(api, "members") == (keys(member), [])
    assert told(api, "units")[1] == [gone]


def test_who_has_another_supervisor_number_or_an_end_that_waits(api: Api, here) -> None:
    head = MembershipFactory(institution=here)
    member = MembershipFactory(institution=here, supervisor=head)
    lay_aside()

    Membership.objects.filter(pk=head.pk).update(external_id="NEW")
    assert told(api, "members") == (keys(head, member), [])

    lay_aside()
    HeldEnding.objects.create(
        institution=here, member=member, last_day=timezone.localdate(), source="api"
    )
    assert told(api, "members") == (keys(member), [])


def test_what_the_api_does_not_deliver_is_no_change(api: Api, here) -> None:
    """How a pair sees itself, whether they answered, whom they found or chose themselves: not even that."""
    tie = TieFactory(protege__institution=here, origin="formal", state="active")
    made_by_run(tie)
    team = TieFactory(protege__institution=here, origin="formal", state="active")
    own = TieFactory(protege__institution=here, origin="informal", state="active")
    asked = CheckIn.objects.create(
        institution=here,
        tie=tie,
        member=tie.protege,
        due_on=timezone.localdate(),
        due_at=timezone.now(),
        state=CheckIn.State.ASKED,
        asked_at=timezone.now(),
    )
    offer = MentorOfferFactory(member=tie.mentor, institution=here, paused=True)
    lay_aside()

    Tie.objects.update(closeness=3, frequency="rarely", stage="friendship", roles=["coach"])
    CheckIn.objects.filter(pk=asked.pk).update(answer="help", answered_at=timezone.now())
    type(offer).objects.filter(pk=offer.pk).update(capacity=7)
    for theirs in (own, team):
        Tie.objects.filter(pk=theirs.pk).update(state="ended", ended_on=timezone.localdate())
        theirs.delete()

    assert not Change.objects.filter(changed_at__gte=timezone.now() - timedelta(hours=1)).exists()


def test_pairs_that_end_and_profiles_that_close(api: Api, here) -> None:
    tie = TieFactory(protege__institution=here, origin="formal", state="active")
    made_by_run(tie)
    offer = MentorOfferFactory(member=tie.mentor, institution=here)
    lay_aside()

    Tie.objects.filter(pk=tie.pk).update(state="ended", ended_on=timezone.localdate())
    type(offer).objects.filter(pk=offer.pk).update(paused=True)

    assert told(api, "ties") == told(api, "check-ins") == (keys(tie), [])
    assert told(api, "ties", "&state=active") == ([], [])
    assert told(api, "offers") == ([], keys(offer))


def test_who_leaves_has_no_status_and_no_profile_any_more(api: Api, here) -> None:
    member = MembershipFactory(institution=here)
    offer = MentorOfferFactory(member=member, institution=here)
    lay_aside()

    Membership.objects.filter(pk=member.pk).update(end_date=timezone.localdate())

    assert told(api, "members") == (keys(member), [])
    assert told(api, "assessments") == ([], keys(member))
    assert told(api, "offers") == ([], keys(offer))


def test_what_is_deleted_is_told_once(api: Api, here) -> None:
    unit = UnitFactory(institution=here)
    gone = str(unit.pk)
    lay_aside()

    Unit.objects.filter(pk=unit.pk).update(name="Other")
    unit.delete()

    assert told(api, "units") == ([], [gone])


def test_changes_that_are_overtaken_are_deleted(api: Api, here) -> None:
    unit = UnitFactory(institution=here)
    for name in ("One", "Two", "Three"):
        Unit.objects.filter(pk=unit.pk).update(name=name)
    assert Change.objects.filter(row_id=unit.pk).count() == 4

    assert compact_changes() == 3
    assert compact_task() == 0

    assert Change.objects.filter(row_id=unit.pk).count() == 1
    assert told(api, "units") == (keys(unit), [])


def test_pages_go_on_where_the_last_one_ended(api: Api, here) -> None:
    """In the order of writing, each once, also those that one statement wrote."""
    units = [UnitFactory(institution=here) for _number in range(5)]
    path, found = f"/units?limit=2&updated_since={LONG_AGO}", []
    while path:
        page = api.get(path).json()
        assert len(page["items"]) <= 2
        found += [one["id"] for one in page["items"]]
        path = page["next"]

    assert found == [str(one.pk) for one in units]


def test_a_version_is_told_and_its_draft_is_not(api: Api, here) -> None:
    member = MembershipFactory(institution=here)
    lay_aside()

    AssessmentVersion.objects.create(
        institution=here, member=member, number=1, content={}, submitted_at=timezone.now()
    )

    assert told(api, "assessments") == (keys(member), [])


def test_rows_can_be_written_when_a_step_back_took_a_column_or_the_list_of_changes_away() -> None:
    one = MembershipFactory(given_name="Ada")
    Change.objects.all().delete()
    write = "UPDATE profiles_membership SET given_name = given_name || 'a'"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE profiles_membership RENAME rank_word TO gone")
        write_down_changes("default")
        cursor.execute(write)
        assert not Change.objects.exists()

        cursor.execute("ALTER TABLE profiles_membership RENAME gone TO rank_word")
        write_down_changes("default")
        cursor.execute(write)
        assert set(Change.objects.values_list("row_id", flat=True)) == {one.pk}

        cursor.execute(import_module("mentornet.migrations.0025_changes").WITHOUT_TRIGGERS)
        cursor.execute("ALTER TABLE mentornet_change RENAME TO gone")
        write_down_changes("default")
        cursor.execute(write)
    one.refresh_from_db()
    assert one.given_name == "Adaaaa"
