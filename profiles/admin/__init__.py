"""The administration, for operators: technical state, institutions, logins and first directors.

Directors work at the dashboard. Nothing that faculty write is registered here, nor will be.
"""

from profiles.admin import deliveries, jobs, outbox
from profiles.admin.site import site
from profiles.api_access import admin as clients
from profiles.institution.admin import approvals, audit, institution
from profiles.people.admin import membership, user
from profiles.roster import admin as imports

__all__ = [
    "approvals",
    "audit",
    "clients",
    "deliveries",
    "imports",
    "institution",
    "jobs",
    "membership",
    "outbox",
    "site",
    "user",
]
