"""External contacts: mentors elsewhere, who need no account here [C, D]."""

from django.db import transaction

from mentornet.audit_verbs import Verb
from networks.relationships.domain.outside import stop_emails
from networks.relationships.models import ExternalContact
from profiles.institution.domain import audit
from profiles.models import Membership


@transaction.atomic
def remember_contact(
    owner: Membership,
    *,
    name: str,
    affiliation: str = "",
    email: str = "",
    rank: str = "",
    expertise: list[str] | None = None,
) -> ExternalContact:
    """Return *owner*'s contact of this name and address, written down now unless it was before."""
    Membership.objects.select_for_update(no_key=True).get(pk=owner.pk)
    known = owner.external_contacts.filter(
        name__iexact=name, affiliation__iexact=affiliation, email__iexact=email
    ).first()
    if known:
        return known
    contact = ExternalContact.objects.create(
        institution=owner.institution,
        owner=owner,
        name=name,
        affiliation=affiliation,
        email=email,
        rank=rank,
        expertise=expertise or [],
    )
    audit.record(
        Verb.CONTACT_REMEMBERED, actor=owner.user, institution=owner.institution, subject=contact
    )
    return contact


@transaction.atomic
def edit_contact(
    contact: ExternalContact,
    *,
    name: str,
    affiliation: str,
    email: str,
    rank: str,
    expertise: list[str],
) -> ExternalContact:
    """Change what *contact*'s owner noted of them; another address ends the emails to the old one."""
    if contact.email.lower() != email.lower():
        stop_emails(contact, by=contact.owner)
    contact.name = name
    contact.affiliation = affiliation
    contact.email = email
    contact.rank = rank
    contact.expertise = expertise
    contact.save()
    audit.record(
        Verb.CONTACT_EDITED,
        actor=contact.owner.user,
        institution=contact.institution,
        subject=contact,
    )
    return contact
