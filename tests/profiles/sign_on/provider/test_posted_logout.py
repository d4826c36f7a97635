"""SAML Single Logout by POST: what ends sessions, what is answered, and all that must end nothing."""

from __future__ import annotations

import base64
import copy

import pytest
from django.test import Client
from django.urls import reverse
from lxml import etree

from profiles.models import SignOn
from profiles.sign_on.provider.metadata import read_metadata
from tests.factories import MembershipFactory
from tests.profiles.sign_on.provider.test_single_logout import (
    WRONG,
    Browser,
    ada,
    are_in,
    certificate,
    connect,
    enter,
    idp,
    refused,
    sign_on,
    stranger,
    told,
)
from tests.support.saml import NAMES, IdentityProvider
from tests.support.saml_logout import DS, Sender, read, read_form
from tests.support.sign_on import signed_in

__all__ = ["ada", "idp", "sign_on", "stranger"]
pytestmark = pytest.mark.django_db
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
SUCCESS = ":Success"


def post(client: Client, form: dict[str, str], slug: str = "at-north"):
    return client.post(reverse("saml_sls", args=[slug]), form)


@pytest.fixture
def by_post_alone(idp: IdentityProvider, sign_on: SignOn) -> SignOn:
    """A provider that lists no redirect for signing out."""
    text = idp.metadata
    start = text.index("<md:SingleLogoutService")
    end = text.index("/>", start)
    changed = text[start:end].replace(":HTTP-Redirect", ":HTTP-POST")
    sign_on.app.settings["idp"] = read_metadata(text[:start] + changed + text[end:])
    sign_on.app.save()
    return sign_on


# Begun at the provider ------------------------------------------------------------------------


def test_request_ends_the_session_of_its_index_and_is_answered_by_redirect(idp, sign_on):
    here, there = enter(idp, session="s1"), enter(idp, session="s2")
    answer = post(Browser(), Sender(idp, relay="r").posted_request("p-1", sids=("s1",), key="_q1"))
    assert are_in(here, there) == [False, True]
    said, known = read(answer["Location"], certificate(sign_on))
    assert (said.get("InResponseTo"), known["RelayState"]) == ("_q1", "r")


def test_provider_without_redirects_gets_its_answer_by_post_also_in_its_frame(idp, by_post_alone):
    inside = enter(idp)
    sender = Sender(idp, relay='"><script>')
    answer = post(Browser(), sender.posted_request("p-1", key="_q1"))
    assert are_in(inside) == [False]
    onward = answer.context["onward"]
    said = read_form(onward.fields["SAMLResponse"], certificate(by_post_alone))
    assert onward.address == said.get("Destination") == f"{idp.issuer}/slo"
    assert said.get("InResponseTo") == "_q1"
    assert said.find("samlp:Status/samlp:StatusCode", NAMES).get("Value").endswith(SUCCESS)
    assert onward.fields["RelayState"] == '"><script>'
    assert '"><script>' not in answer.text
    # A button for those without scripts, and a policy that lets both of them work.
    assert "Continue" in answer.text
    assert f"frame-ancestors {idp.issuer};" in answer["Content-Security-Policy"] + ";"
    assert f"form-action 'self' https: {idp.issuer}" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer


def test_message_with_one_fault_ends_nothing_and_is_not_believed(idp, sign_on):
    inside = enter(idp)
    for name, wrong in WRONG.items():
        assert refused(post(Browser(), Sender(idp, **wrong()).posted_request("p-1"))), name
        if "over" not in name and "good" not in name:
            assert refused(post(Browser(), Sender(idp, **wrong()).posted_response("_q1"))), name
    assert are_in(inside) == [True]


def test_request_that_someone_else_signed_ends_nothing(idp, sign_on, stranger):
    """Its certificate comes along, and is not believed for that."""
    inside = enter(idp)
    assert refused(post(Browser(), Sender(idp, signed_by=stranger).posted_request("p-1")))
    assert are_in(inside) == [True]


def test_request_signed_with_the_next_certificate_is_believed(idp, sign_on, stranger):
    sign_on.app.settings["idp"] = read_metadata(idp.metadata_with(idp, stranger))
    sign_on.app.save()
    inside = enter(idp)
    post(Browser(), Sender(idp, signed_by=stranger).posted_request("p-1"))
    assert are_in(inside) == [False]


def test_request_is_good_once_whichever_way_it_comes(idp, sign_on):
    sender = Sender(idp)
    form = sender.posted_request("p-1", key="_q1")
    post(Browser(), form)
    inside = enter(idp)
    assert refused(post(Browser(), form))
    query = sender.request("p-1", key="_q1")
    assert refused(Browser().get(f"{reverse('saml_sls', args=['at-north'])}?{query}"))
    assert are_in(inside) == [True]


def test_another_institution_s_provider_ends_nothing_here(idp, sign_on, stranger, ada):
    """With the same name for the person and for the session, and the same person besides."""
    connect(stranger, MembershipFactory(institution__slug="south", user=ada.user))
    inside = enter(idp)
    theirs = Sender(stranger, destination="http://testserver/accounts/saml/at-south/sls/")
    form = theirs.posted_request("p-1", sids=("s1",))
    assert post(Browser(), form, "at-south").status_code == 302
    assert refused(post(Browser(), form))
    assert refused(post(Browser(), Sender(stranger).posted_request("p-1")))
    assert refused(post(Browser(), Sender(stranger, issuer=idp.issuer).posted_request("p-1")))
    assert are_in(inside) == [True]


def _wrapped_beside(good, evil):
    """The signed message as a part of the one that names someone else."""
    signature = good.find(f"{{{DS}}}Signature")
    signature.getparent().remove(signature)
    evil.insert(1, signature)
    etree.SubElement(evil, "{urn:oasis:names:tc:SAML:2.0:protocol}Extensions").append(good)
    return evil


def _wrapped_in_the_signature(good, evil):
    signature = good.find(f"{{{DS}}}Signature")
    moved = copy.deepcopy(signature)
    etree.SubElement(moved, f"{{{DS}}}Object").append(good)
    evil.insert(1, moved)
    return evil


def _with_the_same_key(good, evil):
    evil.set("ID", good.get("ID"))
    return _wrapped_in_the_signature(good, evil)


def _with_another_name(good, _evil):
    good.find("saml:NameID", NAMES).text = "p-1"
    return good


def _with_two_signatures(good, _evil):
    good.insert(1, copy.deepcopy(good.find(f"{{{DS}}}Signature")))
    return good


def _with_a_signature_of_all_and_nothing(good, _evil):
    good.find(f".//{{{DS}}}Reference").set("URI", "")
    return good


WRAPS = (
    _wrapped_beside,
    _wrapped_in_the_signature,
    _with_the_same_key,
    _with_another_name,
    _with_two_signatures,
    _with_a_signature_of_all_and_nothing,
)


def test_good_signature_of_another_message_is_none(idp, sign_on):
    inside, sender = enter(idp), Sender(idp)
    for wrap in WRAPS:
        good = etree.fromstring(sender.signed_text(sender.request_text("p-2")))
        evil = etree.fromstring(sender.request_text("p-1"))
        text = etree.tostring(wrap(good, evil)).decode()
        assert refused(post(Browser(), sender.form("SAMLRequest", text))), wrap
    assert are_in(inside) == [True]


def test_comment_in_a_name_makes_no_other_name(idp, sign_on):
    inside, sender = enter(idp), Sender(idp)
    post(Browser(), sender.posted_request("p-1<!-- -->x"))
    post(Browser(), sender.posted_request("x<!-- -->p-1"))
    assert are_in(inside) == [True]


NONSENSE = (
    {},
    {"SAMLRequest": "!"},
    {"SAMLRequest": base64.b64encode(b"<a>").decode()},
    {"SAMLRequest": base64.b64encode(b"\xff\xfe").decode()},
    {"SAMLRequest": base64.b64encode(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>").decode()},
    {"SAMLRequest": "A" * 100_000},
    {"SAMLResponse": ""},
)


def test_nonsense_ends_nothing_and_breaks_nothing(idp, sign_on):
    inside = enter(idp)
    for form in NONSENSE:
        assert refused(post(inside, form)), form
    assert are_in(inside) == [True]


def test_two_messages_in_one_form_are_none(idp, sign_on):
    inside, sender = enter(idp), Sender(idp)
    one, other = sender.posted_request("p-1"), sender.posted_request("p-2")
    both = {"SAMLRequest": [one["SAMLRequest"], other["SAMLRequest"]]}
    assert refused(post(Browser(), both))
    assert refused(post(Browser(), {**one, **sender.posted_response("_q1")}))
    assert are_in(inside) == [True]


def test_message_of_one_kind_is_not_read_as_the_other(idp, sign_on):
    inside = enter(idp)
    as_answer = {"SAMLResponse": Sender(idp).posted_request("p-1")["SAMLRequest"]}
    assert refused(post(Browser(), as_answer))
    assert are_in(inside) == [True]


# Begun here -----------------------------------------------------------------------------------


def sign_out(browser: Client, sign_on: SignOn) -> str:
    """Press the button; the key of our request, its signature checked."""
    onward = browser.post(reverse("account_logout")).context["onward"]
    said = read_form(onward.fields["SAMLRequest"], certificate(sign_on))
    assert onward.address == said.get("Destination") == "https://idp.north.example/slo"
    assert said.findtext("saml:NameID", namespaces=NAMES) == "p-1"
    assert said.findtext("samlp:SessionIndex", namespaces=NAMES) == "s1"
    return str(said.get("ID"))


def test_signing_out_asks_a_provider_without_redirects_by_post(idp, by_post_alone):
    browser = enter(idp)
    key = sign_out(browser, by_post_alone)
    assert signed_in(browser) is None
    # As browsers do: what another site posts comes without our cookie, where it leads comes with it.
    onward = post(Browser(), Sender(idp).posted_response(key))
    answer = browser.get(onward["Location"])
    assert answer["Location"] == reverse("account_login")
    assert told(answer) == ["You are signed out here and at North login."]
    assert refused(browser.get(onward["Location"]))


def test_answer_by_post_to_a_request_by_redirect_is_believed(idp, sign_on):
    browser = enter(idp)
    address = browser.post(reverse("account_logout")).context["address"]
    said, _known = read(address, certificate(sign_on))
    partial = "urn:oasis:names:tc:SAML:2.0:status:Responder"
    onward = post(Browser(), Sender(idp).posted_response(said.get("ID"), status=partial))
    assert "did not confirm" in told(browser.get(onward["Location"]))[0]


def test_answer_belongs_to_the_browser_that_asked(idp, by_post_alone):
    asking, other = enter(idp), enter(idp, session="s2")
    key = sign_out(asking, by_post_alone)
    onward = post(other, Sender(idp).posted_response(key))["Location"]
    assert refused(other.get(onward))
    assert refused(asking.get(onward[:-1] + ("A" if onward[-1] != "A" else "B")))
    assert refused(asking.get(post(Browser(), Sender(idp).posted_response("_x"))["Location"]))
    assert are_in(other) == [True]


def test_our_metadata_lists_both_ways(client, idp, sign_on):
    text = client.get(reverse("saml_metadata", args=["at-north"])).content
    listed = [
        (one.get("Binding").rpartition("-")[2], one.get("Location"))
        for one in etree.fromstring(text).iter("{*}SingleLogoutService")
    ]
    address = "http://testserver/accounts/saml/at-north/sls/"
    assert listed == [("Redirect", address), ("POST", address)]
