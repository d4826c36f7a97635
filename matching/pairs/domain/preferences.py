"""Whom an enrolled person would like to be paired with, in order, and whom they decline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from matching.pairs.errors import TooManyChoices
from matching.pairs.models import Preference
from matching.programs.domain.choices import Choices
from matching.programs.enrollment.models import Enrollment, EnrollmentQuerySet
from matching.programs.errors import EnrollmentClosed, NotEnrolled
from matching.programs.models import Program
from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import Membership
from profiles.own_words import RANK
from profiles.people.names.domain import named
from profiles.vocabulary import having


def ranked(enrollment: Enrollment) -> list[Enrollment]:
    """Return those whom the person named and who still take part, best first. One query."""
    named = (
        Preference.objects.filter(
            enrollment=enrollment,
            rank__isnull=False,
            chosen__withdrawn_at=None,
            chosen__member__end_date=None,
        )
        .select_related("chosen__member__unit")
        .order_by("rank")
    )
    return [preference.chosen for preference in named]


@transaction.atomic
def save_choices(enrollment: Enrollment, *, keys: Sequence[UUID]) -> list[Enrollment]:
    """Keep exactly this list, best first; naming someone twice counts once.

    Raise TooManyChoices, NotEnrolled for a key that is no one on the other side, and
    EnrollmentClosed once the program is over.
    """
    lock_for_choosing(enrollment)
    wanted = list(dict.fromkeys(keys))
    limit = enrollment.program.choices_asked
    if enrollment.side == Enrollment.Side.PROTEGE and len(wanted) > limit:
        raise TooManyChoices(
            _("You can choose up to %(limit)d people. Remove one first.") % {"limit": limit}
            if enrollment.program.traits.pairs_peers
            else _("You can choose up to %(limit)d mentors. Remove one first.") % {"limit": limit}
        )
    found = {one.pk: one for one in others(enrollment).filter(pk__in=wanted)}
    if len(found) != len(wanted):
        raise NotEnrolled
    own = Preference.objects.filter(enrollment=enrollment)
    own.filter(rank__isnull=False).delete()
    own.filter(chosen__in=wanted).delete()
    Preference.objects.bulk_create(
        Preference(
            institution=enrollment.institution,
            enrollment=enrollment,
            chosen=found[key],
            rank=rank,
        )
        for rank, key in enumerate(wanted, start=1)
    )
    record(
        Verb.CHOICES_SAVED,
        actor=enrollment.member.user,
        institution=enrollment.institution,
        subject=enrollment,
    )
    return [found[key] for key in wanted]


@transaction.atomic
def order_choices(enrollment: Enrollment, *, keys: Sequence[UUID]) -> list[Enrollment]:
    """Bring those on the list into this order; who was added meanwhile comes after them.

    Who was taken off meanwhile is not put back. Raise as `save_choices` does.
    """
    lock_for_choosing(enrollment)
    there = [one.pk for one in ranked(enrollment)]
    wanted = [key for key in dict.fromkeys(keys) if key in there]
    return save_choices(enrollment, keys=[*wanted, *(key for key in there if key not in wanted)])


@transaction.atomic
def add_choice(enrollment: Enrollment, *, key: UUID) -> list[Enrollment]:
    """Put someone at the end of the list; who is on it stays where they are."""
    # Two who add at once come one after the other: the second one sees what the first one added.
    lock_for_choosing(enrollment)
    keys = [one.pk for one in ranked(enrollment)]
    return save_choices(enrollment, keys=[*keys, key])


@transaction.atomic
def drop_choice(enrollment: Enrollment, *, key: UUID) -> list[Enrollment]:
    """Take someone off the list."""
    lock_for_choosing(enrollment)
    return save_choices(enrollment, keys=[one.pk for one in ranked(enrollment) if one.pk != key])


@transaction.atomic
def move_choice(enrollment: Enrollment, *, key: UUID, by: int) -> list[Enrollment]:
    """Move someone up (-1) or down (+1) the list; at its end nothing happens."""
    lock_for_choosing(enrollment)
    keys = [one.pk for one in ranked(enrollment)]
    if key not in keys:
        raise NotEnrolled
    return save_choices(enrollment, keys=moved(keys, key, by=by))


def moved(keys: Sequence[UUID], key: UUID, *, by: int) -> list[UUID]:
    """Return *keys* with one of them *by* places further down, or up; at an end it stays there."""
    rest = [one for one in keys if one != key]
    rest.insert(max(0, min(len(rest), [*keys].index(key) + by)), key)
    return rest


@transaction.atomic
def decline(enrollment: Enrollment, *, key: UUID) -> Preference:
    """Not this person: no run proposes the pair, and no one learns of it. Raise NotEnrolled."""
    lock_for_choosing(enrollment)
    other = others(enrollment).filter(pk=key).first()
    if other is None:
        raise NotEnrolled
    Preference.objects.filter(enrollment=enrollment, chosen=other).delete()
    row: Preference = Preference.objects.create(
        institution=enrollment.institution, enrollment=enrollment, chosen=other, rank=None
    )
    record(
        Verb.CHOICE_DECLINED,
        actor=enrollment.member.user,
        institution=enrollment.institution,
        subject=enrollment,
    )
    return row


@transaction.atomic
def undo_decline(enrollment: Enrollment, *, key: UUID) -> None:
    """Take a decline back; without one nothing happens."""
    lock_for_choosing(enrollment)
    Preference.objects.filter(enrollment=enrollment, chosen=key, rank=None).delete()


def others(enrollment: Enrollment) -> EnrollmentQuerySet:
    """Return the people among whom they choose, themselves left out: the other side, or their peers."""
    there: EnrollmentQuerySet = Enrollment.objects.active().filter(program=enrollment.program)
    return there.filter(side=_chosen_side(enrollment)).exclude(member=enrollment.member_id)


def _chosen_side(enrollment: Enrollment) -> str:
    side = Enrollment.Side
    if enrollment.side == side.MENTOR or enrollment.program.traits.pairs_peers:
        return side.PROTEGE
    return side.MENTOR


def named_in(program: Program) -> Choices:
    """Return whom the people of *program* named and declined, by enrollment. One query."""
    rows = Preference.objects.filter(enrollment__program=program).order_by("rank")
    named: dict[UUID, list[UUID]] = {}
    declined: set[tuple[UUID, UUID]] = set()
    for one, other, rank in rows.values_list("enrollment_id", "chosen_id", "rank"):
        if rank is None:
            declined.add((one, other))
        else:
            named.setdefault(one, []).append(other)
    return Choices({one: tuple(others) for one, others in named.items()}, frozenset(declined))


def lock_for_choosing(enrollment: Enrollment) -> Enrollment:
    """Return the enrollment as it is now, held. Raise NotEnrolled, and EnrollmentClosed once the program is over."""
    held: Enrollment = (
        Enrollment.objects.select_for_update(of=("self",))
        .select_related("program", "member__user", "institution")
        .get(pk=enrollment.pk)
    )
    if not held.is_active:
        raise NotEnrolled
    if held.program.state == Program.State.CLOSED:
        raise EnrollmentClosed
    return held


def browse(
    enrollment: Enrollment, *, q: str = "", area: str = "", role: str = "", rank: str = ""
) -> QuerySet[Enrollment]:
    """Return the people among whom they choose, for a page; by name."""
    rows: QuerySet[Enrollment] = (
        others(enrollment)
        .select_related("member__unit", "member__mentor_training")
        .defer("member__search", "goals")
    )
    for word in q.split()[:6]:
        by_name = named(Membership.objects.all(), word, institution=enrollment.institution_id)
        rows = rows.filter(
            Q(member__in=by_name.order_by().values("pk"))
            | Q(member__specialty__icontains=word)
            | Q(member__unit__name__icontains=word)
            | Q(expertise__icontains=word)
        )
    if area:
        rows = rows.filter(areas__has_key=area)
    if role:
        rows = rows.filter(roles__contains=[role])
    if rank:
        rows = rows.filter(**having(RANK, rank, member="member__"))
    return rows.order_by("member__sort_key", "pk")


def declined_by(enrollment: Enrollment) -> set[Any]:
    """Return the keys of those whom the person declines. One query."""
    return set(
        Preference.objects.filter(enrollment=enrollment, rank=None).values_list(
            "chosen_id", flat=True
        )
    )
