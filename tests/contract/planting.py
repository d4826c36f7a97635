"""What people write in confidence, planted in the world: each text stands once and is found by its words."""

from __future__ import annotations

import json
from datetime import timedelta

from django.utils import timezone
from django.utils.text import slugify

from evaluations.models import (
    AnonymousReflection,
    CheckIn,
    Feedback,
    GroupMessage,
    HalfwayReview,
    Meeting,
    PlanComment,
    PrivateNote,
    Reflection,
    SessionPlan,
)
from evaluations.plans.domain.parts import PLAN_PARTS, make_entry
from evaluations.plans.domain.plan import own_plan, save_plan_part
from matching.models import Enrollment, TeamMember
from mentornet import crypto
from mentornet.drafts.domain import Author, save_draft
from mentornet.drafts.encryption import Content
from networks.concerns.domain.threads import reply
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
    _plant_reflections(world)


def _plant_reflections(world: World) -> None:
    """What is said about sessions, and to the group; the session of the world is the next one."""
    rows, protege = world.rows, world.protege
    here, session = {"institution": protege.institution}, world.rows["session"]
    lead, now = world.members["facilitator"], timezone.now()
    before = Meeting.objects.create(
        group=session.group, starts_at=session.starts_at - timedelta(days=2), state="held", **here
    )
    Reflection.objects.create(
        meeting=before,
        author=protege,
        audience="facilitator",
        helped=token("reflection for those who facilitate"),
        written_at=now,
        **here,
    )
    Reflection.objects.create(
        meeting=before,
        author=rows["bystander"],
        audience="group",
        hindered=token("reflection read out to the group"),
        written_at=session.starts_at - timedelta(days=1),
        **here,
    )
    waits = {"helped": token("anonymous reflection that waits"), "hindered": ""}
    Reflection.objects.filter(meeting=session, author=rows["bystander"]).update(
        audience="anonymous",
        hindered="",
        sealed=crypto.encrypt(json.dumps(waits)),
        program=rows["program"],
        written_at=None,
    )
    AnonymousReflection.objects.create(
        program=rows["program"],
        question="helped",
        text=token("anonymous reflection released"),
        **here,
    )
    HalfwayReview.objects.filter(group=session.group).update(
        works=token("halfway review"), written_at=now, revision=1
    )
    GroupMessage.objects.create(
        group=session.group,
        author=lead,
        subject="Next week",
        text=token("message to the group"),
        sent_to=2,
        sent_at=now,
        **here,
    )
