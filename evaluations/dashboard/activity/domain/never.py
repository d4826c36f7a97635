"""The verbs that no director reads, because they are about one person's own matters.

Relationships that people made, what they wrote, whom they asked or declined, how they sign in, and what
groups say among themselves. Meetings are here because those of two people are: one verb serves both.
"""

from __future__ import annotations

from mentornet.audit_verbs import Verb

_KINDS = (
    # How someone signs in, and what they say of themselves
    "address_claim.",
    "assessment.",
    "content_consent.",
    "content_grant.",
    "email.",
    "expertise.",
    "goal.",
    "introduction.",
    "login.",
    "membership_offer.",
    "need.",
    "offer.",
    "own_data.",
    "photo.",
    "second_factor.",
    "second_factors.",
    "sessions.",
    "sharing.",
    "training.",
    # What directors note about a person: that there is a note says something, too
    "director_note.",
    # Relationships, requests and concerns
    "agreement.",
    "concern.",
    "contact.",
    "exclusion.",
    "invitation.",
    "outside_emails.",
    "person.",
    "stage.",
    "tie.",
    "tie_end.",
    # Preferences, answers and declines in programs
    "absence.",
    "choice.",
    "choices.",
    "group_opening.",
    "group_place.",
    "peer_function.",
    "time_confirmation.",
    # What people do together
    "action.",
    "alumni.",
    "check_in.",
    "feedback.",
    "file.",
    "group_message.",
    "halfway.",
    "meeting.",
    "removal.",
    "series.",
    "skills.",
    # Teams of one mentee, papers, plans and work
    "author.",
    "author_contact.",
    "authorship.",
    "contributions.",
    "draft.",
    "milestone.",
    "order.",
    "plan.",
    "plan_comment.",
    "project.",
    "review.",
    "team.",
    "team_contact.",
    "team_function.",
    "team_member.",
    "team_plan.",
    "version.",
    "version_approval.",
    "work.",
)
_SINGLE = {
    # What single people changed for themselves, and single rows that systems write.
    Verb.API_CLIENT_ACTED,
    # What someone answered to a director, and when.
    Verb.PAIR_REQUEST_ANSWERED,
    # Which pair a director wrote to: that they needed it is no one else's to read.
    Verb.PAIR_NOTED,
    Verb.PAIR_WRITTEN_TO,
    Verb.SCIM_PERSON_WITHDRAWN,
    Verb.SCIM_PERSON_WRITTEN,
    Verb.SETTINGS_SAVED,
    Verb.SIGN_ON_BYPASSED,
    Verb.SIGN_ON_LINKED,
    Verb.SIGN_ON_REFUSED,
    Verb.SIGN_ON_UNLINKED,
}

NEVER = _SINGLE | {verb for verb in Verb if verb.startswith(_KINDS)}
