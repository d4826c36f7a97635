"""An institution's own words through its directors' pages, and wherever they are shown and read."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mentornet.audit_verbs import Verb
from mentornet.tenancy.scope import in_institution
from profiles.models import AuditEvent, InstitutionWord, Membership
from profiles.vocabulary import Rank, StaffRoleKind, choices_now
from tests.factories import InstitutionFactory, MembershipFactory
from tests.support.api import Api, person
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def director(client) -> Membership:
    one = MembershipFactory(offices=[StaffRoleKind.DIRECTOR], rank="full")
    client.force_login(one.user)
    return one


def add(client, label: str, counts_as: str):
    return client.post(reverse("profiles:words"), {"label": label, "counts_as": counts_as})


def change(client, kind: str, key: str, **changes):
    """Send the form of a word as its page shows it, but for *changes*."""
    address = reverse("profiles:word", args=[kind, key])
    form = client.get(address).context["form"]
    sent = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    sent |= {form.mark_name: form.mark} | changes
    return client.post(address, {name: value for name, value in sent.items() if value is not False})


def shown(client, name: str = "profiles:words", *args: object, query=None) -> str:
    return on_one_line(client.get(reverse(name, args=args), query).content.decode())


def test_own_rank_is_shown_filtered_imported_and_counted_as_what_it_means(client, director):
    here = director.institution
    api = Api(here)

    add(client, "Clinical  Assistant Professor", "rank:assistant")
    (word,) = InstitutionWord.objects.of(here)
    answered = api.post("/members", person(1, rank="clinical assistant professor")).json()
    by_standard = api.post("/members", person(2, rank="Assistant Professor")).json()
    member = Membership.objects.get(external_id="F00001")

    assert (word.key, word.label) == (
        "clinical_assistant_professor",
        "Clinical Assistant Professor",
    )
    assert (answered["rank"], answered["standard_rank"]) == (word.key, "assistant")
    assert (by_standard["rank"], by_standard["standard_rank"]) == ("assistant", "assistant")
    assert (member.rank, member.rank_word) == ("assistant", word.key)
    assert "Clinical Assistant Professor" in shown(client, "profiles:directed_person", member.pk)
    listed = {
        key: [
            one in shown(client, "profiles:directed_people", query={"rank": key})
            for one in ("f1@", "f2@")
        ]
        for key in (word.key, "assistant", "full")
    }
    assert listed == {word.key: [True, False], "assistant": [True, True], "full": [False, False]}
    found = {
        one: api.get(f"/members?rank={one}").json()["items"] for one in (word.key, "assistant")
    }
    assert [len(rows) for rows in found.values()] == [1, 2]
    assert answered["external_id"] == found[word.key][0]["external_id"]


def test_same_word_again_changes_nothing_and_a_standard_one_replaces_it(client, director):
    here = director.institution
    api = Api(here)
    add(client, "Clinician (tenure)", "track:clinician")
    one = api.post("/members", person(1, rank="full", track="clinician (TENURE)")).json()

    touched = Membership.objects.values_list("updated_at", flat=True)
    before = touched.get(pk=one["id"])

    api.patch(f"/members/{one['id']}", {"track": one["track"]}, if_match="*")
    assert touched.get(pk=one["id"]) == before
    replaced = api.patch(f"/members/{one['id']}", {"track": "clinician"}, if_match="*").json()

    assert (one["track"], one["standard_track"]) == ("clinician_tenure", "clinician")
    assert (replaced["track"], replaced["standard_track"]) == ("clinician", "clinician")


def test_renamed_word_is_shown_everywhere_and_ours_comes_back(client, director):
    response = change(client, "rank", "full", label="Full Professor")

    assert response.status_code == 302
    assert "Our name: Professor" in shown(client)
    assert "Full Professor" in shown(client, "profiles:directed_person", director.pk)
    menu = '<option value="full">Full Professor</option>'
    assert menu in shown(client, "profiles:directed_people")
    with in_institution(director.institution_id):
        assert str(Rank.FULL.label) == "Full Professor"
    with in_institution(InstitutionFactory().pk):
        assert str(Rank.FULL.label) == "Professor"
    change(client, "rank", "full", label="")
    assert "Our name" not in shown(client)
    verbs = AuditEvent.objects.filter(institution=director.institution, verb=Verb.WORD_CHANGED)
    assert verbs.count() == 2


def test_retired_word_is_offered_no_more_stays_with_who_has_it_and_order_is_kept(client, director):
    change(client, "area", "growth", is_active=False)
    change(client, "area", "balance", place=1)

    with in_institution(director.institution_id):
        offered = [key for key, _label in choices_now("area")]
        kept = [key for key, _label in choices_now("area", keep=["growth"])]
    assert offered[0] == "balance"
    assert "growth" not in offered
    assert kept[-1] == "growth"
    assert "Retired" in shown(client)


def test_what_a_word_counts_as_is_asked_first_and_moves_its_people(client, director):
    add(client, "Senior Instructor", "rank:instructor")
    member = MembershipFactory(institution=director.institution, rank="instructor")
    Membership.objects.filter(pk=member.pk).update(rank_word="senior_instructor")
    other = MembershipFactory(institution=director.institution, rank="instructor")

    asked = change(client, "rank", "senior_instructor", standard="assistant")
    member.refresh_from_db()
    assert member.rank == "instructor"
    assert "1 person will count as Assistant professor" in on_one_line(asked.content.decode())
    change(client, "rank", "senior_instructor", standard="assistant", sure="1")

    member.refresh_from_db()
    other.refresh_from_db()
    with in_institution(director.institution_id):
        assert member.get_rank_display() == "Senior Instructor"
    assert (member.rank, other.rank) == ("assistant", "instructor")


@pytest.mark.parametrize(
    ("label", "counts_as", "said"),
    [
        ("ASSOCIATE professor", "associate", "is already in this list"),
        ("prof. a", "associate", "is already in this list"),
        ("Profesor/a TITULAR", "associate", "is our name for another one"),
        ("full", "associate", "is our name for another one"),
        ("=Prof", "associate", "would read this as a formula"),
        ("Prof\u202eessor X", "associate", "Use letters, digits"),
        ("…", "associate", "Use letters, digits"),
        ("x" * 61, "associate", "at most 60 characters"),
    ],
)
def test_name_that_cannot_be_told_apart_or_shown_is_refused(
    client, director, label, counts_as, said
):
    add(client, "Prof. A", "rank:full")
    response = add(client, label, f"rank:{counts_as}")

    assert said in on_one_line(response.content.decode())
    assert InstitutionWord.objects.count() == 1


def test_text_is_escaped_and_another_institution_has_none_of_it(client, director):
    add(client, "<b>Prof</b> & co", "rank:full")
    stranger = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])

    assert "&lt;b&gt;Prof&lt;/b&gt; &amp; co" in shown(client)
    key = InstitutionWord.objects.get().key
    client.force_login(stranger.user)
    assert "Prof&lt;" not in shown(client)
    assert client.get(reverse("profiles:word", args=["rank", key])).status_code == 404


def test_two_directors_who_change_one_word_do_not_overwrite_each_other(client, director):
    address = reverse("profiles:word", args=["rank", "full"])
    form = client.get(address).context["form"]
    change(client, "rank", "full", label="Full Professor")

    late = client.post(
        address,
        {"label": "Chair professor", "place": 5, "is_active": "on", form.mark_name: form.mark},
    )

    assert "Choose what to keep" in on_one_line(late.content.decode())
    with in_institution(director.institution_id):
        assert str(Rank.FULL.label) == "Full Professor"
