"""An institution of any size, written straight into the tables: pairs whose check-ins are due."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from django.utils import timezone

from networks.models import Agreement, Tie
from profiles.models import Institution, Membership, MentorOffer, Need, Unit, User
from profiles.vocabulary import Area, MentorRole, Rank, Track

RANKS, TRACKS, ROLES, AREAS = list(Rank), list(Track), list(MentorRole), list(Area)


def make_institution(people: int, *, seed: int = 5) -> Institution:
    """Return an institution of *people*, half of them protégés with a mentor each, 200 units."""
    chance = Random(seed)
    here: Institution = Institution.objects.create(
        name=f"Bench {people}", slug=f"bench-{people}", time_zone="UTC"
    )
    school = Unit.objects.create(institution=here, name="School")
    departments = Unit.objects.bulk_create(
        Unit(institution=here, parent=school, name=f"Department {number}") for number in range(20)
    )
    units = Unit.objects.bulk_create(
        Unit(institution=here, parent=chance.choice(departments), name=f"Division {number}")
        for number in range(180)
    )
    users = User.objects.bulk_create(
        (User(email=f"p{number}@bench-{people}.example") for number in range(people)),
        batch_size=5_000,
    )
    members = Membership.objects.bulk_create(
        (
            Membership(
                institution=here,
                user=user,
                external_id=str(number),
                given_name="Given",
                family_name=f"Family {number}",
                rank=chance.choice(RANKS),
                track=chance.choice(TRACKS),
                unit=chance.choice(units),
            )
            for number, user in enumerate(users)
        ),
        batch_size=5_000,
    )
    start = (timezone.now() - timedelta(days=200)).date()
    half = people // 2
    ties = Tie.objects.bulk_create(
        (
            Tie(
                institution=here,
                protege=members[number],
                mentor=members[half + number],
                state=Tie.State.ACTIVE,
                origin=Tie.Origin.FORMAL,
                started_on=start,
                roles=chance.sample(ROLES, 2),
                areas=chance.sample(AREAS, 2),
            )
            for number in range(half)
        ),
        batch_size=5_000,
    )
    Agreement.objects.bulk_create(
        (
            Agreement(institution=here, tie=tie, number=1, review_on=start + timedelta(days=365))
            for tie in ties
        ),
        batch_size=5_000,
    )
    Need.objects.bulk_create(
        (
            Need(institution=here, member=member, area=area, role=chance.choice(ROLES))
            for member in members[:half]
            for area in chance.sample(AREAS, 3)
        ),
        batch_size=5_000,
    )
    MentorOffer.objects.bulk_create(
        (
            MentorOffer(
                institution=here,
                member=member,
                roles=chance.sample(ROLES, 3),
                areas=chance.sample(AREAS, 3),
                modes=[],
                capacity=chance.randrange(1, 4),
            )
            for member in members[half::2]
        ),
        batch_size=5_000,
    )
    return here
