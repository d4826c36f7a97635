"""In which time zone a person reads times."""

from __future__ import annotations

from profiles.models import Institution, Membership, User


def member_with(own: str) -> Membership:
    return Membership(
        user=User(email="ada@school.example", time_zone=own),
        institution=Institution(time_zone="America/New_York"),
    )


def test_own_zone_comes_before_the_institutions():
    assert member_with("Asia/Tokyo").zone.key == "Asia/Tokyo"


def test_without_an_own_zone_the_institutions_holds():
    assert member_with("").zone.key == "America/New_York"
