from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mentornet.mail.errors import LinkError, LinkUnknown
from networks.relationships.domain.links import read_link
from profiles.models import User
from profiles.people.domain.activation import activation_path


def mail_link(request: HttpRequest, token: str) -> HttpResponse:
    """Lead from a mail to its row, for the person whom the mail was for; lets no one in by itself."""
    try:
        link = read_link(token)
    except LinkUnknown as error:
        return render(
            request, "networks/relationships/link.html", {"message": error.message}, status=404
        )
    except LinkError as error:
        return render(
            request, "networks/relationships/link.html", {"message": error.message}, status=410
        )
    if not request.user.is_authenticated:
        newcomer = User.objects.filter(pk=link.user_id, activated_at=None, is_active=True).first()
        if newcomer is not None and not newcomer.has_usable_password():
            # The mail reached the address of someone who never signed in: it may open the door.
            if link.may_activate:
                return redirect(activation_path(token, next_path=link.path))
            return redirect("profiles:fresh_activation_link")
        return redirect_to_login(link.path)
    if request.user.pk != link.user_id:
        message = _("This link was sent to someone else. To use it, sign in as that person.")
        return render(request, "networks/relationships/link.html", {"message": message}, status=403)
    return redirect(link.path)


def link_over(request: HttpRequest, error: LinkError) -> HttpResponse:
    """Say to someone without an account why a link does not work: nothing of what it was about."""
    status = 404 if isinstance(error, LinkUnknown) else 410
    context = {"message": error.message}
    return render(request, "networks/relationships/outside_over.html", context, status=status)
