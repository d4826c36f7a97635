"""Authors in lists and histories."""

from __future__ import annotations

import pytest

from evaluations.models import WritingProject
from tests.evaluations.plans.domain.test_plan import look
from tests.evaluations.writing.papers import (
    add_outside,
    member,
    project,
)

__all__ = ["project"]

pytestmark = pytest.mark.django_db


def test_outside_authors_stand_in_lists_and_histories_by_name(project: WritingProject) -> None:
    add_outside(project)
    ann = member(project, "Ann")

    for address, key in (("project", project.pk), ("group_projects", project.group_id)):
        assert "Dr. Dee" in look(ann, address, key).content.decode()
