"""The list of groups: those that one runs, and an email to those who facilitate them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mentornet.mail.outbox import OutboxMessage
from networks.models import GroupMember, PeerGroup
from profiles.models import AuditEvent
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory, StaffRoleFactory, UnitFactory
from tests.support.html import on_one_line
from tests.support.matching import client_of, director_at

pytestmark = pytest.mark.django_db
LIST = "evaluations:directing_groups"
SAID = {"subject": "A  question", "text": "How is it going?"}


def group_at(institution, name, *parts, **more):
    group = PeerGroup.objects.create(
        institution=institution, name=name, started_on=date(2026, 1, 5), **more
    )
    for part in parts:
        member = MembershipFactory(institution=institution)
        GroupMember.objects.create(
            institution=institution, group=group, member=member, part=part, joined_on="2026-01-05"
        )
    return group


def page(client, **query: str) -> str:
    return on_one_line(client.get(reverse(LIST), query).content.decode())


def write(client, *groups, **more):
    chosen = {"act": "write", "row": [one.pk for one in groups], **more}
    return on_one_line(client.post(reverse(f"{LIST}_act"), chosen, follow=True).content.decode())


def mails() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind="facilitators").order_by("recipient"))


def test_list_names_facilitators_and_no_one_elses_groups():
    here = InstitutionFactory()
    led = group_at(here, "Led", "member", "facilitator", charter="Confidential charter")
    group_at(here, "Unled", "member")
    group_at(InstitutionFactory(), "Elsewhere", "facilitator")
    facilitator = led.members.get(part="facilitator").name
    member = led.members.get(part="member").name

    shown = page(director_at(here))

    assert "Led" in shown
    assert facilitator in shown
    assert member not in shown
    assert "Elsewhere" not in shown
    assert "Confidential" not in shown


def test_filters_search_and_sorting():
    here = InstitutionFactory()
    rows = {
        name: f'name="row" value="{one.pk}"'
        for name, one in {
            "led": group_at(here, "Alpha writers", "facilitator"),
            "unled": group_at(here, "Beta readers", "member"),
            "ended": group_at(here, "Gamma ended", ended_on=date(2026, 6, 1)),
        }.items()
    }
    director = director_at(here)

    def found(**query: str) -> list[str]:
        shown = page(director, **query)
        return [name for name, mark in rows.items() if mark in shown]

    assert found() == ["led", "unled", "ended"]
    assert found(goes_on="active") == ["led", "unled"]
    assert found(goes_on="unled") == ["unled"]
    assert found(goes_on="ended") == ["ended"]
    assert found(q="writers alpha") == ["led"]
    assert found(kind="project") == []


@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_the_same_queries_for_any_number(number, django_assert_num_queries):
    here = InstitutionFactory()
    for at in range(number):
        group_at(here, f"Group {at}", "member", "facilitator")
    director = director_at(here)
    page(director)

    with django_assert_num_queries(12):
        page(director)


def test_facilitators_get_one_email_each_after_asking():
    here = InstitutionFactory()
    first, second = group_at(here, "First", "facilitator"), group_at(here, "Second")
    both = first.members.get().member
    GroupMember.objects.create(
        institution=here,
        group=second,
        member=both,
        part="facilitator",
        joined_on="2026-01-05",
    )
    unled = group_at(here, "Unled", "member")
    director = director_at(here)

    asks = write(director, first, second, unled)
    assert "1 facilitator gets an email." in asks
    assert "1 group has ended or has no facilitator." in asks
    assert both.name in asks
    empty = write(director, first, second, unled, sure="1", subject="", text="")
    assert "This field is required." in empty
    assert mails() == []

    write(director, first, second, unled, sure="1", **SAID)
    write(director, first, second, unled, sure="1", **SAID)

    (mail,) = mails()
    assert mail.recipient == both.user.email
    assert mail.subject == "A question"
    assert all(text in mail.body_text for text in ("How is it going?", "First", "Second"))
    events = AuditEvent.objects.filter(verb="group.facilitators_written_to")
    assert {one.subject_id for one in events} == {first.pk, second.pk}


def test_no_one_writes_to_groups_that_they_do_not_run():
    here = InstitutionFactory()
    group = group_at(here, "First", "facilitator")
    unit = UnitFactory(institution=here)
    elsewhere = MembershipFactory(institution=here)
    StaffRoleFactory(membership=elsewhere, role="coordinator", scope_kind="unit", scope_id=unit.pk)

    write(director_at(InstitutionFactory()), group, sure="1", **SAID)
    write(client_of(elsewhere), group, sure="1", **SAID)

    assert mails() == []
    assert "First" not in page(client_of(elsewhere))
    for role in ([], [StaffRoleKind.ANALYST], [StaffRoleKind.FACILITATOR], [StaffRoleKind.OMBUDS]):
        client = client_of(MembershipFactory(institution=here, offices=role))
        assert client.get(reverse(LIST)).status_code == 403


def test_who_has_left_gets_nothing():
    here = InstitutionFactory()
    group = group_at(here, "First", "facilitator")
    group.members.update(left_on=timezone.now().date() - timedelta(days=1))

    assert "Send emails" not in write(director_at(here), group)
