"""What each resource shows of the world, and what it keeps to itself."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from evaluations.models import Attendance, CheckIn, GapReport
from matching.models import MatchRun, Proposal
from matching.pairs.models import made_on
from networks.models import Tie
from tests.contract.world import World
from tests.factories import (
    EnrollmentFactory,
    GroupMemberFactory,
    MembershipFactory,
    MentorOfferFactory,
    PeerGroupFactory,
    ProgramFactory,
    TieFactory,
    UnitFactory,
)
from tests.support.api import Api
from tests.support.pairs import made_by_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(world: World) -> Api:
    made_by_run(world.rows["tie"])
    return Api(world.protege.institution)


def items(api: Api, path: str) -> list[dict[str, Any]]:
    answer = api.get(path)
    assert answer.status_code == 200, answer.content
    return answer.json()["items"]  # type: ignore[no-any-return]


def test_assessments_are_dates_and_counts(world: World, api: Api) -> None:
    shown = {one["id"]: one for one in items(api, "/assessments")}

    protege = shown[str(world.protege.pk)]
    assert set(protege) == {"id", "external_id", "versions", "submitted_at"}
    assert (protege["versions"], protege["submitted_at"] is None) == (1, False)
    assert shown[str(world.mentor.pk)]["versions"] == 0
    assert [one["id"] for one in items(api, "/assessments?submitted=true")] == [
        str(world.protege.pk)
    ]


def test_offers_are_those_that_colleagues_can_find(world: World, api: Api) -> None:
    MentorOfferFactory(member__institution=world.protege.institution, paused=True)

    assert [one["member_id"] for one in items(api, "/offers")] == [str(world.protege.pk)]
    assert items(api, "/offers?role=coach") == []
    assert "cannot_offer" not in items(api, "/offers")[0]


def test_ties_are_those_of_programs_without_a_word(world: World, api: Api) -> None:
    (tie,) = items(api, "/ties?expand=mentor")

    assert tie["id"] == str(world.rows["tie"].pk)
    assert tie["mentor"]["family_name"] == "Mentor"
    assert not {"closeness", "frequency", "stage", "roles", "areas"} & set(tie)


def test_active_pairs_of_a_program_are_one_question(world: World, api: Api) -> None:
    tie = world.rows["tie"]
    run = Proposal.objects.get(tie=tie).run
    other = TieFactory(protege__institution=world.protege.institution)
    made_by_run(other)

    found = items(api, f"/ties?program_id={run.program_id}&state=active")

    assert [(one["id"], one["run_id"]) for one in found] == [(str(tie.pk), str(run.pk))]
    assert found[0]["program_id"] == str(run.program_id)
    assert items(api, f"/ties?program_id={run.program_id}&state=ended") == []
    assert [one["id"] for one in items(api, f"/ties?run_id={run.pk}")] == [str(tie.pk)]
    assert str(other.pk) in {one["id"] for one in items(api, "/ties")}


def test_teams_that_people_choose_are_no_business_of_directors(world: World, api: Api) -> None:
    """What `start_formal_tie` makes with `publish=False`: formal, and of no run."""
    team = TieFactory(protege__institution=world.protege.institution, origin="formal")

    for path in ("/ties", "/check-ins"):
        assert api.get(f"{path}/{team.pk}").status_code == 404
        assert str(team.pk) not in {one["id"] for one in items(api, path)}
    assert str(team.pk).encode() not in api.get("/export").getvalue()


def test_what_two_had_before_a_program_made_them_a_pair_is_theirs(world: World, api: Api) -> None:
    here = world.protege.institution
    before, made = timezone.now() - timedelta(days=300), timezone.now() - timedelta(days=9)
    tie = TieFactory(protege__institution=here, started_on=before.date())
    Tie.objects.filter(pk=tie.pk).update(created_at=before)
    made_by_run(tie, published_at=made)
    for day in (before, made + timedelta(days=1)):
        CheckIn.objects.create(
            institution=here, tie=tie, member=tie.protege, due_on=day.date(), due_at=day,
            state=CheckIn.State.ASKED, asked_at=day,
        )  # fmt: skip

    shown, asked = api.get(f"/ties/{tie.pk}").json(), api.get(f"/check-ins/{tie.pk}").json()

    assert shown["started_on"] == str(here.local_date(now=made))
    assert shown["created_at"][:10] == str(made.date())  # in UTC
    assert asked["asked"] == 1
    assert str(made_on(tie)) == shown["started_on"]


def test_pairs_tell_nobody_s_wishes(world: World, api: Api) -> None:
    run = world.rows["run"]

    pairs = items(api, f"/pairs?run_id={run.pk}&matched=true")

    assert [(one["protege_id"], one["mentor_id"]) for one in pairs] == [
        (str(world.rows["bystander"].pk), str(world.mentor.pk))
    ]
    assert set(pairs[0]) == {
        "id",
        "run_id",
        "protege_id",
        "mentor_id",
        "source",
        "score",
        "tie_id",
    }


def test_run_is_started_and_cancelled(world: World, api: Api) -> None:
    path = f"/runs/{world.rows['other_run'].pk}/cancel"
    assert api.post(path).json()["state"] == "cancelled"

    body = {"program_id": str(world.rows["program"].pk), "method": "best", "seed": 3}
    started = api.post("/runs", body)

    assert (started.status_code, started.json()["state"]) == (202, "queued")
    assert MatchRun.objects.get(pk=started.json()["id"]).seed == 3
    done = api.post(f"/runs/{world.rows['run'].pk}/cancel")
    assert (done.status_code, done.json()["code"]) == (409, "run_closed")


def test_sessions_count_who_came_and_say_nothing(world: World, api: Api) -> None:
    session = world.rows["session"]
    Attendance.objects.create(meeting=session, member=world.protege, state="present")

    every = items(api, "/sessions?expand=group")
    (shown,) = (one for one in every if one["id"] == str(session.pk))

    assert (shown["present"], shown["excused"], shown["absent"]) == (1, 0, 0)
    assert shown["group"]["name"] == "Writing group"
    assert "Secret agenda" not in json.dumps(every)
    assert "charter" not in json.dumps(items(api, "/groups"))


def test_check_ins_say_how_often_a_pair_was_asked_and_not_how_it_answers(
    world: World, api: Api
) -> None:
    (before,) = items(api, "/check-ins")
    CheckIn.objects.update(answer=CheckIn.Answer.NOT_YET, answered_at=timezone.now())

    (shown,) = items(api, "/check-ins")

    assert shown == before
    assert (shown["asked"], shown["answered"], shown["open"]) == (1, None, None)
    assert set(shown) == {"id", "state", "asked", "answered", "open", "last_asked_at"}


def test_reports_hide_few_people_and_count_anew_when_asked(world: World, api: Api) -> None:
    gaps, coverage = api.get("/reports/gaps").json(), api.get("/reports/coverage").json()

    assert gaps["threshold"] == 5
    assert gaps["figures"]["with_mentor"] == {"count": None, "of": 8, "as_of": None}
    assert {one["demand"] for one in coverage["needs"]} <= {0, None}
    assert api.get("/reports/gaps?dimension=unit&key=nothing").status_code == 404
    assert api.get("/reports/gaps?dimension=colour").status_code == 400
    assert api.get("/reports/gaps?day=2020-01-01").status_code == 404
    GapReport.objects.all().delete()
    asked = api.post("/reports/counts")
    again = api.post("/reports/counts")
    assert (asked.status_code, again.json()["id"]) == (202, asked.json()["id"])


def grow(world: World, count: int) -> None:
    """*count* of everything that is listed."""
    here = world.protege.institution
    for _time in range(count):
        member = MembershipFactory(institution=here, unit=UnitFactory(institution=here))
        MentorOfferFactory(member=member)
        program = ProgramFactory(institution=here)
        EnrollmentFactory(program=program, member=member)
        made_by_run(TieFactory(protege=member, mentor__institution=here))
        group = PeerGroupFactory(institution=here)
        GroupMemberFactory(group=group, member=member)
        group.meetings.create(institution=here, starts_at=timezone.now(), state="held")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/units?expand=parent", 2),
        ("/members?expand=unit,supervisor", 3),
        ("/imports", 2),
        ("/assessments", 2),
        ("/offers?expand=member", 2),
        ("/programs", 2),
        ("/enrollments?expand=member,program", 2),
        ("/runs?expand=program", 2),
        ("/pairs", 2),
        ("/ties?expand=protege,mentor", 2),
        ("/groups", 2),
        ("/group-members?expand=member,group", 2),
        ("/sessions?expand=group", 2),
        ("/check-ins", 2),
        ("/reports/counts", 2),
    ],
)
def test_lists_cost_the_same_for_any_number(
    world: World, api: Api, path: str, queries: int, count: int, django_assert_num_queries
) -> None:
    grow(world, count)
    api.get("/institution")  # the client's last use is noted once a minute

    with django_assert_num_queries(queries):
        api.get(path)
