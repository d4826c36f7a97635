"""What an API client may be allowed to do: a resource and a verb. A resource to come adds a line."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

# What people have opened to one client, which is no business of a person's.
CONTENT = "assessments:content"
FOR_CLIENTS_ALONE = frozenset({CONTENT})

# Each with what the director who grants it is told.
SCOPES = {
    "institution:read": _("Read the institution's name and settings"),
    "units:read": _("Read schools, departments, and divisions"),
    "units:write": _("Add, rename, and move units"),
    "members:read": _("Read the roster: names, emails, ranks, and units"),
    "members:write": _("Add, change, and end people, and import whole rosters"),
    "assessments:read": _("Read who has submitted a self-assessment and when, never what it says"),
    CONTENT: _(
        "Read the self-assessment parts that each person shares with this client, and "
        "nothing else. On its own, this shares nothing"
    ),
    "offers:read": _("Read mentor profiles"),
    "programs:read": _("Read programs"),
    "enrollments:read": _("Read who takes part in programs"),
    "matches:read": _("Read match runs and their pairs"),
    "matches:write": _("Start and cancel match runs"),
    "ties:read": _("Read the pairs of programs: state and dates, never what people write"),
    "groups:read": _("Read peer groups and who is in them"),
    "sessions:read": _("Read the sessions of groups and how many came"),
    "checkins:read": _(
        "Read how often pairs of programs were asked whether they met, never how they answer"
    ),
    "reports:read": _("Read coverage and gap reports"),
    "reports:write": _("Request the latest published reports"),
    "instruments:read": _("Read instruments: the questions of surveys"),
    "instruments:write": _("Add instruments"),
    "results:read": _("Read survey figures over many people, never single answers"),
    "export:read": _(
        "Download in one file what changed, of all that it may read. On its own, this reads nothing"
    ),
    "webhooks:read": _("Read webhook endpoints, and the events that they were sent"),
    "webhooks:write": _(
        "Add, change, and remove webhook endpoints. They are told only what this client may read"
    ),
    "webhook-secrets:read": _("Read the secrets that sign webhook deliveries"),
}
READING = ("GET", "HEAD", "OPTIONS")


def scope_of(resource: str, method: str, *, reading: str = "read") -> str:
    """Return the scope that *method* on *resource* needs; *reading* is the verb for what only reads.

    >>> scope_of("members", "PATCH")
    'members:write'
    >>> scope_of("assessments", "GET", reading="content")
    'assessments:content'
    """
    return f"{resource}:{reading if method in READING else 'write'}"
