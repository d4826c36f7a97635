"""The terms of expertise by which colleagues find a person."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from mentornet.audit_verbs import Verb
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.models import Membership, MentorOffer
from profiles.people.domain.events import announce_change
from profiles.people.models.membership import EXPERTISE_TERMS


class TooManyTerms(DomainError):
    code = "too_many_terms"

    def __init__(self, count: int) -> None:
        super().__init__(
            _("You chose %(count)d terms. Keep at most %(most)d.")
            % {"count": count, "most": EXPERTISE_TERMS}
        )


@transaction.atomic
def set_expertise(member: Membership, *, terms: Sequence[str]) -> Membership:
    """Let *terms* be *member*'s expertise, each once whatever its case, and add the new ones to
    their mentor offer, if they have one. Raises TooManyTerms, for the offer as well.
    """
    distinct = _distinct(terms)
    locked = Membership.objects.select_for_update(of=("self",)).get(pk=member.pk)
    before = locked.expertise
    had = {term.casefold() for term in before}
    locked.expertise = distinct
    locked.save(update_fields=["expertise"])
    if distinct != before:
        announce_change(locked, "expertise")
    if offer := MentorOffer.objects.select_for_update(of=("self",)).filter(member=member).first():
        kept = {term.casefold() for term in distinct} | {
            term.casefold() for term in offer.expertise if term.casefold() not in had
        }
        staying = [term for term in offer.expertise if term.casefold() in kept]
        new = [term for term in distinct if term.casefold() not in had]
        offer.expertise = _distinct([*staying, *new])
        offer.save(update_fields=["expertise", "updated_at"])
    record(Verb.EXPERTISE_SET, actor=member.user, institution=member.institution, subject=member)
    return locked


def _distinct(terms: Sequence[str]) -> list[str]:
    found: dict[str, str] = {}
    for term in terms:
        found.setdefault(term.casefold(), term)
    if len(found) > EXPERTISE_TERMS:
        raise TooManyTerms(len(found))
    return list(found.values())
