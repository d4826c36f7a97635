"""The people of the eight months, months that pass, and a ledger of who came."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from evaluations.models import Continuation, Meeting, ProgramEnding
from matching.models import GroupRules, Program, ProgramDate
from networks.models import GroupMember, PeerGroup
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.e2e.conftest import OpenAs
from tests.factories import (
    EnrollmentFactory,
    GroupApplicationFactory,
    GroupProgramFactory,
    MembershipFactory,
)

NAMES = ("Ash", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gum")
BEGUN = timedelta(minutes=5)
MOMENTS = {
    Meeting: ("starts_at",),
    GroupMember: ("reads_from", "leads_from", "led_until"),
}
DAYS = {
    Program: ("starts_on",),
    ProgramDate: ("day",),
    PeerGroup: ("started_on", "ended_on"),
    GroupMember: ("joined_on", "left_on"),
    ProgramEnding: ("settle_on",),
    Continuation: ("until",),
}


class Months:
    """Time goes by as all rows grow older: no clock is turned, so the server's stays right."""

    def __init__(self) -> None:
        self.gone = timedelta()

    def until(self, moment: datetime) -> None:
        """Let time pass until five minutes after *moment*."""
        self.pass_by(moment - timezone.now() + BEGUN)

    def pass_by(self, length: timedelta) -> None:
        """Make everything older by *length*; what has a day alone, by the days that are full."""
        days = timedelta((self.gone + length).days - self.gone.days)
        self.gone += length
        for by, columns in ((length, MOMENTS), (days, DAYS)):
            for model, names in columns.items():
                model.objects.update(**{name: F(name) - by for name in names})


class Ledger:
    """Who came to what, written down by the walk itself beside what the application keeps."""

    def __init__(self) -> None:
        self.minutes: dict[str, list[int]] = {}
        self.noted: Counter[bool] = Counter()

    def write(self, people: set[str], *, minutes: int, missing: set[str] = frozenset()) -> None:  # type: ignore[assignment]
        """Note a session of these people, all of whom came but those *missing*."""
        assert missing <= people
        for name in people:
            self.noted[name not in missing] += 1
            if name not in missing:
                self.minutes.setdefault(name, []).append(minutes)

    @property
    def share(self) -> int:
        """How many of a hundred came; the walk is written so that no half is to be rounded."""
        return round(100 * self.noted[True] / self.noted.total())

    def words(self, name: str) -> str:
        """What the certificate of *name* has to say of full hours."""
        came = self.minutes[name]
        hours, rest = divmod(sum(came), 60)
        assert not rest
        return f"{len(came)} sessions, {hours} hours"


def tap(member: Membership, name: str, /, *args: Any, **data: Any) -> str:
    """Send a form as *member*, who has no browser of their own in the walk."""
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(reverse(name, args=args), data, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def people_of(group: PeerGroup) -> set[str]:
    """The family names of those who are in the group now."""
    rows = GroupMember.objects.current().filter(group=group)
    return set(rows.values_list("member__family_name", flat=True))


def person(family_name: str) -> Membership:
    """The only one with this family name."""
    return Membership.objects.select_related("user").get(family_name=family_name)  # type: ignore[no-any-return]


class Walk:
    """The program with its people, their browsers, the months and the ledger.

    `a` and `b` are its groups; `waits` leaves the first for the wait list, `out` the second for good.
    """

    a: PeerGroup
    b: PeerGroup
    waits: str
    out: str

    def __init__(self, open_as: OpenAs) -> None:
        self.open_as = open_as
        self.pages: dict[Any, Page] = {}
        self.months, self.ledger = Months(), Ledger()
        self.first = timezone.localdate() + timedelta(days=14)
        self.program = GroupProgramFactory(name="CMP 2099", state="enrolling", starts_on=self.first)
        here = self.program.institution
        GroupRules.objects.create(
            institution=here, program=self.program, meets="dates", smallest=3, largest=5
        )
        self.director = MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR])
        for name, rank in (("Hazel", "assistant"), ("Juniper", "assistant"), ("Willow", "full")):
            MembershipFactory(institution=here, family_name=name, rank=rank)

    def enroll(self) -> None:
        """Nine people enroll without a browser."""
        for name in NAMES:
            row = EnrollmentFactory(program=self.program, member__family_name=name)
            GroupApplicationFactory(enrollment=row, hours=[])
        for name in ("Rowan", "Sorrel"):
            row = EnrollmentFactory(
                program=self.program, side="mentor", places=1, member__family_name=name
            )
            GroupApplicationFactory(enrollment=row, hours=[])

    def page(self, who: Membership, address: str = "") -> Page:
        """The browser of *who*, on their home page or at *address*: the director's wide, others' a phone."""
        if who.pk not in self.pages:
            width = 1280 if who == self.director else 390
            self.pages[who.pk] = self.open_as(who.user, width=width)
        self.pages[who.pk].goto(address or "/")
        return self.pages[who.pk]

    def desk(self, address: str = "") -> Page:
        """The director's page of the program, or another of theirs."""
        return self.page(self.director, address or f"/dashboard/programs/{self.program.pk}/")

    def session(self, group: PeerGroup, number: int) -> Meeting:
        """A group's session by its number; make-up sessions have none."""
        rows = Meeting.objects.filter(group=group, makes_up=None).order_by("starts_at")
        return rows[number - 1]  # type: ignore[no-any-return]

    def lead_of(self, group: PeerGroup) -> Membership:
        """Who facilitates the group."""
        return GroupMember.objects.current().get(group=group, part="facilitator").member  # type: ignore[no-any-return]

    def hold(self, number: int, missing: set[str] = frozenset()) -> None:  # type: ignore[assignment]
        """Let time pass until a date of the program; both groups meet, but for those *missing*."""
        for group in (self.a, self.b):
            meeting = self.session(group, number)
            if meeting.state == "cancelled":
                continue
            if meeting.starts_at > timezone.now():
                self.months.until(meeting.starts_at)
            self.note(meeting, missing & people_of(group))

    def note(self, meeting: Meeting, missing: set[str]) -> None:
        """Who facilitates notes who came, without a browser."""
        lead = self.lead_of(meeting.group)
        for name in missing:
            data = {"member": str(person(name).pk), "state": "absent"}
            tap(lead, "evaluations:attendance", meeting.pk, **data)
        tap(lead, "evaluations:attendance", meeting.pk, all="1")
        self.write(meeting, missing)

    def write(self, meeting: Meeting, missing: set[str]) -> None:
        self.ledger.write(people_of(meeting.group), minutes=meeting.minutes, missing=missing)
