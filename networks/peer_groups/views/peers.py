"""Someone in one's group, as part of one's network."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from networks.peer_groups.domain.peer_functions import set_function
from networks.peer_groups.domain.peers import group_peers
from networks.peer_groups.forms.peers import PeerFunctionForm
from networks.relationships.models import Tie
from profiles.access.members import MemberRequest, member_required


@never_cache
@member_required
@require_http_methods(["GET", "POST"])
def group_peer(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What a peer does for the reader; who is not in a group of theirs now is not there.

    A tie with the same person says it already, and is shown instead.
    """
    member = request.membership
    peer = next((one for one in group_peers(member) if one.member.pk == pk), None)
    if peer is None:
        raise Http404
    tie = Tie.objects.active().filter(protege=member, mentor=pk).first()
    if tie is not None:
        return redirect(tie)
    initial = {"roles": peer.roles, "areas": peer.areas, "closeness": peer.closeness}
    form = PeerFunctionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        set_function(member, peer=peer.member, **form.cleaned_data)
        messages.success(request, _("Saved. It is on your map. Only you can see it."))
        return redirect("networks:network")
    return render(request, "networks/peer_groups/peer.html", {"peer": peer, "form": form})
