"""The words that sentences about a network use for areas, roles, kinds and ranks.

Pure, so that coverage and the map can speak without Django. The keys are the
values of `profiles.vocabulary`; the order is the order of the page and of the map.
"""

AREA_PHRASES = {
    "career": "career guidance",
    "research": "research",
    "teaching": "teaching and education",
    "clinical": "clinical and program development",
    "leadership": "leadership",
    "networking": "networking and sponsorship",
    "balance": "work–life balance",
    "growth": "personal growth",
}
ROLE_PHRASES = {
    "teacher": "a teacher",
    "sponsor": "a sponsor",
    "advisor": "an advisor",
    "agent": "an agent",
    "role_model": "a role model",
    "coach": "a coach",
    "confidant": "a confidant",
}
ROLE_OFFERS = {
    "teacher": "explains how things work here",
    "sponsor": "speaks for you where you are not in the room",
    "advisor": "keeps your own idea of success in view",
    "agent": "protects your time and clears obstacles",
    "role_model": "shows a way of working that you would like to make yours",
    "coach": "practises with you and gives you a push",
    "confidant": "listens and keeps it between the two of you",
}
ROLE_LABELS = {
    "teacher": "Teacher",
    "sponsor": "Sponsor",
    "advisor": "Advisor",
    "agent": "Agent",
    "role_model": "Role model",
    "coach": "Coach",
    "confidant": "Confidant",
}
KIND_LABELS = {
    "traditional_dyad": "Traditional mentor",
    "special_peer": "Special peer",
    "information_peer": "Information peer",
    "collegial_peer": "Collegial peer",
    "collaborative_group": "Collaborative peer group",
    "facilitated_group": "Facilitated peer group",
    "mosaic": "Mosaic mentor",
    # Not a tie of their own: they follow from a group that the two are in.
    "group_peer": "Peer",
    "group_facilitator": "Group facilitator",
}
PEER_KINDS = frozenset(
    {
        "special_peer",
        "information_peer",
        "collegial_peer",
        "collaborative_group",
        "group_peer",
    }
)
CLOSENESS_LABELS = {1: "close", 2: "regular", 3: "distant"}

# Emeritus stands beside full professor: no further step of promotion lies between.
RANK_STEPS = {
    "trainee": 0,
    "instructor": 1,
    "assistant": 2,
    "associate": 3,
    "full": 4,
    "emeritus": 4,
}


def joined(words: list[str]) -> str:
    """One readable list: "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
