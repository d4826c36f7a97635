"""Whatever one does, in whatever order: one becomes nobody else, and reads nothing of theirs.

Both profiles are the same in every run, the long one of `make test-long` too: a run that fails by chance
says nothing of the change it ran for. ATTACK_AT_RANDOM=1 lets the long one go other ways each time.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from networks.models import GroupMember
from networks.signals import group_joined
from profiles.models import User
from profiles.people.emails.domain import claims
from profiles.sign_on.provider import posted_logout
from tests.contract import crawl
from tests.contract.identity_world import PROVIDER
from tests.contract.takeover.doors import Leak
from tests.contract.takeover.machine import ATTACKERS, Scene, machine_for
from tests.contract.world import World
from tests.profiles.people.emails.steps import browser_of
from tests.support.examples import examples, rarely
from tests.support.forged import forged_provider

pytestmark = pytest.mark.django_db

COMMON: dict[str, Any] = {
    "deadline": None,
    "database": None,
    "suppress_health_check": list(HealthCheck),
}
SHORT = settings(
    max_examples=examples(8),
    stateful_step_count=15,
    derandomize=True,
    phases=[Phase.generate],
    **COMMON,
)
AT_RANDOM = os.environ.get("ATTACK_AT_RANDOM") == "1"
LONG = settings(max_examples=12, stateful_step_count=30, derandomize=not AT_RANDOM, **COMMON)
FINDING = settings(
    max_examples=60,
    stateful_step_count=10,
    derandomize=True,
    phases=[Phase.generate],
    report_multiple_bugs=False,
    **COMMON,
)


@pytest.fixture(scope="module")
def scene(world: World) -> Iterator[Scene]:
    with forged_provider() as provider:
        yield Scene.of(world, provider)


@pytest.fixture(autouse=True)
def quiet(folder: Path, settings) -> Iterator[None]:
    settings.VAR_DIR = settings.MEDIA_ROOT = folder
    settings.MENTORNET_DEMO = True
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize(
    "role", [role if role in ("director", "stranger") else rarely(role) for role in ATTACKERS]
)
def test_nobody_becomes_another_or_reads_what_is_not_theirs(scene: Scene, role: str) -> None:
    run_state_machine_as_test(machine_for(scene, role), settings=SHORT)

    assert scene.did["2xx"] > 0


@pytest.mark.long
@pytest.mark.parametrize("role", ATTACKERS)
def test_nobody_does_in_long_sequences(scene: Scene, role: str) -> None:
    scene.did.clear()
    run_state_machine_as_test(machine_for(scene, role), settings=LONG)
    print(f"{role}: {dict(scene.did)}")

    assert scene.did["2xx"] > 0


def give_at_once(institution: Any, moves: Any, *, actor: Any, now: Any = None) -> None:
    """The claim rule off: whoever the roster names gets the email, used or not."""
    claims.give_emails({one.login: one.new for one in moves})


@pytest.mark.long
def test_machine_finds_an_email_that_changes_without_its_owner(scene: Scene, monkeypatch) -> None:
    monkeypatch.setattr("profiles.roster.domain.applying.claim_addresses", give_at_once)

    with pytest.raises(Leak, match="signed in as"):
        run_state_machine_as_test(machine_for(scene, "director"), settings=FINDING)


def test_machine_finds_a_logout_that_anyone_can_sign(scene: Scene, monkeypatch) -> None:
    machine = machine_for(scene, "stranger")()
    message = {"who": "protege", "way": "post", "kind": "request", "named": PROVIDER.issuer}
    try:
        machine.provider_signs_one_person_out(who="mentor", way="redirect", at=0)
        assert ("mentor", "provider") not in machine.bystanders.inside()
        machine.sign_another_out_with_keys_of_ones_own(**message, signed=True, at=0)
        monkeypatch.setattr(posted_logout, "_check_signature", lambda *given: None)
        with pytest.raises(Leak, match="ends the sessions"):
            machine.sign_another_out_with_keys_of_ones_own(**message, signed=True, at=0)
    finally:
        machine.teardown()


@pytest.fixture
def open_group() -> Iterator[None]:
    """Whoever joins reads all of before."""

    def open_all(sender: object, group: Any, member: Any, **more: object) -> None:
        GroupMember.objects.filter(group=group, member=member).update(reads_from=None)

    group_joined.connect(open_all)
    yield
    group_joined.disconnect(open_all)


@pytest.mark.long
def test_machine_finds_a_group_that_opens_to_who_joins(scene: Scene, open_group: None) -> None:
    with pytest.raises(Leak, match="reads"):
        run_state_machine_as_test(machine_for(scene, "director"), settings=FINDING)


def test_what_is_planted_reaches_those_whose_it_is(scene: Scene) -> None:
    """There is something that could leak: the protégé reads it at these doors."""
    browser = browser_of(User.objects.get(pk=scene.world.protege.user_id))
    read = "".join(
        crawl.text_of(browser.get(path))
        for name in ("evaluations:my_data_file", "evaluations:meeting", "networks:concern")
        if (path := scene.doors[name].path())
    )
    own = [one for one in scene.planted if "protege" in one.readers]

    assert User.objects.filter(activated_at__isnull=False).count() > len(ATTACKERS)
    assert sum(one.words in read for one in own) > len(own) / 2
