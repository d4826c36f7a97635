from typing import Any

from django.conf import settings
from django.http import HttpRequest

from mentornet.drafts.encryption import tag_of
from profiles.people.domain.tips import TipsOfPage
from profiles.undo.views import removal_offered


def institution(request: HttpRequest) -> dict[str, Any]:
    """What every template may name: the reader's membership, their institution, demo mode."""
    membership = getattr(request, "membership", None)
    return {
        "membership": membership,
        "institution": membership.institution if membership else None,
        # By this a page knows who it was made for: see static/js/draft_store.js.
        "draft_author": tag_of(membership.user_id, "") if membership else "",
        "removal": removal_offered(request) if membership else None,
        "tips": TipsOfPage(membership) if membership else None,
        "demo": settings.MENTORNET_DEMO,
        "support_email": settings.SUPPORT_EMAIL,
    }
