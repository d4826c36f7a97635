"""What a person offers as a mentor. Room is a hard limit, so the person sets and pauses it [P]."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from mentornet.audit_verbs import Verb
from profiles.assessment.domain.lexicon import areas_in
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.models import Membership, MentorOffer, SelfAssessment


class NothingOffered(DomainError):
    code = "nothing_offered"

    def __init__(self) -> None:
        super().__init__(_("Choose at least one role and one area that you can help with."))


@dataclass(frozen=True)
class OfferSuggestion:
    """What a new offer could hold, and where each comes from; nothing of it is saved."""

    areas: tuple[str, ...]
    expertise: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.areas or self.expertise)


def suggest_offer(member: Membership) -> OfferSuggestion:
    """Suggest areas from *member*'s own strengths, and expertise from what the roster says."""
    assessment = SelfAssessment.objects.filter(member=member).first()
    strengths = f"{assessment.strengths}\n{assessment.energised_by}" if assessment else ""
    terms = dict.fromkeys(term for term in [member.specialty, *member.expertise] if term)
    return OfferSuggestion(
        areas=tuple(area.value for area in areas_in(strengths)), expertise=tuple(terms)
    )


@transaction.atomic
def save_offer(
    member: Membership,
    *,
    roles: Sequence[str],
    areas: Sequence[str],
    expertise: Sequence[str],
    modes: Sequence[str],
    capacity: int,
    hours_a_month: Decimal,
    rank_wish: str,
    cannot_offer: str,
) -> MentorOffer:
    """Save what *member* offers and return it; a pause stays as it was.

    A capacity below the people mentored now is allowed: no one is dropped, the load shows.
    Raises NothingOffered without a role or without an area.
    """
    if not roles or not areas:
        raise NothingOffered
    values = {
        "roles": list(roles),
        "areas": list(areas),
        "expertise": list(dict.fromkeys(expertise)),
        "modes": list(modes),
        "capacity": capacity,
        "hours_a_month": hours_a_month,
        "rank_wish": rank_wish,
        "cannot_offer": cannot_offer,
    }
    offer, _made = MentorOffer.objects.update_or_create(
        member=member,
        defaults=values,
        create_defaults={**values, "institution": member.institution},
    )
    record(Verb.OFFER_SAVED, actor=member.user, institution=member.institution, subject=offer)
    return offer


@transaction.atomic
def pause_offer(offer: MentorOffer) -> MentorOffer:
    """Keep *offer* out of search and suggestions for now; present ties stay."""
    return _set_paused(offer, paused=True, verb=Verb.OFFER_PAUSED)


@transaction.atomic
def resume_offer(offer: MentorOffer) -> MentorOffer:
    """Let *offer* be found again."""
    return _set_paused(offer, paused=False, verb=Verb.OFFER_RESUMED)


def _set_paused(offer: MentorOffer, *, paused: bool, verb: Verb) -> MentorOffer:
    locked = MentorOffer.objects.select_for_update().get(pk=offer.pk)
    if locked.paused != paused:
        locked.paused = paused
        locked.save(update_fields=["paused", "updated_at"])
        record(verb, actor=locked.member.user, institution=locked.institution, subject=locked)
    return locked
