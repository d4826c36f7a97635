"""One attacker, any acts, in any order: nothing of others' may reach them, and nobody may they become."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from matching.models import Program
from profiles.models import Approval, Membership, User
from profiles.people.domain.activation import send_activation_mails
from profiles.people.emails.domain.takeover import advance_claims
from profiles.people.tasks import advance_emails, advance_staff_roles
from profiles.roster.tasks import advance_waiting_imports
from profiles.vocabulary import StaffRoleKind
from tests.contract.takeover.doors import EVIL, Attacker, Door, doors_of, is_there, keys_of
from tests.contract.takeover.logouts import ENDED, Bystanders, LogoutRules, name_of
from tests.contract.takeover.secrets import Planted, closed_to, plant_everywhere
from tests.contract.world import World
from tests.factories import MembershipFactory, StaffRoleFactory, UnitFactory
from tests.profiles.people.emails.steps import HEAD, enter_by_code, enter_by_password, in_use
from tests.support.forged import CLIENT, SECRET, ForgedProvider
from tests.support.sign_on import bound

ATTACKERS = (
    "director",
    "operator",
    "supervisor",
    "stranger",
    "other_director",
    "coordinator",
    "unit_coordinator",
    "analyst",
)
VICTIMS = ("protege", "mentor", "facilitator", "ombuds", "supervisor", "stranger", "director")
ADDRESSES = tuple(f"{name}@{EVIL}" for name in ("one", "two", "sock"))
# Where what is planted is read by those whose it is; looked at more often than all others.
TELLING = (
    "networks:concern",
    "networks:concerns",
    "networks:invitation",
    "evaluations:meeting",
    "evaluations:record",
    "evaluations:group",
    "evaluations:group_plan",
    "evaluations:session",
    "evaluations:my_data_file",
    "evaluations:development_plan",
    "evaluations:feedback",
    "evaluations:file",
    "profiles:goal",
    "profiles:assessment_part",
    "profiles:assessment_version",
    "matching:enroll",
    "matching:run_table",
    "api:unknown",
    "admin:mentornet_outboxmessage_change",
)
API_LISTS = (
    "/members",
    "/programs",
    "/ties",
    "/goals",
    "/assessments",
    "/needs",
    "/meetings",
    "/events",
    "/institution",
    "/reports/gaps",
    "/reports/coverage",
)

SETTINGS = {
    "time_zone": "UTC",
    "holiday_region": "US",
    "protege_label": "mentee",
    "publication_days": "7",
    "invitation_lapse_days": "14",
    "address_claim_days": "7",
    "second_factor": "roles",
    "own_device_days": "14",
}
"""What the page of the institution's settings posts beside the threshold."""

people = st.sampled_from(VICTIMS)
addresses = st.sampled_from(ADDRESSES)
any_browser = st.integers(0, 5)


@dataclass
class Scene:
    """The world that every attack begins with."""

    world: World
    planted: list[Planted]
    doors: dict[str, Door]
    keys: dict[str, Any]
    provider: ForgedProvider
    did: Counter[str]

    @classmethod
    def of(cls, world: World, provider: ForgedProvider) -> Scene:
        """Plant the secrets, and let everybody use their account."""
        _add_staff(world)
        for member in Membership.objects.select_related("user"):
            if member.user.is_active and not EmailAddress.objects.filter(user=member.user).exists():
                in_use(member, password="their own and nobody's")
        planted = plant_everywhere(world)
        return cls(world, planted, doors_of(world), keys_of(world), provider, Counter())


def _add_staff(world: World) -> None:
    """Add who runs all programs without directing, who runs those of the unit of all, and who reads figures."""
    here = world.protege.institution
    unit = UnitFactory(institution=here, name="Of all programs")
    Program.objects.filter(institution=here).update(unit=unit)
    for name, role, kind, key in (
        ("coordinator", StaffRoleKind.COORDINATOR, "institution", None),
        ("unit_coordinator", StaffRoleKind.COORDINATOR, "unit", unit.pk),
        ("analyst", StaffRoleKind.ANALYST, "institution", None),
    ):
        world.members[name] = MembershipFactory(institution=here, family_name=name)
        StaffRoleFactory(membership=world.members[name], role=role, scope_kind=kind, scope_id=key)


def machine_for(scene: Scene, role: str) -> type[RuleBasedStateMachine]:
    """Return the machine of one attacker."""

    class Takeover(LogoutRules, RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.turn = transaction.atomic()
            self.turn.__enter__()
            world = scene.world
            user = User.objects.get(pk=world.login(role).pk)  # type: ignore[union-attr]
            everybody = {str(one) for one in User.objects.values_list("pk", flat=True)}
            scene.provider.reset()
            self.bystanders = Bystanders(world.members, world.rows["sign_on"])
            for who in ENDED:
                bound(world.rows["sign_on"], world.members[who], name_of(who))
            self.attacker = Attacker(
                role=role,
                user=user,
                closed=closed_to(scene.planted, role),
                people=everybody - {str(user.pk)},
                member=world.members.get(role),
                provider=scene.provider,
            )

        def teardown(self) -> None:
            scene.did.update(self.attacker.did)
            transaction.set_rollback(True)
            self.turn.__exit__(None, None, None)

        @property
        def directs(self) -> bool:
            return self.attacker.directs

        # What must be true ----------------------------------------------------------------

        @invariant()
        def nobody_became_somebody_else(self) -> None:
            self.attacker.check_sessions()

        @invariant()
        def no_mail_gives_others_away(self) -> None:
            self.attacker.check_mail()

        # Emails ---------------------------------------------------------------------------

        @precondition(lambda self: self.directs)
        @rule(
            who=people,
            to=addresses,
            door=st.sampled_from(["file", "put", "patch", "scim"]),
        )
        def change_email_and_ask_for_a_code(self, who: str, to: str, door: str) -> None:
            victim = scene.world.members[who]
            is_there(victim)
            if door == "file":
                self.import_file(self.row_of(victim, email=to))
            elif door == "put":
                body = self.person(victim, email=to)
                self.attacker.call("PUT", f"/members/external/{victim.external_id}", body)
            elif door == "patch":
                found = self.attacker.call("GET", f"/members/{victim.pk}")
                tag = found.headers.get("ETag", "*")
                path = f"/members/{victim.pk}"
                self.attacker.call("PATCH", path, {"email": to}, if_match=tag)
            else:
                change = {"op": "replace", "path": "userName", "value": to}
                self.attacker.provision("PATCH", f"Users/{victim.pk}", {"Operations": [change]})
            self.attacker.admit(enter_by_code(to))

        @precondition(lambda self: self.directs)
        @rule(who=people, other=people)
        def swap_two(self, who: str, other: str) -> None:
            one, two = scene.world.members[who], scene.world.members[other]
            if one != two:
                self.import_file(
                    self.row_of(one, email=two.user.email), self.row_of(two, email=one.user.email)
                )

        @precondition(lambda self: self.directs)
        @rule(who=people, to=addresses)
        def take_the_old_email_with_a_second_row(self, who: str, to: str) -> None:
            victim = scene.world.members[who]
            old = victim.user.email
            self.import_file(self.row_of(victim, email=to))
            self.import_file(f"X-{who},{old},Eve,Evil,full")

        @precondition(lambda self: self.directs)
        @rule(who=people, to=addresses)
        def end_and_add_again(self, who: str, to: str) -> None:
            victim = scene.world.members[who]
            self.attacker.call("POST", f"/members/{victim.pk}/end", {"last_day": "2026-01-31"})
            self.import_file(self.row_of(victim, email=to))
            self.attacker.admit(enter_by_code(to))

        @precondition(lambda self: self.directs)
        @rule(who=people)
        def pull_somebody_in(self, who: str) -> None:
            email = scene.world.members[who].user.email
            body = self.person(scene.world.members[who], email=email)
            self.attacker.call("PUT", f"/members/external/P-{who}", body)

        @rule(to=addresses)
        def ask_for_a_code(self, to: str) -> None:
            self.attacker.admit(enter_by_code(to))

        @rule(to=addresses)
        def ask_for_another_password(self, to: str) -> None:
            self.attacker.ask(Client(), "post", reverse("account_reset_password"), {"email": to})
            self.attacker.follow_mail()
            self.attacker.admit(enter_by_password(to, "seven grey herons wade"))

        @rule()
        def follow_links_in_mail(self) -> None:
            self.attacker.follow_mail()

        @rule(days=st.sampled_from([1, 8]))
        def wait(self, days: int) -> None:
            for member in {
                one.institution_id: one for one in scene.world.members.values()
            }.values():
                advance_claims(member.institution, now=timezone.now() + timedelta(days=days))
            advance_emails()
            advance_staff_roles()
            advance_waiting_imports()

        # Roles and second accounts --------------------------------------------------------

        @precondition(lambda self: self.directs)
        @rule(to=addresses)
        def hire_oneself_again(self, to: str) -> None:
            self.import_file(f"S-{to[:3]},{to},Sock,Puppet,full")
            member = self.attacker.member
            assert member is not None
            send_activation_mails(member.institution, actor=self.attacker.user)
            self.attacker.follow_mail()

        @rule(
            to=st.sampled_from(["self", *ADDRESSES]),
            role=st.sampled_from(StaffRoleKind),
            at=any_browser,
        )
        def ask_for_a_role(self, to: str, role: StaffRoleKind, at: int) -> None:
            email = self.attacker.user.email if to == "self" else to
            address = reverse("profiles:staff_role_grant")
            self.attacker.ask(self.browser(at), "post", address, {"email": email, "role": role})
            self.decide(at + 1)

        @rule(at=any_browser)
        def approve_what_waits(self, at: int) -> None:
            self.decide(at)

        @rule(who=st.sampled_from(["self", *VICTIMS]), role=st.sampled_from(StaffRoleKind))
        def grant_a_role_in_the_administration(self, who: str, role: StaffRoleKind) -> None:
            member = self.attacker.member if who == "self" else scene.world.members[who]
            if member is not None:
                self.attacker.own(
                    "post",
                    reverse("admin:profiles_membership_changelist"),
                    {"action": f"grant_{role}", "_selected_action": [str(member.pk)]},
                )

        @precondition(lambda self: role == "operator")
        @rule(at=any_browser)
        def move_everybody_to_a_domain_of_ones_own(self, at: int) -> None:
            institution = scene.world.members["protege"].institution
            victim = scene.world.members["protege"].user
            old = User.objects.get(pk=victim.pk).email
            typed = {
                "institution": institution.slug,
                "old": old.rpartition("@")[2],
                "new": EVIL,
                "confirm": "1",
            }
            self.attacker.own("post", reverse("profiles:change_domain"), typed)
            self.decide(at)
            waiting = Approval.objects.waiting().filter(kind=Approval.Kind.MAIL_DOMAIN)
            self.attacker.own(
                "post",
                reverse("admin:profiles_approval_changelist"),
                {"action": "approve", "_selected_action": [str(one.pk) for one in waiting]},
            )
            self.attacker.admit(enter_by_code(f"{old.rpartition('@')[0]}@{EVIL}"))

        # Sign-on --------------------------------------------------------------------------

        @precondition(lambda self: self.directs)
        @rule(claim=st.sampled_from(["", "staff_no", "sub", "email"]))
        def connect_a_provider_of_ones_own(self, claim: str) -> None:
            post = self.attacker.own
            post("post", reverse("profiles:sign_on_state"), {"state": "draft", "sure": "1"})
            typed = {
                "name": "Theirs",
                "issuer": scene.provider.issuer,
                "client_id": CLIENT,
                "secret": SECRET,
                "domains": "here.example",
                "external_id_claim": claim,
            }
            post("post", reverse("profiles:sign_on_connection", args=["oidc"]), typed)
            post("post", reverse("profiles:sign_on_test"))
            self.attacker.through_provider(self.browser(0), email=self.attacker.user.email)
            post("post", reverse("profiles:sign_on_state"), {"state": "on", "sure": "1"})
            self.decide(1)

        @precondition(lambda self: self.directs)
        @rule(who=people, linked=st.booleans())
        def come_from_the_provider_as(self, who: str, linked: bool) -> None:
            victim = scene.world.members[who]
            browser = Client()
            if linked:
                browser = self.browser(0)
                self.attacker.ask(
                    browser, "post", reverse("profiles:link_sign_on", args=[self.attacker.slug()])
                )
            self.attacker.through_provider(
                browser,
                sub=victim.external_id,
                staff_no=victim.external_id,
                email=victim.user.email,
                email_verified=True,
            )

        # Groups, figures, programs ----------------------------------------------------------

        @precondition(lambda self: self.directs)
        @rule(who=st.just("self") | st.sampled_from(ADDRESSES), at=any_browser)
        def join_the_group(self, who: str, at: int) -> None:
            email = self.attacker.user.email if who == "self" else who
            group = scene.world.rows["group"].pk
            add = reverse("evaluations:directing_group_add", args=[group])
            self.attacker.own("post", add, {"members": email, "sure": "1"})
            pages = [
                *(
                    reverse(f"evaluations:{name}", args=[group])
                    for name in ("group", "group_plans")
                ),
                reverse("evaluations:meeting", args=[scene.world.rows["session"].pk]),
                reverse("evaluations:group_plan", args=[group, scene.world.protege.pk]),
            ]
            for page in pages:
                self.attacker.ask(self.browser(0 if who == "self" else at), "get", page)

        @precondition(lambda self: self.directs)
        @rule(threshold=st.sampled_from([2, 5, 9]), in_admin=st.booleans())
        def change_the_threshold_and_count(self, threshold: int, in_admin: bool) -> None:
            member = self.attacker.member
            assert member is not None
            page = reverse("profiles:figures_settings")
            if in_admin:
                page = reverse("admin:profiles_institution_change", args=[member.institution_id])
            self.attacker.own("post", page, {**SETTINGS, "suppression_threshold": threshold})
            self.attacker.own("post", reverse("evaluations:gaps_ask"))
            self.attacker.own("get", reverse("evaluations:gaps_file", args=["csv"]))

        @precondition(lambda self: self.directs)
        @rule(path=st.sampled_from(API_LISTS))
        def read_the_api(self, path: str) -> None:
            self.attacker.call("GET", path)

        # Everything else --------------------------------------------------------------------

        @rule(
            name=st.sampled_from([one for one in TELLING if one in scene.doors]),
            row=st.sampled_from(["", *sorted(scene.keys)]),
            at=any_browser,
        )
        def look_where_it_stands(self, name: str, row: str, at: int) -> None:
            self.knock(name, row, at)

        @rule(
            name=st.sampled_from(sorted(scene.doors)),
            row=st.sampled_from(["", "", *sorted(scene.keys)]),
            at=any_browser,
        )
        def knock_at_any_door(self, name: str, row: str, at: int) -> None:
            self.knock(name, row, at)

        # Steps ------------------------------------------------------------------------------

        def browser(self, number: int) -> Client:
            return self.attacker.browsers[number % len(self.attacker.browsers)]

        def knock(self, name: str, row: str, at: int) -> None:
            door = scene.doors[name]
            path = door.path(scene.keys[row] if row else None)
            if path:
                self.attacker.ask(self.browser(at), door.method, path, door.sent)

        def decide(self, at: int) -> None:
            """Press "Approve" for everything that stands on the page, as oneself and as one's second."""
            page = self.attacker.ask(self.browser(at), "get", reverse("profiles:approvals"))
            for one in (page.context or {}).get("waiting", []):
                address = reverse("profiles:approval_approve", args=[one.row.pk])
                self.attacker.ask(self.browser(at), "post", address)

        def row_of(self, member: Membership, *, email: str) -> str:
            given = (member.external_id, email, member.given_name, member.family_name, member.rank)
            return ",".join(given)

        def person(self, member: Membership, *, email: str) -> dict[str, str]:
            return {
                "email": email,
                "given_name": member.given_name,
                "family_name": member.family_name,
                "rank": member.rank,
            }

        def import_file(self, *lines: str) -> None:
            """Upload a roster, let the worker look at it, and import what is good of it."""
            file = SimpleUploadedFile("roster.csv", "\n".join([HEAD, *lines]).encode())
            answer = self.attacker.own("post", reverse("profiles:roster"), {"file": file})
            advance_waiting_imports()
            if answer.status_code == 302:
                page = answer["Location"]
                self.attacker.own("get", page)
                self.attacker.own("post", f"{page}confirm/", {"skip": "1"})
                advance_waiting_imports()

    Takeover.__name__ = f"TakeoverBy{role.title().replace('_', '')}"
    return Takeover
