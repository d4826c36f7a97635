"""What a director changes about who works on what in a run.

As with pairs, nothing that anyone said in confidence refuses a change: what a director chose is put to both
people when the run is published.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from matching.pairs.domain.cohort import present_pairs, room
from matching.pairs.models import Proposal
from matching.programs.domain.lifecycle import lock_for_update
from matching.programs.enrollment.models import Enrollment
from matching.programs.errors import NotEnrolled
from matching.programs.runs.domain import jobs
from matching.programs.runs.errors import RunClosed
from matching.programs.runs.models import MatchRun
from matching.projects.domain.inputs import kept_places
from matching.projects.errors import PlacesTaken, ProjectNotOffered
from matching.projects.models import Project
from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import User

Source = Proposal.Source


@transaction.atomic
def place(proposal: Proposal, *, project: Project | None, actor: User) -> Proposal:
    """Put a mentee of a run on this project instead, or on none.

    Raise RunClosed, NotEnrolled, ProjectNotOffered and PlacesTaken.
    """
    program = lock_for_update(proposal.run.program)
    run = jobs.lock_for_update(proposal.run)
    if not run.is_editable:
        raise RunClosed
    jobs.refuse_while_published(run)
    held: Proposal = Proposal.objects.select_related("protege__member").get(
        pk=proposal.pk, run=run, leads=True
    )
    if held.project_id == (project.pk if project else None):
        return held
    held.mentor = None
    if project is not None:
        held.mentor = _free_lead(run, held, project)
    held.project, held.cause = project, {} if project else {"cause": "removed"}
    held.source = Source.MANUAL if project else Source.ENGINE
    held.save(update_fields=["mentor", "project", "source", "cause"])
    # Who joins the project is proposed with a match alone: of a director's own choice the two are asked.
    Proposal.objects.filter(run=run, protege=held.protege_id, leads=False).delete()
    record(Verb.PROPOSAL_CHANGED, actor=actor, institution=program.institution, subject=run)
    return held


def _free_lead(run: MatchRun, held: Proposal, project: Project) -> Enrollment:
    """Return who leads *project*, if the mentee can be placed on it. Raise what `place` raises."""
    if not held.protege.is_active or not held.protege.member.is_current:
        raise NotEnrolled
    if not Project.objects.offered().filter(pk=project.pk, program=run.program_id).exists():
        raise ProjectNotOffered
    if free_places(run, project) < 1:
        raise PlacesTaken(
            _("“%(title)s” has no free place. Add one to the project first, or move someone.")
            % {"title": project.title}
        )
    parts = list(project.mentors.select_related("mentor__member"))
    _paired, load = present_pairs(run.program)
    others = Proposal.objects.filter(run=run).exclude(protege=held.protege_id)
    for part in parts:
        if part.mentor.member_id == held.protege.member_id:
            raise PlacesTaken(_("People can’t mentor themselves. Choose something else."))
        taken = load.get(part.mentor_id, 0) + others.filter(mentor=part.mentor_id).count()
        if taken >= room(part.mentor, run.program, 0):
            raise PlacesTaken(
                _("%(name)s has no openings left in this run.") % {"name": part.mentor.member.name}
            )
    return next(part.mentor for part in parts if part.leads)


def free_places(run: MatchRun, project: Project) -> int:
    """Return the places that the run leaves, by what the project has now."""
    placed = Proposal.objects.filter(run=run, project=project, leads=True).count()
    return project.places - placed - kept_places(run.program)[project.pk]
