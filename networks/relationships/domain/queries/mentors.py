from profiles.models import Membership


def mentors_of(member: Membership) -> list[Membership]:
    """Return who mentors *member* now and is here: the people with whom parts can be shared."""
    return list(
        Membership.objects.current()
        .filter(ties_as_mentor__protege=member, ties_as_mentor__state="active")
        .distinct()
        .select_related("user")
    )
