from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mentornet.pages import dashboard
from networks.home.domain.desk import Desk, read_desk
from networks.home.domain.to_dos import NextStep, first_task_of
from networks.map.domain.coverage import assess
from networks.map.domain.network import Coverage
from networks.map.domain.reading import NetworkReading, read_network
from networks.map.views.drawing import assessment_url, draw, gap_url
from profiles.access.members import MemberRequest, member_required
from profiles.assessment.domain.next_part import next_part
from profiles.models import Membership


def home(request: HttpRequest) -> HttpResponseBase:
    """A welcome for strangers; for members what is due, the map in small and the next step.

    Those who work at the dashboard are led there when they have just signed in.
    """
    if not request.user.is_authenticated:
        return render(request, "networks/home/welcome.html")
    if request.session.pop(dashboard.ARRIVING, False) and dashboard.may_use(request):
        return redirect(dashboard.OVERVIEW.url())
    return _desk(request)


@member_required
def _desk(request: MemberRequest) -> HttpResponse:
    member = request.membership
    desk, reading = read_desk(member), read_network(member)
    coverage = assess(reading.network)
    context = {
        "desk": desk,
        "coverage": coverage,
        # Who mentors or leads and has no network of their own sees that work, not an empty map.
        "helps_others_only": bool(desk.proteges or desk.capacity is not None or member.offices)
        and not (
            coverage.needs or coverage.diversity.people or reading.unconfirmed or desk.waiting
        ),
        "unconfirmed": reading.unconfirmed,
        "next_step": _first_task(member, desk, reading) or _next_step(desk, coverage),
        "next_part": next_part(member)
        if coverage.needs and not desk.assessment_submitted
        else None,
        **draw(reading, coverage, asked=desk.waiting),
    }
    return render(request, "networks/home/home.html", context)


def _first_task(member: Membership, desk: Desk, reading: NetworkReading) -> NextStep | None:
    """Return the first questions, for those who come for help and have not submitted an assessment."""
    if desk.assessment_submitted or desk.capacity is not None or desk.proteges:
        return None
    # A group into which a program put someone says nothing yet of what they need.
    known = reading.active or reading.unconfirmed or reading.network.needs
    return first_task_of(
        member, is_new=not (known or desk.assessment_begun or desk.to_answer or desk.to_confirm)
    )


def _next_step(desk: Desk, coverage: Coverage) -> dict[str, str]:
    gap = coverage.next_gap
    if not coverage.needs and not desk.assessment_submitted:
        return {
            "title": _("Continue your self-assessment")
            if desk.assessment_begun
            else _("Say what you need"),
            "why": _(
                "Your network starts with your goals. The first pass takes about 20 minutes,"
                " and you can stop at any time."
            ),
            "url": assessment_url(),
            "label": _("Open self-assessment"),
        }
    if gap is not None:
        title = _("Find %(role)s") if gap.role and not gap.area else _("Find help with %(role)s")
        return {
            "title": title % {"role": gap.label},
            "why": _("No one in your network does this for you yet. See who could, and why."),
            "url": gap_url(gap.role, gap.area),
            "label": _("See who could help"),
        }
    return {
        "title": _("Look at your whole network"),
        "why": _("Someone covers every role and need. See what depends on one person alone."),
        "url": reverse("networks:network"),
        "label": _("Open my network"),
    }
