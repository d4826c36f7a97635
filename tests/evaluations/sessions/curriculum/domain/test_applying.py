"""A curriculum becomes sessions on days that were looked at first."""

from __future__ import annotations

import pytest

from evaluations.models import Meeting
from evaluations.sessions.curriculum.domain.curricula import built_in
from mentornet.mail.outbox import OutboxMessage
from networks.models import PeerGroup
from profiles.models import Membership
from tests.evaluations.sessions.curriculum.domain.test_curricula import (
    NEW_YORK,
    hidden,
    in_days,
    lead,
    typed,
    use,
)
from tests.evaluations.sessions.groups.domain.test_queries import (
    act,
    group,
    look,
)
from tests.support.calendars import occurrences

__all__ = ["group", "lead"]

pytestmark = pytest.mark.django_db


def test_a_curriculum_becomes_sessions_with_one_mail_a_person(
    group: PeerGroup, lead: Membership
) -> None:
    use(group, lead)
    use(group, lead)

    rows = list(Meeting.objects.filter(group=group).order_by("starts_at"))
    assert len(rows) == 9
    assert [row.minutes for row in rows] == [420] * 9
    local = [row.starts_at.astimezone(NEW_YORK) for row in rows]
    assert {one.hour for one in local} == {9}
    assert [(one.date() - local[0].date()).days for one in local[:4]] == [0, 1, 2, 35]
    # Three days in a row are one calendar entry, and the monthly days another.
    sent = OutboxMessage.objects.filter(kind="meeting_planned", recipient=lead.user.email)
    assert sorted(at for one in sent for at in occurrences(one.calendar)) == [
        row.starts_at for row in rows
    ]
    assert sent.count() == 2
    assert rows[0].plan.title == built_in("eight-months").sessions[0].title


def test_a_session_that_stood_there_gets_what_it_is_about(
    group: PeerGroup, lead: Membership
) -> None:
    there = Meeting.objects.create(
        institution=group.institution, group=group, starts_at=in_days(10), agenda="Ours"
    )

    use(group, lead, "evenings")

    assert Meeting.objects.filter(group=group).count() == 6
    there.refresh_from_db()
    assert (there.plan.title, there.agenda) == (
        built_in("evenings").sessions[0].title,
        "Ours",
    )


def test_a_mentors_group_is_offered_the_mentors_curriculum_first(
    group: PeerGroup, lead: Membership
) -> None:
    for kind, key in (("mentors", "mentors"), ("facilitated", "eight-months")):
        PeerGroup.objects.filter(pk=group.pk).update(kind=kind)
        page = look(lead, "apply_curriculum", group.pk).content.decode()
        assert f'<option value="{key}" selected>' in page


def test_a_date_that_was_changed_in_the_preview_counts(group: PeerGroup, lead: Membership) -> None:
    use(group, lead, "evenings", **{"at-1": typed(in_days(20, 18))})

    second = Meeting.objects.filter(group=group).order_by("starts_at")[1]
    assert second.starts_at == in_days(20, 18)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"at-1": "soon"}, "Enter a date and a time."),
        ({"at-1": "2020-01-01T09:00"}, "Each session must be later than the one before."),
        ({"at-5": "2099-01-01T09:00"}, "more than 13 months away"),
    ],
)
def test_dates_that_cannot_be_plan_nothing(
    group: PeerGroup, lead: Membership, more: dict[str, str], said: str
) -> None:
    page = use(group, lead, "evenings", **more).content.decode()

    assert said in page
    assert f'value="{next(iter(more.values()))}"' in page
    assert not Meeting.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_another_beginning_than_was_shown_is_looked_at_first(
    group: PeerGroup, lead: Membership
) -> None:
    given = {"curriculum": "evenings", "first": typed(in_days(10)), "mode": "", "place": ""}
    (shown,) = hidden(act(lead, "apply_curriculum", group.pk, **given).content.decode(), "shown")

    page = act(
        lead, "apply_curriculum", group.pk, **given | {"first": typed(in_days(12))}, shown=shown
    ).content.decode()

    assert f'value="{typed(in_days(12))}"' in page
    assert not Meeting.objects.exists()
