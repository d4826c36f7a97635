"""Who receives a concern, who reads it later, and what its author decides: as sequences of acts."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mentornet.mail.outbox import OutboxMessage
from networks.concerns.domain.threads import report_concern
from networks.models import Concern, ConcernMessage, ConcernReader
from profiles.institution.domain.approvals import approve
from profiles.models import Institution, Membership
from profiles.people.staff_roles.domain.granting import grant_role, revoke_role
from profiles.vocabulary import StaffRoleKind
from tests.factories import (
    InstitutionFactory,
    MembershipFactory,
    StaffRoleFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
SECRET = "He put his name on my paper"


@pytest.fixture
def here() -> Institution:
    return InstitutionFactory()


@pytest.fixture
def first(here) -> Membership:
    return MembershipFactory(institution=here, offices=[StaffRoleKind.OMBUDS], family_name="Alpha")


@pytest.fixture
def second(here, first) -> Membership:
    return MembershipFactory(institution=here, offices=[StaffRoleKind.OMBUDS], family_name="Beta")


@pytest.fixture
def reporter(here) -> Membership:
    return MembershipFactory(institution=here, family_name="Reporter")


def client_of(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def write(member: Membership, **more: str):
    data = {"kind": "credit", "text": SECRET, "to": "all", **more}
    return client_of(member).post(reverse("networks:concern_new"), data, follow=True)


def address(name: str = "concern") -> str:
    return reverse(f"networks:{name}", args=[Concern.objects.get().pk])


def read(member: Membership):
    return client_of(member).get(address())


def decide(member: Membership, decision: str, about: Membership):
    data = {"decision": decision, "member": str(about.pk)}
    return client_of(member).post(address("concern_decide"), data, follow=True)


def by_code(author: Membership, code: str, **more: str):
    data = {"code": code, **more}
    return client_of(author).post(reverse("networks:concern_by_code"), data, follow=True)


def given_to() -> set[str]:
    return set(ConcernReader.objects.values_list("member__family_name", flat=True))


def dismiss(member: Membership) -> None:
    revoke_role(member, role=StaffRoleKind.OMBUDS, by=None)


def lead(chief: Membership, person: Membership) -> None:
    Membership.objects.filter(pk=person.pk).update(supervisor=chief)


def test_reporter_sees_what_is_known_of_each_ombuds(here, first, reporter) -> None:
    Membership.objects.filter(pk=first.pk).update(unit=UnitFactory(institution=here, name="Renal"))
    MembershipFactory(
        institution=here,
        offices=[StaffRoleKind.OMBUDS],
        family_name="Out",
        source="invited",
        affiliation="Another School",
        rank="",
    )

    page = client_of(reporter).get(reverse("networks:concern_new"))

    labels = [label for _value, label in page.context["form"].fields["to"].choices]
    assert labels == [
        "Every ombuds who has no conflict with the person it is about",
        "Ada Alpha, Renal",
        "Ada Out, Another School",
    ]


def test_chosen_ombuds_alone_receives_it(first, second, reporter) -> None:
    write(reporter, to=str(second.pk))

    assert given_to() == {"Beta"}
    assert read(first).status_code == 404
    assert SECRET in read(second).content.decode()
    assert list(OutboxMessage.objects.values_list("recipient", flat=True)) == [second.user.email]


def test_all_who_are_not_in_conflict_receive_it(first, second, reporter) -> None:
    write(reporter)

    assert given_to() == {"Alpha", "Beta"}


def test_somebody_who_is_no_ombuds_cannot_be_chosen(here, first, reporter) -> None:
    page = write(reporter, to=str(MembershipFactory(institution=here).pk))

    assert list(page.context["form"].errors) == ["to"]
    assert page.context["form"]["text"].value() == SECRET
    assert Concern.objects.count() == 0


def test_recipients_do_not_tell_in_whose_line_an_anonymous_reporter_is(
    here, first, second, reporter
) -> None:
    """The ombuds who lead the reporter, or not: the same people get it."""
    found = []
    for chief in (None, first, second):
        Membership.objects.filter(pk=reporter.pk).update(supervisor=chief)
        reporter.refresh_from_db()
        row, _code = report_concern(reporter, kind="other", text="A word", anonymous=True)
        found.append({one.member_id for one in row.readers.all()})

    assert found == [{first.pk, second.pk}] * 3


def test_ombuds_in_the_reporter_s_line_is_refused_with_words_for_a_name(first, reporter) -> None:
    lead(first, reporter)

    page = write(reporter, to=str(first.pk))

    assert "Ada Alpha is in your line of supervision, so they cannot receive" in str(
        page.context["form"].errors
    )
    assert page.context["form"]["text"].value() == SECRET
    assert Concern.objects.count() == 0
    assert "No ombuds here is outside the lines" in write(reporter).content.decode()
    assert Concern.objects.count() == 0


def test_ombuds_who_writes_is_not_told_that_they_lead_themselves(first, second) -> None:
    page = client_of(first).get(reverse("networks:concern_new")).content.decode()

    assert "You are an ombuds here yourself." in page
    assert (
        "line of supervision." not in page.partition("You are an ombuds")[2].partition("<form")[0]
    )


def test_anonymous_reporter_is_warned_and_chooses(first, second, reporter) -> None:
    warning = "Ada Alpha is in your line of supervision."
    before = client_of(reporter).get(reverse("networks:concern_new")).content.decode()
    lead(first, reporter)
    after = client_of(reporter).get(reverse("networks:concern_new")).content.decode()

    assert (warning in before, warning in after) == (False, True)
    write(reporter, to=str(first.pk), anonymous="on")
    assert given_to() == {"Alpha"}
    assert "line of supervision" not in read(first).content.decode()


def test_ombuds_in_the_line_of_the_accused_gets_and_keeps_nothing(
    here, first, second, reporter
) -> None:
    accused = MembershipFactory(institution=here, family_name="Accused", supervisor=first)
    page = write(reporter, about=accused.name, to=str(first.pk))
    assert "Ada Alpha is in the line of supervision of the person this is about" in str(
        page.context["form"].errors
    )
    write(reporter, about=accused.name)
    assert given_to() == {"Beta"}

    lead(accused, second)  # the roster puts the other one below the accused

    assert read(second).status_code == 404
    listed = client_of(second).get(reverse("networks:concerns"))
    assert listed.context["rows"] == []
    refused = client_of(second).post(address(), {"text": "Drop it"})
    assert refused.status_code == 404
    kept = client_of(reporter).post(address(), {"text": "There is more"})
    assert "No one can read this conversation now" in kept.content.decode()
    assert kept.context["form"]["text"].value() == "There is more"
    assert ConcernMessage.objects.count() == 1
    decide(reporter, "keep", second)
    decide(reporter, "hand_over", second)
    assert read(second).status_code == 404


def test_ombuds_who_is_accused_receives_nothing(first, second, reporter) -> None:
    write(reporter, about=first.name)

    assert given_to() == {"Beta"}


def test_new_ombuds_sees_no_earlier_concern(first, reporter, here) -> None:
    write(reporter)
    new = MembershipFactory(institution=here, offices=[StaffRoleKind.OMBUDS], family_name="New")

    assert read(new).status_code == 404
    assert client_of(new).get(reverse("networks:concerns")).context["rows"] == []
    page = read(reporter).content.decode()
    assert "Let Ada New read all of it" in page

    decide(reporter, "hand_over", new)
    assert SECRET in read(new).content.decode()


def test_director_who_is_made_ombuds_after_the_concern_reads_nothing(first, reporter, here) -> None:
    director = MembershipFactory(
        institution=here, offices=[StaffRoleKind.DIRECTOR], family_name="Dir"
    )
    other = MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR])
    write(reporter)
    OutboxMessage.objects.all().delete()

    revoke_role(director, role=StaffRoleKind.DIRECTOR, by=director.user)
    asked = grant_role(director, role=StaffRoleKind.OMBUDS, by=other.user)
    approve(asked.approval, by=UserFactory(is_superuser=True, is_staff=True))
    director.refresh_from_db()

    assert director.holds(StaffRoleKind.OMBUDS)
    assert read(director).status_code == 404
    assert client_of(director).post(address(), {"text": "Hello"}).status_code == 404
    assert decide(director, "hand_over", director).status_code == 404
    # Who has an open concern is told that there is another ombuds.
    told = OutboxMessage.objects.filter(recipient=reporter.user.email)
    assert list(told.values_list("kind", "subject")) == [
        ("message", "You have a message in MentorNet")
    ]


def test_dismissed_ombuds_reads_no_more_and_nothing_is_taken_that_no_one_reads(
    first, reporter
) -> None:
    write(reporter)
    OutboxMessage.objects.all().delete()
    dismiss(first)

    assert read(first).status_code == 404
    assert OutboxMessage.objects.filter(recipient=reporter.user.email, kind="message").count() == 1
    page = client_of(reporter).post(address(), {"text": "There is more"})
    assert "so your message was not sent" in page.content.decode()
    assert page.context["form"]["text"].value() == "There is more"
    assert ConcernMessage.objects.count() == 1


def test_ombuds_who_is_named_again_reads_nothing_from_before(first, reporter) -> None:
    write(reporter)
    dismiss(first)
    StaffRoleFactory(membership=first, role=StaffRoleKind.OMBUDS)

    assert read(first).status_code == 404
    decide(reporter, "hand_over", first)
    assert SECRET in read(first).content.decode()


def test_author_keeps_the_old_ombuds_until_it_is_closed(first, reporter) -> None:
    write(reporter)
    dismiss(first)
    decide(reporter, "keep", first)

    assert SECRET in read(first).content.decode()
    client_of(reporter).post(address(), {"text": "There is more"})
    client_of(first).post(address(), {"text": "Thank you"})
    assert ConcernMessage.objects.count() == 3
    assert "is no longer an ombuds, and can read it until it is closed" in (
        read(reporter).content.decode()
    )

    client_of(reporter).post(address("concern_decide"), {"decision": "close"})
    assert read(first).status_code == 404
    client_of(first).post(address("concern_state"), {"state": "open"})
    assert Concern.objects.get().state == "closed"


def test_ombuds_who_has_left_cannot_be_kept(first, second, reporter) -> None:
    write(reporter, to=str(first.pk))
    dismiss(first)
    Membership.objects.filter(pk=first.pk).update(end_date="2026-01-31")

    page = decide(reporter, "keep", first)

    assert "This person can no longer read this." in page.content.decode()
    assert ConcernReader.objects.get().kept is False
    decide(reporter, "hand_over", second)
    assert SECRET in read(second).content.decode()


def test_anonymous_author_decides_with_the_code(first, second, reporter) -> None:
    code = write(reporter, to=str(first.pk), anonymous="on").context["code"]
    dismiss(first)

    page = by_code(reporter, code)
    assert "No one can read this conversation now." in page.content.decode()
    refused = by_code(reporter, code, text="There is more")
    assert refused.context["form"]["text"].value() == "There is more"
    assert ConcernMessage.objects.count() == 1

    by_code(reporter, code, decision="hand_over", member=str(second.pk))
    by_code(reporter, code, text="There is more")
    assert "There is more" in read(second).content.decode()
    by_code(reporter, code, decision="keep", member=str(first.pk))
    assert "There is more" in read(first).content.decode()
    by_code(reporter, code, decision="close")
    assert Concern.objects.get().state == "closed"


def test_nobody_but_the_author_decides_who_reads(here, first, second, reporter) -> None:
    write(reporter, to=str(first.pk), anonymous="on")
    others = [reporter, first, second, MembershipFactory(institution=here, offices=["director"])]

    for one in others:
        assert decide(one, "hand_over", second).status_code == 404
        by_code(one, "A" * 20, decision="hand_over", member=str(second.pk))

    assert given_to() == {"Alpha"}


def test_ombuds_of_another_institution_cannot_be_given_it(first, reporter) -> None:
    stranger = MembershipFactory(offices=[StaffRoleKind.OMBUDS])
    write(reporter)

    decide(reporter, "hand_over", stranger)

    assert given_to() == {"Alpha"}


def test_answer_to_somebody_who_has_left_is_not_taken(first, reporter) -> None:
    write(reporter)
    Membership.objects.filter(pk=reporter.pk).update(end_date="2026-01-31")

    page = client_of(first).post(address(), {"text": "Shall we talk?"})

    assert "The person who wrote this has left" in page.content.decode()
    assert page.context["form"]["text"].value() == "Shall we talk?"
    assert ConcernMessage.objects.count() == 1


def test_author_s_page_names_who_can_read_now(first, second, reporter) -> None:
    write(reporter)
    before = read(reporter)
    dismiss(first)
    after = read(reporter)

    def reading(page) -> list[str]:
        return [one.member.family_name for one in page.context["readers"] if one.reads]

    assert (reading(before), reading(after)) == (["Alpha", "Beta"], ["Beta"])
    assert "only with both the database and its separate keys" in after.content.decode()


@pytest.mark.parametrize("role", ["reporter", "ombuds"])
def test_list_asks_as_many_questions_at_one_row_as_at_three(role, first, reporter, here) -> None:
    client = client_of(reporter if role == "reporter" else first)
    counts = []
    for total in (1, 3):
        while Concern.objects.count() < total:
            accused = MembershipFactory(institution=here)
            report_concern(reporter, kind="other", text="A word", about=accused)
        client.get(reverse("networks:concerns"))
        with CaptureQueriesContext(connection) as asked:
            page = client.get(reverse("networks:concerns"))
        assert len(page.context["rows"]) == total
        counts.append(len(asked))

    assert counts[0] == counts[1]
