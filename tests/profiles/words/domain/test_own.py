"""Words of an institution: what verbs refuse, and what older code and test institutions do to them."""

from __future__ import annotations

import pytest

from mentornet.tenancy.scope import in_institution
from profiles.models import Membership
from profiles.sandbox.domain.making import create_sandbox, reset_sandbox
from profiles.vocabulary import StaffRoleKind, label_of
from profiles.words.domain.own import WordRefused, add_word, change_word
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def director() -> Membership:
    return MembershipFactory(offices=[StaffRoleKind.DIRECTOR], rank="full")


def test_last_word_in_use_is_not_retired(director):
    here, by = director.institution, director.user
    given = {"kind": "track", "standard": "", "label": "", "place": 1, "by": by}
    for key in ("clinician_educator", "investigator", "clinician", "educator"):
        change_word(here, key=key, is_active=False, **given)

    with pytest.raises(WordRefused, match="last one in use"):
        change_word(here, key="other", is_active=False, **given)


def test_row_that_was_changed_by_older_code_says_what_it_means_now(director):
    word = add_word(
        director.institution, kind="rank", label="Prof. A", standard="full", by=director.user
    )
    Membership.objects.filter(pk=director.pk).update(rank_word=word.key)
    director.refresh_from_db()

    with in_institution(director.institution_id):
        assert director.get_rank_display() == "Prof. A"
        Membership.objects.filter(pk=director.pk).update(rank="emeritus")
        director.refresh_from_db()
        assert (director.rank_key, director.get_rank_display()) == (
            "emeritus",
            "Emeritus professor",
        )


def test_areas_and_kinds_are_not_added_to(director):
    with pytest.raises(WordRefused, match="can’t add"):
        add_word(
            director.institution,
            kind="area",
            label="Robotics",
            standard="research",
            by=director.user,
        )


def test_test_institution_has_the_same_words_and_has_them_again(director):
    here = director.institution
    add_word(here, kind="rank", label="Prof. A", standard="full", by=director.user)
    sandbox = create_sandbox(here, by=director.user, filled=False)
    add_word(here, kind="rank", label="Prof. B", standard="full", by=director.user)

    reset_sandbox(here, by=director.user, filled=False)

    with in_institution(sandbox.pk):
        assert [label_of("rank", key) for key in ("prof_a", "prof_b")] == ["Prof. A", "Prof. B"]
