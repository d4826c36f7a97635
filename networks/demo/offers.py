"""What the senior people of the made-up school offer as mentors: about a quarter of all [P]."""

from __future__ import annotations

from decimal import Decimal

from networks.demo.people import Person
from networks.demo.setting import Setting
from networks.demo.texts import CANNOT_OFFER
from profiles.models import MentorOffer
from profiles.vocabulary import Area, MentorRole, Mode, Rank

OFFER_SHARES = {
    Rank.TRAINEE: 0.02,
    Rank.INSTRUCTOR: 0.05,
    Rank.ASSISTANT: 0.15,
    Rank.ASSOCIATE: 0.42,
    Rank.FULL: 0.62,
    Rank.EMERITUS: 0.40,
}
PAUSED_SHARE = 0.08

# What a stage of the career is best at [R]: nearness early, focus midway, influence late.
ROLES = {
    Rank.TRAINEE: ("teacher", "confidant", "coach"),
    Rank.INSTRUCTOR: ("teacher", "confidant", "coach"),
    Rank.ASSISTANT: ("coach", "confidant", "teacher", "role_model"),
    Rank.ASSOCIATE: ("coach", "advisor", "teacher", "role_model", "sponsor"),
    Rank.FULL: ("sponsor", "advisor", "agent", "role_model", "coach"),
    Rank.EMERITUS: ("confidant", "advisor", "role_model", "sponsor"),
}
AREAS = {
    "investigator": ("research", "career", "networking", "leadership", "growth"),
    "clinician_educator": ("teaching", "career", "clinical", "balance", "research", "leadership"),
    "educator": ("teaching", "career", "growth", "leadership"),
}
OTHER_AREAS = ("clinical", "balance", "leadership", "career", "growth", "networking")
CAPACITIES = {Rank.FULL: (2, 6), Rank.EMERITUS: (1, 4), Rank.ASSOCIATE: (1, 4)}


def offers_help(setting: Setting, person: Person) -> bool:
    """Whether this person has said that they would mentor."""
    return person.end_date is None and setting.chance.random() < OFFER_SHARES[person.rank]


def make_offer(setting: Setting, person: Person) -> MentorOffer:
    """The offer of one person, as fits their rank and track."""
    chance = setting.chance
    roles = ROLES[person.rank]
    areas = AREAS.get(person.track, OTHER_AREAS)
    low, high = CAPACITIES.get(person.rank, (1, 2))
    capacity = chance.randint(low, high)
    modes = [mode for mode in Mode.values if chance.random() < 0.6] or [Mode.VIDEO.value]
    return MentorOffer(
        id=setting.key(),
        institution_id=setting.institution,
        member_id=person.id,
        roles=in_order(MentorRole.values, chance.sample(roles, chance.randint(1, 3))),
        areas=in_order(Area.values, chance.sample(areas, chance.randint(1, 4))),
        expertise=list(person.expertise),
        modes=modes,
        capacity=capacity,
        hours_a_month=Decimal(capacity) * chance.choice((Decimal("1.0"), Decimal("1.5"))),
        rank_wish=chance.choice(MentorOffer.RankWish.values),
        cannot_offer=chance.choice(CANNOT_OFFER) if chance.random() < 0.3 else "",
        paused=chance.random() < PAUSED_SHARE,
        updated_at=setting.moment(1, 400),
    )


def in_order(vocabulary: list[str], chosen: list[str]) -> list[str]:
    """The chosen values in the order of the vocabulary, as forms save them."""
    return [value for value in vocabulary if value in chosen]
