"""The administration: institutions for operators, units and offices for program directors.

Nothing that faculty write about themselves is registered here, nor will be.
"""

from profiles.admin import approval, institution, membership, outbox, user
from profiles.admin.site import site

__all__ = ["approval", "institution", "membership", "outbox", "site", "user"]
