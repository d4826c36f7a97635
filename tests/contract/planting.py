"""What people write in confidence, planted in the world: each text stands once and is found by its words."""

from __future__ import annotations

from django.utils import timezone
from django.utils.text import slugify

from evaluations.domain.development_plan import own_plan, save_plan_part
from evaluations.domain.plan_parts import PLAN_PARTS, make_entry
from evaluations.models import (
    CheckIn,
    Feedback,
    Meeting,
    PlanComment,
    PrivateNote,
    SessionPlan,
)
from matching.models import Enrollment, TeamMember
from mentornet.drafts.domain import Author, save_draft
from mentornet.drafts.sealing import Content
from networks.domain.concern import reply
from networks.models import Invitation
from profiles.models import Goal, GoalNote, Need, SelfAssessment, SelfDescription
from tests.contract.world import World


def token(name: str) -> str:
    return f"planted-{slugify(name)}"


def plant(world: World) -> None:
    """Write each secret where people write such a thing."""
    rows, protege = world.rows, world.protege
    here = {"institution": protege.institution}
    meeting, session = rows["meeting"], rows["session"]
    author = Author(user=protege.user_id, institution=protege.institution_id)
    save_draft(author, Content(text=token("draft"), action="/offer/", field="expertise"), base=0)
    PrivateNote.objects.create(meeting=meeting, author=protege, text=token("private note"), **here)
    PrivateNote.objects.create(
        meeting=session,
        author=world.members["facilitator"],
        text=token("note on a session"),
        **here,
    )
    SessionPlan.objects.filter(pk=rows["plan"].pk).update(guide=token("guide of a session"))
    Meeting.objects.filter(pk=meeting.pk).update(
        notes=token("shared notes"), agenda=token("agenda")
    )
    Meeting.objects.filter(pk=session.pk).update(notes=token("notes of the group"))
    Feedback.objects.filter(pk=rows["feedback"].pk).update(helps=token("feedback"))
    CheckIn.objects.filter(pk=rows["check_in"].pk).update(
        line=token("line of a check-in"),
        answer=CheckIn.Answer.values[0],
        state=CheckIn.State.ASKED,
    )
    SelfAssessment.objects.update_or_create(
        member=protege, defaults={"core_values": token("self-assessment"), **here}
    )
    Goal.objects.filter(pk=rows["goal"].pk).update(text=token("goal"))
    GoalNote.objects.filter(pk=rows["note"].pk).update(text=token("note on a goal"))
    Need.objects.filter(pk=rows["need"].pk).update(note=token("note on a need"))
    plan = own_plan(protege)
    save_plan_part(
        plan,
        part=PLAN_PARTS[0],
        entries=[make_entry("0" * 32, token("plan in work"))],
        revision=plan.revision,
    )
    PlanComment.objects.filter(pk=rows["plan_comment"].pk).update(text=token("comment on a plan"))
    Invitation.objects.filter(pk=rows["invitation"].pk).update(
        reply=token("reply to an invitation"),
        state=Invitation.State.DECLINED,
        answered_at=timezone.now(),
    )
    reply(rows["concern"], text=token("concern"), by=protege)
    Enrollment.objects.filter(member=protege).update(goals=token("wish for the matching"))
    TeamMember.objects.filter(pk=rows["team_request"].pk).update(
        function=token("request to a team")
    )
    SelfDescription.objects.update_or_create(
        member=protege,
        defaults={"gender": "other", "gender_words": token("words about oneself"), **here},
    )
