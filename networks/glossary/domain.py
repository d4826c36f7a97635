"""What the product's own words mean: every role, kind, stage, state and area, read from the code.

Apps above have states of their own: they register a chapter at start-up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from networks.concerns.models import Concern
from networks.invitations.models import Invitation
from networks.phrases import (
    CLOSENESS_LABELS,
    CLOSENESS_MEANING,
    COVERAGE_MEANING,
    GROUP_KIND_MEANING,
)
from networks.relationships.agreements.models import Agreement
from networks.relationships.models import Tie
from profiles.vocabulary import Area, MentorRole, StaffRoleKind, TieKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    Explained = (
        MentorRole
        | TieKind
        | Area
        | StaffRoleKind
        | Tie.State
        | Tie.Stage
        | Invitation.State
        | Agreement.State
        | Concern.State
    )


@dataclass(frozen=True)
class Term:
    """A name as pages show it, and what it means as one sentence."""

    name: str
    meaning: str


@dataclass(frozen=True)
class Chapter:
    """Terms of one sort; *key* is its anchor on the page."""

    key: str
    title: str
    about: str
    terms: tuple[Term, ...]


ChapterSource = Callable[[], Chapter]

_sources: list[ChapterSource] = []


def register_chapter(source: ChapterSource) -> ChapterSource:
    """Let *source* add a chapter at the end. Called at start-up."""
    if source not in _sources:
        _sources.append(source)
    return source


def term(name: StrOrPromise, meaning: StrOrPromise) -> Term:
    """Return a term whose meaning reads as a sentence, whichever way it is written down."""
    sentence = capfirst(str(meaning))
    return Term(str(name), sentence if sentence.endswith(".") else f"{sentence}.")


def glossary() -> list[Chapter]:
    """Return all chapters in the language of the reader."""
    return [*_relationships(), *_requests(), *_needs(), *(source() for source in _sources)]


def _relationships() -> Iterable[Chapter]:
    yield Chapter(
        "roles",
        _("Roles of a mentor"),
        _("What someone does for you. One person can have several roles."),
        _terms(MentorRole),
    )
    yield Chapter(
        "kinds",
        _("Kinds of relationship"),
        _("How two people are connected."),
        (*_terms(TieKind), *(term(*words) for words in GROUP_KIND_MEANING.values())),
    )
    yield Chapter(
        "stages",
        _("Stages of a relationship"),
        _("How far a relationship has come. Either of the two can change it."),
        _terms(Tie.Stage),
    )
    yield Chapter(
        "states",
        _("States of a relationship"),
        _("Whether a relationship is part of your network."),
        _terms(Tie.State),
    )
    yield Chapter(
        "closeness",
        _("Closeness"),
        _("How near someone is to the center of your map. Only you see this."),
        tuple(term(CLOSENESS_LABELS[ring], CLOSENESS_MEANING[ring]) for ring in CLOSENESS_LABELS),
    )


def _requests() -> Iterable[Chapter]:
    yield Chapter(
        "request-states",
        _("States of a request"),
        _("What happened after a mentee asked a mentor for help."),
        _terms(Invitation.State),
    )
    yield Chapter(
        "agreement-states",
        _("States of an expectations agreement"),
        _("Whether what two people wrote down applies now. Each change is a new version."),
        _terms(Agreement.State),
    )
    yield Chapter(
        "concern-states",
        _("States of a concern"),
        _("How far the ombuds is with a confidential report."),
        _terms(Concern.State),
    )


def _needs() -> Iterable[Chapter]:
    yield Chapter(
        "areas",
        _("Areas you can need help with"),
        _("You choose them in your self-assessment."),
        _terms(Area),
    )
    yield Chapter(
        "coverage",
        _("How well a role or a need is covered"),
        _("Your network page shows this for each role and each need."),
        tuple(term(*words) for words in COVERAGE_MEANING.values()),
    )
    yield Chapter(
        "staff-roles",
        _("Staff roles"),
        _("People who run mentoring at your institution."),
        _terms(StaffRoleKind),
    )


def _terms(choices: Iterable[Explained]) -> tuple[Term, ...]:
    return tuple(term(one.label, one.meaning) for one in choices)
