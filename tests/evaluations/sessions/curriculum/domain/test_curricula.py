"""Curricula, sessions made of them, their calendar moved at once, and who reads a guide."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from evaluations.models import Curriculum, Material, Meeting, Outline, SessionPlan
from evaluations.sessions.curriculum.domain.curricula import built_in, write_curriculum
from networks.models import PeerGroup
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.evaluations.sessions.groups.domain.test_queries import (
    act,
    group,
    in_it,
    look,
)
from tests.factories import MembershipFactory

__all__ = ["group"]
pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def lead(group: PeerGroup) -> Membership:
    return in_it(group, "Lead")


@pytest.fixture
def director(group: PeerGroup) -> Membership:
    return MembershipFactory(institution=group.institution, offices=[StaffRoleKind.DIRECTOR])


def in_days(days: int, hour: int = 9) -> datetime:
    day = timezone.now().astimezone(NEW_YORK).date() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, tzinfo=NEW_YORK)


def typed(moment: datetime) -> str:
    return f"{moment.astimezone(NEW_YORK):%Y-%m-%dT%H:%M}"


def hidden(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}"\s+value="([^"]*)"', page)


def use(group: PeerGroup, by: Membership, key: str = "eight-months", **more: str):
    """Choose, look at the dates and take them as they are (or as *more* says)."""
    given = {"curriculum": key, "first": typed(in_days(10)), "place": "Library", "mode": ""}
    page = act(by, "apply_curriculum", group.pk, **given).content.decode()
    dates = dict(re.findall(r'name="(at-\d+)"\s+value="([^"]+)"', page))
    (shown,) = hidden(page, "shown")
    return act(by, "apply_curriculum", group.pk, **given, shown=shown, **(dates | more))


# Curricula ------------------------------------------------------------------------------------


def test_a_director_copies_changes_and_reorders(director: Membership) -> None:
    address = reverse("evaluations:curriculum_new")
    client_of(director).post(f"{address}?from=evenings", {"name": "Ours", "aim": "For us"})
    row = Curriculum.objects.get()
    first, second, *_rest = row.outlines.all()
    act(director, "outline_act", second.pk, "up")
    act(
        director,
        "outline",
        first.pk,
        title="Changed",
        days_after=7,
        segments="30 Talk\n\n15 min: End",
    )
    act(director, "outline_act", row.outlines.last().pk, "remove")
    act(director, "outline_add", row.pk)

    titles = [one.title for one in row.outlines.all()]
    assert titles[:2] == [second.title, "Changed"]
    assert titles[-1] == "New session"
    assert row.outlines.get(title="Changed").segments == [
        {"minutes": 30, "title": "Talk"},
        {"minutes": 15, "title": "End"},
    ]
    assert row.outlines.get(title=second.title).days_after == 0


def test_a_segment_without_minutes_is_named_by_its_line(director: Membership) -> None:
    row = write_curriculum(
        director.institution, actor=director.user, name="Ours", source=built_in("evenings")
    )
    outline = row.outlines.first()

    page = act(
        director, "outline", outline.pk, title="T", days_after=0, segments="20 Arrive\nTalk"
    ).content.decode()

    assert "Line 2: start with the minutes" in page
    assert "20 Arrive\nTalk" in page
    assert Outline.objects.get(pk=outline.pk).segments == outline.segments


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries(
    director: Membership, count: int, django_assert_num_queries, client
) -> None:
    for number in range(count):
        write_curriculum(director.institution, actor=director.user, name=f"C{number}")
    client.force_login(director.user, backend="django.contrib.auth.backends.ModelBackend")

    with django_assert_num_queries(4):
        client.get(reverse("evaluations:curricula"))


# Using one ------------------------------------------------------------------------------------


def test_later_changes_of_the_template_leave_sessions_and_files_as_they_are(
    group: PeerGroup, lead: Membership, director: Membership
) -> None:
    row = write_curriculum(
        group.institution, actor=director.user, name="Ours", source=built_in("evenings")
    )
    outline = row.outlines.first()
    act(
        director,
        "outline_material",
        outline.pk,
        title="To read",
        file=SimpleUploadedFile("reading.txt", b"Read me"),
    )
    use(group, lead, str(row.pk))
    session = Meeting.objects.filter(group=group).earliest("starts_at")
    title = session.plan.title

    template = Material.objects.get(outline=outline)
    assert look(director, "file", template.file_id).status_code == 200
    act(director, "outline", outline.pk, title="Other", days_after=0, segments="5 Else")
    act(director, "curriculum_delete", row.pk, sure="1")

    assert SessionPlan.objects.get(meeting=session).title == title
    kept = Material.objects.get(plan__meeting=session)
    response = look(in_it(group, "Adams"), "file", kept.file_id)
    assert b"".join(response) == b"Read me"
    assert look(director, "file", kept.file_id).status_code == 404

    asked = act(lead, "material_remove", kept.pk).content.decode()
    assert "Remove “To read” from this session?" in asked
    assert Material.objects.filter(pk=kept.pk).exists()
    act(lead, "material_remove", kept.pk, sure="1")
    assert not Material.objects.filter(pk=kept.pk).exists()


def test_a_refused_file_stands_at_its_field(group: PeerGroup, lead: Membership) -> None:
    use(group, lead, "evenings")
    session = Meeting.objects.filter(group=group).earliest("starts_at")

    page = act(
        lead,
        "session_material",
        session.pk,
        title="Typed",
        file=SimpleUploadedFile("a.pdf", b"MZ\x90"),
    ).content.decode()

    assert "We cannot accept this file." in page
    assert 'value="Typed"' in page
    assert page.count('id="id_title"') == page.count('id="material-title"') == 1
    assert not Material.objects.exists()


# Guides never leak ----------------------------------------------------------------------------


# The calendar, moved at once --------------------------------------------------------------------


# Charter, coming and going ----------------------------------------------------------------------
