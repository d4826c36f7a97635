"""The eight months of a program of groups, as its twelve people and its director live them.

Three days in a row, six days a month apart; on the way two leave, one joins, the facilitator of a
group is replaced, a day is canceled and made up, and an order of authors is declined. At the end
everyone's certificate, and the office's share, say what the walk itself has written down.
"""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from evaluations.models import Attendance, Completion, Meeting, WritingProject
from evaluations.outcomes.closing.tasks import settle_endings
from matching.models import Enrollment, MatchRun
from matching.tasks import advance_waiting_publications, advance_waiting_runs
from mentornet.mail.outbox import OutboxMessage
from mentornet.pdf import can_make_pdf
from networks.models import GroupMember, PeerGroup
from tests.e2e.conftest import OpenAs, faults_of
from tests.e2e.months import Walk, people_of, person, tap

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
MADE_UP = 240


def test_twelve_people_live_through_the_eight_months(open_as: OpenAs) -> None:
    walk = Walk(open_as)
    dates_are_set_and_the_last_one_enrolls(walk)
    groups_are_formed_around_the_dates(walk)
    first_day_stays_on_home_until_it_is_over(walk)
    walk.hold(2, missing={"Elm"})
    rules_of_authorship_are_agreed_to_and_a_paper_begins(walk)
    walk.hold(3)
    an_order_of_authors_is_declined_then_agreed_to(walk)
    two_leave(walk)
    somebody_joins_late(walk)
    walk.hold(4, missing={"Juniper"})
    who_waits_gets_another_place(walk)
    the_facilitator_is_replaced(walk)
    a_day_is_canceled_and_made_up(walk)
    for number in (6, 7, 8, 9):
        walk.hold(number, missing={"Cedar"} if number == 8 else set())
    the_office_sees_what_the_ledger_says(walk)
    the_program_ends(walk)


def dates_are_set_and_the_last_one_enrolls(walk: Walk) -> None:
    desk = walk.desk(f"/dashboard/programs/{walk.program.pk}/dates/")
    first = walk.first
    for day, count, every in (
        (first, 3, "Days in a row"),
        (first + timedelta(days=30), 6, "Every month, on the same weekday"),
    ):
        desk.get_by_label("First day").fill(day.isoformat())
        desk.get_by_label("How many dates").fill(str(count))
        desk.get_by_label("How often").select_option(every)
        desk.get_by_role("button", name="Add", exact=True).click()
        expect(desk.get_by_label("How many dates")).to_have_value("1")
    assert walk.program.dates.count() == 9

    walk.enroll()
    page = walk.page(person("Hazel"), f"/programs/{walk.program.pk}/enroll/protege/")
    page.get_by_label("Career guidance").select_option("1")
    for number in range(9):
        page.locator("#program-dates fieldset").nth(number).get_by_label("Yes").check()
    page.get_by_role("button", name="Enroll", exact=True).click()
    expect(page.get_by_text("You are enrolled.")).to_be_visible()


def groups_are_formed_around_the_dates(walk: Walk) -> None:
    desk = walk.desk()
    desk.get_by_role("button", name="Close enrollment and form groups").click()
    desk.get_by_role("button", name="Close enrollment", exact=True).click()
    publish_a_run(walk, "Form groups")

    walk.a = PeerGroup.objects.get(members__member=person("Hazel"))
    walk.b = PeerGroup.objects.exclude(pk=walk.a.pk).get()
    assert sorted(len(people_of(group)) for group in (walk.a, walk.b)) == [5, 5]
    days = [one.day for one in walk.program.dates.order_by("day")]
    for group in (walk.a, walk.b):
        rows = Meeting.objects.filter(group=group).order_by("starts_at")
        assert [timezone.localtime(one.starts_at).date() for one in rows] == days
    page = walk.page(person("Hazel"))
    page.get_by_role("link", name="Read and agree").click()
    page.get_by_role("button", name="I agree").click()
    expect(page.get_by_text("Thank you. The others can see that you agree.")).to_be_visible()
    assert faults_of(page) == []


def publish_a_run(walk: Walk, button: str) -> MatchRun:
    """Form groups, look at the board, publish it with what it has."""
    desk = walk.desk()
    desk.get_by_role("button", name=button).click()
    expect(desk.get_by_text("Waiting to start").first).to_be_visible()
    desk.goto(
        "about:blank"
    )  # a page that asks how far the work is would load itself anew meanwhile
    assert advance_waiting_runs() == 1
    run = MatchRun.objects.latest("created_at")
    desk.goto(f"/dashboard/groupings/{run.pk}/")
    desk.get_by_role("link", name="Publish").click()
    charter = desk.get_by_label("Group agreement")
    if not charter.input_value():
        charter.fill("What is said here stays here.")
    desk.get_by_role("button", name="Publish").click()
    expect(desk.get_by_text("Waiting to be published").first).to_be_visible()
    desk.goto("about:blank")
    assert advance_waiting_publications() == 1
    run.refresh_from_db()
    assert run.state == "published"
    return run


def first_day_stays_on_home_until_it_is_over(walk: Walk) -> None:
    lead, ill = walk.lead_of(walk.a), person("Hazel")
    meeting = walk.session(walk.a, 1)
    page = walk.page(ill, f"/meetings/{meeting.pk}/")
    page.get_by_role("link", name="I can’t come").click()
    page.get_by_role("button", name="I can’t come").click()
    assert OutboxMessage.objects.filter(
        recipient=lead.user.email, subject__contains="can’t come"
    ).exists()
    walk.months.until(meeting.starts_at)

    page = walk.page(lead)
    page.get_by_role("link", name="Open live session").click()
    page.get_by_role("button", name="Mark everyone else present").click()
    expect(page.locator("#came-count")).to_have_text("4 of 5")
    page.get_by_role("button", name=f"Excused : {ill.name}").click()
    expect(page.get_by_role("button", name=f"Excused : {ill.name}")).to_have_attribute(
        "aria-pressed", "true"
    )
    page.goto("/")
    expect(page.get_by_text("session in progress").first).to_be_visible()
    page.reload()
    assert Attendance.objects.get(member=ill).state == "excused"
    walk.write(meeting, {"Hazel"})
    walk.note(walk.session(walk.b, 1), set())


def rules_of_authorship_are_agreed_to_and_a_paper_begins(walk: Walk) -> None:
    page = walk.page(walk.lead_of(walk.a), f"/groups/{walk.a.pk}/charter/")
    page.get_by_label("Authorship rules").fill("Who writes is an author.")
    page.get_by_role("button", name="Save").click()
    for name in sorted(people_of(walk.a) - {"Hazel"}):
        tap(person(name), "evaluations:group_agree_authorship", walk.a.pk)
    page = walk.page(person("Hazel"), f"/groups/{walk.a.pk}/")
    page.get_by_role("button", name="I agree to the authorship rules").click()
    page.get_by_role("link", name="Writing projects").click()
    page.get_by_role("link", name="Start a project").first.click()
    page.get_by_label("Title", exact=True).fill("Night shifts")
    for name in members_beside_hazel(walk):
        page.get_by_label(person(name).name, exact=True).check()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", name="Night shifts")).to_be_visible()


def members_beside_hazel(walk: Walk) -> list[str]:
    rows = GroupMember.objects.filter(group=walk.a, part="member").exclude(member=person("Hazel"))
    return sorted(rows.values_list("member__family_name", flat=True))[:2]


def an_order_of_authors_is_declined_then_agreed_to(walk: Walk) -> None:
    paper = WritingProject.objects.get()
    address = f"/projects/{paper.pk}/"
    hazel, second, third = "Hazel", *members_beside_hazel(walk)
    for answer, asked in (("Keep the current order", "decline"), ("I agree", "consent")):
        page = walk.page(person(hazel), address)
        page.get_by_role("link", name="Propose a new order").first.click()
        for place, name in enumerate((second, hazel, third), start=1):
            page.get_by_label(person(name).name).first.select_option(str(place))
        page.get_by_role("button", name="Propose order").click()
        expect(page.get_by_role("heading", name="A new author order is proposed")).to_be_visible()
        page = walk.page(person(second), address)
        page.get_by_role("button", name=answer).click()
        expect(page.get_by_role("heading", name="A new author order is proposed")).to_have_count(0)
        assert faults_of(page) == []
        page = walk.page(person(hazel), address)
        order = page.locator("section[aria-labelledby=authors] li strong").all_inner_texts()
        first = person(hazel if asked == "decline" else second).name
        assert order[0] == f"1. {first}"
        if asked == "decline":
            said = page.locator("main").inner_text()
            assert f"{person(second).name}: declined" not in said
            assert "refused" not in said


def two_leave(walk: Walk) -> None:
    """Somebody of one group to the wait list by themselves, somebody of the other out, by the director."""
    walk.waits = members_beside_hazel(walk)[1]
    walk.out = sorted(people_of(walk.b) - {"Rowan", "Sorrel"})[0]
    leaver = person(walk.waits)
    tap(
        walk.lead_of(walk.a),
        "evaluations:group_action_add",
        walk.a.pk,
        text="Book the room",
        due_on="",
        owner=str(leaver.pk),
    )

    page = walk.page(leaver, f"/groups/{walk.a.pk}/")
    page.get_by_role("button", name="Leave group …").click()
    page.get_by_role("button", name="Leave group", exact=True).click()
    assert GroupMember.objects.get(group=walk.a, member=leaver).left_on is None
    page.get_by_label("Wait list: ").check()
    page.get_by_role("button", name="Leave group", exact=True).click()
    expect(page.get_by_text("You’re on the program’s wait list.")).to_be_visible()
    page.goto("/")
    assert walk.a.name not in page.locator("main").inner_text()
    page.goto(f"/programs/{walk.program.pk}/")
    expect(page.get_by_text("You’re on the wait list").first).to_be_visible()

    desk = walk.desk(f"/dashboard/groups/{walk.b.pk}/")
    desk.get_by_role("button", name=f"Remove from group … : {person(walk.out).name}").click()
    desk.get_by_label("Leave the program").check()
    desk.get_by_role("button", name="Remove").click()
    desk = walk.desk()
    for name in (walk.waits, walk.out):
        expect(
            desk.locator("section[aria-labelledby=leavers]").get_by_text(person(name).name)
        ).to_be_visible()
    assert faults_of(desk) == []
    assert not Enrollment.objects.active().filter(member=person(walk.out)).exists()


def somebody_joins_late(walk: Walk) -> None:
    new = person("Juniper")
    OutboxMessage.objects.filter(recipient=new.user.email).delete()
    desk = walk.desk(f"/dashboard/groups/{walk.a.pk}/")
    desk.get_by_label("Add people").fill(new.user.email)
    desk.get_by_role("button", name="Add to group").click()
    expect(desk.get_by_text(new.name).first).to_be_visible()

    # One mail, with all dates ahead in one file.
    ahead = Meeting.objects.filter(group=walk.a, starts_at__gt=timezone.now()).count()
    assert ahead == 6
    welcome = OutboxMessage.objects.get(recipient=new.user.email)
    assert (welcome.kind, welcome.calendar.count("BEGIN:VEVENT")) == ("group_made", ahead)
    for words in (walk.program.name, walk.lead_of(walk.a).name, "Sessions:", person("Hazel").name):
        assert words in welcome.body_text
    assert Enrollment.objects.active().filter(member=new, program=walk.program).exists()
    page = walk.page(new)
    page.get_by_role("link", name="Read and agree").click()
    page.get_by_role("button", name="I agree", exact=True).click()
    expect(page.get_by_text("Thank you. The others can see that you agree.")).to_be_visible()


def who_waits_gets_another_place(walk: Walk) -> None:
    before = people_of(walk.a)

    publish_a_run(walk, "Find groups for people on the wait list")

    assert people_of(walk.a) == before
    assert walk.waits in people_of(walk.b)
    assert walk.out not in people_of(walk.a) | people_of(walk.b)
    page = walk.page(person(walk.waits), f"/groups/{walk.b.pk}/")
    expect(page.get_by_role("heading", name="Upcoming sessions")).to_be_visible()


def the_facilitator_is_replaced(walk: Walk) -> None:
    old, new = walk.lead_of(walk.a), person("Willow")
    ahead = walk.session(walk.a, 5)
    desk = walk.desk(f"/dashboard/groups/{walk.a.pk}/")
    desk.get_by_role("link", name="Change who facilitates").click()
    desk.get_by_label("Or someone from outside the group").fill(new.user.email)
    desk.get_by_label("Facilitator: plans the sessions").check()
    desk.get_by_role("button", name="Save and email the group").click()
    expect(
        desk.get_by_text("Choose what happens to the current facilitator.").first
    ).to_be_visible()
    desk.get_by_label("Leaves the group").check()
    assert faults_of(desk) == []
    desk.get_by_role("button", name="Save and email the group").click()
    expect(desk.get_by_text(new.name).first).to_be_visible()

    assert (walk.lead_of(walk.a), old.family_name in people_of(walk.a)) == (new, False)
    assert Enrollment.objects.active().filter(member=new, program=walk.program).exists()
    told = OutboxMessage.objects.filter(kind="group_part").values_list("recipient", flat=True)
    others = people_of(walk.a) - {"Willow"} | {old.family_name}
    assert sorted(told) == sorted(person(name).user.email for name in others)
    assert OutboxMessage.objects.filter(kind="group_made", recipient=new.user.email).count() == 1
    answer = walk.page(old).goto(f"/meetings/{ahead.pk}/console/")
    assert answer is not None
    assert answer.status == 404


def a_day_is_canceled_and_made_up(walk: Walk) -> None:
    lead, day = person("Willow"), walk.session(walk.a, 5)
    page = walk.page(lead, f"/meetings/{day.pk}/")
    page.get_by_role("button", name="Cancel session").click()
    expect(page.get_by_role("heading", name="Cancel the session on")).to_be_visible()
    page.get_by_role("button", name="Cancel session").click()
    expect(
        page.get_by_text("Session canceled. Everyone in the group gets an email.")
    ).to_be_visible()
    day.refresh_from_db()
    assert day.state == "cancelled"
    walk.hold(5)

    page.goto(f"/meetings/{day.pk}/")
    page.get_by_role("link", name="Schedule a make-up session").click()
    at = timezone.localtime() + timedelta(days=7)
    page.get_by_label("When").fill(f"{at:%Y-%m-%dT%H:%M}")
    page.get_by_label("Minutes").fill(str(MADE_UP))
    page.get_by_role("button", name="Schedule and send invitations").click()
    made = Meeting.objects.get(makes_up=day)
    walk.months.until(made.starts_at)
    made.refresh_from_db()

    page = walk.page(lead)
    page.get_by_role("link", name="Open live session").click()
    page.get_by_role("button", name="Mark everyone else present").click()
    expect(page.locator("#came-count")).to_have_text("5 of 5")
    assert faults_of(page) == []
    walk.write(made, set())
    own = walk.page(person("Hazel"), f"/groups/{walk.a.pk}/")
    expect(own.get_by_text("You have attended 4 of 5 sessions so far.")).to_be_visible()


def the_office_sees_what_the_ledger_says(walk: Walk) -> None:
    noted = walk.ledger.noted
    desk = walk.desk()
    desk.get_by_role("link", name="View all sessions").click()
    words = f"{noted[True]} of {noted.total()} present, across all sessions held."
    expect(desk.get_by_text(words)).to_be_visible()
    expect(desk.get_by_text(f"{walk.ledger.share}%", exact=True).first).to_be_visible()
    assert faults_of(desk) == []
    desk = walk.desk()
    desk.get_by_role("link", name="View the cohort").click()
    expect(desk.get_by_text(f"{walk.ledger.share}%", exact=True)).to_be_visible()


def the_program_ends(walk: Walk) -> None:
    desk = walk.desk(f"/dashboard/programs/{walk.program.pk}/ending/")
    desk.get_by_label("Thanks").fill("It was a good year.")
    desk.get_by_role("button", name="Save").click()
    desk = walk.desk()
    desk.get_by_role("button", name="Close program…").click()
    desk.get_by_role("button", name="Close program").click()
    expect(desk.get_by_role("heading", name="Closed")).to_be_visible()

    there = people_of(walk.a) | people_of(walk.b)
    thanked = OutboxMessage.objects.filter(kind="program_ended")
    assert {one.recipient for one in thanked} >= {person(name).user.email for name in there}
    for row in Completion.objects.select_related("member"):
        came = walk.ledger.minutes.get(row.member.family_name, [])
        assert (row.sessions, row.minutes) == (len(came), sum(came)), row.member.family_name
    assert there <= set(Completion.objects.values_list("member__family_name", flat=True))
    page = walk.page(person("Hazel"))
    page.get_by_role("link", name="certificate").first.click()
    expect(page.get_by_text(walk.ledger.words("Hazel"))).to_be_visible()
    assert faults_of(page) == []
    if can_make_pdf():
        with page.expect_download() as download:
            page.get_by_role("link", name="Download certificate").click()
        text = PdfReader(BytesIO(download.value.path().read_bytes())).pages[0].extract_text()
        sessions, hours = walk.ledger.words("Hazel").split(", ")
        assert f"Attended {sessions} ({hours} in all)" in " ".join(text.split())
    page.get_by_role("button", name="Yes, continue").click()
    expect(page.get_by_text("Your answer: yes.")).to_be_visible()
    page = walk.page(person("Juniper"))
    page.get_by_role("link", name="certificate").first.click()
    page.get_by_role("button", name="Yes, continue").click()
    walk.months.pass_by(timedelta(days=31))
    settle_endings()

    assert people_of(walk.a) == {"Hazel", "Juniper"}
    walk.a.refresh_from_db()
    walk.b.refresh_from_db()
    assert (walk.a.is_active, walk.b.is_active) == (True, False)
