"""A director decides about people who would leave: some, all or no one."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from mentornet.audit_verbs import Verb
from mentornet.jobs import worker
from profiles.models import AuditEvent, HeldEnding, Membership
from profiles.roster.domain.endings import allowance
from profiles.roster.domain.held_endings import KIND
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory
from tests.support.html import field

pytestmark = pytest.mark.django_db


@pytest.fixture
def director(client) -> Membership:
    member = MembershipFactory(offices=[StaffRoleKind.DIRECTOR], external_id="D1")
    client.force_login(member.user)
    return member


@pytest.fixture
def waiting(director) -> list[Membership]:
    found = []
    for number in (1, 2, 3):
        member = MembershipFactory(institution=director.institution, external_id=f"P{number}")
        HeldEnding.objects.create(
            institution=director.institution,
            member=member,
            last_day=date(2026, 1, 31),
            source=HeldEnding.Source.FILE,
        )
        found.append(member)
    return found


def decide(client, act: str, *members: Membership) -> None:
    page = client.get(reverse("profiles:held_endings")).content.decode()
    shown = field(page, "shown") if 'name="shown"' in page else ""
    posted = {"act": act, "member": [str(one.pk) for one in members], "shown": shown}
    assert client.post(reverse("profiles:held_endings"), posted).status_code == 302
    worker.work(kinds=[KIND])


def left(director: Membership) -> list[str]:
    ended = Membership.objects.of(director.institution).exclude(end_date=None)
    return list(ended.order_by("external_id").values_list("external_id", flat=True))


def test_some_leave_and_some_stay(client, director, waiting):
    page = client.get(reverse("profiles:held_endings")).content.decode()
    assert all(one.name in page for one in waiting)

    decide(client, "end", waiting[0])
    decide(client, "keep", waiting[1])

    assert left(director) == ["P1"]
    assert Membership.objects.get(external_id="P1").end_date == date(2026, 1, 31)
    assert list(HeldEnding.objects.values_list("member__external_id", flat=True)) == ["P3"]
    verbs = [Verb.MEMBERSHIP_ENDING_CONFIRMED, Verb.MEMBERSHIP_ENDED]
    for verb in verbs:
        assert AuditEvent.objects.get(verb=verb).actor == director.user
    # What a director decided takes no room from what comes by itself.
    assert allowance(director.institution) == 3


def test_everyone_leaves(client, director, waiting):
    decide(client, "end-all")
    assert (left(director), HeldEnding.objects.count()) == (["P1", "P2", "P3"], 0)


@pytest.mark.parametrize("act", ["end-all", "keep-all"])
def test_everyone_is_everyone_whom_the_page_showed(client, director, waiting, act):
    address = reverse("profiles:held_endings")
    shown = field(client.get(address).content.decode(), "shown")
    HeldEnding.objects.filter(member=waiting[0]).delete()
    other = MembershipFactory(institution=director.institution, external_id="P4")
    HeldEnding.objects.create(
        institution=director.institution,
        member=other,
        last_day=date(2026, 1, 31),
        source=HeldEnding.Source.FILE,
    )

    for sent in ({"shown": shown}, {}):
        answer = client.post(address, {"act": act} | sent, follow=True).content.decode()
        assert "Other people wait for your decision now." in answer
    worker.work(kinds=[KIND])
    assert (left(director), HeldEnding.objects.waiting().count()) == ([], 3)


def test_no_one_leaves(client, director, waiting):
    decide(client, "keep-all")
    assert (left(director), HeldEnding.objects.count()) == ([], 0)


def test_last_director_stays(client, director, waiting):
    HeldEnding.objects.create(
        institution=director.institution,
        member=director,
        last_day=date(2026, 1, 31),
        source=HeldEnding.Source.FILE,
    )
    decide(client, "end-all")
    assert (left(director), HeldEnding.objects.waiting().count()) == ([], 4)


def test_last_director_stays_though_there_was_another_when_it_was_decided(
    client, director, waiting
):
    other = MembershipFactory(institution=director.institution, offices=[StaffRoleKind.DIRECTOR])
    HeldEnding.objects.create(
        institution=director.institution,
        member=other,
        last_day=date(2026, 1, 31),
        source=HeldEnding.Source.FILE,
    )
    page = client.get(reverse("profiles:held_endings")).content.decode()
    posted = {"act": "end-all", "shown": field(page, "shown")}
    client.post(reverse("profiles:held_endings"), posted)
    director.user.is_active = False
    director.user.save()

    worker.work(kinds=[KIND])

    assert left(director) == ["P1", "P2", "P3"]


def test_people_of_another_institution_are_out_of_reach(client, director, waiting):
    elsewhere = MembershipFactory()
    HeldEnding.objects.create(
        institution=elsewhere.institution,
        member=elsewhere,
        last_day=date(2026, 1, 31),
        source=HeldEnding.Source.FILE,
    )
    decide(client, "end", elsewhere)
    decide(client, "end-all")
    elsewhere.refresh_from_db()
    assert elsewhere.is_current
    assert HeldEnding.objects.get().member_id == elsewhere.pk


def test_queue_has_one_row_for_all_of_them(client, director, waiting):
    page = client.get(reverse("evaluations:attention")).content.decode()
    assert "3 people would leave" in page
    assert reverse("profiles:held_endings") in page


def test_list_takes_the_same_queries_for_one_and_three(
    client, director, waiting, django_assert_num_queries
):
    client.get(reverse("profiles:held_endings"))
    with django_assert_num_queries(8):
        client.get(reverse("profiles:held_endings"))
    HeldEnding.objects.exclude(member=waiting[0]).delete()
    with django_assert_num_queries(8):
        client.get(reverse("profiles:held_endings"))
