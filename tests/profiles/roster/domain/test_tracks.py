"""Tracks of a file in words of its own."""

import pytest

from profiles.models import Membership, RosterMeaning
from profiles.roster.domain.answers import NO_TRACK
from tests.profiles.roster.bulk import LINES, done, lines
from tests.profiles.roster.pages import HEAD, answered, checked, confirm
from tests.support.api import person

pytestmark = pytest.mark.django_db
TRACKS = HEAD.replace("rank", "rank,Track")
FILE = (
    TRACKS
    + "1,a@x.example,Ada,Ash,full,Tenure Line\n2,b@x.example,Bo,Birch,full,tenure-line\n"
    + "3,c@x.example,Cy,Cedar,full,CE\n4,d@x.example,Di,Elm,full,Clinician educator\n5,e@x.example,Ed,Fir,full,\n"
)


def tracks() -> dict[str, str]:
    return dict(Membership.objects.exclude(external_id="D1").values_list("external_id", "track"))


def test_track_that_is_none_of_ours_is_asked_once_and_remembered(client, director):
    row = checked(client, FILE)
    assert [(one["text"], one["people"]) for one in row.findings["how"]["tracks"]] == [
        ("Tenure Line", 2),
        ("CE", 1),
    ]
    assert (row.findings["open"], confirm(client, row, skip="1").state) == (2, "checked")

    confirm(client, answered(client, row, {"Tenure Line": "investigator", "CE": NO_TRACK}))
    expected = {"1": "investigator", "2": "investigator", "3": "", "4": "clinician_educator"}
    assert tracks() == expected | {"5": ""}

    again = checked(client, FILE.replace("full", "associate"))
    assert (again.findings["open"], again.counts["bad_rows"], again.counts["changed"]) == (0, 0, 5)
    changed = answered(client, again, {"CE": "clinician"})
    confirm(client, changed)
    assert tracks()["3"] == "clinician"


def test_rows_without_an_answer_are_skipped_where_that_is_chosen_and_asked_again(client, director):
    text = TRACKS + "1,a@x.example,Ada,Ash,full,CE\n2,b@x.example,Bo,Birch,Staff Scientist,\n"
    row = checked(client, text + "3,c@x.example,Cy,Cedar,full,educator\n")
    chosen = "Skip the rows of titles and tracks without an answer, this time"
    row = answered(client, row, {chosen: "on"})
    assert (row.findings["open"], row.counts["bad_rows"]) == (0, 2)
    assert confirm(client, row).state == "checked"
    assert confirm(client, row, skip="1").counts["added"] == 1
    assert tracks() == {"3": "educator"}
    assert not RosterMeaning.objects.exclude(meaning="").exists()
    assert checked(client, text).findings["open"] == 2


def test_tracks_over_the_api_are_what_was_answered_and_others_are_refused(api):
    institution = api.client.institution
    kind = RosterMeaning.Kind.TRACK
    RosterMeaning.objects.create(institution=institution, kind=kind, text="ce", meaning="educator")
    sent = lines(person(1, track="CE"), person(2, track="Tenure"))

    answer = api.put("/members/bulk?skip_bad_rows=true", sent, content_type=LINES)

    assert done(api, answer)["counts"]["bad_rows"] == 1
    assert Membership.objects.of(institution).get(external_id="F00001").track == "educator"
