"""Settings of inbound mail that would not work, or are not safe, are said in words."""

import pytest

from mentornet.mail.inbound.settings_checks import inbound_problems

ADDRESS = {"INBOUND_ADDRESS": "calendar@mentornet.example.org"}
BOX = {"INBOUND_IMAP_URL": "imaps://user:password@mail.example.org/INBOX"}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, ""),
        (ADDRESS | BOX, ""),
        (ADDRESS | {"ANYMAIL_WEBHOOK_SECRET": "user:0123456789abcdefghij"}, ""),
        (ADDRESS | {"INBOUND_IMAP_URL": "imap://user:password@localhost/INBOX"}, ""),
        (ADDRESS, "nothing reads its mail"),
        (BOX, "INBOUND_ADDRESS is not"),
        (BOX | {"INBOUND_ADDRESS": "MentorNet <calendar@example.org>"}, "plain address"),
        (BOX | {"INBOUND_ADDRESS": "calendar-answers@example.org"}, "more than 11 characters"),
        (ADDRESS | {"INBOUND_IMAP_URL": "imap://user:password@example.org/"}, "in clear"),
        (ADDRESS | {"INBOUND_IMAP_URL": "https://example.org/"}, "must name a mailbox"),
        (ADDRESS | {"INBOUND_IMAP_URL": "imaps://[::1"}, "must name a mailbox"),
    ],
)
def test_each_problem_is_said_in_one_sentence(values, said) -> None:
    found = list(inbound_problems(values))

    assert [said in one for one in found] == ([True] if said else [])
