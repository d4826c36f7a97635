"""Users and Groups, each with what can be done to it: for its own addresses, for searches and for Bulk."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, Protocol

from django.db.models import QuerySet
from scim2_models import ResponseParameters

from profiles.models import Institution, ProvisioningToken, Unit
from profiles.provisioning.domain import scim_groups as groups
from profiles.provisioning.domain import scim_users as users
from profiles.provisioning.domain.scim_filters import (
    Columns,
    group_columns,
    people_columns,
    with_columns,
)
from profiles.provisioning.domain.scim_models import Group, Person
from profiles.provisioning.domain.scim_resources import shown
from profiles.provisioning.domain.scim_versions import Match
from profiles.roster.domain.snapshot import path_in_words, unit_paths

NAME_ASKED = re.compile(r'\s*userName\s+eq\s+"([^"\\\x00]{1,254})"\s*', re.IGNORECASE)
GROUP_ASKED = re.compile(r'\s*displayName\s+eq\s+"([^"\\\x00]{1,254})"\s*', re.IGNORECASE)
Wanted = ResponseParameters[Any] | None


class Door(Protocol):
    """One kind of resource. Each verb raises ScimError."""

    endpoint: str
    model: Any
    answers_patch: bool

    def rows(self, institution: Institution) -> QuerySet[Any]: ...
    def columns(self, institution: Institution) -> Columns: ...
    def asked(self, institution: Institution, text: str) -> Collection[Any] | None:
        """Return the keys of a filter that is asked all the time; None for another one."""

    def listed(
        self, institution: Institution, rows: list[Any], wanted: Wanted
    ) -> list[dict[str, Any]]: ...
    def shown(self, resource: Any, wanted: Wanted) -> dict[str, Any]: ...
    def find(self, token: ProvisioningToken, pk: str) -> Any: ...
    def create(self, token: ProvisioningToken, data: Any) -> Any: ...
    def replace(self, token: ProvisioningToken, pk: str, data: Any, match: Match) -> Any: ...
    def patch(self, token: ProvisioningToken, pk: str, data: Any, match: Match) -> Any: ...
    def delete(self, token: ProvisioningToken, pk: str, match: Match) -> None: ...


class UsersDoor:
    """The institution's people."""

    endpoint = "Users"
    model = Person
    answers_patch = True

    def rows(self, institution: Institution) -> QuerySet[Any]:
        return with_columns(users.people_of(institution))

    def columns(self, institution: Institution) -> Columns:
        return people_columns(institution)

    def asked(self, institution: Institution, text: str) -> Collection[Any] | None:
        match = NAME_ASKED.fullmatch(text)
        return users.keys_of_name(institution, match[1]) if match else None

    def listed(
        self, institution: Institution, rows: list[Any], wanted: Wanted
    ) -> list[dict[str, Any]]:
        return [self.shown(one, wanted) for one in users.resources_of(institution, rows)]

    def shown(self, resource: Any, wanted: Wanted) -> dict[str, Any]:
        return shown(resource, wanted)

    def find(self, token: ProvisioningToken, pk: str) -> Any:
        member = users.person_or_404(token.institution, pk)
        return users.resources_of(token.institution, [member])[0]

    def create(self, token: ProvisioningToken, data: Any) -> Any:
        return users.create_person(token, data)

    def replace(self, token: ProvisioningToken, pk: str, data: Any, match: Match) -> Any:
        return users.replace_person(token, pk, data, match)

    def patch(self, token: ProvisioningToken, pk: str, data: Any, match: Match) -> Any:
        return users.patch_person(token, pk, data, match)

    def delete(self, token: ProvisioningToken, pk: str, match: Match) -> None:
        users.withdraw_person(token, pk, match)


class GroupsDoor:
    """The institution's units. A PATCH is answered without a body, unless attributes are asked for."""

    endpoint = "Groups"
    model = Group
    answers_patch = False

    def rows(self, institution: Institution) -> QuerySet[Any]:
        return Unit.objects.of(institution).order_by("id")

    def columns(self, institution: Institution) -> Columns:
        return group_columns(institution)

    def asked(self, institution: Institution, text: str) -> Collection[Any] | None:
        """The unit with this path; else the units with this name, wherever they are."""
        match = GROUP_ASKED.fullmatch(text)
        if match is None:
            return None
        paths, wanted = unit_paths(institution), match[1].casefold()
        whole = [pk for pk, path in paths.items() if path_in_words(path).casefold() == wanted]
        return whole or [pk for pk, path in paths.items() if path[-1].casefold() == wanted]

    def listed(
        self, institution: Institution, rows: list[Any], wanted: Wanted
    ) -> list[dict[str, Any]]:
        return groups.groups_shown(groups.resources_of(institution, rows), wanted)

    def shown(self, resource: Any, wanted: Wanted) -> dict[str, Any]:
        return groups.groups_shown([resource], wanted)[0]

    def find(self, token: ProvisioningToken, pk: str) -> Any:
        unit = groups.unit_or_404(token.institution, pk)
        return groups.resources_of(token.institution, [unit])[0]

    def create(self, token: ProvisioningToken, data: Any) -> Any:
        return groups.create_group(token.institution, data)

    def replace(self, token: ProvisioningToken, pk: str, data: Any, match: Match) -> Any:
        return groups.replace_group(token.institution, pk, data, match)

    def patch(self, token: ProvisioningToken, pk: str, data: Any, match: Match) -> Any:
        return groups.patch_group(token.institution, pk, data, match)

    def delete(self, token: ProvisioningToken, pk: str, match: Match) -> None:
        groups.delete_group(token.institution, pk, match)


USERS, GROUPS = UsersDoor(), GroupsDoor()
DOORS: dict[str, Door] = {door.endpoint: door for door in (USERS, GROUPS)}
