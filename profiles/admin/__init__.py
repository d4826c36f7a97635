"""The administration: institutions for operators, units and offices for program directors.

Nothing that faculty write about themselves is registered here, nor will be.
"""

from profiles.admin import approval, institution, jobs, membership, outbox, user
from profiles.admin.site import site

__all__ = ["approval", "institution", "jobs", "membership", "outbox", "site", "user"]
