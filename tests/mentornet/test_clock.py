"""Time zones, and how people write them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from mentornet.clock import city_of, validate_time_zone, zone_words


def test_unknown_zone_is_refused():
    validate_time_zone("America/New_York")
    with pytest.raises(ValidationError) as caught:
        validate_time_zone("Mars/Olympus")
    assert caught.value.code == "unknown_time_zone"


def test_zone_is_written_by_its_city():
    assert city_of("America/Argentina/Buenos_Aires") == "Buenos Aires"
    assert zone_words(ZoneInfo("Pacific/Honolulu")) == "Honolulu time (HST)"
    assert zone_words(ZoneInfo("Pacific/Honolulu"), letters=False) == "Honolulu time"


def test_zone_without_a_city_or_letters_is_written_as_it_is():
    assert zone_words(ZoneInfo("UTC")) == "UTC"
    assert zone_words(ZoneInfo("Asia/Kathmandu")) == "Kathmandu time"
