"""The administration: institutions for operators, units and roles for program directors.

Nothing that faculty write about themselves is registered here, nor will be.
"""

from profiles.admin import jobs, outbox
from profiles.admin.site import site
from profiles.institution.admin import approvals, institution
from profiles.people.admin import membership, user

__all__ = ["approvals", "institution", "jobs", "membership", "outbox", "site", "user"]
