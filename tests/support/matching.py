"""A program through its pages: who asks, and what they post."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from matching.models import Enrollment, MatchRun, Program, Proposal
from matching.pairs.domain.run import start_run
from matching.programs.kinds import Kind
from matching.tasks import advance_run, advance_waiting_publications
from profiles.models import Membership, User
from profiles.vocabulary import StaffRoleKind
from tests.factories import (
    EnrollmentFactory,
    MembershipFactory,
)


def client_of(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def director_at(institution) -> Client:
    return client_of(MembershipFactory(institution=institution, offices=[StaffRoleKind.DIRECTOR]))


def post(client: Client, name: str, /, *args, **data):
    return client.post(reverse(f"matching:{name}", args=args), data, follow=True)


def published(client: Client, run: MatchRun, **data) -> str:
    """Have a run published as people do, with its worker; what its page says then."""
    groups = run.method == MatchRun.GROUPS
    publish, page = ("group_publish", "group_run") if groups else ("run_publish", "run")
    if run.program.traits.by_projects:
        publish, page = "project_publish", "project_run"
    client.post(reverse(f"matching:{publish}", args=[run.pk]), data)
    advance_waiting_publications()
    return client.get(reverse(f"matching:{page}", args=[run.pk])).content.decode()


def actor_of(client: Client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])


def protege(program: Program, name: str, **more) -> Enrollment:
    return EnrollmentFactory(program=program, member__family_name=name, **more)


def mentor(program: Program, name: str, **more) -> Enrollment:
    more = {"places": 1, **more}
    return EnrollmentFactory(program=program, side="mentor", member__family_name=name, **more)


def leave(people: list[Enrollment]) -> None:
    """Let *people*, who are in no pair, be gone from their program."""
    Enrollment.objects.filter(pk__in=[one.pk for one in people]).delete()


def finished(program: Program, client: Client, method: str = "stable", **more) -> MatchRun:
    run = start_run(program, method=method, actor=actor_of(client), **more)
    advance_run(str(run.pk))
    return MatchRun.objects.get(pk=run.pk)


def pairs(run: MatchRun) -> dict[str, str | None]:
    rows = Proposal.objects.filter(run=run).select_related("protege__member", "mentor__member")
    return {
        row.protege.member.family_name: row.mentor.member.family_name if row.mentor else None
        for row in rows
    }


def proposal_of(run: MatchRun, name: str) -> Proposal:
    return Proposal.objects.get(run=run, protege__member__family_name=name)


SHORT = {
    "name": "A program",
    "summary": "What it is.",
    "enroll_until": "2099-01-31",
    "starts_on": "2099-03-01",
    "months": "12",
}


ALL_MONDAY = {"hours": [str(slot) for slot in range(16, 40, 2)], "time_zone": "UTC"}


NOT_PAIRS = [kind for kind in Kind if kind != Kind.DYADIC]


def page(client, name: str, *args) -> str:
    return client.get(reverse(f"matching:{name}", args=args)).content.decode()
