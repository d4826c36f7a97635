"""Links in emails: they name a row and a person, and let no one in."""

import pytest
from django.core import signing

from mentornet.mail.errors import LinkUnknown
from networks.relationships.domain.links import SALT, mail_link, read_link
from tests.factories import InvitationFactory, TieFactory

pytestmark = pytest.mark.django_db


def token_of(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


def test_link_leads_the_recipient_to_the_row():
    tie, invitation = TieFactory(), InvitationFactory()

    to_tie = read_link(token_of(mail_link(tie, recipient=tie.mentor)))
    to_invitation = read_link(token_of(mail_link(invitation, recipient=invitation.mentor)))

    assert (to_tie.path, to_tie.user_id) == (f"/network/ties/{tie.pk}/", tie.mentor.user_id)
    assert to_invitation.path == f"/invitations/{invitation.pk}/"


def test_made_up_link_is_unknown():
    with pytest.raises(LinkUnknown):
        read_link("made-up")
    with pytest.raises(LinkUnknown):
        read_link("made:up")


def test_link_from_earlier_versions_still_works_and_activates_nothing():
    tie = TieFactory()
    token = signing.dumps(["tie", str(tie.pk), str(tie.mentor.user_id)], salt=SALT)

    link = read_link(token)

    assert (link.path, link.may_activate) == (f"/network/ties/{tie.pk}/", False)
