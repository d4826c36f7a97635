"""Picking people for a group: who was found is shown, what was typed is kept, and nothing happens before."""

from functools import partial

import pytest
from django.urls import reverse

from evaluations.sessions.groups.domain.remarks import group_remarks
from networks.models import GroupMember
from profiles.models import Membership
from tests.factories import GroupMemberFactory, MembershipFactory, PeerGroupFactory, UnitFactory
from tests.support.html import on_one_line
from tests.support.matching import director_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    group = PeerGroupFactory(name="Writers")
    GroupMemberFactory(group=group, member__given_name="Ann", member__family_name="Adams")
    return group


def person(group, given: str, family: str, **more) -> Membership:
    unit = UnitFactory(institution=group.institution)
    more = {"institution": group.institution, "rank": "assistant", "unit": unit, **more}
    return MembershipFactory(given_name=given, family_name=family, **more)


def pick(director, group, **sent) -> str:
    address = reverse("evaluations:directing_group_add", args=[group.pk])
    return on_one_line(director.post(address, sent, follow=True).content.decode())


def members(group) -> set[str]:
    return {row.name for row in GroupMember.objects.current().filter(group=group)}


def test_who_was_found_is_shown_with_rank_and_unit_before_anyone_is_added(group) -> None:
    director, ben = director_at(group.institution), person(group, "Ben", "Sato")

    shown = pick(director, group, members="Sato, Ben, MD\nAnn Adams")

    assert f'Ben Sato<span class="soft">Assistant professor · {ben.unit.name}' in shown
    assert "Already in this group." in shown
    assert members(group) == {"Ann Adams"}

    pick(director, group, **{"members": "", "members-person": [str(ben.pk)], "members-shown": "1"})
    assert members(group) == {"Ann Adams", "Ben Sato"}


def test_what_is_ambiguous_is_chosen_and_what_is_not_found_is_kept(group) -> None:
    director = director_at(group.institution)
    ben = person(group, "Ben", "Sato")
    one, _other = person(group, "Ada", "Twin"), person(group, "Ada", "Twin")

    shown = pick(director, group, members="Ben Sato\nAda Twin\nNo One", sure="1")
    assert members(group) == {"Ann Adams"}
    assert one.email in shown
    assert ">No One</textarea>" in shown

    chosen = {
        "members": "",
        "members-person": [str(ben.pk)],
        "members-typed": ["Ada Twin"],
        "members-choice-0": str(one.pk),
        "members-shown": "1",
    }
    # Who was chosen just now is shown once more with the others.
    shown = pick(director, group, **chosen)
    assert members(group) == {"Ann Adams"}
    both = {"members": "", "members-person": [str(ben.pk), str(one.pk)], "members-shown": "1"}
    pick(director, group, **both)
    assert members(group) == {"Ann Adams", "Ben Sato", "Ada Twin"}


def test_the_draft_of_a_refused_form_has_everyone_and_ends_with_it(group) -> None:
    """As the scripts send it: `-whole` holds what the page shows beside the text."""
    director, ben = director_at(group.institution), person(group, "Ben", "Sato")
    read = [reverse("draft_read"), {"fields": [{"field": "members"}]}]
    read[1]["fields"][0]["action"] = reverse("evaluations:directing_group_add", args=[group.pk])
    drafts = partial(director.post, *read, content_type="application/json")
    whole = f"{ben.email}\r\nNo One"
    sent = {"members-person": [str(ben.pk)], "members-shown": "1"}

    shown = pick(
        director, group, members="No One", **sent,
        **{"_drafts": "members:0", "members-whole": whole},
    )  # fmt: skip
    (kept,) = drafts().json()["drafts"]
    assert kept["text"] == whole.replace("\r", "")
    assert f'data-draft-sent="{ben.email} No One"' in shown
    assert f'data-draft-line="{ben.email}"' in shown

    pick(
        director, group, members="", **sent,
        **{"_drafts": f"members:{kept['revision']}", "members-whole": ben.email},
    )  # fmt: skip
    assert members(group) == {"Ann Adams", "Ben Sato"}
    assert (drafts().json()["drafts"][0]["sent"], drafts().json()["drafts"][0]["text"]) == (
        True,
        "",
    )


def test_a_choice_that_was_not_made_is_asked_again_and_no_one_drops_it(group) -> None:
    director, ben = director_at(group.institution), person(group, "Ben", "Sato")
    person(group, "Ada", "Twin"), person(group, "Ada", "Twin")
    sent = {
        "members": "",
        "members-person": [str(ben.pk)],
        "members-typed": ["Ada Twin"],
        "members-shown": "1",
    }

    assert "Choose who you mean." in pick(director, group, **sent)
    assert members(group) == {"Ann Adams"}
    pick(director, group, **sent, **{"members-choice-0": "-"})
    assert members(group) == {"Ann Adams", "Ben Sato"}


def test_people_are_searched_by_unit_and_those_chosen_before_stay(group) -> None:
    director, ben = director_at(group.institution), person(group, "Ben", "Sato")
    other = person(group, "Cy", "Lee")
    sent = {
        "members": "No One",
        "members-person": [str(ben.pk)],
        "members-unit": other.unit.name,
        "members-rank": "assistant",
        "members-search": "1",
        "members-shown": "1",
    }

    shown = pick(director, group, **sent)

    assert f'value="{ben.pk}" checked' in shown
    assert f'name="members-found" value="{other.pk}">' in shown
    assert ">No One</textarea>" in shown
    assert members(group) == {"Ann Adams"}


def test_who_was_searched_for_is_shown_with_all_that_is_asked_before_anyone_is_added(group) -> None:
    director = director_at(group.institution)
    own = Membership.objects.get(institution=group.institution, offices__contains=["director"])

    found = {"members": "", "members-found": [str(own.pk)], "members-shown": "1"}
    assert "Join “Writers” yourself?" in pick(director, group, **found)
    assert members(group) == {"Ann Adams"}

    shown = {"members": "", "members-person": [str(own.pk)], "members-shown": "1"}
    pick(director, group, **shown)
    assert members(group) == {"Ann Adams", own.name}


def test_no_one_of_another_institution_is_added_by_their_key(group) -> None:
    director, outsider = director_at(group.institution), MembershipFactory()

    sent = {"members": "", "members-person": [str(outsider.pk)], "members-shown": "1"}
    assert "This field is required." in pick(director, group, **sent)
    assert members(group) == {"Ann Adams"}


def test_groups_that_the_reader_does_not_run_are_not_remarked(group, django_assert_num_queries):
    other = PeerGroupFactory(name="Others", institution=group.institution)
    ann = group.members.get().member
    GroupMemberFactory(group=other, member=ann)
    director_at(group.institution)
    runs = Membership.objects.get(institution=group.institution, offices__contains=["director"])

    with django_assert_num_queries(2):
        seen = group_remarks([ann], reader=runs.user, group=group)

    assert seen == {ann.pk: ["Already in this group.", "Also in: Others."]}
    assert group_remarks([ann], reader=ann.user, group=group) == {}
