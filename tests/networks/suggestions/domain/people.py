"""Made-up seekers, gaps and candidates for tests of suggestions."""

from dataclasses import replace

from hypothesis import strategies as st

from networks.phrases import AREA_PHRASES, RANK_STEPS, ROLE_LABELS
from networks.suggestions.domain.scoring import Candidate, Gap, Seeker, Want

CARDIOLOGY = ("School", "Medicine", "Cardiology")
NEPHROLOGY = ("School", "Medicine", "Nephrology")
SURGERY = ("School", "Surgery", "Trauma")
ranks = st.sampled_from(sorted(RANK_STEPS))
roles = st.frozensets(st.sampled_from(sorted(ROLE_LABELS)))
areas = st.frozensets(st.sampled_from(sorted(AREA_PHRASES)))
paths = st.sampled_from([(), CARDIOLOGY, NEPHROLOGY, SURGERY])
modes = st.frozensets(st.sampled_from(["in_person", "phone", "video", "async"]))
terms = st.sampled_from(["sleep", "Sleep", "genomics", "grant writing", "é"])
offsets = st.floats(min_value=-12, max_value=14)
unit_values = st.floats(min_value=0, max_value=1)
wants = st.builds(
    Want,
    area=st.sampled_from(sorted(AREA_PHRASES)),
    role=st.sampled_from(["", *sorted(ROLE_LABELS)]),
    priority=st.integers(1, 3),
)
seekers = st.builds(
    Seeker,
    rank=ranks,
    unit_path=paths,
    expertise=st.frozensets(terms),
    modes=modes,
    utc_offset=offsets,
    wants=st.lists(wants, max_size=5).map(tuple),
    filled_roles=roles,
    network_paths=st.lists(paths, max_size=3).map(tuple),
)
gaps = st.builds(
    Gap,
    role=st.sampled_from(["", *sorted(ROLE_LABELS)]),
    area=st.sampled_from(["", *sorted(AREA_PHRASES)]),
)
candidates = st.builds(
    Candidate,
    key=st.uuids().map(str),
    sort_key=st.sampled_from(["Lee Ann", "Ek Bo", ""]),
    rank=ranks,
    unit_path=paths,
    roles=roles,
    areas=areas,
    expertise=st.lists(terms, max_size=4).map(tuple),
    text_rank=st.floats(min_value=0, max_value=1),
    modes=modes,
    utc_offset=offsets,
    capacity=st.integers(0, 50),
    active=st.integers(0, 60),
    waiting=st.integers(0, 5),
    rank_wish=st.sampled_from(["half_generation", "junior", "any"]),
)


def mentor(**changes):
    return replace(
        Candidate(
            key="a",
            sort_key="Lee Ann",
            rank="associate",
            unit_path=NEPHROLOGY,
            roles=frozenset({"sponsor"}),
            areas=frozenset({"career"}),
            modes=frozenset({"video"}),
            capacity=3,
            active=1,
        ),
        **changes,
    )


def assistant(**changes):
    return replace(Seeker(rank="assistant", unit_path=CARDIOLOGY), **changes)
