"""Every personal field has its row in *Who sees what*: see who_sees_what.py."""

from __future__ import annotations

import pytest
from django.conf import settings

from evaluations.home.my_data.domain.kinds import KINDS, NOT_SHOWN
from tests.docs.who_sees_what import WHO_SEES_WHAT
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def table() -> dict[str, str]:
    """Return the table of docs/faculty.md: what → who sees it."""
    text = (settings.BASE_DIR / "docs" / "faculty.md").read_text(encoding="utf-8")
    lines = text.split("## Who sees what\n")[1].strip().split("\n\n")[0].splitlines()[2:]
    rows = (line.strip("| ").split(" | ", 1) for line in lines)
    return dict(rows)


def test_every_personal_field_is_listed() -> None:
    member = MembershipFactory()
    held = {
        kind.key: [
            field.name
            for field in kind.rows(member).model._meta.concrete_fields
            if field.name not in NOT_SHOWN
        ]
        for kind in KINDS
    }

    assert {key: fields.split() for key, (_row, fields) in WHO_SEES_WHAT.items()} == held


def test_every_kind_of_personal_data_has_its_row() -> None:
    rows = table()

    assert [row for row, _fields in WHO_SEES_WHAT.values() if not rows.get(row)] == []
