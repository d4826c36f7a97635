"""What a person decides about their own account and how they are described."""

from django.db import transaction

from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import Membership, SelfDescription, User
from profiles.people.domain.events import announce_change
from profiles.people.domain.preferences import choose_language, choose_time_zone


def own_description(member: Membership) -> SelfDescription:
    """Return how *member* describes themselves; unsaved and empty where they never said."""
    found = SelfDescription.objects.filter(member=member).first()
    return found or SelfDescription(member=member)


@transaction.atomic
def save_settings(
    member: Membership,
    *,
    time_zone: str,
    language: str,
    orcid: str,
    gender: str,
    gender_words: str,
    pronouns: str,
    shown: bool,
    wishes_woman: bool,
) -> SelfDescription:
    """Save *member*'s own settings, as validated by the form, and return the self-description.

    Gender and pronouns are the person's own words [D: a preference is never imputed]. The time
    zone and the language belong to the login, so they hold at every institution of the same person.
    """
    user = member.user
    choose_time_zone(user, time_zone)
    choose_language(user, language)
    if member.orcid != orcid:
        member.orcid = orcid
        member.save(update_fields=["orcid"])
        announce_change(member, "orcid")
    description, _made = SelfDescription.objects.update_or_create(
        member=member,
        defaults={
            "gender": gender,
            "gender_words": gender_words,
            "pronouns": pronouns,
            "shown": shown,
            "wishes_woman": wishes_woman,
        },
    )
    record(Verb.SETTINGS_SAVED, actor=user, institution=member.institution, subject=member)
    return description


def remember_institution(member: Membership) -> None:
    """Begin the next session of this person, too, in the institution that they chose last."""
    User.objects.filter(pk=member.user_id).update(last_membership=member)
