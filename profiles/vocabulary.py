"""The field's terms, once: every model, form and pure module speaks these values.

Facts from Carey & Weissman 2010 [C], DeCastro et al. 2013 [D], Pololi & Knight 2005 [P]
and Rose et al. 2005 [R].
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


class Rank(models.TextChoices):
    """Academic rank, in ascending order of seniority."""

    TRAINEE = "trainee", _("Fellow or trainee")
    INSTRUCTOR = "instructor", _("Instructor")
    ASSISTANT = "assistant", _("Assistant professor")
    ASSOCIATE = "associate", _("Associate professor")
    FULL = "full", _("Professor")
    EMERITUS = "emeritus", _("Emeritus professor")


RANK_ORDER: dict[str, int] = {rank: step for step, rank in enumerate(Rank.values)}


class Track(models.TextChoices):
    """What the appointment is mainly for."""

    CLINICIAN_EDUCATOR = "clinician_educator", _("Clinician-educator")
    INVESTIGATOR = "investigator", _("Investigator")
    CLINICIAN = "clinician", _("Clinician")
    EDUCATOR = "educator", _("Educator")
    OTHER = "other", _("Other")


class Area(models.TextChoices):
    """Areas of a mentoring need [C, the self-assessment's fifth part]."""

    CAREER = "career", _("Career guidance")
    RESEARCH = "research", _("Research")
    TEACHING = "teaching", _("Teaching and education")
    CLINICAL = "clinical", _("Clinical and program development")
    LEADERSHIP = "leadership", _("Leadership")
    NETWORKING = "networking", _("Networking and sponsorship")
    BALANCE = "balance", _("Work–life balance")
    GROWTH = "growth", _("Personal growth")


class MentorRole(models.TextChoices):
    """The seven things that a mentor can be [C, after Tobin]."""

    TEACHER = "teacher", _("Teacher")
    SPONSOR = "sponsor", _("Sponsor")
    ADVISOR = "advisor", _("Advisor")
    AGENT = "agent", _("Agent")
    ROLE_MODEL = "role_model", _("Role model")
    COACH = "coach", _("Coach")
    CONFIDANT = "confidant", _("Confidant")


ROLE_MEANING: dict[str, StrPromise] = {
    MentorRole.TEACHER: _("explains how the place works and how a skill is done"),
    MentorRole.SPONSOR: _("speaks up for you where you are not in the room"),
    MentorRole.ADVISOR: _("helps you steer towards your own idea of success"),
    MentorRole.AGENT: _("clears obstacles and shields you from too many demands"),
    MentorRole.ROLE_MODEL: _("shows a way of working that you want for yourself"),
    MentorRole.COACH: _("trains, plans, encourages and sometimes pushes"),
    MentorRole.CONFIDANT: _("listens, backs you and keeps it private"),
}


class Priority(models.IntegerChoices):
    """How much a need matters to the person now; 1 comes first."""

    HIGH = 1, _("High")
    MEDIUM = 2, _("Medium")
    LOW = 3, _("Low")


class Mode(models.TextChoices):
    """How two people can work together."""

    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("Phone")
    VIDEO = "video", _("Video")
    ASYNC = "async", _("Messages, at one's own time")


class TieKind(models.TextChoices):
    """Kinds of relationship [C, table 1; R; P]."""

    DYAD = "traditional_dyad", _("Traditional dyad")
    SPECIAL_PEER = "special_peer", _("Special peer")
    INFORMATION_PEER = "information_peer", _("Information peer")
    COLLEGIAL_PEER = "collegial_peer", _("Collegial peer")
    COLLABORATIVE_GROUP = "collaborative_group", _("Collaborative peer group")
    FACILITATED_GROUP = "facilitated_group", _("Facilitated peer group")
    MOSAIC = "mosaic", _("Mosaic")


class StaffRoleKind(models.TextChoices):
    """What a person does for the institution's mentoring beside being faculty."""

    DIRECTOR = "director", _("Program director")
    FACILITATOR = "facilitator", _("Facilitator")
    OMBUDS = "ombuds", _("Ombuds")


# What these open stays closed in a session without a second factor.
NEEDS_SECOND_FACTOR = frozenset({StaffRoleKind.DIRECTOR.value, StaffRoleKind.OMBUDS.value})


class Audience(models.TextChoices):
    """With whom the owner shares one part of the self-assessment."""

    NOBODY = "nobody", _("Nobody")
    CHOSEN = "chosen", _("Mentors I choose")
    ALL = "all_mentors", _("All my mentors")
