"""What was sent to whom: read from the keys of messages, and of the listed kinds alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import get_template
from django.utils import timezone

from evaluations.dashboard.messages.domain.listed import KINDS, About, about, sent_here, sent_to
from mentornet.mail.models import LISTED
from mentornet.mail.outbox import queue_message
from mentornet.models import OutboxMessage
from profiles.models import Membership, Preferences, User
from profiles.people.domain.activation import send_activation_mails
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.check_ins.early_warning.domain.test_pairs import running
from tests.factories import (
    EnrollmentFactory,
    InstitutionFactory,
    MembershipFactory,
    PeerGroupFactory,
    ProgramFactory,
    StaffRoleFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


def put(kind: str, key: str, to: Membership) -> OutboxMessage:
    """Put a message of *kind* there as the outbox keeps it once it is sent: a key, and no text."""
    row: OutboxMessage = OutboxMessage.objects.create(
        key=key, kind=kind, institution=to.institution, due_at=timezone.now(), state="sent"
    )
    return row


def reader(here: Any) -> User:
    """Return a director of *here*, who may read of all that was sent there."""
    found: User = MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR]).user
    return found


def told(row: OutboxMessage) -> About:
    return about([row], row.institution)[row.pk]


def test_every_listed_kind_has_a_name_and_a_message() -> None:
    assert set(KINDS) == set(LISTED)
    for kind in KINDS:
        get_template(f"mail/{kind}.txt")


def test_the_two_of_a_pair_and_their_program() -> None:
    program, _client = running(1)
    rows = list(
        sent_here(reader(program.institution), program.institution)
        .filter(kind="pair_made")
        .order_by("key")
    )

    found = about(rows, program.institution)

    assert [found[row.pk].subject for row in rows] == [program.name] * 2
    # The keys end with "mentor" and "protege".
    names = [found[row.pk].name.split()[-1] for row in rows]
    assert names == ["M0", "P0"]


def test_activation_emails_name_the_person() -> None:
    one = MembershipFactory(given_name="Ada", family_name="Grant", user__activated_at=None)
    send_activation_mails(one.institution, actor=None)

    row = sent_here(reader(one.institution), one.institution).get()

    assert told(row) == About("Ada Grant", "")


def test_enrollments_groups_and_programs_by_the_keys_of_their_messages() -> None:
    ada = MembershipFactory(given_name="Ada", family_name="Grant")
    here = ada.institution
    program = ProgramFactory(institution=here, name="K teams")
    enrollment = EnrollmentFactory(program=program, member=ada)
    group = PeerGroupFactory(institution=here, name="Writers")

    assert told(put("enrolled", f"enrolled-{enrollment.pk}-20260301", ada)) == About(
        "Ada Grant", "K teams"
    )
    key = f"program-invitation-{program.pk}-protege-{ada.pk}-20260301"
    assert told(put("program_invitation", key, ada)) == About("Ada Grant", "K teams")
    key = f"group-welcome:{group.pk}:{ada.pk}:{group.pk}"
    assert told(put("group_made", key, ada)) == About("Ada Grant", "Writers")
    key = f"sessions-changed-{group.pk}-{ada.pk}-20260301"
    assert told(put("sessions_changed", key, ada)) == About("Ada Grant", "Writers")


def test_what_is_gone_has_no_name_and_another_institution_is_not_read() -> None:
    ada, other = MembershipFactory(), MembershipFactory()

    elsewhere = ProgramFactory(institution=other.institution)
    key = f"program-invitation-{elsewhere.pk}-protege-{other.pk}-20260301"
    assert told(put("program_invitation", key, ada)) == About()
    assert told(put("enrolled", "enrolled-nothing", ada)) == About()


def test_an_address_that_bounces_is_told() -> None:
    ada = MembershipFactory()
    Preferences.objects.create(institution=ada.institution, member=ada, trouble="bounced")
    enrollment = EnrollmentFactory(program=ProgramFactory(institution=ada.institution), member=ada)

    assert told(put("enrolled", f"enrolled-{enrollment.pk}", ada)).bounces


@pytest.mark.parametrize(
    "kind",
    ["survey", "check_in", "invitation_received", "message", "tie_recorded", "meeting_planned"],
)
def test_messages_that_people_cause_and_surveys_are_never_read(kind: str) -> None:
    ada = MembershipFactory()
    put(kind, f"{kind}-{ada.pk}", ada)

    assert list(sent_here(reader(ada.institution), ada.institution)) == []


def test_by_whom_it_went_to_and_of_one_institution() -> None:
    ada, bob = MembershipFactory(), MembershipFactory()
    for one in (ada, bob):
        queue_message(
            key=f"activation:{one.user_id}:1",
            to=one.user.email,
            subject="Hello",
            template="activation",
            context={"membership": one, "link": "https://x", "days": 14},
            institution=one.institution,
        )

    def found(person: Membership, here: Any) -> int:
        people = Membership.objects.filter(pk=person.pk)
        return sent_to(sent_here(reader(here), here), people).count()

    assert (found(ada, ada.institution), found(bob, ada.institution)) == (1, 0)
    assert sent_here(reader(ada.institution), InstitutionFactory()).count() == 0


def test_a_coordinator_reads_what_is_for_their_programs_and_people() -> None:
    """By the key of the message's subject: a person in it opens nothing of another program."""
    unit = UnitFactory()
    here = unit.institution
    inside, outside = (
        MembershipFactory(institution=here, unit=one)
        for one in (unit, UnitFactory(institution=here))
    )
    coordinator = MembershipFactory(institution=here)
    StaffRoleFactory(
        membership=coordinator, role="coordinator", scope_kind="unit", scope_id=unit.pk
    )
    read = []
    for program, whose in (
        (ProgramFactory(institution=here, unit=unit), read),
        (ProgramFactory(institution=here), []),
    ):
        enrollment = EnrollmentFactory(program=program, member=inside)
        whose.append(put("enrolled", f"enrolled-{enrollment.pk}-20260301", inside))
        key = f"program-invitation-{program.pk}-protege-{inside.pk}-20260301"
        whose.append(put("program_invitation", key, inside))
    read.append(put("activation", f"activation:{inside.user_id}:1", inside))
    put("activation", f"activation:{outside.user_id}:1", outside)
    group = PeerGroupFactory(institution=here)
    put("sessions_changed", f"sessions-changed-{group.pk}-{inside.pk}-20260301", inside)
    put("enrolled", "enrolled-nothing", inside)

    assert set(sent_here(coordinator.user, here)) == set(read)
    assert sent_here(reader(here), here).count() == 8
    assert sent_here(inside.user, here).count() == 0


@pytest.mark.parametrize("pairs", [1, 3])
def test_queries_do_not_grow(pairs: int, django_assert_num_queries: Any) -> None:
    program, _client = running(pairs)
    rows = list(sent_here(reader(program.institution), program.institution))

    with django_assert_num_queries(1):
        assert len(about(rows, program.institution)) == 2 * pairs
