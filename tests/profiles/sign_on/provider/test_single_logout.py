"""SAML Single Logout: begun here, begun at the provider, and all that must end nothing."""

from __future__ import annotations

import base64
import zlib
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from profiles.models import Membership, SignOn, SignOnSession
from profiles.sign_on.provider.domain.setup import connect_saml
from profiles.sign_on.provider.metadata import read_metadata
from profiles.sign_on.provider.reading import ConnectionFailed
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory, UserFactory
from tests.support.saml import NAMES, IdentityProvider
from tests.support.saml_logout import SHA1, Sender, minutes_ago, read
from tests.support.sign_on import bound, signed_in

pytestmark = pytest.mark.django_db
ADA = "ada@north.example"


class Browser(Client):
    """One that says which host it asks, as SAML's addresses need."""

    def __init__(self) -> None:
        super().__init__(headers={"host": "testserver"})


@pytest.fixture
def client() -> Client:
    return Browser()


@pytest.fixture(scope="module")
def idp() -> IdentityProvider:
    return IdentityProvider("https://idp.north.example")


@pytest.fixture(scope="module")
def stranger() -> IdentityProvider:
    return IdentityProvider("https://idp.south.example")


@pytest.fixture
def ada() -> Membership:
    return MembershipFactory(
        institution=InstitutionFactory(slug="north", name="North"), user__email=ADA
    )


def connect(idp: IdentityProvider, member: Membership, name: str = "p-1") -> SignOn:
    institution = member.institution
    row = connect_saml(
        institution,
        name=f"{institution.name} login",
        metadata=idp.metadata,
        external_id_claim="",
        domains=[f"{institution.slug}.example"],
        actor=UserFactory(),
    )
    SignOn.objects.filter(pk=row.pk).update(state=SignOn.State.ON)
    row.refresh_from_db()
    bound(row, member, name)
    return row


@pytest.fixture
def sign_on(idp: IdentityProvider, ada: Membership) -> SignOn:
    return connect(idp, ada)


def enter(idp: IdentityProvider, *, session: str = "s1", slug: str = "at-north") -> Client:
    browser = Browser()
    asked = browser.get(reverse("saml_login", args=[slug]))["Location"]
    form = idp.answer(asked, name="p-1", session=session, attributes={"mail": ADA})
    browser.get(browser.post(reverse("saml_acs", args=[slug]), form)["Location"])
    assert signed_in(browser)
    return browser


def bring(client: Client, query: str, slug: str = "at-north"):
    return client.get(f"{reverse('saml_sls', args=[slug])}?{query}")


def are_in(*clients: Client) -> list[bool]:
    return [signed_in(one) is not None for one in clients]


def certificate(sign_on: SignOn) -> str:
    return sign_on.app.settings["advanced"]["x509cert"]


# Begun at the provider ------------------------------------------------------------------------


def test_request_ends_the_session_of_its_index_and_is_answered_signed(idp, sign_on, ada):
    here, there = enter(idp, session="s1"), enter(idp, session="s2")
    password = Client()
    password.force_login(ada.user, backend="django.contrib.auth.backends.ModelBackend")

    answer = bring(here, Sender(idp, relay="r-1").request("p-1", sids=("s1",), key="_q1"))

    assert are_in(here, there, password) == [False, True, True]
    assert answer["Location"].startswith(f"{idp.issuer}/slo?SAMLResponse=")
    said, known = read(answer["Location"], certificate(sign_on))
    assert (said.get("InResponseTo"), known["RelayState"]) == ("_q1", "r-1")
    assert said.find("samlp:Status/samlp:StatusCode", NAMES).get("Value").endswith(":Success")


def test_request_without_an_index_ends_all_that_the_provider_opened_for_the_person(idp, sign_on):
    clients = [enter(idp, session="s1"), enter(idp, session="s2")]
    assert bring(Browser(), Sender(idp).request("p-1")).status_code == 302
    assert are_in(*clients) == [False, False]


def test_request_in_a_frame_that_has_no_cookies_ends_the_session_too(idp, sign_on):
    inside = enter(idp)
    bring(Browser(), Sender(idp).request("p-1", sids=("s1",)))
    assert are_in(inside) == [False]


def test_request_in_a_browser_of_another_person_ends_not_theirs(idp, sign_on):
    inside, other = enter(idp), Browser()
    colleague = MembershipFactory(institution=sign_on.institution)
    other.force_login(colleague.user, backend="django.contrib.auth.backends.ModelBackend")
    bring(other, Sender(idp).request("p-1"))
    assert (are_in(inside), signed_in(other)) == ([False], colleague.user.email)


def test_request_about_someone_who_is_not_here_is_answered(idp, sign_on):
    inside = enter(idp)
    assert "SAMLResponse=" in bring(Browser(), Sender(idp).request("p-2"))["Location"]
    assert "SAMLResponse=" in bring(Browser(), Sender(idp).request("p-1", sids=("s9",)))["Location"]
    assert are_in(inside) == [True]


def test_request_signed_with_the_next_certificate_is_believed(idp, sign_on, stranger):
    both = read_metadata(idp.metadata_with(idp, stranger))
    sign_on.app.settings["idp"] = both
    sign_on.app.save()
    inside = enter(idp)
    bring(Browser(), Sender(idp, signed_by=stranger).request("p-1"))
    assert are_in(inside) == [False]


def test_answer_goes_to_the_address_for_answers(idp, sign_on):
    text = idp.metadata.replace(
        f'Location="{idp.issuer}/slo"',
        f'Location="{idp.issuer}/slo" ResponseLocation="{idp.issuer}/slo/done"',
    )
    sign_on.app.settings["idp"] = read_metadata(text)
    sign_on.app.save()
    address = bring(Browser(), Sender(idp).request("p-1"))["Location"]
    assert address.startswith(f"{idp.issuer}/slo/done?SAMLResponse=")


def refused(answer) -> bool:
    return answer.status_code == 403 and "changed nothing here" in answer.content.decode()


SOON = timedelta(minutes=2)
WRONG = {
    "unsigned": lambda: {"signed": False},
    "signed with SHA-1": lambda: {"algorithm": SHA1},
    "another's name": lambda: {"issuer": "https://idp.south.example"},
    "no name": lambda: {"issuer": ""},
    "another address": lambda: {"destination": "http://testserver/accounts/saml/at-south/sls/"},
    "longer address": lambda: {"destination": "http://testserver/accounts/saml/at-north/sls/x"},
    "no address": lambda: {"destination": None},
    "too old": lambda: {"made": minutes_ago(15)},
    "too old, and good for long": lambda: {
        "made": minutes_ago(15),
        "until": datetime.now(UTC) + SOON,
    },
    "of later": lambda: {"made": minutes_ago(-5)},
    "over": lambda: {"until": minutes_ago(1)},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_request_with_one_fault_ends_nothing(idp, sign_on, wrong):
    inside = enter(idp)
    assert refused(bring(Browser(), Sender(idp, **WRONG[wrong]()).request("p-1")))
    assert are_in(inside) == [True]


def test_request_that_is_good_for_two_minutes_more_is_believed(idp, sign_on):
    inside = enter(idp)
    bring(Browser(), Sender(idp, until=datetime.now(UTC) + SOON).request("p-1"))
    assert are_in(inside) == [False]


def test_request_that_someone_else_signed_ends_nothing(idp, sign_on, stranger):
    inside = enter(idp)
    assert refused(bring(Browser(), Sender(idp, signed_by=stranger).request("p-1")))
    assert are_in(inside) == [True]


def test_signature_of_another_message_is_none(idp, sign_on):
    inside = enter(idp)
    good, other = Sender(idp).request("p-2"), Sender(idp, signed=False).request("p-1")
    tail = good[good.index("&SigAlg=") :]
    assert refused(bring(Browser(), other + tail))
    # Nor with the two messages in one query.
    assert refused(bring(Browser(), f"{good}&{other}"))
    assert refused(bring(Browser(), f"{other}&{good}"))
    assert are_in(inside) == [True]


def test_signature_covers_the_relay_state(idp, sign_on):
    query = Sender(idp, relay="r-1").request("p-1")
    assert refused(bring(Browser(), query.replace("RelayState=r-1", "RelayState=r-2")))


def test_request_is_good_once(idp, sign_on):
    query = Sender(idp).request("p-1")
    bring(Browser(), query)
    inside = enter(idp)
    assert refused(bring(Browser(), query))
    assert are_in(inside) == [True]


def test_another_institution_s_provider_ends_nothing_here(idp, sign_on, stranger, ada):
    """With the same name for the person and for the session, and the same person besides."""
    south = MembershipFactory(institution__slug="south", user=ada.user)
    connect(stranger, south)
    inside = enter(idp)
    theirs = Sender(stranger, destination="http://testserver/accounts/saml/at-south/sls/")
    answer = bring(Browser(), theirs.request("p-1", sids=("s1",)), "at-south")
    assert answer.status_code == 302
    assert refused(bring(Browser(), Sender(stranger).request("p-1")))
    assert refused(bring(Browser(), Sender(stranger, issuer=idp.issuer).request("p-1")))
    assert are_in(inside) == [True]


def test_director_who_tries_certificates_of_their_own_ends_no_one_s_session(idp, sign_on, stranger):
    director = MembershipFactory(institution=sign_on.institution, offices=[StaffRoleKind.DIRECTOR])
    inside, trying = enter(idp), Browser()
    trying.force_login(director.user, backend="django.contrib.auth.backends.ModelBackend")
    typed = {"name": "North login", "domains": "north.example"}
    own = idp.metadata_with(stranger)
    trying.post("/dashboard/sign-on/saml/", {**typed, "metadata": own})
    sign_on.refresh_from_db()
    assert sign_on.proposal
    assert trying.post("/dashboard/sign-on/test/").status_code == 200

    assert refused(bring(trying, Sender(idp, signed_by=stranger).request("p-1")))
    assert are_in(inside) == [True]
    # What is in use goes on to be believed.
    bring(trying, Sender(idp).request("p-1"))
    assert are_in(inside) == [False]


def packed(text: bytes) -> str:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return quote(base64.b64encode(packer.compress(text) + packer.flush()).decode(), safe="")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "SAMLRequest=!",
        "SAMLRequest=PGE%2BPC9hPg%3D%3D",
        "SAMLResponse=PGE%2BPC9hPg%3D%3D",
        f"SAMLRequest={packed(b'<a/>')}&SigAlg=x&Signature=eA%3D%3D",
        f"SAMLRequest={packed(b' ' * 1_000_000)}",
    ],
    ids=["nothing", "no base64", "not packed", "no answer", "no signature", "a bomb"],
)
def test_nonsense_ends_nothing_and_breaks_nothing(idp, sign_on, query):
    inside = enter(idp)
    assert refused(bring(inside, query))
    assert are_in(inside) == [True]


@pytest.mark.parametrize("text", ["<a>", "<a/>", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
def test_signed_nonsense_ends_nothing(idp, sign_on, text):
    assert refused(bring(Browser(), Sender(idp).packed("SAMLRequest", text)))


def test_provider_that_is_not_in_use_ends_nothing(idp, sign_on):
    SignOn.objects.update(state=SignOn.State.DRAFT)
    assert bring(Browser(), Sender(idp).request("p-1")).status_code == 404


# Begun here -----------------------------------------------------------------------------------


def sign_out(browser: Client, sign_on: SignOn) -> str:
    """Press the button; the key of our request, its signature checked."""
    address = browser.post(reverse("account_logout")).context["address"]
    assert address.startswith("https://idp.north.example/slo?SAMLRequest=")
    said, _known = read(address, certificate(sign_on))
    assert said.findtext("saml:NameID", namespaces=NAMES) == "p-1"
    assert said.findtext("samlp:SessionIndex", namespaces=NAMES) == "s1"
    assert said.get("Destination") == "https://idp.north.example/slo"
    return str(said.get("ID"))


def told(answer) -> list[str]:
    return [str(one) for one in get_messages(answer.wsgi_request)]


def test_signing_out_asks_the_provider_signed_and_says_when_it_is_done(idp, sign_on):
    browser = enter(idp)
    key = sign_out(browser, sign_on)
    assert signed_in(browser) is None
    answer = bring(browser, Sender(idp).response(key))
    assert answer["Location"] == reverse("account_login")
    assert told(answer) == ["You are signed out here and at North login."]


def test_provider_that_could_not_sign_out_everywhere_is_believed(idp, sign_on):
    browser = enter(idp)
    key = sign_out(browser, sign_on)
    partial = "urn:oasis:names:tc:SAML:2.0:status:Responder"
    [said] = told(bring(browser, Sender(idp).response(key, status=partial)))
    assert "did not confirm" in said


@pytest.mark.parametrize("wrong", [one for one in WRONG if "over" not in one and "good" not in one])
def test_answer_with_one_fault_is_not_believed(idp, sign_on, wrong):
    browser = enter(idp)
    key = sign_out(browser, sign_on)
    assert refused(bring(browser, Sender(idp, **WRONG[wrong]()).response(key)))


def test_answer_belongs_to_the_browser_that_asked(idp, sign_on):
    asking, other = enter(idp), enter(idp, session="s2")
    key = sign_out(asking, sign_on)
    assert refused(bring(other, Sender(idp).response(key)))
    assert are_in(other) == [True]
    assert refused(bring(asking, Sender(idp).response("_another")))


def test_answer_is_good_once(idp, sign_on):
    browser = enter(idp)
    query = Sender(idp).response(sign_out(browser, sign_on))
    bring(browser, query)
    assert refused(bring(browser, query))


@pytest.mark.parametrize("signed", [True, False])
def test_answer_that_no_one_asked_for_signs_no_one_out(idp, sign_on, signed):
    """An image on some page is enough to make a browser bring one."""
    browser = enter(idp)
    assert refused(bring(browser, Sender(idp, signed=signed).response("_q1")))
    assert are_in(browser) == [True]


def test_session_is_noted_by_the_provider_s_names(idp, sign_on):
    enter(idp)
    assert SignOnSession.objects.filter(sign_on=sign_on).count() == 1


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://files.example/slo"])
def test_metadata_with_an_address_that_is_none_of_the_web_is_refused(idp, address):
    text = idp.metadata.replace(f'Location="{idp.issuer}/slo"', f'Location="{address}"')
    with pytest.raises(ConnectionFailed):
        read_metadata(text)
