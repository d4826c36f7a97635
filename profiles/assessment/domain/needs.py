"""Mentoring needs: proposed from what the person wrote, edited by the person [C, part 5]."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from mentornet.audit_verbs import Verb
from profiles.assessment.domain.lexicon import LEXICON
from profiles.assessment.domain.writing import find_assessment, lock_for_update
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.models import Goal, Membership, Need, SelfAssessment
from profiles.vocabulary import Area, MentorRole, Priority

LONGEST_QUOTE = 120
# What the next years ask for, and what is hard now, weighs more than what is far or private.
WEIGHT: dict[str, int] = {"short": 2, "long": 1, "personal": 1, "challenge": 2}


class NeedExists(DomainError):
    code = "need_exists"

    def __init__(self) -> None:
        super().__init__(
            _("You already have this need, with the same area and role. Edit that one.")
        )


class ProposalGone(DomainError):
    code = "proposal_gone"

    def __init__(self) -> None:
        super().__init__(_("This suggestion is gone, because you changed your text."))


@dataclass(frozen=True)
class Writing:
    """Something the person wrote: a goal (kind: its horizon) or a challenge."""

    kind: str
    text: str


@dataclass(frozen=True)
class Proposal:
    """A need that the person's own words suggest, with those words."""

    area: Area
    role: MentorRole
    priority: Priority
    quotes: tuple[str, ...]

    @property
    def key(self) -> str:
        return f"{self.area.value}:{self.role.value}"

    @property
    def reason(self) -> str:
        quoted = "; ".join(f"“{quote}”" for quote in self.quotes)
        return _("Because you wrote %(quotes)s.") % {"quotes": quoted}


def propose_needs(goals: Iterable[Writing], challenges: Iterable[str]) -> tuple[Proposal, ...]:
    """Propose needs from *goals* and *challenges*, the most pressing first.

    Pure and deterministic: the same words give the same proposals in the same order, and more
    words never take a proposal away or lower it. Each names the words that led to it.
    """
    writings = [*goals, *(Writing("challenge", text) for text in challenges)]
    proposals = []
    for entry in LEXICON:
        weight = 0
        quotes: dict[str, None] = {}
        for writing in writings:
            found = entry.pattern.search(writing.text)
            if found:
                weight += WEIGHT[writing.kind]
                quotes[_quote(writing.text, found)] = None
        if quotes:
            proposals.append(Proposal(entry.area, entry.role, _pressing(weight), tuple(quotes)[:2]))
    return tuple(sorted(proposals, key=lambda one: one.priority))


def _pressing(weight: int) -> Priority:
    if weight >= 4:
        return Priority.HIGH
    return Priority.MEDIUM if weight >= 2 else Priority.LOW


def _quote(text: str, found: re.Match[str]) -> str:
    """Return the sentence or line around *found*, as it stands, cut at words where it is long."""
    start = max(text.rfind(mark, 0, found.start()) for mark in ".!?;\n\r") + 1
    ends = [text.find(mark, found.end()) for mark in ".!?;\n\r"]
    end = min((one for one in ends if one >= 0), default=len(text))
    if end - start > LONGEST_QUOTE:
        start = max(start, found.start() - LONGEST_QUOTE // 3)
        end = min(end, max(found.end(), start + LONGEST_QUOTE))
        while start < found.start() and start > 0 and not text[start - 1].isspace():
            start += 1
        while end > found.end() and end < len(text) and not text[end].isspace():
            end -= 1
    return text[start:end].strip()


def proposals_for(member: Membership) -> tuple[Proposal, ...]:
    """What *member*'s words propose, without the needs they have and those they dismissed."""
    assessment = find_assessment(member)
    goals = [
        Writing(*row) for row in Goal.objects.filter(member=member).values_list("horizon", "text")
    ]
    taken = {
        f"{area}:{role}"
        for area, role in Need.objects.filter(member=member).values_list("area", "role")
    }
    taken.update(assessment.dismissed)
    proposals = propose_needs(goals, [assessment.challenges, assessment.drained_by])
    return tuple(one for one in proposals if one.key not in taken)


@transaction.atomic
def accept_proposal(member: Membership, *, key: str) -> Need:
    """Make a need of the proposal *key* (area:role). Raises ProposalGone when it is not made now."""
    lock_for_update(member)
    proposal = next((one for one in proposals_for(member) if one.key == key), None)
    if proposal is None:
        raise ProposalGone
    return add_need(member, area=proposal.area, role=proposal.role, priority=proposal.priority)


@transaction.atomic
def dismiss_proposal(member: Membership, *, key: str) -> SelfAssessment:
    """Do not propose *key* again. Raises ProposalGone when it is not proposed now."""
    assessment = lock_for_update(member)
    if key not in {one.key for one in proposals_for(member)}:
        raise ProposalGone
    assessment.dismissed = [*assessment.dismissed, key]
    assessment.save(update_fields=["dismissed"])
    return assessment


@transaction.atomic
def restore_proposals(member: Membership) -> SelfAssessment:
    """Propose again what was dismissed."""
    assessment = lock_for_update(member)
    assessment.dismissed = []
    assessment.save(update_fields=["dismissed"])
    return assessment


@transaction.atomic
def add_need(
    member: Membership, *, area: str, role: str = "", priority: int, note: str = ""
) -> Need:
    """Add a need and return it. Raises NeedExists for the same area and role."""
    lock_for_update(member)
    if Need.objects.filter(member=member, area=area, role=role).exists():
        raise NeedExists
    need = Need.objects.create(
        member=member,
        institution=member.institution,
        area=area,
        role=role,
        priority=priority,
        note=note,
    )
    record(Verb.NEED_ADDED, actor=member.user, institution=member.institution, subject=need)
    return need


@transaction.atomic
def edit_need(need: Need, *, area: str, role: str, priority: int, note: str) -> Need:
    """Change *need* and return it. Raises NeedExists for the area and role of another one."""
    lock_for_update(need.member)
    others = Need.objects.filter(member=need.member_id, area=area, role=role).exclude(pk=need.pk)
    if others.exists():
        raise NeedExists
    need.area, need.role, need.priority, need.note = area, role, priority, note
    need.save()
    return need


@transaction.atomic
def remove_need(need: Need) -> None:
    """Delete *need*; submitted versions keep it."""
    member = need.member
    record(Verb.NEED_REMOVED, actor=member.user, institution=member.institution, subject=need)
    need.delete()
