"""Writing projects as their group and their authors see them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from evaluations.models import (
    ProjectAuthor,
    ProjectDraft,
    WritingProject,
)
from evaluations.writing.domain.project import STILL_AFTER_DAYS, is_still
from networks.peer_groups.domain.group import leave_group
from tests.evaluations.plans.domain.test_plan import act, client_of, in_it, look
from tests.evaluations.writing.domain.test_project import (
    answer,
    ask,
    group,
    order,
    project,
    propose,
    start,
)
from tests.factories import GroupMemberFactory

__all__ = ["group", "project"]

pytestmark = pytest.mark.django_db


def test_the_list_says_which_project_waits_for_the_reader(project: WritingProject) -> None:
    group = project.group
    ProjectAuthor.objects.update(agreed_at=timezone.now())
    propose(project, "Ann", "Bo", "Ann", "Cy")

    for name, waits in (("Ann", False), ("Bo", True), ("Cy", False), ("Lead", False)):
        page = look(in_it(group, name), "group_projects", group.pk).content.decode()
        assert ("Waiting for you" in page) == waits
    answer(project, "Bo", "consent")
    page = look(in_it(group, "Bo"), "group_projects", group.pk).content.decode()
    assert "Waiting for you" not in page


def test_still_is_neither_what_is_accepted_nor_what_is_laid_aside() -> None:
    assert is_still(STILL_AFTER_DAYS, state="open", accepted=False)
    assert not is_still(STILL_AFTER_DAYS - 1, state="open", accepted=False)
    assert not is_still(400, state="open", accepted=True)
    assert not is_still(400, state="shelved", accepted=False)


def test_pages_take_the_same_queries_for_any_number(
    project: WritingProject, django_assert_num_queries: Any
) -> None:
    ann, group = in_it(project.group, "Ann"), project.group
    ask(project, "Bo", "Cy")
    client = client_of(ann)
    addresses = {f"/groups/{group.pk}/projects/": 9, f"/projects/{project.pk}/": 15}
    for address in addresses:
        client.get(address)
    for number in range(1, 4):
        start(group, "Bo", "Cy", title=f"Another {number}")
        act(ann, "draft_add", project.pk, label=f"No {number}", link="https://docs.example/2")
        draft = ProjectDraft.objects.get(label=f"No {number}")
        keys = [str(in_it(group, "Bo").pk)]
        day = str(timezone.localdate() + timedelta(days=7))
        act(ann, "draft_readers", draft.pk, readers=keys, due_on=day)
        if number in (1, 3):
            for address, count in addresses.items():
                with django_assert_num_queries(count):
                    client.get(address)


def test_an_author_who_left_the_group_is_shown_nobody_who_is_in_it_now(
    project: WritingProject,
) -> None:
    ask(project, "Cy")
    draft = ProjectDraft.objects.get()
    bo = in_it(project.group, "Bo")
    leave_group(project.group, bo, actor=bo.user)
    new = GroupMemberFactory(group=project.group, member__family_name="New").member

    assert look(bo, "draft_readers", draft.pk).status_code == 404
    assert act(bo, "draft_readers", draft.pk, readers=[str(new.pk)]).status_code == 404
    assert act(bo, "author_add", project.pk, member=str(new.pk)).status_code == 404
    assert new.name not in look(bo, "project", project.pk).content.decode()
    assert order(project) == ["Ann", "Bo", "Cy"]
