import pytest

from evaluations.first_steps.domain.contacts import Contact
from evaluations.first_steps.domain.people import (
    MOST_PEOPLE,
    Description,
    add_colleague,
    add_contacts,
    describe_people,
    likely_kind,
    list_of,
    people_of,
    remove_person,
    steps_of,
)
from evaluations.first_steps.errors import TooManyPeople
from evaluations.first_steps.models import FirstSteps
from mentornet.models import OutboxMessage
from networks.models import ExternalContact, Tie
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return MembershipFactory(rank="assistant")


@pytest.fixture
def helena(member):
    return MembershipFactory(
        institution=member.institution,
        user=UserFactory(email="helena@school.example"),
        given_name="Helena",
        family_name="Ash",
        rank="full",
    )


def names(member) -> list[str]:
    return [one.name for one in people_of(steps_of(member), member)]


def test_a_colleague_is_listed_once_and_learns_nothing(member, helena):
    add_colleague(member, colleague=helena)
    add_colleague(member, colleague=helena)
    assert names(member) == ["Helena Ash"]
    assert not Tie.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_no_one_lists_themselves(member):
    add_colleague(member, colleague=member)
    add_contacts(member, contacts=[Contact(member.name, (member.user.email,))])
    assert names(member) == []


@pytest.mark.parametrize(
    "contact",
    [
        Contact("H. A.", ("other@x.example", "helena@school.example")),
        Contact("helena ash"),
        Contact("Helena Ash", ("private@x.example",)),
    ],
)
def test_a_contact_is_a_colleague_by_sign_in_email_or_full_name(member, helena, contact):
    add_contacts(member, contacts=[contact])
    [listed] = list_of(steps_of(member))
    assert listed.member == str(helena.pk)
    assert listed.kind == "traditional_dyad"


def test_a_name_that_two_colleagues_have_is_someone_outside(member, helena):
    MembershipFactory(institution=member.institution, given_name="Helena", family_name="Ash")
    add_contacts(member, contacts=[Contact("Helena Ash")])
    [listed] = list_of(steps_of(member))
    assert (listed.member, listed.name, listed.kind) == ("", "Helena Ash", "traditional_dyad")


def test_people_of_another_institution_and_those_who_left_are_outside(member, helena):
    other = MembershipFactory(
        given_name="Ruth", family_name="Sato", user=UserFactory(email="ruth@other.example")
    )
    helena.end_date = member.institution.local_date()
    helena.save()
    contacts = [Contact("Ruth Sato", (other.user.email,)), Contact("Helena Ash")]
    add_contacts(member, contacts=contacts)
    assert [one.member for one in list_of(steps_of(member))] == ["", ""]


def test_who_leaves_meanwhile_is_not_shown(member, helena):
    add_colleague(member, colleague=helena)
    helena.end_date = member.institution.local_date()
    helena.save()
    assert names(member) == []


@pytest.mark.parametrize("size", [1, 3])
def test_contacts_take_the_same_queries_at_any_number(member, size, django_assert_num_queries):
    contacts = [Contact(f"Ada Outside{one}", (f"a{one}@x.example",)) for one in range(size)]
    steps_of(member)
    FirstSteps.objects.create(member=member, institution=member.institution)
    with django_assert_num_queries(7):
        add_contacts(member, contacts=contacts)


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_is_read_with_one_query(member, size, django_assert_num_queries):
    for _one in range(size):
        add_colleague(member, colleague=MembershipFactory(institution=member.institution))
    steps = steps_of(member)
    with django_assert_num_queries(1):
        assert len([one.colleague.unit for one in people_of(steps, member)]) == size


def test_more_people_than_fit_are_refused_and_none_is_added(member):
    contacts = [Contact(f"Ada Outside{one}") for one in range(MOST_PEOPLE)]
    add_contacts(member, contacts=contacts)
    for more in ([Contact("One More")], [Contact(f"Bea {one}") for one in range(MOST_PEOPLE + 1)]):
        with pytest.raises(TooManyPeople):
            add_contacts(member, contacts=more)
    assert len(list_of(steps_of(member))) == MOST_PEOPLE


def test_kinds_and_emails_are_described(member, helena):
    add_colleague(member, colleague=helena)
    add_contacts(member, contacts=[Contact("Ruth Sato")])
    inside, outside = (one.key for one in list_of(steps_of(member)))
    describe_people(
        member,
        said={
            inside: Description(kind="collegial_peer", email="x@x.example", emails=True),
            outside: Description(
                kind="no such kind",
                email="Ruth@X.example",
                roles=["coach", "no such role"],
                areas=["research"],
                emails=True,
            ),
            "unknown": Description(kind="mosaic"),
        },
    )
    first, second = list_of(steps_of(member))
    assert (first.kind, first.email, first.emails) == ("collegial_peer", "", False)
    assert (second.kind, second.email, second.emails) == (
        "traditional_dyad",
        "ruth@x.example",
        True,
    )
    assert (second.roles, second.areas) == (("coach",), ("research",))

    describe_people(member, said={outside: Description(roles=[], email="")})
    [_first, second] = list_of(steps_of(member))
    assert (second.roles, second.areas, second.emails) == ((), ("research",), False)


def test_someone_is_removed_twice_and_the_others_stay(member, helena):
    add_contacts(member, contacts=[Contact("Ruth Sato"), Contact("Lena Ort")])
    [first, _second] = list_of(steps_of(member))
    remove_person(member, key=first.key)
    remove_person(member, key=first.key)
    assert names(member) == ["Lena Ort"]
    assert not ExternalContact.objects.exists()


@pytest.mark.parametrize(
    ("rank", "kind"),
    [
        ("full", "traditional_dyad"),
        ("assistant", "collegial_peer"),
        ("instructor", "collegial_peer"),
        ("", "traditional_dyad"),
    ],
)
def test_the_kind_follows_the_ranks(member, rank, kind):
    assert likely_kind(member, MembershipFactory.build(rank=rank)) == kind
