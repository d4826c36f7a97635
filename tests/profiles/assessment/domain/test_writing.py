"""The self-assessment through the browser's doors."""

import re

import pytest
from django.urls import reverse

from profiles.assessment.domain.parts import PARTS
from profiles.assessment.domain.writing import own_assessment, submit_assessment
from profiles.models import AssessmentVersion, SelfAssessment
from tests.factories import GoalFactory, MembershipFactory, NeedFactory
from tests.support.pages import heading

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    one = MembershipFactory()
    client.force_login(one.user)
    return one


def part_url(slug: str) -> str:
    return reverse("profiles:assessment_part", args=[slug])


def typed(**more: str) -> dict[str, str]:
    return {"core_values": "", "mission": "", "success": "", "revision": "0", "tab": "a", **more}


def test_newcomer_is_led_to_the_first_part(client, member):
    page = client.get(reverse("profiles:self_assessment")).content.decode()
    assert page.count("Start") == 10
    assert part_url("framework") in page


@pytest.mark.parametrize(
    ("part", "queries"),
    zip(PARTS, (4, 6, 5, 4, 8, 4, 4, 4), strict=True),
    ids=[part.slug for part in PARTS],
)
def test_every_part_opens_within_its_budget(
    client, member, part, queries, django_assert_num_queries
):
    GoalFactory.create_batch(3, member=member, institution=member.institution)
    NeedFactory(member=member, institution=member.institution)
    own_assessment(member)
    with django_assert_num_queries(queries):
        page = client.get(part_url(part.slug))
    assert heading(page) == part.title


def test_part_that_is_not_there(client, member):
    assert client.get(part_url("nonsense")).status_code == 404


def test_saving_without_script_goes_on_to_the_next_part(client, member):
    answer = client.post(part_url("framework"), typed(mission="To heal.\r\nTo teach.", go="next"))
    assert answer["Location"] == part_url("professional-goals")
    assert SelfAssessment.objects.get().mission == "To heal.\nTo teach."


def test_last_part_leads_to_the_review(client, member):
    answer = client.post(
        part_url("qualities"), {"qualities": "Candour", "revision": "0", "go": "next"}
    )
    assert answer["Location"] == reverse("profiles:assessment_review")


def test_saving_while_typing_answers_with_the_status_alone(client, member):
    answer = client.post(
        part_url("framework"), typed(mission="Heal"), headers={"HX-Request": "true"}
    )
    assert answer.content.decode().startswith('<p class="save-status"') or (
        'class="save-status"' in answer.content.decode()
    )
    assert SelfAssessment.objects.get().mission == "Heal"


def test_second_tab_is_shown_both_texts_and_may_save_over(client, member):
    client.post(part_url("framework"), typed(mission="First tab"))
    answer = client.post(part_url("framework"), typed(mission="Second tab", tab="b"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "First tab" in page
    assert "Second tab" in page
    assert SelfAssessment.objects.get().mission == "First tab"
    revision = answer.context["form"]["revision"].value()
    client.post(part_url("framework"), typed(mission="Both", tab="b", revision=str(revision)))
    assert SelfAssessment.objects.get().mission == "Both"


def test_second_tab_is_told_while_typing(client, member):
    client.post(part_url("framework"), typed(mission="First tab"))
    answer = client.post(
        part_url("framework"), typed(mission="Second", tab="b"), headers={"HX-Request": "true"}
    )
    assert "another tab" in answer.content.decode()
    assert SelfAssessment.objects.get().mission == "First tab"


@pytest.mark.parametrize("text", ["x" * 100_000, "nul \x00 in it"])
def test_text_that_does_not_fit_is_refused_at_its_field_and_kept(client, member, text):
    answer = client.post(part_url("framework"), typed(mission=text))
    assert list(answer.context["form"].errors) == ["mission"]
    assert answer.context["form"]["mission"].value() == text
    assert own_assessment(member).mission == ""


@pytest.mark.parametrize("revision", ["", "-1", "many", "9" * 30])
def test_forged_revision_is_a_form_error(client, member, revision):
    answer = client.post(part_url("framework"), typed(revision=revision))
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["revision"])


def test_submitting_twice_makes_one_version(client, member):
    client.post(part_url("framework"), typed(mission="Heal"))
    for _time in range(2):
        answer = client.post(reverse("profiles:assessment_submit"))
        assert answer["Location"] == reverse("profiles:assessment_version", args=[1])
    assert AssessmentVersion.objects.count() == 1


def test_nothing_written_is_not_submitted(client, member):
    answer = client.post(reverse("profiles:assessment_submit"), follow=True)
    assert "nothing to submit yet" in answer.content.decode()
    assert AssessmentVersion.objects.count() == 0


def test_versions_are_listed_and_compared(client, member, django_assert_num_queries):
    for mission in ("Heal", "Heal gladly"):
        client.post(part_url("framework"), typed(mission=mission, revision="99"))
        client.post(reverse("profiles:assessment_submit"))
    with django_assert_num_queries(5):
        page = client.get(reverse("profiles:assessment_versions")).content.decode()
    assert page.count("<strong>Version") == 2
    with django_assert_num_queries(6):
        page = client.get(reverse("profiles:assessment_compare", args=[2])).content.decode()
    assert re.search(r"<ins\s*>", page)
    wrong = client.get(reverse("profiles:assessment_compare", args=[2]) + "?with=7")
    assert wrong.status_code == 404


def test_first_version_has_nothing_to_compare_with(client, member):
    client.post(part_url("framework"), typed(mission="Heal"))
    submit_assessment(member)
    page = client.get(reverse("profiles:assessment_compare", args=[1])).content.decode()
    assert "No earlier version" in page


def test_colleagues_version_is_not_there(client, member):
    other = MembershipFactory(institution=member.institution)
    GoalFactory(member=other, institution=other.institution)
    submit_assessment(other)
    assert client.get(reverse("profiles:assessment_version", args=[1])).status_code == 404


def test_print_holds_what_was_written(client, member):
    client.post(part_url("framework"), typed(mission="Heal the valley"))
    assert "Heal the valley" in client.get(reverse("profiles:assessment_print")).content.decode()
