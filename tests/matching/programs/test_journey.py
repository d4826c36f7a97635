"""The whole way of a program, through its pages: draft, enrollment, choices, runs, publication."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.models import MatchRun, Program, Proposal
from matching.programs.runs.domain.lifecycle import advance
from mentornet.mail.outbox import OutboxMessage
from networks.models import Tie
from profiles.vocabulary import Rank
from tests.factories import (
    InstitutionFactory,
    MembershipFactory,
    MentorOfferFactory,
    NeedFactory,
)
from tests.matching.programs.domain.test_lifecycle import DRAFT
from tests.support.matching import client_of, director_at, mentor, post, published

pytestmark = pytest.mark.django_db


def test_director_writes_opens_and_matches(django_capture_on_commit_callbacks) -> None:
    here = InstitutionFactory()
    client = director_at(here)
    junior = MembershipFactory(institution=here, rank=Rank.ASSISTANT)
    senior = MembershipFactory(institution=here, rank=Rank.FULL, family_name="Senior")
    NeedFactory(member=junior, area="research", priority=1)
    MentorOfferFactory(member=senior, areas=["research"])

    post(client, "directing_new", "dyadic", **DRAFT)
    program = Program.objects.get()
    assert (program.state, program.ends_on.isoformat()) == ("draft", "2101-03-01")
    assert client_of(junior).get(reverse("matching:program", args=[program.pk])).status_code == 404

    post(client, "directing_move", program.pk, "open")
    enrol = reverse("matching:enroll", args=[program.pk, "protege"])
    form = client_of(junior).get(enrol).context["form"]
    assert form["area_research"].value() == 1
    client_of(junior).post(enrol, {"area_research": "1", "goals": "A grant"})
    client_of(senior).post(
        reverse("matching:enroll", args=[program.pk, "mentor"]),
        {"areas": ["research"], "places": "2", "rank_wish": "any"},
    )
    for name in ("Chair", "Dean", "Provost"):
        mentor(program, name)
    post(client, "directing_move", program.pk, "match", sure="1")
    answer = post(client, "run_start", program.pk, method="stable", seed="0")
    run = MatchRun.objects.get()
    assert "Waiting to start" in answer.content.decode()
    advance(run.pk)

    page = client.get(reverse("matching:run", args=[run.pk])).content.decode()
    assert "Needs and offers match in research" in page
    proposal = Proposal.objects.get()
    assert (proposal.protege.member, proposal.mentor.member) == (junior, senior)

    assert Tie.objects.count() == 0
    published(client, run)
    published(client, run)
    tie = Tie.objects.get()
    assert (tie.protege, tie.mentor, tie.origin, tie.state) == (junior, senior, "formal", "active")
    mails = OutboxMessage.objects.filter(kind="pair_made").order_by("recipient")
    assert sorted(mail.recipient for mail in mails) == sorted(
        [junior.user.email, senior.user.email]
    )
    assert Program.objects.get().state == "running"
    assert (
        "Senior"
        in client_of(junior).get(reverse("matching:program", args=[program.pk])).content.decode()
    )
