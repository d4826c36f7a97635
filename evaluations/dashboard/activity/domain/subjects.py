"""What the rows that audit events are about are called: one query for each kind that stands on a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils.translation import gettext as _

from mentornet.moments import number
from mentornet.names import full_name
from profiles.models import AuditEvent
from profiles.vocabulary import label_of

Names = dict[str, str]


@dataclass(frozen=True)
class _Kind:
    """How rows of a kind are read: the fields that `names` asks for, and what these say."""

    names: Callable[..., Names]
    fields: tuple[str, ...]


def _named(name: str) -> Names:
    return {"name": name}


def _person(given: str, family: str, name: str = "") -> Names:
    person = full_name(given, family)
    return {"person": person, "name": name or person}


def _role(role: str, given: str, family: str) -> Names:
    kinds = apps.get_model("profiles", "StaffRole")._meta.get_field("role").flatchoices
    return {**_person(given, family), "role": str(dict(kinds).get(role, role))}


def _approval(kind: str) -> Names:
    return _named(str(apps.get_model("profiles", "Approval").Kind(kind).label))


def _run(run: int, program: str) -> Names:
    return {"name": program, "number": number(run)}


def _survey(instrument: str, program: str | None) -> Names:
    if program is None:
        return _named(instrument)
    said = _("%(survey)s (%(program)s)")
    return _named(said % {"survey": instrument, "program": program})


def _word(kind: str, key: str) -> Names:
    return _named(label_of(kind, key))


def _webhook(name: str, url: str) -> Names:
    return _named(name or url)


KINDS: dict[str, _Kind] = {
    "evaluations.curriculum": _Kind(_named, ("name",)),
    "evaluations.instrument": _Kind(_named, ("name",)),
    "evaluations.meeting": _Kind(_named, ("group__name",)),
    "evaluations.outline": _Kind(_named, ("curriculum__name",)),
    "evaluations.programending": _Kind(_named, ("program__name",)),
    "evaluations.sessionguest": _Kind(_named, ("meeting__group__name",)),
    "evaluations.survey": _Kind(_survey, ("instrument__name", "program__name")),
    "matching.attendancerules": _Kind(_named, ("program__name",)),
    "matching.enrollment": _Kind(
        _person, ("member__given_name", "member__family_name", "program__name")
    ),
    "matching.grouprules": _Kind(_named, ("program__name",)),
    "matching.matchrule": _Kind(_named, ("program__name",)),
    "matching.matchrun": _Kind(_run, ("number", "program__name")),
    "matching.newcomer": _Kind(
        _person, ("member__given_name", "member__family_name", "program__name")
    ),
    "matching.newcomerwelcome": _Kind(_named, ("program__name",)),
    "matching.pairrequest": _Kind(_named, ("program__name",)),
    "matching.pairrule": _Kind(_named, ("program__name",)),
    "matching.program": _Kind(_named, ("name",)),
    "matching.project": _Kind(_named, ("title",)),
    "mentornet.webhookendpoint": _Kind(_webhook, ("name", "url")),
    "networks.groupmember": _Kind(
        _person, ("member__given_name", "member__family_name", "group__name")
    ),
    "networks.peergroup": _Kind(_named, ("name",)),
    "profiles.apiclient": _Kind(_named, ("name",)),
    "profiles.approval": _Kind(_approval, ("kind",)),
    "profiles.institution": _Kind(_named, ("name",)),
    "profiles.institutionword": _Kind(_word, ("kind", "key")),
    "profiles.membership": _Kind(_person, ("given_name", "family_name")),
    "profiles.question": _Kind(_named, ("text",)),
    "profiles.rosterimport": _Kind(_named, ("file_name",)),
    "profiles.rostermeaning": _Kind(_named, ("text",)),
    "profiles.staffrole": _Kind(
        _role, ("role", "membership__given_name", "membership__family_name")
    ),
    "profiles.thresholdchange": _Kind(lambda value: {"number": number(value)}, ("value",)),
    "profiles.unit": _Kind(_named, ("name",)),
}


class _Unknown(dict[str, str]):
    """The names of a row that is no longer there."""

    def __missing__(self, key: str) -> str:
        return _("(no longer here)")


def names_of(events: Iterable[AuditEvent]) -> dict[tuple[str, UUID], Names]:
    """Return the names for each subject of *events*, by its kind and key. One query a kind."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for event in events:
        wanted[event.subject_kind].add(event.subject_id)
    found: dict[tuple[str, UUID], Names] = defaultdict(_Unknown)
    for name, keys in wanted.items():
        kind = KINDS.get(name)
        if kind is None:
            continue
        model: Any = apps.get_model(name)
        for key, *values in model.objects.filter(pk__in=keys).values_list("pk", *kind.fields):
            found[name, key] = _Unknown(kind.names(*values))
    return found
