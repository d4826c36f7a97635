"""Who may read which part of a submitted self-assessment: its owner decides, part by part.

Ties live in a higher app, so this one asks: networks registers where a person's mentors are
found. Sharing ends with the tie, whatever was chosen before, and when a mentor comes to supervise them.
Someone who runs programs here, will or did (see people/staff_roles) is never among "all my mentors":
they read what the owner opened to them by name, and said so after they last got such a role.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from mentornet.audit_verbs import Verb
from profiles.assessment.domain.parts import PART_BY_NUMBER, Part, Passage, read_part
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.models import AssessmentVersion, Membership, PartSharing
from profiles.people.domain.supervision import led_by, supervisors_of
from profiles.people.staff_roles.domain.program_staff import last_grants
from profiles.vocabulary import Audience

MentorSource = Callable[[Membership], Iterable[Membership]]

_mentor_sources: list[MentorSource] = []


class NotYourMentor(DomainError):
    code = "not_your_mentor"

    def __init__(self) -> None:
        super().__init__(_("You can choose only among your current mentors."))


class NobodyChosen(DomainError):
    code = "nobody_chosen"

    def __init__(self) -> None:
        super().__init__(_("Choose at least one mentor, or choose “No one”."))


@dataclass(frozen=True)
class SharedPart:
    """A part as a mentor reads it."""

    part: Part
    passages: tuple[Passage, ...]
    submitted_at: datetime


def register_mentor_source(source: MentorSource) -> MentorSource:
    """Let *source* say who mentors a member now (active ties with members). Called at start-up."""
    if source not in _mentor_sources:
        _mentor_sources.append(source)
    return source


@dataclass(frozen=True)
class Choosable:
    """A mentor of someone now; *granted_at* when they last got a role that runs programs, if ever."""

    mentor: Membership
    granted_at: datetime | None = None

    @property
    def runs_programs(self) -> bool:
        """Whether "all my mentors" leaves them out."""
        return self.granted_at is not None

    def reads(self, sharing: PartSharing) -> bool:
        """Whether a choice by name in *sharing* is still good for them."""
        if self.granted_at is None:
            return True
        return sharing.chosen_at is not None and sharing.chosen_at > self.granted_at


def current_mentors(member: Membership) -> list[Choosable]:
    """Return the members who mentor *member* now and do not supervise them, each once, by name."""
    found = {mentor.pk: mentor for source in _mentor_sources for mentor in source(member)}
    above = supervisors_of(member)
    here = [one for one in found.values() if one.pk not in above]
    granted = last_grants(here)
    here.sort(key=lambda one: (one.sort_key, one.pk))
    return [Choosable(one, granted.get(one.pk)) for one in here]


@transaction.atomic
def set_sharing(
    member: Membership, *, part: int, audience: str, chosen: Collection[Membership] = ()
) -> PartSharing:
    """Share *part* with no one, the *chosen* mentors or all of them.

    Raises NotYourMentor when one of *chosen* is not a mentor of *member* now, and NobodyChosen
    when *audience* is the chosen ones and there are none.
    """
    picked = {one.pk for one in chosen} if audience == Audience.CHOSEN else set()
    if audience == Audience.CHOSEN and not picked:
        raise NobodyChosen
    choosable = {one.mentor.pk: one for one in current_mentors(member)} if picked else {}
    if not picked <= set(choosable):
        raise NotYourMentor
    Membership.objects.select_for_update().get(pk=member.pk)
    sharing, _made = PartSharing.objects.get_or_create(
        member=member, part=part, defaults={"institution": member.institution}
    )
    before = {one.pk for one in sharing.chosen.all()}
    renewed = not all(choosable[key].reads(sharing) for key in picked)
    if (sharing.audience, before) == (audience, picked) and not renewed:
        return sharing
    sharing.audience, sharing.chosen_at = audience, timezone.now()
    sharing.save(update_fields=["audience", "chosen_at"])
    sharing.chosen.set(Membership.objects.filter(pk__in=picked))
    record(Verb.SHARING_SET, actor=member.user, institution=member.institution, subject=sharing)
    return sharing


def shared_parts(
    owner: Membership, *, reader: Membership, mentor_ids: Collection[UUID]
) -> list[SharedPart]:
    """Return what *reader* may read of *owner*'s last submitted version, in the parts' order.

    *mentor_ids* are the memberships with an active tie as *owner*'s mentor; a reader who is not
    among them, was not chosen (by name, if they run programs), supervises the owner (however far
    above), or belongs elsewhere gets nothing. Empty parts are left out.
    """
    if (
        reader.pk not in mentor_ids
        or not reader.is_current
        or reader.institution_id != owner.institution_id
        or reader.pk in supervisors_of(owner)
    ):
        return []
    version = AssessmentVersion.objects.filter(member=owner).first()
    if version is None:
        return []
    shared = _opened([owner.pk], reader=reader).get(owner.pk, set())
    read = ((PART_BY_NUMBER[number], version) for number in sorted(shared))
    return [
        SharedPart(part, passages, version.submitted_at)
        for part, version in read
        if (passages := read_part(part, version.content))
    ]


def owners_who_share(owners: Collection[UUID], *, reader: Membership) -> set[UUID]:
    """Return those of *owners* (keys) of whom *reader* may read a part, as `shared_parts` has it.

    *reader* mentors each of them now: the caller has seen to it. Four queries, for any number.
    """
    if not (owners and reader.is_current):
        return set()
    numbers = _opened(owners, reader=reader)
    for owner in led_by(reader, numbers) if numbers else ():
        del numbers[owner]
    last = AssessmentVersion.objects.filter(member__in=numbers, institution=reader.institution_id)
    return {
        version.member_id
        for version in last.order_by("member_id", "-number").distinct("member_id")
        if any(
            read_part(PART_BY_NUMBER[number], version.content)
            for number in numbers[version.member_id]
        )
    }


def _opened(owners: Collection[UUID], *, reader: Membership) -> dict[UUID, set[int]]:
    """Return the numbers of the parts that *owners* open to *reader*, if *reader* mentors them."""
    open_to = Q(audience=Audience.ALL) | Q(audience=Audience.CHOSEN, chosen=reader)
    rows = PartSharing.objects.filter(
        open_to, member__in=owners, institution=reader.institution_id
    ).distinct()
    found: dict[UUID, set[int]] = {}
    if not rows:
        return found
    me = Choosable(reader, last_grants([reader]).get(reader.pk))
    for row in rows:
        by_name = row.audience == Audience.CHOSEN
        if me.reads(row) if by_name else not me.runs_programs:
            found.setdefault(row.member_id, set()).add(row.part)
    return found
