"""Sign-in codes as links of the table: the library compares what was typed, the link says whether."""

from __future__ import annotations

from django.http import HttpRequest

from mentornet.mail import links
from mentornet.mail.errors import LinkError
from mentornet.mail.purposes import Purpose
from profiles.models import User

SESSION_KEY = "sign_in_code_link"


def issue_code(request: HttpRequest, *, email: str) -> None:
    """Note that a code is sent to *email* for this session. A code that waits elsewhere stays valid.

    If it did not, asking again and again for someone's code would keep them from signing in.
    """
    user = User.objects.filter(email__iexact=email).first()
    if user is not None:
        request.session[SESSION_KEY] = links.issue(Purpose.CODE, holder=user)


def use_code(request: HttpRequest, *, user: User) -> bool:
    """Return whether the code of this session still opens the account of *user*; once."""
    token = request.session.pop(SESSION_KEY, "")
    try:
        link = links.look_up(Purpose.CODE, token)
        if link.user_id != user.pk:
            return False
        links.use(link)
    except LinkError:
        return False
    return True
