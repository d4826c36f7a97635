"""Which projects a mentee would like, in order."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from matching.pairs.domain.preferences import lock_for_choosing, moved
from matching.programs.enrollment.models import Enrollment
from matching.projects.errors import ProjectNotOffered, TooManyProjects
from matching.projects.models import Project, ProjectChoice
from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record


def chosen_by(enrollment: Enrollment) -> list[Project]:
    """Return the projects that the person chose and that are still offered, best first. One query."""
    offered = Project.objects.offered().filter(program=enrollment.program_id)
    rows = ProjectChoice.objects.filter(enrollment=enrollment, project__in=offered)
    return [one.project for one in rows.select_related("project").order_by("rank")]


def counts_next(enrollment: Enrollment) -> bool:
    """Return whether the next match takes the person's list, or they have none. One query."""
    own = ProjectChoice.objects.filter(enrollment=enrollment)
    return not own.exclude(pk__in=own.counting().values("pk")).exists()


@transaction.atomic
def save_choices(enrollment: Enrollment, *, keys: Sequence[UUID]) -> None:
    """Keep exactly this list, best first; naming a project twice counts once.

    Raise TooManyProjects, ProjectNotOffered, NotEnrolled, and EnrollmentClosed once the program is over.
    """
    held = lock_for_choosing(enrollment)
    wanted = list(dict.fromkeys(keys))
    limit = held.program.choices_asked
    if len(wanted) > limit:
        raise TooManyProjects(
            _("You can choose up to %(limit)d projects. Remove one first.") % {"limit": limit}
        )
    offered = Project.objects.offered().filter(program=held.program, pk__in=wanted)
    if offered.count() != len(wanted):
        raise ProjectNotOffered
    ProjectChoice.objects.filter(enrollment=held).delete()
    ProjectChoice.objects.bulk_create(
        ProjectChoice(institution=held.institution, enrollment=held, project_id=key, rank=rank)
        for rank, key in enumerate(wanted, start=1)
    )
    record(
        Verb.CHOICES_SAVED,
        actor=held.member.user,
        institution=held.institution,
        subject=held,
    )


@transaction.atomic
def order_choices(enrollment: Enrollment, *, keys: Sequence[UUID]) -> None:
    """Bring those on the list into this order; what was added meanwhile comes after them."""
    lock_for_choosing(enrollment)
    there = [one.pk for one in chosen_by(enrollment)]
    wanted = [key for key in dict.fromkeys(keys) if key in there]
    save_choices(enrollment, keys=[*wanted, *(key for key in there if key not in wanted)])


@transaction.atomic
def keep_choices(enrollment: Enrollment) -> None:
    """Say of a list that a published match has used up that it counts for the next one, too."""
    order_choices(enrollment, keys=[])


@transaction.atomic
def add_choice(enrollment: Enrollment, *, key: UUID) -> None:
    """Put a project at the end of the list; one that is on it stays where it is."""
    lock_for_choosing(enrollment)
    save_choices(enrollment, keys=[*(one.pk for one in chosen_by(enrollment)), key])


@transaction.atomic
def drop_choice(enrollment: Enrollment, *, key: UUID) -> None:
    """Take a project off the list."""
    lock_for_choosing(enrollment)
    save_choices(enrollment, keys=[one.pk for one in chosen_by(enrollment) if one.pk != key])


@transaction.atomic
def move_choice(enrollment: Enrollment, *, key: UUID, by: int) -> None:
    """Move a project up (-1) or down (+1) the list; at its end nothing happens."""
    lock_for_choosing(enrollment)
    keys = [one.pk for one in chosen_by(enrollment)]
    if key not in keys:
        raise ProjectNotOffered
    save_choices(enrollment, keys=moved(keys, key, by=by))
