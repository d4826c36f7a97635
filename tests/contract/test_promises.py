"""What pages promise about who learns what is kept by every other page: see promises.py."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as conf
from django.urls import reverse
from django.utils import timezone

from evaluations.models import (
    Answer,
    SessionSkill,
    SkillRating,
)
from matching.models import Preference
from matching.pairs.domain.run import start_run
from matching.programs.runs.domain.lifecycle import advance
from networks.models import Exclusion, PeerFunction, Tie
from tests.contract import crawl
from tests.contract.planting import plant, token
from tests.contract.promises import CHOICES, OTHERS, PROMISES, SECRETS
from tests.contract.world import ROLES, World
from tests.factories import EnrollmentFactory, ProgramFactory
from tests.support.examples import rarely

pytestmark = pytest.mark.django_db

PROMISING = re.compile(
    r"\b(only you\b|only the two of you (will )?(can see|know)|for you alone|yours alone"
    r"|(nobody|no one)( else)?( ever| but [\w ]+)?"
    r" (sees|reads|learns|finds|is told|asks)|never (see|read|shown|told|learn)s?\b|nobody but"
    r"|(you|director|ombuds) alone (sees|reads)|to nobody else|stays? yours"
    r"|(nobody|no one|anyone)’s (own )?answer|(do not|don’t) see (your list|it)"
    r"|tell no one|only [^.:‖]{1,40} (is|are) told)",
    re.IGNORECASE,
)
TRANSLATED = re.compile(r"\{%\s*translate\s+\"([^\"]*)\"[^%]*%\}")
TAG = re.compile(r"\{%[^%]*%\}|<[^>]*>")
OWNERS = ("protege", "mentor")


@pytest.fixture
def quiet(world: World, folder: Path, settings, monkeypatch) -> Iterator[World]:
    """The world at a moment that stands, so that pages differ for no reason of the clock."""
    settings.VAR_DIR = settings.MEDIA_ROOT = folder
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    logging.disable(logging.CRITICAL)
    yield world
    logging.disable(logging.NOTSET)


def check_crawl(read: dict[str, str]) -> None:
    """Check that the protégé's pages are read at all, and each kind of them."""
    let_in = [name for name, text in read.items() if text.startswith("200")]

    assert len(let_in) > 60
    assert {"networks:network", "evaluations:my_data_file", "evaluations:meeting"} <= set(let_in)
    assert "Protege" in read["networks:home"]


@pytest.mark.parametrize(
    "roles",
    [
        ("protege", "director"),
        rarely(ROLES),
    ],
    ids=["some", "all"],
)
def test_planted_secrets_are_found_by_their_readers_and_by_nobody_else(
    quiet: World, roles: tuple[str, ...]
) -> None:
    plant(quiet)

    found: dict[str, set[str]] = {name: set() for name in SECRETS}
    where: dict[str, list[str]] = {name: [] for name in SECRETS}
    for role in roles:
        read = crawl.pages(quiet, role)
        if role == "protege":
            check_crawl(read)
        for address, text in read.items():
            for name in SECRETS:
                if token(name) in text:
                    found[name].add(role)
                    where[name].append(f"{role} at {address}")

    assert found == {name: SECRETS[name] & set(roles) for name in SECRETS}, where


def answer_otherwise(world: World) -> None:
    """Give every choice of the protégé's another answer."""
    protege, rows = world.protege, world.rows
    here = {"institution": protege.institution}
    tie = rows["tie"]
    Tie.objects.filter(pk=tie.pk).update(
        closeness=Tie.Closeness.CLOSE
        if tie.closeness != Tie.Closeness.CLOSE
        else Tie.Closeness.REGULAR,
        frequency="weekly" if tie.frequency != "weekly" else "monthly",
    )
    Exclusion.objects.update_or_create(
        owner=protege,
        other=world.members["stranger"],
        defaults={"reach": Exclusion.Reach.PAIR, **here},
    )
    SkillRating.objects.update_or_create(
        skill=SessionSkill.objects.get(name="Asking"),
        member=protege,
        defaults={"before": 5, "after": 1, **here},
    )
    Answer.objects.filter(response=rows["response"]).update(value=5)
    PeerFunction.objects.create(member=protege, peer=rows["bystander"], roles=["sponsor"], **here)


@pytest.mark.parametrize(
    "roles",
    [
        rarely(("stranger",)),
        rarely(("director", "mentor", "facilitator", "supervisor")),
    ],
    ids=["some", "the others"],
)
def test_choices_of_a_person_change_nobody_elses_pages(
    quiet: World, roles: tuple[str, ...]
) -> None:
    session, protege = quiet.rows["session"], quiet.protege
    skill = SessionSkill.objects.create(
        institution=protege.institution, meeting=session, name="Asking"
    )
    SkillRating.objects.create(
        institution=protege.institution, skill=skill, member=protege, before=1, after=4
    )
    readers = {role: crawl.reader(quiet, role) for role in roles}
    before = {role: crawl.pages(quiet, role, reader) for role, reader in readers.items()}

    answer_otherwise(quiet)

    after = {role: crawl.pages(quiet, role, reader) for role, reader in readers.items()}
    changed = {role: different(before[role], after[role]) for role in roles}
    # The person whom one asks never to be brought together with is not told, and may notice that one
    # is not suggested to them any more; the page on which one asks says so.
    suggesting = ["networks:gap", "evaluations:first_steps_network"]
    expected = {role: suggesting if role == "stranger" else [] for role in roles}
    assert changed == expected


# Other at each visit (a secret to scan, keys of a form), or the reader's own data, to which a first
# visit to the development plan adds an empty one, and own acts, such as the files that the visits get.
UNSTEADY = {
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "draft_key",
    "profiles:goal_new",
    "evaluations:first_steps",
    "evaluations:plan_part",
    "evaluations:audit",
    "evaluations:audit_file",
    "evaluations:desk_activity",
    "evaluations:desk_activity_file",
    "evaluations:my_data",
    "evaluations:my_data_file",
    "evaluations:my_data_pdf",
}


def different(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The addresses whose pages are not the same."""
    return [name for name, text in before.items() if name not in UNSTEADY and after[name] != text]


def test_director_sees_what_the_pages_on_choices_say_and_no_decline(client, quiet: World) -> None:
    """Which choice a proposed pair was; not whom somebody declines, even by trying the pair."""
    here, director = quiet.protege.institution, quiet.members["director"]
    program = ProgramFactory(institution=here, state="matching")
    junior = EnrollmentFactory(program=program)
    mentor, second = (
        EnrollmentFactory(program=program, side="mentor", places=1) for _number in range(2)
    )
    for enrollment, chosen in ((junior, mentor), (mentor, junior)):
        Preference.objects.create(institution=here, enrollment=enrollment, chosen=chosen, rank=1)
    client.force_login(director.user)

    def shown() -> str:
        run = start_run(program, method="stable", actor=director.user)
        advance(run.pk)
        page = client.get(reverse("matching:run", args=[run.pk])).content.decode()
        table = client.get(reverse("matching:run_table", args=[run.pk]))
        return page + crawl.text_of(table)

    said = shown()
    assert ("Number 1 on the mentee’s list" in said, "On the mentor’s list" in said) == (
        True,
        True,
    )
    assert "declin" not in said.lower()

    # The pair that is made anyway without the second mentor's word looks the same with it.
    Preference.objects.create(institution=here, enrollment=second, chosen=junior)
    assert "declin" not in shown().lower()


def test_wish_that_keeps_two_apart_tells_the_director_nothing(client, quiet: World) -> None:
    proposal, director = quiet.rows["proposal"], quiet.members["director"]
    mentor = quiet.rows["mentor_enrollment"]
    client.force_login(director.user)
    address = reverse("matching:proposal_change", args=[proposal.pk])

    def said() -> list[str]:
        answer = client.post(address, {"to": str(mentor.pk)}, follow=True)
        page = answer.content.decode()
        told = re.findall(
            r'class="notice[^"]*" role="status">.*?<span>(.*?)</span>', page, re.DOTALL
        )
        return told + re.findall(r'class="message[^"]*"[^>]*>(.*?)</', page, re.DOTALL)

    Exclusion.objects.all().delete()
    without = said()
    for owner, other in (
        (proposal.protege.member, mentor.member),
        (mentor.member, proposal.protege.member),
    ):
        Exclusion.objects.all().delete()
        Exclusion.objects.create(
            institution=owner.institution, owner=owner, other=other, reach=Exclusion.Reach.PAIR
        )
        assert said() == without
    assert len(without) == 1


def test_pages_on_choices_say_what_a_director_sees(client, quiet: World) -> None:
    for role, side in (("protege", "protege"), ("mentor", "mentor")):
        client.force_login(quiet.members[role].user)
        page = client.get(
            reverse("matching:choices", args=[quiet.rows["program"].pk, side])
        ).content.decode()

        assert "When pairs are proposed, the director sees" in page
        assert "Nobody learns of either" not in page


def sentences() -> Iterator[tuple[str, str]]:
    """Every sentence that people read, with its file."""
    for path in sorted((conf.BASE_DIR / "templates").rglob("*.*")):
        text = TAG.sub("‖", TRANSLATED.sub(r"‖\1‖", path.read_text()))
        yield from ((str(path), one) for part in text.split("‖") for one in _split(part))
    for app in ("profiles", "networks", "matching", "evaluations"):
        for path in sorted((conf.BASE_DIR / app).rglob("*.py")):
            if {"demo", "migrations"} & set(path.parts):
                continue
            text = re.sub(r'"""[\s\S]*?"""', "", path.read_text())
            text = re.sub(r'"\s*\n\s*"', "", text)
            for found in re.findall(r'"([^"\n]*)"', text):
                yield from ((str(path), one) for one in _split(found))


def _split(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", re.sub(r"\s+", " ", text).strip())


def test_every_promise_is_listed() -> None:
    """A new one needs a line in promises.py that says what keeps it; or is none (OTHERS)."""
    listed = {one for promise in PROMISES for one in _split(promise.sentence)} | set(OTHERS)

    missing = {(path, one) for path, one in sentences() if PROMISING.search(one)}

    assert sorted(one for one in missing if one[1] not in listed) == []


def test_every_listed_promise_stands_on_a_page() -> None:
    standing = {one for _path, one in sentences()}
    listed = [one for promise in PROMISES for one in _split(promise.sentence)]

    assert [one for one in [*listed, *OTHERS] if one not in standing] == []


def test_every_promise_is_kept_by_something_that_is_looked_at() -> None:
    names = {*SECRETS, *CHOICES}

    assert [one for one in PROMISES if not one.kept_by and not one.because] == []
    assert {name for one in PROMISES for name in one.kept_by} - names == set()
    for promise in PROMISES:
        for path, test in re.findall(r"([\w/]+\.py)::(test_\w+)", promise.because):
            file = conf.BASE_DIR / path if "/" in path else Path(__file__)
            assert f"def {test}(" in file.read_text()
