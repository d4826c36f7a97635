"""A program's people as the engine groups them: one cohort, a handful of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from matching.engine.groups.forming import Facilitator, Person, Rules
from matching.groups.forming.domain.inputs import GroupCohort, Kept
from matching.groups.forming.domain.on_dates import without_hours
from matching.groups.forming.domain.peers import as_pairs
from matching.groups.forming_rules.domain import rules_of, session_slots
from matching.groups.hours import on_clock
from matching.groups.models.application import GroupApplication
from matching.groups.models.forming_rules import GroupRules
from matching.groups.models.proposals import ProgramGroup, Seat
from matching.programs.domain.choices import choices_of
from matching.programs.domain.supervision import lines_of
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from matching.programs.runs.models import MatchRun
from matching.signals import peers_in_question
from networks.models import Exclusion, GroupMember
from profiles.models import SelfDescription
from profiles.vocabulary import RANK_ORDER

SUPERVISION, ITSELF = "supervision", "itself"
Side = Enrollment.Side


def build_group_cohort(
    program: Program, *, seed: int = 0, around: MatchRun | None = None
) -> GroupCohort:
    """Return the people of *program* who are to be in groups, with the groups that there are.

    *around*: a run whose locked seats stay. Those left out are not in it. Who is in a published
    group stays in it, even if they have withdrawn from the program. Keys are those of enrollments.
    Who left a group never comes back into it, and who is asked now whether they will be together with others is not in
    it, nor are their groups. Twelve queries at the most, whatever the number of
    people.
    """
    rows, parts = _published(program)
    there = list(
        Enrollment.objects.filter(program=program)
        .filter(
            Q(withdrawn_at=None, member__end_date=None, left_out=False)
            | Q(member__in=[member for _group, member, _part in parts])
        )
        .select_related("member__user", "institution", "group_application")
        .order_by("id")
    )
    kept = _kept(rows, parts, there)
    asked, tried = _in_question(program)
    kept = tuple(one for one in kept if not _is_asked(one, there, asked))
    there = [
        one
        for one in there
        if not (one.side == Side.PROTEGE and one.member_id in asked)
        and (_takes_part(one) or _has_part(str(one.pk), kept))
    ]
    gone = _gone(rows, kept, there)
    if around is not None:
        kept = _with_locks(kept, around, {str(one.pk) for one in there}, gone)
    facilitators = [one for one in there if one.side == Side.MENTOR]
    elsewhere = _leading_alone(rows, parts, kept)
    rules = rules_of(program)
    cohort = GroupCohort(
        people=_people([one for one in there if one.side == Side.PROTEGE], program),
        facilitators=tuple(
            _facilitator(one, program, kept, elsewhere[one.member_id]) for one in facilitators
        ),
        rules=_engine_rules(rules),
        kept=kept,
        seed=seed,
        clock=program.institution.time_zone,
    )
    apart = _kept_apart(cohort if rules.asks_hours else without_hours(cohort), there)
    found = _kept_out(apart, gone)
    if program.traits.pairs_peers:
        chosen, again = choices_of(program), rules.never_again
        return as_pairs(found, program, chosen, never_again=again, tried=tried)
    return found


def _in_question(program: Program) -> tuple[set[UUID], list[set[UUID]]]:
    """Return what questions to equals say; see `signals.peers_in_question`."""
    answers: list[Any] = peers_in_question.send(sender=Program, program=program)
    return answers[0][1] if answers else (set(), [])


def _is_asked(group: Kept, there: Collection[Enrollment], asked: Collection[UUID]) -> bool:
    members = {one.member_id for one in there if str(one.pk) in group.members}
    return not members.isdisjoint(asked)


def _takes_part(enrollment: Enrollment) -> bool:
    return enrollment.is_active and not enrollment.left_out and enrollment.member.is_current


def _has_part(key: str, kept: tuple[Kept, ...]) -> bool:
    return any(key == one.facilitator or key in one.members for one in kept)


def _published(program: Program) -> tuple[list[ProgramGroup], list[tuple[UUID, UUID, str]]]:
    """Return the program's groups that are going on, and who has which part in them. Two queries."""
    rows = list(
        ProgramGroup.objects.filter(program=program, group__ended_on=None)
        .select_related("group")
        .order_by("created_at", "group__name", "pk")
    )
    parts = GroupMember.objects.current().filter(group__in=[one.group_id for one in rows])
    return rows, list(parts.order_by("pk").values_list("group_id", "member_id", "part"))


def _kept(
    rows: list[ProgramGroup], parts: list[tuple[UUID, UUID, str]], there: list[Enrollment]
) -> tuple[Kept, ...]:
    keys = {(one.member_id, one.side): str(one.pk) for one in there}
    members: dict[UUID, list[str]] = {}
    leading: dict[UUID, str] = {}
    for group, member, part in parts:
        if part == GroupMember.Part.MEMBER and (key := keys.get((member, Side.PROTEGE))):
            members.setdefault(group, []).append(key)
        elif part == GroupMember.Part.FACILITATOR and (key := keys.get((member, Side.MENTOR))):
            leading[group] = key
    return tuple(
        Kept(
            name=one.group.name,
            members=tuple(members[one.group_id]),
            facilitator=leading.get(one.group_id),
            peer_group=str(one.group_id),
        )
        for one in rows
        if one.group_id in members
    )


def _leading_alone(
    rows: list[ProgramGroup], parts: list[tuple[UUID, UUID, str]], kept: tuple[Kept, ...]
) -> Counter[UUID]:
    """Return how many groups that no run sees each person leads: all of their members have left."""
    seen = {one.peer_group for one in kept}
    return Counter(
        member
        for group, member, part in parts
        if part == GroupMember.Part.FACILITATOR and str(group) not in seen
    )


def _gone(
    rows: list[ProgramGroup], kept: tuple[Kept, ...], there: list[Enrollment]
) -> dict[str, frozenset[str]]:
    """Return who left each published group and is not in it again, whatever their part. One query."""
    keys: dict[UUID, list[str]] = {}
    for one in there:
        keys.setdefault(one.member_id, []).append(str(one.pk))
    left = GroupMember.objects.filter(
        group__in=[one.group_id for one in rows], left_on__isnull=False
    )
    found: dict[str, set[str]] = {}
    for group, member in left.values_list("group_id", "member_id"):
        found.setdefault(str(group), set()).update(keys.get(member, ()))
    inside = {one.peer_group: {*one.members, one.facilitator} for one in kept}
    return {group: frozenset(those - inside.get(group, set())) for group, those in found.items()}


def _kept_out(cohort: GroupCohort, gone: Mapping[str, frozenset[str]]) -> GroupCohort:
    """Write into everyone which groups they may not join: those that they left."""
    left: dict[str, frozenset[str]] = {}
    for group in cohort.kept:
        for key in gone.get(group.peer_group, ()):
            left[key] = left.get(key, frozenset()) | frozenset(group.members)
    return replace(
        cohort,
        people=tuple(replace(one, left=left.get(one.key, one.left)) for one in cohort.people),
        facilitators=tuple(
            replace(one, left=left.get(one.key, one.left)) for one in cohort.facilitators
        ),
    )


def _with_locks(
    published: tuple[Kept, ...],
    around: MatchRun,
    there: Collection[str],
    gone: Mapping[str, frozenset[str]],
) -> tuple[Kept, ...]:
    """Return the published groups, and those of *around* in which someone is locked. One query."""
    rows = (
        Seat.objects.filter(run=around, locked=True, group__isnull=False)
        .select_related("group")
        .order_by("group__number", "pk")
    )
    found = {one.peer_group: one for one in published}
    for seat in rows:
        key, group = str(seat.enrollment_id), seat.group
        if key not in there:
            continue
        peer_group = str(group.peer_group_id or "")
        if key in gone.get(peer_group, ()):
            continue
        facilitator = str(group.facilitator_id) if group.facilitator_id else None
        name = peer_group or f"new {group.pk}"
        before = found.get(name) or Kept(
            group.name, (), facilitator if facilitator in there else None
        )
        before = replace(before, asked=before.asked or seat.asked_first)
        if key not in before.members:
            found[name] = replace(before, members=(*before.members, key))
    return tuple(found.values())


def _engine_rules(settings: GroupRules) -> Rules:
    return Rules(
        smallest=settings.smallest,
        largest=settings.largest,
        aims={aim: float(value) for aim, value in settings.weights.items()},
        session_slots=session_slots(settings),
        hours_hard=settings.hours_hard and settings.asks_hours,
        hours_said=settings.hours_hard and settings.asks_hours,
        not_alone_hard=settings.not_alone_hard,
        least_units=settings.least_units,
        facilitated=settings.facilitated,
    )


def _people(proteges: list[Enrollment], program: Program) -> tuple[Person, ...]:
    members = [one.member_id for one in proteges]
    genders = _genders(members)
    previous = _previous(proteges, program)
    return tuple(
        Person(
            key=str(one.pk),
            rank=RANK_ORDER.get(one.member.rank, -1),
            unit=str(one.member.unit_id or ""),
            goals=frozenset(one.areas),
            expertise=frozenset(term.casefold() for term in one.expertise),
            slots=_slots(one, program),
            traits=frozenset(_traits(one, genders).values()),
            not_alone=_not_alone(one, genders),
            previous=previous.get(one.pk, frozenset()),
        )
        for one in proteges
    )


def _facilitator(
    enrollment: Enrollment, program: Program, kept: tuple[Kept, ...], elsewhere: int
) -> Facilitator:
    """As many groups as they have room for, or as they lead already.

    *elsewhere*: groups of the program that they lead and that no run sees; those take room, too.
    """
    key = str(enrollment.pk)
    leading = sum(one.facilitator == key for one in kept)
    room = min(enrollment.places, program.places_a_mentor) if _takes_part(enrollment) else 0
    return Facilitator(
        key=key,
        rank=RANK_ORDER.get(enrollment.member.rank, -1),
        unit=str(enrollment.member.unit_id or ""),
        slots=_slots(enrollment, program),
        groups=max(room - elsewhere, leading),
    )


def _slots(enrollment: Enrollment, program: Program) -> frozenset[int]:
    said = _application(enrollment)
    if said is None:
        return frozenset()
    first = program.starts_on or program.institution.local_date()
    return on_clock(
        said.hours,
        zone=said.time_zone,
        clock=program.institution.time_zone,
        first=first,
        last=_last_day(program, first),
    )


def _last_day(program: Program, first: date) -> date:
    return program.ends_on or first.replace(year=first.year + 1, day=min(first.day, 28))


def _application(enrollment: Enrollment) -> GroupApplication | None:
    found: GroupApplication | None = getattr(enrollment, "group_application", None)
    return found


def _genders(members: list[UUID]) -> dict[UUID, str]:
    """Return what people declared of themselves, in the program's people alone. One query."""
    rows = SelfDescription.objects.filter(member__in=members).exclude(gender="")
    return {
        member: f"{gender}:{words.casefold()}" if words else gender
        for member, gender, words in rows.values_list("member_id", "gender", "gender_words")
    }


def _traits(enrollment: Enrollment, genders: Mapping[UUID, str]) -> dict[str, str]:
    """Attribute → trait; what someone has not said is none."""
    said = {
        GroupApplication.Attribute.GENDER: genders.get(enrollment.member_id, ""),
        GroupApplication.Attribute.TRACK: enrollment.member.track,
        GroupApplication.Attribute.RANK: enrollment.member.rank,
    }
    return {str(name): f"{name}:{value}" for name, value in said.items() if value}


def _not_alone(enrollment: Enrollment, genders: Mapping[UUID, str]) -> frozenset[str]:
    said = _application(enrollment)
    traits = _traits(enrollment, genders)
    return frozenset(traits[name] for name in (said.not_alone if said else ()) if name in traits)


def _previous(proteges: list[Enrollment], program: Program) -> dict[UUID, frozenset[str]]:
    """With whom each was in a group before; the program's own groups of now do not count."""
    keys = {one.member_id: one.pk for one in proteges}
    now = ProgramGroup.objects.filter(program=program, group__ended_on=None).values("group")
    rows = GroupMember.objects.filter(member__in=keys, part=GroupMember.Part.MEMBER).exclude(
        group__in=now
    )
    groups: dict[UUID, set[UUID]] = {}
    for group, member in rows.values_list("group_id", "member_id"):
        groups.setdefault(group, set()).add(keys[member])
    found: dict[UUID, set[str]] = {}
    for together in groups.values():
        for one in together:
            found.setdefault(one, set()).update(str(other) for other in together - {one})
    return {one: frozenset(others) for one, others in found.items()}


def _kept_apart(cohort: GroupCohort, there: list[Enrollment]) -> GroupCohort:
    """Write into everyone who may not sit with them: the line of supervision, wishes, themselves.

    Supervision counts in both directions and always: a group is no place for a chief [P, L]. A
    wish has no reason with it: whose it is stays theirs.
    """
    keys: dict[str, list[str]] = {}
    for one in there:
        keys.setdefault(str(one.member_id), []).append(str(one.pk))
    members = [UUID(member) for member in keys]
    apart: dict[str, set[str]] = {}
    reasons: dict[frozenset[str], str] = {}
    for member, other, why in _pairs_apart(members):
        for left in keys.get(member, ()):
            for right in keys.get(other, ()):
                if left == right:
                    continue
                apart.setdefault(left, set()).add(right)
                apart.setdefault(right, set()).add(left)
                if why:
                    reasons[frozenset({left, right})] = why
    return replace(
        cohort,
        people=tuple(
            replace(one, apart=frozenset(apart.get(one.key, ()))) for one in cohort.people
        ),
        facilitators=tuple(
            replace(one, apart=frozenset(apart.get(one.key, ()))) for one in cohort.facilitators
        ),
        rules=replace(cohort.rules, reasons=reasons),
    )


def _pairs_apart(members: list[UUID]) -> list[tuple[str, str, str]]:
    """Return pairs of members with the reason, empty for a private one; the stated reasons come last."""
    wishes = Exclusion.objects.filter(
        reach=Exclusion.Reach.PAIR, owner__in=members, other__in=members
    )
    found = [(str(one), str(two), "") for one, two in wishes.values_list("owner_id", "other_id")]
    for member, above in lines_of(members).items():
        found += [(str(member), chief, SUPERVISION) for chief in above]
    return [*found, *((str(one), str(one), ITSELF) for one in members)]
