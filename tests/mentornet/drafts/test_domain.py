"""Drafts as rows: kept for their author, replaced, sent and purged."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mentornet.drafts.domain import (
    KEPT_FOR,
    Author,
    DraftConflict,
    count_drafts,
    discard_draft,
    list_drafts,
    purge_drafts,
    read_draft,
    save_draft,
    settle_draft,
)
from mentornet.drafts.encryption import Content
from mentornet.drafts.models import Draft
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
PLACE = {"action": "/notes/", "field": "text"}


@pytest.fixture
def author() -> Author:
    member = MembershipFactory()
    return Author(member.user_id, member.institution_id)


def keep(author: Author, text: str, *, base: int = 0):
    return save_draft(author, Content(text=text, **PLACE), base=base)


def test_draft_is_read_back_by_its_author_alone(author):
    keep(author, "First words")
    other = MembershipFactory()

    assert read_draft(author, **PLACE).text == "First words"
    assert [one.text for one in list_drafts(author)] == ["First words"]
    assert read_draft(Author(other.user_id, author.institution), **PLACE) is None


def test_change_on_an_old_revision_is_a_conflict(author):
    first = keep(author, "First words")
    keep(author, "Second words", base=first.revision)

    with pytest.raises(DraftConflict) as conflict:
        keep(author, "From another device", base=first.revision)

    assert conflict.value.saved.text == "Second words"
    assert read_draft(author, **PLACE).text == "Second words"


def test_sent_draft_leaves_no_text(author):
    saved = keep(author, "First words")

    settle_draft(author, **PLACE, base=saved.revision, text="First words")

    assert count_drafts(author) == 0
    assert read_draft(author, **PLACE).text == ""


def test_draft_changed_elsewhere_survives_sending(author):
    first = keep(author, "First words")
    keep(author, "Second words", base=first.revision)

    settle_draft(author, **PLACE, base=first.revision, text="First words")

    assert read_draft(author, **PLACE).text == "Second words"


def test_discarding_an_old_revision_is_a_conflict(author):
    first = keep(author, "First words")
    keep(author, "Second words", base=first.revision)

    with pytest.raises(DraftConflict):
        discard_draft(author, **PLACE, base=first.revision)
    discard_draft(author, **PLACE)

    assert read_draft(author, **PLACE) is None


def test_old_drafts_are_purged(author):
    keep(author, "First words")
    now = timezone.now()

    assert purge_drafts(now=now + KEPT_FOR - timedelta(days=1)) == 0
    assert purge_drafts(now=now + KEPT_FOR + timedelta(days=2)) == 1
    assert list(Draft.objects.all()) == []
