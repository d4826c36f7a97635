"""Terms of expertise through the browser's doors."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from profiles.models import AuditEvent, Membership
from tests.factories import MembershipFactory, MentorOfferFactory
from tests.profiles.people.domain.test_publications import BIBTEX, RECORD
from tests.support.pages import heading

pytestmark = pytest.mark.django_db
URL = "/settings/expertise/"
SAVE = f"{URL}save/"


@pytest.fixture
def member(client):
    one = MembershipFactory(expertise=["Sleep"], orcid="0000-0002-1825-0097")
    client.force_login(one.user)
    return one


def upload(client, content, name="works.xml"):
    return client.post(URL, {"file": SimpleUploadedFile(name, content)})


def test_file_proposes_and_ticks_are_added(client, member):
    page = upload(client, RECORD.encode()).content.decode()
    assert "We read 2 publications" in page
    assert 'value="Palliative care"' in page
    assert 'value="Palliative Medicine"' in page
    assert "Check that it is yours." not in page
    member.refresh_from_db()
    assert member.expertise == ["Sleep"]

    answer = client.post(SAVE, {"terms": ["Sleep", "Palliative care"], "more": "Grants, sleep"})

    assert answer["Location"] == URL
    member.refresh_from_db()
    assert member.expertise == ["Sleep", "Palliative care", "Grants"]
    assert AuditEvent.objects.get().verb == "expertise.set"
    found = client.get(reverse("networks:people"), {"q": "palliative"})
    assert heading(found) == "People"


def test_colleague_finds_the_person_by_the_new_term(client, member):
    client.post(SAVE, {"terms": ["Palliative care"]})
    colleague = MembershipFactory(institution=member.institution)
    client.force_login(colleague.user)
    page = client.get(reverse("networks:people"), {"q": "palliative"}).content.decode()
    assert member.name in page


def test_unticked_terms_go_and_the_offer_follows(client, member):
    offer = MentorOfferFactory(member=member, expertise=["Sleep", "Grant writing"])
    client.post(SAVE, {"terms": ["Palliative care"]})
    member.refresh_from_db()
    offer.refresh_from_db()
    assert member.expertise == ["Palliative care"]
    assert offer.expertise == ["Grant writing", "Palliative care"]


def test_record_of_someone_else_is_asked_about(client, member):
    other = RECORD.replace("0000-0002-1825-0097", "0000-0001-5109-3700")
    assert "Check that it is yours." in upload(client, other.encode()).content.decode()


@pytest.mark.parametrize("content", [b"", b"nonsense", b"<record>"])
def test_file_that_cannot_be_read_is_an_error_at_its_field(client, member, content):
    assert list(upload(client, content).context["form"].errors) == ["file"]


def test_file_that_suggests_nothing_new_says_so(client, member):
    Membership.objects.filter(pk=member.pk).update(expertise=["Lung"])
    works = b"@article{x, title={On}, keywords={lung}}"
    assert "found no new terms" in upload(client, works, "a.bib").content.decode()


def test_too_many_terms_are_refused_and_nothing_ticked_is_lost(client, member):
    ticked = [f"Term {n}" for n in range(41)]
    page = client.post(SAVE, {"terms": ticked}).content.decode()
    assert "Keep at most 40" in page
    assert page.count("checked") == 41
    member.refresh_from_db()
    assert member.expertise == ["Sleep"]


@pytest.mark.parametrize("forged", ["x" * 101, "a\x00b", " "])
def test_forged_terms_are_not_kept(client, member, forged):
    client.post(SAVE, {"terms": ["Sleep", forged]})
    member.refresh_from_db()
    assert member.expertise == ["Sleep"]


def test_what_a_file_says_is_shown_as_text(client, member):
    works = BIBTEX.replace("Palliative care", "<script>alert(1)</script>")
    assert "<script>alert(1)" not in upload(client, works.encode(), "a.bib").content.decode()
