"""Projects that mentors write themselves: offered, confirmed by those who join, and accepted by a director."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.programs.domain.lifecycle import lock_for_update
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from matching.projects.domain.projects import check_project, set_mentors
from matching.projects.errors import ProjectNotYours, ProjectWithdrawn
from matching.projects.models import Project, ProjectMentor
from mentornet.audit_verbs import Verb
from mentornet.languages import read_by
from mentornet.mail.outbox import queue_message
from profiles.institution.domain.audit import record
from profiles.models import Membership, User

State = Project.State


def parts_of(enrollment: Enrollment) -> list[ProjectMentor]:
    """Return the projects of which a mentor is, or is asked to be, those they lead first. Two queries."""
    rows = ProjectMentor.objects.filter(mentor=enrollment).select_related("project")
    people = "project__mentors__mentor__member"
    return list(rows.prefetch_related(people).order_by("-leads", "project__title", "pk"))


@transaction.atomic
def offer_project(enrollment: Enrollment, *, joining: Sequence[UUID], **fields: Any) -> Project:
    """Write a project that *enrollment* leads; a director accepts it, and who joins is asked.

    Raise WrongState, ProjectTitleTaken and NotAMentorHere.
    """
    held = lock_for_update(enrollment.program)
    check_project(held, None, fields["title"])
    project: Project = Project.objects.create(
        institution=held.institution, program=held, state=State.PROPOSED, **fields
    )
    _set(project, enrollment, joining, Verb.PROGRAM_PROJECT_ADDED)
    return project


@transaction.atomic
def change_offer(
    project: Project, *, by: Enrollment, joining: Sequence[UUID], **fields: Any
) -> Project:
    """Change a project that is not accepted yet; it waits for the director again.

    Raise ProjectNotYours, and what `offer_project` raises.
    """
    held, row = _own(project, by)
    check_project(held, row, fields["title"])
    for name, value in fields.items():
        setattr(row, name, value)
    row.state = State.PROPOSED
    row.save(update_fields=[*fields, "state"])
    _set(row, by, joining, Verb.PROGRAM_PROJECT_CHANGED)
    return row


@transaction.atomic
def withdraw_offer(project: Project, *, by: Enrollment) -> Project:
    """Let no director wait over a project that isn't accepted; its text stays with *by*, who may send it again.

    Idempotent. Raise ProjectNotYours.
    """
    held, row = _own(project, by)
    if row.state != State.WITHDRAWN:
        row.state = State.WITHDRAWN
        row.save(update_fields=["state"])
        verb, user = Verb.PROGRAM_PROJECT_WITHDRAWN, by.member.user
        record(verb, actor=user, institution=held.institution, subject=row)
    return row


def _own(project: Project, by: Enrollment) -> tuple[Program, Project]:
    """Return the program, locked, and the project that *by* leads and no one has accepted. Raise ProjectNotYours."""
    held = lock_for_update(project.program)
    row = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    if row.state == State.ACCEPTED or not row.mentors.filter(mentor=by, leads=True).exists():
        raise ProjectNotYours
    return held, row


def _set(project: Project, lead: Enrollment, joining: Sequence[UUID], verb: Verb) -> None:
    before = set(project.mentors.values_list("mentor_id", flat=True))
    set_mentors(project, lead.pk, joining, agreed=False)
    user = lead.member.user
    record(verb, actor=user, institution=project.institution, subject=project)
    parts = project.mentors.filter(agreed=False).exclude(mentor__in=before)
    for part in parts.select_related("mentor__member__user", "mentor__member__institution"):
        _ask(project, part.mentor.member, lead.member.name)


@transaction.atomic
def answer_part(part: ProjectMentor, *, accepts: bool) -> None:
    """Confirm that one is a mentor of the project, or leave it; idempotent. Raise ProjectNotYours for who leads it."""
    row = ProjectMentor.objects.select_for_update(of=("self",)).filter(pk=part.pk).first()
    if row is None or row.agreed:
        return
    if row.leads:
        raise ProjectNotYours
    project, member = part.project, part.mentor.member
    if accepts:
        row.agreed = True
        row.save(update_fields=["agreed"])
    else:
        row.delete()
        said = gettext_lazy("%(name)s won’t join “%(title)s”. It no longer names them.")
        _tell_lead(project, said, "declined", name=member.name)
    record(
        Verb.PROGRAM_PROJECT_CHANGED,
        actor=member.user,
        institution=project.institution,
        subject=project,
    )


@transaction.atomic
def accept_project(project: Project, *, actor: User) -> Project:
    """Let mentees choose it, once all of its mentors agree; whoever leads it is told. Idempotent.

    Raise WrongState, and ProjectWithdrawn.
    """
    return _decide(project, State.ACCEPTED, "", Verb.PROGRAM_PROJECT_ACCEPTED, actor)


@transaction.atomic
def return_project(project: Project, *, note: str, actor: User) -> Project:
    """Ask whoever leads it for changes, in the director's words. Raise WrongState, and ProjectWithdrawn."""
    return _decide(project, State.RETURNED, note, Verb.PROGRAM_PROJECT_RETURNED, actor)


def _decide(project: Project, state: State, note: str, verb: Verb, actor: User) -> Project:
    held = lock_for_update(project.program)
    row = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    check_project(held, row, row.title)
    if row.state == State.ACCEPTED:
        return row
    if row.state == State.WITHDRAWN:
        raise ProjectWithdrawn
    row.state, row.note = state, note
    row.save(update_fields=["state", "note"])
    record(verb, actor=actor, institution=held.institution, subject=row)
    if state == State.ACCEPTED:
        said = gettext_lazy(
            "“%(title)s” was accepted. Mentees can choose it once all of its mentors agree."
        )
    else:
        said = gettext_lazy("The director asks you to change “%(title)s”: %(note)s")
    _tell_lead(row, said, state, note=note)
    return row


@read_by("to")
def _ask(project: Project, to: Membership, name: str) -> None:
    text = _(
        "%(name)s would like you as a mentor of the project “%(title)s”. Everyone who works on it becomes your "
        "mentee, too, and its places are kept free among your openings. Say yes or no here:"
    ) % {"name": name, "title": project.title}
    _mail(project, to, f"asked-{to.pk}", _("will you mentor a project?"), text)


def _tell_lead(project: Project, said: Any, what: str, **words: str) -> None:
    lead = project.mentors.filter(leads=True).select_related("mentor__member__user").first()
    if lead is not None:
        _tell(project, lead.mentor.member, said, what, words)


@read_by("to")
def _tell(project: Project, to: Membership, said: Any, what: str, words: dict[str, str]) -> None:
    text = str(said) % {"title": project.title, **words}
    key = f"{what}-{timezone.now().isoformat()}"
    _mail(project, to, key, _("news of your project"), text)


def _mail(project: Project, to: Membership, key: str, subject: str, text: str) -> None:
    program = project.program
    queue_message(
        key=f"project-{project.pk}-{key}",
        to=to.user.email,
        subject=f"{program.name}: {subject}",
        template="project_told",
        institution=program.institution,
        context={
            "institution": program.institution,
            "name": to.short_name,
            "text": text,
            "link": settings.SITE_URL + reverse("matching:own_projects", args=[program.pk]),
        },
    )
