"""Curricula: templates of sessions, written or copied, and applied to a group [P]."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from evaluations.errors import TooMany
from evaluations.files.domain.attachments import keep_file
from evaluations.files.models import Attachment
from evaluations.sessions.curriculum.domain.outline_texts import BuiltIn
from evaluations.sessions.curriculum.domain.texts import BUILT_IN
from evaluations.sessions.curriculum.models import Curriculum, Material, Outline, SessionPlan
from evaluations.sessions.limits import MOST_SESSIONS
from mentornet.audit_verbs import Verb
from mentornet.durations import minutes_in_words
from profiles.institution.domain.audit import record
from profiles.models import Institution, Membership, User

TEXTS = ("title", "aims", "preparation", "segments", "guide")
MOST_MATERIALS = 20


@dataclass(frozen=True)
class Drawn:
    """A session of a curriculum, whether it comes with us or was written here."""

    title: str
    days_after: int
    segments: list[dict[str, Any]]
    aims: str
    preparation: str
    guide: str
    materials: list[Material] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        return sum(one["minutes"] for one in self.segments)

    @property
    def minutes_words(self) -> str:
        """How long it takes, as people say it."""
        return minutes_in_words(self.minutes)


@dataclass(frozen=True)
class Template:
    """A curriculum as it can be read, copied and applied; `key` names it in forms."""

    key: str
    name: str
    aim: str
    sessions: list[Drawn]


def built_in(key: str) -> Template | None:
    """A curriculum that comes with MentorNet, in the reader's language."""
    found: BuiltIn | None = BUILT_IN.get(key)
    if found is None:
        return None
    sessions = [
        Drawn(
            title=str(one.title),
            days_after=one.days_after,
            segments=[{"minutes": minutes, "title": str(title)} for minutes, title in one.segments],
            aims=str(one.aims),
            preparation=str(one.preparation),
            guide=str(one.guide),
        )
        for one in found.outlines
    ]
    return Template(found.key, str(found.name), str(found.aim), sessions)


def template_of(curriculum: Curriculum) -> Template:
    """An institution's curriculum with its sessions: two queries."""
    rows = curriculum.outlines.prefetch_related("materials__file")
    sessions = [
        Drawn(
            days_after=row.days_after,
            materials=list(row.materials.all()),
            **{name: getattr(row, name) for name in TEXTS},
        )
        for row in rows
    ]
    return Template(str(curriculum.pk), curriculum.name, curriculum.aim, sessions)


def find_template(key: str, institution: Institution) -> Template | None:
    """Return the curriculum that a form names by *key*: one of ours, or of the institution's."""
    if key in BUILT_IN:
        return built_in(key)
    try:
        pk = UUID(key)
    except ValueError:
        return None
    row = Curriculum.objects.of(institution).filter(pk=pk).first()
    return template_of(row) if row else None


def choices(institution: Institution) -> list[tuple[str, str]]:
    """Return the curricula that a group of the institution can take, by key and name."""
    own = Curriculum.objects.of(institution).filter(outlines__isnull=False).distinct()
    return [
        *((str(row.pk), row.name) for row in own),
        *((one.key, str(one.name)) for one in BUILT_IN.values()),
    ]


# Keeping curricula ------------------------------------------------------------------------------


@transaction.atomic
def write_curriculum(
    institution: Institution,
    *,
    actor: User,
    name: str,
    aim: str = "",
    source: Template | None = None,
) -> Curriculum:
    """Begin a curriculum, empty or as a copy of *source*."""
    row: Curriculum = Curriculum.objects.create(institution=institution, name=name, aim=aim)
    for position, one in enumerate(source.sessions if source else ()):
        outline = Outline.objects.create(
            institution=institution,
            curriculum=row,
            position=position,
            days_after=one.days_after,
            **{name: getattr(one, name) for name in TEXTS},
        )
        copy_materials(one.materials, outline=outline)
    record(Verb.CURRICULUM_WRITTEN, actor=actor, institution=institution, subject=row)
    return row


@transaction.atomic
def change_curriculum(row: Curriculum, *, actor: User, name: str, aim: str) -> None:
    """Change what a curriculum is called and is for."""
    row.name, row.aim = name, aim
    row.save(update_fields=["name", "aim"])
    record(Verb.CURRICULUM_CHANGED, actor=actor, institution=row.institution, subject=row)


@transaction.atomic
def change_outline(row: Outline, *, actor: User, days_after: int, **texts: Any) -> None:
    """Write what a session of a curriculum is about, and how long after the last it comes."""
    row.days_after = days_after
    for name in TEXTS:
        setattr(row, name, texts[name])
    row.save(update_fields=["days_after", *TEXTS])
    record(Verb.OUTLINE_CHANGED, actor=actor, institution=row.institution, subject=row)


@transaction.atomic
def delete_curriculum(row: Curriculum, *, actor: User) -> None:
    """Delete a template; the sessions that were made of it stay as they are."""
    record(Verb.CURRICULUM_DELETED, actor=actor, institution=row.institution, subject=row)
    files = list(Material.objects.filter(outline__curriculum=row).values_list("file", flat=True))
    row.delete()
    _drop_unused(files)


@transaction.atomic
def add_outline(curriculum: Curriculum) -> Outline:
    """Put an empty session behind the last. Raise TooMany."""
    locked = _lock_for_update(curriculum)
    if locked.outlines.count() >= MOST_SESSIONS:
        raise TooMany(
            _("A curriculum can have at most %(most)d sessions.") % {"most": MOST_SESSIONS}
        )
    last = locked.outlines.aggregate(last=Max("position"))["last"]
    row: Outline = Outline.objects.create(
        institution=locked.institution,
        curriculum=locked,
        position=0 if last is None else last + 1,
        days_after=0 if last is None else 28,
        title=_("New session"),
        segments=[{"minutes": 120, "title": _("What happens")}],
    )
    return row


@transaction.atomic
def move_outline(outline: Outline, *, up: bool) -> None:
    """Let a session change places with the one before or behind it; at the ends nothing moves."""
    locked = _lock_for_update(outline.curriculum)
    rows = list(locked.outlines.all())
    at = rows.index(outline)
    other = at - 1 if up else at + 1
    if 0 <= other < len(rows):
        rows[at], rows[other] = rows[other], rows[at]
        # The distance belongs to the place, so the calendar keeps its shape.
        distances = sorted((one.position, one.days_after) for one in rows)
        for place, (row, (_position, days)) in enumerate(zip(rows, distances, strict=True)):
            row.position, row.days_after = place, days
        Outline.objects.bulk_update(rows, ["position", "days_after"])


@transaction.atomic
def remove_outline(outline: Outline) -> None:
    """Take a session out of a template."""
    files = list(outline.materials.values_list("file", flat=True))
    _lock_for_update(outline.curriculum)
    outline.delete()
    _drop_unused(files)


@transaction.atomic
def add_material(
    place: Outline | SessionPlan,
    *,
    by: Membership,
    title: str,
    url: str = "",
    upload: UploadedFile[Any] | None = None,
) -> Material:
    """Add a link or a file to a session. Raise TooMany, FileRefused."""
    if place.materials.count() >= MOST_MATERIALS:
        raise TooMany(
            _("A session can have at most %(most)d materials.") % {"most": MOST_MATERIALS}
        )
    kept = keep_file(upload, institution=place.institution, by=by) if upload else None
    row: Material = Material.objects.create(
        institution=place.institution,
        title=title or (kept.name if kept else url)[:200],
        url="" if kept else url,
        file=kept,
        **({"outline": place} if isinstance(place, Outline) else {"plan": place}),
    )
    return row


@transaction.atomic
def remove_material(material: Material) -> None:
    """Take a material away; its file goes when nothing else has it."""
    files = [material.file_id]
    material.delete()
    _drop_unused(files)


def _drop_unused(files: Sequence[UUID | None]) -> None:
    Attachment.objects.filter(pk__in=[one for one in files if one], materials=None).delete()


def copy_materials(materials: Sequence[Material], **place: Outline | SessionPlan) -> None:
    for one in materials:
        Material.objects.create(
            institution=one.institution, title=one.title, url=one.url, file=one.file, **place
        )


def _lock_for_update(curriculum: Curriculum) -> Curriculum:
    locked: Curriculum = (
        Curriculum.objects.select_for_update(of=("self",))
        .select_related("institution")
        .get(pk=curriculum.pk)
    )
    return locked


# Applying ---------------------------------------------------------------------------------------
